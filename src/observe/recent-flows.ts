import type { EventRef } from '../model/index.ts';
import { hashSeed, mixed, spread } from './mixed-hash.ts';

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
const LEAST_RECENT = 64;
const NONE = -1;
// Ends that share a chain are skipped; with twice as many chains as connections there are few.
const CHAINS = 2 * MAX_RECENT;

// The numbers of a connection, side by side.
const FROM_ID = 0;
const TO_ID = 1;
const PORT = 2;
const PROTOCOL_ID = 3;
const BYTES_OUT = 4;
const BYTES_IN = 5;
const DURATION_MS = 6;
const START_MS = 7;
/** how many were there before the one before it in the same chain; -1 where none was */
const BEFORE_INTO = 8;
const BEFORE_OUT_OF = 9;
const RECORD = 10;
const BYTE_OFFSET = 11;
const WIDTH = 12;

/**
 * The last connections, by their ends: a ring, in which each place leads to the one before it with an end of the same hash.
 * So one more makes no object that lives on, which would cost several times as much: most hosts have connections in one
 * direction only, and are compared with nothing.
 */
export class RecentFlows {
  // Grows up to MAX_RECENT places: most pieces have few connections, if any.
  #ring = new Float64Array(LEAST_RECENT * WIDTH);
  /** by place: references that are more than a record and an offset of `#source` */
  readonly #refs: (EventRef | undefined)[] = new Array(MAX_RECENT).fill(undefined);
  #source: string | undefined;
  /** by the hash of a host's number: how many connections were there before the last one */
  readonly #lastInto = new Int32Array(CHAINS).fill(NONE);
  readonly #lastOutOf = new Int32Array(CHAINS).fill(NONE);
  #count = 0;

  /** The last connections into a host that began at about a time, latest first. */
  into(hostId: number, startMs: number, mostGapMs: number): readonly RecentFlow[] {
    return this.#chain(this.#lastInto[chainOf(hostId)]!, INTO, hostId, startMs, mostGapMs);
  }

  /** The last connections out of a host that began at about a time, latest first. */
  outOf(hostId: number, startMs: number, mostGapMs: number): readonly RecentFlow[] {
    return this.#chain(this.#lastOutOf[chainOf(hostId)]!, OUT_OF, hostId, startMs, mostGapMs);
  }

  add(flow: DatedFlow, ref: EventRef): void {
    const { fromId, toId } = flow;
    const place = this.#count % MAX_RECENT;
    const at = place * WIDTH;
    if (at >= this.#ring.length) this.#grow();
    const ring = this.#ring;
    ring[at + FROM_ID] = fromId;
    ring[at + TO_ID] = toId;
    ring[at + PORT] = flow.port;
    ring[at + PROTOCOL_ID] = flow.protocolId;
    ring[at + BYTES_OUT] = flow.bytesOut;
    ring[at + BYTES_IN] = flow.bytesIn;
    ring[at + DURATION_MS] = flow.durationMs;
    ring[at + START_MS] = flow.startMs;
    const [into, outOf] = [chainOf(toId), chainOf(fromId)];
    ring[at + BEFORE_INTO] = this.#lastInto[into]!;
    ring[at + BEFORE_OUT_OF] = this.#lastOutOf[outOf]!;
    this.#lastInto[into] = this.#count;
    this.#lastOutOf[outOf] = this.#count;
    this.#setRef(place, ref);
    this.#count++;
  }

  #grow(): void {
    const before = this.#ring;
    this.#ring = new Float64Array(before.length * 2);
    this.#ring.set(before);
  }

  // A piece has one source, and most records have a number or an offset: then nothing is kept but numbers.
  #setRef(place: number, ref: EventRef): void {
    const { source, record, byteOffset, isCarved, channel, eventId } = ref;
    this.#source ??= source;
    const isPlain =
      source === this.#source &&
      typeof record !== 'string' &&
      isCarved === undefined &&
      channel === undefined &&
      eventId === undefined;
    const at = place * WIDTH;
    this.#ring[at + RECORD] = isPlain ? (record ?? Number.NaN) : Number.NaN;
    this.#ring[at + BYTE_OFFSET] = byteOffset ?? Number.NaN;
    if (!isPlain || this.#refs[place] !== undefined) this.#refs[place] = isPlain ? undefined : ref;
  }

  #chain(last: number, { end, before }: Direction, hostId: number, startMs: number, mostGapMs: number): RecentFlow[] {
    const oldest = Math.max(0, this.#count - MAX_RECENT);
    if (last < oldest) return NO_FLOWS;
    const found: RecentFlow[] = [];
    let left = WINDOW;
    for (let number = last; number >= oldest && left > 0; ) {
      const place = number % MAX_RECENT;
      const at = place * WIDTH;
      number = this.#ring[at + before]!;
      if (this.#ring[at + end] !== hostId) continue;
      left--;
      if (Math.abs(this.#ring[at + START_MS]! - startMs) <= mostGapMs) found.push(this.#at(place));
    }
    return found;
  }

  #at(place: number): RecentFlow {
    const at = place * WIDTH;
    const ring = this.#ring;
    return {
      fromId: ring[at + FROM_ID]!,
      toId: ring[at + TO_ID]!,
      port: ring[at + PORT]!,
      protocolId: ring[at + PROTOCOL_ID]!,
      bytesOut: ring[at + BYTES_OUT]!,
      bytesIn: ring[at + BYTES_IN]!,
      durationMs: ring[at + DURATION_MS]!,
      startMs: ring[at + START_MS]!,
      ref: this.#refAt(place),
    };
  }

  #refAt(place: number): EventRef {
    const other = this.#refs[place];
    if (other !== undefined) return other;
    const [record, byteOffset] = [this.#ring[place * WIDTH + RECORD]!, this.#ring[place * WIDTH + BYTE_OFFSET]!];
    return {
      source: this.#source!,
      ...(Number.isNaN(record) ? {} : { record }),
      ...(Number.isNaN(byteOffset) ? {} : { byteOffset }),
    };
  }
}

const NO_FLOWS: RecentFlow[] = [];

/** Which end of connections is a host, and where the chain of those goes on. */
interface Direction {
  readonly end: number;
  readonly before: number;
}

const INTO: Direction = { end: TO_ID, before: BEFORE_INTO };
const OUT_OF: Direction = { end: FROM_ID, before: BEFORE_OUT_OF };

function chainOf(hostId: number): number {
  return spread(mixed(hashSeed, hostId)) % CHAINS;
}
