import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type EventDefinition, writeEvtx } from '../src/evtx/index.ts';
import type { Alert, CaseFile } from '../src/model/index.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

interface HostileText {
  readonly name: string;
  readonly text: string;
}

const TEXTS = JSON.parse(readFileSync('fixtures/hostile/texts.json', 'utf8')) as HostileText[];
const RULES = 'fixtures/hostile/rules';
const folder = temporaryFolder();

// What acts on a terminal or hides from the eye: controls but the line feed that ends our lines, formats, surrogates.
const ACTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const ACTIVE_BUT_LINES = /[^\P{C}\n\p{Cn}\p{Co}]|[\p{Zl}\p{Zp}]/u;

// The text stands in the host, a field, the channel, the provider and (where the file system allows) the file name.
const logs = join(folder, 'logs');
mkdirSync(logs);
TEXTS.forEach(({ text }, index) => {
  writeFileSync(join(logs, fileName(text, index)), writeEvtx([processStart(text), unknownLog(text)]));
});
const json = join(folder, 'case.json');
const ndjson = join(folder, 'alerts.ndjson');
const csv = join(folder, 'alerts.csv');
const results = ['--json', json, '--alerts', ndjson, '--csv', csv];
const run = landfall(['hunt', logs, '--rules', RULES, '--verbose', ...results]);
const alerts = readFileSync(ndjson, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Alert);

test('every hostile event is read and alerts', () => {
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  expect(alerts).toHaveLength(2 * TEXTS.length);
});

test('the summary holds nothing that acts on a terminal', () => {
  expect(run.stdout.match(ACTIVE_BUT_LINES)).toBeNull();
  expect(run.stdout).toContain('\\u{1b}]0;owned\\u{7}');
  expect(run.stdout).toContain('\\u{202e}');
});

test('the summary has no line that log text forged', () => {
  expect(run.stdout.split('\n').filter((line) => line.startsWith('CRITICAL'))).toEqual([]);
});

test('errors quote hostile words and paths inertly', () => {
  const word = TEXTS.map(({ text }) => text.replaceAll('\0', '')).join(' ');
  for (const args of [
    ['hunt', word],
    ['dump', word],
    [`x${word}`],
    ['hunt', 'x', `--${word}`],
    ['hunt', 'x', '--tz', word],
  ]) {
    const { code, stderr } = landfall(args);
    expect(code).toBe(2);
    expect(stderr.match(ACTIVE_BUT_LINES)).toBeNull();
  }
});

describe.each(TEXTS.map(({ name, text }) => [name, text] as const))('a text that %s', (_, text) => {
  const alert = alerts.find(({ because }) => because.some(({ value }) => value === text));

  test('is unchanged in JSON, in every place', () => {
    expect(alert?.host).toBe(text);
    const { alerts: inCase, sources } = JSON.parse(readFileSync(json, 'utf8')) as CaseFile;
    expect(inCase).toContainEqual(alert);
    expect(sources.some(({ hosts }) => hosts.includes(text))).toBe(true);
    // A channel is text up to its first NUL, as Windows reads it.
    const channel = text.split('\0')[0]!;
    expect(alerts.some(({ event }) => (event.channel ?? '') === channel)).toBe(true);
    expect(channel === '' || sources.some(({ channels }) => channels.includes(channel))).toBe(true);
  });
});

test('the bytes of JSON hold nothing that acts on a terminal', () => {
  for (const file of [json, ndjson]) expect(readFileSync(file, 'utf8').match(ACTIVE_BUT_LINES)).toBeNull();
});

test('every cell of the table is inert and every row is whole', () => {
  const text = readFileSync(csv, 'utf8');
  const rows = parseCsv(text);
  expect(rows).toHaveLength(2 * TEXTS.length + 1);
  for (const row of rows) {
    expect(row).toHaveLength(10);
    for (const cell of row) {
      expect(cell.match(ACTIVE)).toBeNull();
      expect(cell).not.toMatch(/^\s*[=+\-@|\uff1d\uff0b\uff0d\uff20]/);
      expect(cell).not.toMatch(/;\s*[=+\-@|\uff1d\uff0b\uff0d\uff20]/);
    }
  }
});

function processStart(text: string): EventDefinition {
  return {
    provider: { name: 'Microsoft-Windows-Security-Auditing' },
    ...{ eventId: 4688, version: 2, level: 0, task: 13312, opcode: 0, keywords: 0x8020000000000000n },
    timeMs: Date.UTC(2026, 2, 3),
    channel: 'Security',
    computer: text,
    eventData: [
      { name: 'NewProcessName', value: text },
      { name: 'CommandLine', value: text },
    ],
  };
}

/** An event of a log that nobody knows, named by the attacker. */
function unknownLog(text: string): EventDefinition {
  return {
    ...processStart('nothing'),
    provider: { name: text },
    channel: text,
    eventData: [{ name: 'Marker', value: 'in the channel' }],
  };
}

// Linux forbids only / and NUL in names; other systems more.
function fileName(text: string, index: number): string {
  const name = process.platform === 'linux' && !/\p{Cs}/u.test(text) ? text.replaceAll(/[/\0]/g, '_') : 'plain';
  return `${index}${name}.evtx`;
}

/** RFC 4180, strictly. */
function parseCsv(text: string): string[][] {
  expect(text.endsWith('\r\n')).toBe(true);
  return text
    .slice(0, -2)
    .split('\r\n')
    .map((line) => {
      expect(line).toMatch(/^(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*$/);
      return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g), (match) =>
        (match[1] ?? match[2] ?? '').replaceAll('""', '"'),
      );
    });
}
