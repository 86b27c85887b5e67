import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { landfallIn } from '../../test/in-process.ts';
import type { Visibility } from '../model/index.ts';

const LOGS = 'fixtures/cases/small-intrusion/logs';
const folder = mkdtempSync(join(tmpdir(), 'landfall-visibility-'));
afterAll(() => rmSync(folder, { recursive: true }));

const landfall = landfallIn(folder);

test('says what could be seen, what is missing and what to set', async () => {
  const { code, stdout } = await landfall('visibility', LOGS, '--no-progress', '--verbose');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+ logs of \d+ hosts, 2026-03-/);
  expect(stdout).toContain('could not have been seen');
  expect(stdout).toContain('config log syslogd setting');
  expect(stdout).not.toContain('undefined');
});

test('gives the same as JSON, and a layer with the three states', async () => {
  const file = join(folder, 'layer.json');
  const { stdout } = await landfall('visibility', LOGS, '--no-progress', '--format', 'json', '--navigator', file);
  const { behaviours, fixes, gaps } = JSON.parse(stdout) as Visibility;
  expect(new Set(behaviours.map(({ sight }) => sight))).toEqual(new Set(['yes', 'partly', 'no']));
  const known = new Set(fixes.map(({ id }) => id));
  expect(gaps.filter(({ fix }) => fix !== undefined && !known.has(fix))).toEqual([]);
  const layer = JSON.parse(readFileSync(file, 'utf8')) as {
    versions: { layer: string };
    techniques: { techniqueID: string; score: number; comment: string }[];
  };
  expect(layer.versions.layer).toBe('4.5');
  expect(new Set(layer.techniques.map(({ score }) => score))).toEqual(new Set([1, 2, 3]));
  expect(layer.techniques.find(({ techniqueID }) => techniqueID === 'T1003.003')?.comment).toContain(': seen.');
});

test('a hunt ends with what could not be seen, and its CaseFile has all of it', async () => {
  const file = join(folder, 'case.json');
  const { stdout } = await landfall('hunt', LOGS, '--no-progress', '--json', file);
  expect(stdout).toContain('What we could not see\n');
  expect(
    (JSON.parse(readFileSync(file, 'utf8')) as { visibility: Visibility }).visibility.behaviours.length,
  ).toBeGreaterThan(100);
});

test.each([
  [['visibility'], 'No file or folder was named.'],
  [['visibility', LOGS, '--format', 'xml'], '--format cannot be "xml"'],
  [['visibility', LOGS, '--navigator', `${LOGS}/dc01/Security.evtx`], 'which is one of the logs to read'],
])('bad use is refused: %j', async (argv, message) => {
  const { code, stderr } = await landfall(...argv);
  expect([code, stderr.includes(message)]).toEqual([2, true]);
});
