import { apart } from './apart.ts';

const SLOTS = 64;

/**
 * Answers that depend on a text alone, the last ones remembered: logs repeat themselves, and a text that was just cut from a
 * line has no hash yet, so that comparing it with one text is quicker than looking it up.
 */
export class RecentAnswers<Answer> {
  readonly #texts: (string | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #answers: (Answer | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #answer: (text: string) => Answer;

  constructor(answer: (text: string) => Answer) {
    this.#answer = answer;
  }

  of(text: string): Answer {
    const { length } = text;
    if (length === 0) return this.#answer(text);
    const slot = (length * 5 + text.charCodeAt(0) * 3 + text.charCodeAt(length - 1)) % SLOTS;
    if (this.#texts[slot] === text) return this.#answers[slot]!;
    const answer = this.#answer(text);
    this.#texts[slot] = apart(text);
    this.#answers[slot] = answer;
    return answer;
  }
}
