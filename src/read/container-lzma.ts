import { ContainerError, damaged } from './container.ts';
import type { ByteInput } from './container-input.ts';

// Layout and constants: LZMA specification (Igor Pavlov, 2015), by whose names states and probabilities go.
const STATES = 12;
const MOST_POSITION_STATES = 16;
const HALF = 1 << 10;
const MOST_BITS_OF_DISTANCE = 14;
const END_OF_DISTANCES = 0xffffffff;
const SHORTEST_MATCH = 2;

// `xz -9` asks for 64 MiB; nobody who packs logs asks for more.
const MOST_DICTIONARY_BYTES = 1 << 28;
// Grows as it is filled: there may be very many tiny streams.
const FIRST_WINDOW_BYTES = 1 << 16;
// What is given at once.
const PIECE_BYTES = 1 << 18;

/** The three numbers that shape an LZMA stream. @throws ContainerError when there are no such */
export function lzmaProperties(byte: number): LzmaProperties {
  if (byte >= 9 * 5 * 5) throw damaged('The LZMA data has properties that do not exist.');
  return { literalContext: byte % 9, literalPosition: Math.floor(byte / 9) % 5, position: Math.floor(byte / 45) };
}

/** In bits: how much of the byte before, and of the position, a literal's and a match's code depends on. */
export interface LzmaProperties {
  readonly literalContext: number;
  readonly literalPosition: number;
  readonly position: number;
}

/** Decodes LZMA, the whole or in the parts of LZMA2. What it gives is valid until it goes on. */
export class LzmaDecoder {
  readonly #input: ByteInput;
  readonly #dictionaryBytes: number;
  #window: Uint8Array = new Uint8Array(0);
  /** next place to write in the window */
  #at = 0;
  /** first byte of the window that was not given yet */
  #given = 0;
  /** bytes since the dictionary was emptied */
  #total = 0;
  #range = 0;
  #code = 0;
  #state = 0;
  #distances: [number, number, number, number] = [0, 0, 0, 0];
  #properties: LzmaProperties = { literalContext: 0, literalPosition: 0, position: 0 };
  #models = newModels(this.#properties);

  /** @throws ContainerError when the dictionary is larger than it may be */
  constructor(input: ByteInput, dictionaryBytes: number) {
    if (dictionaryBytes > MOST_DICTIONARY_BYTES)
      throw new ContainerError('CONTAINER_LIMIT', 'The LZMA data asks for a dictionary of more than 256 MiB.');
    this.#input = input;
    this.#dictionaryBytes = Math.max(dictionaryBytes, 4096);
  }

  emptyDictionary(): void {
    this.#total = 0;
  }

  /** Begins anew with what was learnt. @param properties those of before when not given */
  resetState(properties = this.#properties): void {
    this.#properties = properties;
    this.#models = newModels(properties);
    this.#state = 0;
    this.#distances = [0, 0, 0, 0];
  }

  /** Begins a stretch of coded bytes. */
  startRange(): void {
    if (this.#input.next() !== 0) throw damaged('The LZMA data is damaged.', this.#input.byteOffset - 1);
    this.#range = -1;
    this.#code = 0;
    for (let count = 0; count < 4; count++) this.#code = (this.#code << 8) | this.#input.next();
  }

  /** Bytes that are not compressed. */
  *copy(count: number): Generator<Uint8Array> {
    for (let left = count; left > 0; ) {
      const piece = this.#input.some(left);
      yield* this.#makeRoom(piece.length);
      this.#window.set(piece, this.#at);
      this.#at += piece.length;
      this.#total += piece.length;
      left -= piece.length;
    }
    yield* this.#taken();
  }

  /**
   * Decodes until so many bytes came out.
   * @returns whether an end mark came first
   */
  *decode(count: number): Generator<Uint8Array, boolean> {
    let left = count;
    let isEnded = false;
    while (left > 0 && !isEnded) {
      yield* this.#makeRoom(LONGEST_MATCH);
      const roomEnd = Math.min(this.#window.length - LONGEST_MATCH, this.#given + PIECE_BYTES);
      try {
        while (left > 0 && this.#at <= roomEnd) {
          const made = this.#symbol(left);
          isEnded = made === 0;
          if (isEnded) break;
          left -= made;
        }
      } catch (error) {
        // What came out before damage is as good as ever.
        yield* this.#taken();
        throw error;
      }
      if (this.#at - this.#given >= PIECE_BYTES) yield* this.#taken();
    }
    yield* this.#taken();
    return isEnded;
  }

  *#taken(): Generator<Uint8Array> {
    if (this.#at > this.#given) yield this.#window.slice(this.#given, this.#at);
    this.#given = this.#at;
  }

  /** The window grows up to twice the dictionary; then its older half is given up. */
  *#makeRoom(count: number): Generator<Uint8Array> {
    if (this.#window.length - this.#at >= count) return;
    yield* this.#taken();
    const largest = this.#dictionaryBytes * 2 + PIECE_BYTES;
    if (this.#window.length < largest) {
      const larger = new Uint8Array(Math.min(largest, Math.max(FIRST_WINDOW_BYTES, this.#window.length * 2)));
      larger.set(this.#window.subarray(0, this.#at));
      this.#window = larger;
    } else {
      const kept = Math.min(this.#dictionaryBytes, this.#at);
      this.#window.copyWithin(0, this.#at - kept, this.#at);
      this.#at = kept;
      this.#given = kept;
    }
    if (this.#window.length - this.#at < count) yield* this.#makeRoom(count);
  }

  /** Decodes a literal or a match. @returns how many bytes it made; 0 for the end mark */
  #symbol(most: number): number {
    const models = this.#models;
    const position = this.#total & ((1 << this.#properties.position) - 1);
    const place = this.#state * MOST_POSITION_STATES + position;
    if (this.#bit(models.isMatch, place) === 0) {
      this.#literal();
      return 1;
    }
    let length: number;
    if (this.#bit(models.isRep, this.#state) === 0) {
      length = this.#length(models.matchLengths, position) + SHORTEST_MATCH;
      this.#state = this.#state < 7 ? 7 : 10;
      const distance = this.#distance(length);
      if (distance === END_OF_DISTANCES) return 0;
      const [first, second, third] = this.#distances;
      this.#distances = [distance, first, second, third];
    } else length = this.#repeated(place, position);
    if (length > most) throw damaged('The LZMA data is damaged.', this.#input.byteOffset);
    this.#copyMatch(length);
    return length;
  }

  /** A match at one of the last four distances. @returns its length */
  #repeated(place: number, position: number): number {
    const models = this.#models;
    if (this.#total === 0) throw damaged('The LZMA data is damaged.', this.#input.byteOffset);
    const [first, second, third, fourth] = this.#distances;
    if (this.#bit(models.isRep0, this.#state) === 0) {
      if (this.#bit(models.isRep0Long, place) === 0) {
        this.#state = this.#state < 7 ? 9 : 11;
        return 1;
      }
    } else if (this.#bit(models.isRep1, this.#state) === 0) this.#distances = [second, first, third, fourth];
    else if (this.#bit(models.isRep2, this.#state) === 0) this.#distances = [third, first, second, fourth];
    else this.#distances = [fourth, first, second, third];
    const length = this.#length(models.repLengths, position) + SHORTEST_MATCH;
    this.#state = this.#state < 7 ? 8 : 11;
    return length;
  }

  #literal(): void {
    const { literalContext, literalPosition } = this.#properties;
    const before = this.#total > 0 ? this.#window[this.#at - 1]! : 0;
    const low = (this.#total & ((1 << literalPosition) - 1)) << literalContext;
    const base = (low + (before >> (8 - literalContext))) * 0x300;
    const models = this.#models.literals;
    let symbol = 1;
    if (this.#state >= 7) {
      let match = this.#byteAt(this.#distances[0]);
      do {
        const matchBit = (match >> 7) & 1;
        match <<= 1;
        const bit = this.#bit(models, base + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(models, base + symbol);
    this.#window[this.#at++] = symbol & 0xff;
    this.#total++;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  #byteAt(distance: number): number {
    if (distance >= this.#total || distance >= this.#dictionaryBytes)
      throw damaged('The LZMA data is damaged.', this.#input.byteOffset);
    return this.#window[this.#at - 1 - distance]!;
  }

  #copyMatch(length: number): void {
    this.#byteAt(this.#distances[0]);
    const window = this.#window;
    let from = this.#at - 1 - this.#distances[0];
    for (const end = this.#at + length; this.#at < end; ) window[this.#at++] = window[from++]!;
    this.#total += length;
  }

  #length(models: LengthModels, position: number): number {
    if (this.#bit(models.choice, 0) === 0) return this.#tree(models.low, position << 3, 3);
    if (this.#bit(models.choice, 1) === 0) return 8 + this.#tree(models.middle, position << 3, 3);
    return 16 + this.#tree(models.high, 0, 8);
  }

  #distance(length: number): number {
    const { slots, positions, aligned } = this.#models;
    const slot = this.#tree(slots, Math.min(length - SHORTEST_MATCH, 3) << 6, 6);
    if (slot < 4) return slot;
    const direct = (slot >> 1) - 1;
    const base = ((2 | (slot & 1)) << direct) >>> 0;
    if (slot < MOST_BITS_OF_DISTANCE) return base + this.#reverseTree(positions, base - slot, direct);
    let value = 0;
    for (let count = direct - 4; count > 0; count--) value = (value << 1) | this.#directBit();
    return (base + ((value << 4) >>> 0) + this.#reverseTree(aligned, 0, 4)) >>> 0;
  }

  #tree(models: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    for (let count = bits; count > 0; count--) symbol = (symbol << 1) | this.#bit(models, base + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(models: Uint16Array, base: number, bits: number): number {
    let [symbol, value] = [1, 0];
    for (let count = 0; count < bits; count++) {
      const bit = this.#bit(models, base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << count;
    }
    return value;
  }

  #bit(models: Uint16Array, index: number): number {
    const probability = models[index]!;
    const bound = (this.#range >>> 11) * probability;
    let bit = 0;
    if (this.#code >>> 0 < bound) {
      this.#range = bound;
      models[index] = probability + ((2048 - probability) >> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      models[index] = probability - (probability >> 5);
      bit = 1;
    }
    this.#normalise();
    return bit;
  }

  #directBit(): number {
    this.#range >>>= 1;
    const bit = this.#code >>> 0 >= this.#range >>> 0 ? 1 : 0;
    if (bit === 1) this.#code -= this.#range;
    this.#normalise();
    return bit;
  }

  #normalise(): void {
    if (this.#range >>> 24 !== 0) return;
    this.#range <<= 8;
    this.#code = (this.#code << 8) | this.#input.next();
  }
}

const LONGEST_MATCH = 273;

/** How likely each bit is 0, in 2048ths, as far as was learnt. */
type Models = ReturnType<typeof newModels>;

type LengthModels = Models['matchLengths'];

function newModels({ literalContext, literalPosition }: LzmaProperties) {
  const even = (count: number): Uint16Array => new Uint16Array(count).fill(HALF);
  const lengths = () => ({
    choice: even(2),
    low: even(MOST_POSITION_STATES << 3),
    middle: even(MOST_POSITION_STATES << 3),
    high: even(256),
  });
  return {
    isMatch: even(STATES * MOST_POSITION_STATES),
    isRep: even(STATES),
    isRep0: even(STATES),
    isRep1: even(STATES),
    isRep2: even(STATES),
    isRep0Long: even(STATES * MOST_POSITION_STATES),
    literals: even(0x300 << (literalContext + literalPosition)),
    slots: even(4 << 6),
    positions: even(1 + 128 - MOST_BITS_OF_DISTANCE),
    aligned: even(16),
    matchLengths: lengths(),
    repLengths: lengths(),
  };
}
