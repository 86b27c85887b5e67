import type { EventRef, Lease, LogonKind, Observations, Session } from '../model/index.ts';
import type { AddressBook } from './address-book.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';

/** One logon, with both numbers that Windows gives to an administrator's: the elevated and the limited one. */
export interface Logon {
  readonly index: number;
  /** keys of `Names` */
  readonly host: string;
  readonly account: string;
  /** as logged */
  readonly accountName: string;
  readonly kind: LogonKind;
  readonly startMs: number;
  endMs: number | null;
  readonly address: string | undefined;
  readonly workstation: string | undefined;
  readonly ref: EventRef;
}

/** Where a logon came from. */
export interface LogonOrigin {
  /** key of the host, as far as it is known */
  readonly host?: string;
  /** what the VPN gave to its user */
  readonly lease?: Lease;
  /** the logon on that host in which it was asked for */
  readonly parent?: Logon;
  /**
   * where the whole chain began, comparable: a user of the VPN, a host, a machine without logs, or an address; absent when it cannot be told
   */
  readonly root?: string;
  /** key of the machine that keeps no logs on which the chain began, when it gave its name */
  readonly stranger?: string;
}

// Both logons of an administrator are logged within a second; clocks of logs are no better than two.
const TOGETHER_MS = 3_000;
// Chains of desktops through desktops are short; a ring of them must end.
const MOST_STEPS = 8;
const MOST_TRIED = 64;
const STRANGER = 'stranger ';
const LOOPBACK = /^(?:127\.|::1$|0\.0\.0\.0$|-$)/;
const AT_THE_HOST: ReadonlySet<LogonKind> = new Set(['interactive', 'unlock', 'cached', 'batch', 'service']);

/** Answers in which logon something happened, and where that came from, back to its beginning. */
export class Logons {
  readonly #byId = new Map<string, Logon[]>();
  readonly #byOwner = new Map<string, Logon[]>();
  readonly #hosts = new Set<string>();
  readonly #origins = new Map<Logon, LogonOrigin>();
  /** by what the VPN gave: the machine that came with it */
  readonly #brought = new Map<Lease, string>();
  readonly #names: Names;
  readonly #addresses: AddressBook;

  /** @param points only logons of those, and of the accounts that have them, are kept */
  constructor(
    { sessions, coverage }: Pick<Observations, 'sessions' | 'coverage'>,
    points: readonly AlertPoint[],
    names: Names,
    addresses: AddressBook,
  ) {
    this.#names = names;
    this.#addresses = addresses;
    const ids = new Set(points.map(({ host, alert }) => `${host}\n${alert.context?.logonId}`));
    for (const { host } of sessions) this.#hosts.add(names.host(host));
    // What a sensor saw of a host is not the host's own log.
    for (const { host, product } of coverage) if (product !== 'zeek') this.#hosts.add(names.host(host));
    let count = 0;
    for (const session of ofPoints(sessions, ids, names).toSorted((a, b) => a.startMs - b.startMs)) {
      const { host, account, logonId, endMs } = session;
      const owner = `${names.host(host)}\n${names.account(account)}`;
      const logons = listAt(this.#byOwner, owner);
      const last = logons.at(-1);
      let logon = last !== undefined && isSameLogon(last, session) ? last : undefined;
      if (logon === undefined) {
        logon = logonOf(session, count++, names);
        logons.push(logon);
      } else if (logon.endMs !== null) logon.endMs = endMs === null ? null : Math.max(logon.endMs, endMs);
      const id = `${logon.host}\n${logonId}`;
      if (ids.has(id)) listAt(this.#byId, id).push(logon);
      this.#learnBrought(session);
    }
  }

  /** A machine that comes in over a tunnel tells its name to one host or another that it logs on to. */
  #learnBrought({ address, workstation, startMs }: Session): void {
    if (address === undefined || workstation === undefined) return;
    const lease = this.#addresses.holderOf(address, startMs)?.lease;
    const machine = this.#names.host(workstation);
    if (lease?.kind !== 'vpn' || machine === '' || this.#hosts.has(machine) || this.#brought.has(lease)) return;
    this.#brought.set(lease, machine);
  }

  /** Logon ids are used again after a restart: the last that began before; undefined when none was seen to begin. */
  of({ alert: { context, timeMs }, host }: AlertPoint): Logon | undefined {
    if (context?.logonId === undefined || timeMs === null) return undefined;
    return this.#byId.get(`${host}\n${context.logonId}`)?.findLast(({ startMs }) => startMs <= timeMs + 60_000);
  }

  originOf(logon: Logon): LogonOrigin {
    return this.#originOf(logon, 0);
  }

  /** The machine that keeps no logs from which a point was done; undefined when there is none. */
  strangerBehind(point: AlertPoint): string | undefined {
    const logon = this.of(point);
    if (logon === undefined) return this.#strangerAsking(point);
    return this.originOf(logon).stranger;
  }

  /** The same, if it stands in the network: one that came over the VPN is out of reach, and goes with the VPN's session. */
  strangerWithin(point: AlertPoint): string | undefined {
    const logon = this.of(point);
    if (logon === undefined) return this.#strangerAsking(point);
    const { root = '' } = this.originOf(logon);
    return root.startsWith(STRANGER) ? root.slice(STRANGER.length) : undefined;
  }

  /** Of somebody who asks for a ticket, or is refused, no logon is known, only the one address that he asks from. */
  #strangerAsking({ alert: { context, timeMs } }: AlertPoint): string | undefined {
    const { account, logonId, addresses = [] } = context ?? {};
    const [address] = addresses;
    if (account === undefined || logonId !== undefined || addresses.length !== 1 || timeMs === null) return undefined;
    const { host, lease } = this.#addresses.holderOf(address!, timeMs) ?? {};
    if (host === undefined || lease?.kind === 'vpn') return undefined;
    const key = this.#names.host(host);
    return this.#hosts.has(key) ? undefined : key;
  }

  #originOf(logon: Logon, steps: number): LogonOrigin {
    const known = this.#origins.get(logon);
    if (known !== undefined) return known;
    // Written before it is known, so that a ring finds an end.
    this.#origins.set(logon, {});
    const origin = this.#findOrigin(logon, steps);
    this.#origins.set(logon, origin);
    return origin;
  }

  #findOrigin({ host, account, kind, startMs, address, workstation }: Logon, steps: number): LogonOrigin {
    const isHere = address === undefined || LOOPBACK.test(address);
    if (isHere && (workstation === undefined || this.#names.host(workstation) === host)) {
      return AT_THE_HOST.has(kind) ? { root: `host ${host}` } : {};
    }
    const holder = isHere ? undefined : this.#addresses.holderOf(address, startMs);
    const lease = holder?.lease?.kind === 'vpn' ? holder.lease : undefined;
    if (lease !== undefined) {
      const stranger = this.#brought.get(lease);
      const root = `vpn ${this.#names.account(lease.user ?? '')}`;
      return { lease, root, ...(stranger === undefined ? {} : { stranger }) };
    }
    const from = this.#names.host(holder?.host ?? workstation ?? '');
    if (from === '') return isHere ? {} : { root: `address ${address}` };
    if (from === host) return AT_THE_HOST.has(kind) ? { root: `host ${host}` } : {};
    const parent = this.#openAt(from, account, startMs);
    // A machine that sends no logs is itself where the chain begins, as far as can be told.
    if (parent === undefined && this.#hosts.has(from)) return { host: from };
    if (parent === undefined) return { host: from, root: `${STRANGER}${from}`, stranger: from };
    const { root, stranger } = steps < MOST_STEPS ? this.#originOf(parent, steps + 1) : {};
    return {
      host: from,
      parent,
      ...(root === undefined ? {} : { root }),
      ...(stranger === undefined ? {} : { stranger }),
    };
  }

  /** The logon of an account on a host that was open at a time: the last desktop or console, else the last of any kind. */
  #openAt(host: string, account: string, timeMs: number): Logon | undefined {
    const logons = this.#byOwner.get(`${host}\n${account}`) ?? [];
    let [low, high] = [0, logons.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (logons[middle]!.startMs <= timeMs + TOGETHER_MS) low = middle + 1;
      else high = middle;
    }
    let other: Logon | undefined;
    for (let index = low - 1; index >= Math.max(0, low - MOST_TRIED); index--) {
      const logon = logons[index]!;
      if (logon.endMs !== null && logon.endMs < timeMs - TOGETHER_MS) continue;
      if (logon.kind !== 'network') return logon;
      other ??= logon;
    }
    return other;
  }
}

/**
 * The sessions in which something happened, and all others of their accounts: they may be where those came from.
 * @param ids hosts and numbers of sessions in which something happened
 */
function ofPoints(sessions: readonly Session[], ids: ReadonlySet<string>, names: Names): Session[] {
  const accounts = new Set<string>();
  for (const { host, logonId, account } of sessions) {
    if (ids.has(`${names.host(host)}\n${logonId}`)) accounts.add(names.account(account));
  }
  return sessions.filter(({ account }) => accounts.has(names.account(account)));
}

function logonOf(session: Session, index: number, names: Names): Logon {
  const { host, account, kind, startMs, endMs, address, workstation, ref } = session;
  const [hostKey, accountKey] = [names.host(host), names.account(account)];
  return {
    index,
    host: hostKey,
    account: accountKey,
    accountName: account,
    kind,
    startMs,
    endMs,
    address,
    workstation,
    ref,
  };
}

function isSameLogon(a: Logon, b: Session): boolean {
  return a.kind === b.kind && a.address === b.address && b.startMs - a.startMs <= TOGETHER_MS && a.kind !== 'network';
}

function listAt<Value>(map: Map<string, Value[]>, key: string): Value[] {
  const known = map.get(key);
  if (known !== undefined) return known;
  const list: Value[] = [];
  map.set(key, list);
  return list;
}
