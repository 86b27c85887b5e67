import { alertOf } from './alert-of.ts';
import type { CorrelationAlert } from './correlation-alert.ts';
import type { CorrelationInput } from './correlation-input.ts';
import { DueQueue } from './due-queue.ts';
import type { GroupWindow, WindowInput } from './group-window.ts';
import type { Notices } from './notices.ts';
import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import { numberOf, valueKey } from './values.ts';
import { needsNumber, type WindowMaker, windowMaker } from './windows.ts';

/** How much is kept at once, over all correlations but for `matchesPerWindow`. */
export interface CorrelationLimits {
  readonly groups: number;
  readonly matches: number;
  readonly matchesPerWindow: number;
}

/** Some 600 MB of state at the very worst, when each window of each group is full at the same time. */
export const DEFAULT_LIMITS: CorrelationLimits = { groups: 1_000_000, matches: 10_000_000, matchesPerWindow: 100_000 };

interface Running {
  readonly planned: PlannedCorrelation;
  readonly make: WindowMaker;
  readonly groups: Map<string, GroupWindow>;
  readonly queue: DueQueue;
  readonly needsNumber: boolean;
  /** correlations that count matches are told of each alert, the others of each moment at which this one holds */
  readonly countsAlerts: boolean;
}

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
  readonly #consumers: readonly (readonly { readonly running: Running; readonly source: number }[])[];
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
    this.#running = plan.correlations.map(run);
    const nodes = Array.from({ length: plan.baseRules.length + plan.correlations.length }, (_, index) => index);
    this.#consumers = nodes.map((node) =>
      this.#running.flatMap((running) => {
        const source = running.planned.sources.findIndex((slots) => slots.node === node);
        return source === -1 ? [] : [{ running, source }];
      }),
    );
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
    for (const { running, source } of this.#consumers[input.ruleIndex]!) {
      if (isAlert || !running.countsAlerts) this.#feed(running, source, input);
    }
  }

  #feed(running: Running, source: number, input: WindowInput): void {
    const { planned } = running;
    const slots = planned.sources[source]!;
    const key = valueKey(input.values, slots.group);
    if (key === undefined) {
      this.#notices.note('GROUP_MISSING', planned, input.timeMs);
      return;
    }
    if (slots.fields.length > 0 && !hasValue(running, input, slots.fields)) {
      this.#notices.note('VALUE_MISSING', planned, input.timeMs);
      return;
    }
    if (!planned.isWhole) this.#dropIdle(running, input.timeMs);
    const group = running.groups.get(key) ?? this.#open(running, key, input, source);
    const before = group.size;
    if (!planned.isWhole) group.forget(input.timeMs - planned.rule.timespanMs);
    group.add(input, source);
    group.latest = input;
    group.latestSource = source;
    this.#matchCount += group.size - before;
    this.#keepWithinLimits(running, group);
    if (!planned.isWhole) this.#judgeSliding(group);
  }

  #open(running: Running, key: string, input: WindowInput, source: number): GroupWindow {
    const { planned, groups, queue } = running;
    const group = running.make(key, input, source);
    groups.set(key, group);
    this.#groupCount++;
    const dueMs = input.timeMs + planned.rule.timespanMs;
    queue.push(group, dueMs);
    if (planned.isWhole && dueMs < this.#nextDueMs) this.#nextDueMs = dueMs;
    return group;
  }

  #close(running: Running, group: GroupWindow): void {
    this.#matchCount -= group.size;
    this.#groupCount--;
    running.groups.delete(group.key);
  }

  /** A group without a match in its time frame is as good as new. */
  #dropIdle(running: Running, timeMs: number): void {
    const { queue, planned } = running;
    while (queue.first !== undefined && queue.first.dueMs < timeMs) {
      const { group } = queue.shift()!;
      const dueMs = group.latest.timeMs + planned.rule.timespanMs;
      if (dueMs < timeMs) this.#close(running, group);
      else queue.push(group, dueMs);
    }
  }

  #keepWithinLimits(running: Running, group: GroupWindow): void {
    const { groups, matches, matchesPerWindow } = this.#limits;
    const { planned, queue } = running;
    const { timeMs } = group.latest;
    while (group.size > matchesPerWindow) this.#forgetEarliest(running, group);
    while (this.#groupCount > groups || this.#matchCount > matches) {
      const first = queue.first!.group;
      if (first !== group || planned.isWhole) {
        queue.shift();
        this.#close(running, first);
        this.#nextDueMs = this.#findNextDueMs();
        this.#notices.note('GROUPS_FULL', planned, timeMs);
      } else if (running.groups.size > 1) queue.push(group, queue.shift()!.dueMs);
      else if (this.#matchCount > matches && group.size > 1) this.#forgetEarliest(running, group);
      else return;
      if (first === group && planned.isWhole) return;
    }
  }

  #forgetEarliest({ planned }: Running, group: GroupWindow): void {
    const before = group.size;
    group.forgetEarliest();
    this.#matchCount -= before - group.size;
    this.#notices.note('WINDOW_FULL', planned, group.latest.timeMs);
  }

  /** One alert when the condition becomes true, then none until it was false, or that window has passed. */
  #judgeSliding(group: GroupWindow): void {
    const { rule } = group.correlation;
    const { holds, value } = group.judge();
    const { timeMs } = group.latest;
    const isNew = !group.isHolding || group.alert === undefined || timeMs > group.alert.timeMs + rule.timespanMs;
    group.isHolding = holds;
    if (!holds) return;
    if (isNew) group.alert = alertOf(this.#plan, group, { value, timeMs, windowEndMs: timeMs, isCut: false });
    this.#report(group, group.alert!, timeMs, isNew);
  }

  #closeNext(isCut: boolean): void {
    const running = this.#running.find(
      ({ planned, queue }) => planned.isWhole && queue.first !== undefined && queue.first.dueMs <= this.#nextDueMs,
    )!;
    const { group, dueMs } = running.queue.shift()!;
    // Closed first: what it reports may open the next window of a correlation of this one.
    this.#close(running, group);
    this.#nextDueMs = this.#findNextDueMs();
    const { holds, value } = group.judge();
    if (!holds) return;
    const timeMs = isCut ? Math.max(this.#nowMs, group.latest.timeMs) : dueMs;
    this.#report(group, alertOf(this.#plan, group, { value, timeMs, windowEndMs: dueMs, isCut }), timeMs, true);
  }

  #findNextDueMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { planned, queue } of this.#running) {
      if (planned.isWhole && queue.first !== undefined && queue.first.dueMs < nextMs) nextMs = queue.first.dueMs;
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

function run(planned: PlannedCorrelation): Running {
  const { type } = planned.rule;
  const countsAlerts = type !== 'temporal' && type !== 'temporal_ordered' && type !== 'value_count';
  const state = { groups: new Map<string, GroupWindow>(), queue: new DueQueue(), needsNumber: needsNumber(planned) };
  return { planned, make: windowMaker(planned), countsAlerts, ...state };
}

function hasValue(running: Running, { values }: WindowInput, slots: readonly number[]): boolean {
  return running.needsNumber
    ? numberOf(values[slots[0]!] ?? null) !== undefined
    : valueKey(values, slots) !== undefined;
}

/** A group value, or a field of the latest match: what a correlation of this one reads. */
function exported(group: GroupWindow, place: number | readonly number[]): string | number | null {
  const { first, firstSource, latest, latestSource, correlation } = group;
  const slot = typeof place === 'number' ? correlation.sources[firstSource]!.group[place]! : place[latestSource]!;
  return (typeof place === 'number' ? first : latest).values[slot] ?? null;
}
