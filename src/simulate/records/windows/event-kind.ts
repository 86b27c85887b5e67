import { type EventDefinition, type EventScalar, type EventScalarType, PreparedEvent } from '../../../evtx/index.ts';

/** Which process writes an event: `Execution` of the record names it. `nobody` is the 0 of classic providers. */
export type EventWriter =
  | 'nobody'
  | 'kernel'
  | 'lsass'
  | 'services'
  | 'sysmon'
  | 'eventlog'
  | 'schedule'
  | 'termservice'
  | 'wmi'
  | 'defender'
  | 'firewall'
  | 'winrm'
  | 'update'
  | 'acting';

/** One field of an event, as its template has it. */
export interface EventField {
  readonly name: string;
  readonly type: EventScalarType;
}

/** What all events of one id and version have in common. One object a kind. */
export interface EventKind<Name extends string = string> {
  readonly channel: string;
  readonly provider: EventDefinition['provider'];
  readonly eventId: number;
  readonly qualifiers?: number;
  readonly version?: number;
  readonly level: number;
  readonly task: number;
  readonly opcode?: number;
  readonly keywords: bigint;
  readonly writer: EventWriter;
  /** SID in `Security`, when it is always the same */
  readonly userSid?: string;
  /** `EventData` with named fields, one unnamed list, or the element of `UserData` */
  readonly payload: 'named' | 'list' | { readonly element: string; readonly namespace: string };
  readonly eventDataName?: string;
  readonly fields: readonly EventField[];
  /** only for the compiler: the names of `fields` */
  readonly names?: Name;
}

/** What the kinds of one provider share. */
export type EventFamily = Omit<EventKind, 'eventId' | 'fields' | 'names' | 'task'> & { readonly task?: number };
type EventSystem = Partial<Omit<EventKind, 'eventId' | 'fields' | 'names' | 'channel'>>;

type Spaced<Text extends string> = Text extends `${infer Start}~${infer End}` ? Spaced<`${Start} ${End}`> : Text;
type FieldName<Text extends string> = Spaced<Text extends `${infer Name}:${string}` ? Name : Text>;
type FieldNames<Text extends string, Found = never> = Text extends `${infer First} ${infer Rest}`
  ? FieldNames<Rest, Found | FieldName<First>>
  : Text extends ''
    ? Found
    : Found | FieldName<Text>;

/**
 * Describes an event by its fields in order, separated by a space: `Name:type`, or `Name` alone for text. A `~` in a
 * name stands for a space.
 * @example eventKind(security, 4689, { task: 13313 }, 'SubjectUserSid:sid Status:hexInt32 ProcessName')
 */
export function eventKind<Fields extends string>(
  family: EventFamily,
  eventId: number,
  system: EventSystem,
  fields: Fields,
): EventKind<FieldNames<Fields>> {
  return { task: 0, ...family, ...system, eventId, fields: fields === '' ? [] : fields.split(' ').map(parseField) };
}

/** Values of an event's fields by name. A field without a value is written as Windows writes what it does not know. */
export type EventValues<Name extends string> = Readonly<Partial<Record<Name, EventScalar>>>;

/** One event of a host before it has a place in a file. */
export interface WindowsRecord {
  readonly kind: EventKind;
  /** in the order of the kind's fields; of a list: its strings */
  readonly values: readonly EventScalar[];
  /** SID in `Security`, when the kind leaves it open */
  readonly userSid?: string;
  /** process of an `acting` writer */
  readonly processId?: number;
  readonly activityId?: string;
  readonly binary?: string;
}

type RecordExtras = Omit<WindowsRecord, 'kind' | 'values'>;

/** An event with the values of its fields by name. */
export function record<Name extends string>(
  kind: EventKind<Name>,
  values: EventValues<Name>,
  extras: RecordExtras = {},
): WindowsRecord {
  const named = values as Readonly<Record<string, EventScalar | undefined>>;
  return { kind, values: kind.fields.map(({ name, type }) => named[name] ?? UNKNOWN[type] ?? 0), ...extras };
}

/** An event of a classic provider, which has a list of strings. */
export function listRecord(kind: EventKind, values: readonly string[], extras: RecordExtras = {}): WindowsRecord {
  return { kind, values, ...extras };
}

/**
 * The layout of the events of a kind, for any computer.
 * @param withBinary whether they end in a Binary element
 */
export function eventLayout(kind: EventKind, valueCount: number, withBinary: boolean): PreparedEvent {
  const { qualifiers, version, opcode, eventDataName } = kind;
  const { channel, provider, eventId, level, task, keywords } = kind;
  return new PreparedEvent({
    ...(qualifiers === undefined ? undefined : { qualifiers }),
    ...(version === undefined ? undefined : { version }),
    ...(opcode === undefined ? undefined : { opcode }),
    ...(eventDataName === undefined ? undefined : { eventDataName }),
    ...(withBinary ? { binary: '' } : undefined),
    ...{ provider, eventId, level, task, keywords, channel, computer: '', timeMs: 0 },
    ...examplePayload(kind, valueCount),
  });
}

/** The payload's values as the layout takes them; texts are cut when the event would not fit into a chunk. */
export function layoutValues(event: WindowsRecord): (EventScalar | readonly EventScalar[])[] {
  const { kind, binary } = event;
  const values = fitting(event.values);
  const payload = kind.payload === 'list' ? (values.length === 0 ? [] : [values]) : values;
  return binary === undefined ? [...payload] : [...payload, binary];
}

/** A chunk has 64 KiB, a character two bytes; only command lines near their limit of 32,767 characters come close. */
const MAX_EVENT_CHARS = 28_000;
/** Most of a text in an event that is too long: of four such texts all fit. */
const MAX_TEXT_CHARS = 7000;

function fitting(values: readonly EventScalar[]): readonly EventScalar[] {
  let chars = 0;
  for (const value of values) if (typeof value === 'string') chars += value.length;
  if (chars <= MAX_EVENT_CHARS) return values;
  return values.map((value) => (typeof value === 'string' ? value.slice(0, MAX_TEXT_CHARS) : value));
}

function examplePayload(kind: EventKind, valueCount: number): Pick<EventDefinition, 'eventData' | 'userData'> {
  if (kind.payload === 'list') {
    return { eventData: valueCount === 0 ? [] : [{ type: 'string[]', value: [''] }] };
  }
  const items = kind.fields.map(({ name, type }) => ({ name, type, value: EXAMPLE[type] ?? 0 }));
  if (kind.payload === 'named') return { eventData: items };
  const { element, namespace } = kind.payload;
  const children = items.map(({ name, type, value }) => ({ name, children: [{ type, value }] }));
  return { userData: { name: element, namespace, children } };
}

/** Values that only stand for their type. */
const EXAMPLE: Readonly<Partial<Record<EventScalarType, EventScalar>>> = { string: '', sid: 'S-1-0-0', bool: false };

/** What stands in a field of which nothing is known; in numbers 0. */
const UNKNOWN: Readonly<Partial<Record<EventScalarType, EventScalar>>> = {
  string: '-',
  sid: 'S-1-0-0',
  guid: '{00000000-0000-0000-0000-000000000000}',
  bool: false,
};

function parseField(text: string): EventField {
  const [name = '', type = 'string'] = text.split(':');
  return { name: name.replaceAll('~', ' '), type: type as EventScalarType };
}
