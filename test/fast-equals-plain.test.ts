import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindRules, createDetector, fastMatchers, type MatcherFactory, plainMatcher } from '../src/detect/index.ts';
import { type EventDataItem, type EventDefinition, readEvtx, writeEvtx } from '../src/evtx/index.ts';
import { createNormaliser, recordContext, windowsKnowledge } from '../src/normalise/index.ts';
import { jsonlFormat } from '../src/read/index.ts';
import { parseRules, type SigmaRule } from '../src/sigma/index.ts';

const SHARED = '../shared/data';
const hasShared = existsSync(join(SHARED, 'sigma-rules')) && existsSync(join(SHARED, 'dev'));
if (!hasShared) console.log('left out: fast and plain matcher on public logs, because ../shared/data is absent');

// Pieces of patterns in any case, text of other scripts, letters that fold in special ways, and what looks like numbers.
const PIECES = [
  'C:\\Windows\\',
  'PowerShell',
  '.exe',
  'ntdsutil',
  ' -enc ',
  '0x1010',
  'K',
  '\u212aelvin',
  'İ',
  'ﬀ',
  'é',
  '😀',
  '\ud800',
];
const words = fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }).map((pieces) => pieces.join(''));
const anyCase = fc
  .tuple(words, fc.constantFrom('as is', 'upper', 'lower'))
  .map(([text, form]) => (form === 'upper' ? text.toUpperCase() : form === 'lower' ? text.toLowerCase() : text));
const item: fc.Arbitrary<EventDataItem> = fc.record({
  name: fc.constantFrom('CommandLine', 'Image', 'ParentImage', 'User'),
  value: fc.oneof({ weight: 5, arbitrary: anyCase }, { weight: 1, arbitrary: fc.constantFrom(null, 7, true, 4112n) }),
});
const ansiItem = words.map(
  (text): EventDataItem => ({ name: 'CommandLine', value: text.replace(/[^\x20-\x7e]/g, '?'), type: 'ansi' }),
);
const event: fc.Arbitrary<EventDefinition> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 6, arbitrary: item }, { weight: 1, arbitrary: ansiItem }), { maxLength: 4 }),
    fc.nat(3),
    fc.boolean(),
  )
  .map(([eventData, version, inline]) => ({
    ...{
      provider: { name: 'Microsoft-Windows-Sysmon' },
      eventId: 1,
      version,
      level: 4,
      task: 1,
      keywords: 0n,
      timeMs: 0,
    },
    ...{ channel: 'Microsoft-Windows-Sysmon/Operational', computer: 'PC01.PowerShell.example.test', inline, eventData },
  }));
const pattern = fc
  .tuple(words, fc.constantFrom('', '|contains', '|startswith', '|endswith', '|contains|cased'))
  .map(([text, modifier]) => ({ modifier, text: JSON.stringify(text.replaceAll('\\', '\\\\')) }));
const rule = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('CommandLine', 'Image', 'ParentImage', 'User', 'Computer'), pattern), {
      minLength: 1,
      maxLength: 3,
    }),
    words,
    fc.constantFrom('sel', 'sel and not word', 'sel or word', 'word'),
  )
  .map(([items, word, condition]) => ruleText(items, word, condition));

test('on generated logs the fast matcher finds what the plain one finds', () => {
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 6 }),
      fc.array(event, { minLength: 1, maxLength: 6 }),
      (texts, events) => {
        const rules = texts.flatMap((text) => parseRules(text, 'generated.yml').rules);
        const log = writeEvtx(events);
        const plain = matchesOf(log, rules, plainMatcher);
        expect(matchesOf(log, rules, fastMatchers())).toEqual(plain);
        matches += plain.length;
      },
    ),
    { numRuns: 600 },
  );
  expect(matches).toBeGreaterThan(500);
});

test('on generated JSON lines too, however their text is escaped', () => {
  const written = fc.tuple(
    fc.array(fc.tuple(fc.constantFrom('CommandLine', 'Image', 'ParentImage', 'User'), anyCase), { maxLength: 4 }),
    fc.constantFrom('plain', 'unicode', 'slashes'),
  );
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 6 }),
      fc.array(written, { minLength: 1, maxLength: 6 }),
      (texts, events) => {
        const rules = texts.flatMap((text) => parseRules(text, 'generated.yml').rules);
        const lines = Buffer.from(events.map(([fields, escapes]) => jsonLine(fields, escapes)).join('\n'));
        const plain = jsonMatchesOf(lines, rules, plainMatcher);
        expect(jsonMatchesOf(lines, rules, fastMatchers())).toEqual(plain);
        matches += plain.length;
      },
    ),
    { numRuns: 600 },
  );
  expect(matches).toBeGreaterThan(500);
});

test('and on lines like others that matched nothing', () => {
  const member = fc.tuple(
    fc.constantFrom('CommandLine', 'Image', 'User'),
    fc.constantFrom('cmd.exe', 'CMD.EXE /c', 'a'),
  );
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 6 }),
      fc.array(fc.array(member, { maxLength: 3 }), { minLength: 30, maxLength: 60 }),
      (texts, events) => {
        const rules = texts.flatMap((text) => parseRules(text, 'generated.yml').rules);
        const lines = Buffer.from(events.map((fields) => jsonLine(fields, 'plain')).join('\n'));
        const plain = jsonMatchesOf(lines, rules, plainMatcher);
        expect(jsonMatchesOf(lines, rules, fastMatchers())).toEqual(plain);
        matches += plain.length;
      },
    ),
    { numRuns: 200 },
  );
  expect(matches).toBeGreaterThan(500);
});

test('and when it has learnt from many events which rules are tried in vain', () => {
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 6 }),
      fc.array(event, { minLength: 1, maxLength: 6 }),
      (texts, events) => {
        const rules = texts.flatMap((text) => parseRules(text, 'generated.yml').rules);
        const log = writeEvtx(Array.from({ length: 30 }, () => events).flat());
        const plain = matchesOf(log, rules, plainMatcher);
        expect(matchesOf(log, rules, fastMatchers())).toEqual(plain);
        matches += plain.length;
      },
    ),
    { numRuns: 100 },
  );
  expect(matches).toBeGreaterThan(500);
});

test('and with rules that are repeated under other names', () => {
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(rule, fc.nat(2)), { minLength: 1, maxLength: 6 }),
      fc.array(event, { minLength: 1, maxLength: 6 }),
      (texts, events) => {
        const copies = texts.flatMap(([text, count]) => Array.from({ length: count }, () => text));
        const all = [...texts.map(([text]) => text), ...copies];
        const rules = all.flatMap((text, index) => parseRules(text.replace('Generated', `${index}`), 'rule.yml').rules);
        const log = writeEvtx(events);
        const plain = matchesOf(log, rules, plainMatcher);
        expect(matchesOf(log, rules, fastMatchers())).toEqual(plain);
        matches += plain.length;
      },
    ),
    { numRuns: 300 },
  );
  expect(matches).toBeGreaterThan(500);
});

describe.skipIf(!hasShared)('on public logs', () => {
  const { bound } = hasShared ? bindRules(communityRules(), windowsKnowledge()) : { bound: [] };
  const logs = hasShared ? filesBelow(join(SHARED, 'dev'), '.evtx') : [];

  test('the fast matcher finds for every event and rule what the plain one finds', { timeout: 900_000 }, () => {
    let matches = 0;
    for (const file of logs) {
      const bytes = readFileSync(file);
      const fast = matchesOf(bytes, bound, fastMatchers());
      expect(fast, file).toEqual(matchesOf(bytes, bound, plainMatcher));
      matches += fast.length;
    }
    expect(matches).toBeGreaterThan(5000);
  });
});

const matchers = new WeakMap<readonly SigmaRule[], Map<MatcherFactory, ReturnType<typeof createDetector>>>();

/** Rule and event of each alert, with why. */
function matchesOf(bytes: Uint8Array, rules: readonly SigmaRule[], matcherFor: MatcherFactory): unknown[] {
  const known = matchers.get(rules) ?? new Map();
  matchers.set(rules, known);
  const detector = known.get(matcherFor) ?? createDetector(rules, { matcherFor });
  known.set(matcherFor, detector);
  const found: unknown[] = [];
  for (const record of readEvtx({ sizeBytes: bytes.length, read: (at, length) => bytes.subarray(at, at + length) })) {
    if (record.kind === 'problem') continue;
    found.push(...detector.detect(normaliser.toLogEvent(record, recordContext({ source: 'log' }))));
  }
  return found;
}

function jsonMatchesOf(bytes: Uint8Array, rules: readonly SigmaRule[], matcherFor: MatcherFactory): unknown[] {
  const detector = createDetector(rules, { matcherFor });
  const source = {
    sizeBytes: bytes.length,
    read: (at: number, length: number) => Uint8Array.from(bytes.subarray(at, at + length)),
  };
  return [...jsonlFormat.read(source, { first: 0 }, { carve: false })].flatMap((record) => {
    expect(record.kind).toBe('record');
    return record.kind === 'record'
      ? detector.detect(normaliser.toLogEvent(record, recordContext({ source: 'lines' })))
      : [];
  });
}

function jsonLine(fields: readonly (readonly [string, string])[], escapes: string): string {
  const identity = {
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    SourceName: 'Microsoft-Windows-Sysmon',
  };
  const line = JSON.stringify({ ...identity, Hostname: 'PC01.PowerShell.example.test', ...Object.fromEntries(fields) });
  if (escapes === 'unicode')
    return line
      .replace(/[e-o]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .replace(/\\u00[0-9a-f]{2}(?=[^"]*":)/g, (one) => JSON.parse(`"${one}"`));
  return escapes === 'slashes' ? line.replaceAll('/', '\\/') : line;
}

// One for all, because detectors know schemas by identity.
const normaliser = createNormaliser();

function ruleText(
  items: readonly (readonly [string, { modifier: string; text: string }])[],
  word: string,
  condition: string,
): string {
  const lines = items.map(([field, { modifier, text }], at) => `    - ${field}${modifier}: ${text} # ${at}`);
  return [
    'title: Generated',
    'logsource: { product: windows, category: process_creation }',
    'detection:',
    '  sel:',
    ...lines,
    '  word:',
    `    - ${JSON.stringify(word === '' ? 'x' : word.replaceAll('\\', '\\\\'))}`,
    `  condition: ${condition}`,
  ].join('\n');
}

function communityRules(): SigmaRule[] {
  return filesBelow(join(SHARED, 'sigma-rules'), '.yml').flatMap(
    (file) => parseRules(readFileSync(file, 'utf8'), file).rules,
  );
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
    .sort();
}
