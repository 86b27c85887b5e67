import { alertOf } from './alert-of.ts';
import type { CorrelationAlert } from './correlation-alert.ts';
import type { CorrelationInput, InputValue } from './correlation-input.ts';
import type { GroupWindow, WindowInput } from './group-window.ts';
import type { GroupKey } from './key-space.ts';
import type { Notices } from './notices.ts';
import type { CorrelationPlan } from './plan.ts';
import { type Consumers, consumersOf, type Running, runningOf } from './running.ts';
import { type HeldGroup, Seed } from './seed.ts';
import { numberOf, valueKey } from './values.ts';

/** How much is kept at once, over all correlations but for `matchesPerWindow`. */
export interface CorrelationLimits {
  readonly groups: number;
  readonly matches: number;
  readonly matchesPerWindow: number;
}

/** At some 250 bytes a group and 50 a match, 500 MB of state at the very worst; docs/decisions/0003 has whole hunts. */
export const DEFAULT_LIMITS: CorrelationLimits = { groups: 1_000_000, matches: 5_000_000, matchesPerWindow: 100_000 };

/**
 * Judges matches that come in the order of time. Sliding windows are judged at each match that enters; windows whose
 * condition more events could make false again are judged when they are over. See docs/decisions/0003.
 */
export class Evaluator {
  readonly #plan: CorrelationPlan;
  readonly #limits: CorrelationLimits;
  readonly #notices: Notices;
  readonly #onAlert: (alert: CorrelationAlert) => void;
  readonly #running: readonly Running[];
  readonly #consumers: readonly (readonly Consumers[])[];
  #groupCount = 0;
  #matchCount = 0;
  #nowMs = Number.NEGATIVE_INFINITY;
  /** when the first of the windows that are judged as a whole is over */
  #nextDueMs = Number.POSITIVE_INFINITY;

  constructor(
    plan: CorrelationPlan,
    limits: CorrelationLimits,
    notices: Notices,
    onAlert: (alert: CorrelationAlert) => void,
  ) {
    this.#plan = plan;
    this.#limits = limits;
    this.#notices = notices;
    this.#onAlert = onAlert;
    this.#running = runningOf(plan);
    this.#consumers = consumersOf(plan, this.#running);
  }

  /** @param input no earlier than those before, nor than the time passed to */
  accept(input: CorrelationInput): void {
    this.passTo(input.timeMs);
    this.#deliver(input, true);
  }

  /** Time has come to here: judges the windows that are over before it. */
  passTo(timeMs: number): void {
    if (timeMs > this.#nowMs) this.#nowMs = timeMs;
    while (this.#nextDueMs < timeMs) this.#closeNext(false);
  }

  /** Judges all windows that are still open; their alerts say that they were cut short. */
  finish(): void {
    while (this.#nextDueMs < Number.POSITIVE_INFINITY) this.#closeNext(this.#nextDueMs > this.#nowMs);
  }

  #deliver(input: WindowInput, isAlert: boolean): void {
    const { values } = input;
    for (const { groupSlots, space, members } of this.#consumers[input.ruleIndex]!) {
      const text = valueKey(values, groupSlots);
      if (text === undefined) {
        for (const { running } of members) this.#notices.note('GROUP_MISSING', running.planned, input.timeMs);
        continue;
      }
      const key = space.hold(text);
      for (const { running, source } of members) {
        if (isAlert || !running.countsAlerts) this.#feed(running, source, input, values, key);
      }
      space.release(key);
    }
  }

  #feed(running: Running, source: number, input: WindowInput, values: readonly InputValue[], key: GroupKey): void {
    const { planned } = running;
    const { fields } = planned.sources[source]!;
    if (fields.length > 0 && !hasValue(running, values, fields)) {
      this.#notices.note('VALUE_MISSING', planned, input.timeMs);
      return;
    }
    const { timeMs } = input;
    if (!planned.isWhole) this.#dropIdle(running, timeMs);
    const held = key.windows[running.place];
    if (held === undefined) {
      this.#open(running, source, input, key);
      return;
    }
    const group = held instanceof Seed ? this.#grow(running, held) : held;
    const before = group.size;
    if (!planned.isWhole) group.forget(timeMs - planned.rule.timespanMs);
    group.add(input, source);
    group.latest = input;
    group.latestSource = source;
    this.#matchCount += group.size - before;
    this.#keepWithinLimits(running, group);
    if (!planned.isWhole) this.#judgeSliding(group, timeMs);
  }

  #open(running: Running, source: number, input: WindowInput, key: GroupKey): void {
    const { planned, queue, place } = running;
    const group = windowOf(running, key, input, source);
    const isSeed = planned.isWhole || !group.judge().holds;
    if (isSeed) this.#reuse(running, group);
    const held = isSeed ? new Seed(key, input, source) : group;
    key.windows[place] = held;
    key.holders++;
    this.#groupCount++;
    this.#matchCount++;
    const dueMs = input.timeMs + planned.rule.timespanMs;
    queue.push(held, dueMs);
    if (planned.isWhole && dueMs < this.#nextDueMs) this.#nextDueMs = dueMs;
    this.#keepWithinLimits(running, held);
    if (!isSeed) this.#judgeSliding(group, input.timeMs);
  }

  #grow(running: Running, seed: Seed): GroupWindow {
    const { key, first, firstSource } = seed;
    const group = windowOf(running, key, first, firstSource);
    seed.grown = group;
    key.windows[running.place] = group;
    return group;
  }

  /** @param group the one that the queue gave */
  #close({ space, place }: Running, group: HeldGroup): void {
    this.#matchCount -= group.size;
    this.#groupCount--;
    group.key.windows[place] = undefined;
    space.release(group.key);
  }

  /** @param group closed or never opened, and no longer needed */
  #reuse({ spare }: Running, group: HeldGroup): void {
    if (group instanceof Seed) return;
    group.clear();
    spare.push(group);
  }

  /** A group without a match in its time frame is as good as new. */
  #dropIdle(running: Running, timeMs: number): void {
    const { queue, planned } = running;
    while (queue.firstDueMs < timeMs) {
      const group = queue.shift();
      const dueMs = group.latest.timeMs + planned.rule.timespanMs;
      if (dueMs < timeMs) {
        this.#close(running, group);
        this.#reuse(running, group);
      } else queue.push(group, dueMs);
    }
  }

  #keepWithinLimits(running: Running, group: HeldGroup): void {
    const { groups, matches, matchesPerWindow } = this.#limits;
    while (group.size > matchesPerWindow && this.#forgetEarliest(running, group));
    while (this.#groupCount > groups || this.#matchCount > matches) {
      if (!this.#forgetSome(running, group)) return;
    }
  }

  /** Forgets the group idle for longest, of the correlation that wants more; its own group only when there is no other. */
  #forgetSome(running: Running, group: HeldGroup): boolean {
    const { queue, planned } = running;
    const isOwn = queue.first === group;
    if (isOwn && !planned.isWhole) {
      if (queue.size > 1) {
        queue.shift();
        queue.push(group, group.latest.timeMs + planned.rule.timespanMs);
        return true;
      }
      return group.size > 1 && this.#matchCount > this.#limits.matches && this.#forgetEarliest(running, group);
    }
    this.#close(running, queue.shift());
    this.#nextDueMs = this.#findNextDueMs();
    this.#notices.note('GROUPS_FULL', planned, group.latest.timeMs);
    return !isOwn;
  }

  #forgetEarliest({ planned }: Running, group: HeldGroup): boolean {
    if (!group.forgetEarliest()) return false;
    this.#matchCount--;
    this.#notices.note('WINDOW_FULL', planned, group.latest.timeMs);
    return true;
  }

  /** One alert when the condition becomes true, then none until it was false, or that window has passed. */
  #judgeSliding(group: GroupWindow, timeMs: number): void {
    const { timespanMs } = group.correlation.rule;
    const { holds, value } = group.judge();
    const isNew = !group.isHolding || group.alert === undefined || timeMs > group.alert.timeMs + timespanMs;
    group.isHolding = holds;
    if (!holds || (!isNew && !group.isProlonged)) return;
    if (!isNew && this.#consumers[group.correlation.node]!.length === 0) return;
    const judged = { value, timeMs, windowEndMs: timeMs, isCut: false };
    const alert = isNew || group.isSmall ? alertOf(this.#plan, group, judged) : group.alert!;
    if (isNew) group.alert = alert;
    this.#report(group, alert, timeMs, isNew);
  }

  #closeNext(isCut: boolean): void {
    const running = this.#running.find(({ planned, queue }) => planned.isWhole && queue.firstDueMs <= this.#nextDueMs)!;
    const dueMs = running.queue.firstDueMs;
    const held = running.queue.shift();
    // Closed first: what it reports may open the next window of a correlation of this one.
    this.#close(running, held);
    this.#nextDueMs = this.#findNextDueMs();
    const group = held instanceof Seed ? windowOf(running, held.key, held.first, held.firstSource) : held;
    const { holds, value } = group.judge();
    const timeMs = isCut ? Math.max(this.#nowMs, group.latest.timeMs) : dueMs;
    if (holds) {
      this.#report(group, alertOf(this.#plan, group, { value, timeMs, windowEndMs: dueMs, isCut }), timeMs, true);
    }
    this.#reuse(running, group);
  }

  #findNextDueMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { planned, queue } of this.#running) {
      if (planned.isWhole && queue.firstDueMs < nextMs) nextMs = queue.firstDueMs;
    }
    return nextMs;
  }

  #report(group: GroupWindow, alert: CorrelationAlert, timeMs: number, isNew: boolean): void {
    const { rule, node, exports } = group.correlation;
    if (isNew && !this.#plan.silent.has(rule)) this.#onAlert(alert);
    if (this.#consumers[node]!.length === 0) return;
    const values = exports.map((place) => exported(group, place));
    this.#deliver({ ruleIndex: node, timeMs, values, ref: group.latest.ref, alert }, isNew);
  }
}

/** A window of one match, not yet held anywhere. */
function windowOf({ spare, make }: Running, key: GroupKey, first: WindowInput, source: number): GroupWindow {
  const cleared = spare.pop();
  cleared?.begin(key, first, source);
  const group = cleared ?? make(key, first, source);
  group.add(first, source);
  return group;
}

function hasValue(running: Running, values: readonly InputValue[], slots: readonly number[]): boolean {
  return running.needsNumber
    ? numberOf(values[slots[0]!] ?? null) !== undefined
    : valueKey(values, slots) !== undefined;
}

/** A group value, or a field of a match: what a correlation of this one reads. */
function exported(group: GroupWindow, place: number | readonly number[]): InputValue {
  if (typeof place !== 'number') return group.read(place);
  const { first, firstSource, correlation } = group;
  return first.values[correlation.sources[firstSource]!.group[place]!] ?? null;
}
