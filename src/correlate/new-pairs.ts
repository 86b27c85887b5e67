import { type LogonPath, msg, type Observations } from '../model/index.ts';
import { isSystemAccount } from './account-names.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';
import { DAY, HOUR, type PointLink, pair } from './point-link.ts';

// Before that, nobody has a past to be new against.
const LEARNING_MS = 7 * DAY;

/**
 * Ties what an account did on a host where it never logged on before to what it did elsewhere the day before. Says nothing
 * in the first week of the logs.
 */
export function newPairs(
  points: readonly AlertPoint[],
  { logons }: Pick<Observations, 'logons'>,
  names: Names,
): PointLink[] {
  const accounts = new Set(points.map(({ account }) => account));
  const firsts = firstLogons(logons, names, accounts);
  const logStart = logons.reduce((least, { firstMs }) => Math.min(least, firstMs ?? least), Number.POSITIVE_INFINITY);
  const links: PointLink[] = [];
  const lastElsewhere = new Map<string, AlertPoint[]>();
  for (const point of points) {
    const { account, host, alert } = point;
    if (account === undefined || alert.timeMs === null || isSystemAccount(alert.context?.account ?? '')) continue;
    const before = lastElsewhere.get(account) ?? [];
    const first = firsts.get(`${account}\n${host}`);
    const isNew =
      first?.firstMs != null && first.firstMs - logStart > LEARNING_MS && alert.timeMs - first.firstMs <= 2 * HOUR;
    const other = before.findLast((one) => one.host !== host && alert.timeMs! - (one.lastMs ?? 0) <= DAY);
    if (isNew && other !== undefined) {
      const args = { account: alert.context?.account ?? '', host: alert.host };
      const explain = () => ({ reason: msg('link.new-account-on-host', args), evidence: [first.firstRef] });
      links.push(pair(other, point, 'new-account-on-host', explain));
    }
    lastElsewhere.set(account, [...before, point].slice(-4));
  }
  return links;
}

function firstLogons(
  logons: readonly LogonPath[],
  names: Names,
  accounts: ReadonlySet<string | undefined>,
): ReadonlyMap<string, LogonPath> {
  const firsts = new Map<string, LogonPath>();
  for (const path of logons) {
    if (path.firstMs === null || path.failures === path.count) continue;
    const account = names.account(path.account);
    if (!accounts.has(account)) continue;
    const key = `${account}\n${names.host(path.host)}`;
    const known = firsts.get(key);
    if (known?.firstMs == null || path.firstMs < known.firstMs) firsts.set(key, path);
  }
  return firsts;
}
