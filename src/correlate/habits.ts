import type { CommandUse, Msg, Observations } from '../model/index.ts';
import { fileName, msg } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';

const DAY_MS = 86_400_000;
// Two weeks of a weekly job, or three days of a daily one.
const LEAST_DAYS = 3;
const LEAST_WEEKLY = 2;
const WEEK = 7;

/** What accounts are used to do: the programs they ran with the same kind of arguments on the same host on days before. */
export class Habits {
  readonly #uses = new Map<string, CommandUse[]>();
  readonly #names: Names;

  constructor({ commands }: Pick<Observations, 'commands'>, names: Names) {
    this.#names = names;
    for (const use of commands) {
      const key = this.#key(use.host, use.account, use.program);
      const list = this.#uses.get(key);
      if (list === undefined) this.#uses.set(key, [use]);
      else list.push(use);
    }
  }

  /** Why an alert is nothing new for this account on this host; undefined when it is. */
  usual({ alert, host }: AlertPoint): Msg | undefined {
    const { context, timeMs } = alert;
    if (context?.image === undefined || context.account === undefined || timeMs === null) return undefined;
    const uses = this.#uses.get(this.#key(host, context.account, fileName(context.image))) ?? [];
    const days = [
      ...new Set(uses.filter((use) => use.shape === context.shape).flatMap((use) => daysBefore(use, timeMs))),
    ];
    days.sort((a, b) => a - b);
    if (!isRegular(days, Math.floor(timeMs / DAY_MS))) return undefined;
    const args = { account: context.account, program: fileName(context.image), host: alert.host, days: days.length };
    return msg('usual.command', { ...args, since: { timeMs: days[0]! * DAY_MS } });
  }

  #key(host: string, account: string, program: string): string {
    return `${this.#names.host(host)}\n${this.#names.account(account)}\n${program}`;
  }
}

function daysBefore({ days }: CommandUse, timeMs: number): number[] {
  const today = Math.floor(timeMs / DAY_MS);
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
