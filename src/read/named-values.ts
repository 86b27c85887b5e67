import type { FieldValue } from '../model/index.ts';
import { type NameList, NameLists } from './name-lists.ts';

// Devices write some hundred fields at most; what a forged line has beyond that stays part of its last field.
export const MAX_FIELDS = 1024;

// Of all lines of a process: each is like one before it, whatever file it is in.
const lists = new NameLists();

/** Fields of one record in their order. A name that occurs again has a list of values. */
export class NamedValues {
  #names: NameList = lists.empty();
  readonly #values: FieldValue[] = [];

  get size(): number {
    return this.#values.length;
  }

  add(name: string, value: FieldValue): void {
    this.#names = lists.extend(this.#names, name);
    this.#values.push(value);
  }

  /** The name that came next the last time, if it stands at a place of a text before a `=`. */
  expectedAt(text: string, at: number): string | undefined {
    const name = this.#names.latest?.name;
    return name !== undefined && text[at + name.length] === '=' && text.startsWith(name, at) ? name : undefined;
  }

  get(name: string): FieldValue | undefined {
    const place = lists.placesIn(this.#names).get(name);
    if (place === undefined) return undefined;
    return typeof place === 'number' ? this.#values[place] : place.map((one) => this.#values[one]!);
  }

  /** Each name once, in the order of first appearance. */
  *entries(): Generator<readonly [string, FieldValue]> {
    for (const name of lists.placesIn(this.#names).keys()) yield [name, this.get(name)!];
  }
}
