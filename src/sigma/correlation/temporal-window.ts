import type { InputValue } from './correlation-input.ts';
import { GroupWindow, type Judgement, type WindowInput } from './group-window.ts';
import { holdsBounds, holdsExpression } from './judge.ts';
import type { GroupKey } from './key-space.ts';
import type { PlannedCorrelation } from './plan.ts';

/** `temporal`: which rules were seen, in any order. Keeps the latest match of each rule. */
export class TemporalWindow extends GroupWindow {
  declare private readonly seen: (WindowInput | undefined)[];

  constructor(correlation: PlannedCorrelation, key: GroupKey, first: WindowInput, firstSource: number) {
    super(correlation, key, first, firstSource);
    this.seen = new Array(correlation.sources.length).fill(undefined);
  }

  get size(): number {
    let size = 0;
    for (const input of this.seen) if (input !== undefined) size++;
    return size;
  }

  add(input: WindowInput, source: number): void {
    this.seen[source] = input;
  }

  clear(): void {
    this.seen.fill(undefined);
  }

  forget(startMs: number): void {
    for (let source = 0; source < this.seen.length; source++) {
      const input = this.seen[source];
      if (input !== undefined && input.timeMs < startMs) this.seen[source] = undefined;
    }
  }

  forgetEarliest(): boolean {
    return false;
  }

  override get isSmall(): boolean {
    return true;
  }

  judge(): Judgement {
    const { condition } = this.correlation.rule;
    const value = this.size;
    if (condition.kind === 'compare') return { value, holds: holdsBounds(condition.bounds, value) };
    return { value, holds: holdsExpression(condition.expression, (rule) => this.seen[rule] !== undefined) };
  }

  matches(): WindowInput[] {
    return this.seen.filter((input) => input !== undefined).sort((a, b) => a.timeMs - b.timeMs);
  }

  /** Not every rule's events have every field: of the latest match that has a value. */
  override read(slots: readonly number[]): InputValue {
    let value = super.read(slots);
    if (value !== null) return value;
    let latestMs = Number.NEGATIVE_INFINITY;
    for (let source = 0; source < this.seen.length; source++) {
      const input = this.seen[source];
      const own = input?.values[slots[source]!] ?? null;
      if (own === null || input!.timeMs < latestMs) continue;
      value = own;
      latestMs = input!.timeMs;
    }
    return value;
  }
}
