import { createSuppressor } from '../detect/index.ts';
import { type CaseFile, type Problem, UsageError } from '../model/index.ts';
import { jsonText } from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { readCaseFile } from './case-file-input.ts';
import { addCounts, markAlerts, type SuppressedCount } from './suppressed-alerts.ts';
import { type GivenSuppressions, suppressionReport, suppressionsOption } from './suppressions-option.ts';
import { print, problemText, type Terminal } from './terminal.ts';

/**
 * `landfall suppressions check FILE`: says what is wrong with suppressions, and with --case what they would fit there.
 * @returns 10 when there are problems
 * @throws UsageError INPUT_MISSING, SUPPRESSIONS_INVALID, CASE_INVALID
 */
export async function suppressionsCheck(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const [file] = given.operands;
  if (file === undefined || given.operands.length > 1) {
    throw new UsageError('INPUT_MISSING', 'One file with suppressions must be named.', {
      hint: 'Write landfall suppressions check suppressions.yml; docs/suppressions.md has an example.',
    });
  }
  const read = suppressionsOption(file)!;
  const caseFile = given.value('case');
  const uses = caseFile === undefined ? undefined : usesIn(read, readCaseFile(caseFile));
  const problems = [...(uses?.problems ?? read.problems), ...ended(read, terminal.nowMs())];
  const text =
    format === 'json' ? `${jsonText({ problems, uses: uses?.uses ?? [] })}\n` : resultText(read, problems, uses);
  await print(terminal.stdout, text);
  return problems.length === 0 ? 0 : 10;
}

type Uses = ReturnType<typeof suppressionReport>;

function usesIn(read: GivenSuppressions, { alerts, rules, sources }: CaseFile): Uses {
  const marker = markAlerts(createSuppressor(read.suppressions));
  for (const alert of alerts) marker.mark(alert);
  const counts = new Map<string, SuppressedCount>();
  addCounts(counts, marker.counts);
  const times = sources.flatMap(({ lastMs }) => (lastMs === null ? [] : [lastMs]));
  return suppressionReport(read, {
    ...{ counts, effects: new Map(), alerts: alerts.length },
    lastMs: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
    rules: [...(rules.versions ?? []), ...rules.alerted],
  });
}

/** By the clock; a hunt goes by the time of the logs. */
function ended({ suppressions, file }: GivenSuppressions, nowMs: number): Problem[] {
  return suppressions
    .filter(({ untilMs }) => untilMs <= nowMs)
    .map(({ id, by }) => ({
      ...{ code: 'SUPPRESSION_EXPIRED' as const, source: file },
      message: `${id} of ${by} has ended; decide again, or remove it.`,
    }));
}

function resultText(
  { suppressions, file }: GivenSuppressions,
  problems: readonly Problem[],
  uses: Uses | undefined,
): string {
  const fits = (uses?.uses ?? []).map(
    ({ id, alerts, outsideTime }) => `${id}: fits ${alerts} alerts, ${outsideTime} more outside its time\n`,
  );
  const sum = `${suppressions.length} suppressions can be used, ${problems.length} problems\n`;
  return [...fits, ...problems.map((problem) => problemText({ ...problem, source: file })), sum].join('');
}
