import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CaseFile, EvictionPlan, IncidentAlert, PlanStep } from '../../model/index.ts';
import { timeTextIn } from '../clock.ts';
import { htmlReport } from './page.ts';

const CASE = JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')) as CaseFile;
const OPTIONS = { timeText: timeTextIn('UTC'), zone: 'UTC' };

function page(caseFile: CaseFile): string {
  return [...htmlReport(caseFile, caseFile.alerts, OPTIONS)].join('');
}

/** What stands between two texts, without tags. */
function textBetween(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  expect(from, start).toBeGreaterThanOrEqual(0);
  const to = text.indexOf(end, from);
  return text
    .slice(from, to < 0 ? undefined : to)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the first page', () => {
  const first = page(CASE).split('</header>')[0]!;

  test.each([
    ['What happened?', /on jump01 and dc01.*Somebody ran commands and went for passwords.*, dc01: /],
    ['Which machine first?', /Look at jump01 first.*Then look at dc01 \(a domain controller/],
    [
      'What do I do first?',
      /whoever works as CORP.svc_backup.*Ask who ran ntdsutil at that minute.*Save the logs of jump01 and dc01.*keys of the directory/,
    ],
    ['What must I not do?', /Do not reset CORP\\svc_backup alone.*Do not switch off/],
    [
      'Could it be us?',
      /A harmless explanation: A test of the backup\..*None of its 2 alerts.*One account did all of it/,
    ],
    ['What can&#39;t we see?', /do not reach back before the first sign.*1 file of 4 was not read/],
  ])('answers: %s', (question, answer) => {
    expect(textBetween(first, `<h3>${question}`, '</section>')).toMatch(answer);
  });

  test('says when nothing was found that this is about what could be read', () => {
    const nothing = page({ ...CASE, incidents: [], findings: [], assessments: [] });
    expect(nothing).toContain('We found no incident in what we could read');
    expect(nothing).toContain('1 file of 4 was not read');
  });
});

test('there is no script, no address to load from and no style but the one that the policy allows', () => {
  const text = page(CASE);
  expect(text).toContain(`content="default-src 'none'; style-src 'sha256-`);
  expect(text.match(/<style/g)).toHaveLength(1);
  expect(text).not.toMatch(
    /<(?:script|img|iframe|link|object|embed|form)|\s(?:src|style|on\w+)=|https?:|url\((?!#)|@import/i,
  );
});

test('each picture has a table that says the same', () => {
  const text = page(CASE);
  const drawn = Array.from(text.matchAll(/data-alerts="(\d+)"/g), (match) => Number(match[1]));
  const rows = textBetween(text, '<caption>Evidence of INC-7F3A', '</table>').match(/2026-03-03 \d\d:\d\d:\d\d/g);
  expect(drawn.reduce((sum, one) => sum + one, 0)).toBe(rows?.length);
  const edges = text.match(/class="edge"/g)!;
  const connections = text.slice(text.indexOf('<caption>Connections of')).split('</table>')[0]!;
  expect(connections.match(/<tr>/g)).toHaveLength(edges.length + 1);
});

test('each alert names its rule, the values that matched, file, record and byte', () => {
  const text = page(CASE);
  const evidence = textBetween(text, '<caption>Evidence of INC-7F3A', '</table>');
  const [{ title, ruleId }] = CASE.incidents![0]!.alerts as [IncidentAlert];
  expect(evidence).toContain(title);
  expect(textBetween(text, '<caption>Rules that alerted', '</table>')).toContain(`${title} ${ruleId}`);
  expect(evidence).toContain('CommandLine = ntdsutil &#34;ac i ntds&#34;');
  expect(evidence).toContain('dc01/Security.evtx, record 977, byte 8192');
  expect(text).toContain('paths in this report are relative to it');
  expect(textBetween(text, 'id="method"', '</li>\n')).toContain('below logs/');
});

test('each input and each file of the evidence has the SHA-256 of its bytes', () => {
  const sha256 = 'ab'.repeat(32);
  const sources = CASE.sources.map((source) => ({ ...source, sha256 }));
  const text = page({ ...CASE, sources });
  const read = sources.filter(({ skipped }) => skipped === undefined);
  const inputs = text.slice(text.indexOf('<caption>Inputs')).split('</table>')[0]!;
  expect(inputs.match(new RegExp(sha256, 'g'))).toHaveLength(read.length);
  expect(textBetween(text, '<caption>Files of the evidence', '</table>')).toContain(`dc01/Security.evtx 1 ${sha256}`);
});

test('the evidence shows each record once, the gravest where there are many, and says how many there are', () => {
  const [incident] = CASE.incidents!;
  const [alert] = incident!.alerts;
  const twice = Array.from({ length: 400 }, (_, index): IncidentAlert => {
    const record = index >> 1;
    const raisedLevel = record === 7 ? 'critical' : 'low';
    return { ...alert!, id: `a${index}`, title: `Rule ${index % 2}`, raisedLevel, ref: { ...alert!.ref, record } };
  });
  const text = page({ ...CASE, incidents: [{ ...incident!, alerts: twice, links: [] }] });
  expect(text).toContain('400 alerts on 200 records');
  expect(text).toContain('The 100 gravest of 200 records are shown here; the CaseFile holds all');
  const rows = text.slice(text.indexOf('<caption>Evidence of')).split('</table>')[0]!.split('<tr>').slice(2);
  expect(rows).toHaveLength(100);
  expect(rows.filter((row) => row.includes('critical'))).toHaveLength(1);
  expect(rows.every((row) => row.includes('Rule 0') && row.includes('Rule 1'))).toBe(true);
});

test('of many inputs and rules some are shown, the gravest rules, and it is said where all of them are', () => {
  const [source] = CASE.sources.filter(({ skipped }) => skipped === undefined);
  const sources = Array.from({ length: 150 }, (_, index) => ({ ...source!, source: `logs/${index}.evtx` }));
  const alerted = Array.from({ length: 120 }, (_, index) => {
    return { id: `id-${index}`, title: `Rule ${index}`, level: index < 119 ? 'low' : 'critical', alerts: 1 } as const;
  });
  const text = page({ ...CASE, sources, rules: { ...CASE.rules, alerted } });
  expect(text).toContain('100 of 150 files are shown here; the CaseFile holds all (landfall hunt --json FILE).');
  expect(text).toContain('80 of 120 rules are shown here');
  expect(textBetween(text, '<caption>Rules that alerted', '</table>')).toContain('critical Rule 119');
  expect(text).toContain('The SHA-256 of 0 inputs of 150 was taken.');
});

test('a likeness to a published pattern is counted in steps and names nobody', () => {
  const text = page(CASE);
  expect(text).toContain('fits what was published of Volt Typhoon in 2 of 9 steps');
  expect(text.split('</header>')[0]).not.toContain('Volt Typhoon');
});

test('links within the page lead somewhere', () => {
  const text = page(CASE);
  const ids = new Set(Array.from(text.matchAll(/\sid="([^"]+)"/g), (match) => match[1]));
  const targets = Array.from(text.matchAll(/href="#([^"]+)"/g), (match) => match[1]!);
  expect(targets.length).toBeGreaterThan(3);
  expect(targets.filter((target) => !ids.has(target))).toEqual([]);
  expect(ids.size).toBe(text.match(/\sid="/g)?.length);
});

describe('with an eviction plan', () => {
  const step: PlanStep = {
    ...{ id: 'isolate dc01', phase: 'cut', target: null, dependsOn: [], together: 't0', tipsOff: true },
    title: { key: 'plan.step.on', args: { target: 'dc01', text: 'Cut it off' } },
    because: { key: 'plan.because.part', args: { host: 'dc01' } },
    ...{ evidence: [], approver: 'the plant manager', mayBreak: ['logons of operators'], rollback: 'Undo it' },
    commands: [{ shell: 'powershell', lines: ['Stop-Something <dc01>'] }],
    ...{
      refused: null,
      byHand: null,
      proof: { by: 'person', text: 'It is seen', confirms: 'The lead' },
      check: 'It no longer answers',
      basis: 'suggestion',
      source: 'AA24-038A',
    },
  };
  const plan: EvictionPlan = {
    ...{ planVersion: 2, incident: 'INC-7F3A', sinceMs: null, timing: { key: 'plan.because.always', args: {} } },
    phases: [{ id: 'cut', title: 'Cut off', entry: 'all is ready', exit: 'nothing answers' }],
    ...{ steps: [step], first: [step.id], notYet: ['Do not tell the intruder'], residual: [] },
  };
  const text = page({ ...CASE, plans: [plan] });

  test('the first page names its first steps and what not to do yet', () => {
    expect(textBetween(text, '<h3>What do I do first?', '</section>')).toContain(
      'dc01: Cut it off. This is step 1 of the plan.',
    );
    expect(textBetween(text, '<h3>What must I not do?', '</section>')).toContain('Do not tell the intruder.');
  });

  test('a step that a graver incident has already is told once, and named where it comes again', () => {
    const [incident] = CASE.incidents!;
    const second = { ...incident!, id: 'INC-2', alerts: [], links: [] };
    const plans = [plan, { ...plan, incident: second.id, steps: [{ ...step, id: 'own' }, step] }];
    const both = page({ ...CASE, incidents: [incident!, second], plans });
    const later = textBetween(both, 'id="INC-2-plan"', '</article>');
    expect(later).toContain('2. dc01: Cut it off: once, with step 1 of INC-7F3A');
    expect(later.match(/the plant manager/g)).toHaveLength(1);
    expect(both).toContain('<a href="#INC-7F3A-plan">');
  });

  test('each step has a box to tick, who approves, what may break, the command, the way back and the check', () => {
    const shown = textBetween(text, 'class="step t0"', '</section>');
    expect(text).toContain('<input type="checkbox">');
    for (const part of [
      'together at T0',
      'the plant manager',
      'logons of operators',
      'Undo it',
      'It no longer answers',
    ])
      expect(shown).toContain(part);
    expect(shown).toContain('Stop-Something &#60;dc01&#62;');
  });
});
