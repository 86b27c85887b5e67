import type { Alert, EventRef, LogEvent } from '../model/index.ts';

/** Where and when an alert is, as it stands in all alerts on one event. */
export type AlertPlace = Pick<Alert, 'event' | 'timeMs' | 'host'>;

/** The place of an event's record; of Windows events also the log and the event id. */
export function alertPlace({ schema, ref, timeMs, host }: LogEvent): AlertPlace {
  const channel = schema.constants?.get('Channel');
  const eventId = schema.constants?.get('EventID');
  return { event: refWith(ref, channel, eventId), timeMs: timeMs ?? null, host };
}

function refWith(ref: EventRef, channel: unknown, eventId: unknown): EventRef {
  if (typeof channel !== 'string') return typeof eventId === 'number' ? { ...ref, eventId } : { ...ref };
  return typeof eventId === 'number' ? { ...ref, channel, eventId } : { ...ref, channel };
}

/** An alert on an event. */
export function eventAlert({ event, timeMs, host }: AlertPlace, rule: Alert['rule'], because: Alert['because']): Alert {
  return { rule, event, timeMs, host, because };
}
