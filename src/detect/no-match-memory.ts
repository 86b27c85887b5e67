import type { FieldBytes } from '../model/index.ts';

// 16,384 kinds of events in 2 MiB: a host repeats itself within some thousand events, and a thread has one memory.
const SLOTS = 1 << 14;
const ARENA_BYTES = 1 << 21;
const MOST_KEY_BYTES = 1 << 13;
// Longer parts are copied by the engine's own loop, which costs as much to call as copying these.
const LONG_PART_BYTES = 96;

/** What was seen of one schema: where nothing repeats, asking costs more than it saves. */
export interface RepeatCount {
  asked: number;
  recalled: number;
  /** how many events are not asked about any more */
  pause: number;
}

// Asking costs a tenth of matching.
const ASKED_TO_TELL = 512;
const FEWEST_RECALLED = ASKED_TO_TELL / 8;
const PAUSE_EVENTS = 8192;

/** A counter for a schema. */
export function repeatCount(): RepeatCount {
  return { asked: 0, recalled: 0, pause: 0 };
}

/**
 * Remembers events of which no rule matched by the bytes that decide all fields which rules read, so that the same again
 * need not be matched. Whole bytes are compared, never only their hashes: nobody can make an event that passes for
 * another. Bounded: the oldest is forgotten.
 */
export class NoMatchMemory {
  readonly #key = new Uint8Array(MOST_KEY_BYTES + 8);
  readonly #keyWords = new Int32Array(this.#key.buffer);
  readonly #arena = new Int32Array(ARENA_BYTES >>> 2);
  /** for each slot, how many words had been kept before what it stands for, and how long that is; -1 for nothing */
  readonly #keptAt = new Float64Array(SLOTS).fill(-1);
  readonly #lengths = new Int32Array(SLOTS);
  #keptWords = 0;
  #slot = -1;
  #length = 0;

  /**
   * Whether an event is known to match nothing.
   * @param schema a number that no other schema has
   * @param fields the fields that rules of the schema read, but for constants
   */
  recalls(event: FieldBytes, schema: number, fields: readonly string[], count: RepeatCount): boolean {
    this.#slot = -1;
    if (count.pause > 0) {
      count.pause--;
      return false;
    }
    const bytes = this.#write(event, schema, fields);
    if (bytes < 0) return false;
    this.#length = (bytes + 3) >>> 2;
    this.#slot = this.#hash() & (SLOTS - 1);
    const isKnown = this.#isKept();
    if (isKnown) count.recalled++;
    if (++count.asked === ASKED_TO_TELL) {
      if (count.recalled < FEWEST_RECALLED) count.pause = PAUSE_EVENTS;
      count.asked = 0;
      count.recalled = 0;
    }
    return isKnown;
  }

  /** Keeps the event that was asked about last: nothing matched it. */
  keep(): void {
    if (this.#slot < 0) return;
    const arena = this.#arena;
    const place = this.#keptWords % arena.length;
    // What would go beyond the end starts anew.
    if (place + this.#length > arena.length) this.#keptWords += arena.length - place;
    const start = this.#keptWords % arena.length;
    for (let index = 0; index < this.#length; index++) arena[start + index] = this.#keyWords[index]!;
    this.#keptAt[this.#slot] = this.#keptWords;
    this.#lengths[this.#slot] = this.#length;
    this.#keptWords += this.#length;
  }

  #isKept(): boolean {
    const keptAt = this.#keptAt[this.#slot]!;
    if (keptAt < 0 || this.#lengths[this.#slot] !== this.#length) return false;
    // Forgotten, when as much as there is room for was kept since.
    if (this.#keptWords - keptAt > this.#arena.length) return false;
    const start = keptAt % this.#arena.length;
    for (let index = 0; index < this.#length; index++) {
      if (this.#arena[start + index] !== this.#keyWords[index]) return false;
    }
    return true;
  }

  #hash(): number {
    let hash = 0;
    for (let index = 0; index < this.#length; index++) {
      hash = Math.imul(hash ^ this.#keyWords[index]!, 0x9e37_79b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  /** Writes down what decides the fields. @returns how many bytes; -1 when that is not known or too much */
  #write(event: FieldBytes, schema: number, fields: readonly string[]): number {
    const key = this.#key;
    const { bytes } = event;
    this.#keyWords[0] = schema;
    this.#keyWords[1] = event.form;
    let at = 8;
    for (const field of fields) {
      const kind = event.locate(field);
      if (kind < 0) return -1;
      const { start } = event;
      const length = kind === 0 ? 0 : event.end - start;
      if (at + length + 4 > MOST_KEY_BYTES) return -1;
      key[at] = kind;
      key[at + 1] = length;
      key[at + 2] = length >>> 8;
      at += 3;
      if (length > LONG_PART_BYTES) key.set(bytes.subarray(start, start + length), at);
      else for (let index = 0; index < length; index++) key[at + index] = bytes[start + index]!;
      at += length;
    }
    for (let index = at; index < at + 3; index++) key[index] = 0;
    return at;
  }
}
