/**
 * The value of one field as a log holds it. `null` is a field that is present without a value; an absent field is
 * `undefined`. Integers beyond 2^53 are bigint. An array is a field that occurs several times.
 */
export type FieldValue = string | number | bigint | boolean | null | readonly FieldValue[];

/** Finds the very bytes of a log record again. */
export interface EventRef {
  /** path of the file as the user gave it, joined with `/` below a given folder */
  readonly source: string;
  /** the log's own number of the record, for Windows the EventRecordID; text when beyond 2^53 */
  readonly record?: number | string;
  /** offset of the record's first byte in the source */
  readonly byteOffset?: number;
  /** the log no longer counts it as a record: it was found in slack space, in another record or in a broken chunk */
  readonly isCarved?: true;
  /** of an alert's event, for Windows: where the record was logged and its event id */
  readonly channel?: string;
  readonly eventId?: number;
}

/** A field computed from other fields of the same event. */
export interface DerivedField {
  readonly from: readonly string[];
  /** @param values those of `from`, in order, undefined where absent; returns undefined when nothing can be said */
  readonly derive: (values: readonly (FieldValue | undefined)[]) => FieldValue | undefined;
  /** where its texts come from, so that they need not be made to be searched; absent when that cannot be said */
  readonly runs?: TextRuns;
}

/** What the texts of a computed field are put together from. */
export interface TextRuns {
  /** every stretch of such a text without one of these characters stands in a text of the fields that it is computed from */
  readonly seams: string;
  /** or else in one of these, folded */
  readonly constants: readonly string[];
}

/** Where the value of a rule's field comes from: the log's own field of that name, or a computed one. */
export type FieldSource = string | DerivedField;

/**
 * One Sigma logsource that events of a schema satisfy, with the field names that rules of this logsource use.
 * A rule field that is not in `fields` is the log's own field of the same name.
 */
export interface LogsourceView {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
  readonly fields: ReadonlyMap<string, FieldSource>;
}

/** What all events of one shape have in common: the unit that rules are bound to. */
export interface Schema {
  /** stable within a run, for example `windows/Security/4688` */
  readonly id: string;
  readonly product: string;
  readonly views: readonly LogsourceView[];
  /** the log's own fields that hold the same value in every event of the schema; rules that want another are never tried */
  readonly constants?: ReadonlyMap<string, FieldValue>;
}

/** How the text of an event's fields stands in its raw bytes; one object for all events of one structure. */
export interface RawLayout {
  /** whether a field's value, where it is text, stands in the bytes as it is; of `''`: all fields' values */
  isRaw(field: string): boolean;
  /** texts of fields that do not stand in the bytes, as all events of the structure have them */
  readonly constantTexts: readonly string[];
}

/** The bytes in which the text of an event stands, so that what is not in them need not be looked for in its fields. */
export interface RawText {
  /** UTF-16LE, or UTF-8 within JSON whose only escapes are `\\\\` and `\\"`, or UTF-8 without any escapes or quotes of its own */
  readonly encoding: 'utf16le' | 'json' | 'utf8';
  /** `words` are the 32-bit words of `bytes`; around the event lie others, all of which stay while `bytes` is the same array */
  readonly source: { readonly bytes: Uint8Array; readonly words: Int32Array };
  readonly start: number;
  readonly end: number;
  readonly layout: RawLayout;
}

/** The bytes of an event that decide its fields, where a format can tell them one from another. */
export interface FieldBytes {
  /**
   * Puts together the bytes of some fields: two events of one schema of which they are the same have the same values in them.
   * @param fields the same array each time, which a format may prepare for
   * @returns undefined when that cannot be done; else valid until the next is asked for
   */
  gather(fields: readonly string[]): GatheredBytes | undefined;
}

/** Values of fields one behind the other, as they stand in the log, and what keeps them apart: no printable character. */
export interface GatheredBytes {
  /** more than is valid */
  readonly bytes: Uint8Array;
  /** `bytes` as words; behind the last byte that is valid there are zeros up to a whole word */
  readonly words: Int32Array;
  /** how many bytes are valid */
  readonly length: number;
  /** of the bytes; anybody can make others with the same one */
  readonly hash: number;
}

/** One log record, readable by field name. Valid until its reader moves on; keep the `ref`, not the event. */
export interface LogEvent {
  readonly schema: Schema;
  readonly ref: EventRef;
  /** when it happened, UTC milliseconds since 1970; undefined when the record does not say */
  readonly timeMs: number | undefined;
  /** the computer the record speaks of, as the log names it; empty when it does not say */
  readonly host: string;
  /** when another machine received it, by the clock of that one, UTC milliseconds; undefined when it does not say */
  readonly receivedMs?: number | undefined;
  /** the bytes of its text, where a format can give them */
  readonly rawText?: RawText | undefined;
  /** the bytes that decide its fields, where a format can tell them one from another */
  readonly fieldBytes?: FieldBytes | undefined;
  /** the log's own field; undefined when absent */
  get(field: string): FieldValue | undefined;
  /** every field that carries a value, in the record's order, for keyword search */
  entries(): Iterable<readonly [field: string, value: FieldValue]>;
}
