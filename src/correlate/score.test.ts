import { expect, test } from 'vitest';
import type { IncidentAlert } from '../model/index.ts';
import { incidentLevel, type ScoredAlert } from './score.ts';

const TACTICS = ['initial-access', 'discovery', 'lateral-movement', 'command-and-control'];

function sign(rule: number, host: string, tactics: readonly string[]): ScoredAlert {
  const alert = { ruleId: `r${rule}`, raisedLevel: 'medium', tactics } as unknown as IncidentAlert;
  return { alert, distinctiveness: 'G', isUsual: false, hostKey: host, isOnController: false };
}

test('four different signs of four stages on two hosts are graver than each of them', () => {
  const four = TACTICS.map((tactic, index) => sign(index, index < 2 ? 'h1' : 'h2', [tactic]));
  expect(incidentLevel(four)).toBe('high');
  expect(incidentLevel(four.map((one) => ({ ...one, hostKey: 'h1' })))).toBe('medium');
  expect(incidentLevel(four.map((one) => ({ ...one, isUsual: true })))).toBe('informational');
});

test('three signs are not, however many stages their rules name', () => {
  expect(incidentLevel([sign(1, 'h1', TACTICS), sign(2, 'h2', TACTICS), sign(3, 'h2', TACTICS)])).toBe('medium');
});
