import type { EventRef, LogEvent } from '../model/index.ts';
import { createNormaliser, recordContext } from '../normalise/index.ts';
import {
  type AnyLogFormat,
  type ByteSource,
  type FilePlace,
  type FoundLog,
  isProblem,
  openFile,
} from '../read/index.ts';
import { type FoundRecord, refKey } from '../report/index.ts';
import { HEADER_FIELDS } from './explain-event.ts';
import { findLogs } from './find-logs.ts';

// A record of a text log is a line or a few; what is longer is cut.
const MOST_RAW_BYTES = 65_536;

/**
 * Looks up records in logs that may lie elsewhere than when they were hunted through: a log is known by the end of its
 * path, and of several that fit the one counts whose path is alike the longest.
 * @param paths logs, folders and archives
 * @returns each record by its `refKey`, or a sentence why it was not found
 * @throws UsageError INPUT_MISSING
 */
export async function findRecords(
  refs: readonly EventRef[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, FoundRecord>> {
  const logs: FoundLog<FilePlace>[] = [];
  for await (const found of findLogs(paths)) if (found.kind === 'log') logs.push(found);
  const bySource = new Map<string, EventRef[]>();
  for (const ref of refs) bySource.set(ref.source, [...(bySource.get(ref.source) ?? []), ref]);
  const records = new Map<string, FoundRecord>();
  for (const [source, wanted] of bySource) {
    const log = bestLog(source, logs);
    const found = typeof log === 'string' ? undefined : recordsOf(log, wanted);
    for (const ref of wanted) {
      const missing = typeof log === 'string' ? log : `There is no such record in "${log.source}": is it another file?`;
      records.set(refKey(ref), found?.get(refKey(ref)) ?? { missing });
    }
  }
  return records;
}

/** @returns a sentence when none fits, or several do alike */
function bestLog(source: string, logs: readonly FoundLog<FilePlace>[]): FoundLog<FilePlace> | string {
  const wanted = source.split(/[/\\]/).toReversed();
  const ranked = logs.map((log) => ({ log, alike: commonStart(wanted, log.source.split(/[/\\]/).toReversed()) }));
  const most = Math.max(0, ...ranked.map(({ alike }) => alike));
  const best = ranked.filter(({ alike }) => alike === most);
  if (most === 0) return `None of the given logs is called "${wanted[0]}".`;
  if (best.length === 1) return best[0]!.log;
  return `${best.length} of the given logs could be it, as "${best[0]!.log.source}": name the folder nearer.`;
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}

function recordsOf(log: FoundLog<FilePlace>, wanted: readonly EventRef[]): ReadonlyMap<string, FoundRecord> {
  const found = new Map<string, FoundRecord>();
  const bytes = openFile(log.source, log.place);
  if (isProblem(bytes)) return new Map(wanted.map((ref) => [refKey(ref), { missing: bytes.message }]));
  try {
    for (const { ref, record } of readWanted(log, bytes, wanted)) found.set(refKey(ref), record);
    return found;
  } finally {
    bytes.close();
  }
}

function* readWanted(
  { source, changedMs, format }: FoundLog<FilePlace>,
  bytes: ByteSource,
  wanted: readonly EventRef[],
): Generator<{ readonly ref: EventRef; readonly record: FoundRecord }> {
  const open = new Set(wanted);
  const normaliser = createNormaliser();
  const context = recordContext({ source, changedMs });
  const carve = wanted.some(({ isCarved }) => isCarved);
  for (const item of format.read(bytes, { first: 0 }, { carve })) {
    if (item.kind === 'problem') continue;
    for (const ref of open) {
      if (ref.byteOffset !== undefined && ref.byteOffset !== item.byteOffset) continue;
      const event = normaliser.toLogEvent(item, context);
      if (event.ref.record !== ref.record || event.ref.byteOffset !== ref.byteOffset) continue;
      open.delete(ref);
      yield { ref, record: foundRecord(event, rawText(bytes, format, ref)) };
    }
    if (open.size === 0) return;
  }
}

function foundRecord(event: LogEvent, raw: string | undefined): FoundRecord {
  const fields = new Map([...event.entries()]);
  for (const name of HEADER_FIELDS) {
    const value = fields.has(name) ? undefined : event.get(name);
    if (value !== undefined) fields.set(name, value);
  }
  return { ...(raw === undefined ? {} : { raw }), fields: [...fields] };
}

/** The line of a text log as it stands in the file; undefined for what is no text, or begins in the middle of a line. */
function rawText(bytes: ByteSource, format: AnyLogFormat, { byteOffset }: EventRef): string | undefined {
  if (format.name === 'evtx' || byteOffset === undefined) return undefined;
  const part = bytes.read(byteOffset, MOST_RAW_BYTES);
  const end = part.indexOf(0x0a);
  const text = new TextDecoder().decode(end < 0 ? part : part.subarray(0, end));
  return text.includes('\0') ? undefined : text.replace(/\r$/, '');
}
