import { existsSync } from 'node:fs';
import { load } from 'js-yaml';
import { compileRule, type MatchableEvent, parseRules } from '../../src/sigma/index.ts';
import { fixturesEnding } from './fixtures.ts';
import { mutateRule } from './mutate-rule.ts';
import type { FuzzTarget } from './target.ts';

/** The rule parser and the matcher: any text gives rules or errors with a place, and rules can be tried on any event. */
export const rulesTarget: FuzzTarget = {
  name: 'rules',
  limitMs: 5_000,
  inputs: () => [...ruleFiles(), ...casesOfFixtures()],
  mutate: mutateRule,
  check: (input) => {
    const { rules, errors } = parseRules(new TextDecoder().decode(input), 'fuzz.yml');
    for (const rule of rules) {
      const matcher = compileRule(rule);
      for (const event of EVENTS) matcher.matches(event);
    }
    for (const { message, line } of errors) {
      if (message === '' || line === undefined || line < 1) throw new Error(`error without text or place: ${message}`);
    }
  },
};

const EVENTS: readonly MatchableEvent[] = [
  eventOf({}),
  eventOf({ Image: 'C:\\Windows\\System32\\cmd.exe', CommandLine: 'cmd /c "whoami"', EventID: 1, User: 'SYSTEM' }),
  eventOf({ CommandLine: `${'a'.repeat(20_000)}!`, Image: '\ud800\u202e', DestinationIp: '10.0.0.1', Data: ['x', 1] }),
];

function eventOf(fields: Readonly<Record<string, string | number | readonly (string | number)[]>>): MatchableEvent {
  const map = new Map(Object.entries(fields));
  return { get: (field) => map.get(field), entries: () => map.entries() };
}

function ruleFiles(): Uint8Array[] {
  const folders = ['content', 'fixtures/cases/small-intrusion/rules'].filter((folder) => existsSync(folder));
  return folders.flatMap((folder) => fixturesEnding(folder, '.yml'));
}

interface FixtureCase {
  readonly rule?: string;
  readonly detection?: string;
}

/** Each case of fixtures/sigma as a rule. */
function casesOfFixtures(): Uint8Array[] {
  const files = fixturesEnding('fixtures/sigma', '.yml').map((bytes) => new TextDecoder().decode(bytes));
  const cases = files.flatMap((text) => load(text) as FixtureCase[]);
  return cases.map(({ rule, detection = '' }) => new TextEncoder().encode(rule ?? ruleAround(detection)));
}

function ruleAround(detection: string): string {
  const indented = detection.replace(/^(?=.)/gm, '  ');
  return `title: case\nlevel: low\nlogsource: { product: windows }\ndetection:\n${indented}  condition: selection\n`;
}
