import { UsageError } from '../model/index.ts';
import { findFiles, identify, isProblem, openFile } from '../read/index.ts';
import { inertJson, safeText } from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { print, problemText, type Terminal } from './terminal.ts';

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
    // Through a pipe the text is exact; on a terminal nothing in it may act.
    const inert = terminal.stdout.isTTY === true ? (format === 'xml' ? safeLines : inertJson) : (text: string) => text;
    let pending = '';
    for (const item of logFormat.read(bytes, { first: 0 }, { carve })) {
      if (item.kind === 'problem') await print(terminal.stderr, problemText({ ...item, source }));
      else pending += `${inert(format === 'xml' ? item.toXml() : item.toJson())}\n`;
      if (pending.length < FLUSH_CHARACTERS) continue;
      await print(terminal.stdout, pending);
      pending = '';
    }
    await print(terminal.stdout, pending);
    const failure = bytes.failure();
    if (failure !== undefined) await print(terminal.stderr, problemText(failure));
    return true;
  } finally {
    bytes.close();
  }
}

function safeLines(text: string): string {
  return text.split('\n').map(safeText).join('\n');
}
