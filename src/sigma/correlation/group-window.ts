import type { CorrelationAlert } from './correlation-alert.ts';
import type { CorrelationInput, InputValue } from './correlation-input.ts';
import type { GroupKey } from './key-space.ts';
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

/**
 * The events of one group in the time frame of one correlation, and what is measured over them.
 *
 * Fields of the windows are only declared and set by constructors: class fields and private names take 2 microseconds
 * where several subclasses share a constructor (V8 11, bench/suites/correlations.ts), and most events begin a group.
 */
export abstract class GroupWindow {
  declare readonly correlation: PlannedCorrelation;
  declare key: GroupKey;
  /** the group's first match, whose group values are shown, and the source it came from */
  declare first: WindowInput;
  declare firstSource: number;
  declare latest: WindowInput;
  declare latestSource: number;
  /** whether the condition held when it was last judged */
  declare isHolding: boolean;
  declare alert: CorrelationAlert | undefined;

  constructor(correlation: PlannedCorrelation, key: GroupKey, first: WindowInput, source: number) {
    this.correlation = correlation;
    this.begin(key, first, source);
  }

  /** Makes the window that of another group; only when it is cleared. */
  begin(key: GroupKey, first: WindowInput, source: number): void {
    this.key = key;
    this.first = first;
    this.firstSource = source;
    this.latest = first;
    this.latestSource = source;
    this.isHolding = false;
    this.alert = undefined;
  }

  /** Forgets all matches. */
  abstract clear(): void;

  /** number of matches held; what counts against the limits */
  abstract readonly size: number;

  /** Adds a match, no earlier than all before. */
  abstract add(input: WindowInput, source: number): void;

  /** Forgets what is earlier than `startMs`. */
  abstract forget(startMs: number): void;

  /** Forgets the earliest match, to keep within the limits; false where a window holds no more than one for each rule. */
  abstract forgetEarliest(): boolean;

  /** Only when it holds a match. */
  abstract judge(): Judgement;

  /** The matches that make the condition true, earliest first. */
  abstract matches(): Iterable<WindowInput>;

  /**
   * A field's value for correlations of this one; only while the condition holds.
   * @param slots its place in the values of each source's matches
   */
  read(slots: readonly number[]): InputValue {
    return this.latest.values[slots[this.latestSource]!] ?? null;
  }

  /** Whether the latest match is one that makes the condition true; only while it holds. */
  get isProlonged(): boolean {
    return true;
  }

  /** Holds no more than one match for each rule, so that to list them at each match costs little. */
  get isSmall(): boolean {
    return false;
  }
}

/** A cleared window keeps room for this many matches. */
export const MAX_KEPT_ROOM = 64;

/** A window that keeps each of its matches, in a ring. */
export abstract class EventWindow extends GroupWindow {
  declare size: number;
  /** its length is a power of two, so that places wrap by a mask */
  declare private ring: (WindowInput | undefined)[];
  declare private head: number;

  constructor(correlation: PlannedCorrelation, key: GroupKey, first: WindowInput, firstSource: number) {
    super(correlation, key, first, firstSource);
    this.size = 0;
    this.ring = [undefined];
    this.head = 0;
  }

  /** Called for each match that comes in. */
  protected abstract enter(input: WindowInput, source: number): void;

  /** Called for each match that went, earliest first. */
  protected abstract leave(input: WindowInput): void;

  add(input: WindowInput, source: number): void {
    if (this.size === this.ring.length) this.grow();
    this.ring[(this.head + this.size) & (this.ring.length - 1)] = input;
    this.size++;
    this.enter(input, source);
  }

  forget(startMs: number): void {
    while (this.size > 0 && this.ring[this.head]!.timeMs < startMs) this.forgetEarliest();
  }

  clear(): void {
    while (this.size > 0) this.forgetEarliest();
    // A window that was crowded once does not keep its room for the next group.
    if (this.ring.length > MAX_KEPT_ROOM) this.ring = [undefined];
    this.head = 0;
  }

  forgetEarliest(): boolean {
    const input = this.ring[this.head]!;
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.size--;
    this.leave(input);
    return true;
  }

  /** @param index 0 is the earliest */
  protected at(index: number): WindowInput {
    return this.ring[(this.head + index) & (this.ring.length - 1)]!;
  }

  *matches(): Iterable<WindowInput> {
    for (let index = 0; index < this.size; index++) yield this.at(index);
  }

  private grow(): void {
    const larger: (WindowInput | undefined)[] = new Array(this.ring.length * 2);
    for (let index = 0; index < this.size; index++) larger[index] = this.at(index);
    this.ring = larger;
    this.head = 0;
  }
}
