import { apart } from './apart.ts';
import { addressOf, addressText } from './ipv4.ts';
import { Ipv4Ids } from './ipv4-ids.ts';
import { Numbers, type NumbersPart, numberIn } from './numbers.ts';

/** No text has this number. */
export const NO_TEXT = -1;

/** Texts by number as plain data. */
export interface TextsPart {
  readonly size: number;
  /** IPv4 addresses as 32 bits; -1 where it is another text */
  readonly addresses: NumbersPart;
  readonly others: readonly (readonly [id: number, text: string])[];
}

// Names and addresses are shorter; what somebody forges may be a whole line.
const MAX_LENGTH = 1_024;
const NO_ADDRESS = -1;

/**
 * Texts by number, each held once. IPv4 addresses are held as their 32 bits: a network log has hundreds of thousands, and
 * as texts they would cost several times the time and ten times the memory.
 */
export class Texts {
  readonly #most: number;
  readonly #addresses = new Ipv4Ids();
  readonly #addressById = new Numbers(NO_ADDRESS);
  readonly #ids = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The number of a text, a new one where it is new; `NO_TEXT` when there is no room for it. */
  idOf(text: string): number {
    const address = addressOf(text);
    if (address !== undefined) return this.#idOfAddress(address);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (text.length > MAX_LENGTH) return this.idOf(text.slice(0, MAX_LENGTH));
    if (this.#size >= this.#most) return NO_TEXT;
    const own = apart(text);
    this.#texts.set(this.#size, own);
    this.#ids.set(own, this.#size);
    return this.#size++;
  }

  /** The number of a text; `NO_TEXT` when it has none. */
  find(text: string): number {
    const address = addressOf(text);
    if (address !== undefined) return this.#addresses.find(address);
    return this.#ids.get(text.slice(0, MAX_LENGTH)) ?? NO_TEXT;
  }

  /** @param id a number that was given here */
  at(id: number): string {
    return this.#texts.get(id) ?? addressText(this.#addressById.at(id));
  }

  /** Gives texts by number, as `at` does, for somebody who asks for many: addresses that come again are written once. */
  reader(): (id: number) => string {
    const written = new Map<number, string>();
    return (id) => {
      const known = this.#texts.get(id) ?? written.get(id);
      if (known !== undefined) return known;
      const text = this.at(id);
      written.set(id, text);
      return text;
    };
  }

  part(): TextsPart {
    return { size: this.#size, addresses: this.#addressById.part(), others: [...this.#texts] };
  }

  /**
   * The numbers that texts of a part have here, each sought when it is asked for the first time.
   * @param isWanted whether a text that is new here is to have a number
   */
  adopt({ size, addresses, others }: TextsPart, isWanted: () => boolean): (id: number) => number {
    const texts = new Map(others);
    const ids = new Int32Array(size).fill(UNKNOWN);
    const idOf = (id: number): number => {
      const text = texts.get(id);
      if (isWanted()) return text === undefined ? this.#idOfAddress(numberIn(addresses, id)) : this.idOf(text);
      return text === undefined ? this.#addresses.find(numberIn(addresses, id)) : this.find(text);
    };
    return (id) => {
      if (id < 0) return NO_TEXT;
      if (ids[id] === UNKNOWN) ids[id] = idOf(id);
      return ids[id]!;
    };
  }

  #idOfAddress(address: number): number {
    const known = this.#addresses.find(address);
    if (known !== NO_TEXT) return known;
    if (this.#size >= this.#most) return NO_TEXT;
    this.#addresses.put(address, this.#size);
    this.#addressById.set(this.#size, address);
    return this.#size++;
  }
}

const UNKNOWN = -2;
