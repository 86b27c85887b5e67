import { expect, test } from 'vitest';
import type { Alert, LogCoverage, RuleNotes } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';
import { sentHostsOf } from './sent-hosts.ts';

const names = { host: (name: string) => name.split('.', 1)[0]!.toLowerCase() } as Names;
const coverage = ['FS01.util.example', 'JUMP01', ''].map((host) => ({ host }) as LogCoverage);
const sentTo = sentHostsOf(names, coverage);

function point(behaviours: readonly string[], ...targets: readonly string[]): AlertPoint {
  const [first = [], ...others] = targets.map((target) => ({ context: { targets: [target] } }) as unknown as Alert);
  return {
    ...{ alert: first as Alert, twins: others, notes: { behaviours } as unknown as RuleNotes, host: 'jump01' },
  } as unknown as AlertPoint;
}

test('a command for another computer was to run on each that it names, under any name, once', () => {
  expect(sentTo(point(['ex-wmic-remote-create'], 'fs01', 'FS01.util.example'))).toEqual(['fs01']);
  expect(sentTo(point(['co-archive', 'ex-winrs'], 'fs01'))).toEqual(['fs01']);
});

test('it was not to run where it was typed, nor on machines of which no log was read', () => {
  expect(sentTo(point(['ex-wmic-remote-create'], 'jump01', 'nas-old'))).toEqual([]);
});

test('a share that a command only reads runs nothing there', () => {
  expect(sentTo(point(['lm-admin-share'], 'fs01'))).toEqual([]);
});
