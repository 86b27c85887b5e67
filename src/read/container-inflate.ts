import { Inflate } from 'fflate';
import { damaged, piecesOf } from './container.ts';
import type { ByteSource } from './format.ts';

/** The content of deflated data (RFC 1951). @throws ContainerError where it is damaged or ends early */
export function* inflated(packed: ByteSource): Generator<Uint8Array> {
  let out: Uint8Array[] = [];
  const inflate = new Inflate((piece) => out.push(piece));
  let readBytes = 0;
  for (const piece of piecesOf(packed)) {
    out = [];
    readBytes += piece.length;
    let failure: unknown;
    try {
      inflate.push(piece, readBytes === packed.sizeBytes);
    } catch (error) {
      failure = error;
    }
    for (const one of out) if (one.length > 0) yield one;
    if (failure !== undefined) throw damaged(`The compressed data is damaged: ${(failure as Error).message}.`);
  }
}
