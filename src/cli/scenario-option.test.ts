import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playedTogether } from '../../scripts/incidents/played-together.ts';
import { UsageError } from '../model/index.ts';
import { type GroundTruth, parseOrganisationFile, type Scenario, simulate } from '../simulate/index.ts';
import { namedScenarios, readScenario, scenarioNames, scenarioOption } from './scenario-option.ts';
import { readYamlFile } from './yaml-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-scenario-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ORGANISATION = 'content/organisations/utility.yml';

// Few, as no step needs more.
const HOSTS = 19;

function play(scenario: Scenario, days: number): GroundTruth {
  const organisation = parseOrganisationFile(readYamlFile(ORGANISATION, 'ORGANISATION_INVALID'), ORGANISATION);
  const size = { hosts: HOSTS, days, seed: 5, startDate: '2026-03-02', noise: 1 } as const;
  return simulate({ organisation, scenario, ...size, hasPenetrationTest: false }, () => {});
}

const BEHAVIOURS = 'content/behaviours';
const KNOWN = new Set(
  readdirSync(BEHAVIOURS)
    .map((file) => readFileSync(join(BEHAVIOURS, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/\bid: ([a-z0-9-]+)/g)].map(([, id]) => id)),
);

/** The example of docs/scenarios.md. */
const MINE = /```yaml\n([^`]+)```/.exec(readFileSync('docs/scenarios.md', 'utf8'))?.[1] ?? '';

describe.each(scenarioNames())('the scenario %s', (name) => {
  const file = readScenario(fileOf(name));

  test('is called as its file, and names steps, behaviours and variants that there are', () => {
    expect(file.name).toBe(name);
    expect(file.steps.flatMap(({ behaviours }) => behaviours).filter((id) => !KNOWN.has(id))).toEqual([]);
    for (const variant of file.variants)
      expect(scenarioOption(`${name}:${variant.name}`).steps.length).toBeGreaterThan(0);
  });

  test('can be played, and each step with a technique leaves records', () => {
    const steps = file.missing === undefined ? stepsOf(name) : play(scenarioOption(name), lastDay([name]) + 2).steps;
    const silent = steps.filter(({ techniques, events }) => techniques.length > 0 && events.length === 0);
    expect(steps.length).toBeGreaterThan(0);
    // Where logs are missing, a step may leave nothing; elsewhere all of them do.
    if (file.missing === undefined) expect(silent.map(({ id }) => id)).toEqual([]);
    else expect(silent.length).toBeLessThan(steps.length / 2);
  });
});

// All in one organisation, as most of the time goes into its everyday life.
const WITH_ALL_LOGS = scenarioNames().filter((name) => readScenario(fileOf(name)).missing === undefined);
let together: GroundTruth['steps'];

beforeAll(() => {
  const parts = WITH_ALL_LOGS.map((name) => ({ name, later: 0 }));
  // A visit that falls on a weekend waits for Monday.
  together = play(playedTogether(parts), lastDay(WITH_ALL_LOGS) + 2).steps;
}, 600_000);

function stepsOf(name: string): GroundTruth['steps'] {
  return together.filter(({ id }) => id.startsWith(`${name}/`));
}

function lastDay(names: readonly string[]): number {
  return Math.max(...names.flatMap((name) => readScenario(fileOf(name)).visits.map(({ day }) => day)));
}

function fileOf(name: string): string {
  return `content/scenarios/${name}.yml`;
}

describe('a scenario of a user', () => {
  test('is played from a file, alone and in a variant', () => {
    const path = write('mine', MINE);
    expect(play(scenarioOption(path), 2).steps.map(({ id, events }) => [id, events.length > 0])).toEqual([
      ['come-in', true],
      ['ask', true],
    ]);
    expect(scenarioOption(`${path}:short`).steps.map(({ id }) => id)).toEqual(['come-in']);
  });

  test('may be like another one beside it', () => {
    write('mine', MINE);
    const path = write(
      'other',
      'name: other\ntitle: The same with holes\nlike: mine\nmissing: [{ kinds: [process-start] }]\n',
    );
    const steps = play(scenarioOption(path), 2).steps;
    expect(steps.find(({ id }) => id === 'ask')?.events.length).toBeLessThan(
      play(scenarioOption(join(folder, 'mine.yml')), 2).steps.find(({ id }) => id === 'ask')!.events.length,
    );
  });

  test('may lack the records of a day', () => {
    write('mine', MINE);
    const other = (day: number): string =>
      write(
        `day-${day}`,
        `name: other\ntitle: With a day missing\nlike: mine\nmissing: [{ days: [${day}, ${day}] }]\n`,
      );
    // Local midnight; the tunnel stays open and is told of every hour.
    const secondDay = '2026-03-03T05:00:00.000Z';
    const times = (day: number): string[] =>
      play(scenarioOption(other(day)), 2).steps.flatMap(({ events }) => events.map(({ time }) => time));
    expect(times(1).filter((time) => time < secondDay)).toEqual([]);
    const withoutSecond = times(2);
    expect(withoutSecond.filter((time) => time >= secondDay)).toEqual([]);
    expect(withoutSecond.length).toBeGreaterThan(0);
  });

  test.each([
    [
      'an unknown action',
      MINE.replace('{ command: whoami }', '{ comand: whoami }'),
      'in step ask there is no action "comand"',
    ],
    [
      'an unknown effect',
      MINE.replace('{ command: whoami }', '{ command: whoami, effects: [{ fille: x }] }'),
      'in step ask there is no effect "fille"',
    ],
    [
      'an unknown visit',
      MINE.replace('visit: day', 'visit: night'),
      'step come-in is in the visit night, which there is not',
    ],
    [
      'a variant without a step that there is not',
      MINE.replace('[ask]', '[tell]'),
      'the variant short is without tell, which is no step',
    ],
    ['nothing to pick', MINE.replace(/^pick:.*\n/m, ''), 'it lacks "pick"'],
    ['a key that means nothing', `${MINE}colour: red\n`, 'colour'],
    ['no YAML', 'name: [', 'This is no YAML'],
  ])('with %s is one clear sentence', (what, text, sentence) => {
    expect(faultOf(() => scenarioOption(write(`wrong-${what.replace(/\W/g, '-')}`, text)))).toContain(sentence);
  });

  test.each([
    [
      'an account that there is not',
      MINE.replace('vpn-login: who', 'vpn-login: nobody'),
      'there is no account "nobody"',
    ],
    [
      'a host that there is not',
      MINE.replace('host: jump-host', 'host: mainframe'),
      'the organisation has no mainframe',
    ],
    ['an action that lacks something', MINE.replace("from: '{home}', ", ''), 'the action "vpn-login" lacks "from"'],
    ['a command before a console', MINE.replace('{ shell: cmd.exe }', '{ leave: true }'), 'no console is open'],
  ])('with %s stops where it cannot be played', (what, text, sentence) => {
    const scenario = scenarioOption(write(`stops-${what.replace(/\W/g, '-')}`, text));
    expect(faultOf(() => play(scenario, 2))).toContain(sentence);
  });
});

function write(name: string, text: string): string {
  const path = join(folder, `${name}.yml`);
  writeFileSync(path, text);
  return path;
}

function faultOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'no fault';
}

describe('scenarios named together', () => {
  test('are all that begin so, each with its variants when that is asked for', () => {
    const begin = scenarioNames().filter((name) => name.startsWith('volt-typhoon'));
    expect(begin.length).toBeGreaterThan(2);
    expect(namedScenarios(['volt-typhoon*'])).toEqual(begin);
    const all = namedScenarios(['volt-typhoon*:*']);
    expect(all).toEqual(expect.arrayContaining([...begin, 'volt-typhoon:no-edge', 'volt-typhoon-edge:no-servers']));
    expect(namedScenarios([])).toEqual(expect.arrayContaining(['quiet', 'red-team', ...all]));
  });

  test('must be there', () => {
    expect(() => namedScenarios(['quiet', 'volt-typhoom*'])).toThrow(UsageError);
    expect(() => namedScenarios(['volt-typhoon:no-such'])).toThrow(UsageError);
  });
});
