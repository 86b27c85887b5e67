import type { Alert, LogEvent } from '../model/index.ts';

/** An alert on an event, with the place of its record; of Windows events also the log and the event id. */
export function eventAlert(event: LogEvent, rule: Alert['rule'], because: Alert['because']): Alert {
  const channel = event.schema.constants?.get('Channel');
  const eventId = event.schema.constants?.get('EventID');
  return {
    rule,
    event: {
      ...event.ref,
      ...(typeof channel === 'string' ? { channel } : {}),
      ...(typeof eventId === 'number' ? { eventId } : {}),
    },
    timeMs: event.timeMs ?? null,
    host: event.host,
    because,
  };
}
