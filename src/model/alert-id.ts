import type { Alert } from './alert.ts';
import { stableId } from './stable-id.ts';

/** The id of an alert: stable for the same rule and record, wherever the file lies. 16 hexadecimal digits. */
export function alertId({ rule, event, timeMs, host }: Pick<Alert, 'rule' | 'event' | 'timeMs' | 'host'>): string {
  const path = event.source.split(/[/\\]/);
  const file = path.at(-1) ?? '';
  const place = event.record ?? `@${event.byteOffset ?? ''}`;
  // Folders are often named after the host whose logs they hold; whole paths change with every collection.
  return stableId(rule.id, rule.title, host || (path.at(-2) ?? ''), String(timeMs), file, String(place));
}
