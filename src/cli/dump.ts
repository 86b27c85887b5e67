import { EvtxDecodeError, type EvtxRecord } from '../evtx/index.ts';
import { type FieldValue, type Problem, UsageError } from '../model/index.ts';
import type { AnyLogFormat, FilePlace, FoundLog, ReadProblem } from '../read/index.ts';
import { inertJson, safeText } from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { findLogs } from './find-logs.ts';
import { print, problemText, type Terminal } from './terminal.ts';
import { withOpenLog } from './with-open-log.ts';

type DumpItem = ReturnType<AnyLogFormat['read']> extends Iterable<infer Item> ? Item : never;
type DumpRecord = Exclude<DumpItem, ReadProblem>;
type DumpFormat = 'jsonl' | 'xml';

// A write to a pipe costs the same for one line as for 64 KiB (the pipe buffer of Linux).
const FLUSH_CHARACTERS = 65_536;

/**
 * `landfall dump FILE...`: prints every record on the standard output and every problem on the standard error.
 * @throws UsageError INPUT_MISSING, INPUT_NO_LOGS (after listing why), OPTION_VALUE
 */
export async function dump(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['jsonl', 'xml']);
  if (given.operands.length === 0) {
    throw new UsageError('INPUT_MISSING', 'No file was named.', { hint: 'Write landfall dump FILE.' });
  }
  let files = 0;
  for await (const found of findLogs(given.operands)) {
    if (found.kind !== 'log') await print(terminal.stderr, problemText(found.problem));
    else if (await dumpLog(found, format, given.has('carve'), terminal)) files++;
  }
  if (files > 0) return 0;
  throw new UsageError('INPUT_NO_LOGS', 'None of the named files is a log that can be printed.', {
    hint: 'Name logs, or a folder or an archive that holds some.',
  });
}

function dumpLog(log: FoundLog<FilePlace>, format: DumpFormat, carve: boolean, terminal: Terminal): Promise<boolean> {
  return withOpenLog(log, terminal, async (bytes) => {
    const items = log.format.read(bytes, { first: 0 }, { carve });
    await dumpItems(items, log.source, renderer(format, terminal.stdout.isTTY === true), terminal);
  });
}

async function dumpItems(
  items: Iterable<DumpItem>,
  source: string,
  render: (record: DumpRecord) => Rendered,
  terminal: Terminal,
): Promise<void> {
  let pending = '';
  for (const item of items) {
    const shown = item.kind === 'problem' ? item : rendered(item, render);
    if (typeof shown !== 'string') await print(terminal.stderr, problemText({ ...shown, source }));
    else pending += `${shown}\n`;
    if (pending.length < FLUSH_CHARACTERS) continue;
    await print(terminal.stdout, pending);
    pending = '';
  }
  await print(terminal.stdout, pending);
}

type Rendered = string | Omit<Problem, 'source'>;

function rendered(record: DumpRecord, render: (record: DumpRecord) => Rendered): Rendered {
  try {
    return render(record);
  } catch (error) {
    if (!(error instanceof EvtxDecodeError)) throw error;
    return { code: error.code, ...placeOf(record), message: error.message };
  }
}

// Through a pipe the text is exact; on a terminal nothing in it may act.
function renderer(format: DumpFormat, isTty: boolean): (record: DumpRecord) => Rendered {
  if (format === 'jsonl') {
    return (record) => {
      const json = isEvtx(record) ? record.toJson() : fieldsJson(record);
      return isTty ? inertJson(json) : json;
    };
  }
  return (record) => {
    if (isEvtx(record)) return isTty ? safeText(record.toXml()) : record.toXml();
    return { code: 'FORMAT_UNKNOWN', ...placeOf(record), message: 'Only records of EVTX logs can be printed as XML.' };
  };
}

function isEvtx(record: DumpRecord): record is EvtxRecord {
  return 'toXml' in record;
}

function placeOf({ byteOffset }: DumpRecord): Pick<Problem, 'byteOffset'> {
  return byteOffset === undefined ? {} : { byteOffset };
}

/** The fields of a record, flat, and where it stands: `landfall explain` finds it by that number. */
function fieldsJson(record: DumpRecord): string {
  const members = [`"@byteOffset":${record.byteOffset}`];
  for (const [name, value] of record.entries()) members.push(`${JSON.stringify(name)}:${valueJson(value)}`);
  return `{${members.join(',')}}`;
}

// Numbers beyond 2^53 are numbers in JSON too.
function valueJson(value: FieldValue): string {
  if (typeof value === 'bigint') return String(value);
  return Array.isArray(value) ? `[${value.map(valueJson).join(',')}]` : JSON.stringify(value);
}
