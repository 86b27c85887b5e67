import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Alert, type CaseFile, levelRank } from '../src/model/index.ts';
import {
  type DetectionScore,
  detectionScore,
  type PlayedTruth,
  publishedScore,
  type RunScore,
  scoreRun,
} from '../src/report/index.ts';
import { isCampaign } from './campaign.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';
import { simulateInto } from './simulate-into.ts';

const PAGE = readFileSync('docs/detection-quality.md', 'utf8');
const PUBLISHED = publishedScore(PAGE);
/** As the page was made, so that these runs are among those of the page. */
const HOSTS = Number(/--hosts (\d+)/.exec(PAGE)?.[1]);
const DAYS = Number(/--days (\d+)/.exec(PAGE)?.[1]);
const ADVICE = 'if this is meant, write docs/detection-quality.md anew: npm run score';
/**
 * Some of the page's scenarios, every step of this actor among them; all take longer than a test should: npm run score.
 * Those without a variant are played in one organisation, and each alone by npm run test:long.
 */
const TOGETHER = [
  'volt-typhoon-edge',
  'volt-typhoon-stay',
  'volt-typhoon-hands',
  'volt-typhoon-cover',
  'ransomware-crew',
];
const ALONE = ['volt-typhoon:other-paths', ...(isCampaign ? ['volt-typhoon:office-hours', ...TOGETHER] : [])];
const INTRUSIONS = isCampaign ? ALONE : [...ALONE, ...TOGETHER];

interface Hunted {
  readonly score: RunScore;
  readonly found: CaseFile;
  /** steps that play something of the catalogue and left no record */
  readonly unrecorded: readonly string[];
  /** whether an alert refers to a record of the intruder */
  isIntruder(alert: Alert): boolean;
}

const folder = temporaryFolder();
const hunted = new Map<string, Hunted>();
let score: DetectionScore;

beforeAll(() => {
  for (const scenario of ['quiet', ...ALONE]) hunted.set(scenario, playAndHunt(scenario));
  if (!isCampaign) for (const [scenario, own] of playTogetherAndHunt()) hunted.set(scenario, own);
  score = detectionScore([...hunted.values()].map((one) => one.score));
}, 1_800_000);

function playAndHunt(scenario: string): Hunted {
  const logs = join(folder, scenario.replace(':', '-'));
  const size = ['--hosts', `${HOSTS}`, '--days', `${DAYS}`, '--seed', '1'];
  expect(landfall(['simulate', '--scenario', scenario, ...size, '--quiet', '--out', logs]).stderr).toBe('');
  const truth = JSON.parse(readFileSync(join(logs, 'ground-truth.json'), 'utf8')) as PlayedTruth;
  return judged(truth, huntIn(logs), logs);
}

/** Each scenario by its own steps; the everyday life around them, which takes most of the time, is lived once. */
function playTogetherAndHunt(): readonly (readonly [scenario: string, own: Hunted])[] {
  const logs = join(folder, 'together');
  const parts = TOGETHER.map((name) => ({ name, later: 0 }));
  const truth = simulateInto(logs, parts, { hosts: HOSTS, days: DAYS, seed: 1 });
  const found = huntIn(logs);
  return TOGETHER.map((scenario) => {
    const steps = truth.steps.filter(({ id }) => id.startsWith(`${scenario}/`));
    return [scenario, judged({ ...truth, scenario, steps }, found, logs)];
  });
}

function huntIn(logs: string): CaseFile {
  const result = `${logs}.json`;
  expect(landfall(['hunt', logs, '--json', result, '--quiet']).stderr).toBe('');
  return JSON.parse(readFileSync(result, 'utf8')) as CaseFile;
}

function judged(truth: PlayedTruth, found: CaseFile, logs: string): Hunted {
  const fileOf = (source: string): string => relative(logs, source).split(sep).join('/');
  return {
    score: scoreRun(truth, found, fileOf),
    found,
    unrecorded: truth.steps.flatMap(({ id, behaviours, events }) =>
      behaviours.length > 0 && !events.length ? id : [],
    ),
    isIntruder: (alert) =>
      scoreRun(truth, { ...found, alerts: [alert], incidents: [] }, fileOf).steps.some(({ highest }) => highest),
  };
}

describe('where nothing is wrong', () => {
  test('at most one alert of level high or above comes in 100 host-days, and none is critical', () => {
    const { hostDays, events, high, critical } = score.quiet;
    expect(events).toBeGreaterThan(10_000);
    expect(critical).toBe(0);
    expect(high / (hostDays / 100)).toBeLessThanOrEqual(1);
  });

  test('no incident and no single finding has level high', () => {
    const { incidents = [], findings = [] } = hunted.get('quiet')!.found;
    expect(findings.length).toBeGreaterThan(0);
    expect([...incidents, ...findings].filter(isHigh)).toEqual([]);
  });

  test('no rule alerts more often than in the noisiest of the published runs', () => {
    const noisier = score.rules.filter(({ title, quiet }) => quiet > (PUBLISHED.get(title)?.quietMost ?? 0));
    expect(
      noisier.map(({ title, quiet }) => `${quiet} ${title}`),
      ADVICE,
    ).toEqual([]);
  });
});

describe('of an intrusion', () => {
  test.each(INTRUSIONS)('%s at least 98 of 100 steps are seen, and the whole is found', (scenario) => {
    const own = score.scenarios.find((one) => one.scenario === scenario)!;
    expect(own.missed.length, own.missed.join(', ')).toBeLessThanOrEqual(0.02 * own.steps);
    expect(own.found).toBe(1);
  });

  test.each(INTRUSIONS)('%s every step leaves a record, and every behaviour of it is named by a rule', (scenario) => {
    expect(hunted.get(scenario)!.unrecorded).toEqual([]);
    expect(score.scenarios.find((one) => one.scenario === scenario)!.unnamed).toEqual([]);
  });

  test('no rule loses a scenario that it is published to see', () => {
    const now = new Map(score.rules.map(({ title, scenarios }) => [title, scenarios]));
    const lost = [...PUBLISHED].flatMap(([title, { scenarios }]) =>
      INTRUSIONS.filter((name) => scenarios.includes(name) && now.get(title)?.includes(name) !== true).map(
        (name) => `${title}: ${name}`,
      ),
    );
    expect(lost, ADVICE).toEqual([]);
  });
});

/** Tools that administrators use as intruders do. */
const TOOLS = [
  ['ntdsutil', /ntdsutil/i, 'volt-typhoon:other-paths'],
  ['wmic to another computer', /wmic.+\/node:/i, 'volt-typhoon:other-paths'],
  ['netsh', /netsh/i, 'volt-typhoon:other-paths'],
  ['PsExec', /psexe(c|svc)/i, 'ransomware-crew'],
] as const;

describe.each(TOOLS)('%s', (_, pattern, scenario) => {
  const alertsIn = ({ found }: Hunted): readonly Alert[] =>
    found.alerts.filter(({ context }) =>
      pattern.test(`${context?.image} ${context?.parentImage} ${context?.commandLine}`),
    );

  test('of administrators is noticed, but does not reach high', () => {
    const alerts = alertsIn(hunted.get('quiet')!);
    expect(alerts.length).toBeGreaterThan(0);
    expect(alerts.filter(({ rule }) => isHigh(rule)).map(({ rule }) => rule.title)).toEqual([]);
  });

  test('of the intruder is part of an incident of level high or above', () => {
    const run = hunted.get(scenario)!;
    const records = new Set(
      alertsIn(run)
        .filter(run.isIntruder)
        .map(({ event }) => `${event.source} ${event.record}`),
    );
    const grave = (run.found.incidents ?? []).filter(isHigh);
    const inGrave = grave.flatMap(({ alerts }) => alerts.map(({ ref }) => `${ref.source} ${ref.record}`));
    expect(inGrave.some((record) => records.has(record))).toBe(true);
  });
});

function isHigh({ level }: Pick<Alert['rule'], 'level'>): boolean {
  return levelRank(level) >= levelRank('high');
}
