import type { GatheredBytes } from '../model/index.ts';

// 16,384 kinds of events in 2 MiB: a host repeats itself within some thousand events, and a thread has one memory.
const SLOTS = 1 << 14;
const ARENA_BYTES = 1 << 21;
const MOST_KEPT_BYTES = 1 << 13;

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
  readonly #arena = new Int32Array(ARENA_BYTES >>> 2);
  /** for each slot, how many words had been kept before what it stands for, and how long that is; -1 for nothing */
  readonly #keptAt = new Float64Array(SLOTS).fill(-1);
  readonly #lengths = new Int32Array(SLOTS);
  #keptWords = 0;

  /**
   * Whether an event is known to match nothing.
   * @param schema a number that no other schema has
   * @param fields the bytes that decide the fields which rules of the schema read, but for constants
   */
  recalls(fields: GatheredBytes, schema: number, count: RepeatCount): boolean {
    if (fields.length > MOST_KEPT_BYTES) return false;
    if (count.pause > 0) {
      count.pause--;
      return false;
    }
    const isKnown = this.#isKept(fields, schema);
    if (isKnown) count.recalled++;
    if (++count.asked === ASKED_TO_TELL) {
      if (count.recalled < FEWEST_RECALLED) count.pause = PAUSE_EVENTS;
      count.asked = 0;
      count.recalled = 0;
    }
    return isKnown;
  }

  /** Keeps an event that nothing matched. */
  keep(fields: GatheredBytes, schema: number): void {
    if (fields.length > MOST_KEPT_BYTES) return;
    const arena = this.#arena;
    const words = wordsOf(fields);
    // One more for the schema.
    const length = words + 1;
    const place = this.#keptWords % arena.length;
    // What would go beyond the end starts anew.
    if (place + length > arena.length) this.#keptWords += arena.length - place;
    const start = this.#keptWords % arena.length;
    arena[start] = schema;
    for (let index = 0; index < words; index++) arena[start + 1 + index] = fields.words[index]!;
    const slot = slotOf(fields, schema);
    this.#keptAt[slot] = this.#keptWords;
    this.#lengths[slot] = length;
    this.#keptWords += length;
  }

  #isKept(fields: GatheredBytes, schema: number): boolean {
    const slot = slotOf(fields, schema);
    const words = wordsOf(fields);
    const keptAt = this.#keptAt[slot]!;
    if (keptAt < 0 || this.#lengths[slot] !== words + 1) return false;
    // Forgotten, when as much as there is room for was kept since.
    if (this.#keptWords - keptAt > this.#arena.length) return false;
    const start = keptAt % this.#arena.length;
    if (this.#arena[start] !== schema) return false;
    for (let index = 0; index < words; index++) {
      if (this.#arena[start + 1 + index] !== fields.words[index]) return false;
    }
    return true;
  }
}

function wordsOf({ length }: GatheredBytes): number {
  return (length + 3) >>> 2;
}

function slotOf({ hash }: GatheredBytes, schema: number): number {
  return (Math.imul(hash ^ schema, 0x9e37_79b1) >>> 16) & (SLOTS - 1);
}
