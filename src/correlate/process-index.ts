import type { EventRef, ProcessStart } from '../model/index.ts';

/** No slot: what is not in the table. */
const NONE = -1;

/** Process starts by the records and GUIDs that tell of them, and by their parents. There may be hundreds of thousands: no text is made for any. */
export class ProcessIndex {
  readonly starts: readonly ProcessStart[];
  readonly #sources = new Map<string, number>();
  /** index + 1 of the start of a record, 0 where nothing is; open addressing */
  readonly #byRecord: Uint32Array;
  readonly #byGuid = new Map<string, number>();
  /** where the children of a start stand in `#children`, up to those of the next */
  readonly #firstChild: Uint32Array;
  readonly #children: Uint32Array;

  /** @param starts with `parent` as an index in the same list */
  constructor(starts: readonly ProcessStart[]) {
    this.starts = starts;
    this.#byRecord = new Uint32Array(2 ** Math.ceil(Math.log2(starts.length * 2 + 1)));
    for (const [index, { ref, guid }] of starts.entries()) {
      this.#byRecord[this.#slotOf(ref, this.#sourceOf(ref))] = index + 1;
      if (guid !== undefined) this.#byGuid.set(guid, index);
    }
    this.#firstChild = new Uint32Array(starts.length + 1);
    for (const { parent } of starts) if (parent !== undefined) this.#firstChild[parent + 1]!++;
    for (let index = 0; index < starts.length; index++) this.#firstChild[index + 1]! += this.#firstChild[index]!;
    this.#children = new Uint32Array(this.#firstChild[starts.length]!);
    const next = this.#firstChild.slice();
    for (const [index, { parent }] of starts.entries())
      if (parent !== undefined) this.#children[next[parent]!++] = index;
  }

  /** The start that a record tells of, else the last of a process of this GUID. */
  find(record: EventRef, guid: string | undefined): number | undefined {
    const source = this.#sources.get(record.source) ?? NONE;
    const index = source === NONE ? NONE : this.#byRecord[this.#slotOf(record, source)]! - 1;
    if (index !== NONE) return index;
    return guid === undefined ? undefined : this.#byGuid.get(guid);
  }

  /** Indexes of the starts of children, ascending. */
  childrenOf(index: number): Uint32Array {
    return this.#children.subarray(this.#firstChild[index], this.#firstChild[index + 1]);
  }

  #sourceOf({ source }: EventRef): number {
    const known = this.#sources.get(source);
    if (known !== undefined) return known;
    this.#sources.set(source, this.#sources.size);
    return this.#sources.size - 1;
  }

  /** Where a record stands, or would. */
  #slotOf(ref: EventRef, source: number): number {
    const mask = this.#byRecord.length - 1;
    const hash =
      Math.imul(source, 0x9e37_79b1) ^ Math.imul(Number(ref.record ?? 0), 0x85eb_ca6b) ^ (ref.byteOffset ?? 0);
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const index = this.#byRecord[slot]! - 1;
      if (index === NONE || isSame(this.starts[index]!.ref, ref)) return slot;
    }
  }
}

function isSame(a: EventRef, b: EventRef): boolean {
  return a.record === b.record && a.byteOffset === b.byteOffset && a.source === b.source;
}
