import type { FlowPath, Observations } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { BoundedTable } from './bounded-table.ts';
import { Recurrence } from './day-runs.ts';
import { type FlowFact, flowReader } from './flow-event.ts';

// 400,000 paths take some 300 MB.
const MAX_PATHS = 400_000;
// Gaps from one second to more than a year.
const GAP_CLASSES = 26;
// Only paths with few ends to count say something: the port of a client is of no interest.
const UNKNOWN_PORT = 0;

const NO_GAPS: readonly number[] = [];

type FlowKey = Pick<FlowPath, 'from' | 'to' | 'port' | 'protocol' | 'firstRef'>;

/** Who talks to whom, how much, how long and how regularly. */
export function createFlows(): Aspect<readonly FlowPath[], Pick<Observations, 'flows'>> {
  const paths = new BoundedTable<OpenFlow>(MAX_PATHS);
  const part = (): FlowPath[] => Array.from(paths.values(), (flow) => flow.path());
  return {
    bind: (schema) => {
      const read = flowReader(schema);
      if (read === undefined) return undefined;
      return (event) => {
        const fact = read(event);
        if (fact === undefined) return;
        const { from, to, protocol } = fact;
        const port = protocol === 'icmp' ? UNKNOWN_PORT : fact.port;
        const key = `${from}\n${to}\n${port}\n${protocol}`;
        const known = paths.find(key);
        if (known !== undefined) known.add(fact);
        else paths.at(key, () => new OpenFlow({ from, to, port, protocol, firstRef: event.ref }))?.add(fact);
      };
    },
    absorb: (given) => {
      for (const flow of given) {
        const { from, to, port, protocol } = flow;
        paths.at(`${from}\n${to}\n${port}\n${protocol}`, () => new OpenFlow(flow))?.merge(flow);
      }
    },
    part,
    result: () => ({ flows: part() }),
    get dropped() {
      return paths.dropped;
    },
  };
}

// A hunt has hundreds of thousands: every field is written out, as spreading them takes several times as long.
class OpenFlow {
  readonly #key: FlowKey;
  readonly #seen = new Recurrence();
  #service: string | undefined;
  #bytesOut = 0;
  #bytesIn = 0;
  #longestMs = 0;
  #refused = 0;
  #gaps: number[] | undefined;
  #lastStartMs: number | undefined;

  constructor({ from, to, port, protocol, firstRef }: FlowKey) {
    this.#key = { from, to, port, protocol, firstRef };
  }

  add(fact: FlowFact): void {
    const { startMs } = fact;
    this.#bytesOut += fact.bytesOut;
    this.#bytesIn += fact.bytesIn;
    if (fact.durationMs > this.#longestMs) this.#longestMs = fact.durationMs;
    if (fact.isRefused) this.#refused++;
    if (fact.service !== undefined) this.#service = fact.service;
    this.#seen.add(startMs);
    if (startMs === undefined) return;
    if (this.#lastStartMs !== undefined) this.#addGap(startMs - this.#lastStartMs);
    this.#lastStartMs = startMs;
  }

  /** The gap between two pieces is counted by the time between the last start of one and the first of the next. */
  merge(flow: FlowPath): void {
    this.#bytesOut += flow.bytesOut;
    this.#bytesIn += flow.bytesIn;
    this.#longestMs = Math.max(this.#longestMs, flow.longestMs);
    this.#refused += flow.refused;
    if (flow.service !== undefined) this.#service = flow.service;
    flow.gaps.forEach((count, gapClass) => {
      this.#addGaps(gapClass, count);
    });
    const { lastMs } = this.#seen;
    if (lastMs !== null && flow.firstMs !== null && flow.firstMs >= lastMs) this.#addGap(flow.firstMs - lastMs);
    this.#seen.absorb(flow);
  }

  path(): FlowPath {
    const { from, to, port, protocol, firstRef } = this.#key;
    const { count, firstMs, lastMs, days } = this.#seen;
    const flow = {
      from,
      to,
      port,
      protocol,
      firstRef,
      bytesOut: this.#bytesOut,
      bytesIn: this.#bytesIn,
      longestMs: this.#longestMs,
      refused: this.#refused,
      gaps: this.#gaps ?? NO_GAPS,
      count,
      firstMs,
      lastMs,
      days,
    };
    return this.#service === undefined ? flow : Object.assign(flow, { service: this.#service });
  }

  #addGap(gapMs: number): void {
    const seconds = Math.max(1, Math.abs(gapMs) / 1000);
    this.#addGaps(Math.min(GAP_CLASSES - 1, Math.floor(Math.log2(seconds))), 1);
  }

  #addGaps(gapClass: number, count: number): void {
    this.#gaps ??= [];
    while (this.#gaps.length <= gapClass) this.#gaps.push(0);
    this.#gaps[gapClass]! += count;
  }
}
