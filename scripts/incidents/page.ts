import type { SampleResult } from './attack-samples.ts';
import type { RunResult, ScenarioResult } from './judge.ts';

// Issue 7, "one story" and "compression".
const LEAST_STEPS = 0.95;
const MOST_FOREIGN = 0.05;
const LEAST_COMPRESSION = 100;
const VOLT_TYPHOON = 'volt-typhoon';

/** What runs fall short of; empty when they reach every bar. */
export function missedBars(runs: readonly RunResult[]): string[] {
  return runs.flatMap((run) => {
    const missed: string[] = [];
    const miss = (isMissed: boolean, what: string): void => {
      if (isMissed) missed.push(`seed ${run.seed}: ${what}`);
    };
    miss(run.lost !== 0, `${run.lost} alerts lost`);
    miss(run.highWithoutCause > 0, `${run.highWithoutCause} incidents at high or above without an intruder`);
    miss(run.alerts < run.incidents * LEAST_COMPRESSION, `${run.alerts} alerts to ${run.incidents} incidents`);
    for (const one of run.scenarios) {
      miss(one.pieces !== 1, `${one.scenario} is ${one.pieces} incidents`);
      miss(
        one.stepsInIncident < one.steps * LEAST_STEPS,
        `${one.scenario}: ${one.stepsInIncident} of ${one.steps} steps`,
      );
      miss(one.foreign > one.told * MOST_FOREIGN, `${one.scenario}: ${one.foreign} of ${one.told} alerts foreign`);
      const isFirst = !one.scenario.startsWith(VOLT_TYPHOON) || one.rank === 1;
      miss(!isFirst, `${one.scenario} is number ${one.rank}`);
      const fits = one.fit === 'likely' || one.fit === 'possible';
      miss(fits !== one.scenario.startsWith(VOLT_TYPHOON), `${one.scenario} fits Volt Typhoon: ${one.fit}`);
    }
    return missed;
  });
}

/** Tables of runs as Markdown. */
export function runTables(runs: readonly RunResult[]): string {
  const missed = missedBars(runs);
  return [
    table(
      [
        'seed',
        'hosts',
        'days',
        'events',
        'alerts',
        'incidents',
        'findings',
        'alerts to an incident',
        'lost',
        'high, no intruder',
      ],
      runs.map((run) => [
        ...[run.seed, run.hosts, run.days, run.events, run.alerts, run.incidents, run.findings],
        run.incidents === 0 ? 'no incident' : Math.round(run.alerts / run.incidents),
        ...[run.lost, run.highWithoutCause],
      ]),
    ),
    table(
      [
        'seed',
        'played',
        'incidents',
        'place',
        'level',
        'steps in it',
        'foreign alerts',
        'confidence',
        'fits Volt Typhoon',
      ],
      runs.flatMap((run) => run.scenarios.map((one) => [run.seed, ...scenarioCells(one)])),
    ),
    missed.length === 0 ? 'Every bar is reached.' : `Missed: ${missed.join('; ')}.`,
  ].join('\n\n');
}

function scenarioCells(one: ScenarioResult): (string | number)[] {
  return [
    ...[one.scenario, one.pieces, one.rank, one.level, `${one.stepsInIncident} of ${one.steps}`],
    `${one.foreign} of ${one.told} (${percent(one.foreign, one.told)})`,
    ...[one.confidence, one.fit],
  ];
}

/** A table of real attack samples as Markdown, with what it says in all. */
export function sampleTable(samples: readonly SampleResult[]): string {
  return [
    table(
      [
        'sample',
        'rules',
        'events',
        'alerts',
        'incidents',
        'level',
        'expected',
        'found of them',
        'all techniques of the incident',
      ],
      samples.map((one) => [
        ...[one.name, one.rules, one.events, one.alerts, one.incidents, one.level],
        ...[expectedOf(one), one.found.join(' '), one.techniques.join(' ')],
      ]),
    ),
    sampleFigures(samples),
  ].join('\n\n');
}

/** What a table of samples says in all, as a list. */
export function sampleFigures(samples: readonly SampleResult[]): string {
  const share = (is: (sample: SampleResult) => boolean, of = samples): string => {
    const count = of.filter(is).length;
    return `${count} of ${of.length} (${percent(count, of.length)})`;
  };
  const named = samples.filter(({ expected }) => expected.length > 0);
  return [
    `- One incident: ${share(({ incidents }) => incidents === 1)}; several: ${share(({ incidents }) => incidents > 1)}; none: ${share(({ incidents }) => incidents === 0)}.`,
    `- A finding at medium or above, but no incident: ${share(({ incidents, level }) => incidents === 0 && level !== '')}.`,
    `- An expected technique in the incident, where the metadata names one: ${share(({ found }) => found.length > 0, named)}.`,
  ].join('\n');
}

/** Each sample with what it was to show and showed, one a row. */
export function sampleRows(samples: readonly SampleResult[]): string {
  return table(
    ['sample', 'incidents', 'level', 'expected', 'found of them'],
    samples.map((one) => [one.name, one.incidents, one.level, expectedOf(one), one.found.join(' ')]),
  );
}

function expectedOf({ expected }: SampleResult): string {
  return expected.length === 0 ? 'none named' : expected.join(' ');
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;
}
