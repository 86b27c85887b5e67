import { type FilePlace, type FoundLog, isProblem, type OpenFile, openFile } from '../read/index.ts';
import { print, problemText, type Terminal } from './terminal.ts';

/**
 * Opens a log, lets it be read and closes it; what cannot be opened or read is printed.
 * @returns whether it could be opened
 */
export async function withOpenLog(
  { source, place }: FoundLog<FilePlace>,
  terminal: Terminal,
  read: (bytes: OpenFile) => Promise<void>,
): Promise<boolean> {
  const bytes = openFile(source, place);
  if (isProblem(bytes)) {
    await print(terminal.stderr, problemText(bytes));
    return false;
  }
  try {
    await read(bytes);
    const failure = bytes.failure();
    if (failure !== undefined) await print(terminal.stderr, problemText(failure));
    return true;
  } finally {
    bytes.close();
  }
}
