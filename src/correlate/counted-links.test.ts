import { expect, test } from 'vitest';
import { type Alert, type AlertContext, type EventRef, type FlowPath, msg, type RuleNotes } from '../model/index.ts';
import { alertPoints } from './alert-points.ts';
import { duringConnection } from './connection-links.ts';
import { countedIn } from './counted-links.ts';
import { learnNames } from './names.ts';

const NOTHING = {
  ...{ coverage: [], logons: [], accountHours: [], sessions: [], processes: [], commands: [], flows: [], relays: [] },
  ...{ changes: [], leases: [], addresses: [], names: [], clocks: [], limits: [] },
};
const NOON = Date.UTC(2026, 2, 4, 12);

function at(record: number): EventRef {
  return { source: 'logs/a.evtx', record };
}

function alert(id: string, level: Alert['rule']['level'], record: number, part: Partial<Alert> = {}): Alert {
  return {
    rule: { id, title: id, level, tags: [] },
    ...{ event: at(record), timeMs: NOON + record * 1000, host: 'srv1', because: [], ...part },
  };
}

function counting(level: Alert['rule']['level'], ...records: readonly number[]): Alert {
  const events = records.map((record) => ({ ...at(record), ruleId: 'login', timeMs: NOON + record * 1000 }));
  return alert('many logins', level, records.at(-1)!, {
    host: '',
    correlation: {
      ...{ type: 'value_count', windowStartMs: NOON, windowEndMs: NOON, isCut: false, value: 2, matches: 2, events },
    },
  });
}

function points(alerts: readonly Alert[], behaviours: readonly string[] = []) {
  const names = learnNames(alerts, NOTHING);
  const notes: RuleNotes = { behaviours, defender: [], check: [], rises: [] };
  return { names, points: alertPoints(alerts, () => notes, names) };
}

const LOGINS = [
  alert('login', 'informational', 1, { context: { account: 'anna' } }),
  alert('login', 'informational', 2, { context: { account: 'bob' } }),
  alert('login', 'informational', 3, { context: { account: 'cleo' } }),
];

test('a sign is tied to all that it counts, and to nothing else', () => {
  const { points: all } = points([...LOGINS, counting('high', 1, 2)]);
  const links = [...countedIn(all, () => false)].map(({ from, to }) =>
    [from, to].map((index) => all[index]!.alert.context?.account ?? 'sign').sort(),
  );
  expect(links.sort()).toEqual([
    ['anna', 'sign'],
    ['bob', 'sign'],
  ]);
});

test('a sign that is everyday, or that weighs less here, ties nothing', () => {
  const { points: low } = points([...LOGINS, counting('low', 1, 2)]);
  expect([...countedIn(low, () => false)]).toEqual([]);
  const { points: high } = points([...LOGINS, counting('high', 1, 2)]);
  expect([...countedIn(high, () => true)]).toEqual([]);
});

const OUTSIDE = '203.0.113.9';
const SHELL = alert('shell', 'high', 100, { host: 'srv2', context: { image: 'cmd.exe' } });

function named(level: Alert['rule']['level'], context: AlertContext): Alert {
  return alert('page', level, 1, { host: 'srv1', context });
}

function flow(fromMs: number, from = OUTSIDE): FlowPath {
  const one = { count: 1, firstMs: fromMs, lastMs: fromMs, days: [], gaps: [], refused: 0, longestMs: 1 };
  return { ...one, from, to: 'srv2', port: 443, protocol: 'tcp', bytesOut: 1, bytesIn: 1, firstRef: at(50) };
}

test.each([
  ['is tied to an address that others name and that was connected then', 'high', OUTSIDE, NOON + 90_000, 1],
  ['is not tied to one that was connected an hour before', 'high', OUTSIDE, NOON - 3_600_000, 0],
  ['is not tied to one that only everyday alerts name', 'low', OUTSIDE, NOON + 90_000, 0],
  ['is not tied to an address of the own network', 'high', '10.0.0.9', NOON + 90_000, 0],
] as const)('a shell of a web server %s', (_, level, address, flowMs, count) => {
  const alerts = [named(level, { addresses: [address] }), SHELL];
  const { points: all, names } = points(alerts, ['web-server-child-shell']);
  const links = [...duringConnection({ points: all, names }, { flows: [flow(flowMs, address)] })];
  expect(links).toHaveLength(count);
  for (const link of links) {
    expect(link.explain(link)).toEqual({
      reason: msg('link.connection-from', { address: OUTSIDE, host: 'srv2' }),
      evidence: [at(50)],
    });
  }
});
