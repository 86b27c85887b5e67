import type { Problem } from '../model/index.ts';
import type { ByteSource } from './format.ts';

/** Where what comes out of containers is kept. */
export interface Spool<Place> {
  /** @returns a Problem when it cannot be opened */
  open(source: string, place: Place): (ByteSource & { close(): void }) | Problem;
  /** A part of what stands at a place, as a place of its own. */
  part(place: Place, byteOffset: number, sizeBytes: number): Place;
  /** @throws ContainerError when there is no room */
  begin(): SpoolFile<Place>;
}

/** A file that is being written to a spool. */
export interface SpoolFile<Place> {
  /** @throws ContainerError when there is no room */
  write(piece: Uint8Array): void;
  end(): Place;
  /** gives up what was written */
  drop(): void;
}
