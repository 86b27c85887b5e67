import type { Alert } from '../model/index.ts';
import { type CorrelationAlert, parseIp } from '../sigma/index.ts';

// Group-by fields that name the computer, as the products that Landfall reads call it.
const HOST_FIELDS: readonly string[] = ['Computer', 'ComputerName', 'Hostname', 'host'];

/** A satisfied correlation as an alert: at its last event, with the group it holds for as the reason. */
export function correlationAlert(found: CorrelationAlert): Alert {
  const { rule, correlation, events, group } = found;
  const last = events.at(-1);
  const addresses = group.map(({ value }) => String(value)).filter((value) => parseIp(value) !== undefined);
  const host = group.find(({ field }) => HOST_FIELDS.includes(field))?.value;
  return {
    rule: { id: rule.id, title: rule.title, level: correlation.level, tags: rule.tags },
    event: last === undefined ? { source: '' } : last.ref,
    timeMs: found.timeMs,
    host: typeof host === 'string' ? host : '',
    because: group,
    ...(addresses.length === 0 ? {} : { context: { addresses } }),
    correlation: {
      type: rule.type,
      windowStartMs: found.windowStartMs,
      windowEndMs: found.windowEndMs,
      isCut: found.isCut,
      value: found.value,
      matches: found.matches,
      events: events.map(({ ruleId, timeMs, ref }) => ({ ...ref, ruleId, timeMs })),
    },
  };
}
