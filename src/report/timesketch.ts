import type { Alert } from '../model/index.ts';
import { jsonText } from './alerts-ndjson.ts';
import type { CaseView } from './case-view.ts';
import { becauseText } from './field-text.ts';

// Timesketch keeps a field of more than 32,766 bytes out of keyword search; a UTF-16 unit takes at most three bytes.
const MOST_CHARACTERS = Math.floor(32_766 / 3);

/**
 * Alerts as JSON Lines for Timesketch, tagged with their incident. Alerts without a time are left out: a timeline has no
 * place for them.
 * Source: Timesketch, "Import from JSON or CSV": `message`, `datetime` (ISO 8601), `timestamp_desc` are mandatory.
 */
export function* timesketchLines(view: CaseView, alerts: Iterable<Alert>): Generator<string> {
  for (const alert of alerts) {
    const { rule, event, host, timeMs, because, context } = alert;
    if (timeMs === null) continue;
    const incident = view.incidentOf(alert);
    const row = {
      message: `${rule.title}: ${becauseText(because)}`.slice(0, MOST_CHARACTERS),
      datetime: new Date(timeMs).toISOString(),
      timestamp: timeMs * 1000,
      timestamp_desc: 'Event Logged',
      tag: [rule.level, ...(incident === undefined ? [] : [incident])],
      ...{ hostname: host, rule_id: rule.id, rule_title: rule.title, level: rule.level },
      ...(context?.account === undefined ? {} : { username: context.account }),
      ...{ source_file: event.source, record: event.record, byte_offset: event.byteOffset },
    };
    yield `${jsonText(row)}\n`;
  }
}
