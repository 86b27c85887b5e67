import { crc32 } from '../evtx/index.ts';
import type { ByteSource, ReadProblem } from './format.ts';
import type { BytesPrint, ReadMark } from './read-mark.ts';
import type { Resumption } from './resume.ts';

type Item = { readonly kind: 'record' } | ReadProblem;

// As much as tells exports apart: each begins with its first events and ends with its last.
const PRINT_BYTES = 1024;

/**
 * For exports, to which nothing is added: a file that is as it was is not read again, a changed one is another file.
 */
export const resumeWhole: Resumption<Item> = {
  plan: (bytes, mark) => {
    if (mark !== undefined && !isSame(bytes, mark)) return undefined;
    const range = { first: mark === undefined ? 0 : bytes.sizeBytes };
    const sizeBytes = bytes.sizeBytes - range.first;
    return { ranges: [{ range, point: { known: mark, chunks: [] }, sizeBytes }], known: mark, isSame: true };
  },
  traces: (bytes) => [traceOf(headOf(bytes))],
  tracesOf: (mark) => (mark.kind === 'lines' && mark.head.length > 0 ? [traceOf(mark.head)] : []),
  follow: (bytes, range, { known }) => {
    if (known !== undefined && !isSame(bytes, known)) return undefined;
    return { isNew: () => true, add: () => {}, mark: (isWhole) => markOf(bytes, isWhole || range.first > 0) };
  },
};

function isSame(bytes: ByteSource, mark: ReadMark): boolean {
  if (mark.kind !== 'lines') return false;
  const now = markOf(bytes, true);
  return [mark.head, mark.tail].every((print, index) => {
    const { byteOffset, length, crc32: checksum } = index === 0 ? now.head : now.tail;
    return print.byteOffset === byteOffset && print.length === length && print.crc32 === checksum;
  });
}

function markOf(bytes: ByteSource, isWhole: boolean): ReadMark & { readonly kind: 'lines' } {
  const head = headOf(bytes);
  if (!isWhole) return { kind: 'lines', ranges: [], head: { ...head, length: 0 }, tail: { ...head, length: 0 } };
  const tail = printOf(bytes, Math.max(0, bytes.sizeBytes - PRINT_BYTES));
  return { kind: 'lines', ranges: [[0, bytes.sizeBytes]], head, tail };
}

function headOf(bytes: ByteSource): BytesPrint {
  return printOf(bytes, 0);
}

function printOf(bytes: ByteSource, byteOffset: number): BytesPrint {
  const content = bytes.read(byteOffset, PRINT_BYTES);
  return { byteOffset, length: content.length, crc32: crc32(content) };
}

function traceOf({ length, crc32: checksum }: BytesPrint): string {
  return `head ${length} ${checksum}`;
}
