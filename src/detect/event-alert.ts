import type { Alert, AlertContext, LogEvent } from '../model/index.ts';

/** Where and when an alert is, as it stands in all alerts on one event. */
export type AlertPlace = Pick<Alert, 'event' | 'timeMs' | 'host'>;

/** The place of an event's record; of Windows events also the log and the event id. */
export function alertPlace({ schema, ref, timeMs, host }: LogEvent): AlertPlace {
  const { source, ...place } = ref;
  const channel = schema.constants?.get('Channel');
  const eventId = schema.constants?.get('EventID');
  return {
    event: {
      source,
      ...place,
      ...(typeof channel === 'string' ? { channel } : {}),
      ...(typeof eventId === 'number' ? { eventId } : {}),
    },
    timeMs: timeMs ?? null,
    host,
  };
}

/** An alert on an event. */
export function eventAlert({ event, timeMs, host }: AlertPlace, rule: Alert['rule'], because: Alert['because']): Alert {
  return { rule, event, timeMs, host, because };
}

/** An alert with what its event says of itself. Written out: V8 is slower with objects that were spread. */
export function withContext({ rule, event, timeMs, host, because }: Alert, context: AlertContext): Alert {
  return { rule, event, timeMs, host, because, context };
}
