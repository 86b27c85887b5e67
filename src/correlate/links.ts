import {
  type EventRef,
  type LinkKind,
  levelRank,
  type Msg,
  msg,
  type Observations,
  type Session,
} from '../model/index.ts';
import { isSystemAccount } from './account-names.ts';
import { AddressBook, isPrivateAddress } from './address-book.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';
import { ProcessTrees } from './process-trees.ts';

/** Why two points belong together. */
export interface PointLink {
  readonly from: number;
  readonly to: number;
  readonly kind: LinkKind;
  readonly weight: number;
  readonly reason: Msg;
  readonly evidence: readonly EventRef[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How strongly each reason ties, from certain (one process tree) to a hint (one host, minutes apart). Two things that
 * happen on one busy host within half an hour are mostly strangers; hence below one half. By judgement; the tests on
 * simulated organisations hold them.
 */
export const WEIGHTS: Readonly<Record<LinkKind, number>> = {
  'same-process-tree': 0.95,
  'same-session': 0.9,
  'same-lease': 0.85,
  'remote-target': 0.8,
  relay: 0.8,
  'new-account-on-host': 0.7,
  'same-file': 0.7,
  'same-address': 0.65,
  'same-account': 0.5,
  'same-host-close-in-time': 0.35,
};

// Within a bucket each point is tied to the few before it: linear, and a chain holds together all the same.
const LOOK_BACK = 3;

/** All links between points, in the order of the points; each names the records that show it. */
export function linkPoints(points: readonly AlertPoint[], observations: Observations, names: Names): PointLink[] {
  const context: LinkContext = {
    ...{ points, names, sessions: sessionIndex(observations.sessions, names) },
    ...{ addresses: new AddressBook(observations), trees: new ProcessTrees(observations.processes, names) },
  };
  return distinct([
    ...inTree(context),
    ...inSession(context),
    ...toTarget(context),
    ...fromHost(context),
    ...overTunnel(context),
    ...ofAccount(context),
    ...ofAddress(context),
    ...ofFile(context),
    ...ofScratchFolder(context),
    ...onHost(context),
  ]);
}

/** One link for each reason: the strongest. */
function distinct(links: readonly PointLink[]): PointLink[] {
  const best = new Map<string, PointLink>();
  for (const link of links) {
    const key = `${link.from} ${link.to} ${link.kind}`;
    if ((best.get(key)?.weight ?? 0) < link.weight) best.set(key, link);
  }
  return [...best.values()];
}

interface LinkContext {
  readonly points: readonly AlertPoint[];
  readonly names: Names;
  readonly sessions: ReadonlyMap<string, readonly Session[]>;
  readonly addresses: AddressBook;
  readonly trees: ProcessTrees;
}

function* inTree({ points, trees }: LinkContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-process-tree',
    keys: (point) => trees.rootsOf(point),
    within: DAY,
    reason: (_, __, key) => msg('link.same-process-tree', { program: trees.nameOf(key) }),
  });
}

function* inSession({ points }: LinkContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-session',
    keys: ({ alert, host }) => {
      const id = alert.context?.logonId;
      return id === undefined || isSystemLogon(id) ? [] : [`${host} ${id}`];
    },
    within: 14 * DAY,
    reason: ({ alert }) => msg('link.same-session', { host: alert.host, session: alert.context?.logonId ?? '' }),
  });
}

/** A command names another computer, and minutes later something happens there. */
function* toTarget({ points, names }: LinkContext): Generator<PointLink> {
  const byHost = bucketsOf(points, ({ host }) => [host]);
  for (const point of points) {
    for (const target of point.alert.context?.targets ?? []) {
      const host = names.host(target);
      if (host === point.host) continue;
      for (const other of near(byHost.get(host) ?? [], point, 2 * MINUTE, 15 * MINUTE)) {
        const reason = msg('link.remote-target', { from: point.alert.host, to: other.alert.host });
        yield pair(point, other, 'remote-target', reason);
      }
    }
  }
}

/** The session in which something happened was opened from another host where something happened before. */
function* fromHost({ points, names, sessions, addresses }: LinkContext): Generator<PointLink> {
  const byHost = bucketsOf(points, ({ host }) => [host]);
  for (const point of points) {
    const session = sessionOf(point, sessions);
    const { timeMs } = point.alert;
    if (session?.address === undefined || timeMs === null) continue;
    const holder = addresses.holderOf(session.address, session.startMs);
    const evidence = [session.ref, ...(holder?.lease === undefined ? [] : [holder.lease.ref])];
    if (holder?.user !== undefined) {
      const user = names.account(holder.user);
      const others = points.filter((other) => other.account === user && other.index !== point.index);
      for (const other of near(others, point, DAY, MINUTE).slice(-LOOK_BACK)) {
        const args = { account: holder.user, host: point.alert.host, address: session.address };
        yield pair(other, point, 'same-lease', msg('link.same-lease', args), evidence);
      }
    }
    const from = names.host(holder?.host ?? session.workstation ?? '');
    if (from === '' || from === point.host) continue;
    for (const other of near(byHost.get(from) ?? [], point, 2 * HOUR, MINUTE).slice(-LOOK_BACK)) {
      const args = { from: other.alert.host, to: point.alert.host, account: session.account };
      const isSame = other.account !== undefined && other.account === names.account(session.account);
      if (isSame) yield pair(other, point, 'remote-target', msg('link.session-from-host', args), evidence);
    }
  }
}

/** What names an address of the VPN belongs to the login that was given the address. */
function* overTunnel({ points, names, addresses }: LinkContext): Generator<PointLink> {
  const byAccount = bucketsOf(points, ({ account }) => (account === undefined ? [] : [account]));
  for (const point of points) {
    const { timeMs, context } = point.alert;
    if (timeMs === null) continue;
    for (const address of context?.addresses ?? []) {
      const { lease, user } = isPrivateAddress(address) ? (addresses.holderOf(address, timeMs) ?? {}) : {};
      if (lease?.kind !== 'vpn' || user === undefined) continue;
      const logins = near(byAccount.get(names.account(user)) ?? [], point, timeMs - lease.fromMs + MINUTE, 0);
      for (const login of logins.filter(({ index }) => index !== point.index).slice(-1)) {
        const reason = msg('link.same-lease', { account: user, host: point.alert.host, address });
        yield pair(login, point, 'same-lease', reason, [lease.ref]);
      }
    }
  }
}

function* ofAccount({ points }: LinkContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-account',
    keys: ({ account, alert }) =>
      account === undefined || isSystemAccount(alert.context?.account ?? '') ? [] : [account],
    within: 7 * DAY,
    weight: (gapMs) => (gapMs <= DAY ? WEIGHTS['same-account'] : WEIGHTS['same-account'] - 0.1),
    reason: ({ alert }) => msg('link.same-account', { account: alert.context?.account ?? '' }),
  });
}

function* ofAddress({ points }: LinkContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-address',
    keys: ({ alert }) => (alert.context?.addresses ?? []).filter((address) => !isPrivateAddress(address)),
    within: 30 * DAY,
    reason: (_, __, key) => msg('link.same-address', { address: key }),
  });
}

function* ofFile({ points }: LinkContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-file',
    keys: ({ alert, host }) =>
      (alert.context?.files ?? []).filter((file) => !isCommonFile(file)).map((file) => `${host} ${file}`),
    within: 7 * DAY,
    reason: (_, __, key) => msg('link.same-file', { file: key.slice(key.indexOf(' ') + 1) }),
  });
}

/** A folder for scratch files that is used on several hosts in the same way. */
function* ofScratchFolder({ points }: LinkContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-file',
    keys: ({ alert }) => [...new Set((alert.context?.files ?? []).flatMap(scratchFolder))],
    within: 14 * DAY,
    weight: () => STRONG_HINT,
    reason: (_, __, key) => msg('link.same-file', { file: key }),
  });
}

const STRONG_HINT = 0.62;

/** The folder that somebody made below a place for scratch files: `c:\\perflogs\\admin`. */
function scratchFolder(file: string): string[] {
  const found = /^[a-z]:\\(?:windows\\temp|perflogs|users\\public(?:\\[a-z]+)?|programdata\\[^\\]+)\\[^\\]+/.exec(
    file,
  )?.[0];
  return found === undefined ? [] : [found];
}

function* onHost({ points }: LinkContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-host-close-in-time',
    keys: ({ host }) => (host === '' ? [] : [host]),
    within: 30 * MINUTE,
    // Two things that are hardly ever harmless do not happen on one host in half an hour by chance.
    weight: (_, a, b) => (isHigh(a) && isHigh(b) ? STRONG_HINT : WEIGHTS['same-host-close-in-time']),
    reason: ({ alert }, other) =>
      msg('link.same-host-close-in-time', {
        host: alert.host,
        minutes: minutesBetween(alert.timeMs, other.alert.timeMs),
      }),
  });
}

function isHigh({ alert }: AlertPoint): boolean {
  return levelRank(alert.rule.level) >= levelRank('high');
}

interface Chain {
  readonly kind: LinkKind;
  readonly keys: (point: AlertPoint) => readonly string[];
  /** milliseconds */
  readonly within: number;
  readonly weight?: (gapMs: number, point: AlertPoint, before: AlertPoint) => number;
  readonly reason: (point: AlertPoint, before: AlertPoint, key: string) => Msg;
}

/** Ties each point to the last few that share a key with it. */
function* chained(points: readonly AlertPoint[], { kind, keys, within, weight, reason }: Chain): Generator<PointLink> {
  const last = new Map<string, AlertPoint[]>();
  for (const point of points) {
    for (const key of keys(point)) {
      const before = last.get(key) ?? [];
      for (const other of before) {
        const gapMs = gap(other, point);
        if (gapMs <= within)
          yield pair(other, point, kind, reason(point, other, key), [], weight?.(gapMs, point, other));
      }
      last.set(key, [...before, point].slice(-LOOK_BACK));
    }
  }
}

function pair(
  a: AlertPoint,
  b: AlertPoint,
  kind: LinkKind,
  reason: Msg,
  evidence: readonly EventRef[] = [],
  weight = WEIGHTS[kind],
): PointLink {
  const [from, to] = a.index < b.index ? [a, b] : [b, a];
  return {
    ...{ from: from.index, to: to.index, kind, weight, reason },
    evidence: [from.alert.event, ...evidence, to.alert.event],
  };
}

function gap(a: AlertPoint, b: AlertPoint): number {
  const [from, to] = [a.lastMs ?? a.alert.timeMs, b.alert.timeMs];
  return from === null || to === null ? Number.POSITIVE_INFINITY : Math.max(0, to - from);
}

function bucketsOf(
  points: readonly AlertPoint[],
  keys: (point: AlertPoint) => readonly string[],
): ReadonlyMap<string, AlertPoint[]> {
  const buckets = new Map<string, AlertPoint[]>();
  for (const point of points) {
    for (const key of keys(point)) {
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [point]);
      else bucket.push(point);
    }
  }
  return buckets;
}

/** Points of a list in time order that lie within a span around another. */
function near(list: readonly AlertPoint[], { alert }: AlertPoint, beforeMs: number, afterMs: number): AlertPoint[] {
  const { timeMs } = alert;
  if (timeMs === null) return [];
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]!.alert.timeMs ?? Number.POSITIVE_INFINITY) < timeMs - beforeMs) low = middle + 1;
    else high = middle;
  }
  const found: AlertPoint[] = [];
  for (let index = low; index < list.length && found.length < 16; index++) {
    const other = list[index]!;
    if ((other.alert.timeMs ?? Number.POSITIVE_INFINITY) > timeMs + afterMs) break;
    found.push(other);
  }
  return found;
}

function sessionIndex(sessions: readonly Session[], names: Names): ReadonlyMap<string, readonly Session[]> {
  const index = new Map<string, Session[]>();
  for (const session of sessions) {
    const key = `${names.host(session.host)} ${session.logonId}`;
    const list = index.get(key);
    if (list === undefined) index.set(key, [session]);
    else list.push(session);
  }
  return index;
}

/** Logon ids are used again after a restart: the last session that began before. */
export function sessionOf(
  { alert, host }: AlertPoint,
  sessions: ReadonlyMap<string, readonly Session[]>,
): Session | undefined {
  const { context, timeMs } = alert;
  if (context?.logonId === undefined || timeMs === null) return undefined;
  return sessions.get(`${host} ${context.logonId}`)?.findLast(({ startMs }) => startMs <= timeMs + MINUTE);
}

/** The sessions of the system, the local and the network service. */
function isSystemLogon(logonId: string): boolean {
  return /^0x0*3e[745]$/.test(logonId) || /^99[679]$/.test(logonId);
}

/** Programs of Windows, and folders that everything uses. */
function isCommonFile(file: string): boolean {
  return (
    /^[a-z]:\\(?:windows\\(?:system32|syswow64)(?:\\|$)|windows\\?$|windows\\temp\\?$|program files)/.test(file) ||
    file.split('\\').length < 3
  );
}

function minutesBetween(a: number | null, b: number | null): number {
  return a === null || b === null ? 0 : Math.round(Math.abs(a - b) / MINUTE);
}
