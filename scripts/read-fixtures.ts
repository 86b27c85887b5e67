import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEvent, Problem } from '../src/model/index.ts';
import { createNormaliser, recordContext } from '../src/normalise/index.ts';
import {
  type ByteSource,
  type FoundLog,
  MEMORY_SPOOL,
  memorySource,
  problemIn,
  type ReadRange,
  walkFile,
} from '../src/read/index.ts';

/** Where the inputs of each log format lie: one folder each, with what is to be read from them. */
export const READ_FIXTURES = 'fixtures/read';

/** What a folder of inputs is to give, beside them. */
export const EXPECTED_FILE = 'expected.ndjson';

/** One input of a format. */
export interface ReadFixture {
  /** its folder below READ_FIXTURES */
  readonly format: string;
  /** its path in the folder, with `/` */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a hunt sees of a file, in reading order. */
export type SeenItem =
  | { readonly kind: 'file'; readonly source: string; readonly format: string; readonly sizeBytes: number }
  | { readonly kind: 'event'; readonly event: LogEvent }
  | { readonly kind: 'problem'; readonly problem: Problem };

// What logs say without a year is of the year before this; a checkout sets the times of files anew.
const CHANGED_MS = Date.UTC(2026, 10, 22);

/** The folders below READ_FIXTURES, by name. */
export function fixtureFolders(): string[] {
  return readdirSync(READ_FIXTURES, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();
}

/** The inputs of one folder, by name: all files but what is expected and what is said about them. */
export function fixturesIn(format: string): ReadFixture[] {
  const folder = join(READ_FIXTURES, format);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== EXPECTED_FILE && entry.name !== 'README.md')
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
    .map((name) => ({ format, name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

/**
 * Reads the bytes of a file as a hunt does, up to where rules begin. An event is valid until the next item is asked for.
 * @param ranges what to read of a log; the ranges of the format when not given
 */
export function* readAsHunt(
  source: string,
  input: Uint8Array,
  ranges?: (bytes: ByteSource) => readonly ReadRange[],
): Generator<SeenItem> {
  for (const item of walkFile({ source, place: input, changedMs: CHANGED_MS }, MEMORY_SPOOL)) {
    if (item.kind === 'log') yield* readLog(item, ranges ?? item.format.split);
    else if (item.kind !== 'step') yield { kind: 'problem', problem: item.problem };
  }
}

function* readLog(
  { source, changedMs, format, place, sizeBytes }: FoundLog<Uint8Array>,
  ranges: (bytes: ByteSource) => readonly ReadRange[],
): Generator<SeenItem> {
  yield { kind: 'file', source, format: format.name, sizeBytes };
  const bytes = memorySource(place);
  const context = recordContext({ source, changedMs });
  const normaliser = createNormaliser();
  for (const range of ranges(bytes)) {
    for (const item of format.read(bytes, range, { carve: false })) {
      if (item.kind === 'problem') yield { kind: 'problem', problem: problemIn(source, item) };
      else yield { kind: 'event', event: normaliser.toLogEvent(item, context) };
    }
  }
}

/** Everything that is seen of a file as lines of JSON: what is compared with EXPECTED_FILE. */
export function seenLines(items: Iterable<SeenItem>): string[] {
  return Array.from(items, (item) => {
    if (item.kind === 'file') return lineOf({ file: item.source, format: item.format });
    if (item.kind === 'problem') return lineOf({ problem: item.problem });
    const { schema, ref, timeMs, host } = item.event;
    const time = timeMs === undefined ? null : new Date(timeMs).toISOString();
    return lineOf({ schema: schema.id, ref, time, host, fields: fieldsOf(item.event) });
  });
}

/** Names may be those of Object's own properties, so that a plain object cannot hold them. */
function fieldsOf(event: LogEvent): unknown {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of event.entries()) fields[name] = name in fields ? [fields[name], value].flat() : value;
  return fields;
}

// Integers beyond 2^53 are told from text by their mark.
function lineOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}
