import type { EventRef, FieldValue, LogEvent, Schema } from '../model/index.ts';
import { createWindowsNormaliser, type WindowsNormaliser, type WindowsRecord } from './windows.ts';
import { type JsonLogRecord, windowsRecordOf } from './windows-json.ts';

/** A record of any log format. */
export type LogRecord = WindowsRecord | JsonLogRecord;

/** Turns records of any format into LogEvents. */
export interface Normaliser {
  readonly windows: WindowsNormaliser;
  /** @param source path of the file as the user gave it */
  toLogEvent(record: LogRecord, source: string): LogEvent;
}

/** Tells products by what records hold; remembers the schemas it has seen. */
export function createNormaliser(): Normaliser {
  const windows = createWindowsNormaliser();
  return {
    windows,
    toLogEvent: (record, source) => {
      if (!('value' in record)) return windows.toLogEvent(record, source);
      const windowsRecord = windowsRecordOf(record);
      return windowsRecord === undefined ? new UnknownEvent(record, source) : windows.toLogEvent(windowsRecord, source);
    },
  };
}

/** Events of products that no table knows: counted, and matched by no rule. */
const UNKNOWN_SCHEMA: Schema = { id: 'json/unknown', product: '', views: [] };

class UnknownEvent implements LogEvent {
  readonly schema = UNKNOWN_SCHEMA;
  readonly ref: EventRef;
  readonly timeMs = undefined;
  readonly host = '';
  readonly #record: JsonLogRecord;

  constructor(record: JsonLogRecord, source: string) {
    this.#record = record;
    this.ref = { source, byteOffset: record.byteOffset };
  }

  get(field: string): FieldValue | undefined {
    const value = Object.hasOwn(this.#record.value, field) ? this.#record.value[field] : undefined;
    return isScalar(value) ? value : undefined;
  }

  *entries(): Generator<readonly [string, FieldValue]> {
    for (const [name, value] of Object.entries(this.#record.value)) if (isScalar(value)) yield [name, value];
  }
}

function isScalar(value: unknown): value is FieldValue {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
