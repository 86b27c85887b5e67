import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chart } from '../chart.ts';
import { addressCount, correlatedDay, correlatedRules, type DaySize, expectedAlerts } from '../correlated-days.ts';
import { measure } from '../measure.ts';
import { quickestOf } from '../quickest.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

// Issue 3: "a million events through ten correlations with 100,000 groups: linear time, bounded memory", and its row "memory".
const DAY: DaySize = { events: 125_000, quietAddresses: 97_400, tellings: 25 };
const DAYS = [1, 2, 4, 8];
const QUICK_DAY: DaySize = { events: 4000, quietAddresses: 3000, tellings: 5 };
const QUICK_DAYS = [1, 2];
const MOST_BYTES = 400e6;
// Twice the events, and what the least of several runs still differs by.
const MOST_GROWTH = 2.1;
// Runs of the same work differ by a fifth at times, always upwards: a guest has neighbours. The least says most.
const RUNS = 2;

interface Step {
  readonly row: BenchRow;
  /** correlations with more or fewer alerts than there must be, in words */
  readonly wrong: readonly string[];
  readonly alerts: number;
}

interface DayLogs {
  readonly folder: string;
  readonly bytes: number;
}

/** What ten correlations with 100,000 groups cost in a hunt, how that grows, and whether they find what they must. */
export const correlations: BenchSuite = {
  name: 'correlations',
  run: async (context) => {
    const [day, counts] = context.isQuick ? [QUICK_DAY, QUICK_DAYS] : [DAY, DAYS];
    const logs = Array.from({ length: counts.at(-1)! }, (_, index) => writeDay(context, index, day));
    const steps: Step[] = [];
    for (const days of counts) steps.push(await hunted(context, logs.slice(0, days), day));
    const groups = addressCount(counts.at(-1)!, day).toLocaleString('en-US');
    return {
      title: 'Correlations',
      intro: [
        `Ten correlations of all types over invented logons (Windows) and connections (Zeek), both as JSON lines, of up to ${groups}`,
        'addresses, which are their groups: joins by aliases, ranges, and two correlations of correlations; windows of ten minutes to a',
        'day. Every event matches a rule that correlations refer to, and lies up to a minute out of order in its file.',
        `Each row is one process, \`landfall hunt --alerts-only --jobs 1\`, the quicker of ${RUNS} runs: reading and matching is part of it.`,
      ],
      rows: steps.map(({ row }) => row),
      findings: [
        ...steps.map(alertsText),
        growthText(steps),
        memoryText(steps.at(-1)!.row),
        ...chart(
          'CPU s',
          steps.map(({ row }) => ({ label: row.what, value: row.cpuSeconds ?? row.seconds })),
        ),
      ],
    };
  },
};

function writeDay({ workFolder, say }: BenchContext, index: number, day: DaySize): DayLogs {
  say(`logs of day ${index + 1}`);
  const folder = join(workFolder, `day-${index}`);
  mkdirSync(folder);
  const { logons, connections } = correlatedDay(index, day);
  writeFileSync(join(folder, 'logons.ndjson'), logons);
  writeFileSync(join(folder, 'conn.ndjson'), connections);
  return { folder, bytes: logons.length + connections.length };
}

async function hunted({ workFolder, say }: BenchContext, logs: readonly DayLogs[], day: DaySize): Promise<Step> {
  const program = new URL('../../../bin/landfall.js', import.meta.url).pathname;
  const [rules, alertsFile] = [join(workFolder, 'correlations.yml'), join(workFolder, 'alerts.ndjson')];
  writeFileSync(rules, correlatedRules(day));
  const options = ['--rules', rules, '--no-rules-cache', '--no-indicators', '--alerts-only', '--jobs', '1', '--quiet'];
  const events = logs.length * day.events;
  const bytes = logs.reduce((sum, one) => sum + one.bytes, 0);
  const folders = logs.map(({ folder }) => folder);
  const what = `${events.toLocaleString('en-US')} events`;
  const args = [program, 'hunt', ...folders, ...options, '--alerts', alertsFile];
  const hunt = async (): Promise<BenchRow> => {
    say(what);
    return { what, cores: 1, events, bytes, ...(await measure(process.execPath, args, { cores: 1 })) };
  };
  const [row] = await quickestOf(RUNS, [hunt], costOf);
  return { row: row!, ...(await compareAlerts(alertsFile, expectedAlerts(logs.length, day))) };
}

async function compareAlerts(
  file: string,
  expected: ReadonlyMap<string, number>,
): Promise<Pick<Step, 'wrong' | 'alerts'>> {
  const found = new Map<string, number>();
  let alerts = 0;
  for await (const line of createInterface({ input: createReadStream(file, 'utf8') })) {
    const { title } = (JSON.parse(line) as { readonly rule: { readonly title: string } }).rule;
    found.set(title, (found.get(title) ?? 0) + 1);
    alerts++;
  }
  const titles = [...new Set([...expected.keys(), ...found.keys()])];
  const wrong = titles.flatMap((title) => {
    const [is, must] = [found.get(title) ?? 0, expected.get(title) ?? 0];
    return is === must ? [] : [`"${title}" ${is} instead of ${must}`];
  });
  return { wrong, alerts };
}

function alertsText({ row, alerts, wrong }: Step): string {
  const verdict = wrong.length === 0 ? 'for each correlation as many as there must be' : `WRONG: ${wrong.join(', ')}`;
  return `${row.what}: ${alerts.toLocaleString('en-US')} alerts, ${verdict}.`;
}

function growthText(steps: readonly Step[]): string {
  const factors = steps.slice(1).map(({ row }, index) => costOf(row) / costOf(steps[index]!.row));
  const isLinear = factors.every((factor) => factor <= MOST_GROWTH);
  const list = factors.map((factor) => factor.toFixed(2)).join(', ');
  return `Twice the events take ${list} times the CPU seconds (linear is 2; bar ${MOST_GROWTH}: ${isLinear ? 'reached' : 'NOT reached'}).`;
}

function memoryText({ what, peakBytes }: BenchRow): string {
  if (peakBytes === undefined) return 'This system does not tell how much memory a process takes.';
  const verdict = peakBytes < MOST_BYTES ? 'reached' : 'NOT reached';
  return `Peak memory of ${what}: ${(peakBytes / 1e6).toFixed(0)} MB (bar ${MOST_BYTES / 1e6} MB: ${verdict}).`;
}

function costOf({ cpuSeconds, seconds }: BenchRow): number {
  return cpuSeconds ?? seconds;
}
