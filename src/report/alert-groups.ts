import type { Alert, AlertedRule } from '../model/index.ts';
import { byCodePoint, levelRank } from '../model/index.ts';

/** All alerts of one rule on one host, of one level: those of indicators lose weight with age. */
export interface AlertGroup {
  readonly rule: Alert['rule'];
  readonly host: string;
  alerts: number;
  /** of these, how many people suppressed */
  suppressed: number;
  /** first and last event time, UTC milliseconds; null when no alert of the group is dated */
  firstMs: number | null;
  lastMs: number | null;
  /** the first alert in reading order */
  readonly example: Alert;
}

/** Groups by rule and host, keyed by `groupKey`. */
export type AlertGroups = Map<string, AlertGroup>;

/** Adds one alert to its group. @returns the group */
export function addAlert(groups: AlertGroups, alert: Alert): AlertGroup {
  return addGroup(groups, {
    rule: alert.rule,
    host: alert.host,
    alerts: 1,
    suppressed: alert.suppressedBy === undefined ? 0 : 1,
    firstMs: alert.timeMs,
    lastMs: alert.timeMs,
    example: alert,
  });
}

/**
 * Adds a group found elsewhere; call in reading order, so that the example is the first alert. Takes over `group`.
 * @returns the group that it is part of now
 */
export function addGroup(groups: AlertGroups, group: AlertGroup): AlertGroup {
  const key = JSON.stringify([group.rule.id, group.rule.title, group.rule.level, group.host]);
  const known = groups.get(key);
  if (known === undefined) {
    groups.set(key, group);
    return group;
  }
  known.alerts += group.alerts;
  known.suppressed += group.suppressed;
  known.firstMs = earlier(known.firstMs, group.firstMs);
  known.lastMs = later(known.lastMs, group.lastMs);
  return known;
}

/** Groups alerts one after another, as `addAlert` does: those of one rule mostly share the object that names it. */
export class AlertGrouper {
  readonly #groups: AlertGroups = new Map();
  readonly #byRule = new Map<Alert['rule'], Map<string, AlertGroup>>();

  add(alert: Alert): void {
    const { rule, host, timeMs, suppressedBy } = alert;
    const known = this.#byRule.get(rule)?.get(host);
    if (known === undefined) {
      this.#learn(alert);
      return;
    }
    known.alerts++;
    if (suppressedBy !== undefined) known.suppressed++;
    known.firstMs = earlier(known.firstMs, timeMs);
    known.lastMs = later(known.lastMs, timeMs);
  }

  /** In the order of their first alerts. */
  groups(): readonly AlertGroup[] {
    return [...this.#groups.values()];
  }

  #learn(alert: Alert): void {
    const group = addAlert(this.#groups, alert);
    // Alerts of published values each name their rule by an object of their own.
    if (group.rule !== alert.rule) return;
    const ofRule = this.#byRule.get(alert.rule);
    if (ofRule === undefined) this.#byRule.set(alert.rule, new Map([[alert.host, group]]));
    else ofRule.set(alert.host, group);
  }
}

/** Groups most severe rule first, then by number of alerts of the rule, title, id, alerts of the group and host. */
export function sortedGroups(groups: Iterable<AlertGroup>): AlertGroup[] {
  const list = [...groups];
  const perRule = new Map<string, number>();
  for (const { rule, alerts } of list) perRule.set(ruleKey(rule), (perRule.get(ruleKey(rule)) ?? 0) + alerts);
  return list.sort(
    (a, b) =>
      levelRank(b.rule.level) - levelRank(a.rule.level) ||
      (perRule.get(ruleKey(b.rule)) ?? 0) - (perRule.get(ruleKey(a.rule)) ?? 0) ||
      byCodePoint(ruleKey(a.rule), ruleKey(b.rule)) ||
      b.alerts - a.alerts ||
      byCodePoint(a.host, b.host),
  );
}

/** The rules that alerted, in the order of `sortedGroups`. */
export function alertedRules(groups: readonly AlertGroup[]): AlertedRule[] {
  const rules = new Map<string, { id: string; title: string; level: AlertedRule['level']; alerts: number }>();
  for (const { rule, alerts } of groups) {
    const known = rules.get(ruleKey(rule));
    if (known === undefined) {
      rules.set(ruleKey(rule), { id: rule.id, title: rule.title, level: rule.level, alerts });
    } else known.alerts += alerts;
  }
  return [...rules.values()];
}

/** Tells rules apart: rule sets exist in which two rules share an id. */
export function ruleKey(rule: { readonly id: string; readonly title: string }): string {
  return JSON.stringify([rule.title, rule.id]);
}

/** The earlier of two times, where null says nothing. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** The later of two times, where null says nothing. */
export function later(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
