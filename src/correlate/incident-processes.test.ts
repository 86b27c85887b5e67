import { expect, test } from 'vitest';
import type { Alert, ProcessStart } from '../model/index.ts';
import { alertPoints } from './alert-points.ts';
import { processFinder } from './incident-processes.ts';
import type { Names } from './names.ts';
import { ProcessIndex } from './process-index.ts';

const NAMES = { host: (name: string) => name.toLowerCase(), account: (name: string) => name } as Names;

function start(record: number, image: string, rest: Partial<ProcessStart> = {}): ProcessStart {
  return {
    ...{ host: 'DC01', timeMs: record * 60_000, pid: record, image: `C:\\Windows\\${image}` },
    ...{ ref: { source: 'Security.evtx', record }, ...rest },
  };
}

function alert(record: number, source = 'Security.evtx'): Alert {
  return {
    rule: { id: 'r', title: `rule ${record}`, level: 'high', tags: [] },
    ...{ event: { source, record }, timeMs: record * 60_000, host: 'DC01', because: [] },
  };
}

function processesOf(starts: readonly ProcessStart[], alerts: readonly Alert[]) {
  return processFinder(new ProcessIndex(starts), NAMES)(alertPoints(alerts, () => undefined, NAMES));
}

test('an incident has the processes that alerted with what started them and what they started, and no others', () => {
  const starts = [
    start(1, 'services.exe'),
    start(2, 'cmd.exe', { parent: 0 }),
    start(3, 'calc.exe', { parent: 0 }),
    start(4, 'ntdsutil.exe', { parent: 1 }),
    start(5, 'conhost.exe', { parent: 3 }),
  ];
  const { processes = [], processesLeftOut } = processesOf(starts, [alert(4)]);
  expect(processes.map(({ image, parent }) => [image.slice(11), parent])).toEqual([
    ['services.exe', undefined],
    ['cmd.exe', 0],
    ['ntdsutil.exe', 1],
    ['conhost.exe', 2],
  ]);
  expect(processes.map(({ alerts }) => alerts.length)).toEqual([0, 0, 1, 0]);
  expect(processesLeftOut).toBeUndefined();
});

test('one start that two logs tell is one process, with the command line and the alerts of both', () => {
  const starts = [
    start(1, 'cmd.exe', { pid: 7 }),
    start(1, 'cmd.exe', { pid: 7, host: 'dc01', commandLine: 'cmd /c x', ref: { source: 'Sysmon.evtx', record: 9 } }),
    start(2, 'net.exe', { parent: 1, ref: { source: 'Sysmon.evtx', record: 10 } }),
  ];
  const { processes = [] } = processesOf(starts, [alert(1), alert(9, 'Sysmon.evtx'), alert(10, 'Sysmon.evtx')]);
  expect(processes.map(({ commandLine, parent, alerts }) => [commandLine, parent, alerts.length])).toEqual([
    ['cmd /c x', undefined, 2],
    [undefined, 0, 1],
  ]);
});

test('of more than 300 processes those that alerted stay, and the others are counted', () => {
  const children = Array.from({ length: 400 }, (_, index) => start(index + 2, 'net.exe', { parent: 0 }));
  const { processes = [], processesLeftOut } = processesOf([start(1, 'cmd.exe'), ...children], [alert(1), alert(401)]);
  expect(processes).toHaveLength(300);
  expect(processes.filter(({ alerts }) => alerts.length > 0)).toHaveLength(2);
  expect(processesLeftOut).toBe(101);
});
