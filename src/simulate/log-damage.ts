import { HOUR_MS, MINUTE_MS } from './calendar.ts';
import type { HostLogging, LogSetting } from './log-settings.ts';
import type { Host, HostRole } from './organisation.ts';

/** What is different in the logs of some hosts. */
export interface HostDamage {
  /** roles of hosts; all when absent */
  readonly roles?: readonly HostRole[];
  /** only hosts whose number it divides */
  readonly every?: number;
  /** settings that are on or off there, whatever is usual */
  readonly with?: readonly LogSetting[];
  readonly without?: readonly LogSetting[];
  /** event logs that lost the records of these days, by their channels; their numbers are used up */
  readonly lost?: readonly string[];
  /** what an event log held before it was cleared is gone too */
  readonly isClearedGone?: boolean;
  /** how far the clock is ahead; behind when it is negative */
  readonly clockMinutes?: number;
  /** days of the simulation in which records are lost and the clock is wrong, first and last; all when absent */
  readonly days?: readonly [first: number, last: number];
}

/** What happened to the logs of an organisation, asked for by those who write them. */
export interface LogDamage {
  loggingOf(host: Pick<Host, 'name' | 'role'>, usual: HostLogging): HostLogging;
  /** a record has a number but is not there */
  isLost(host: Host, channel: string, timeMs: number): boolean;
  isClearedGone(host: Host): boolean;
  /** how far the host's clock is ahead, ms */
  clockMs(host: Host, timeMs: number): number;
}

/** Nothing happened. */
export const UNDAMAGED: LogDamage = {
  loggingOf: (_, usual) => usual,
  isLost: () => false,
  isClearedGone: () => false,
  clockMs: () => 0,
};

/** @param startMs when the first day begins; asked for when the simulation runs */
export function logDamage(damages: readonly HostDamage[], startMs: () => number): LogDamage {
  const known = new Map<Host, readonly HostDamage[]>();
  const ofHost = (host: Host): readonly HostDamage[] => {
    const found = known.get(host) ?? damages.filter((damage) => isMeant(host, damage));
    known.set(host, found);
    return found;
  };
  const isNow = ({ days }: HostDamage, timeMs: number): boolean => {
    const day = dayOf(timeMs, startMs());
    return days === undefined || (day >= days[0] && day <= days[1]);
  };
  return {
    loggingOf: (host, usual) => damages.filter((damage) => isMeant(host, damage)).reduce(withSettings, usual),
    isLost: (host, channel, timeMs) =>
      ofHost(host).some((damage) => damage.lost?.includes(channel) === true && isNow(damage, timeMs)),
    isClearedGone: (host) => ofHost(host).some((damage) => damage.isClearedGone === true),
    clockMs: (host, timeMs) =>
      ofHost(host).reduce(
        (sum, damage) => sum + (isNow(damage, timeMs) ? (damage.clockMinutes ?? 0) * MINUTE_MS : 0),
        0,
      ),
  };
}

/** Day of the simulation; the first is 1. */
export function dayOf(timeMs: number, startMs: number): number {
  return Math.floor((timeMs - startMs) / (24 * HOUR_MS)) + 1;
}

/** Whether hosts of these roles and numbers are meant: 2 is every other. */
export function isMeant(
  { name, role }: Pick<Host, 'name' | 'role'>,
  { roles, every }: Pick<HostDamage, 'roles' | 'every'>,
): boolean {
  const number = Number(/\d+$/.exec(name)?.[0] ?? 0);
  return (roles === undefined || roles.includes(role)) && (every === undefined || number % every === 0);
}

function withSettings(usual: HostLogging, damage: Pick<HostDamage, 'with' | 'without'>): HostLogging {
  const { with: more = [], without = [] } = damage;
  return new Set([...usual, ...more].filter((setting) => !without.includes(setting)));
}
