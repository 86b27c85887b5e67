import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { countChunks, type EvtxProblem, type EvtxRecord, type ReadEvtxOptions, readEvtx } from '../src/evtx/index.ts';
import { renderJsonPlainly } from '../src/evtx/json.ts';
import type { RecordCursor } from '../src/evtx/record.ts';
import { renderXmlPlainly } from '../src/evtx/xml.ts';
import { DEV_FOLDER, hasDevCorpus, programPath, rowsOf, withFile } from './dev-corpus.ts';

const isHere = hasDevCorpus('EVTX decoding on public logs');
const files = isHere
  ? rowsOf('EXPECTED-evtx.tsv').map((row) => ({ path: row.path!, records: +row.live_records! }))
  : [];

/** Calls `use` with each record of a file of the corpus. @returns the problems */
function readFile(path: string, use: (record: EvtxRecord) => void, options: ReadEvtxOptions = {}): EvtxProblem[] {
  const problems: EvtxProblem[] = [];
  withFile(join(DEV_FOLDER, path), (source) => {
    for (const item of readEvtx(source, { crc32, ...options })) {
      if (item.kind === 'problem') problems.push(item);
      else use(item);
    }
  });
  return problems;
}

function jsonOf(path: string, options: ReadEvtxOptions = {}): string[] {
  const lines: string[] = [];
  readFile(path, (record) => lines.push(record.toJson()), options);
  return lines;
}

describe.skipIf(!isHere)('all public logs', () => {
  test('give as many records as a walk over their bytes finds', () => {
    const wrong = files.flatMap(({ path, records }) => {
      let found = 0;
      readFile(path, () => found++);
      return found === records ? [] : [`${path}: expected ${records}, found ${found}`];
    });
    expect(files.length).toBeGreaterThan(400);
    expect(wrong).toEqual([]);
  });

  test('render the same JSON and XML by compiled programs and plainly', () => {
    const wrong: string[] = [];
    for (const { path } of files) {
      readFile(path, (record) => {
        const plain = record as RecordCursor;
        const isSame = record.toJson() === renderJsonPlainly(plain) && record.toXml() === renderXmlPlainly(plain);
        if (!isSame) wrong.push(`${path} ${record.byteOffset}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  test('render JSON that can be parsed and XML that is well-formed', () => {
    const wrong: string[] = [];
    for (const { path } of files) {
      readFile(path, (record) => {
        const error = parseError(() => JSON.parse(record.toJson())) ?? xmlError(record.toXml());
        if (error !== undefined) wrong.push(`${path} ${record.byteOffset}: ${error}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  test('read in ranges of chunks give the records of the whole', () => {
    const wrong = files.filter(({ path }) => {
      const chunks = withFile(join(DEV_FOLDER, path), countChunks);
      const parts: string[] = [];
      for (let firstChunk = 0; firstChunk < chunks; firstChunk += 3) {
        parts.push(...jsonOf(path, { firstChunk, chunkCount: 3 }));
      }
      return parts.join('\n') !== jsonOf(path).join('\n');
    });
    expect(wrong).toEqual([]);
  });

  test('carving keeps every live record, each in its place', () => {
    const wrong = files.filter(({ path }) => {
      const live: string[] = [];
      readFile(path, (record) => record.isCarved || live.push(record.toJson()), { carve: true });
      return live.join('\n') !== jsonOf(path).join('\n');
    });
    expect(wrong).toEqual([]);
  });

  test('a record that EventLogEdit wiped with zeros stays gone, and carving does not invent it', () => {
    const path = 'evtx-edge/eventlogedit/SetupNew.evtx';
    expect(jsonOf('evtx-edge/eventlogedit/Setup.evtx')).toHaveLength(15);
    expect(jsonOf(path)).toHaveLength(14);
    expect(jsonOf(path, { carve: true })).toEqual(jsonOf(path));
  });
});

function parseError(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function xmlError(xml: string): string | undefined {
  return parseError(() => {
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(xml).close();
  });
}

const evtxDump = programPath('evtx_dump');
if (isHere && evtxDump === undefined)
  console.log('left out: comparison with evtx_dump, which is not installed (cargo install evtx --version 0.15.1)');

/**
 * Where our JSON differs from that of evtx_dump 0.15.1; nothing else may differ.
 * All three hold the control character U+000F in a string: `\\u000f` here, `\\u000F` there. Both mean the same (ECMA-404).
 */
const DIFFERENCES: readonly { readonly path: string; readonly recordIds: readonly number[] }[] = [
  {
    path: 'evtx/evtx-attack-samples/Lateral_Movement/LM_ScheduledTask_ATSVC_target_host.evtx',
    recordIds: [566854, 566855, 566862],
  },
];

describe.skipIf(!isHere || evtxDump === undefined)('evtx_dump -o jsonl', () => {
  test('prints byte for byte what we render, but for the differences listed', () => {
    const found: { path: string; recordIds: number[] }[] = [];
    let compared = 0;
    for (const { path } of files) {
      const theirs = dumped(path);
      const ours = jsonOf(path);
      compared += ours.length;
      if (ours.length !== theirs.length) found.push({ path, recordIds: [ours.length, theirs.length] });
      const different = ours.flatMap((line, index) => (line === theirs[index] ? [] : [recordIdOf(line)]));
      if (different.length > 0) found.push({ path, recordIds: different });
    }
    expect(compared).toBeGreaterThan(30_000);
    expect(found).toEqual(DIFFERENCES);
  });

  test('means the same in the records whose bytes differ', () => {
    for (const { path, recordIds } of DIFFERENCES) {
      const theirs = dumped(path).filter((line) => recordIds.includes(recordIdOf(line)));
      const ours = jsonOf(path).filter((line) => recordIds.includes(recordIdOf(line)));
      expect(ours.map((line) => JSON.parse(line))).toEqual(theirs.map((line) => JSON.parse(line)));
    }
  });
});

function dumped(path: string): string[] {
  const file = join(DEV_FOLDER, path);
  const text = execFileSync(evtxDump!, ['-o', 'jsonl', '-t', '1', file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text.split('\n').filter((line) => line !== '');
}

function recordIdOf(json: string): number {
  return JSON.parse(json).Event.System.EventRecordID;
}

describe.skipIf(!isHere)('the JSON beside the SigmaHQ regression logs', () => {
  test('equals ours, but for how an older evtx_dump wrote some values', () => {
    const cases = rowsOf('EXPECTED-sigma.tsv').map((row) => row.path!);
    const kinds = new Map<string, number>();
    const unexplained: string[] = [];
    for (const path of cases) {
      const ours = jsonOf(path).map((line) => leaves(JSON.parse(line)));
      const theirs = jsonDocuments(readFileSync(join(DEV_FOLDER, path.replace(/evtx$/, 'json')), 'utf8')).map(leaves);
      expect(ours.length, path).toBe(theirs.length);
      ours.forEach((record, index) => {
        expect([...record.keys()], path).toEqual([...theirs[index]!.keys()]);
        for (const [name, value] of record) {
          const kind = differenceKind(value, theirs[index]!.get(name));
          if (kind === undefined) unexplained.push(`${path} ${name}: ${value} is not ${theirs[index]!.get(name)}`);
          else kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        }
      });
    }
    expect(unexplained).toEqual([]);
    expect(cases).toHaveLength(99);
    expect([...kinds.keys()].sort()).toEqual(['GUID', 'equal', 'spaces at the end', 'time']);
  });
});

/** How an older evtx_dump, which made the files, wrote the same value; undefined when nothing explains it. */
function differenceKind(ours: unknown, theirs: unknown): string | undefined {
  if (Object.is(ours, theirs)) return 'equal';
  if (typeof ours !== 'string' || typeof theirs !== 'string') return undefined;
  // Upper case and without braces.
  if (/^\{[0-9a-f-]{36}\}$/.test(ours) && ours.slice(1, -1).toUpperCase() === theirs) return 'GUID';
  // Six digits of a second, not seven.
  if (/^\d{4}-.*\.\d{7}Z$/.test(ours) && `${ours.slice(0, -2)}Z` === theirs) return 'time';
  if (ours.trimEnd() === theirs) return 'spaces at the end';
  return undefined;
}

/** The leaf values of a document by path, in its order. */
function leaves(document: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) found.set(path, value);
    else for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`);
  };
  visit(document, '');
  return found;
}

/** The documents of a text that holds several, one behind the other, each starting with a brace of its own line. */
function jsonDocuments(text: string): unknown[] {
  return text
    .split(/^(?=\{)/m)
    .filter((part) => part.trim() !== '')
    .map((part) => JSON.parse(part));
}
