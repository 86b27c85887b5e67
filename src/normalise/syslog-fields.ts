import type { FieldRecord, FieldValue } from '../model/index.ts';
import type { RecordContext } from './product.ts';
import { timestampMs } from './timestamp.ts';

/** When a line was written, by its own header, else by that of the relay; undefined when neither says. */
export function syslogTime(record: FieldRecord, context: RecordContext): number | undefined {
  return (
    timestampMs(record.get('syslog.timestamp'), context) ?? timestampMs(record.get('syslog.relay.timestamp'), context)
  );
}

/** The host in a line's header; empty when it has none. */
export function syslogHost(record: FieldRecord): string {
  return textIn(record, 'syslog.hostname');
}

/** A field that is text; empty when it is absent or something else. Of several values the first. */
export function textIn(record: FieldRecord, field: string): string {
  const value: FieldValue | undefined = record.get(field);
  if (typeof value === 'string') return value;
  const first = Array.isArray(value) ? value[0] : undefined;
  return typeof first === 'string' ? first : '';
}
