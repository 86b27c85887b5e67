import { type LinkKind, levelRank, type Msg, msg } from '../model/index.ts';
import { isSystemAccount } from './account-names.ts';
import { isPrivateAddress } from './address-book.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Logons } from './logons.ts';
import { DAY, type LinkGround, MINUTE, type PointLink, pair, WEIGHTS } from './point-link.ts';
import type { ProcessTrees } from './process-trees.ts';
import type { QuietHosts } from './quiet-hosts.ts';

/** What links of shared keys are found in. */
export interface ChainContext {
  readonly points: readonly AlertPoint[];
  readonly logons: Logons;
  readonly trees: ProcessTrees;
  readonly quiet: QuietHosts;
}

// Each point is tied to the last few moments with its key: linear, and a chain holds together all the same.
const LOOK_BACK = 3;
// What one command sets off is logged within seconds: one moment, for which its gravest point stands.
const MOMENT_MS = 5_000;
const STRONG_HINT = 0.62;
// An everyday thing this near to one worth a question, on a host that hardly has any, is of one hand.
const AMONG_MS = 3 * MINUTE;
// Two beginnings speak against one hand; no hint makes up for it.
const APART = 0.5;

export function* inTree({ points, trees }: ChainContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-process-tree',
    keys: (point) => trees.rootsOf(point),
    within: DAY,
    reason: (_, __, key) => msg('link.same-process-tree', { program: trees.nameOf(key) }),
  });
}

export function* inSession({ points, logons }: ChainContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-session',
    keys: (point) => {
      const id = point.alert.context?.logonId;
      if (id === undefined || isSystemLogon(id)) return [];
      const logon = logons.of(point);
      return [logon === undefined ? `${point.host} ${id}` : `logon ${logon.index}`];
    },
    within: 14 * DAY,
    reason: ({ alert }) => msg('link.same-session', { host: alert.host, session: alert.context?.logonId ?? '' }),
  });
}

export function* ofAccount({ points, logons }: ChainContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-account',
    keys: ({ account, alert }) =>
      account === undefined || isSystemAccount(alert.context?.account ?? '') ? [] : [account],
    within: 7 * DAY,
    weight: (gapMs, a, b) => {
      const [one, other] = [rootOf(a, logons), rootOf(b, logons)];
      // From outside the house by one login, twice: the same stranger, or somebody who is asked.
      if (one !== undefined && one === other && !one.startsWith('host ')) return STRONG_HINT;
      const weight = gapMs <= DAY ? WEIGHTS['same-account'] : WEIGHTS['same-account'] - 0.1;
      return isApart(one, other) ? weight * APART : weight;
    },
    reason: ({ alert }) => msg('link.same-account', { account: alert.context?.account ?? '' }),
  });
}

export function* ofAddress({ points }: ChainContext): Generator<PointLink> {
  const chain: Chain = {
    kind: 'same-address',
    keys: ({ alert }) => (alert.context?.addresses ?? []).filter((address) => !isPrivateAddress(address)),
    within: 30 * DAY,
    reason: (_, __, key) => msg('link.same-address', { address: key }),
  };
  yield* chained(points, chain);
  // A row of everyday things, which devices write all day, is not to hide that both ends of it are none.
  yield* chained(points, chain, points.filter(isGrave));
}

/** A machine that was brought is one hand, whichever accounts are used on it. */
export function* ofStranger({ points, logons }: ChainContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-address',
    keys: (point) => {
      const stranger = logons.strangerBehind(point);
      return stranger === undefined ? [] : [stranger];
    },
    within: 7 * DAY,
    reason: (_, __, key) => msg('link.same-stranger', { machine: key }),
  });
}

export function* ofFile({ points }: ChainContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-file',
    keys: ({ alert, host }) =>
      (alert.context?.files ?? []).filter((file) => !isCommonFile(file)).map((file) => `${host} ${file}`),
    within: 7 * DAY,
    reason: (_, __, key) => msg('link.same-file', { file: key.slice(key.indexOf(' ') + 1) }),
  });
}

/** A folder for scratch files that is used on several hosts in the same way. */
export function* ofScratchFolder({ points }: ChainContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-file',
    keys: ({ alert }) => [...new Set((alert.context?.files ?? []).flatMap(scratchFolder))],
    within: 14 * DAY,
    weight: () => STRONG_HINT,
    reason: (_, __, key) => msg('link.same-file', { file: key }),
  });
}

export function* onHost({ points, logons }: ChainContext): Generator<PointLink> {
  yield* chained(points, {
    kind: 'same-host-close-in-time',
    keys: ({ host }) => (host === '' ? [] : [host]),
    within: 30 * MINUTE,
    weight: (_, a, b) => {
      // Two things that are hardly ever harmless do not happen on one host in half an hour by chance.
      const weight = isHigh(a) && isHigh(b) ? STRONG_HINT : WEIGHTS['same-host-close-in-time'];
      return isApart(rootOf(a, logons), rootOf(b, logons)) ? weight * APART : weight;
    },
    reason: ({ alert }, other) =>
      msg('link.same-host-close-in-time', {
        host: alert.host,
        minutes: minutesBetween(alert.timeMs, other.alert.timeMs),
      }),
  });
}

/**
 * What happens within half an hour on a host where there is hardly anything that somebody should explain; programs that are
 * everyday by themselves, only when they are started among such things.
 */
export function* onQuietHost({ points, logons, quiet }: ChainContext): Generator<PointLink> {
  const keys = ({ host, alert: { timeMs } }: AlertPoint): readonly string[] =>
    host !== '' && timeMs !== null && quiet.isQuietBesides(host, timeMs) ? [host] : [];
  const chain = (within: number): Chain => ({
    kind: 'same-host-close-in-time',
    ...{ keys, within },
    weight: (_, a, b) => {
      if (!isGrave(a) && !isGrave(b)) return WEIGHTS['same-host-close-in-time'];
      return isApart(rootOf(a, logons), rootOf(b, logons)) ? STRONG_HINT * APART : STRONG_HINT;
    },
    reason: ({ alert }, other) =>
      msg('link.same-quiet-host', { host: alert.host, minutes: minutesBetween(alert.timeMs, other.alert.timeMs) }),
  });
  yield* chained(points, chain(30 * MINUTE), points.filter(isGrave));
  // What devices write all day is no deed; a program that is started is.
  const deeds = points.filter((point) => isGrave(point) || point.alert.context?.image !== undefined);
  yield* chained(points, chain(AMONG_MS), deeds);
}

interface Chain {
  readonly kind: LinkKind;
  readonly keys: (point: AlertPoint) => readonly string[];
  /** milliseconds */
  readonly within: number;
  readonly weight?: (gapMs: number, point: AlertPoint, before: AlertPoint) => number;
  readonly reason: (point: AlertPoint, before: AlertPoint, key: string) => Msg;
}

/**
 * Ties each point to the last few moments that share a key with it.
 * @param points those of `all` that are tied
 */
function* chained(
  all: readonly AlertPoint[],
  { kind, keys, within, weight, reason }: Chain,
  points: readonly AlertPoint[] = all,
): Generator<PointLink> {
  // One for all links of the chain, which are many.
  const explain = ({ from, to, key }: PointLink): LinkGround => ({ reason: reason(all[to]!, all[from]!, key!) });
  // By key, with the very text that came first, so that links do not hold one each.
  const last = new Map<string, { readonly key: string; readonly before: AlertPoint[] }>();
  for (const point of points) {
    for (const text of keys(point)) {
      const known = last.get(text);
      if (known === undefined) {
        last.set(text, { key: text, before: [point] });
        continue;
      }
      const { key, before } = known;
      for (const other of before) {
        const gapMs = gap(other, point);
        if (gapMs <= within) yield pair(other, point, kind, explain, weight?.(gapMs, point, other), key);
      }
      const nearest = before.at(-1)!;
      if (gap(nearest, point) > MOMENT_MS) {
        if (before.push(point) > LOOK_BACK) before.shift();
      } else if (levelOf(nearest) <= levelOf(point)) before[before.length - 1] = point;
    }
  }
}

/** Where the logon of a point began. */
function rootOf(point: AlertPoint, logons: Logons): string | undefined {
  const logon = logons.of(point);
  return logon === undefined ? undefined : logons.originOf(logon).root;
}

/** Whether two logons are known to have begun at different places. */
function isApart(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

function gap(a: AlertPoint, b: AlertPoint): number {
  const [from, to] = [a.lastMs ?? a.alert.timeMs, b.alert.timeMs];
  return from === null || to === null ? Number.POSITIVE_INFINITY : Math.max(0, to - from);
}

function levelOf({ alert }: AlertPoint): number {
  return levelRank(alert.rule.level);
}

function isGrave(point: AlertPoint): boolean {
  return levelOf(point) >= levelRank('medium');
}

function isHigh(point: AlertPoint): boolean {
  return levelOf(point) >= levelRank('high');
}

/** The sessions of the system, the local and the network service. */
function isSystemLogon(logonId: string): boolean {
  return /^0x0*3e[745]$/.test(logonId) || /^99[679]$/.test(logonId);
}

/** The folder that somebody made below a place for scratch files: `c:\\perflogs\\admin`. */
function scratchFolder(file: string): string[] {
  const found = /^[a-z]:\\(?:windows\\temp|perflogs|users\\public(?:\\[a-z]+)?|programdata\\[^\\]+)\\[^\\]+/.exec(
    file,
  )?.[0];
  return found === undefined ? [] : [found];
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
