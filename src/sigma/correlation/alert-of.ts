import { type CorrelatedEvent, type CorrelationAlert, MAX_EVENTS } from './correlation-alert.ts';
import type { GroupWindow, WindowInput } from './group-window.ts';
import type { CorrelationPlan } from './plan.ts';

/** The alert for a window as it is now. */
export function alertOf(
  plan: CorrelationPlan,
  group: GroupWindow,
  judged: Pick<CorrelationAlert, 'value' | 'timeMs' | 'windowEndMs' | 'isCut'>,
): CorrelationAlert {
  const { correlation, first, firstSource } = group;
  const slots = correlation.sources[firstSource]!.group;
  const matches = [...group.matches()];
  const events = eventsOf(plan, matches);
  return {
    correlation,
    rule: correlation.rule,
    ...judged,
    windowStartMs: Math.min(matches[0]?.timeMs ?? judged.timeMs, events[0]?.timeMs ?? judged.timeMs),
    group: correlation.rule.groupBy.map((field, index) => ({ field, value: first.values[slots[index]!] ?? null })),
    matches: matches.length,
    events,
  };
}

/** Base events, also those behind matches of correlations, which may share some. */
function eventsOf(plan: CorrelationPlan, matches: readonly WindowInput[]): CorrelatedEvent[] {
  const chosen = bothEnds(matches);
  if (chosen.every(({ alert }) => alert === undefined)) return chosen.map((input) => baseEvent(plan, input));
  const events = new Map<string, CorrelatedEvent>();
  for (const input of chosen) {
    for (const event of input.alert?.events ?? [baseEvent(plan, input)]) {
      events.set(JSON.stringify([event.ruleId, event.timeMs, event.ref]), event);
    }
  }
  return bothEnds([...events.values()].sort((a, b) => a.timeMs - b.timeMs));
}

function baseEvent({ baseRules }: CorrelationPlan, { ruleIndex, timeMs, ref }: WindowInput): CorrelatedEvent {
  return { ruleId: baseRules[ruleIndex]!.rule.id, timeMs, ref };
}

function bothEnds<Item>(items: readonly Item[]): Item[] {
  if (items.length <= MAX_EVENTS) return [...items];
  return [...items.slice(0, MAX_EVENTS / 2), ...items.slice(-MAX_EVENTS / 2)];
}
