import type { EventRef } from '../../model/index.ts';
import { type CorrelationInput, compareRecords, type InputValue } from './correlation-input.ts';

/** Inputs as columns: plain data for another thread, about 45 bytes an input. */
export interface InputColumns {
  readonly length: number;
  /** inputs that the store was too full for */
  readonly refused: number;
  readonly ruleIndices: Uint16Array;
  readonly times: Float64Array;
  /** where the values of an input start in `values`; one more than there are inputs */
  readonly starts: Uint32Array;
  /** places in `texts` */
  readonly values: Uint32Array;
  readonly sources: Uint32Array;
  /** NaN where the reference has none */
  readonly byteOffsets: Float64Array;
  /** NaN where the reference has none; below zero `-1 - place in texts` */
  readonly records: Float64Array;
  /** each value, source and long record number once; null is the first */
  readonly texts: readonly InputValue[];
}

/** A store takes this many inputs, in some 225 MB. */
export const DEFAULT_MAX_INPUTS = 5_000_000;

/**
 * Holds many inputs in little memory, and gives them back in the order in which they are judged. What comes when it is
 * full is refused and counted, so merge stores in the order of the pieces: then the same is refused in each run.
 */
export class InputStore {
  readonly #maxLength: number;
  #refused = 0;
  #length = 0;
  #valueCount = 0;
  #ruleIndices = new Uint16Array(64);
  #times = new Float64Array(64);
  #starts = new Uint32Array(65);
  #values = new Uint32Array(128);
  #sources = new Uint32Array(64);
  #byteOffsets = new Float64Array(64);
  #records = new Float64Array(64);
  #texts: InputValue[] = [null];
  #places = new Map<InputValue, number>([[null, 0]]);

  constructor(maxLength: number = DEFAULT_MAX_INPUTS) {
    this.#maxLength = maxLength;
  }

  get length(): number {
    return this.#length;
  }

  /** inputs that came when the store was full, also those that merged stores had refused */
  get refused(): number {
    return this.#refused;
  }

  add({ ruleIndex, timeMs, values, ref }: CorrelationInput): void {
    if (this.#length >= this.#maxLength) {
      this.#refused++;
      return;
    }
    this.#reserve(1, values.length);
    const at = this.#length++;
    this.#ruleIndices[at] = ruleIndex;
    this.#times[at] = timeMs;
    this.#sources[at] = this.#placeOf(ref.source);
    this.#byteOffsets[at] = ref.byteOffset ?? Number.NaN;
    const { record } = ref;
    this.#records[at] = typeof record === 'string' ? -1 - this.#placeOf(record) : (record ?? Number.NaN);
    for (const value of values) this.#values[this.#valueCount++] = this.#placeOf(value);
    this.#starts[at + 1] = this.#valueCount;
  }

  /** Adds what another store holds, in its order. */
  addColumns(columns: InputColumns): void {
    const places = Uint32Array.from(columns.texts, (text) => this.#placeOf(text));
    const length = Math.min(columns.length, this.#maxLength - this.#length);
    const valueCount = columns.starts[length]!;
    this.#refused += columns.refused + columns.length - length;
    this.#reserve(length, valueCount);
    const at = this.#length;
    this.#ruleIndices.set(columns.ruleIndices.subarray(0, length), at);
    this.#times.set(columns.times.subarray(0, length), at);
    this.#byteOffsets.set(columns.byteOffsets.subarray(0, length), at);
    for (let row = 0; row < length; row++) {
      const record = columns.records[row]!;
      this.#sources[at + row] = places[columns.sources[row]!]!;
      this.#records[at + row] = record < 0 ? -1 - places[-1 - record]! : record;
      this.#starts[at + row + 1] = this.#valueCount + columns.starts[row + 1]!;
    }
    for (let index = 0; index < valueCount; index++) {
      this.#values[this.#valueCount + index] = places[columns.values[index]!]!;
    }
    this.#length += length;
    this.#valueCount += valueCount;
  }

  /** Everything as plain data; a copy. */
  toColumns(): InputColumns {
    const length = this.#length;
    return {
      length,
      refused: this.#refused,
      ruleIndices: this.#ruleIndices.slice(0, length),
      times: this.#times.slice(0, length),
      starts: this.#starts.slice(0, length + 1),
      values: this.#values.slice(0, this.#valueCount),
      sources: this.#sources.slice(0, length),
      byteOffsets: this.#byteOffsets.slice(0, length),
      records: this.#records.slice(0, length),
      texts: [...this.#texts],
    };
  }

  /** The inputs as `compareInputs` orders them. */
  *inOrder(): Iterable<CorrelationInput> {
    const order = Uint32Array.from({ length: this.#length }, (_, row) => row);
    const ranks = this.#sourceRanks();
    for (const row of order.sort((a, b) => this.#times[a]! - this.#times[b]! || this.#compareTied(a, b, ranks))) {
      yield new StoredInput(this, row);
    }
  }

  #compareTied(a: number, b: number, ranks: Uint32Array): number {
    const bySource = ranks[this.#sources[a]!]! - ranks[this.#sources[b]!]!;
    if (bySource !== 0) return bySource;
    const [left, right] = [this.refOf(a), this.refOf(b)];
    const byOffset = (left.byteOffset ?? -1) - (right.byteOffset ?? -1);
    if (byOffset !== 0) return byOffset;
    const byRecord = compareRecords(left.record ?? -1, right.record ?? -1);
    return byRecord || this.#ruleIndices[a]! - this.#ruleIndices[b]! || a - b;
  }

  #sourceRanks(): Uint32Array {
    const used = [...new Set(this.#sources.subarray(0, this.#length))];
    const text = (place: number): string => String(this.#texts[place]);
    const ranks = new Uint32Array(this.#texts.length);
    for (const [rank, place] of used.sort((a, b) => (text(a) < text(b) ? -1 : 1)).entries()) ranks[place] = rank;
    return ranks;
  }

  /** @internal for `StoredInput` */
  ruleIndexOf(row: number): number {
    return this.#ruleIndices[row]!;
  }

  /** @internal */
  timeOf(row: number): number {
    return this.#times[row]!;
  }

  /** @internal */
  valuesOf(row: number): InputValue[] {
    const start = this.#starts[row]!;
    const values: InputValue[] = new Array(this.#starts[row + 1]! - start);
    for (let index = 0; index < values.length; index++) values[index] = this.#texts[this.#values[start + index]!]!;
    return values;
  }

  /** @internal */
  valueIn(row: number, slot: number): InputValue {
    return this.#texts[this.#values[this.#starts[row]! + slot]!]!;
  }

  /** @internal */
  refOf(row: number): EventRef {
    const source = String(this.#texts[this.#sources[row]!]);
    const byteOffset = this.#byteOffsets[row]!;
    const record = this.#records[row]!;
    return {
      source,
      ...(Number.isNaN(record) ? {} : { record: record < 0 ? String(this.#texts[-1 - record]) : record }),
      ...(Number.isNaN(byteOffset) ? {} : { byteOffset }),
    };
  }

  #placeOf(text: InputValue): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.#texts.push(text) - 1;
    this.#places.set(text, place);
    return place;
  }

  #reserve(inputs: number, values: number): void {
    const needed = this.#length + inputs;
    if (needed > this.#times.length) {
      const length = Math.max(needed, this.#times.length * 2);
      this.#ruleIndices = enlarge(this.#ruleIndices, new Uint16Array(length));
      this.#times = enlarge(this.#times, new Float64Array(length));
      this.#starts = enlarge(this.#starts, new Uint32Array(length + 1));
      this.#sources = enlarge(this.#sources, new Uint32Array(length));
      this.#byteOffsets = enlarge(this.#byteOffsets, new Float64Array(length));
      this.#records = enlarge(this.#records, new Float64Array(length));
    }
    const total = this.#valueCount + values;
    if (total <= this.#values.length) return;
    this.#values = enlarge(this.#values, new Uint32Array(Math.max(total, this.#values.length * 2)));
  }
}

/** One input of a store; reads it anew each time, so that a window of many keeps no more than their places. */
class StoredInput implements CorrelationInput {
  readonly #store: InputStore;
  readonly #row: number;

  constructor(store: InputStore, row: number) {
    this.#store = store;
    this.#row = row;
  }

  get ruleIndex(): number {
    return this.#store.ruleIndexOf(this.#row);
  }

  get timeMs(): number {
    return this.#store.timeOf(this.#row);
  }

  get values(): InputValue[] {
    return this.#store.valuesOf(this.#row);
  }

  get ref(): EventRef {
    return this.#store.refOf(this.#row);
  }

  valueAt(slot: number): InputValue {
    return this.#store.valueIn(this.#row, slot);
  }
}

/** One of an input's values, without making the list of all. */
export function valueAt(input: CorrelationInput, slot: number): InputValue {
  return input instanceof StoredInput ? input.valueAt(slot) : input.values[slot]!;
}

function enlarge<Numbers extends Uint16Array | Uint32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
