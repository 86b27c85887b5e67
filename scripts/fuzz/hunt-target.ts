import { Investigation, loadRules } from '../../src/investigate.ts';
import type { Alert } from '../../src/model/index.ts';
import type { Piece } from '../../src/read/index.ts';
import { alertLine, alertsCsv } from '../../src/report/index.ts';
import { evtxInputs, mutateEvtx, sourceOf } from './evtx-target.ts';
import { fixturesEnding } from './fixtures.ts';
import type { FuzzTarget } from './target.ts';

/** The whole way from the bytes of an EVTX file to alerts, with the rules of the cases. */
export const huntTarget: FuzzTarget = {
  name: 'hunt',
  limitMs: 10_000,
  inputs: evtxInputs,
  mutate: mutateEvtx,
  check: (input) => hunt(input, 'evtx'),
};

/** Hunts through the bytes of one file, and writes what it finds. @throws Error when a result is not sound */
export function hunt(input: Uint8Array, format: 'evtx' | 'jsonl'): void {
  rules ??= rulesOfCases();
  const piece: Piece = {
    ...{ source: `fuzz.${format}`, format, range: { first: 0 }, sizeBytes: input.length },
    ...{ changedMs: 0, isFirst: true, isLast: true },
  };
  const alerts: Alert[] = [];
  const steps = new Investigation(rules, { carve: true }).run(piece, sourceOf(input), (alert) => alerts.push(alert));
  while (steps.next(true).done !== true);
  for (const alert of alerts) JSON.parse(alertLine(alert));
  for (const row of alertsCsv(alerts, String))
    if (!row.endsWith('\r\n')) throw new Error('a row of CSV without its end');
}

let rules: ReturnType<typeof loadRules> | undefined;

/** The rules of the cases, bound. */
export function rulesOfCases(): ReturnType<typeof loadRules> {
  const texts = fixturesEnding('fixtures/cases', '.yml').map((bytes) => new TextDecoder().decode(bytes));
  const ruleTexts = texts.map((text, index) => ({ file: `rule-${index}.yml`, text }));
  return loadRules({ ruleTexts: ruleTexts.filter(({ text }) => /^detection:/m.test(text)) });
}
