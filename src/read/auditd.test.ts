import { expect, test } from 'vitest';
import type { FieldRecord } from '../model/index.ts';
import { auditdFormat } from './auditd.ts';
import type { ByteSource } from './format.ts';

const HEAD = (type: string, serial: number): string => `type=${type} msg=audit(1772438400.100:${serial}): `;

test('records of one event know each other with lines of others between them, but not across more than 64', () => {
  const others = (count: number): string =>
    Array.from({ length: count }, (_, index) => `${HEAD('CWD', 1000 + index)}cwd="/"\n`).join('');
  const text = (between: number): string =>
    `${HEAD('SYSCALL', 1)}exe="/bin/near"\n${others(between)}${HEAD('EXECVE', 1)}argc=1 a0="near"\n`;
  expect(recordsOf(text(60)).at(-1)?.get('SYSCALL.exe')).toBe('/bin/near');
  expect(recordsOf(text(70)).at(-1)?.get('SYSCALL.exe')).toBeUndefined();
});

test('lines come in the order of the file, each once', () => {
  const text = `${HEAD('SYSCALL', 1)}a0=1\n${HEAD('SYSCALL', 2)}a0=2\n${HEAD('EOE', 2)}\n${HEAD('EOE', 1)}\n`;
  const offsets = recordsOf(text).map(({ byteOffset }) => byteOffset);
  expect(offsets).toHaveLength(4);
  expect(offsets).toEqual(offsets.toSorted((left, right) => left - right));
});

test('a forged event without end is cut, in bounded memory', () => {
  const argument = 'A'.repeat(1 << 20);
  const text = Array.from({ length: 40 }, (_, index) => `${HEAD('EXECVE', 1)}a${index}="${argument}"\n`).join('');
  const records = recordsOf(text);
  expect(records).toHaveLength(40);
  expect(String(records[0]?.get('command')).length).toBeLessThan(6 << 20);
});

test.each([
  ['a0="two words"', 'a0', 'two words'],
  ['a0=2F746D702F6120622063', 'a0', '/tmp/a b c'],
  ['a0=ABBA', 'a0', '\ufffd\ufffd'],
  ['a0=abba', 'a0', 'abba'],
  ['a0=(null)', 'a0', undefined],
  ['key="one"', 'key', 'one'],
  ['msg=\'op=login acct="root" res=failed\'', 'acct', 'root'],
  ['msg=\'op=login acct="root" res=failed\'', 'res', 'failed'],
  ['a0="cut off', 'a0', 'cut off'],
  ['a0=1\x1dUID="root"', 'UID', 'root'],
])('%s has in %s %j', (fields, name, value) => {
  expect(recordsOf(`${HEAD('EXECVE', 1)}${fields}\n`)[0]?.get(name)).toBe(value);
});

function recordsOf(text: string): FieldRecord[] {
  const bytes = new TextEncoder().encode(text);
  const source: ByteSource = { sizeBytes: bytes.length, read: (at, length) => bytes.slice(at, at + length) };
  return [...auditdFormat.read(source, { first: 0 }, { carve: false })].map((item) => {
    if (item.kind === 'problem') throw new Error(item.message);
    return item;
  });
}
