import type { FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import type { MatchableEvent } from '../plain-matcher.ts';

const NO_EVENT: MatchableEvent = { get: () => undefined, entries: () => [] };

/** The fields of one event that rules read, by number: each is read and folded at most once an event. */
export class FieldCache {
  #event = NO_EVENT;
  #epoch = 0;
  readonly #slots = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #values: (FieldValue | undefined)[] = [];
  readonly #readAt: number[] = [];
  readonly #folded: string[] = [];
  readonly #foldedAt: number[] = [];

  /** The number of a field; only while rules are compiled. */
  slotOf(field: string): number {
    const known = this.#slots.get(field);
    if (known !== undefined) return known;
    const slot = this.#names.length;
    this.#slots.set(field, slot);
    this.#names.push(field);
    this.#values.push(undefined);
    this.#readAt.push(0);
    this.#folded.push('');
    this.#foldedAt.push(0);
    return slot;
  }

  show(event: MatchableEvent): void {
    this.#event = event;
    this.#epoch++;
  }

  get event(): MatchableEvent {
    return this.#event;
  }

  value(slot: number): FieldValue | undefined {
    if (this.#readAt[slot] !== this.#epoch) {
      this.#values[slot] = this.#event.get(this.#names[slot]!);
      this.#readAt[slot] = this.#epoch;
    }
    return this.#values[slot];
  }

  /** The folded text of a field that has one value, which is `value(slot)`. */
  folded(slot: number, value: string | number | bigint | boolean): string {
    if (this.#foldedAt[slot] !== this.#epoch) {
      this.#folded[slot] = foldCase(String(value));
      this.#foldedAt[slot] = this.#epoch;
    }
    return this.#folded[slot]!;
  }
}
