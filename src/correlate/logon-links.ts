import { type EventRef, msg } from '../model/index.ts';
import { type AddressBook, isPrivateAddress } from './address-book.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Logon, Logons } from './logons.ts';
import type { Names } from './names.ts';
import { between, bucketsOf, lastUntil, MINUTE, type PointLink, pair } from './point-link.ts';

/** What links of logons are found in. */
export interface LogonContext {
  readonly points: readonly AlertPoint[];
  readonly names: Names;
  readonly logons: Logons;
  readonly addresses: AddressBook;
}

const MOST_STEPS = 6;

/**
 * Ties what happened in a logon to what happened in the one from which it was opened, on another host, and back to the login
 * on the VPN that its address was given to.
 */
export function* acrossLogons(context: LogonContext): Generator<PointLink> {
  const { points, logons } = context;
  const byLogon = new Map<Logon, AlertPoint[]>();
  for (const point of points) {
    const logon = logons.of(point);
    if (logon === undefined) continue;
    const list = byLogon.get(logon);
    if (list === undefined) byLogon.set(logon, [point]);
    else list.push(point);
  }
  const byDevice = bucketsOf(points, (point) => deviceKeys(point));
  for (const [logon, list] of byLogon) yield* toParent(logon, list[0]!, byLogon, byDevice, context);
}

/** The first thing in a logon hangs on the nearest one in the closest logon before it in which anything happened. */
function* toParent(
  logon: Logon,
  first: AlertPoint,
  byLogon: ReadonlyMap<Logon, readonly AlertPoint[]>,
  byDevice: ReadonlyMap<string, readonly AlertPoint[]>,
  { logons, names }: LogonContext,
): Generator<PointLink> {
  const evidence: EventRef[] = [];
  let child = logon;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { lease, parent } = logons.originOf(child);
    evidence.push(child.ref);
    if (lease?.user !== undefined) {
      const logins = byDevice.get(`${folderOf(lease.ref.source)}\n${names.account(lease.user)}`) ?? [];
      const login = lastUntil(logins, child.startMs + MINUTE);
      const isOfLease = login !== undefined && (login.alert.timeMs ?? 0) >= lease.fromMs - MINUTE;
      if (isOfLease && login.index !== first.index) {
        const args = { account: lease.user, host: first.alert.host, address: lease.address };
        const shown = [...evidence, lease.ref];
        yield pair(login, first, 'same-lease', () => ({ reason: msg('link.same-lease', args), evidence: shown }));
      }
      return;
    }
    if (parent === undefined) return;
    const there = byLogon.get(parent);
    const other = there === undefined ? undefined : (lastUntil(there, child.startMs + MINUTE) ?? there[0]);
    if (other !== undefined) {
      const args = { from: other.alert.host, to: first.alert.host, account: child.accountName };
      const shown = [...evidence, parent.ref];
      yield pair(other, first, 'remote-target', () => ({
        reason: msg('link.session-from-host', args),
        evidence: shown,
      }));
      return;
    }
    child = parent;
  }
}

/** What happened in logons from one address that the VPN had given belongs together, and so does what names the address. */
export function* overTunnel({ points, names, addresses }: LogonContext): Generator<PointLink> {
  const byDevice = bucketsOf(points, (point) => deviceKeys(point));
  for (const point of points) {
    const { timeMs, context } = point.alert;
    if (timeMs === null) continue;
    for (const address of context?.addresses ?? []) {
      const { lease, user } = isPrivateAddress(address) ? (addresses.holderOf(address, timeMs) ?? {}) : {};
      if (lease?.kind !== 'vpn' || user === undefined) continue;
      const logins = byDevice.get(`${folderOf(lease.ref.source)}\n${names.account(user)}`) ?? [];
      const login = between(logins, lease.fromMs - MINUTE, timeMs)
        .filter(({ index }) => index !== point.index)
        .at(-1);
      if (login === undefined) continue;
      const args = { account: user, host: point.alert.host, address };
      yield pair(login, point, 'same-lease', () => ({ reason: msg('link.same-lease', args), evidence: [lease.ref] }));
    }
  }
}

/** A device that gives addresses writes its logins into the same folder. */
function deviceKeys({ account, alert }: AlertPoint): string[] {
  return account === undefined ? [] : [`${folderOf(alert.event.source)}\n${account}`];
}

function folderOf(source: string): string {
  return source.slice(0, Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
}
