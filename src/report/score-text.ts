import { safeText } from './safe-text.ts';
import type { DetectionScore, RuleScore, ScenarioScore } from './score.ts';

/** The score for a terminal. */
export function scoreText({ scenarios, quiet, rules }: DetectionScore): string {
  const noisy = rules.filter((rule) => rule.quiet > 0);
  return [
    ...scenarios.map(
      (score) =>
        `${safeText(score.scenario)}: ${recallOf(score)} of ${score.steps} steps seen, ${share(score.seenMedium, score.steps)} at medium or above; ${score.found} of ${score.runs} intrusions found${listText('missed (seed step)', score.missed)}${listText('not named (seed step behaviour)', score.unnamed)}`,
    ),
    ...(quiet.hostDays === 0 ? [] : [quietSentence({ scenarios, quiet, rules })]),
    ...noisy.map(
      (rule) =>
        `  ${per(rule.quiet, quiet.events, 1e6).padStart(9)} / million events ${per(rule.quiet, quiet.hostDays, 100).padStart(8)} / 100 host-days  ${rule.level.padEnd(13)} ${safeText(rule.title)}`,
    ),
    '',
  ].join('\n');
}

function listText(what: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `; ${what}: ${names.slice(0, 10).map(safeText).join(', ')}`;
}

function quietSentence({ quiet }: DetectionScore): string {
  return `quiet: ${quiet.alerts} alerts in ${quiet.events} events of ${quiet.hostDays} host-days; of level high or above ${quiet.high} (${per(quiet.high, quiet.hostDays, 100)} per 100 host-days), critical ${quiet.critical}`;
}

/**
 * The score as a page of Markdown, which `publishedScore` reads again.
 * @param command what made it
 * @param before the page that it replaces, whose section about recorded attacks stays: another command writes that
 */
export function scorePage(score: DetectionScore, command: string, before = ''): string {
  const scenarioRows = score.scenarios.map((one) => [
    one.scenario,
    String(one.runs),
    recallOf(one),
    share(one.seenMedium, one.steps),
    share(one.behaviours - one.unnamed.length, one.behaviours),
    `${one.found} of ${one.runs}`,
    one.missed.join(', '),
    one.unnamed.join(', '),
  ]);
  const ruleRows = score.rules.map((rule) => [
    rule.title,
    rule.level,
    String(rule.quiet),
    String(rule.quietMost),
    per(rule.quiet, score.quiet.events, 1e6),
    per(rule.quiet, score.quiet.hostDays, 100),
    rule.scenarios.join(', '),
  ]);
  return `${[
    '# Detection quality',
    `<!-- Written by a command; do not edit: ${command} -->`,
    'How often each rule of Landfall alerts where nothing is wrong, and what it sees of the simulated intrusions. All logs are simulated: real organisations differ, and these figures are a comparison of rules, not a promise. A step is seen when an alert of any level refers to one of its records, and a behaviour that it plays is named when such an alert is of a rule for that behaviour; an intrusion is found when an incident of level high or above holds one.',
    `Made with \`${command}\`. \`test/detection-quality.test.ts\` holds it: a rule may not get noisier, nor lose a scenario, without a new page. How incidents come out, of large simulated organisations and of recorded attacks with the techniques that they are to show, stands in [incident-quality.md](incident-quality.md).`,
    '## Scenarios',
    table(
      [
        ...['scenario', 'runs', 'steps seen', 'at medium or above', 'behaviours named', 'found'],
        ...['missed (seed step)', 'not named (seed step behaviour)'],
      ],
      scenarioRows,
    ),
    '## Quiet',
    `${quietSentence(score)}.`,
    ...recordedAttacks(before),
    '## Rules',
    'Rules that alerted at all. "Sees" are the scenarios of which the rule saw a step in every run.',
    table(
      ['rule', 'level', 'alerts in quiet', 'most in a run', 'per million events', 'per 100 host-days', 'sees'],
      ruleRows,
    ),
  ].join('\n\n')}\n`;
}

const RECORDED = '## Recorded attacks';

/** The section of a page about recorded attacks; nothing when it has none. */
function recordedAttacks(page: string): string[] {
  const from = page.indexOf(`\n${RECORDED}\n`) + 1;
  if (from === 0) return [];
  const next = page.indexOf('\n## ', from);
  return [page.slice(from, next < 0 ? undefined : next).trimEnd()];
}

/** What a page of `scorePage` says of rules, by their titles; of a page without rules, nothing. */
export function publishedScore(
  page: string,
): ReadonlyMap<string, Pick<RuleScore, 'quiet' | 'quietMost' | 'scenarios'>> {
  const rows = page.slice(Math.max(0, page.indexOf('## Rules'))).matchAll(/^\| (.+) \|$/gm);
  const cells = [...rows].map(([, row = '']) => row.split(' | '));
  return new Map(
    cells
      .filter(([, , quiet = '']) => /^\d+$/.test(quiet))
      .map(([title = '', , quiet, most, , , sees = '']) => [
        title,
        { quiet: Number(quiet), quietMost: Number(most), scenarios: sees.split(', ').filter((name) => name !== '') },
      ]),
  );
}

function recallOf({ seen, steps }: ScenarioScore): string {
  return share(seen, steps);
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} %`;
}

function per(count: number, whole: number, unit: number): string {
  return whole === 0 ? 'none' : ((count * unit) / whole).toFixed(2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
