import { expect, test } from 'vitest';
import type { FieldValue, LogEvent } from '../model/index.ts';
import { createScriptBlockJoiner } from './script-blocks.ts';
import { createWindowsNormaliser } from './windows.ts';

const normaliser = createWindowsNormaliser();

test('a script block that was cut in two is read as one', () => {
  const joiner = createScriptBlockJoiner(normaliser);
  expect(joiner.add(part(1, 2, 'Invoke-Mimi', { record: 7 }), ['r1'])).toBeUndefined();
  const joined = joiner.add(part(2, 2, 'katz', { record: 8 }), []);
  expect(joined?.event.get('ScriptBlockText')).toBe('Invoke-Mimikatz');
  expect(joined?.event.ref).toEqual({ source: 'a.evtx', record: 7 });
  expect(joined?.event.host).toBe('PC1');
  expect([...(joined?.alertedRules ?? [])]).toEqual(['r1']);
  expect(joiner.finish()).toEqual([]);
});

test('parts that come in any order and twice are put in order once', () => {
  const joiner = createScriptBlockJoiner(normaliser);
  joiner.add(part(3, 3, 'c'), []);
  joiner.add(part(1, 3, 'a'), []);
  joiner.add(part(1, 3, 'other'), []);
  expect(joiner.add(part(2, 3, 'b'), [])?.event.get('ScriptBlockText')).toBe('abc');
});

test('a block whose parts lie in two pieces of a file is joined from their states', () => {
  const first = createScriptBlockJoiner(normaliser);
  const second = createScriptBlockJoiner(normaliser);
  first.add(part(1, 2, 'a', { record: 1 }), ['x']);
  second.add(part(2, 2, 'b', { record: 2 }), ['y']);
  const whole = createScriptBlockJoiner(normaliser);
  expect(whole.absorb(structuredClone(first.state()))).toEqual([]);
  const [joined] = whole.absorb(structuredClone(second.state()));
  expect(joined?.event.get('ScriptBlockText')).toBe('ab');
  expect(joined?.event.ref.record).toBe(1);
  expect([...(joined?.alertedRules ?? [])]).toEqual(['x', 'y']);
});

test('blocks with missing parts come at the end, a line break where text is missing', () => {
  const joiner = createScriptBlockJoiner(normaliser);
  joiner.add(part(1, 4, 'a'), []);
  joiner.add(part(2, 4, 'b'), []);
  joiner.add(part(4, 4, 'd'), []);
  joiner.add(part(1, 2, 'lonely', { id: 'other' }), []);
  const rest = joiner.finish();
  expect(rest.map((joined) => joined.event.get('ScriptBlockText'))).toEqual(['ab\nd']);
  expect(rest[0]?.missingParts).toBe(1);
});

test('same ids on two computers or in two files are different blocks', () => {
  const joiner = createScriptBlockJoiner(normaliser);
  joiner.add(part(1, 2, 'a'), []);
  expect(joiner.add(part(2, 2, 'b', { host: 'PC2' }), [])).toBeUndefined();
  expect(joiner.add(part(2, 2, 'b', { source: 'b.evtx' }), [])).toBeUndefined();
});

test('what exceeds a limit is given up and said so, once', () => {
  const limits = { maxParts: 5, maxBlockChars: 10, maxPendingChars: 15, maxPendingBlocks: 3 };
  const joiner = createScriptBlockJoiner(normaliser, limits);
  joiner.add(part(1, 6, 'x'), []);
  joiner.add(part(2, 6, 'x'), []);
  joiner.add(part(1, 2, 'x'.repeat(11), { id: 'long' }), []);
  joiner.add(part(2, 2, 'x', { id: 'long' }), []);
  joiner.add(part(1, 2, 'x', { id: 'third' }), []);
  joiner.add(part(1, 2, 'x', { id: 'fourth' }), []);
  expect(joiner.problems().map((problem) => problem.message)).toEqual([
    expect.stringContaining('more than 5 parts'),
    expect.stringContaining('more than 10 characters'),
    expect.stringContaining('too many blocks'),
  ]);
  const other = createScriptBlockJoiner(normaliser, limits);
  other.absorb(joiner.state());
  expect(other.problems()).toEqual(joiner.problems());
  expect(other.add(part(2, 2, 'y', { id: 'third' }), [])?.event.get('ScriptBlockText')).toBe('xy');
});

test('all unfinished blocks together stay within a bound', () => {
  const limits = { maxParts: 5, maxBlockChars: 10, maxPendingChars: 15, maxPendingBlocks: 3 };
  const joiner = createScriptBlockJoiner(normaliser, limits);
  for (const id of ['a', 'b']) joiner.add(part(1, 2, 'x'.repeat(9), { id }), []);
  expect(joiner.problems()).toHaveLength(1);
  expect(joiner.add(part(2, 2, 'y', { id: 'a' }), [])).toBeUndefined();
  expect(joiner.add(part(2, 2, 'y', { id: 'b' }), [])).toBeDefined();
});

test.each<[string, FieldValue, FieldValue]>([
  ['a whole block', 1, 1],
  ['a part beyond the total', 3, 2],
  ['a part that is no number', 'x', 2],
  ['a total that is no number', 1, [2, 2]],
])('%s is not collected', (_, number, total) => {
  const joiner = createScriptBlockJoiner(normaliser);
  expect(joiner.add(part(number, total, 'a'), [])).toBeUndefined();
  expect(joiner.state().pending).toEqual([]);
});

interface Where {
  readonly id?: string;
  readonly host?: string;
  readonly source?: string;
  readonly record?: number;
}

function part(number: FieldValue, total: FieldValue, text: string, where: Where = {}): LogEvent {
  const payload: [string, FieldValue][] = [
    ['MessageNumber', number],
    ['MessageTotal', total],
    ['ScriptBlockText', text],
    ['ScriptBlockId', where.id ?? 'b1'],
  ];
  const fields = new Map<string, FieldValue>([
    ['Channel', 'Microsoft-Windows-PowerShell/Operational'],
    ['Provider_Name', 'Microsoft-Windows-PowerShell'],
    ['EventID', 4104],
    ['Computer', where.host ?? 'PC1'],
    ...(where.record === undefined ? [] : ([['EventRecordID', where.record]] as const)),
    ...payload,
  ]);
  const record = { timeMs: 0, get: (field: string) => fields.get(field), entries: () => payload };
  return normaliser.toLogEvent(record, where.source ?? 'a.evtx');
}
