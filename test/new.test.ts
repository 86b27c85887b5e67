import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { begin } from '../scripts/new.ts';
import { SCAFFOLDS } from '../scripts/templates/scaffolds.ts';
import { matchesRule, parseRule, parseRules, parseTestEvents } from '../src/sigma/index.ts';

const CLOCK = { date: '2026-01-02', uuid: '00112233-4455-4677-8899-aabbccddeeff' };
let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'landfall-new-'));
  mkdirSync(join(root, 'fixtures/sigma'), { recursive: true });
  writeFileSync(join(root, 'fixtures/sigma/modifiers.yml'), readFileSync('fixtures/sigma/modifiers.yml'));
});
afterAll(() => rmSync(root, { recursive: true }));

describe.each(SCAFFOLDS)('a new $kind', ({ kind, example }) => {
  test('has its files, a check that fails until it is filled, and says what is next', () => {
    const { made, changed, next } = begin(root, kind, example, CLOCK);
    const texts = [...made, ...changed].map((path) => readFileSync(join(root, path), 'utf8'));
    expect(texts.join('\n')).toMatch(/expect\.fail\('Fill |[Rr]eplace this with/);
    expect(next.at(-1)).toContain(`docs/adding-a-${kind}.md`);
    expect(readFileSync(`docs/adding-a-${kind}.md`, 'utf8')).toContain(`npm run new -- ${kind} `);
  });

  test('never overwrites', () => {
    if (kind !== 'modifier')
      expect(() => begin(root, kind, example, CLOCK)).toThrow(/There is already .*nothing was changed/);
  });

  test('refuses a name that leads elsewhere', () => {
    for (const name of ['', '../x', 'x/../../y', 'A b', '/etc/x']) {
      expect(() => begin(root, kind, name, CLOCK)).toThrow(/is no name for/);
    }
  });
});

test('an unknown kind is answered with those that are known', () => {
  expect(() => begin(root, 'thing', 'x', CLOCK)).toThrow(/there are format, product, rule/);
});

test('a new rule loads, and misses its own event until both are written', () => {
  const base = join(root, 'content/detections', 'credential-access/directory_copied_by_ntdsutil');
  const rule = parseRule(readFileSync(`${base}.yml`, 'utf8'), `${base}.yml`);
  const events = parseTestEvents(readFileSync(`${base}.hits`, 'utf8'), `${base}.hits`);
  expect(events.map((event) => matchesRule(rule, event))).toEqual([undefined]);
});

test('a new modifier is not known until it is written', () => {
  const detection =
    'title: x\nlogsource: { product: windows }\ndetection:\n  s: { Field|soundslike: value }\n  condition: s\n';
  expect(parseRules(detection, 'x.yml').errors[0]?.message).toContain('no modifier "soundslike"');
});
