import type { Suppressor } from '../detect/index.ts';
import { type Alert, levelRank, type SuppressionUse } from '../model/index.ts';
import { ruleKey } from '../report/index.ts';

/** What suppressions met among some alerts, by their id. Plain data. */
export type SuppressedCounts = ReadonlyMap<string, SuppressedCount>;

/** What one suppression met. */
export interface SuppressedCount {
  alerts: number;
  outsideTime: number;
  /** a few, the gravest first */
  readonly examples: SuppressionUse['examples'][number][];
  /** keys of rules, a few more than are fine */
  readonly rules: Set<string>;
}

const MOST_EXAMPLES = 3;
/** More rules at once are hardly what somebody looked at. */
export const MOST_RULES = 10;

/** Marks alerts that are suppressed, and counts them. */
export interface AlertMarker {
  mark(alert: Alert): Alert;
  readonly counts: SuppressedCounts;
}

/** @param suppressor undefined marks nothing */
export function markAlerts(suppressor: Suppressor | undefined): AlertMarker {
  const counts = new Map<string, SuppressedCount>();
  return {
    counts,
    mark: (alert) => {
      const found = suppressor?.find(alert);
      if (found === undefined) return alert;
      const { id } = found.suppression;
      const count = counts.get(id) ?? newCount();
      counts.set(id, count);
      if (!found.isInTime) {
        count.outsideTime++;
        return alert;
      }
      count.alerts++;
      if (count.rules.size <= MOST_RULES) count.rules.add(ruleKey(alert.rule));
      addExamples(count, [exampleOf(alert)]);
      return { ...alert, suppressedBy: id };
    },
  };
}

function newCount(): SuppressedCount {
  return { alerts: 0, outsideTime: 0, examples: [], rules: new Set() };
}

function exampleOf({ rule, host, timeMs, event }: Alert): SuppressionUse['examples'][number] {
  return { ruleTitle: rule.title, level: rule.level, host, timeMs, ref: event };
}

/** The gravest stay, of these the first. */
function addExamples({ examples }: SuppressedCount, more: SuppressedCount['examples']): void {
  examples.push(...more);
  examples.sort((a, b) => levelRank(b.level) - levelRank(a.level));
  examples.length = Math.min(examples.length, MOST_EXAMPLES);
}

/** Adds counts of later alerts. */
export function addCounts(sum: Map<string, SuppressedCount>, counts: SuppressedCounts): void {
  for (const [id, { alerts, outsideTime, examples, rules }] of counts) {
    const known = sum.get(id) ?? newCount();
    sum.set(id, known);
    known.alerts += alerts;
    known.outsideTime += outsideTime;
    addExamples(known, examples);
    for (const rule of rules) if (known.rules.size <= MOST_RULES) known.rules.add(rule);
  }
}
