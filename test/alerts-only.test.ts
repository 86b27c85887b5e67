import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import { landfall } from './landfall-process.ts';

const CASE = new URL('../fixtures/cases/small-intrusion/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'landfall-alerts-only-'));
afterAll(() => rmSync(folder, { recursive: true }));

function hunted(name: string, ...options: string[]): { readonly caseFile: CaseFile; readonly stdout: string } {
  const json = join(folder, `${name}.json`);
  const { stdout } = landfall(['hunt', join(CASE, 'logs'), '--own-rules', '--json', json, ...options]);
  return { caseFile: JSON.parse(readFileSync(json, 'utf8')) as CaseFile, stdout };
}

describe('hunt --alerts-only', () => {
  const whole = hunted('whole');
  const only = hunted('only', '--alerts-only');

  test('finds the alerts that a whole hunt finds', () => {
    expect(only.caseFile.alerts.length).toBeGreaterThan(5);
    expect(only.caseFile.alerts).toEqual(whole.caseFile.alerts);
  });

  test('says nothing of incidents and visibility, and that it does not', () => {
    expect(whole.caseFile.incidents?.length).toBeGreaterThan(0);
    expect(only.caseFile).toMatchObject({ alertsOnly: true });
    for (const name of ['incidents', 'findings', 'assessments', 'plans', 'visibility'] as const)
      expect(only.caseFile[name], name).toBeUndefined();
    expect(only.stdout).toContain('Only alerts were asked for');
  });

  test('and a report exclude each other', () => {
    const { code, stderr } = landfall(['hunt', CASE, '--alerts-only', '--report', join(folder, 'report.html')]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be given together') });
  });
});
