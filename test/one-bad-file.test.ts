import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { READ_FIXTURES } from '../scripts/read-fixtures.ts';
import { corruptChecksum, flipBits, readEvtx, truncate } from '../src/evtx/index.ts';
import type { CaseFile } from '../src/model/index.ts';
import { memorySource } from '../src/read/index.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

const CASE = 'fixtures/cases/small-intrusion';
const EVTX = new Uint8Array(readFileSync(`${CASE}/logs/dc01/System.evtx`));
const GOOD_FILES = 200;

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const fixture = (path: string): Uint8Array => new Uint8Array(readFileSync(join(READ_FIXTURES, path)));

/** A small log in many shapes, each with the same events. */
function goodFiles(): ReadonlyMap<string, Uint8Array> {
  const xml: string[] = [];
  const json: string[] = [];
  for (const item of readEvtx(memorySource(EVTX))) {
    if (item.kind === 'record') xml.push(item.toXml());
    if (item.kind === 'record') json.push(item.toJson());
  }
  const lines = text(`${json.join('\n')}\n`);
  const shapes: readonly (readonly [string, Uint8Array])[] = [
    ['evtx', EVTX],
    ['json', lines],
    ['xml', text(`<Events>${xml.join('')}</Events>`)],
    ['json.gz', gzipSync(lines)],
    ['zip', zipSync({ 'logs/System.evtx': EVTX })],
    ['utf16.xml', new Uint8Array(Buffer.from(`\ufeff${xml.join('\r\n')}`, 'utf16le'))],
  ];
  return new Map(
    Array.from({ length: GOOD_FILES }, (_, index) => {
      const [ending, content] = shapes[index % shapes.length]!;
      return [`good-${index}.${ending}`, content];
    }),
  );
}

/** What people have beside their logs, and what became of logs on the way. */
function badFiles(): ReadonlyMap<string, Uint8Array> {
  const random = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) >> (index % 7));
  let nested = text('{"EventID":1}\n');
  for (let depth = 0; depth < 9; depth++) nested = gzipSync(nested);
  return new Map([
    ['bad-01-empty.evtx', new Uint8Array(0)],
    ['bad-02-zeros.evtx', new Uint8Array(70_000)],
    ['bad-03-random.evtx', random],
    ['bad-04-cut-off.evtx', truncate(EVTX.slice(0, 6000), 1)],
    ['bad-05-header-only.evtx', EVTX.slice(0, 4096 + 100)],
    ['bad-06-flipped.evtx', flipBits(EVTX.slice(0, 20_000), 3, 400)],
    ['bad-07-checksum.evtx', corruptChecksum(EVTX, 5)],
    ['bad-08-not-json.json', text('{"EventID":4624,"Channel":"Security"\n{"EventID":')],
    ['bad-09-cut-off.xml', text('<Events><Event><System><EventID>1</EventID></System><EventData><Data Name="a">')],
    ['bad-10-document-type.xml', fixture('evtx-xml/document-type.xml')],
    ['bad-11-cut-off.zip', fixture('zip/cut-off.zip')],
    ['bad-12-encrypted.zip', fixture('zip/encrypted.zip')],
    ['bad-13-damaged-member.zip', fixture('zip/damaged-member.zip')],
    ['bad-14-cut-off.gz', fixture('gzip/cut-off.gz')],
    ['bad-15-wrong-checksum.gz', fixture('gzip/wrong-checksum.gz')],
    ['bad-16-nine-times.gz', nested],
    ['bad-17-damaged-header.tar', fixture('tar/damaged-header.tar')],
    ['bad-18-picture.png', text('\x89PNG\r\n\x1a\n')],
    ['bad-19-no-lines.gz', gzipSync(random)],
  ]);
}

test('20 broken inputs among 200 good ones: every good one is read, every bad one is a Problem with a reason', () => {
  const folder = join(temporaryFolder(), 'mixed');
  mkdirSync(folder);
  const bad = badFiles();
  for (const [name, content] of [...goodFiles(), ...bad]) writeFileSync(join(folder, name), content);
  symlinkSync('nowhere', join(folder, 'bad-20-dangling.evtx'));
  const json = join(folder, '..', 'case.json');
  const { code, stderr } = landfall(['hunt', folder, '--rules', `${CASE}/rules`, '--json', json, '-q']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { sources, problems } = JSON.parse(readFileSync(json, 'utf8')) as CaseFile;
  const expected = [...readEvtx(memorySource(EVTX))].length;
  const good = sources.filter(({ source }) => source.startsWith(`${folder}/good-`));
  expect(good.map(({ events, problems: count, skipped }) => ({ events, count, skipped }))).toEqual(
    Array.from({ length: GOOD_FILES }, () => ({ events: expected, count: 0, skipped: undefined })),
  );
  for (const name of [...bad.keys(), 'bad-20-dangling.evtx']) {
    const own = problems.filter(({ source }) => `${source}/`.startsWith(`${folder}/${name}/`));
    expect(own.length, name).toBeGreaterThan(0);
    for (const { message } of own) expect(message, name).toMatch(/\w{3}/);
  }
});
