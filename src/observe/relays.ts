import type { EventRef, Observations, RelayedFlow } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { BoundedTable } from './bounded-table.ts';
import { Recurrence } from './day-runs.ts';
import { type FlowFact, FlowReaders } from './flow-event.ts';
import { type DatedFlow, RecentFlows } from './recent-flows.ts';
import { NO_TEXT } from './texts.ts';

const MAX_RELAYS = 10_000;
// Shorter ones are like each other by chance.
const LEAST_BYTES = 2_000;
// A relay opens its own connection as soon as it is called: one second, and clocks and writers lag.
const MOST_START_GAP_MS = 2_000;
// What goes in comes out, but for headers: bytes 0.9 to 1.1, times 0.95 of each other.
const BYTES_RATIO = 0.9;
const TIME_RATIO = 0.95;

type OpenRelay = Omit<RelayedFlow, 'count' | 'firstMs' | 'lastMs' | 'bytes'> & {
  bytes: number;
  readonly seen: Recurrence;
};

/**
 * Pairs of connections into a host and out of it that carry the same bytes at the same time: a port proxy, a tunnel. Found
 * within a piece of a log, among the last 64 connections into a host and out of it, and the last 4,096 of all.
 * @param readers how connections are read; share them with the other kinds of facts that are drawn from them
 */
export function createRelays(
  readers = new FlowReaders(),
): Aspect<readonly RelayedFlow[], Pick<Observations, 'relays'>> {
  const { texts } = readers;
  let made: RecentFlows | undefined;
  const relays = new BoundedTable<OpenRelay>(MAX_RELAYS);
  const relayOf = (relay: Omit<OpenRelay, 'seen' | 'bytes'>): OpenRelay | undefined =>
    relays.at(`${relay.from}\n${relay.relay}\n${relay.relayPort}\n${relay.to}\n${relay.toPort}`, () => {
      return { ...relay, bytes: 0, seen: new Recurrence() };
    });
  const note = (into: DatedFlow, firstRef: EventRef, out: DatedFlow): void => {
    const [from, relayHost, to] = [texts.at(into.fromId), texts.at(into.toId), texts.at(out.toId)];
    const ends = { from, relay: relayHost, relayPort: into.port, to, toPort: out.port };
    const relay = relayOf({ ...ends, firstRef });
    relay?.seen.add(into.startMs);
    if (relay !== undefined) relay.bytes += into.bytesOut + into.bytesIn;
  };
  const part = (): RelayedFlow[] =>
    [...relays.values()].map(({ seen, ...relay }) => {
      const { days: _, ...when } = seen.data();
      return { ...relay, ...when };
    });
  return {
    bind: (schema) => {
      const read = readers.of(schema);
      if (read === undefined) return undefined;
      // Most logs have no connections, and a hunt reads thousands of logs.
      made ??= new RecentFlows();
      const recent = made;
      return (event) => {
        const fact = read(event);
        if (fact === undefined || !isDated(fact) || fact.bytesOut + fact.bytesIn < LEAST_BYTES) return;
        const { startMs, fromId, toId } = fact;
        if (fromId === NO_TEXT || toId === NO_TEXT) return;
        const { ref } = event;
        for (const into of recent.into(fromId, startMs, MOST_START_GAP_MS))
          if (isRelayed(into, fact)) note(into, into.ref, fact);
        for (const out of recent.outOf(toId, startMs, MOST_START_GAP_MS))
          if (isRelayed(fact, out)) note(fact, ref, out);
        recent.add(fact, ref);
      };
    },
    absorb: (given) => {
      for (const { count, firstMs, lastMs, bytes, ...path } of given) {
        const relay = relayOf(path);
        relay?.seen.absorb({ count, firstMs, lastMs, days: [] });
        if (relay !== undefined) relay.bytes += bytes;
      }
    },
    part,
    result: () => ({ relays: part() }),
    get dropped() {
      return relays.dropped;
    },
  };
}

function isDated(fact: FlowFact): fact is FlowFact & DatedFlow {
  return fact.startMs !== undefined;
}

function isRelayed(into: DatedFlow, out: DatedFlow): boolean {
  if (into.fromId === out.toId || into.protocolId !== out.protocolId) return false;
  return (
    alike(into.durationMs, out.durationMs, TIME_RATIO) &&
    alike(into.bytesOut, out.bytesOut, BYTES_RATIO) &&
    alike(into.bytesIn, out.bytesIn, BYTES_RATIO)
  );
}

function alike(a: number, b: number, ratio: number): boolean {
  return Math.min(a, b) >= ratio * Math.max(a, b);
}
