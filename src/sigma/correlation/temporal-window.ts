import { GroupWindow, type Judgement, type WindowInput } from './group-window.ts';
import { holdsBounds, holdsExpression } from './judge.ts';

/** `temporal`: which rules were seen, in any order. Keeps the latest match of each rule. */
export class TemporalWindow extends GroupWindow {
  readonly #latest: (WindowInput | undefined)[] = [];

  get size(): number {
    return this.#latest.reduce((size, input) => (input === undefined ? size : size + 1), 0);
  }

  add(input: WindowInput, source: number): void {
    this.#latest[source] = input;
  }

  forget(startMs: number): void {
    for (const [source, input] of this.#latest.entries()) {
      if (input !== undefined && input.timeMs < startMs) this.#latest[source] = undefined;
    }
  }

  forgetEarliest(): void {
    const earliest = [...this.matches()][0];
    if (earliest !== undefined) this.#latest[this.#latest.indexOf(earliest)] = undefined;
  }

  judge(): Judgement {
    const { condition } = this.correlation.rule;
    const value = this.size;
    if (condition.kind === 'compare') return { value, holds: holdsBounds(condition.bounds, value) };
    return { value, holds: holdsExpression(condition.expression, (rule) => this.#latest[rule] !== undefined) };
  }

  matches(): WindowInput[] {
    return this.#latest.filter((input) => input !== undefined).sort((a, b) => a.timeMs - b.timeMs);
  }
}
