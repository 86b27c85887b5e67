import type { CorrelationAlert } from './correlation-alert.ts';
import type { CorrelationInput } from './correlation-input.ts';
import type { PlannedCorrelation } from './plan.ts';

/** A match as the windows keep it: of a base rule, or (with `alert`) of a correlation. */
export interface WindowInput extends CorrelationInput {
  readonly alert?: CorrelationAlert;
}

/** What is measured over a window, and whether the condition holds. */
export interface Judgement {
  readonly value: number;
  readonly holds: boolean;
}

/** The events of one group in the time frame of one correlation, and what is measured over them. */
export abstract class GroupWindow {
  readonly correlation: PlannedCorrelation;
  readonly key: string;
  /** the group's first match, whose group values are shown, and the source it came from */
  readonly first: WindowInput;
  readonly firstSource: number;
  latest: WindowInput;
  latestSource: number;
  /** whether the condition held when it was last judged */
  isHolding = false;
  alert: CorrelationAlert | undefined;

  constructor(correlation: PlannedCorrelation, key: string, first: WindowInput, firstSource: number) {
    this.correlation = correlation;
    this.key = key;
    this.first = first;
    this.firstSource = firstSource;
    this.latest = first;
    this.latestSource = firstSource;
  }

  /** number of matches held; what counts against the limits */
  abstract readonly size: number;

  /** Adds a match, no earlier than all before. */
  abstract add(input: WindowInput, source: number): void;

  /** Forgets what is earlier than `startMs`. */
  abstract forget(startMs: number): void;

  /** Forgets the earliest match, to keep within the limits. */
  abstract forgetEarliest(): void;

  /** Only when it holds a match. */
  abstract judge(): Judgement;

  /** The matches that make the condition true, earliest first. */
  abstract matches(): Iterable<WindowInput>;
}

/** A window that keeps each of its matches, in a ring. */
export abstract class EventWindow extends GroupWindow {
  #ring: (WindowInput | undefined)[] = new Array(2);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Called for each match that comes in. */
  protected abstract enter(input: WindowInput, source: number): void;

  /** Called for each match that goes, earliest first. */
  protected abstract leave(input: WindowInput): void;

  add(input: WindowInput, source: number): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#size) & (this.#ring.length - 1)] = input;
    this.#size++;
    this.enter(input, source);
  }

  forget(startMs: number): void {
    while (this.#size > 0 && this.#ring[this.#head]!.timeMs < startMs) this.forgetEarliest();
  }

  forgetEarliest(): void {
    const input = this.#ring[this.#head]!;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#size--;
    this.leave(input);
  }

  /** @param index 0 is the earliest */
  protected at(index: number): WindowInput {
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)]!;
  }

  *matches(): Iterable<WindowInput> {
    for (let index = 0; index < this.#size; index++) yield this.at(index);
  }

  #grow(): void {
    // Powers of two, so that places wrap by a mask.
    const larger: (WindowInput | undefined)[] = new Array(this.#ring.length * 2);
    for (let index = 0; index < this.#size; index++) larger[index] = this.at(index);
    this.#ring = larger;
    this.#head = 0;
  }
}
