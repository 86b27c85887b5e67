import { expect, test } from 'vitest';
import type { Alert } from '../model/index.ts';
import { collectAlerts } from './run-piece.ts';

const ALERTS = [1, 2, 3].map(
  (record): Alert => ({
    rule: { id: `rule-${record % 2}`, title: 'Directory copied', level: 'high', tags: ['attack.t1003.003'] },
    event: { source: 'Security.evtx', record },
    timeMs: Date.UTC(2026, 2, 3, 9, 31, record),
    host: 'dc01',
    because: [{ field: 'CommandLine', value: 'ntdsutil "ac i ntds"' }],
  }),
);

test('alerts that nobody reads one by one are not written, and are found all the same', () => {
  const [whole, noLines] = [{}, { takesLines: false }].map((wishes) => {
    const collector = collectAlerts(wishes);
    for (const alert of ALERTS) collector.add(alert);
    return collector.finish();
  });
  expect(new TextDecoder().decode(whole!.alertLines).split('\n')).toHaveLength(ALERTS.length + 1);
  expect(noLines).toEqual({ ...whole, alertLines: new Uint8Array() });
});
