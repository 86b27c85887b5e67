/** No text has this number. */
export const NO_TEXT = -1;

// Names and addresses are shorter; what somebody forges may be a whole line.
const MAX_LENGTH = 1_024;

/** Texts by number, each held once. */
export class Texts {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** The number of a text, a new one where it is new; `NO_TEXT` when there is no room for it. */
  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (text.length > MAX_LENGTH) return this.idOf(text.slice(0, MAX_LENGTH));
    if (this.#texts.length >= this.#most) return NO_TEXT;
    const own = apart(text);
    this.#texts.push(own);
    this.#ids.set(own, this.#texts.length - 1);
    return this.#texts.length - 1;
  }

  /** The number of a text; `NO_TEXT` when it has none. */
  find(text: string): number {
    return this.#ids.get(text.slice(0, MAX_LENGTH)) ?? NO_TEXT;
  }

  /** @param id a number that was given here */
  at(id: number): string {
    return this.#texts[id]!;
  }

  /** By their numbers. */
  all(): readonly string[] {
    return this.#texts;
  }
}

/** The same text in memory of its own: what V8 cuts from a line keeps all of the line. */
function apart(text: string): string {
  return ` ${text}`.slice(1);
}
