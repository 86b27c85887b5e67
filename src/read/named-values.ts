import type { FieldValue } from '../model/index.ts';
import { knownNames, type NameList } from './name-lists.ts';

// Devices write some hundred fields at most; what a forged line has beyond that stays part of its last field.
export const MAX_FIELDS = 1024;

/** Fields of one record in their order. A name that occurs again has a list of values. */
export interface FieldValues {
  /** how many values there are */
  readonly size: number;
  get(name: string): FieldValue | undefined;
  /** each name once, in the order of first appearance */
  entries(): Iterable<readonly [string, FieldValue]>;
}

/** Fields that are added one by one. */
export class NamedValues implements FieldValues {
  readonly #values: FieldValue[] = [];
  #names: NameList = knownNames.empty();

  get size(): number {
    return this.#values.length;
  }

  add(name: string, value: FieldValue): void {
    this.#names = knownNames.extend(this.#names, name);
    this.#values.push(value);
  }

  get(name: string): FieldValue | undefined {
    return valueIn(this.#names, name, (place) => this.#values[place]!);
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return entriesIn(this.#names, (place) => this.#values[place]!);
  }
}

/** The value of a name, or the list of its values, by what stands at its places. */
export function valueIn(names: NameList, name: string, valueAt: (place: number) => FieldValue): FieldValue | undefined {
  const place = knownNames.placesIn(names).get(name);
  if (place === undefined) return undefined;
  return typeof place === 'number' ? valueAt(place) : place.map(valueAt);
}

/** Each name once, with its value or values. */
export function* entriesIn(
  names: NameList,
  valueAt: (place: number) => FieldValue,
): Generator<readonly [string, FieldValue]> {
  for (const [name, place] of knownNames.placesIn(names)) {
    yield [name, typeof place === 'number' ? valueAt(place) : place.map(valueAt)];
  }
}
