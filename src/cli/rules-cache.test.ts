import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type LoadedRules, loadRules } from '../investigate.ts';
import { findRuleFiles, readRules } from './rule-files.ts';
import { cacheFolder, openRulesCache, type RulesCache } from './rules-cache.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-rules-cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RULES = join(folder, 'rules');
mkdirSync(RULES);
writeFileSync(join(RULES, 'good.yml'), rule('Good é', "A|re: 'x+'\n    B: [1, 12345678901234567890, 'a*b']"));
writeFileSync(join(RULES, 'bad.yml'), rule('Bad', 'A|sideways: x'));
writeFileSync(join(RULES, 'other.yml'), rule('For nobody', 'A: x').replace('product: windows', 'product: toaster'));

// Long after the files were written.
const LATER = (): number => Date.now() + 60_000;
let places = 0;

test('kept rules come back as they were parsed, with unbound ones and errors', () => {
  const cache = openRulesCache(newPlace(), LATER);
  const { files, rules } = loaded();
  expect(cache.find(files, {})).toBeUndefined();
  cache.keep(files, {}, rules);
  const found = cache.find(files, {})!;
  // Kept rules are decoded member by member, when asked.
  const bound = found.bound.map((one, index) => {
    const names = Object.keys(rules.bound[index]!) as (keyof (typeof rules.bound)[number])[];
    return Object.fromEntries(names.map((name) => [name, one[name]]));
  });
  expect({ ...found, bound }).toEqual(rules);
  expect(rules).toMatchObject({ loaded: 2, bound: [{ title: 'Good é' }], unbound: [{ title: 'For nobody' }] });
  expect(found.errors.map((error) => ({ ...error, message: error.message }))).toEqual(
    rules.errors.map((error) => ({ ...error, message: error.message })),
  );
  expect(found.errors[0]).toMatchObject({ name: 'UsageError', code: 'RULE_MODIFIER_UNKNOWN', line: 6 });
});

test('rules are kept apart by level, placeholders and files', () => {
  const cache = openRulesCache(newPlace(), LATER);
  const { files, rules } = loaded();
  const placeholders = { file: 'p.yml', text: 'a: 1' };
  cache.keep(files, { placeholders }, rules);
  expect(cache.find(files, { placeholders })).toBeDefined();
  expect(cache.find(files, {})).toBeUndefined();
  expect(cache.find(files, { placeholders, minLevel: 'high' })).toBeUndefined();
  expect(cache.find(files, { placeholders: { ...placeholders, text: 'a: 2' } })).toBeUndefined();
  expect(cache.find(files.slice(1), { placeholders })).toBeUndefined();
});

test('a rule file that was written again is not the one whose rules were kept', () => {
  const cache = openRulesCache(newPlace(), LATER);
  const { files, rules } = loaded();
  cache.keep(files, {}, rules);
  const file = join(RULES, 'good.yml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text);
  expect(cache.find(loaded().files, {})).toBeUndefined();
});

test('rules of files that changed a moment ago are not kept: they may change again unnoticed', () => {
  const cache = openRulesCache(newPlace(), () => loaded().files[0]!.changedMs + 1_999);
  const { files, rules } = loaded();
  cache.keep(files, {}, rules);
  expect(cache.find(files, {})).toBeUndefined();
});

test('whatever happened to a kept file, the rules are right or parsed again', () => {
  const place = newPlace();
  const cache = openRulesCache(place, LATER);
  const { files, rules } = loaded();
  cache.keep(files, {}, rules);
  const file = onlyFile(place);
  const kept = readFileSync(file);
  for (let at = 0; at < kept.length; at += 7) {
    const damaged = Uint8Array.from(kept);
    damaged[at] = kept[at]! ^ 1;
    writeFileSync(file, damaged);
    expect(cache.find(files, {})).toBeUndefined();
    writeFileSync(file, kept.subarray(0, at));
    expect(cache.find(files, {})).toBeUndefined();
  }
  writeFileSync(file, kept);
  expect(cache.find(files, {})).toBeDefined();
});

test('the kept rules of one key are not those of another, even under its name', () => {
  const place = newPlace();
  const cache = openRulesCache(place, LATER);
  const { files, rules } = loaded();
  cache.keep(files, {}, rules);
  const kept = readFileSync(onlyFile(place));
  rmSync(onlyFile(place));
  cache.keep(files, { minLevel: 'high' }, rules);
  writeFileSync(onlyFile(place), kept);
  expect(cache.find(files, { minLevel: 'high' })).toBeUndefined();
});

test.skipIf(process.platform === 'win32')('nothing is read where others may write, or through links', () => {
  const { files, rules } = loaded();
  for (const spoil of [
    (place: string) => chmodSync(place, 0o770),
    (place: string) => chmodSync(place, 0o703),
    (place: string) => chmodSync(onlyFile(place), 0o620),
  ]) {
    const place = newPlace();
    const cache = openRulesCache(place, LATER);
    cache.keep(files, {}, rules);
    spoil(place);
    expect(cache.find(files, {})).toBeUndefined();
  }
  const [place, link] = [newPlace(), newPlace()];
  openRulesCache(place, LATER).keep(files, {}, rules);
  symlinkSync(place, link);
  expect(openRulesCache(link, LATER).find(files, {})).toBeUndefined();
  openRulesCache(link, LATER).keep(files, { minLevel: 'low' }, rules);
  expect(readdirSync(place)).toHaveLength(1);
});

test('a place that cannot be a folder is no error', () => {
  const cache = openRulesCache(join(RULES, 'good.yml'), LATER);
  const { files, rules } = loaded();
  cache.keep(files, {}, rules);
  expect(cache.find(files, {})).toBeUndefined();
});

test('of many kept sets of rules the newest stay', () => {
  const place = newPlace();
  const cache: RulesCache = openRulesCache(place, LATER);
  const { files, rules } = loaded();
  for (let number = 0; number < 12; number++) {
    cache.keep(files, { placeholders: { file: '', text: String(number) } }, rules);
  }
  expect(readdirSync(place)).toHaveLength(8);
});

test.skipIf(process.platform === 'win32')('the cache stands where XDG says, if that is an absolute path', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/landfall');
  expect(cacheFolder({ XDG_CACHE_HOME: 'x' })).toMatch(/\/\.cache\/landfall$/);
  expect(cacheFolder({})).toMatch(/\/\.cache\/landfall$/);
});

function loaded(): { readonly files: ReturnType<typeof findRuleFiles>['files']; readonly rules: LoadedRules } {
  const list = findRuleFiles([RULES]);
  return { files: list.files, rules: loadRules({ ruleTexts: readRules(list).texts }) };
}

function newPlace(): string {
  return join(folder, `cache-${places++}`);
}

function onlyFile(place: string): string {
  const [name] = readdirSync(place);
  return join(place, name!);
}

function rule(title: string, test: string): string {
  return `title: ${title}
logsource:
  product: windows
detection:
  selection:
    ${test}
  condition: selection
`;
}
