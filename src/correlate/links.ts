import { msg, type Observations } from '../model/index.ts';
import { isSystemAccount } from './account-names.ts';
import type { AddressBook } from './address-book.ts';
import type { AlertPoint } from './alert-points.ts';
import {
  inSession,
  inTree,
  ofAccount,
  ofAddress,
  ofFile,
  ofScratchFolder,
  ofStranger,
  onHost,
  onQuietHost,
} from './chained-links.ts';
import { duringConnection } from './connection-links.ts';
import { betweenHosts } from './host-pairs.ts';
import { acrossLogons, overTunnel } from './logon-links.ts';
import type { Logons } from './logons.ts';
import type { Names } from './names.ts';
import { between, bucketsOf, distinct, HOUR, lastUntil, MINUTE, type PointLink, pair } from './point-link.ts';
import type { ProcessIndex } from './process-index.ts';
import { ProcessTrees } from './process-trees.ts';
import { QuietHosts } from './quiet-hosts.ts';
import { onRecord } from './record-links.ts';

/** What links are found in. */
export interface LinkInput {
  readonly points: readonly AlertPoint[];
  readonly observations: Observations;
  readonly names: Names;
  readonly logons: Logons;
  readonly addresses: AddressBook;
  readonly processes: ProcessIndex;
}

/**
 * The links between points, by kind in the order of the points; each names the records that show it.
 * @param isOfUse says so of both or neither of two links of one kind between the same points
 */
export function linkPoints(input: LinkInput, isOfUse: (link: PointLink) => boolean): PointLink[] {
  return distinct(linksIn(input), isOfUse);
}

/** One after another, so that repeated ones need no room. */
function* linksIn({ observations, ...input }: LinkInput): Generator<PointLink> {
  const context = {
    ...input,
    trees: new ProcessTrees(input.processes, input.names),
    quiet: new QuietHosts(input.points, observations),
  };
  yield* onRecord(context);
  yield* inTree(context);
  yield* inSession(context);
  yield* toTarget(context);
  yield* acrossLogons(context);
  yield* overTunnel(context);
  yield* throughRelay(context, observations);
  yield* duringConnection(context, observations);
  yield* ofAccount(context);
  yield* ofAddress(context);
  yield* ofStranger(context);
  yield* ofFile(context);
  yield* ofScratchFolder(context);
  yield* onHost(context);
  yield* onQuietHost(context);
  yield* betweenHosts(context, observations);
}

/** A command names another computer, and minutes later something happens there that could be its doing. */
function* toTarget({ points, names, logons }: Omit<LinkInput, 'observations'>): Generator<PointLink> {
  const byHost = bucketsOf(points, ({ host }) => [host]);
  for (const point of points) {
    const { timeMs } = point.alert;
    if (timeMs === null) continue;
    for (const target of point.alert.context?.targets ?? []) {
      const host = names.host(target);
      if (host === point.host) continue;
      for (const other of between(byHost.get(host) ?? [], timeMs - 2 * MINUTE, timeMs + 15 * MINUTE)) {
        if (!couldBeDoneBy(point, other, logons)) continue;
        const args = { from: point.alert.host, to: other.alert.host };
        yield pair(point, other, 'remote-target', () => ({ reason: msg('link.remote-target', args) }));
      }
    }
  }
}

/** What happens in a logon from elsewhere, in an older one, or by another account, is not what a command set off. */
function couldBeDoneBy({ alert, host, account }: AlertPoint, other: AlertPoint, logons: Logons): boolean {
  const logon = logons.of(other);
  if (logon !== undefined) {
    const { host: from, root } = logons.originOf(logon);
    if (from !== undefined || root !== undefined) return from === host;
    if (logon.startMs < (alert.timeMs ?? 0) - 2 * MINUTE) return false;
  }
  // In which logon it happened is not known: only what follows at once.
  if ((other.alert.timeMs ?? 0) - (alert.timeMs ?? 0) > 2 * MINUTE) return false;
  if (account === undefined || other.account === undefined) return true;
  return other.account === account || isSystemAccount(other.alert.context?.account ?? '');
}

/** What happens on a host while traffic is relayed through it, and at both ends of that. */
function* throughRelay(
  { points, names }: Pick<LinkInput, 'points' | 'names'>,
  { relays }: Pick<Observations, 'relays'>,
): Generator<PointLink> {
  const byHost = bucketsOf(points, ({ host }) => [host]);
  for (const { from, relay, to, firstMs, lastMs, firstRef } of relays) {
    if (firstMs === null || lastMs === null) continue;
    const near = (address: string): AlertPoint | undefined => {
      const list = byHost.get(names.host(address)) ?? [];
      return between(list, firstMs - HOUR, lastMs + HOUR).at(0) ?? undefined;
    };
    const middle = lastUntil(byHost.get(names.host(relay)) ?? [], lastMs + HOUR);
    if (middle === undefined || (middle.alert.timeMs ?? 0) < firstMs - 24 * HOUR) continue;
    for (const end of [near(from), near(to)]) {
      if (end === undefined || end.index === middle.index) continue;
      const args = { relay: middle.alert.host, from, to };
      yield pair(end, middle, 'relay', () => ({ reason: msg('link.relay', args), evidence: [firstRef] }));
    }
  }
}
