import type { SuppressionEffects } from '../correlate/index.ts';
import { globTest, type ReadSuppressions, readSuppressions } from '../detect/index.ts';
import type { Incident, Problem, Suppression, SuppressionReport } from '../model/index.ts';
import { MOST_RULES, type SuppressedCount, type SuppressedCounts } from './suppressed-alerts.ts';
import { readYamlFile } from './yaml-file.ts';

/** What `--suppressions` names, as it was read. */
export interface GivenSuppressions extends ReadSuppressions {
  readonly file: string;
}

/**
 * Reads the file that `--suppressions` names.
 * @throws UsageError INPUT_MISSING, SUPPRESSIONS_INVALID
 */
export function suppressionsOption(file: string | undefined): GivenSuppressions | undefined {
  if (file === undefined) return undefined;
  return { file, ...readSuppressions(readYamlFile(file, 'SUPPRESSIONS_INVALID'), file) };
}

/** Whether a suppression is for an incident, and still holds for its last alert. */
export function isForIncident({ where, sinceMs, untilMs }: Suppression, { id, lastMs }: Incident): boolean {
  const isNamed = (where.incidents ?? []).some((pattern) => globTest(pattern)(id));
  return isNamed && lastMs !== null && lastMs >= sinceMs && lastMs < untilMs;
}

/** What a report is made of. */
export interface SuppressionFacts {
  readonly counts: SuppressedCounts;
  readonly effects: SuppressionEffects;
  /** all alerts of the hunt */
  readonly alerts: number;
  /** the newest event, UTC milliseconds; null when none is dated */
  readonly lastMs: number | null;
  /** ids and titles of the rules that were tried */
  readonly rules: readonly { readonly id: string; readonly title: string }[];
}

const NOTHING: SuppressedCount = { alerts: 0, outsideTime: 0, examples: [], rules: new Set() };

/** What suppressions did in a hunt, and what is wrong with them. */
export function suppressionReport(
  { file, suppressions, problems }: GivenSuppressions,
  facts: SuppressionFacts,
): SuppressionReport {
  const found = suppressions.flatMap((suppression) => problemsOf(suppression, file, facts));
  const uses = suppressions.map(({ where: _, ...suppression }) => {
    const { alerts, outsideTime, examples } = facts.counts.get(suppression.id) ?? NOTHING;
    const { hidden, wouldBe, shownIn } = facts.effects.get(suppression.id) ?? { hidden: 0, wouldBe: [], shownIn: [] };
    return { ...suppression, alerts, outsideTime, hidden, examples, wouldBe, shownIn };
  });
  return { file, uses, problems: [...problems, ...found] };
}

// Fewer alerts are no measure.
const LEAST_ALERTS = 50;
const LARGEST_SHARE = 0.2;

function problemsOf({ id, untilMs, where }: Suppression, file: string, facts: SuppressionFacts): Problem[] {
  const { alerts, outsideTime, rules } = facts.counts.get(id) ?? NOTHING;
  const problems: Problem[] = [];
  const add = (code: Problem['code'], message: string): void => void problems.push({ code, source: file, message });
  if (facts.lastMs !== null && facts.lastMs >= untilMs) {
    const later = outsideTime === 0 ? '' : `; ${outsideTime.toLocaleString('en-US')} alerts outside its time are shown`;
    add(
      'SUPPRESSION_EXPIRED',
      `${id} ended ${dayOf(untilMs)}, before the end of the logs${later}. Decide again, or remove it.`,
    );
  }
  if (rules.size > MOST_RULES) {
    add('SUPPRESSION_TOO_BROAD', `${id} fits alerts of more than ${MOST_RULES} rules; name the rules it is meant for.`);
  } else if (alerts > LEAST_ALERTS && alerts > facts.alerts * LARGEST_SHARE) {
    const share = Math.round((alerts / facts.alerts) * 100);
    add(
      'SUPPRESSION_TOO_BROAD',
      `${id} fits ${share} % of all alerts; name the hosts, accounts or commands it is meant for.`,
    );
  }
  const known = new Set(facts.rules.flatMap((rule) => [rule.id.toLowerCase(), rule.title.toLowerCase()]));
  for (const rule of where.rules ?? []) {
    if (/[*?]/.test(rule) || known.has(rule.toLowerCase())) continue;
    add('SUPPRESSION_INEFFECTIVE', `${id} names the rule "${rule}", which was not tried.`);
  }
  return problems;
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}
