import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { correlatedDay, correlatedRules, type DaySize, expectedAlerts } from '../bench/correlated-days.ts';
import type { CaseFile } from '../src/model/index.ts';
import { landfallIn } from './in-process.ts';

// Quiet addresses are seen less than twice a day, as at full size (npm run bench -- --suite correlations).
const DAY: DaySize = { events: 2500, quietAddresses: 1500, tellings: 5 };
const DAYS = 3;

const folder = mkdtempSync(join(tmpdir(), 'landfall-correlations-'));
const landfall = landfallIn(folder);
afterAll(() => rmSync(folder, { recursive: true }));

test('ten correlations over disordered logs of two products alert as often as their stories were told', async () => {
  const days = Array.from({ length: DAYS }, (_, day) => writeDay(day));
  const rules = join(folder, 'rules.yml');
  writeFileSync(rules, correlatedRules(DAY));
  const json = join(folder, 'case.json');
  // The last day first: the order in which logs are read must not matter.
  const args = ['hunt', ...days.toReversed(), '--rules', rules, '--alerts-only', '--jobs', '1', '--json', json];
  const { code } = await landfall(...args, '--no-indicators');
  expect(code).toBe(0);
  const { alerts } = JSON.parse(readFileSync(json, 'utf8')) as CaseFile;
  const counts = new Map<string, number>();
  for (const { rule } of alerts) counts.set(rule.title, (counts.get(rule.title) ?? 0) + 1);
  expect(counts).toEqual(expectedAlerts(DAYS, DAY));
});

function writeDay(day: number): string {
  const { logons, connections } = correlatedDay(day, DAY);
  const path = join(folder, `day-${day}`);
  mkdirSync(path);
  writeFileSync(join(path, 'logons.ndjson'), logons);
  writeFileSync(join(path, 'conn.ndjson'), connections);
  return path;
}
