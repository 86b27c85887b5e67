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

type OpenFlow = {
  -readonly [Key in keyof Omit<FlowPath, 'count' | 'firstMs' | 'lastMs' | 'days' | 'gaps'>]: FlowPath[Key];
} & { readonly seen: Recurrence; readonly gaps: number[]; lastStartMs: number | undefined };

/** Who talks to whom, how much, how long and how regularly. */
export function createFlows(): Aspect<readonly FlowPath[], Pick<Observations, 'flows'>> {
  const paths = new BoundedTable<OpenFlow>(MAX_PATHS);
  const pathOf = (path: Pick<FlowPath, 'from' | 'to' | 'port' | 'protocol' | 'firstRef'>): OpenFlow | undefined =>
    paths.at(keyOf(path, path.port), () => openFlow(path));
  const part = (): FlowPath[] =>
    [...paths.values()].map(({ seen, lastStartMs: _, ...path }) => ({ ...path, ...seen.data() }));
  return {
    bind: (schema) => {
      const read = flowReader(schema);
      if (read === undefined) return undefined;
      return (event) => {
        const fact = read(event);
        if (fact === undefined) return;
        const port = fact.protocol === 'icmp' ? UNKNOWN_PORT : fact.port;
        const path = paths.at(keyOf(fact, port), () => openFlow({ ...fact, port, firstRef: event.ref }));
        if (path !== undefined) addFlow(path, fact);
      };
    },
    absorb: (given) => {
      for (const flow of given) {
        const path = pathOf(flow);
        if (path !== undefined) mergeFlow(path, flow);
      }
    },
    part,
    result: () => ({ flows: part() }),
    get dropped() {
      return paths.dropped;
    },
  };
}

function keyOf({ from, to, protocol }: Pick<FlowPath, 'from' | 'to' | 'protocol'>, port: number): string {
  return `${from}\n${to}\n${port}\n${protocol}`;
}

function openFlow({
  from,
  to,
  port,
  protocol,
  firstRef,
}: Pick<FlowPath, 'from' | 'to' | 'port' | 'protocol' | 'firstRef'>): OpenFlow {
  return {
    ...{ from, to, port, protocol, firstRef, bytesOut: 0, bytesIn: 0, longestMs: 0, refused: 0 },
    ...{ seen: new Recurrence(), gaps: [], lastStartMs: undefined },
  };
}

function addFlow(path: OpenFlow, fact: FlowFact): void {
  path.bytesOut += fact.bytesOut;
  path.bytesIn += fact.bytesIn;
  path.longestMs = Math.max(path.longestMs, fact.durationMs);
  if (fact.isRefused) path.refused++;
  if (fact.service !== undefined) path.service = fact.service;
  path.seen.add(fact.startMs);
  if (fact.startMs === undefined) return;
  if (path.lastStartMs !== undefined) addGap(path.gaps, fact.startMs - path.lastStartMs, 1);
  path.lastStartMs = fact.startMs;
}

/** The gap between two pieces is counted by the time between the last start of one and the first of the next. */
function mergeFlow(path: OpenFlow, flow: FlowPath): void {
  path.bytesOut += flow.bytesOut;
  path.bytesIn += flow.bytesIn;
  path.longestMs = Math.max(path.longestMs, flow.longestMs);
  path.refused += flow.refused;
  if (flow.service !== undefined) path.service = flow.service;
  for (const [gapClass, count] of flow.gaps.entries()) path.gaps[gapClass] = (path.gaps[gapClass] ?? 0) + count;
  const { lastMs } = path.seen;
  if (lastMs !== null && flow.firstMs !== null && flow.firstMs >= lastMs) addGap(path.gaps, flow.firstMs - lastMs, 1);
  path.seen.absorb(flow);
}

function addGap(gaps: number[], gapMs: number, count: number): void {
  const gapClass = Math.min(GAP_CLASSES - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(gapMs) / 1000)))));
  while (gaps.length <= gapClass) gaps.push(0);
  gaps[gapClass] = gaps[gapClass]! + count;
}
