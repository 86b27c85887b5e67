import type { FieldRecord, JsonRecord } from '../model/index.ts';
import type { RecordContext } from './product.ts';
import type { WindowsRecord } from './windows.ts';
import { otherWindowsRecordOf } from './windows-json.ts';

/** Columns of which every export of Windows events has one. */
const EVENT_COLUMNS = [
  ...['EventID', 'EventId', 'EventCode', 'Event ID', 'Id', 'event.code', 'winlog.event_id', 'event_id', 'eventid'],
  ...['_raw', 'winlogbeat_winlog_event_id', 'winlog_event_id', 'Payload', 'EventXml', 'message'],
];

/**
 * A Windows event in a record that no product recognises: in one of the many shapes of JSON, in a row under a header, or
 * as JSON or XML in the message of another log.
 */
export function otherWindowsRecord(record: FieldRecord, context: RecordContext): WindowsRecord | undefined {
  const value = isJson(record) ? record.value : rowOf(record);
  return value && otherWindowsRecordOf(value, record.byteOffset, context);
}

function rowOf(record: FieldRecord): JsonRecord['value'] | undefined {
  const { fields } = record.structure;
  if (fields !== undefined) {
    return EVENT_COLUMNS.some((column) => fields.includes(column)) ? Object.fromEntries(record.entries()) : undefined;
  }
  const message = record.get('message');
  return typeof message === 'string' && /^\s*(?:\{|<Event)/.test(message) ? { message } : undefined;
}

function isJson(record: FieldRecord): record is JsonRecord {
  return 'value' in record;
}
