import type { EventRef, Observations, RelayedFlow } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { BoundedTable } from './bounded-table.ts';
import { Recurrence } from './day-runs.ts';
import { type FlowFact, flowReader } from './flow-event.ts';

/** How many of a host's last connections, of each direction, are compared with a new one. */
const WINDOW = 64;
// Two seconds of a busy network. What is kept longer outlives the young generation, and costs several times as much.
const MAX_RECENT = 4096;
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
 * within a piece of a log, among the last 64 connections into a host and out of it, and the last 4,096 of all.
 */
export function createRelays(): Aspect<readonly RelayedFlow[], Pick<Observations, 'relays'>> {
  const recent = new RecentFlows();
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
        for (const into of recent.into(fact.from)) if (isRelayed(into.fact, fact)) note(into, one);
        for (const out of recent.outOf(fact.to)) if (isRelayed(fact, out.fact)) note(one, out);
        recent.add(one);
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

const NONE = -1;

/**
 * The last connections, by their ends. Each is a place in a ring and leads to the one before it with the same end, so that
 * one more costs no list: most hosts have connections in one direction only, and are compared with nothing.
 */
class RecentFlows {
  readonly #ring: Recent[] = [];
  /** how many were there before the one at each place, and the one before it with the same end */
  readonly #beforeInto = new Float64Array(MAX_RECENT);
  readonly #beforeOutOf = new Float64Array(MAX_RECENT);
  #lastInto = new Map<string, number>();
  #lastOutOf = new Map<string, number>();
  #count = 0;

  /** The last connections into a host, latest first. */
  into(host: string): Generator<Recent> | readonly Recent[] {
    const last = this.#lastInto.get(host);
    return last === undefined ? NO_FLOWS : this.#chain(last, this.#beforeInto);
  }

  /** The last connections out of a host, latest first. */
  outOf(host: string): Generator<Recent> | readonly Recent[] {
    const last = this.#lastOutOf.get(host);
    return last === undefined ? NO_FLOWS : this.#chain(last, this.#beforeOutOf);
  }

  add(one: Recent): void {
    const { from, to } = one.fact;
    const place = this.#count % MAX_RECENT;
    this.#ring[place] = one;
    this.#beforeInto[place] = this.#lastInto.get(to) ?? NONE;
    this.#beforeOutOf[place] = this.#lastOutOf.get(from) ?? NONE;
    this.#lastInto.set(to, this.#count);
    this.#lastOutOf.set(from, this.#count);
    if (++this.#count % MAX_RECENT !== 0) return;
    this.#lastInto = this.#withoutGone(this.#lastInto);
    this.#lastOutOf = this.#withoutGone(this.#lastOutOf);
  }

  *#chain(last: number, before: Float64Array): Generator<Recent> {
    let left = WINDOW;
    for (let number = last; number >= 0 && number >= this.#count - MAX_RECENT; number = before[number % MAX_RECENT]!) {
      if (left-- === 0) return;
      yield this.#ring[number % MAX_RECENT]!;
    }
  }

  #withoutGone(last: Map<string, number>): Map<string, number> {
    return new Map([...last].filter(([, number]) => number >= this.#count - MAX_RECENT));
  }
}

const NO_FLOWS: readonly Recent[] = [];

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
