import type { EventRef, Observations, RelayedFlow } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { BoundedTable } from './bounded-table.ts';
import { Recurrence } from './day-runs.ts';
import { type FlowFact, flowReader } from './flow-event.ts';

/** How many of a host's last connections are compared with a new one. */
const WINDOW = 64;
const MAX_HOSTS = 50_000;
const MAX_RELAYS = 10_000;
// Shorter ones are like each other by chance.
const LEAST_BYTES = 2_000;
// A relay opens its own connection as soon as it is called: one second, and clocks and writers lag.
const MOST_START_GAP_MS = 2_000;
// What goes in comes out, but for headers: bytes 0.9 to 1.1, times 0.95 of each other.
const BYTES_RATIO = 0.9;
const TIME_RATIO = 0.95;

interface Recent {
  readonly fact: FlowFact;
  readonly ref: EventRef;
}

type OpenRelay = Omit<RelayedFlow, 'count' | 'firstMs' | 'lastMs' | 'bytes'> & {
  bytes: number;
  readonly seen: Recurrence;
};

/**
 * Pairs of connections into a host and out of it that carry the same bytes at the same time: a port proxy, a tunnel. Found
 * within a piece of a log, among the last 64 connections of a host.
 */
export function createRelays(): Aspect<readonly RelayedFlow[], Pick<Observations, 'relays'>> {
  const recent = new Map<string, Recent[]>();
  const relays = new BoundedTable<OpenRelay>(MAX_RELAYS);
  const relayOf = (relay: Omit<OpenRelay, 'seen' | 'bytes'>): OpenRelay | undefined =>
    relays.at(`${relay.from}\n${relay.relay}\n${relay.relayPort}\n${relay.to}\n${relay.toPort}`, () => {
      return { ...relay, bytes: 0, seen: new Recurrence() };
    });
  const note = (into: Recent, out: Recent): void => {
    const relay = relayOf({
      ...{
        from: into.fact.from,
        relay: into.fact.to,
        relayPort: into.fact.port,
        to: out.fact.to,
        toPort: out.fact.port,
      },
      firstRef: into.ref,
    });
    relay?.seen.add(into.fact.startMs);
    if (relay !== undefined) relay.bytes += into.fact.bytesOut + into.fact.bytesIn;
  };
  const remember = (host: string, one: Recent): void => {
    const list = recent.get(host);
    if (list !== undefined) {
      if (list.length >= WINDOW) list.shift();
      list.push(one);
    } else if (recent.size < MAX_HOSTS) recent.set(host, [one]);
  };
  const part = (): RelayedFlow[] =>
    [...relays.values()].map(({ seen, ...relay }) => {
      const { days: _, ...when } = seen.data();
      return { ...relay, ...when };
    });
  return {
    bind: (schema) => {
      const read = flowReader(schema);
      if (read === undefined) return undefined;
      return (event) => {
        const fact = read(event);
        if (fact === undefined || fact.startMs === undefined || fact.bytesOut + fact.bytesIn < LEAST_BYTES) return;
        const one = { fact, ref: event.ref };
        for (const into of recent.get(fact.from) ?? [])
          if (into.fact.to === fact.from && isRelayed(into.fact, fact)) note(into, one);
        for (const out of recent.get(fact.to) ?? [])
          if (out.fact.from === fact.to && isRelayed(fact, out.fact)) note(one, out);
        remember(fact.from, one);
        remember(fact.to, one);
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

function isRelayed(into: FlowFact, out: FlowFact): boolean {
  if (into.from === out.to || into.protocol !== out.protocol) return false;
  if (Math.abs((into.startMs ?? 0) - (out.startMs ?? 0)) > MOST_START_GAP_MS) return false;
  return (
    alike(into.durationMs, out.durationMs, TIME_RATIO) &&
    alike(into.bytesOut, out.bytesOut, BYTES_RATIO) &&
    alike(into.bytesIn, out.bytesIn, BYTES_RATIO)
  );
}

function alike(a: number, b: number, ratio: number): boolean {
  return Math.min(a, b) >= ratio * Math.max(a, b);
}
