import type { EventRef } from '../model/index.ts';

// The numbers of a row, from the place on that is given; NaN where there is none.
const SOURCE = 0;
const RECORD = 1;
const BYTE_OFFSET = 2;

/** What a row holds without a reference. */
export const NO_REF: readonly number[] = [Number.NaN, Number.NaN, Number.NaN];

/** What does not fit into rows, as plain data. */
export interface FirstRefsPart {
  readonly sources: readonly string[];
  /** those that are more than source, record and offset */
  readonly others: readonly (readonly [row: number, ref: EventRef])[];
}

/** References to events, three numbers in the row of each, from a place `at` of a block on. */
export class FirstRefs {
  readonly #sources: string[] = [];
  readonly #idBySource = new Map<string, number>();
  readonly #others = new Map<number, EventRef>();
  /** most events come from the source of the one before */
  #last = '';
  #lastId = -1;

  /** Once for each row. */
  set(row: number, block: Float64Array, at: number, ref: EventRef): void {
    const { source, record, byteOffset } = ref;
    const isPlain = ref.isCarved === undefined && ref.channel === undefined && ref.eventId === undefined;
    if (!isPlain || typeof record === 'string') this.#others.set(row, ref);
    else {
      block[at + SOURCE] = this.#sourceId(source);
      block[at + RECORD] = record ?? Number.NaN;
      block[at + BYTE_OFFSET] = byteOffset ?? Number.NaN;
    }
  }

  at(row: number, block: Float64Array, at: number): EventRef {
    const source = block[at + SOURCE]!;
    if (Number.isNaN(source)) return this.#others.get(row)!;
    return refOf(this.#sources[source]!, block[at + RECORD]!, block[at + BYTE_OFFSET]!);
  }

  part(): FirstRefsPart {
    return { sources: this.#sources, others: [...this.#others] };
  }

  /** What takes the references of rows of another table over. */
  adopt({ sources, others }: FirstRefsPart): RefTaker {
    const ids: number[] = [];
    const otherRefs = new Map(others);
    return (row, block, at, from, given, givenAt) => {
      const source = given[givenAt + SOURCE]!;
      if (Number.isNaN(source)) this.#others.set(row, otherRefs.get(from)!);
      else {
        ids[source] ??= this.#sourceId(sources[source]!);
        block[at + SOURCE] = ids[source];
        block[at + RECORD] = given[givenAt + RECORD]!;
        block[at + BYTE_OFFSET] = given[givenAt + BYTE_OFFSET]!;
      }
    };
  }

  #sourceId(source: string): number {
    if (source === this.#last && this.#lastId >= 0) return this.#lastId;
    let id = this.#idBySource.get(source);
    if (id === undefined) {
      id = this.#sources.push(source) - 1;
      this.#idBySource.set(source, id);
    }
    this.#last = source;
    this.#lastId = id;
    return id;
  }
}

type RefTaker = (
  row: number,
  block: Float64Array,
  at: number,
  from: number,
  given: Float64Array,
  givenAt: number,
) => void;

function refOf(source: string, record: number, byteOffset: number): EventRef {
  if (Number.isNaN(record)) return Number.isNaN(byteOffset) ? { source } : { source, byteOffset };
  return Number.isNaN(byteOffset) ? { source, record } : { source, record, byteOffset };
}
