import { Gunzip } from 'fflate';
import { crc32 } from '../evtx/index.ts';
import { type ContainerFormat, damaged, piecesOf } from './container.ts';
import type { ByteSource } from './format.ts';

/** gzip (RFC 1952): one compressed file, in one or more parts. */
export const gzipContainer: ContainerFormat = {
  name: 'gzip',
  sniff: ([first, second, method]) => first === 0x1f && second === 0x8b && method === 8,
  members: (bytes) => [{ name: '', changedMs: changedMsOf(bytes), content: () => inflated(bytes) }],
};

function* inflated(bytes: ByteSource): Generator<Uint8Array> {
  // Pieces of the content, and where parts begin behind the first.
  let steps: (Uint8Array | number)[] = [];
  const gunzip = new Gunzip((piece) => steps.push(piece));
  gunzip.onmember = (byteOffset) => steps.push(byteOffset);
  const sums = checkSums(bytes);
  let readBytes = 0;
  for (const piece of piecesOf(bytes)) {
    steps = [];
    readBytes += piece.length;
    const failure = failureOf(() => gunzip.push(piece, readBytes === bytes.sizeBytes));
    for (const step of steps) {
      if (typeof step === 'number') sums.end(step);
      else if (step.length > 0) {
        sums.add(step);
        yield step;
      }
    }
    if (failure !== undefined) {
      if (sums.isWhole()) return;
      throw damaged(`The gzip data is damaged or ends early: ${failure}.`);
    }
  }
  if (!sums.isWhole())
    throw damaged('The gzip data does not fit its checksum.', Math.max(0, bytes.sizeBytes - TRAILER_BYTES));
}

function failureOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

// RFC 1952, 2.3.1: CRC-32 and size of what was compressed stand behind each part.
const TRAILER_BYTES = 8;
// Line ends and padding that tools put behind it.
const MOST_GARBAGE_BYTES = 1 << 16;

function checkSums(bytes: ByteSource) {
  const crcOf = bytes.crc32 ?? crc32;
  let crc = 0;
  let sizeBytes = 0;
  return {
    add: (piece: Uint8Array) => {
      crc = crcOf(piece, crc);
      sizeBytes += piece.length;
    },
    end: (byteOffset: number) => {
      const at = Math.max(0, byteOffset - TRAILER_BYTES);
      const trailer = bytes.read(at, TRAILER_BYTES);
      const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.length);
      if (
        trailer.length < TRAILER_BYTES ||
        view.getUint32(0, true) !== crc ||
        view.getUint32(4, true) !== sizeBytes >>> 0
      )
        throw damaged('The gzip data does not fit its checksum.', at);
      crc = 0;
      sizeBytes = 0;
    },
    /** Whether what was added since the last end is whole: its trailer is the last but for what is no gzip data. */
    isWhole: (): boolean => {
      const start = Math.max(0, bytes.sizeBytes - TRAILER_BYTES - MOST_GARBAGE_BYTES);
      const tail = bytes.read(start, bytes.sizeBytes - start);
      const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
      for (let at = tail.length - TRAILER_BYTES; at >= 0; at--) {
        if (view.getUint32(at, true) === crc && view.getUint32(at + 4, true) === sizeBytes >>> 0) return true;
      }
      return false;
    },
  };
}

// RFC 1952, 2.3.1, MTIME: seconds since 1970, 0 for none.
function changedMsOf(bytes: ByteSource): number | undefined {
  const head = bytes.read(4, 4);
  const seconds = head.length < 4 ? 0 : new DataView(head.buffer, head.byteOffset).getUint32(0, true);
  return seconds === 0 ? undefined : seconds * 1000;
}
