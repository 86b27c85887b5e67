import type { EventRef } from '../model/index.ts';
import { Numbers, type NumbersPart, numberIn } from './numbers.ts';

/** References of rows as plain data. */
export interface FirstRefsPart {
  readonly sources: readonly string[];
  readonly source: NumbersPart;
  /** NaN where there is none */
  readonly record: NumbersPart;
  readonly byteOffset: NumbersPart;
  /** those that are more than source, record and offset */
  readonly others: readonly (readonly [row: number, ref: EventRef])[];
}

/** References to events by row, three numbers each. */
export class FirstRefs {
  readonly #sources: string[] = [];
  readonly #idBySource = new Map<string, number>();
  readonly #source = new Numbers();
  readonly #record = new Numbers(Number.NaN);
  readonly #byteOffset = new Numbers(Number.NaN);
  readonly #others = new Map<number, EventRef>();

  /** Once for each row. */
  set(row: number, ref: EventRef): void {
    const { source, record, byteOffset } = ref;
    const isPlain = ref.isCarved === undefined && ref.channel === undefined && ref.eventId === undefined;
    if (!isPlain || typeof record === 'string') this.#others.set(row, ref);
    else {
      this.#source.set(row, this.#sourceId(source));
      this.#record.set(row, record ?? Number.NaN);
      this.#byteOffset.set(row, byteOffset ?? Number.NaN);
    }
  }

  at(row: number): EventRef {
    const other = this.#others.get(row);
    if (other !== undefined) return other;
    return refOf(this.#sources[this.#source.at(row)]!, this.#record.at(row), this.#byteOffset.at(row));
  }

  part(): FirstRefsPart {
    return {
      sources: this.#sources,
      source: this.#source.part(),
      record: this.#record.part(),
      byteOffset: this.#byteOffset.part(),
      others: [...this.#others],
    };
  }

  #sourceId(source: string): number {
    let id = this.#idBySource.get(source);
    if (id === undefined) {
      id = this.#sources.push(source) - 1;
      this.#idBySource.set(source, id);
    }
    return id;
  }
}

/** The references of a part, by row. */
export function refsOf({ sources, source, record, byteOffset, others }: FirstRefsPart): (row: number) => EventRef {
  const otherRefs = new Map(others);
  return (row) =>
    otherRefs.get(row) ?? refOf(sources[numberIn(source, row)]!, numberIn(record, row), numberIn(byteOffset, row));
}

function refOf(source: string, record: number, byteOffset: number): EventRef {
  if (Number.isNaN(record)) return Number.isNaN(byteOffset) ? { source } : { source, byteOffset };
  return Number.isNaN(byteOffset) ? { source, record } : { source, record, byteOffset };
}
