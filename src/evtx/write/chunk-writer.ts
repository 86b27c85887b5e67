import { crc32 } from '../crc32.ts';
import { ByteWriter } from './byte-writer.ts';

/** 64 KiB: size of every chunk (libevtx format documentation, "Chunk"). */
export const CHUNK_SIZE_BYTES = 0x10000;

/** Most logs of a host stay small, and hundreds of hosts have ten logs each open at once. */
const INITIAL_BYTES = 4096;

/** Records start behind the chunk's header, its 64 name buckets and its 32 template buckets. */
const FIRST_RECORD_OFFSET = 512;
const NAME_BUCKETS_OFFSET = 128;
const TEMPLATE_BUCKETS_OFFSET = 384;
/** CRC of the header covers these first bytes and the buckets, not the flags and itself. */
const CHECKED_HEADER_BYTES = 120;
const RECORD_HEADER_BYTES = 24;
// libevtx 20181227 overlooks a record that ends with its chunk, so the last 8 bytes stay free.
const RECORDS_END = CHUNK_SIZE_BYTES - 8;
const NO_RECORD = 0xffffffffffffffffn;

/** A chunk in the making: its bytes, and which names and templates it already holds. */
export class ChunkWriter {
  readonly out = new ByteWriter(INITIAL_BYTES);
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<string, { readonly id: number; readonly offset: number }>();
  /** undo steps of the record being written */
  readonly #journal: (() => void)[] = [];
  #recordCount = 0;
  #firstId = 0n;
  #lastId = 0n;
  #lastRecordOffset = 0;

  constructor() {
    this.out.resize(FIRST_RECORD_OFFSET);
  }

  get recordCount(): number {
    return this.#recordCount;
  }

  /**
   * Writes one record.
   * @param writeBody writes the record's BinXML to `out`
   * @returns false when the chunk has no room for it; the chunk is then as before
   */
  addRecord(recordId: bigint, writtenTime: bigint, writeBody: () => void): boolean {
    const start = this.out.length;
    this.#journal.length = 0;
    this.out.u32(0x2a2a);
    this.out.u32(0);
    this.out.u64(recordId);
    this.out.u64(writtenTime);
    try {
      writeBody();
    } catch (error) {
      this.#undo(start);
      throw error;
    }
    // The size stands once more at the end, on a multiple of 8.
    const sizeBytes = Math.ceil((this.out.length - start + 4) / 8) * 8;
    if (start + sizeBytes > RECORDS_END) {
      this.#undo(start);
      return false;
    }
    this.out.resize(start + sizeBytes);
    this.out.patchU32(start + 4, sizeBytes);
    this.out.patchU32(start + sizeBytes - 4, sizeBytes);
    if (this.#recordCount === 0) this.#firstId = recordId;
    this.#recordCount++;
    this.#lastId = recordId;
    this.#lastRecordOffset = start;
    return true;
  }

  /** Writes the offset of a name, and the name itself where the chunk does not hold it yet. */
  name(name: string): void {
    const known = this.#names.get(name);
    if (known !== undefined) {
      this.out.u32(known);
      return;
    }
    const offset = this.out.length + 4;
    const hash = nameHash(name);
    this.out.u32(offset);
    this.#link(NAME_BUCKETS_OFFSET + (hash % 64) * 4, offset);
    this.out.u16(hash);
    this.out.u16(name.length);
    this.out.utf16(name);
    this.out.u16(0);
    this.#names.set(name, offset);
    this.#journal.push(() => this.#names.delete(name));
  }

  /**
   * Writes the id and the offset of a template, and its definition where the chunk does not hold it yet.
   * @param key equal for equal templates
   * @param guidOf makes the template's GUID; asked once a chunk
   */
  template(key: string, guidOf: () => Uint8Array, writeDefinition: () => void): void {
    const known = this.#templates.get(key);
    if (known !== undefined) {
      this.out.u32(known.id);
      this.out.u32(known.offset);
      return;
    }
    const guid = guidOf();
    const id = new DataView(guid.buffer).getUint32(0, true);
    const offset = this.out.length + 8;
    this.out.u32(id);
    this.out.u32(offset);
    this.#link(TEMPLATE_BUCKETS_OFFSET + (guidHash(guid) % 32) * 4, offset);
    this.out.raw(guid);
    const sizeAt = this.out.length;
    this.out.u32(0);
    writeDefinition();
    this.out.patchU32(sizeAt, this.out.length - sizeAt - 4);
    this.#templates.set(key, { id, offset });
    this.#journal.push(() => this.#templates.delete(key));
  }

  /**
   * Completes header and checksums.
   * @param firstRecordNumber position of the chunk's first record in the file, from 1
   * @returns exactly 64 KiB
   */
  finish(firstRecordNumber: bigint): Uint8Array {
    const { out } = this;
    const freeOffset = out.length;
    const isEmpty = this.#recordCount === 0;
    out.resize(CHUNK_SIZE_BYTES);
    for (const [index, character] of [...'ElfChnk'].entries()) out.view(0, 8)[index] = character.charCodeAt(0);
    out.patchU64(8, firstRecordNumber);
    out.patchU64(16, isEmpty ? NO_RECORD : firstRecordNumber + BigInt(this.#recordCount) - 1n);
    out.patchU64(24, isEmpty ? NO_RECORD : this.#firstId);
    out.patchU64(32, isEmpty ? NO_RECORD : this.#lastId);
    out.patchU32(40, NAME_BUCKETS_OFFSET);
    out.patchU32(44, this.#lastRecordOffset);
    out.patchU32(48, freeOffset);
    // Always 1 in files that Windows closed itself; undocumented.
    out.patchU32(120, 1);
    const bytes = out.view(0, CHUNK_SIZE_BYTES);
    sealChunk(bytes);
    return bytes;
  }

  #undo(start: number): void {
    for (const step of this.#journal.reverse()) step();
    this.out.resize(start);
  }

  /** Puts an entry at the head of its bucket; the entry begins with the offset of the one before. */
  #link(bucketAt: number, offset: number): void {
    const previous = new DataView(this.out.view(bucketAt, bucketAt + 4).slice().buffer).getUint32(0, true);
    this.out.u32(previous);
    this.out.patchU32(bucketAt, offset);
    this.#journal.push(() => this.out.patchU32(bucketAt, previous));
  }
}

/** Largest body a record can have: what an empty chunk has room for. */
export const MAX_BODY_BYTES = RECORDS_END - FIRST_RECORD_OFFSET - RECORD_HEADER_BYTES - 4;

/** Writes both checksums of a complete chunk into it. Source: libevtx format documentation, "Chunk header". */
export function sealChunk(chunk: Uint8Array): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const freeOffset = Math.min(view.getUint32(48, true), chunk.length);
  view.setUint32(52, crc32(chunk.subarray(FIRST_RECORD_OFFSET, freeOffset)), true);
  const buckets = chunk.subarray(NAME_BUCKETS_OFFSET, FIRST_RECORD_OFFSET);
  view.setUint32(124, crc32(buckets, crc32(chunk.subarray(0, CHECKED_HEADER_BYTES))), true);
}

/** Hash of a name as the chunk's table and the name itself carry it: low 16 bits of a 65599 polynomial. */
export function nameHash(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 65599) + name.charCodeAt(i)) >>> 0;
  return hash & 0xffff;
}

/** Same polynomial over the GUID's eight 16-bit words; found by measuring the buckets of files that Windows wrote. */
function guidHash(guid: Uint8Array): number {
  let hash = 0;
  for (let i = 0; i < 16; i += 2) hash = (Math.imul(hash, 65599) + guid[i]! + guid[i + 1]! * 256) >>> 0;
  return hash;
}
