import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { BehaviourSight, CaseFile, Incident, IncidentAlert, IncidentProcess } from '../../model/index.ts';
import { caseView } from '../case-view.ts';
import { timeTextIn } from '../clock.ts';
import { type ReadableView, readableView } from '../readable-view.ts';
import { attackMatrix, entityGraph, processTree, timeline } from './index.ts';

const CASE = JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')) as CaseFile;
const INCIDENT = CASE.incidents![0]!;

function viewOf(caseFile: CaseFile): ReadableView {
  return readableView(caseView(caseFile, caseFile.alerts, { timeText: timeTextIn('UTC'), zone: 'UTC' }));
}

function words(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('the timeline', () => {
  const at = (timeMs: number, index: number): IncidentAlert => ({
    ...INCIDENT.alerts[0]!,
    id: `alert ${index}`,
    timeMs,
  });

  test('puts alerts of one moment together and counts them', () => {
    const start = INCIDENT.alerts[0]!.timeMs!;
    const alerts = [at(start, 1), at(start + 1000, 2), at(start + 86_400_000, 3)];
    const { markup } = timeline({ ...INCIDENT, alerts }, viewOf(CASE));
    expect(Array.from(markup.matchAll(/data-alerts="(\d+)"/g), (match) => match[1])).toEqual(['2', '1']);
    expect(markup).toContain('2 alerts (high)');
  });

  test('has one lane for one host, however its logs write the name, and one mark a host and moment of 100,000 alerts', () => {
    const alerts = Array.from({ length: 100_000 }, (_, index) => ({
      ...at(INCIDENT.alerts[0]!.timeMs! + index, index),
      host: index % 2 === 0 ? 'jump01' : 'JUMP01',
    }));
    const { markup } = timeline({ ...INCIDENT, alerts }, viewOf(CASE));
    expect(markup.match(/class="axis"/g)).toHaveLength(1);
    expect(markup.match(/data-alerts/g)!.length).toBeLessThan(50);
  });

  test('shows when a log of a host in the picture is missing', () => {
    const [first] = INCIDENT.alerts;
    const gap = {
      ...({ id: 'g', kind: 'silent', host: 'dc01', log: 'Security', hides: [] } as const),
      ...{ fromMs: first!.timeMs! + 60_000, toMs: first!.timeMs! + 120_000 },
      message: { key: 'gap.log-missing', args: { host: 'dc01', log: 'Security' } },
    };
    const visibility = {
      ...{ firstMs: 0, lastMs: 0, grid: [], gapsLeftOut: 0, behaviours: [], fixes: [] },
      gaps: [gap],
    };
    expect(timeline(INCIDENT, viewOf({ ...CASE, visibility })).markup).toMatch(/class="hole".*Not visible: dc01/);
    expect(timeline(INCIDENT, viewOf(CASE)).markup).not.toContain('class="hole"');
  });
});

describe('the graph of entities', () => {
  test('numbers the machines in the order in which they were reached and says what they are for', () => {
    const text = words(entityGraph(INCIDENT, viewOf(CASE)).markup);
    expect(text).toMatch(/1 jump01 jump host.*2 dc01 domain controller/);
    expect(text).toMatch(/CORP.svc_backup jump01 acted on 1/);
  });

  test('ends of arrows are found in the picture itself', () => {
    const { markup } = entityGraph(INCIDENT, viewOf(CASE));
    for (const [, id] of markup.matchAll(/url\(#([^)]+)\)/g)) expect(markup).toContain(`<marker id="${id}"`);
  });
});

describe('the tree of processes', () => {
  const process = (pid: number, image: string, rest: Partial<IncidentProcess> = {}): IncidentProcess => ({
    ...{ host: 'DC01', timeMs: 1772505065000, pid, image: `C:\\Windows\\${image}`, alerts: [] },
    ...{ ref: { source: 'logs/dc01/Security.evtx', record: pid }, ...rest },
  });
  const tree = (processes: readonly IncidentProcess[], rest: Partial<Incident> = {}): string =>
    processTree({ ...INCIDENT, processes, ...rest }, viewOf(CASE)).markup;

  test('shows each process below the one that started it, with command line, record and alerts', () => {
    const markup = tree([
      process(4, 'cmd.exe', { commandLine: 'cmd /c <b>x' }),
      process(5, 'ntdsutil.exe', { parent: 0, isParentInferred: true, alerts: ['bbbbbbbbbbbbbbbb'] }),
    ]);
    expect(words(markup)).toMatch(
      /dc01 : 2 program starts cmd\.exe cmd \/c &#60;b&#62;x.*process 4.*ntdsutil\.exe ▲ critical : The directory database was copied .*probably started by the one above.*record 5/,
    );
    expect(markup).toMatch(/<li><b>cmd\.exe[\s\S]*<ul><li><b>ntdsutil\.exe[\s\S]*<\/ul><\/li>/);
  });

  test('is nothing when the logs show no process', () => {
    expect(tree([])).toBe('');
  });

  test('says what found no room, goes on after a very long chain, and does not follow a circle', () => {
    const chain = Array.from({ length: 90 }, (_, index) =>
      process(index, 'cmd.exe', index === 0 ? { parent: 1 } : { parent: index - 1 }),
    );
    const markup = tree(chain, { processesLeftOut: 12 });
    expect(markup).toContain('12 more found no room');
    expect(markup.match(/<b>cmd\.exe/g)).toHaveLength(90);
    expect(markup.match(/<ul/g)!.length).toBeLessThan(40);
  });

  test('of many shows those that alerted with what started them, and says so', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      process(index, index === 290 ? 'ntdsutil.exe' : 'cmd.exe', {
        ...(index === 0 ? {} : { parent: index === 290 ? 280 : 0 }),
        alerts: index === 290 ? [CASE.incidents![0]!.alerts[0]!.id] : [],
      }),
    );
    const markup = tree(many, {});
    expect(markup).toContain('The 100 that alerted gravest, and what started them; the CaseFile holds all.');
    expect(markup.match(/<b>cmd\.exe/g)).toHaveLength(99);
    expect(markup.slice(markup.lastIndexOf('<ul'))).toContain('ntdsutil.exe');
  });
});

describe('the matrix of techniques', () => {
  const behaviour = (tactic: string, techniques: string[], sight: BehaviourSight['sight']): BehaviourSight => ({
    ...{ behaviour: tactic, title: tactic, tactic, techniques, sight, because: { key: 'sight.no-host', args: {} } },
    ...{ hostsSeeing: 0, hostsInAll: 0, blindHosts: [], fixes: [] },
  });
  const behaviours = [
    behaviour('discovery', ['T1016', 'T1057'], 'yes'),
    behaviour('discovery', ['T1057'], 'no'),
    behaviour('credential-access', ['T1003.003', 'T1003.006'], 'no'),
  ];
  const visibility = { ...{ firstMs: 0, lastMs: 0, grid: [], gaps: [], gapsLeftOut: 0, fixes: [] }, behaviours };
  const { markup } = attackMatrix(viewOf({ ...CASE, visibility }));

  test('says in words of each technique whether it was seen, could have been, in part, or not', () => {
    const cell = (id: string): string => words(new RegExp(`data-technique="${id}">(.*)</li>`).exec(markup)?.[1] ?? '');
    expect(cell('T1003.003')).toBe('■ seen in an incident: T1003.003 NTDS (1 alert)');
    expect(cell('T1016')).toBe('○ not seen, and could have been: T1016 System Network Configuration Discovery');
    expect(cell('T1057')).toMatch(/^◐ not seen, and could have been on some machines only: T1057/);
    expect(cell('T1003.006')).toMatch(/^✕ could not have been seen in these logs: T1003.006/);
  });

  test('orders the tactics as an intrusion goes, and keeps what was seen and is in no catalogue', () => {
    const tactics = Array.from(markup.matchAll(/<h4>([^<]+)/g), (match) => match[1]!.trim());
    expect(tactics).toEqual(['ran commands', 'went for passwords', 'looked around']);
    expect(markup).toContain('data-technique="T1047"');
  });

  test('is nothing when visibility was not examined and nothing was found', () => {
    const { visibility: _, ...unseen } = { ...CASE, incidents: [] };
    expect(attackMatrix(viewOf(unseen)).markup).toBe('');
  });
});
