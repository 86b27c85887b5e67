import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import { type CaseDiff, diffCases } from '../src/report/index.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const logs = 'fixtures/cases/small-intrusion/logs';

// The first hunt sees one workstation; the second, of a copy elsewhere, the controller and the historian too.
cpSync(join(logs, 'wsops07'), join(folder, 'monday', 'wsops07'), { recursive: true });
cpSync(logs, join(folder, 'tuesday', 'collected'), { recursive: true });
const monday = hunted('monday');
const tuesday = hunted('tuesday');
const diff = diffCases(monday, tuesday);

describe('from one workstation to all hosts', () => {
  test('the incident is known again and has grown, by hosts and alerts', () => {
    const [change] = diff.incidents;
    expect(diff.incidents).toHaveLength(1);
    expect(change).toMatchObject({ kind: 'grown', level: 'critical', hostsGone: [], accountsGone: [], alertsGone: 0 });
    expect(change?.hostsAdded).toEqual(['host:dc01', 'host:hist01']);
    const counts = [monday, tuesday].map(({ incidents }) =>
      incidents![0]!.alerts.reduce((sum, { count }) => sum + count, 0),
    );
    expect(change?.alertsAdded).toBe(counts[1]! - counts[0]!);
  });

  test('alerts are counted by rule, none twice for lying elsewhere', () => {
    const added = diff.alerts.reduce((sum, one) => sum + one.added, 0);
    expect(added).toBe(tuesday.alerts.length - monday.alerts.length);
    expect(diff.alerts.filter(({ gone }) => gone > 0)).toEqual([]);
    expect(diff.alerts.find(({ rule }) => rule.title === 'The Security log was cleared')?.added).toBe(1);
  });

  test('gaps that the new logs show are opened; new logs are named, known ones are not', () => {
    expect(diff.gapsOpened.map(({ kind }) => kind)).toContain('log-cleared');
    expect(diff.sources.gone).toEqual([]);
    expect(diff.sources.added.toSorted()).toEqual(
      [...['Application', 'Security', 'Sysmon', 'System'].map((name) => `dc01/${name}.evtx`)].concat(
        ['Security', 'Sysmon', 'System'].map((name) => `hist01/${name}.evtx`),
      ),
    );
  });

  test('the other way round everything is the other way round', () => {
    const back = diffCases(tuesday, monday);
    expect(back.incidents[0]).toMatchObject({
      kind: 'changed',
      hostsGone: ['host:dc01', 'host:hist01'],
      alertsAdded: 0,
    });
    expect(back.gapsClosed).toEqual(diff.gapsOpened);
    expect(back.hosts).toEqual({ added: diff.hosts.gone, gone: diff.hosts.added });
  });
});

test('a new incident, one that is gone, one that fell apart and one with another confidence', () => {
  const [incident] = tuesday.incidents!;
  const half = Math.floor(incident!.alerts.length / 2);
  const parts = [incident!.alerts.slice(0, half + 1), incident!.alerts.slice(half + 1)].map((alerts, index) => {
    return { ...incident!, id: `INC-0000000${index}`, alerts };
  });
  const other = { ...incident!, id: 'INC-0000000A', alerts: [{ ...incident!.alerts[0]!, id: 'other' }] };
  const assessments = [{ ...tuesday.assessments![0]!, incident: 'INC-00000000', confidence: 'low' as const }];
  const after = { ...tuesday, incidents: [...parts, other], assessments };
  const kinds = diffCases(tuesday, after).incidents;
  expect(kinds.find(({ before }) => before === incident!.id)).toMatchObject({
    ...{ after: 'INC-00000000', kind: 'changed', confidenceBefore: 'high', confidence: 'low', split: ['INC-00000001'] },
  });
  expect(kinds.find(({ after: id }) => id === 'INC-0000000A')).toMatchObject({ kind: 'new', before: null });
  const back = diffCases(after, tuesday).incidents;
  expect(back.find(({ after: id }) => id === incident!.id)?.merged).toEqual(['INC-00000001']);
  expect(back.find(({ before }) => before === 'INC-0000000A')).toMatchObject({ kind: 'gone', after: null });
});

test('rules that were taken away, changed or added are named', () => {
  const rules = 'fixtures/cases/small-intrusion/rules';
  const mine = join(folder, 'rules');
  cpSync(rules, mine, { recursive: true });
  const file = join(mine, 'port_forward_by_netsh.yml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^level: \w+/m, 'level: low'));
  writeFileSync(join(mine, 'security_log_cleared.yml'), readFileSync(join(rules, 'encoded_powershell.yml')));
  const [before, after] = [hunted('monday', rules), hunted('monday', mine)];
  const { changed, gone, added, isKnown } = diffCases(before, after).rules;
  expect({ isKnown, added }).toEqual({ isKnown: true, added: [] });
  expect(changed).toHaveLength(1);
  expect(gone).toHaveLength(1);
});

test.each([80, 200])('the text says it all in %i columns', (columns) => {
  const { code, stdout } = landfall(['diff', caseOf('monday'), caseOf('tuesday')], { COLUMNS: String(columns) });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Before {2}.*monday\.json: 82 events, \d+ alerts, 1 incident,/);
  expect(stdout).toContain('\nGROWN   INC-');
  expect(stdout).toContain('  Hosts     + DC01.brookwater.example.test, HIST01.brookwater.example.test');
  expect(stdout).toMatch(/\nAlerts: \+\d+ -0\n {2}\+\d+ +CRITICAL/);
  expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
});

test('nothing changed is said, and exit codes follow --fail-on', () => {
  expect(landfall(['diff', caseOf('monday'), caseOf('monday')]).stdout).toContain('Nothing else changed.');
  expect(landfall(['diff', caseOf('monday'), caseOf('tuesday'), '--fail-on', 'critical']).code).toBe(10);
  expect(landfall(['diff', caseOf('tuesday'), caseOf('monday'), '--fail-on', 'low']).code).toBe(0);
  expect(landfall(['diff', caseOf('monday')])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Two CaseFiles'),
  });
  const json = JSON.parse(landfall(['diff', caseOf('monday'), caseOf('tuesday'), '--json']).stdout) as CaseDiff;
  expect(json).toEqual(JSON.parse(JSON.stringify(diff)));
});

function caseOf(name: string): string {
  return join(folder, `${name}.json`);
}

function hunted(name: string, rules?: string): CaseFile {
  mkdirSync(folder, { recursive: true });
  const words = rules === undefined ? [] : ['--rules', rules, '--no-rules-cache'];
  const file = rules === undefined ? caseOf(name) : join(folder, 'rules.json');
  const { code, stderr } = landfall(['hunt', join(folder, name), '--json', file, '-q', '--no-progress', ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(readFileSync(file, 'utf8')) as CaseFile;
}
