import { apart } from './apart.ts';

// Then it begins anew: what is held elsewhere stays, and most of it comes again.
const MOST_CHARACTERS = 4_000_000;

/** Gives equal texts as one, so that rows which say the same hold it once. */
export class SharedTexts {
  readonly #texts = new Map<string, string>();
  #characters = 0;

  /** The same text; never a part that keeps a longer one alive. */
  of(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#characters > MOST_CHARACTERS) {
      this.#texts.clear();
      this.#characters = 0;
    }
    const own = apart(text);
    this.#texts.set(own, own);
    this.#characters += own.length;
    return own;
  }

  /** The same for a text that may be missing. */
  ofAny(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.of(text);
  }
}
