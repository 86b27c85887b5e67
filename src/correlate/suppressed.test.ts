import { expect, test } from 'vitest';
import type { Alert, Observations } from '../model/index.ts';
import { correlateSuppressed } from './suppressed.ts';

const OBSERVATIONS: Observations = {
  ...{ coverage: [], logons: [], accountHours: [], sessions: [], processes: [], commands: [], flows: [], relays: [] },
  ...{ changes: [], leases: [], addresses: [], names: [], clocks: [], limits: [] },
};

function alert(record: number, tactic: string, part: Partial<Alert> = {}): Alert {
  return {
    rule: { id: `r${record}`, title: `rule ${record}`, level: 'medium', tags: [`attack.${tactic}`] },
    event: { source: 'Security.evtx', record },
    ...{ timeMs: Date.UTC(2026, 2, 2, 9, record), host: 'H1', because: [] },
    context: { account: 'CORP\\a', logonId: '0x1', commandLine: `tool ${record}` },
    ...part,
  };
}

const SENT = { context: { account: 'CORP\\a', logonId: '0x1', commandLine: 'tool /node:H2', targets: ['h2'] } };
const ON_H2 = { host: 'H2', context: { account: 'CORP\\a', logonId: '0x9', commandLine: 'tool 4' } };
const KNOWN = { suppressedBy: 'known' };

function correlated(alerts: readonly Alert[]) {
  const input = { alerts, observations: OBSERVATIONS, notesOf: () => undefined };
  return correlateSuppressed(input, [], () => false);
}

const CHAIN = [
  alert(1, 'discovery'),
  { ...alert(2, 'execution'), ...KNOWN },
  { ...alert(3, 'collection', SENT), ...KNOWN },
  { ...alert(4, 'lateral-movement', ON_H2), ...KNOWN },
];

test('a chain that is graver than each of its suppressed alerts is shown whole, and names the suppression', () => {
  const { incidents, effects } = correlated(CHAIN);
  expect(incidents.map(({ level, alerts }) => [level, alerts.length])).toEqual([['high', 4]]);
  expect(incidents[0]?.alerts.map(({ suppressedBy }) => suppressedBy)).toEqual([undefined, 'known', 'known', 'known']);
  expect(effects.get('known')).toEqual({ hidden: 0, wouldBe: [], shownIn: [incidents[0]!.id] });
});

test('alerts that make no more than people decided on are hidden, and what they would be is known', () => {
  const { incidents, findings, effects } = correlated(CHAIN.slice(0, 3));
  expect(incidents).toEqual([]);
  expect(findings.map(({ ruleId, suppressedBy }) => [ruleId, suppressedBy])).toEqual([
    ['r1', undefined],
    ['r2', 'known'],
    ['r3', 'known'],
  ]);
  expect(effects.get('known')).toMatchObject({ hidden: 2, shownIn: [], wouldBe: [{ level: 'medium' }] });
});

test('a repetition of a suppressed alert that is not suppressed itself stays a finding of its own', () => {
  const { suppressedBy: _, ...open } = { ...CHAIN[1]!, event: { source: 'Security.evtx', record: 9 } };
  const again = { ...open, timeMs: CHAIN[1]!.timeMs! + 60_000 };
  const { incidents, findings, effects } = correlated([...CHAIN.slice(0, 3), again]);
  expect(incidents).toEqual([]);
  const ofRule = findings.filter(({ ruleId }) => ruleId === 'r2');
  expect(ofRule.map(({ suppressedBy, alerts, examples }) => [suppressedBy, alerts, examples[0]?.record])).toEqual([
    [undefined, 1, 9],
    ['known', 1, 2],
  ]);
  expect(effects.get('known')?.hidden).toBe(2);
});
