import { GroupWindow, type Judgement, type WindowInput } from './group-window.ts';
import { holdsBounds, holdsExpression } from './judge.ts';
import type { GroupKey } from './key-space.ts';
import type { Sequence } from './order-plan.ts';
import type { PlannedCorrelation } from './plan.ts';

/** Matches in the wanted order, the last one first. */
interface Chain {
  readonly startMs: number;
  readonly input: WindowInput;
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
    return this.seen.reduce((size, input) => (input === undefined ? size : size + 1), 0);
  }

  add(input: WindowInput, source: number): void {
    this.seen[source] = input;
    for (const [index, sequence] of this.correlation.order!.entries()) {
      const last = this.seen[sequence.last];
      // Also sequences that end with another match of this very moment may have become longer.
      if (last?.timeMs === input.timeMs) this.prolong(index, sequence, last);
    }
  }

  private prolong(index: number, { before }: Sequence, input: WindowInput): void {
    const earlier = before === -1 ? undefined : this.chains[before];
    if (before !== -1 && (earlier === undefined || earlier.startMs < this.startMs)) return;
    const startMs = earlier?.startMs ?? input.timeMs;
    const known = this.chains[index];
    if (known !== undefined && known.startMs > startMs) return;
    this.chains[index] = { startMs, input, before: earlier };
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

  judge(): Judgement {
    const { condition } = this.correlation.rule;
    const value = this.longest()?.length ?? 0;
    if (condition.kind === 'compare') return { value, holds: holdsBounds(condition.bounds, value) };
    return { value, holds: this.goals().some(([sequence]) => this.satisfies(sequence)) };
  }

  /** Only of extended conditions, which have at most 12 rules: their sequences are bits. */
  private satisfies({ rules }: Sequence): boolean {
    const { condition } = this.correlation.rule;
    if (condition.kind !== 'rules') return true;
    return holdsExpression(condition.expression, (rule, isNegated) =>
      isNegated ? this.seen[rule] !== undefined : ((rules >> rule) & 1) === 1,
    );
  }

  /** The complete sequences that are in the window. */
  private goals(): (readonly [Sequence, Chain])[] {
    return this.correlation.order!.flatMap((sequence, index) => {
      const chain = this.chains[index];
      const isSeen = sequence.isGoal && chain !== undefined && chain.startMs >= this.startMs;
      return isSeen ? [[sequence, chain] as const] : [];
    });
  }

  private longest(): Sequence | undefined {
    const seen = this.goals().map(([sequence]) => sequence);
    return seen.reduce((longest, sequence) => (sequence.length > longest.length ? sequence : longest), seen[0]!);
  }

  matches(): WindowInput[] {
    const satisfying = this.goals().filter(([sequence]) => this.satisfies(sequence));
    const longest = satisfying.reduce((best, goal) => (goal[0].length > best[0].length ? goal : best), satisfying[0]!);
    const matches: WindowInput[] = [];
    for (let at: Chain | undefined = longest?.[1]; at !== undefined; at = at.before) matches.push(at.input);
    return matches.reverse();
  }
}
