import { EventWindow, type Judgement, MAX_KEPT_ROOM, type WindowInput } from './group-window.ts';
import { valueAt } from './input-store.ts';
import { holdsBounds } from './judge.ts';
import type { GroupKey } from './key-space.ts';
import type { PlannedCorrelation } from './plan.ts';
import { SortedValues } from './sorted-values.ts';
import { keyOfOne, numberOf, valueKey } from './values.ts';

/** A window over the values of the condition's fields. Matches without them never get here. */
abstract class ValueWindow extends EventWindow {
  /** A match of a correlation and one of a base rule have their own places for the fields. */
  private slots(input: WindowInput): readonly number[] {
    const { ruleIndex } = input;
    for (const { node, fields } of this.correlation.sources) if (node === ruleIndex) return fields;
    throw new Error('a match of a rule that the correlation does not refer to');
  }

  protected keyOf(input: WindowInput): string {
    const slots = this.slots(input);
    return slots.length === 1 ? keyOfOne(valueAt(input, slots[0]!))! : valueKey(input.values, slots)!;
  }

  protected numberOf(input: WindowInput): number {
    return numberOf(valueAt(input, this.slots(input)[0]!))!;
  }

  protected holds(value: number): boolean {
    const { condition } = this.correlation.rule;
    return condition.kind === 'compare' && holdsBounds(condition.bounds, value);
  }
}

/** A window that counts how often each value occurs. */
abstract class CountedValues extends ValueWindow {
  declare protected readonly counts: Map<string, number>;

  constructor(correlation: PlannedCorrelation, key: GroupKey, first: WindowInput, firstSource: number) {
    super(correlation, key, first, firstSource);
    this.counts = new Map();
  }

  protected enter(input: WindowInput): void {
    const key = this.keyOf(input);
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  protected leave(input: WindowInput): void {
    const key = this.keyOf(input);
    const count = this.counts.get(key)!;
    if (count === 1) this.counts.delete(key);
    else this.counts.set(key, count - 1);
  }
}

/** `value_count`: how many different values. */
export class DistinctWindow extends CountedValues {
  judge(): Judgement {
    return { value: this.counts.size, holds: this.holds(this.counts.size) };
  }
}

/**
 * `value_percentile` without `percentile`, as the specification's example has it: the share, in percent, that a value has
 * of all values. That of the latest match; of a window judged as a whole, the first value whose share satisfies.
 */
export class ShareWindow extends CountedValues {
  judge(): Judgement {
    const latest = this.share(this.counts.get(this.keyOf(this.latest)) ?? 0);
    if (!this.correlation.isWhole) return { value: latest, holds: this.holds(latest) };
    for (const count of this.counts.values()) {
      const share = this.share(count);
      if (this.holds(share)) return { value: share, holds: true };
    }
    return { value: latest, holds: false };
  }

  private share(count: number): number {
    return (100 * count) / this.size;
  }
}

/**
 * `value_sum` and `value_avg`, over two stacks, so that nothing is ever subtracted and rounding errors do not pile up: the
 * older part as sums from each match to the end of that part, the newer part as one sum.
 */
export class SumWindow extends ValueWindow {
  /** only the first `olderCount`: popping would give the room back and take it again */
  declare private older: number[];
  declare private olderCount: number;
  declare private newer: number;

  constructor(correlation: PlannedCorrelation, key: GroupKey, first: WindowInput, firstSource: number) {
    super(correlation, key, first, firstSource);
    this.older = [];
    this.olderCount = 0;
    this.newer = 0;
  }

  protected enter(input: WindowInput): void {
    this.newer += this.numberOf(input);
  }

  protected leave(input: WindowInput): void {
    if (this.olderCount === 0) this.turnOver(input);
    this.olderCount--;
  }

  /** @param leaving is no longer in the ring */
  private turnOver(leaving: WindowInput): void {
    let sum = 0;
    for (let index = this.size - 1; index >= 0; index--) {
      sum += this.numberOf(this.at(index));
      this.older[this.olderCount++] = sum;
    }
    this.older[this.olderCount++] = sum + this.numberOf(leaving);
    this.newer = 0;
  }

  override clear(): void {
    super.clear();
    if (this.older.length > MAX_KEPT_ROOM) this.older = [];
  }

  judge(): Judgement {
    const sum = (this.olderCount === 0 ? 0 : this.older[this.olderCount - 1]!) + this.newer;
    const value = this.correlation.rule.type === 'value_avg' ? sum / this.size : sum;
    return { value, holds: this.holds(value) };
  }
}

/**
 * `value_percentile` by nearest rank (the smallest value that at least p percent of the values do not exceed) and
 * `value_median` (of an even number, the mean of the two in the middle).
 */
export class RankWindow extends ValueWindow {
  declare private readonly values: SortedValues;

  constructor(correlation: PlannedCorrelation, key: GroupKey, first: WindowInput, firstSource: number) {
    super(correlation, key, first, firstSource);
    this.values = new SortedValues();
  }

  protected enter(input: WindowInput): void {
    this.values.add(this.numberOf(input));
  }

  protected leave(input: WindowInput): void {
    this.values.remove(this.numberOf(input));
  }

  judge(): Judgement {
    const value = this.value();
    return { value, holds: this.holds(value) };
  }

  private value(): number {
    const { condition } = this.correlation.rule;
    const percentile = condition.kind === 'compare' ? condition.percentile : undefined;
    if (percentile !== undefined) return this.values.at(Math.max(1, Math.ceil((percentile * this.size) / 100)));
    return (this.values.at(Math.ceil(this.size / 2)) + this.values.at(Math.floor(this.size / 2) + 1)) / 2;
  }
}
