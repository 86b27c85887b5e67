import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type CorrelationInput,
  type CorrelationPlan,
  type CorrelationRule,
  correlate,
  InputStore,
  parseRules,
  planCorrelations,
} from '../src/sigma/index.ts';

// Issue 3: "a million events through ten correlations with 100,000 groups: linear time, bounded memory".
const GROUPS = 100_000;
const SIZES = [100_000, 1_000_000];
const START_MS = Date.UTC(2026, 0, 1);

const HEAD = 'rules: [logon, file, process], group-by: [User]';
// Ten of all types; each alerts for few, as rules do. The one over a day keeps all groups and all matches.
const CORRELATIONS = [
  `type: event_count, ${HEAD}, timespan: 10m, condition: { gte: 4 }`,
  `type: event_count, ${HEAD}, timespan: 1d, condition: { gte: 22 }`,
  `type: event_count, ${HEAD}, timespan: 1h, condition: { gt: 5, lte: 9 }`,
  `type: value_count, ${HEAD}, timespan: 1h, condition: { field: Host, gte: 6 }`,
  `type: value_sum, ${HEAD}, timespan: 1h, condition: { field: Bytes, gt: 3500 }`,
  `type: value_avg, ${HEAD}, timespan: 1h, condition: { field: Bytes, gt: 998 }`,
  `type: value_percentile, ${HEAD}, timespan: 1h, condition: { field: Bytes, percentile: 90, gte: 999 }`,
  `type: temporal, ${HEAD}, timespan: 10m`,
  `type: temporal_ordered, ${HEAD}, timespan: 30m`,
  `type: temporal, ${HEAD}, timespan: 5m, condition: logon and file and not process`,
];

function plan(): CorrelationPlan {
  const bases = ['logon', 'file', 'process'].map(
    (name) =>
      `title: ${name}\nname: ${name}\nlogsource: { product: windows }\ndetection: { s: { A: 1 }, condition: s }\n`,
  );
  const own = CORRELATIONS.map((text, index) => `title: correlation ${index}\ncorrelation: { ${text} }\n`);
  const { rules, others } = parseRules([...bases, ...own].join('---\n'), 'bench.yml');
  const correlations = others.filter((document): document is CorrelationRule => document.kind === 'correlation');
  return planCorrelations(rules, correlations).plan;
}

/** The same numbers on every machine (mulberry32, public domain). */
function randomNumbers(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Events of one day from four sources, each out of order by up to a second. */
function* inputs(count: number, { baseRules }: CorrelationPlan): Iterable<CorrelationInput> {
  const random = randomNumbers();
  for (let index = 0; index < count; index++) {
    const ruleIndex = random(3);
    const fields: Record<string, string | number> = {
      ...{ User: `user${random(GROUPS)}`, Host: `host${random(500)}`, Bytes: random(1000) },
    };
    yield {
      ruleIndex,
      timeMs: START_MS + Math.floor((index / count) * 86_400_000) + random(1000),
      values: baseRules[ruleIndex]!.fields.map((field) => fields[field]!),
      ref: { source: `source${random(4)}`, byteOffset: index * 100 },
    };
  }
}

function main(): void {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  console.log('events      seconds   events/s   alerts   notices   peak resident');
  for (const count of SIZES) {
    collectGarbage();
    const planned = plan();
    const store = new InputStore();
    const startedMs = performance.now();
    for (const input of inputs(count, planned)) store.add(input);
    const storedMs = performance.now();
    const { alerts, notices } = correlate(planned, store);
    const seconds = (performance.now() - storedMs) / 1000;
    const peak = `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`;
    const perSecond = Math.round(count / seconds).toLocaleString('en');
    const line = [String(count).padEnd(11), seconds.toFixed(2).padStart(7), perSecond.padStart(10)];
    console.log([...line, String(alerts.length).padStart(8), String(notices.length).padStart(9), peak].join(' '));
    console.log(`  (${((storedMs - startedMs) / 1000).toFixed(2)} s to make and store them)`);
  }
}

main();
