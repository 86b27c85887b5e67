import type { FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import type { MatchableEvent } from '../plain-matcher.ts';

/** No character: a text that does not hold it is found in joined ones only where it is in one of them. */
export const BETWEEN_TEXTS = '\uffff';

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
  #entries: readonly (readonly [string, FieldValue])[] = [];
  #entriesAt = 0;
  #texts: readonly string[] = [];
  #textsAt = 0;
  #joined = '';
  #joinedAt = 0;

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

  nameOf(slot: number): string {
    return this.#names[slot]!;
  }

  value(slot: number): FieldValue | undefined {
    if (this.#readAt[slot] !== this.#epoch) {
      this.#values[slot] = this.#event.get(this.#names[slot]!);
      this.#readAt[slot] = this.#epoch;
    }
    return this.#values[slot];
  }

  /** All fields of the event, for keywords. */
  entries(): readonly (readonly [string, FieldValue])[] {
    if (this.#entriesAt !== this.#epoch) {
      this.#entries = [...this.#event.entries()];
      this.#entriesAt = this.#epoch;
    }
    return this.#entries;
  }

  /** The folded text of every single value of the event. */
  allFolded(): readonly string[] {
    if (this.#textsAt !== this.#epoch) {
      this.#texts = this.entries().flatMap(([, value]) => foldedTexts(value));
      this.#textsAt = this.#epoch;
    }
    return this.#texts;
  }

  /** All of them in one text, with `BETWEEN_TEXTS` between. */
  joinedFolded(): string {
    if (this.#joinedAt !== this.#epoch) {
      this.#joined = this.allFolded().join(BETWEEN_TEXTS);
      this.#joinedAt = this.#epoch;
    }
    return this.#joined;
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

/** The folded text of every single value of one that may be a list. */
export function foldedTexts(value: FieldValue): string[] {
  if (value === null) return [];
  return isList(value) ? value.flatMap(foldedTexts) : [foldCase(String(value))];
}

/** Whether a field has several values, or may have. */
export function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}
