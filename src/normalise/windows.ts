import type { EventRef, FieldBytes, FieldValue, LogEvent, RawText, Schema } from '../model/index.ts';
import { datableTime } from './datable-time.ts';
import { COLLECTOR_CHANNEL, originalRecord } from './windows/forwarded.ts';
import { type SchemaFamily, schemaFamily } from './windows/schema.ts';

/**
 * One Windows event, in whatever form it came (EVTX, rendered XML, a shipper's JSON). `get` answers at least
 * `Channel`, `Provider_Name`, `EventID`, `Computer` and `EventRecordID` where the event has them, and the payload by
 * its own names.
 */
export interface WindowsRecord {
  get(field: string): FieldValue | undefined;
  entries(): Iterable<readonly [field: string, value: FieldValue]>;
  /** when it happened, UTC ms since 1970; undefined when the record does not say */
  readonly timeMs: number | undefined;
  /** when it was written, UTC ms; stands in for a missing time */
  readonly writtenMs?: number;
  /** the container's number of the record; stands in for a missing EventRecordID */
  readonly recordId?: number | bigint;
  readonly byteOffset?: number;
  /** the log no longer counts it as a record */
  readonly isCarved?: boolean;
  /** where its text stands in raw bytes, if the format can say */
  readonly rawText?: RawText | undefined;
  /** which bytes decide its fields, if the format can say */
  readonly fieldBytes?: FieldBytes | undefined;
}

/** Turns Windows records into LogEvents; remembers the schemas it has seen. */
export interface WindowsNormaliser {
  schemaOf(record: WindowsRecord): Schema;
  /** @param source path of the file as the user gave it */
  toLogEvent(record: WindowsRecord, source: string): LogEvent;
}

// A host has a few hundred kinds of events. Only a forged log has more, and forgetting them costs a rebuild each.
const MAX_FAMILIES = 5_000;

/**
 * Gives each Windows record its schema: one object per channel, provider, event id and meaning, so that rules are bound
 * to it once. Bounded memory for any input; never throws.
 */
export function createWindowsNormaliser(): WindowsNormaliser {
  const families = new Map<string, Map<string, Map<number | undefined, SchemaFamily>>>();
  let familyCount = 0;

  function familyOf(channel: string, provider: string, eventId: number | undefined): SchemaFamily {
    const known = families.get(channel)?.get(provider)?.get(eventId);
    if (known !== undefined) return known;
    if (familyCount++ >= MAX_FAMILIES) {
      families.clear();
      familyCount = 1;
    }
    const family = schemaFamily({ channel, provider, eventId });
    const byProvider = getOrAdd(families, channel, () => new Map<string, Map<number | undefined, SchemaFamily>>());
    getOrAdd(byProvider, provider, () => new Map<number | undefined, SchemaFamily>()).set(eventId, family);
    return family;
  }

  function schemaOf(record: WindowsRecord): Schema {
    const family = familyOf(textOf(record.get('Channel')), textOf(record.get('Provider_Name')), eventIdOf(record));
    return family.schemaFor(family.discriminator === undefined ? undefined : record.get(family.discriminator));
  }

  return {
    schemaOf,
    toLogEvent: (record, source) => {
      const schema = schemaOf(record);
      if (!schema.id.startsWith(FORWARDED)) return new WindowsEvent(record, source, schema);
      const original = originalRecord(record);
      return new WindowsEvent(original, source, schemaOf(original));
    },
  };
}

const FORWARDED = `windows/${COLLECTOR_CHANNEL}/`;

class WindowsEvent implements LogEvent {
  readonly schema: Schema;
  readonly #record: WindowsRecord;
  readonly #source: string;
  // Asked for by whatever looks at an event: text to be decoded, and a number that takes its own place in memory each time.
  #host: string | undefined;
  #timeMs: number | undefined | null = null;

  constructor(record: WindowsRecord, source: string, schema: Schema) {
    this.#record = record;
    this.#source = source;
    this.schema = schema;
  }

  get ref(): EventRef {
    const { byteOffset } = this.#record;
    const record = recordNumber(this.#record.get('EventRecordID') ?? this.#record.recordId);
    return {
      source: this.#source,
      ...(record === undefined ? {} : { record }),
      ...(byteOffset === undefined ? {} : { byteOffset }),
      ...(this.#record.isCarved === true ? { isCarved: true } : {}),
    };
  }

  get rawText(): RawText | undefined {
    return this.#record.rawText;
  }

  get fieldBytes(): FieldBytes | undefined {
    return this.#record.fieldBytes;
  }

  get timeMs(): number | undefined {
    if (this.#timeMs === null) this.#timeMs = datableTime(this.#record.timeMs ?? this.#record.writtenMs);
    return this.#timeMs;
  }

  get host(): string {
    this.#host ??= textOf(this.#record.get('Computer'));
    return this.#host;
  }

  get(field: string): FieldValue | undefined {
    return this.#record.get(field);
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return this.#record.entries();
  }
}

/** Event ids are numbers or, in JSON and in forwarded records, text; undefined when there is none that can be one. */
function eventIdOf(record: WindowsRecord): number | undefined {
  const value = record.get('EventID');
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^(?:0|[1-9]\d{0,8})$/.test(value) ? Number(value) : undefined;
}

function recordNumber(value: FieldValue | undefined): number | string | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
  if (typeof value !== 'string') return undefined;
  return /^\d{1,15}$/.test(value) ? Number(value) : value;
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
