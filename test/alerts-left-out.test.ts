import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const LITTLE = 16_000;

// One file of 16,000 starts of a program that is merely looked at, and behind them one that is grave.
mkdirSync(join(folder, 'logs'));
writeFileSync(join(folder, 'logs', 'sysmon.jsonl'), lines());
writeFileSync(join(folder, 'any.yml'), ruleText('Any start of a program', 'low', 'tool.exe'));
writeFileSync(join(folder, 'grave.yml'), ruleText('A grave program', 'high', 'grave.exe'));

test('alerts beyond what incidents are made of are counted in the CaseFile and said in the summary', () => {
  const caseFile = join(folder, 'case.json');
  const rules = ['-r', join(folder, 'any.yml'), '-r', join(folder, 'grave.yml')];
  const words = ['hunt', join(folder, 'logs'), ...rules, '--json', caseFile, '--no-progress'];
  const { code, stdout } = landfall(words, { COLUMNS: '80' });
  expect(code).toBe(0);
  const found = JSON.parse(readFileSync(caseFile, 'utf8')) as CaseFile;
  expect(found.alerts).toHaveLength(LITTLE + 1);
  expect(found.alertsNotCorrelated).toBe(LITTLE - 15_000);
  expect(stdout).toContain('Of too many alerts, 1,000 alerts are in the results but were not looked at for');
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const kept = found.findings?.find(({ title }) => title === 'A grave program');
  expect(kept?.alerts, 'a flood of little things does not keep the grave one out').toBe(1);
});

function lines(): string {
  const names = [...Array.from({ length: LITTLE }, () => 'tool.exe'), 'grave.exe'];
  const events = names.map((name, index) => ({
    ...{ Channel: 'Microsoft-Windows-Sysmon/Operational', Provider_Name: 'Microsoft-Windows-Sysmon', EventID: 1 },
    ...{ Computer: 'h1.corp.example', EventRecordID: index + 1, Image: `C:\\${name}`, CommandLine: `${name} ${index}` },
    TimeCreated: new Date(Date.UTC(2026, 2, 2) + index * 1000).toISOString(),
  }));
  return `${events.map((event) => JSON.stringify(event)).join('\n')}\n`;
}

function ruleText(title: string, level: string, program: string): string {
  return [
    `title: ${title}`,
    'status: test',
    'logsource: { product: windows, category: process_creation }',
    `detection: { selection: { Image|endswith: '\\${program}' }, condition: selection }`,
    `level: ${level}`,
    '',
  ].join('\n');
}
