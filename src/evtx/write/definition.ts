/** One BinXML value type, named as [MS-EVEN6] names them. `filetime` and `systemtime` are times, `sid` and `guid` text. */
export type EventScalarType =
  | 'string'
  | 'ansi'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float'
  | 'double'
  | 'bool'
  | 'binary'
  | 'guid'
  | 'sizeT'
  | 'filetime'
  | 'systemtime'
  | 'sid'
  | 'hexInt32'
  | 'hexInt64';

/** A scalar type, an array of one, or `null`: the absent value. */
export type EventValueType = EventScalarType | `${EventScalarType}[]` | 'null';

/**
 * A value as it is given: integers as number, bigint or text (`'0x10'`); times as number (UTC ms since 1970), bigint
 * (100 ns steps since 1601) or ISO text; GUIDs and SIDs as text; binary as bytes or hex text.
 */
export type EventScalar = string | number | bigint | boolean | Uint8Array | null;

/** One value with its type. Without a type: text is `string`, true/false `bool`, a whole number `uint32`, `int64` or `uint64`, any other number `double`, bytes `binary`, null `null`. */
export interface TypedValue {
  readonly value: EventScalar | readonly EventScalar[];
  readonly type?: EventValueType;
}

/** One `Data` element of EventData; without a name it is positional, as classic providers write it. */
export interface EventDataItem extends TypedValue {
  readonly name?: string;
}

/** What stands between the tags of a UserData element. */
export type UserNode =
  | UserElement
  | { readonly text: string }
  | TypedValue
  | { readonly cdata: string }
  | { readonly entity: string }
  | { readonly character: number }
  | { readonly instruction: string; readonly data: string };

/** One element of UserData. `namespace` becomes its `xmlns`. */
export interface UserElement {
  readonly name: string;
  readonly namespace?: string;
  readonly attributes?: readonly (TypedValue & { readonly name: string })[];
  readonly children?: readonly UserNode[];
}

/** The rendered texts that a collector adds to forwarded events. */
export interface RenderingInfo {
  readonly culture: string;
  readonly message?: string;
  readonly level?: string;
  readonly task?: string;
  readonly opcode?: string;
  readonly channel?: string;
  readonly provider?: string;
  readonly keywords?: readonly string[];
}

/** One event to be written. Numbers outside the range of their field are bad use and throw. */
export interface EventDefinition {
  readonly provider: { readonly name: string; readonly guid?: string; readonly eventSourceName?: string };
  readonly eventId: number;
  readonly qualifiers?: number;
  /** absent as in events of classic providers */
  readonly version?: number;
  readonly level: number;
  readonly task: number;
  /** absent as in events of classic providers */
  readonly opcode?: number;
  readonly keywords: bigint;
  /** when the event happened, UTC ms since 1970 */
  readonly timeMs: number;
  /** 100 ns steps after `timeMs` */
  readonly ticks?: bigint;
  /** the record header's number; default: one more than the record before */
  readonly recordId?: number | bigint;
  /** EventRecordID inside the event; default `recordId`. Differs in exported and forwarded logs */
  readonly eventRecordId?: number | bigint;
  /** when the record was written, UTC ms; default: when the event happened */
  readonly writtenMs?: number;
  readonly correlation?: { readonly activityId?: string; readonly relatedActivityId?: string };
  readonly execution?: { readonly processId: number; readonly threadId: number };
  readonly channel: string;
  readonly computer: string;
  /** SID text */
  readonly securityUserId?: string;
  /** EventData, in order. At most one of `eventData` and `userData` */
  readonly eventData?: readonly EventDataItem[];
  /** Name of EventData itself, as the task scheduler gives one */
  readonly eventDataName?: string;
  /** the Binary element behind the Data of classic providers: bytes or hex text */
  readonly binary?: Uint8Array | string;
  readonly userData?: UserElement;
  readonly renderingInfo?: RenderingInfo;
  /** written without a template, all values as text, as forwarded logs have it; default the writer's option */
  readonly inline?: boolean;
}
