import { measure } from '../measure.ts';
import type { IncidentTimes } from '../programs/incidents.ts';
import { quickestOf } from '../quickest.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

// Issue 7, "cost": 10 million observations and 50,000 alerts, on two cores.
const MOST_SECONDS = 60;
const MOST_BYTES = 1e9;
const SHARES = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];
const QUICK_SHARES = [1 / 64, 1 / 32];
const BAR_WIDTH = 40;
const RUNS = 2;

interface Step {
  readonly times: IncidentTimes;
  readonly row: BenchRow;
}

/** What correlation and assessment of many alerts and observations cost, and how that grows. */
export const incidents: BenchSuite = {
  name: 'incidents',
  run: async (context) => {
    const steps: Step[] = [];
    for (const share of context.isQuick ? QUICK_SHARES : SHARES) steps.push(await bestOf(context, share));
    const last = steps.at(-1)!;
    return {
      title: 'Incidents',
      intro: [
        'Correlation and assessment of invented alerts and observations: administrators at work on up to 4,000 hosts in two',
        'months, and intrusions of 120 alerts over six hosts among them. Events are the facts that the tables of observations',
        'stand for (a row for a habit counts each time); seconds are those of correlation and assessment, the memory is that of',
        'the whole process with its input. The growth is that of CPU seconds, which other programs do not change.',
      ],
      rows: steps.map(({ row }) => row),
      findings: [verdict(last), `Growth: ${growth(steps)}.`, ...chart(steps)],
    };
  },
};

async function bestOf({ say }: BenchContext, share: number): Promise<Step> {
  const program = new URL('../programs/incidents.js', import.meta.url).pathname;
  const once = async (): Promise<Step> => {
    say(`incidents of ${share} of the whole`);
    const measured = await measure(process.execPath, [program, String(share)], {
      cores: 2,
      keepsOutput: true,
    });
    const times = JSON.parse(measured.stdout) as IncidentTimes;
    const what = `${times.alerts.toLocaleString('en-US')} alerts, ${millions(times.facts)} million facts`;
    const { peakBytes } = measured;
    const row = { what, cores: 2, events: times.facts, bytes: 0, seconds: secondsOf(times) };
    return { times, row: { ...row, peakBytes, cpuSeconds: times.cpuMs / 1000 } };
  };
  const [step] = await quickestOf(RUNS, [once], ({ times }) => times.cpuMs);
  return step!;
}

function verdict({ times, row }: Step): string {
  const isReached = row.seconds < MOST_SECONDS && (row.peakBytes ?? 0) < MOST_BYTES;
  const bar = `bar ${MOST_SECONDS} s and ${MOST_BYTES / 1e6} MB`;
  const found = `${times.incidents} incidents of ${times.steps} intrusions`;
  const parts = `correlation ${(times.correlateMs / 1000).toFixed(2)} s, assessment ${(times.assessMs / 1000).toFixed(2)} s`;
  const cpu = `${(times.cpuMs / 1000).toFixed(2)} CPU seconds`;
  return `The whole: ${parts}, ${cpu} (${bar}: ${isReached ? 'reached' : 'NOT reached'}); ${found}.`;
}

/** How the CPU time of the last step compares with that of the first, if it grew as n log n. */
function growth(steps: readonly Step[]): string {
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const [a, b] = [first.times.alerts, last.times.alerts];
  const expected = first.times.cpuMs * ((b * Math.log(b)) / (a * Math.log(a)));
  const ratio = (last.times.cpuMs / expected).toFixed(2);
  return `${(b / a).toFixed(0)} times as many alerts took ${(last.times.cpuMs / first.times.cpuMs).toFixed(1)} times as long, ${ratio} of what n log n would take`;
}

function chart(steps: readonly Step[]): string[] {
  const most = Math.max(...steps.map(({ times }) => times.cpuMs));
  return steps.map(({ times }) => {
    const bar = '#'.repeat(Math.max(1, Math.round((times.cpuMs / most) * BAR_WIDTH)));
    const seconds = (times.cpuMs / 1000).toFixed(2).padStart(6);
    return `\`${String(times.alerts).padStart(6)} alerts ${seconds} CPU s ${bar}\``;
  });
}

function secondsOf({ correlateMs, assessMs }: IncidentTimes): number {
  return (correlateMs + assessMs) / 1000;
}

function millions(facts: number): string {
  return (facts / 1e6).toFixed(1);
}
