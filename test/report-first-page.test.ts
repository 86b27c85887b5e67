import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseFile, EvictionPlan, Incident } from '../src/model/index.ts';
import type { GroundTruth } from '../src/simulate/index.ts';
import { isCampaign } from './campaign.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';
import { comparePlan, WHOLE_PLAN } from './plan-truth.ts';

// Of the variants those in which it begins elsewhere or takes something else; the others differ in names only.
const VARIANTS = ['volt-typhoon:no-edge', 'volt-typhoon:no-directory'];
const ALL = readdirSync('content/scenarios')
  .filter((file) => file.endsWith('.yml'))
  .map((file) => file.slice(0, -'.yml'.length))
  .concat(VARIANTS);
const SCENARIOS = isCampaign ? ALL : ['volt-typhoon', 'ransomware-crew', 'gaps'];
// What a person can read standing: two pages of A4 at most.
const MOST_WORDS = 900;
const SIZE = ['--days', '8', '--hosts', '14', '--seed', '2'];

const folder = temporaryFolder();

/** A first page as a person sees it, with what it is about. */
interface ReadPage {
  readonly caseFile: CaseFile;
  readonly truth: GroundTruth;
  readonly headline: string;
  /** text of each answer without its question, by its name */
  readonly answers: ReadonlyMap<string, string>;
  readonly text: string;
}

function read(scenario: string): ReadPage {
  const logs = join(folder, scenario.replace(':', '-'));
  expect(landfall(['simulate', '--scenario', scenario, ...SIZE, '--out', logs, '-q']).stderr).toBe('');
  const [json, html] = [`${logs}.json`, `${logs}.html`];
  expect(landfall(['hunt', logs, '--json', json, '--report', html, '-q', '--no-progress']).code).toBe(0);
  const first = readFileSync(html, 'utf8').split('</header>')[0]!.split('<main>')[1]!;
  const sections = first.matchAll(/<section[^>]*data-answer="(\w+)"><h3>[^<]*<\/h3>([\s\S]*?)<\/section>/g);
  return {
    caseFile: JSON.parse(readFileSync(json, 'utf8')) as CaseFile,
    truth: JSON.parse(readFileSync(join(logs, 'ground-truth.json'), 'utf8')) as GroundTruth,
    headline: seen(/<h1>([\s\S]*?)<\/h1>/.exec(first)![1]!),
    answers: new Map(Array.from(sections, ([, name, markup]) => [name!, seen(markup!)])),
    text: seen(first),
  };
}

/** What stands on the screen: no tags, entities as characters, one space. */
function seen(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/\s+/g, ' ')
    .trim();
}

/** The name of a host as people call it: its first label, lower case. */
function label(host: string): string {
  return host.split('.')[0]!.toLowerCase();
}

function hostName(id: string, { entities }: CaseFile): string {
  return label(entities?.find((entity) => entity.id === id)?.name ?? id.slice('host:'.length));
}

describe.each(SCENARIOS)('a person who reads the first page of %s', (scenario) => {
  let page: ReadPage;
  let incident: Incident;
  let plan: EvictionPlan | undefined;
  const answer = (name: string): string => page.answers.get(name) ?? '';

  beforeAll(() => {
    page = read(scenario);
    incident = page.caseFile.incidents![0]!;
    plan = page.caseFile.plans?.find(({ incident: id }) => id === incident.id);
  }, 300_000);

  test('is told at once that a decision is needed', () => {
    expect(page.headline).toMatch(/^\d+ incidents? needs? a decision\.$/);
  });

  test('learns what happened: when, on which machines, with which signs, and how sure it is', () => {
    const what = answer('what');
    const played = new Set(page.truth.steps.flatMap(({ hosts }) => hosts.map(label)));
    expect(what).toMatch(/^(?:From )?2026-03-\d\d \d\d:\d\d UTC/);
    expect([...played].filter((host) => what.toLowerCase().includes(host)).length).toBeGreaterThan(0);
    const grave = incident.alerts.filter(({ raisedLevel }) => raisedLevel === 'critical' || raisedLevel === 'high');
    expect(grave.some(({ title }) => what.includes(title))).toBe(true);
    expect(what).toMatch(/confidence that this is an intrusion is (?:low|moderate|high)/);
  });

  test('learns which machine to look at first, and it is one that the intruder touched', () => {
    const first = hostName(incident.hosts[0]!, page.caseFile);
    expect(answer('where').toLowerCase()).toContain(`look at ${first} first`);
    expect(page.truth.steps.flatMap(({ hosts }) => hosts.map(label))).toContain(first);
  });

  test('learns what to do first: whom to ask, and the first steps of the plan', () => {
    const first = answer('first');
    expect(first).toContain('by telephone or in person');
    for (const id of plan?.first ?? []) {
      const text = plan!.steps.find((step) => step.id === id)!.title.args.text;
      expect(first).toContain(text);
    }
    expect(plan?.first.length).toBeGreaterThan(0);
  });

  test('learns what not to do', () => {
    const never = answer('never');
    for (const text of plan!.notYet) expect(never).toContain(text.split(/\bT0\b/)[0]);
    expect(never.match(/Do not/g)!.length).toBeGreaterThanOrEqual(4);
    if (never.includes('T0')) expect(never).toContain('T0 (the hour');
  });

  test('learns whether it could be their own work, and how to find out', () => {
    const assessment = page.caseFile.assessments!.find(({ incident: id }) => id === incident.id)!;
    const us = answer('us');
    expect(us).toContain(String(assessment.innocentExplanation.args.text ?? 'An administrator at work'));
    expect(us).toContain(`${incident.alerts.length} alerts`);
    if (assessment.wouldSettle.length > 0) expect(us).toContain('To find out: ');
  });

  test('learns what could not be seen, with the machine and the log', () => {
    const unseen = answer('unseen');
    const { gaps, behaviours } = page.caseFile.visibility!;
    expect(unseen).toContain(`Of ${behaviours.length} known steps of intruders`);
    // Those near the incident come first, so it need not be the first of all.
    const told = gaps.filter(({ host }) => unseen.toLowerCase().includes(label(host)));
    expect(told.length, unseen).toBeGreaterThanOrEqual(Math.min(1, gaps.length));
    expect(unseen).toMatch(/files that were given could be read|was not read|were not read/);
  });

  test('finds below it the plan for every host, account and device that needs action, and no other', () => {
    expect(comparePlan(page.caseFile, page.truth)).toEqual(WHOLE_PLAN);
  });

  test('finds no riddles: no empty places, no names of fields, not too much', () => {
    expect(page.text).not.toMatch(/undefined|NaN|\[object|\bnull\b|[{}]| ,|,,|\.\.|\(\)|: \.|time unknown/);
    expect(page.text.split(' ').length).toBeLessThan(MOST_WORDS);
  });
});

describe('a person who reads the first page of a quiet week', () => {
  let page: ReadPage;
  beforeAll(() => {
    page = read('quiet');
  }, 300_000);

  test('is told that nothing needs a decision, and that this rests on what could be read', () => {
    expect(page.headline).toMatch(/^Nothing needs a decision tonight|^We found no incident in what we could read/);
    expect(page.answers.get('unseen')).toMatch(/^Of \d+ known steps of intruders/);
    expect(page.text).not.toMatch(/undefined|NaN|\[object|\bnull\b|[{}]| ,|,,|\.\./);
  });

  test('is told what to do and what not to do all the same', () => {
    expect(page.answers.get('first')?.length).toBeGreaterThan(40);
    expect(page.answers.get('never')).toMatch(/^Do not/);
  });
});
