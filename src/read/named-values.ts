import type { FieldValue } from '../model/index.ts';

// Devices write some hundred fields at most; what a forged line has beyond that stays part of its last field.
export const MAX_FIELDS = 1024;

/** Fields of one record in their order. A name that occurs again has a list of values. */
export class NamedValues {
  readonly #names: string[] = [];
  readonly #values: FieldValue[] = [];

  get size(): number {
    return this.#names.length;
  }

  add(name: string, value: FieldValue): void {
    this.#names.push(name);
    this.#values.push(value);
  }

  get(name: string): FieldValue | undefined {
    const first = this.#names.indexOf(name);
    if (first < 0) return undefined;
    let next = this.#names.indexOf(name, first + 1);
    if (next < 0) return this.#values[first];
    const all = [this.#values[first]!];
    for (; next >= 0; next = this.#names.indexOf(name, next + 1)) all.push(this.#values[next]!);
    return all;
  }

  /** Each name once, in the order of first appearance. */
  entries(): Iterable<readonly [string, FieldValue]> {
    const seen = new Map<string, FieldValue>();
    for (const name of this.#names) if (!seen.has(name)) seen.set(name, this.get(name)!);
    return seen;
  }
}
