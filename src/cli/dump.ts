import { EvtxDecodeError, type EvtxRecord } from '../evtx/index.ts';
import { type Problem, UsageError } from '../model/index.ts';
import { evtxFormat, findFiles, identify, isProblem, openFile, type ReadProblem } from '../read/index.ts';
import { inertJson, safeText } from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { print, problemText, type Terminal } from './terminal.ts';

type DumpItem = EvtxRecord | ReadProblem;

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
  for (const found of findFiles(given.operands)) {
    if (found.kind === 'skipped') await print(terminal.stderr, problemText(found.problem));
    else if (await dumpFile(found.source, format, given.has('carve'), terminal)) files++;
  }
  if (files > 0) return 0;
  throw new UsageError('INPUT_NO_LOGS', 'None of the named files is a log that can be printed.', {
    hint: 'Name .evtx files or a folder that holds some.',
  });
}

async function dumpFile(source: string, format: 'jsonl' | 'xml', carve: boolean, terminal: Terminal): Promise<boolean> {
  const bytes = openFile(source);
  if (isProblem(bytes)) {
    await print(terminal.stderr, problemText(bytes));
    return false;
  }
  try {
    const logFormat = identify(source, bytes);
    if (isProblem(logFormat)) {
      await print(terminal.stderr, problemText(bytes.failure() ?? logFormat));
      return false;
    }
    if (logFormat !== evtxFormat) {
      const message = 'This file is text already; dump prints .evtx files.';
      await print(terminal.stderr, problemText({ code: 'FORMAT_UNKNOWN', source, message }));
      return false;
    }
    const items = evtxFormat.read(bytes, { first: 0 }, { carve });
    await dumpItems(items, source, renderer(format, terminal.stdout.isTTY === true), terminal);
    const failure = bytes.failure();
    if (failure !== undefined) await print(terminal.stderr, problemText(failure));
    return true;
  } finally {
    bytes.close();
  }
}

async function dumpItems(
  items: Iterable<DumpItem>,
  source: string,
  render: (record: EvtxRecord) => string,
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

function rendered(record: EvtxRecord, render: (record: EvtxRecord) => string): string | Omit<Problem, 'source'> {
  try {
    return render(record);
  } catch (error) {
    if (!(error instanceof EvtxDecodeError)) throw error;
    return { code: error.code, byteOffset: record.byteOffset, message: error.message };
  }
}

// Through a pipe the text is exact; on a terminal nothing in it may act.
function renderer(format: 'jsonl' | 'xml', isTty: boolean): (record: EvtxRecord) => string {
  if (format === 'jsonl') return (record) => (isTty ? inertJson(record.toJson()) : record.toJson());
  return (record) => (isTty ? safeText(record.toXml()) : record.toXml());
}
