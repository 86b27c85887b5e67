import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { countChunks, type EventDefinition, evtxBlocks, resealChecksums } from '../src/evtx/index.ts';

/** Windows event logs to measure on. */
export interface Corpus {
  /** as documents name it */
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

const CHUNK_SIZE_BYTES = 65_536;
const FILE_HEADER_SIZE_BYTES = 4096;

/** All .evtx files below a folder, in the order of their paths. */
export function corpusIn(folder: string, name: string): Corpus {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.evtx'))
    .sort()
    .map((path) => join(folder, path));
  return { name, folder, files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}

/** The first of the replicas that `make-perf-corpus.sh` builds; the corpus itself when it has none. */
export function firstReplica(corpus: Corpus): Corpus {
  const replica = join(corpus.folder, 'r00');
  const isThere = corpus.files.some((file) => file.startsWith(`${replica}/`));
  return isThere ? corpusIn(replica, `${corpus.name}, first replica`) : corpus;
}

/**
 * Joins the logs of a corpus into one valid EVTX file, so that starting a program once a file does not count.
 * @returns its path, as a list of one, and its size
 */
export function joinedFile(
  corpus: Corpus,
  path: string,
): { readonly paths: readonly string[]; readonly bytes: number } {
  const out = openSync(path, 'w');
  let chunks = 0;
  for (const file of corpus.files) {
    const bytes = readFileSync(file);
    const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
    for (let chunk = 0; chunk < countChunks(source); chunk++) {
      const at = FILE_HEADER_SIZE_BYTES + chunk * CHUNK_SIZE_BYTES;
      const window = bytes.subarray(at, at + CHUNK_SIZE_BYTES);
      if (window.length < CHUNK_SIZE_BYTES || !window.subarray(0, 8).equals(Buffer.from('ElfChnk\0'))) continue;
      writeSync(out, window, 0, window.length, FILE_HEADER_SIZE_BYTES + chunks++ * CHUNK_SIZE_BYTES);
    }
  }
  writeSync(out, headerFor(chunks, readFileSync(corpus.files[0]!)), 0, FILE_HEADER_SIZE_BYTES, 0);
  closeSync(out);
  return { paths: [path], bytes: FILE_HEADER_SIZE_BYTES + chunks * CHUNK_SIZE_BYTES };
}

function headerFor(chunks: number, file: Uint8Array): Uint8Array {
  const header = Uint8Array.from(file.subarray(0, FILE_HEADER_SIZE_BYTES));
  const view = new DataView(header.buffer);
  view.setBigUint64(16, BigInt(chunks - 1), true);
  view.setUint16(42, chunks & 0xffff, true);
  return resealChecksums(header);
}

/** Writes invented process starts as one log, where no real corpus is at hand. */
export function syntheticCorpus(folder: string, events: number): Corpus {
  mkdirSync(folder, { recursive: true });
  const out = openSync(join(folder, 'Sysmon.evtx'), 'w');
  for (const { byteOffset, bytes } of evtxBlocks(processStarts(events)))
    writeSync(out, bytes, 0, bytes.length, byteOffset);
  closeSync(out);
  return corpusIn(folder, `synthetic, ${events} invented process starts`);
}

const PROGRAMS = [
  'svchost.exe',
  'cmd.exe',
  'powershell.exe',
  'chrome.exe',
  'msiexec.exe',
  'rundll32.exe',
  'explorer.exe',
];

function* processStarts(count: number): Generator<EventDefinition> {
  for (let index = 0; index < count; index++) {
    const program = PROGRAMS[index % PROGRAMS.length]!;
    const fields: Readonly<Record<string, string>> = {
      UtcTime: new Date(Date.UTC(2024, 0, 1) + index * 977).toISOString(),
      ProcessId: String(1000 + (index % 30_000)),
      Image: `C:\\Windows\\System32\\${program}`,
      CommandLine: `"C:\\Windows\\System32\\${program}" --session ${index} --profile "user ${index % 211}"`,
      CurrentDirectory: 'C:\\Windows\\System32\\',
      User: `EXAMPLE\\user${index % 211}`,
      ParentImage: `C:\\Windows\\${PROGRAMS[(index * 7) % PROGRAMS.length]}`,
      ParentCommandLine: `parent ${index % 997}`,
    };
    yield {
      provider: { name: 'Microsoft-Windows-Sysmon', guid: '5770385f-c22a-43e0-bf4c-06f5698ffbd9' },
      ...{ eventId: 1, version: 5, level: 4, task: 1, keywords: 0x8000000000000000n },
      ...{ timeMs: Date.UTC(2024, 0, 1) + index * 977, channel: 'Microsoft-Windows-Sysmon/Operational' },
      ...{ computer: `pc${index % 17}.example.test`, securityUserId: 'S-1-5-18' },
      eventData: Object.entries(fields).map(([name, value]) => ({ name, value })),
    };
  }
}
