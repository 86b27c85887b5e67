import type {
  EventRef,
  FieldBytes,
  FieldRecord,
  FieldValue,
  LogEvent,
  LogsourceKnowledge,
  RawText,
  RecordStructure,
  Schema,
} from '../model/index.ts';
import { datableTime } from './datable-time.ts';
import { timestampMs } from './timestamp.ts';

/** A wall clock's time of which the year is not known. */
export interface YearlessTime {
  /** from 0 */
  readonly month: number;
  /** from 1 */
  readonly day: number;
  /** milliseconds since midnight */
  readonly clockMs: number;
  /** milliseconds east of UTC, where the text says so */
  readonly offsetMs?: number | undefined;
}

/** What a record itself does not say. One object for all records of a source. */
export interface RecordContext {
  /** path of the file as the user gave it */
  readonly source: string;
  /**
   * UTC milliseconds of a wall clock time without an offset, given as if it were UTC: by the zone that was set for the
   * source, else by the stated assumption.
   */
  toUtc(wallClockMs: number): number;
  /** UTC milliseconds; what a log says without a year happened within the year before this */
  readonly latestMs: number;
  /**
   * UTC milliseconds of a time without a year; undefined when there is nothing to tell the year from.
   * @param beforeMs it happened before this, UTC milliseconds; without it, before the file changed, which is counted
   */
  withYear(time: YearlessTime, beforeMs?: number): number | undefined;
  /** reads times as this context does, but does not count what it has to assume */
  readonly aside: Pick<RecordContext, 'toUtc' | 'withYear'>;
}

/** How events of one kind are read from their records. One object for all of them. */
export interface EventKind {
  readonly schema: Schema;
  /** UTC milliseconds since 1970; undefined when the record does not say */
  timeMs(record: FieldRecord, context: RecordContext): number | undefined;
  /** the computer or device the record speaks of; empty when it does not say */
  host(record: FieldRecord, context: RecordContext): string;
  /** fields that are computed from others, or that the format names otherwise; what is not here is the record's own */
  readonly fields?: ReadonlyMap<string, (record: FieldRecord) => FieldValue | undefined>;
}

/** What writes logs: one file each. */
export interface Product {
  readonly name: string;
  /** what its events supply to rules */
  readonly knowledge: LogsourceKnowledge;
  /**
   * Asked once for each structure of records.
   * @returns undefined when records of the structure are never the product's; else a function that gives the kind of a
   * record, or undefined when that one is not the product's
   */
  recognise(structure: RecordStructure): ((record: FieldRecord) => EventKind | undefined) | undefined;
}

/** Formats of lines that may have passed a relay. */
const RELAYED_FORMATS: ReadonlySet<string> = new Set(['syslog', 'cef', 'leef', 'key-value']);

/** An event whose fields are those of a record. */
export class FieldEvent implements LogEvent {
  readonly #kind: EventKind;
  readonly #record: FieldRecord;
  readonly #context: RecordContext;
  #timeMs: number | undefined;
  #hasTime = false;
  #host: string | undefined;

  constructor(kind: EventKind, record: FieldRecord, context: RecordContext) {
    this.#kind = kind;
    this.#record = record;
    this.#context = context;
  }

  get schema(): Schema {
    return this.#kind.schema;
  }

  get ref(): EventRef {
    return { source: this.#context.source, byteOffset: this.#record.byteOffset };
  }

  /** Computed fields stand in no bytes. */
  get rawText(): RawText | undefined {
    return this.#kind.fields === undefined ? this.#record.rawText : undefined;
  }

  get fieldBytes(): FieldBytes | undefined {
    return this.#kind.fields === undefined ? this.#record.fieldBytes : undefined;
  }

  get timeMs(): number | undefined {
    // Read once, because the context counts what it has to assume.
    if (!this.#hasTime) {
      this.#timeMs = datableTime(this.#kind.timeMs(this.#record, this.#context));
      this.#hasTime = true;
    }
    return this.#timeMs;
  }

  get receivedMs(): number | undefined {
    if (!RELAYED_FORMATS.has(this.#record.structure.format)) return undefined;
    const text = this.#record.get('syslog.relay.timestamp');
    return text === undefined ? undefined : timestampMs(text, this.#context.aside);
  }

  get host(): string {
    this.#host ??= this.#kind.host(this.#record, this.#context);
    return this.#host;
  }

  get(field: string): FieldValue | undefined {
    const own = this.#kind.fields?.get(field);
    return own === undefined ? this.#record.get(field) : own(this.#record);
  }

  *entries(): Generator<readonly [string, FieldValue]> {
    for (const [name, read] of this.#kind.fields ?? []) {
      const value = read(this.#record);
      if (value !== undefined) yield [name, value];
    }
    for (const entry of this.#record.entries()) if (this.#kind.fields?.has(entry[0]) !== true) yield entry;
  }
}
