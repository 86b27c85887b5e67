import { expect, test } from 'vitest';
import { type Alert, type EventRef, type Level, levelRank } from '../model/index.ts';
import { alertPoints } from './alert-points.ts';
import { independentRules } from './independent-rules.ts';
import { learnNames } from './names.ts';

const NOTHING = {
  ...{ coverage: [], logons: [], accountHours: [], sessions: [], processes: [], commands: [], flows: [], relays: [] },
  ...{ changes: [], leases: [], addresses: [], names: [], clocks: [], limits: [] },
};
const NOON = Date.UTC(2026, 2, 4, 12);

function at(record: number): EventRef {
  return { source: 'logs/conn.log', record };
}

function alert(id: string, level: Level, record: number, part: Partial<Alert> = {}): Alert {
  return {
    rule: { id, title: id, level, tags: [] },
    ...{ event: at(record), timeMs: NOON + record * 1000, host: 'pc1', because: [], ...part },
  };
}

function sign(id: string, level: Level, ...records: readonly number[]): Alert {
  const events = records.map((record) => ({ ...at(record), ruleId: 'part', timeMs: NOON + record * 1000 }));
  return alert(id, level, records.at(-1)!, {
    correlation: {
      ...{
        type: 'temporal_ordered',
        windowStartMs: NOON,
        windowEndMs: NOON,
        isCut: false,
        value: 2,
        matches: 2,
        events,
      },
    },
  });
}

function counted(alerts: readonly Alert[], lowered: Readonly<Record<string, Level>> = {}): number {
  const points = alertPoints(alerts, () => undefined, learnNames(alerts, NOTHING));
  const told = points.map((point) => {
    const { rule } = point.alert;
    return { alert: { id: point.id, raisedLevel: lowered[rule.id] ?? rule.level } };
  });
  const grave = told.filter(({ alert: { raisedLevel } }) => levelRank(raisedLevel) >= levelRank('medium'));
  return independentRules(points, grave);
}

const PAGE = alert('page', 'medium', 1);

test.each([
  [
    'a sign of nothing but what is told says nothing more',
    [PAGE, alert('shell', 'low', 2), sign('both', 'high', 1)],
    1,
  ],
  ['one that rests on a record that nobody told of does', [PAGE, sign('page, then connection', 'high', 1, 2)], 2],
  ['so does one on a record that is everyday alone', [PAGE, alert('shell', 'low', 2), sign('both', 'high', 1, 2)], 2],
  ['one that is not grave does not', [PAGE, sign('page, then connection', 'medium', 1, 2)], 1],
  ['two rules are two', [PAGE, alert('shell', 'medium', 2)], 2],
  ['signs alone are counted as they are', [sign('one', 'medium', 1, 2), sign('two', 'medium', 3, 4)], 2],
] as const)('%s', (_, alerts, count) => {
  expect(counted(alerts)).toBe(count);
});

test('a grave sign that is practice here is not grave', () => {
  expect(counted([PAGE, sign('page, then connection', 'high', 1, 2)], { 'page, then connection': 'medium' })).toBe(1);
});
