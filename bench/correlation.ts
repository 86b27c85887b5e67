import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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

/** Measures one size, in a process of its own, so that each has its own peak. */
function measureSize(count: number): void {
  const planned = plan();
  const store = new InputStore();
  for (const input of inputs(count, planned)) store.add(input);
  const before = process.cpuUsage();
  const startMs = performance.now();
  const { alerts, notices } = correlate(planned, store);
  const seconds = (performance.now() - startMs) / 1000;
  const cpuSeconds = process.cpuUsage(before).user / 1e6;
  const columns = [
    count.toLocaleString('en').padStart(9),
    seconds.toFixed(2).padStart(8),
    cpuSeconds.toFixed(2).padStart(8),
    Math.round(count / seconds)
      .toLocaleString('en')
      .padStart(9),
    String(alerts.length).padStart(7),
    String(notices.length).padStart(8),
    `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`.padStart(9),
  ];
  console.log(columns.join(' '));
}

// V8 lets its heap grow to three times what is in use when there is room: without these flags 710 MB, not slower.
const FLAGS = ['--max-old-space-size=256', '--max-semi-space-size=32'];

function main(): void {
  const [size] = process.argv.slice(2);
  if (size !== undefined) {
    measureSize(Number(size));
    return;
  }
  console.log(`${CORRELATIONS.length} correlations, ${GROUPS.toLocaleString('en')} groups, events of one day`);
  console.log('   events  seconds cpu sec. events/s  alerts  notices peak res.');
  for (const count of SIZES) {
    execFileSync(process.execPath, [...FLAGS, fileURLToPath(import.meta.url), String(count)], { stdio: 'inherit' });
  }
}

main();
