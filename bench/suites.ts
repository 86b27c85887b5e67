import type { BenchSuite } from './suite.ts';
import { correlations } from './suites/correlations.ts';
import { evtxDecode } from './suites/evtx-decode.ts';
import { evtxHunt } from './suites/evtx-hunt.ts';
import { evtxMemory } from './suites/evtx-memory.ts';
import { incidents } from './suites/incidents.ts';
import { ndjsonHunt } from './suites/ndjson-hunt.ts';
import { observe } from './suites/observe.ts';
import { observedTables } from './suites/observed-tables.ts';
import { ruleCost } from './suites/rule-cost.ts';
import { startUp } from './suites/start-up.ts';
import { syslogHunt } from './suites/syslog-hunt.ts';
import { tenGigabytes } from './suites/ten-gigabytes.ts';
import { zeekHunt } from './suites/zeek-hunt.ts';

/** Every suite, in the order of docs/benchmarks.md. */
export const BENCH_SUITES: readonly BenchSuite[] = [
  evtxDecode,
  evtxHunt,
  evtxMemory,
  ndjsonHunt,
  syslogHunt,
  zeekHunt,
  ruleCost,
  startUp,
  correlations,
  incidents,
  tenGigabytes,
  observe,
  observedTables,
];
