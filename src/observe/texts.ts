import { apart } from './apart.ts';
import { addressOf, addressText } from './ipv4.ts';

/** No text has this number. */
export const NO_TEXT = -1;

/** Texts by number as plain data; IPv4 addresses are not among them. */
export type TextsPart = readonly string[];

// Names and addresses are shorter; what somebody forges may be a whole line.
const MAX_LENGTH = 1_024;
// IPv4 addresses have the numbers from here on, whoever numbers them.
const FIRST_ADDRESS = 2 ** 32;

/**
 * Texts by number, each held once. IPv4 addresses are numbers already, and held nowhere: a network log has hundreds of
 * thousands, and looking each of them up would take longer than all else that is done with a connection.
 */
export class Texts {
  readonly #most: number;
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** The number of a text, a new one where it is new; `NO_TEXT` when there is no room for it. */
  idOf(text: string): number {
    const address = addressOf(text);
    if (address !== undefined) return FIRST_ADDRESS + address;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (text.length > MAX_LENGTH) return this.idOf(text.slice(0, MAX_LENGTH));
    if (this.#texts.length >= this.#most) return NO_TEXT;
    const own = apart(text);
    const id = this.#texts.push(own) - 1;
    this.#ids.set(own, id);
    return id;
  }

  /** The number of a text; `NO_TEXT` when it has none. */
  find(text: string): number {
    const address = addressOf(text);
    if (address !== undefined) return FIRST_ADDRESS + address;
    return this.#ids.get(text.slice(0, MAX_LENGTH)) ?? NO_TEXT;
  }

  /** @param id a number that was given here */
  at(id: number): string {
    return id < FIRST_ADDRESS ? this.#texts[id]! : addressText(id - FIRST_ADDRESS);
  }

  /** Gives texts by number, as `at` does, for somebody who asks for many: addresses that come again are written once. */
  reader(): (id: number) => string {
    const written = new Map<number, string>();
    return (id) => {
      if (id < FIRST_ADDRESS) return this.#texts[id]!;
      const known = written.get(id);
      if (known !== undefined) return known;
      const text = addressText(id - FIRST_ADDRESS);
      written.set(id, text);
      return text;
    };
  }

  /** All of them; not copied: nothing may be numbered afterwards. */
  part(): TextsPart {
    return this.#texts;
  }

  /**
   * The numbers that texts of a part have here, each sought when it is asked for the first time.
   * @param isWanted whether a text that is new here is to have a number
   */
  adopt(texts: TextsPart, isWanted: () => boolean): (id: number) => number {
    const ids = new Int32Array(texts.length).fill(UNKNOWN);
    return (id) => {
      if (id < 0 || id >= FIRST_ADDRESS) return id;
      if (ids[id] === UNKNOWN) ids[id] = isWanted() ? this.idOf(texts[id]!) : this.find(texts[id]!);
      return ids[id]!;
    };
  }
}

const UNKNOWN = -2;
