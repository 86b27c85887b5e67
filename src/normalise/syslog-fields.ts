import type { FieldRecord, FieldValue } from '../model/index.ts';
import type { RecordContext } from './product.ts';
import { timestampMs } from './timestamp.ts';

/**
 * When a line was written, by its own header, else by that of the relay; undefined when neither says. What a device says
 * without a year is of the year in which the relay received it, where that one says more.
 */
export function syslogTime(record: FieldRecord, context: RecordContext): number | undefined {
  const relayTime = record.get('syslog.relay.timestamp');
  const ownTime = record.get('syslog.timestamp');
  if (relayTime === undefined) return timestampMs(ownTime, context);
  const isDated = typeof relayTime === 'string' && /\d{4}/.test(relayTime);
  const relayMs = isDated ? timestampMs(relayTime, context.aside) : undefined;
  if (relayMs === undefined) return timestampMs(ownTime, context) ?? timestampMs(relayTime, context);
  const withYear: RecordContext['withYear'] = (time) => context.withYear(time, relayMs);
  return timestampMs(ownTime, { toUtc: context.toUtc, withYear }) ?? timestampMs(relayTime, context);
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
