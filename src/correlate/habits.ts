import type { CommandUse, Msg, Observations } from '../model/index.ts';
import { fileName, levelRank, msg } from '../model/index.ts';
import { actorOf } from './account-names.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Logons } from './logons.ts';
import type { Names } from './names.ts';

const DAY_MS = 86_400_000;
// Two weeks of a weekly job, or three days of a daily one.
const LEAST_DAYS = 3;
const LEAST_WEEKLY = 2;
const WEEK = 7;
// What is grave by itself stays so, however often it happened: an intruder who stays has habits too.
const MOST_USUAL = levelRank('medium');
// Two colleagues on three days: what administrators here do. One stolen account, or a visit, does not make it so.
const LEAST_OTHERS = 2;
const LEAST_OTHER_DAYS = 3;

/** What habits are told from. */
export interface HabitInput {
  readonly points: readonly AlertPoint[];
  readonly observations: Pick<Observations, 'commands'>;
  readonly names: Names;
  readonly logons: Logons;
}

/**
 * What accounts are used to do: the programs they ran with the same kind of arguments on the same host on days before, and
 * what alerted before for the same account in the same way, there or from the same host.
 */
export class Habits {
  /** of what alerted only */
  readonly #uses = new Map<string, CommandUse[]>();
  readonly #days = new Map<string, number[]>();
  /** by what was done: the days on which each account did it */
  readonly #practice = new Map<string, Map<string, Set<number>>>();
  readonly #logons: Logons;

  constructor({ points, observations: { commands }, names, logons }: HabitInput) {
    this.#logons = logons;
    for (const point of points) {
      const key = useKey(point);
      if (key !== undefined) this.#uses.set(key, []);
    }
    for (const use of commands) {
      const host = names.host(use.host);
      this.#uses.get(`${host}\n${actorOf(use.account, host, names)}\n${use.program}\n${use.shape}`)?.push(use);
    }
    for (const point of points) this.#learn(point);
  }

  /** Why an alert is nothing new for this account on this host, or from its own; undefined when it is. */
  usual(point: AlertPoint): Msg | undefined {
    const { alert, actor } = point;
    const { context, timeMs } = alert;
    if (timeMs === null || actor === undefined || levelRank(alert.rule.level) > MOST_USUAL) return undefined;
    const today = Math.floor(timeMs / DAY_MS);
    const account = context?.account ?? '';
    const uses = this.#uses.get(useKey(point) ?? '') ?? [];
    const daysOfUse = [...new Set(uses.flatMap((use) => daysBefore(use, today)))].sort((a, b) => a - b);
    if (isRegular(daysOfUse, today)) {
      const args = { account, program: fileName(context?.image ?? ''), host: alert.host, days: daysOfUse.length };
      return msg('usual.command', { ...args, since: { timeMs: daysOfUse[0]! * DAY_MS } });
    }
    for (const key of this.#keysOf(point)) {
      const days = (this.#days.get(key) ?? []).filter((day) => day < today);
      if (!isRegular(days, today)) continue;
      const args = { account, title: alert.rule.title, host: alert.host, days: days.length };
      return msg('usual.alert', { ...args, since: { timeMs: days[0]! * DAY_MS } });
    }
    return undefined;
  }

  /** Why something is practice here: colleagues do the same. Undefined when they do not. */
  practice({ alert, actor, account, pattern }: AlertPoint): Msg | undefined {
    if (actor !== account || pattern === '' || levelRank(alert.rule.level) > MOST_USUAL) return undefined;
    const others = [...(this.#practice.get(practiceKey(alert, pattern)) ?? [])].filter(([one]) => one !== account);
    const days = others.reduce((sum, [, ofOne]) => sum + ofOne.size, 0);
    if (others.length < LEAST_OTHERS || days < LEAST_OTHER_DAYS) return undefined;
    return msg('lowered.practice', { accounts: others.length, days });
  }

  #learn(point: AlertPoint): void {
    const { alert, actor, account, pattern } = point;
    if (alert.timeMs === null || actor === undefined) return;
    const day = Math.floor(alert.timeMs / DAY_MS);
    for (const key of this.#keysOf(point)) {
      const days = this.#days.get(key);
      if (days === undefined) this.#days.set(key, [day]);
      else if (days.at(-1) !== day) days.push(day);
    }
    if (actor !== account) return;
    const key = practiceKey(alert, pattern);
    const byAccount = this.#practice.get(key) ?? new Map<string, Set<number>>();
    this.#practice.set(key, byAccount.set(actor, (byAccount.get(actor) ?? new Set()).add(day)));
  }

  #keysOf(point: AlertPoint): string[] {
    const { alert, host, actor, pattern } = point;
    const what = `${alert.rule.id}\n${actor}\n${pattern}`;
    const logon = this.#logons.of(point);
    const from = logon === undefined ? undefined : this.#logons.originOf(logon).host;
    return [`on ${host}\n${what}`, ...(from === undefined ? [] : [`from ${from}\n${what}`])];
  }
}

/** Undefined when the alert is not on the start of a program. */
function useKey({ alert: { context }, host, actor }: AlertPoint): string | undefined {
  if (context?.image === undefined || context.shape === undefined) return undefined;
  return `${host}\n${actor}\n${fileName(context.image)}\n${context.shape}`;
}

function practiceKey({ rule }: AlertPoint['alert'], pattern: string): string {
  return `${rule.id}\n${pattern}`;
}

function daysBefore({ days }: CommandUse, today: number): number[] {
  return days.flatMap(([first, last]) => {
    const before = Math.min(last, today - 1);
    return Array.from({ length: Math.max(0, before - first + 1) }, (_, index) => first + index);
  });
}

/** Daily on three days, or on the same day of two weeks: what people do by schedule. */
function isRegular(days: readonly number[], today: number): boolean {
  const sameWeekday = days.filter((day) => (today - day) % WEEK === 0);
  if (sameWeekday.length >= LEAST_WEEKLY) return true;
  return days.length >= LEAST_DAYS && days.at(-1)! - days[0]! >= WEEK;
}
