import { expect, test } from 'vitest';
import type { LogEvent, LogsourceView, ProcessStart, Schema } from '../model/index.ts';
import { createProcesses } from './processes.ts';

const CREATION = schema(4688, 'process_creation');
const TERMINATION = schema(4689, 'process_termination');
const OTHER = schema(4663, 'file_access');

test('finds the parent by number and name, and not by a number that was used again', () => {
  const starts = follow([
    start(1, 100, 4, 'C:\\Windows\\explorer.exe', undefined),
    start(2, 200, 100, 'C:\\Windows\\System32\\cmd.exe', 'C:\\Windows\\explorer.exe'),
    end(3, 100, 'C:\\Windows\\explorer.exe'),
    start(4, 100, 4, 'C:\\Windows\\System32\\svchost.exe', undefined),
    start(5, 300, 100, 'C:\\Windows\\System32\\whoami.exe', 'C:\\Windows\\explorer.exe'),
    start(6, 400, 200, 'C:\\Windows\\System32\\net.exe', 'C:\\Windows\\System32\\cmd.exe'),
  ]);
  expect(starts.map(({ pid, parent }) => [pid, parent === undefined ? undefined : starts[parent]?.pid])).toEqual([
    [100, undefined],
    [200, 100],
    [100, undefined],
    [300, undefined],
    [400, 200],
  ]);
});

test('marks a parent as inferred where the log does not write ends or names', () => {
  const [, child] = follow([
    start(1, 100, 4, 'explorer.exe', undefined),
    start(2, 200, 100, 'cmd.exe', 'explorer.exe'),
  ]);
  expect(child).toMatchObject({ parent: 0, isParentInferred: true });
});

test('keeps what belongs to an alert: ancestors, descendants and session, and nothing else', () => {
  const processes = createProcesses();
  const add = feeder(processes);
  add(start(1, 10, 4, 'explorer.exe', undefined, '0x5'));
  add(start(2, 20, 10, 'cmd.exe', 'explorer.exe', '0x5'));
  add(start(2, 21, 4, 'spoolsv.exe', undefined, '0x3e7'));
  const alerting = start(3, 30, 20, 'ntdsutil.exe', 'cmd.exe', '0x5');
  add(alerting);
  processes.keep(alerting);
  add(start(4, 40, 30, 'conhost.exe', 'ntdsutil.exe', '0x6'));
  add(start(5, 50, 10, 'notepad.exe', 'explorer.exe', '0x5'));
  add(start(6, 60, 4, 'updater.exe', undefined, '0x3e7'));
  expect(processes.result().processes.map(({ image }) => image)).toEqual([
    'explorer.exe',
    'cmd.exe',
    'ntdsutil.exe',
    'conhost.exe',
    'notepad.exe',
  ]);
});

test('gives the same lineage wherever the log is cut into pieces', () => {
  const events = busyLog(2_000);
  const whole = follow(events);
  for (const size of [37, 250, 1_999]) {
    const merged = createProcesses({ keepAll: true });
    for (let from = 0; from < events.length; from += size) {
      const piece = createProcesses({ keepAll: true });
      const add = feeder(piece);
      for (const event of events.slice(from, from + size)) add(event);
      merged.absorb(piece.part());
    }
    expect(lineage(merged.result().processes), `pieces of ${size}`).toEqual(lineage(whole));
  }
});

test('forgets the processes of hosts that were read long ago, and says so when one of them goes on', () => {
  const merged = createProcesses();
  const absorb = (host: string, count: number): void => {
    const piece = createProcesses();
    const add = feeder(piece);
    for (let pid = 1; pid <= count; pid++) add({ ...start(pid, 4 * pid, 4, 'a.exe'), host });
    merged.absorb(piece.part());
  };
  for (let host = 0; host < 30; host++) absorb(`WS${host}`, 4_000);
  const hosts = new Set(merged.part().processes.map(({ host }) => host));
  expect(hosts.size).toBeLessThanOrEqual(25);
  expect([hosts.has('WS29'), hosts.has('WS0'), merged.dropped]).toEqual([true, false, 0]);
  absorb('WS29', 10);
  expect(merged.dropped).toBe(0);
  absorb('WS0', 10);
  expect(merged.dropped).toBe(1);
});

test('takes events of other kinds and half-empty ones without a word', () => {
  const processes = createProcesses();
  expect(processes.bind(OTHER)).toBeUndefined();
  const take = processes.bind(CREATION)!;
  take(event(CREATION, 1, {}));
  take({ ...event(CREATION, 1, { ProcessId: 'x', Image: 'a' }), timeMs: undefined });
  expect(processes.result().processes).toEqual([]);
});

/** Processes that start each other, end, and get numbers again. */
function busyLog(count: number): LogEvent[] {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const alive = new Map<number, string>([[4, 'system.exe']]);
  return Array.from({ length: count }, (_, index) => {
    const pids = [...alive.keys()].filter((pid) => pid !== 4);
    if (pids.length > 20 && random(2) === 0) {
      const pid = pids[random(pids.length)]!;
      const image = alive.get(pid)!;
      alive.delete(pid);
      return end(index, pid, image);
    }
    const free = Array.from({ length: 60 }, (_unused, slot) => 8 + slot * 4).filter((pid) => !alive.has(pid));
    const pid = free[random(free.length)]!;
    const parent = [...alive.keys()][random(alive.size)]!;
    const image = `program${random(5)}.exe`;
    const made = start(index, pid, parent, image, alive.get(parent));
    alive.set(pid, image);
    return made;
  });
}

function lineage(starts: readonly ProcessStart[]): string[] {
  return starts
    .map(
      ({ timeMs, pid, parent, endMs }) =>
        `${timeMs} ${pid} < ${parent === undefined ? '-' : starts[parent]?.timeMs} ${endMs}`,
    )
    .sort();
}

function follow(events: readonly LogEvent[]): readonly ProcessStart[] {
  const processes = createProcesses({ keepAll: true });
  const add = feeder(processes);
  for (const one of events) add(one);
  return processes.result().processes;
}

function feeder(processes: ReturnType<typeof createProcesses>): (event: LogEvent) => void {
  const creation = processes.bind(CREATION)!;
  const termination = processes.bind(TERMINATION)!;
  return (one) => (one.schema === CREATION ? creation(one) : termination(one));
}

function start(timeMs: number, pid: number, parentPid: number, image: string, parentImage?: string, logonId?: string) {
  return event(CREATION, timeMs, {
    ProcessId: pid,
    ParentProcessId: parentPid,
    Image: image,
    ParentImage: parentImage,
    LogonId: logonId,
  });
}

function end(timeMs: number, pid: number, image: string): LogEvent {
  return event(TERMINATION, timeMs, { ProcessId: pid, Image: image });
}

function event(of: Schema, timeMs: number, fields: Record<string, string | number | undefined>): LogEvent {
  const ref = { source: 'a.evtx', record: timeMs };
  return { schema: of, ref, timeMs, host: 'DC01', get: (name) => fields[name], entries: () => [] };
}

function schema(eventId: number, category: string): Schema {
  const view: LogsourceView = { product: 'windows', category, fields: new Map() };
  const constants = new Map<string, string | number>([
    ['Channel', 'Security'],
    ['EventID', eventId],
  ]);
  return { id: `windows/Security/${eventId}`, product: 'windows', views: [view], constants };
}
