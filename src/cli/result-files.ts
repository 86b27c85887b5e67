import { closeSync, openSync, realpathSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../model/index.ts';
import { outputFailure, print, type Terminal } from './terminal.ts';

// Joined before writing: one system call for many small pieces of text.
const FLUSH_CHARACTERS = 1 << 18;
// UTF-8 takes three bytes at most for a unit of UTF-16.
const MOST_BYTES = 3 * FLUSH_CHARACTERS;

/** A file that an option names, to be written. */
export interface NamedFile {
  readonly option: string;
  /** as given; `-` is the standard output */
  readonly file: string;
}

/** One result that was asked for: where it goes. */
export interface ResultFile extends NamedFile {
  readonly option: 'alerts' | 'json' | 'csv' | 'report' | 'output';
}

/** The real place of a file that may not exist yet or lies in an archive, to compare places. */
export function realPlace(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    const folder = dirname(file);
    return folder === file ? file : join(realPlace(folder), basename(file));
  }
}

/**
 * Refuses results that would overwrite an input or each other: logs are evidence.
 * @throws UsageError OPTION_VALUE
 */
export function checkResultFiles(results: readonly NamedFile[], inputs: readonly string[]): void {
  const inputPlaces = results.some(({ file }) => file !== '-') ? new Set(inputs.map(realPlace)) : new Set<string>();
  const taken = new Map<string, string>();
  for (const { option, file } of results) {
    const place = file === '-' ? '-' : realPlace(file);
    const other = taken.get(place);
    if (other !== undefined && place !== '/dev/null') {
      throw new UsageError('OPTION_VALUE', `--${option} and --${other} both name ${file}.`, {
        hint: 'Give each result a file of its own; only one can go to the standard output.',
      });
    }
    if (inputPlaces.has(place)) {
      throw new UsageError('OPTION_VALUE', `--${option} names ${file}, which is one of the logs to read.`, {
        hint: 'Name another file; Landfall never writes to a log.',
      });
    }
    taken.set(place, option);
  }
}

/** A result that is ready to be written. */
export interface OpenResult extends ResultFile {
  /** @throws UsageError OUTPUT_FAILED, PipeClosed */
  write(pieces: Iterable<string>): Promise<void>;
  close(): void;
}

/**
 * Creates the file, empty, so that a place that cannot be written is found before the work and not after it.
 * @throws UsageError OUTPUT_FAILED
 */
export function openResult(result: ResultFile, terminal: Terminal): OpenResult {
  const { file } = result;
  if (file === '-') return { ...result, write: (pieces) => printAll(pieces, terminal), close: () => {} };
  let descriptor: number;
  try {
    descriptor = openSync(file, 'w');
  } catch (error) {
    throw outputFailure(`"${file}"`, error as Error);
  }
  return {
    ...result,
    write: async (pieces) => {
      try {
        const block = new Uint8Array(MOST_BYTES);
        for (const text of batches(pieces)) writeText(descriptor, text, block);
      } catch (error) {
        throw outputFailure(`"${file}"`, error as Error);
      }
    },
    close: () => closeSync(descriptor),
  };
}

async function printAll(pieces: Iterable<string>, terminal: Terminal): Promise<void> {
  for (const text of batches(pieces)) await print(terminal.stdout, text);
}

function* batches(pieces: Iterable<string>): Generator<string> {
  let pending = '';
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < FLUSH_CHARACTERS) continue;
    yield pending;
    pending = '';
  }
  yield pending;
}

/** @param block is written over */
function writeText(descriptor: number, text: string, block: Uint8Array): void {
  for (let rest = text; rest !== ''; ) {
    const { read, written } = new TextEncoder().encodeInto(rest, block);
    writeWhole(descriptor, block.subarray(0, written));
    rest = rest.slice(read);
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written, bytes.length - written);
}
