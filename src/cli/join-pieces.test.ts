import { expect, test } from 'vitest';
import { type EventDefinition, writeEvtx } from '../evtx/index.ts';
import { Investigation, loadRules } from '../investigate.ts';
import type { Alert } from '../model/index.ts';
import type { ByteSource, Piece } from '../read/index.ts';
import { joinAcrossPieces } from './join-pieces.ts';
import { collectAlerts, type PieceResult } from './run-piece.ts';

const RULE = `
title: Credentials read from memory
id: 3f0a6a3c-43a5-4b2a-9e5e-7a3f3b1f6a01
logsource: {product: windows, category: ps_script}
detection: {selection: {ScriptBlockText|contains: Invoke-Mimikatz}, condition: selection}
level: high
`;
const RULES = { ruleTexts: [{ file: 'rule.yml', text: RULE }] };
const SETUP = { carve: false };

test('a script block whose parts lie in two pieces alerts once, as in one piece', () => {
  // Each part fills most of a 64 KiB chunk, so that the parts stand in chunks of their own.
  const parts = [`${'#'.repeat(25_000)}Invoke-Mimi`, `katz${'#'.repeat(25_000)}`, '#'.repeat(25_000)];
  const bytes = writeEvtx(parts.map((text, index) => scriptBlock(text, index + 1, parts.length)));
  const whole = alertsOf(bytes, [{ first: 0 }]);
  const pieces = alertsOf(bytes, [{ first: 0, count: 1 }, { first: 1, count: 1 }, { first: 2 }]);
  expect(whole).toHaveLength(1);
  expect(whole[0]?.event.record).toBe(1);
  expect(pieces).toEqual(whole);
});

test('a block of which the last part is missing is judged at the end of the file', () => {
  const parts = [`${'#'.repeat(25_000)}Invoke-Mimi`, `katz${'#'.repeat(25_000)}`];
  const bytes = writeEvtx(parts.map((text, index) => scriptBlock(text, index + 1, 3)));
  expect(alertsOf(bytes, [{ first: 0 }])).toHaveLength(1);
  expect(alertsOf(bytes, [{ first: 0, count: 1 }, { first: 1 }])).toHaveLength(1);
});

function alertsOf(content: Uint8Array, ranges: readonly Piece['range'][]): Alert[] {
  const rules = loadRules(RULES);
  const bytes: ByteSource = {
    sizeBytes: content.length,
    read: (byteOffset, length) => content.subarray(byteOffset, byteOffset + length),
  };
  const across = joinAcrossPieces(new Investigation(rules, SETUP));
  const results = ranges.flatMap((range, index) => {
    const isLast = index === ranges.length - 1;
    const piece = { source: 'a.evtx', format: 'evtx', range, isFirst: index === 0, isLast, sizeBytes: 0, changedMs: 0 };
    const collector = collectAlerts();
    // A worker of its own for each piece.
    const steps = new Investigation(rules, SETUP).run(piece, bytes, collector.add);
    let step = steps.next(true);
    while (step.done !== true) step = steps.next(true);
    return [{ ...collector.finish(), report: step.value }, ...across.join(piece, structuredClone(step.value))];
  });
  return results.flatMap(alertsIn);
}

function alertsIn({ alertLines }: PieceResult): Alert[] {
  const lines = new TextDecoder().decode(alertLines).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Alert);
}

function scriptBlock(text: string, number: number, total: number): EventDefinition {
  return {
    provider: { name: 'Microsoft-Windows-PowerShell' },
    ...{ eventId: 4104, version: 1, level: 5, task: 2, opcode: 15, keywords: 0n },
    timeMs: Date.UTC(2026, 2, 3, 9, 31, number),
    channel: 'Microsoft-Windows-PowerShell/Operational',
    computer: 'PC1',
    eventData: [
      { name: 'MessageNumber', value: number },
      { name: 'MessageTotal', value: total },
      { name: 'ScriptBlockText', value: text },
      { name: 'ScriptBlockId', value: '1a2b3c4d-0000-0000-0000-000000000001' },
      { name: 'Path', value: '' },
    ],
  };
}
