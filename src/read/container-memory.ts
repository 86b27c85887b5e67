import type { Spool, SpoolFile } from './container-spool.ts';
import type { ByteSource } from './format.ts';

/** Bytes in memory as a source; like a file it gives copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: (at, length) => bytes.slice(at, at + length) };
}

/** Keeps what comes out of containers in memory: for small inputs, where there is no disk. */
export const MEMORY_SPOOL: Spool<Uint8Array> = {
  open: (_, bytes) => ({ ...memorySource(bytes), close: () => {} }),
  part: (bytes, byteOffset, sizeBytes) => bytes.subarray(byteOffset, byteOffset + sizeBytes),
  begin: memoryFile,
};

function memoryFile(): SpoolFile<Uint8Array> {
  const pieces: Uint8Array[] = [];
  return {
    write: (piece) => {
      pieces.push(piece);
    },
    end: () => {
      const whole = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0));
      let at = 0;
      for (const piece of pieces) {
        whole.set(piece, at);
        at += piece.length;
      }
      return whole;
    },
    drop: () => {},
  };
}
