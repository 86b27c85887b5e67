import type { InputValue } from './correlation-input.ts';
import { GroupWindow, type Judgement, type WindowInput } from './group-window.ts';
import { holdsBounds, holdsExpression } from './judge.ts';
import type { GroupKey } from './key-space.ts';
import type { Sequence } from './order-plan.ts';
import type { PlannedCorrelation } from './plan.ts';

/** Matches in the wanted order, the last one first. */
interface Chain {
  readonly start: WindowInput;
  readonly input: WindowInput;
  readonly source: number;
  readonly before: Chain | undefined;
}

/**
 * `temporal_ordered`: keeps, for each wanted sequence of rules, the one that starts latest; no other can satisfy longer.
 * Events of the same time count as in order, since their true order is not known.
 */
export class OrderedWindow extends GroupWindow {
  declare private readonly chains: (Chain | undefined)[];
  declare private readonly seen: (WindowInput | undefined)[];
  declare private startMs: number;

  constructor(correlation: PlannedCorrelation, key: GroupKey, first: WindowInput, firstSource: number) {
    super(correlation, key, first, firstSource);
    this.chains = new Array(correlation.order!.length).fill(undefined);
    this.seen = new Array(correlation.sources.length).fill(undefined);
    this.startMs = Number.NEGATIVE_INFINITY;
  }

  get size(): number {
    let size = 0;
    for (const input of this.seen) if (input !== undefined) size++;
    return size;
  }

  add(input: WindowInput, source: number): void {
    this.seen[source] = input;
    const order = this.correlation.order!;
    for (let index = 0; index < order.length; index++) {
      const sequence = order[index]!;
      const last = this.seen[sequence.last];
      // Also sequences that end with another match of this very moment may have become longer.
      if (last?.timeMs === input.timeMs) this.prolong(index, sequence, last);
    }
  }

  private prolong(index: number, { before, last }: Sequence, input: WindowInput): void {
    const earlier = before === -1 ? undefined : this.chains[before];
    if (before !== -1 && (earlier === undefined || earlier.start.timeMs < this.startMs)) return;
    const start = earlier?.start ?? input;
    const known = this.chains[index];
    if (known !== undefined && known.start.timeMs > start.timeMs) return;
    this.chains[index] = { start, input, source: last, before: earlier };
  }

  clear(): void {
    this.chains.fill(undefined);
    this.seen.fill(undefined);
    this.startMs = Number.NEGATIVE_INFINITY;
  }

  forget(startMs: number): void {
    this.startMs = startMs;
  }

  forgetEarliest(): boolean {
    return false;
  }

  override get isSmall(): boolean {
    return true;
  }

  judge(): Judgement {
    const { condition } = this.correlation.rule;
    const best = this.best();
    const value = best === -1 ? 0 : this.correlation.order![best]!.length;
    return { value, holds: condition.kind === 'compare' ? holdsBounds(condition.bounds, value) : best !== -1 };
  }

  /** The place of the longest complete sequence in the window that an extended condition allows; -1 when there is none. */
  private best(): number {
    const order = this.correlation.order!;
    let best = -1;
    for (let index = 0; index < order.length; index++) {
      const sequence = order[index]!;
      const chain = this.chains[index];
      if (!sequence.isGoal || chain === undefined || chain.start.timeMs < this.startMs) continue;
      if (best !== -1 && order[best]!.length >= sequence.length) continue;
      if (this.isAllowed(sequence)) best = index;
    }
    return best;
  }

  /** Only extended conditions refuse any; they have at most 12 rules, so that their sequences are bits. */
  private isAllowed({ rules }: Sequence): boolean {
    const { condition } = this.correlation.rule;
    if (condition.kind !== 'rules') return true;
    return holdsExpression(condition.expression, (rule, isNegated) =>
      isNegated ? this.seen[rule] !== undefined : ((rules >> rule) & 1) === 1,
    );
  }

  matches(): WindowInput[] {
    const matches: WindowInput[] = [];
    for (let at = this.chains[this.best()]; at !== undefined; at = at.before) matches.push(at.input);
    return matches.reverse();
  }

  /** From the end of the sequence back, as not every rule's events have every field. */
  override read(slots: readonly number[]): InputValue {
    for (let at = this.chains[this.best()]; at !== undefined; at = at.before) {
      const value = at.input.values[slots[at.source]!] ?? null;
      if (value !== null) return value;
    }
    return null;
  }

  /** A match in the middle, or at the start of the next sequence, ends none. */
  override get isProlonged(): boolean {
    return this.chains[this.best()]?.input.timeMs === this.latest.timeMs;
  }
}
