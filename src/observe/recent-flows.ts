import type { EventRef } from '../model/index.ts';
import { Numbers } from './numbers.ts';

/** A connection with a beginning; ends and protocol are numbers of texts. */
export interface DatedFlow {
  readonly fromId: number;
  readonly toId: number;
  readonly port: number;
  readonly protocolId: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly durationMs: number;
  /** UTC milliseconds */
  readonly startMs: number;
}

/** A connection that is remembered, and the event that told of it. */
export interface RecentFlow extends DatedFlow {
  readonly ref: EventRef;
}

/** How many of a host's last connections, of each direction, are compared with a new one. */
const WINDOW = 64;
// Two seconds of a busy network.
const MAX_RECENT = 4096;
const NONE = -1;

const FIELDS = ['fromId', 'toId', 'port', 'protocolId', 'bytesOut', 'bytesIn', 'durationMs', 'startMs'] as const;

/**
 * The last connections, by their ends: columns of a ring, in which each place leads to the one before it with the same end.
 * So one more makes no object that lives on, which would cost several times as much: most hosts have connections in one
 * direction only, and are compared with nothing.
 */
export class RecentFlows {
  readonly #columns = Object.fromEntries(FIELDS.map((name) => [name, new Float64Array(MAX_RECENT)])) as Readonly<
    Record<keyof DatedFlow, Float64Array>
  >;
  readonly #refs: EventRef[] = [];
  /** how many were there before the one at each place, and the one before it with the same end */
  readonly #beforeInto = new Float64Array(MAX_RECENT);
  readonly #beforeOutOf = new Float64Array(MAX_RECENT);
  /** by the number of a host's text */
  readonly #lastInto = new Numbers(NONE);
  readonly #lastOutOf = new Numbers(NONE);
  #count = 0;

  /** The last connections into a host that began at about a time, latest first. */
  into(hostId: number, startMs: number, mostGapMs: number): readonly RecentFlow[] {
    return this.#chain(this.#lastInto.at(hostId), this.#beforeInto, startMs, mostGapMs);
  }

  /** The last connections out of a host that began at about a time, latest first. */
  outOf(hostId: number, startMs: number, mostGapMs: number): readonly RecentFlow[] {
    return this.#chain(this.#lastOutOf.at(hostId), this.#beforeOutOf, startMs, mostGapMs);
  }

  add(flow: RecentFlow): void {
    const { fromId, toId, ref } = flow;
    const place = this.#count % MAX_RECENT;
    for (const name of FIELDS) this.#columns[name][place] = flow[name];
    this.#refs[place] = ref;
    this.#beforeInto[place] = this.#lastInto.at(toId);
    this.#beforeOutOf[place] = this.#lastOutOf.at(fromId);
    this.#lastInto.set(toId, this.#count);
    this.#lastOutOf.set(fromId, this.#count);
    this.#count++;
  }

  #chain(last: number, before: Float64Array, startMs: number, mostGapMs: number): readonly RecentFlow[] {
    if (last < this.#oldest) return NO_FLOWS;
    const found: RecentFlow[] = [];
    let left = WINDOW;
    for (let number = last; number >= this.#oldest && left > 0; number = before[number % MAX_RECENT]!) {
      left--;
      const place = number % MAX_RECENT;
      if (Math.abs(this.#columns.startMs[place]! - startMs) <= mostGapMs) found.push(this.#at(place));
    }
    return found;
  }

  get #oldest(): number {
    return Math.max(0, this.#count - MAX_RECENT);
  }

  #at(place: number): RecentFlow {
    const { fromId, toId, port, protocolId, bytesOut, bytesIn, durationMs, startMs } = this.#columns;
    return {
      ...{ fromId: fromId[place]!, toId: toId[place]!, port: port[place]!, protocolId: protocolId[place]! },
      ...{ bytesOut: bytesOut[place]!, bytesIn: bytesIn[place]! },
      ...{ durationMs: durationMs[place]!, startMs: startMs[place]!, ref: this.#refs[place]! },
    };
  }
}

const NO_FLOWS: readonly RecentFlow[] = [];
