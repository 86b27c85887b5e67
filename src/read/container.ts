import type { Problem, ProblemCode } from '../model/index.ts';
import type { ByteSource } from './format.ts';

/** One file inside a container. */
export interface Member {
  /** its path as the container has it; empty for what a compressed file holds */
  readonly name: string;
  /** when it last changed, UTC milliseconds since 1970; undefined when the container does not say */
  readonly changedMs?: number | undefined;
  /** where it stands in the container as it is; undefined when it is compressed */
  readonly place?: { readonly byteOffset: number; readonly sizeBytes: number };
  /**
   * Its bytes, piece by piece.
   * @throws ContainerError when they cannot be had, or from there on
   */
  content(): Iterable<Uint8Array>;
}

/** A file that holds others: an archive, or one compressed file. */
export interface ContainerFormat {
  readonly name: string;
  /** @param head the first `HEAD_BYTES` of the file, fewer when it is shorter */
  sniff(head: Uint8Array): boolean;
  /**
   * What it holds, in its order, folders left out.
   * @throws ContainerError when its list of members cannot be read, or from there on
   */
  members(bytes: ByteSource): Iterable<Member>;
}

/** Why a container or a member of it could not be opened. Thrown by decoders, caught where containers are walked. */
export class ContainerError extends Error {
  readonly code: ProblemCode;
  readonly byteOffset: number | undefined;

  constructor(code: ProblemCode, message: string, byteOffset?: number) {
    super(message);
    this.name = 'ContainerError';
    this.code = code;
    this.byteOffset = byteOffset;
  }

  /** @param source name of what could not be opened */
  problemIn(source: string): Problem {
    const { code, message, byteOffset } = this;
    return { code, source, message, ...(byteOffset === undefined ? {} : { byteOffset }) };
  }
}

/** Damage of a container, with the place. */
export function damaged(message: string, byteOffset?: number): ContainerError {
  return new ContainerError('CONTAINER_DAMAGED', message, byteOffset);
}

// Deflate gives at most about a thousand times as much at once: 16 MiB.
const PIECE_BYTES = 1 << 14;

/** The bytes of a part of a source, piece by piece. */
export function* piecesOf(bytes: ByteSource, byteOffset = 0, sizeBytes = bytes.sizeBytes): Generator<Uint8Array> {
  const end = Math.min(byteOffset + sizeBytes, bytes.sizeBytes);
  for (let at = byteOffset; at < end; ) {
    const piece = bytes.read(at, Math.min(PIECE_BYTES, end - at));
    if (piece.length === 0) return;
    yield piece;
    at += piece.length;
  }
}

/** A part of a source as a source of its own. */
export function partOf(bytes: ByteSource, byteOffset: number, sizeBytes: number): ByteSource {
  const { crc32, failure } = bytes;
  return {
    sizeBytes,
    read: (at, length) => bytes.read(byteOffset + at, Math.max(0, Math.min(length, sizeBytes - at))),
    ...(crc32 && { crc32 }),
    ...(failure && { failure }),
  };
}
