import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from '../model/index.ts';
import { describeContent } from './describe-content.ts';
import { identify } from './identify.ts';
import { findFiles, isProblem, type OpenFile, openFile } from './open.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(path: string): OpenFile {
  const file = openFile(path);
  if (isProblem(file)) throw new Error(file.message);
  return file;
}

test('files come out in code point order, folders walked where they stand, each once', () => {
  const root = join(folder, 'order');
  mkdirSync(join(root, 'b'), { recursive: true });
  for (const name of ['b/2', 'B', 'a', 'c', 'é', '\uff5e', '😀']) writeFileSync(join(root, name), 'x');
  symlinkSync('..', join(root, 'b', 'up'));
  symlinkSync('a', join(root, 'z-link'));
  const found = [...findFiles([root, join(root, 'a')])];
  const names = found.map(({ kind, source }) => `${kind} ${source.slice(root.length)}`);
  expect(names).toEqual([
    ...['file /B', 'file /a', 'file /b/2', 'skipped /b/up', 'file /c', 'skipped /z-link', 'file /é', 'file /\uff5e'],
    ...['file /😀', 'skipped /a'],
  ]);
});

test('a path is joined as it was given', () => {
  const root = join(folder, 'given');
  mkdirSync(root);
  writeFileSync(join(root, 'x'), 'x');
  expect([...findFiles([`${root}/`])].map(({ source }) => source)).toEqual([`${root}/x`]);
  expect([...findFiles([`${root}/./`])].map(({ source }) => source)).toEqual([`${root}/./x`]);
});

test('missing paths are bad use, all named at once', () => {
  expect(() => [...findFiles([folder, 'no-1', 'no-2'])]).toThrow(UsageError);
  expect(() => [...findFiles([folder, 'no-1', 'no-2'])]).toThrow('"no-1", "no-2"');
});

test.skipIf(process.platform === 'win32')('a pipe is left out instead of waited for', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect([...findFiles([pipe])]).toMatchObject([{ kind: 'skipped', problem: { code: 'FILE_UNREADABLE' } }]);
});

test('any place of a file beyond 4 GiB can be read, and nothing behind its end', () => {
  const path = join(folder, 'large');
  writeFileSync(path, '');
  truncateSync(path, 5 * 2 ** 30);
  const file = open(path);
  expect(file.sizeBytes).toBe(5 * 2 ** 30);
  expect(file.read(5 * 2 ** 30 - 3, 100)).toEqual(new Uint8Array(3));
  expect(file.read(6 * 2 ** 30, 100)).toHaveLength(0);
  expect(file.failure()).toBeUndefined();
  file.close();
});

test('a file that shrinks while it is read ends early without an error', () => {
  const path = join(folder, 'shrinks');
  writeFileSync(path, 'x'.repeat(100));
  const file = open(path);
  truncateSync(path, 10);
  expect(file.read(0, 100)).toHaveLength(10);
  file.close();
});

test('what cannot be opened is a Problem', () => {
  expect(openFile(join(folder, 'gone'))).toMatchObject({ code: 'FILE_UNREADABLE' });
});

test.each<[string, string, string]>([
  ['the EVTX signature', 'ElfFile\0', 'evtx'],
  ['a chunk at the start', 'ElfChnk\0', 'evtx'],
  ['a chunk behind a zeroed header', `${'\0'.repeat(4096)}ElfChnk\0`, 'evtx'],
  ['nothing', '', 'FILE_EMPTY'],
  ['zeros', '\0'.repeat(5000), 'FORMAT_UNKNOWN'],
])('a file with %s is told by its content', (_, text, expected) => {
  const content = Buffer.from(text, 'latin1');
  const read = (at: number, length: number) => new Uint8Array(content.subarray(at, at + length));
  const found = identify('x', { sizeBytes: content.length, read });
  expect(isProblem(found) ? found.code : found.name).toBe(expected);
});

test.each([
  ['{"a":1}', 'a JSON text'],
  ['\xef\xbb\xbf[{"a":1}]', 'a JSON text'],
  ['<?xml version="1.0"?>', 'an XML text'],
  ['\xff\xfe<\0E\0v\0e\0n\0t\0s\0>\0', 'an XML text'],
  ['PK\x03\x04', 'a zip archive'],
  ['\x1f\x8b\x08', 'a gzip file'],
  ['0\0\0\0LfLe', 'an old Windows event log (.evt, before Windows Vista)'],
  ['#separator \\x09', 'a Zeek log'],
  ['<134>date=2026-03-01', 'a syslog text'],
  ['title: A rule\nlogsource:', 'a Sigma rule'],
  ['a,b,c\r\n1,2,3\r\n', 'a CSV text'],
  ['\x01\x02\x03', 'binary data of an unknown kind'],
  ['\0\0\0\0', 'nothing but zero bytes at its start'],
  ['gr\xfc\xdfe', 'a text'],
])('%j looks like %s', (text, description) => {
  expect(describeContent(Buffer.from(text, 'latin1'))).toBe(description);
});
