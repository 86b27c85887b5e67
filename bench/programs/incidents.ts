import { readFileSync } from 'node:fs';
import { assess } from '../../src/assess/index.ts';
import { setV8Flags } from '../../src/cli/v8-flags.ts';
import { correlate } from '../../src/correlate/index.ts';
import { inventedCase } from '../invented-case.ts';

/** What `node incidents.js SHARE` prints as JSON. */
export interface IncidentTimes {
  readonly facts: number;
  readonly rows: number;
  readonly alerts: number;
  readonly incidents: number;
  readonly steps: number;
  readonly correlateMs: number;
  readonly assessMs: number;
  /** of both, of all threads: other programs on the machine do not count */
  readonly cpuMs: number;
}

// As `bin/landfall.js` does.
setV8Flags();
const share = Number(process.argv[2]);
const read = (name: string) => JSON.parse(readFileSync(`content/actors/${name}.json`, 'utf8'));
const [groups, pattern] = [read('groups'), read('pattern')];
const { alerts, observations, notesOf, facts, rows, steps } = inventedCase(share);

const startMs = performance.now();
const startCpu = process.cpuUsage();
const { incidents, entities } = correlate({ alerts, observations, notesOf });
const correlatedMs = performance.now();
for (const incident of incidents) {
  assess({ incident, entities, observations, visibility: undefined, notesOf, groups, pattern });
}
const endMs = performance.now();
const { user, system } = process.cpuUsage(startCpu);
const times: IncidentTimes = {
  ...{ facts, rows, alerts: alerts.length, incidents: incidents.length, steps },
  ...{ correlateMs: correlatedMs - startMs, assessMs: endMs - correlatedMs },
  cpuMs: (user + system) / 1000,
};
console.log(JSON.stringify(times));
