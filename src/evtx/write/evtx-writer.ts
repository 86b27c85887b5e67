import { crc32 } from '../crc32.ts';
import { writeInlineFragment, writeTemplateFragment } from './binxml.ts';
import { CHUNK_SIZE_BYTES, ChunkWriter, MAX_BODY_BYTES } from './chunk-writer.ts';
import type { EventDefinition, EventScalar } from './definition.ts';
import { eventTree } from './event-tree.ts';
import type { EventMoment, PreparedEvent } from './prepared-event.ts';
import { fileTime } from './values.ts';

/** 4 KiB: the file header with its padding (libevtx format documentation, "File header"). */
export const FILE_HEADER_SIZE_BYTES = 4096;

const FLAG_DIRTY = 1;
const FLAG_FULL = 2;

/** How the file is written. */
export interface EvtxWriterOptions {
  /** default 3.1, which Windows Vista to 10 write; 3.2 since Windows 11 and Server 2022 */
  readonly version?: '3.1' | '3.2';
  /** flags of the file header: not closed properly, and not writable because full */
  readonly dirty?: boolean;
  readonly full?: boolean;
  /** record number of the first event that does not say its own; default 1 */
  readonly firstRecordId?: number | bigint;
  /** default for events that do not say: written without templates, as in forwarded logs */
  readonly inline?: boolean;
}

/** A piece of the file and where it belongs. */
export interface EvtxBlock {
  readonly byteOffset: number;
  readonly bytes: Uint8Array;
}

/**
 * Writes an EVTX file piece by piece, in memory for one chunk. Blocks belong at their `byteOffset`; the header is the
 * last block, because it holds the counts.
 * @example
 * const writer = new EvtxWriter();
 * for (const event of events) for (const block of writer.add(event)) writeAt(block.byteOffset, block.bytes);
 * for (const block of writer.finish()) writeAt(block.byteOffset, block.bytes);
 */
export class EvtxWriter {
  readonly #options: EvtxWriterOptions;
  #chunk = new ChunkWriter();
  #chunkCount = 0;
  #nextRecordId: bigint;
  #nextRecordNumber = 1n;

  constructor(options: EvtxWriterOptions = {}) {
    this.#options = options;
    this.#nextRecordId = BigInt(options.firstRecordId ?? 1);
  }

  /**
   * Adds an event behind those added before.
   * @returns the chunk that became full, if one did
   * @throws Error when the event is larger than a chunk, or a value does not fit its type; it is then left out
   */
  add(event: EventDefinition): readonly EvtxBlock[] {
    const recordId = BigInt(event.recordId ?? this.#nextRecordId);
    const finished = this.#addRecord(event, recordId);
    this.#nextRecordId = recordId + 1n;
    return finished;
  }

  /**
   * Adds an event of a prepared layout; otherwise as `add`, which writes the same bytes for the same event.
   * @param values of the payload, in document order
   */
  addPrepared(
    layout: PreparedEvent,
    moment: EventMoment,
    values: readonly (EventScalar | readonly EventScalar[])[],
  ): readonly EvtxBlock[] {
    const recordId = BigInt(moment.recordId ?? this.#nextRecordId);
    const write = (chunk: ChunkWriter): void => layout.write(chunk, recordId, moment, values);
    const finished = this.#addBody(layout.example, recordId, fileTime(moment.timeMs, moment.ticks), write);
    this.#nextRecordId = recordId + 1n;
    return finished;
  }

  /** Ends the file: its last chunk, then its header. The writer cannot be used any more. */
  finish(): readonly EvtxBlock[] {
    const last = this.#chunk.recordCount > 0 || this.#chunkCount === 0 ? [this.#finishChunk()] : [];
    return [...last, { byteOffset: 0, bytes: fileHeader(this.#chunkCount, this.#nextRecordId, this.#options) }];
  }

  #addRecord(event: EventDefinition, recordId: bigint): readonly EvtxBlock[] {
    const root = eventTree(event, recordId);
    const time = event.writtenMs === undefined ? fileTime(event.timeMs, event.ticks) : fileTime(event.writtenMs);
    const write = (event.inline ?? this.#options.inline) ? writeInlineFragment : writeTemplateFragment;
    return this.#addBody(event, recordId, time, (chunk) => write(chunk, root));
  }

  #addBody(
    { eventId, provider }: EventDefinition,
    recordId: bigint,
    time: bigint,
    write: (chunk: ChunkWriter) => void,
  ): readonly EvtxBlock[] {
    const addTo = (chunk: ChunkWriter): boolean => chunk.addRecord(recordId, time, () => write(chunk));
    if (addTo(this.#chunk)) return [];
    const next = new ChunkWriter();
    if (!addTo(next)) {
      throw new Error(
        `Event ${eventId} of ${provider.name} is too large for an EVTX chunk, which holds at most ${MAX_BODY_BYTES} bytes of one event; shorten its values.`,
      );
    }
    const finished = this.#finishChunk();
    this.#chunk = next;
    return [finished];
  }

  #finishChunk(): EvtxBlock {
    const bytes = this.#chunk.finish(this.#nextRecordNumber);
    const byteOffset = FILE_HEADER_SIZE_BYTES + this.#chunkCount * CHUNK_SIZE_BYTES;
    this.#nextRecordNumber += BigInt(this.#chunk.recordCount);
    this.#chunkCount++;
    return { byteOffset, bytes };
  }
}

/** A complete file header. Source: libevtx format documentation, "File header". */
export function fileHeader(chunkCount: number, nextRecordId: bigint, options: EvtxWriterOptions): Uint8Array {
  const { version, dirty, full } = options;
  const bytes = new Uint8Array(FILE_HEADER_SIZE_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('ElfFile'));
  view.setBigUint64(16, BigInt(chunkCount - 1), true);
  view.setBigUint64(24, nextRecordId, true);
  view.setUint32(32, 128, true);
  view.setUint16(36, version === '3.2' ? 2 : 1, true);
  view.setUint16(38, 3, true);
  view.setUint16(40, FILE_HEADER_SIZE_BYTES, true);
  // 16 bits: the count of a larger file wraps; readers have the number of the last chunk.
  view.setUint16(42, chunkCount & 0xffff, true);
  view.setUint32(120, (dirty ? FLAG_DIRTY : 0) | (full ? FLAG_FULL : 0), true);
  sealFileHeader(bytes);
  return bytes;
}

/** Writes the checksum of a complete file header into it. */
export function sealFileHeader(header: Uint8Array): void {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  view.setUint32(124, crc32(header.subarray(0, 120)), true);
}

/** Writes events as the blocks of an EVTX file, header last; see EvtxWriter. */
export function* evtxBlocks(events: Iterable<EventDefinition>, options: EvtxWriterOptions = {}): Iterable<EvtxBlock> {
  const writer = new EvtxWriter(options);
  for (const event of events) yield* writer.add(event);
  yield* writer.finish();
}

/**
 * Writes events as an EVTX file.
 * @param events in the order of the file
 * @throws Error when an event is larger than a chunk, or a value does not fit its type
 * Source: libevtx format documentation, [MS-EVEN6] 2.2.12, and files that Windows wrote.
 */
export function writeEvtx(events: Iterable<EventDefinition>, options: EvtxWriterOptions = {}): Uint8Array {
  const blocks = [...evtxBlocks(events, options)];
  const sizeBytes = blocks.reduce((size, { byteOffset, bytes }) => Math.max(size, byteOffset + bytes.length), 0);
  const file = new Uint8Array(sizeBytes);
  for (const { byteOffset, bytes } of blocks) file.set(bytes, byteOffset);
  return file;
}
