import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { programPath, sourceOf } from '../../../test/dev-corpus.ts';
import { readEvtx } from '../../evtx/index.ts';
import { createRecordWriter } from './index.ts';
import { MemoryFiles } from './memory-files.ts';
import { SAMPLE_FACTS } from './sample-facts.ts';
import { ORGANISATION } from './sample-organisation.ts';

/** Enough of the same facts that the larger logs have several chunks. */
const REPEATS = 4;

const folder = mkdtempSync(join(tmpdir(), 'landfall-records-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface WrittenLog {
  readonly path: string;
  readonly eventIds: readonly number[];
  readonly json: readonly string[];
}

function writeLogs(): readonly WrittenLog[] {
  const files = new MemoryFiles();
  const writer = createRecordWriter(ORGANISATION, files.put);
  for (let round = 0; round < REPEATS; round++) {
    for (const fact of SAMPLE_FACTS) {
      const id = fact.id + round * SAMPLE_FACTS.length;
      writer.write({ ...fact, id, timeMs: fact.timeMs + round * 3_600_000 });
    }
  }
  writer.finish();
  return files.names.filter((name) => name.endsWith('.evtx')).map((name) => writtenLog(name, files.bytes(name)));
}

function writtenLog(name: string, bytes: Uint8Array): WrittenLog {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const eventIds: number[] = [];
  const json: string[] = [];
  for (const item of readEvtx(sourceOf(bytes))) {
    if (item.kind !== 'record') throw new Error(item.message);
    eventIds.push(Number(item.get('System.EventID')));
    json.push(item.toJson());
  }
  return { path, eventIds, json };
}

const logs = writeLogs();
const named = logs.map((log) => [`${basename(dirname(log.path))}/${basename(log.path)}`, log] as const);

function run(command: string, args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status, stdout };
}

function isMissing(tool: string, isThere: boolean): boolean {
  if (!isThere) console.log(`left out: simulated event logs are not opened with ${tool}, which is not installed`);
  return !isThere;
}

const evtxDump = programPath('evtx_dump');

describe.skipIf(isMissing('evtx_dump', evtxDump !== undefined))('evtx_dump', () => {
  test.each(named)('says of %s what we say', (_, { path, json }) => {
    const { status, stdout } = run(evtxDump!, ['-o', 'jsonl', path]);
    expect(status).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(json.map((line) => JSON.parse(line)));
  });
});

describe.skipIf(isMissing('evtxexport', run('evtxexport', ['-V']).status === 0))('evtxexport (libevtx)', () => {
  test.each(named)('reads every event of %s', (_, { path, eventIds }) => {
    const { status, stdout } = run('evtxexport', [path]);
    expect(status).toBe(0);
    const read = [...stdout.matchAll(/^Event identifier\s+: 0x[0-9a-f]+ \((\d+)\)$/gm)].map((match) =>
      Number(match[1]),
    );
    // It shows qualifiers in the upper half.
    expect(read.map((id) => id & 0xffff)).toEqual(eventIds);
  });
});

const PRINT_IDS = `
import re, sys
from Evtx.Evtx import Evtx
for path in sys.argv[1:]:
    with Evtx(path) as log:
        header = log.get_file_header()
        # python-evtx calls only version 3.1 sound; Windows 11 and Server 2022 write 3.2.
        assert header.minor_version() == 2 or header.verify()
        assert all(chunk.verify() for chunk in log.chunks())
        print(*[re.search(r'<EventID[^>]*>(\\d+)<', record.xml()).group(1) for record in log.records()])
`;
const python = '/usr/bin/python3';
const hasPythonEvtx = existsSync(python) && run(python, ['-c', 'import Evtx']).status === 0;

describe.skipIf(isMissing('python-evtx', hasPythonEvtx))('python-evtx', () => {
  test('reads every event of every log, and finds the checksums right', () => {
    const { status, stdout } = run(python, ['-c', PRINT_IDS, ...logs.map(({ path }) => path)]);
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toEqual(logs.map(({ eventIds }) => eventIds.join(' ')));
  }, 300_000);
});
