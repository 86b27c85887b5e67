import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beginningOf } from '../beside-rsigma.ts';
import { chart } from '../chart.ts';
import { firstReplica } from '../corpus.ts';
import { measure } from '../measure.ts';
import type { ObservingCost } from '../programs/observing.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

// Issue 6, "cost".
const MOST_ADDED = 0.6;
const MODES = ['match', 'observe', 'hunt'] as const;
const RUNS = 3;
const QUICK_LOG_BYTES = 20e6;

type Mode = (typeof MODES)[number];

/** What observing every event costs a hunt. */
export const observe: BenchSuite = {
  name: 'observe',
  run: async (context) => {
    const hunts: HuntCosts[] = [];
    for (const log of logsOf(context)) hunts.push(await huntCosts(context, log));
    return {
      title: 'Observing',
      intro: [
        `Rules: every rule below ${context.rulesFolder}. Three programs by turns on the same log, ${RUNS} times, the median of their CPU seconds, rules included:`,
        '*match* matches rules; *observe* observes every event besides and puts the pieces together; *hunt* also looks for',
        'incidents and says what could not be seen.',
      ],
      rows: hunts.flatMap(({ rows }) => rows),
      findings: [...hunts.map(({ finding }) => finding), totalFinding(hunts), ...addedChart(hunts)],
    };
  },
};

interface Log {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

function logsOf(context: BenchContext): Log[] {
  const { root, isQuick, workFolder, corpus } = context;
  const events = isQuick ? firstReplica(corpus) : corpus;
  const lines = [
    { name: 'events of OTRF as JSON lines', path: 'ndjson-one/all.ndjson' },
    { name: 'FortiGate log', path: 'fortigate/fgt.log' },
  ].flatMap(({ name, path }, index): Log[] => {
    const whole = join(root ?? '', path);
    if (root === undefined || !existsSync(whole)) return [];
    const part = join(workFolder, `observed-${index}.log`);
    const log = isQuick ? beginningOf(whole, part, QUICK_LOG_BYTES) : whole;
    return [{ name, path: log, bytes: statSync(log).size }];
  });
  const zeek = join(root ?? '', 'zeek');
  const hasZeek = root !== undefined && existsSync(zeek);
  return [
    { name: 'Windows event logs', path: events.folder, bytes: events.bytes },
    ...lines,
    ...(hasZeek ? [{ name: 'Zeek logs', path: zeek, bytes: sizeOf(zeek) }] : []),
  ];
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => statSync(join(folder, file)));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

interface HuntCosts {
  readonly name: string;
  /** CPU seconds */
  readonly matchSeconds: number;
  readonly observeSeconds: number;
  readonly rows: readonly BenchRow[];
  readonly finding: string;
}

async function huntCosts({ rulesFolder, say }: BenchContext, { name, path, bytes }: Log): Promise<HuntCosts> {
  const program = new URL('../programs/observing.js', import.meta.url).pathname;
  const runs: Record<Mode, BenchRow[]> = { match: [], observe: [], hunt: [] };
  for (let run = 0; run < RUNS; run++) {
    for (const mode of MODES) {
      say(`${name}, ${mode}`);
      const args = [program, mode, rulesFolder, path];
      const measured = await measure(process.execPath, args, { cores: 1, keepsOutput: true });
      const { events } = JSON.parse(measured.stdout) as ObservingCost;
      runs[mode].push({ what: `${name}: ${mode}`, cores: 1, events, bytes, ...measured });
    }
  }
  const [match, observed, hunt] = MODES.map((mode) => medianOf(runs[mode])) as [BenchRow, BenchRow, BenchRow];
  const [matchSeconds, observeSeconds] = [costOf(match), costOf(observed)];
  const added = observeSeconds / matchSeconds - 1;
  const whole = percent(costOf(hunt) / costOf(match) - 1);
  return {
    ...{ name, matchSeconds, observeSeconds },
    rows: [match, observed, hunt],
    finding: `${name}: observing adds ${percent(added)} to matching (${verdictOf(added)}); with incidents and visibility ${whole}.`,
  };
}

function verdictOf(added: number): string {
  return `bar ${MOST_ADDED * 100} %: ${added <= MOST_ADDED ? 'reached' : 'NOT reached'}`;
}

/** The bar speaks of the corpus, not of each log of it. */
function totalFinding(hunts: readonly HuntCosts[]): string {
  const sumOf = (of: (hunt: HuntCosts) => number): number => hunts.reduce((sum, hunt) => sum + of(hunt), 0);
  const [matched, observed] = [sumOf((hunt) => hunt.matchSeconds), sumOf((hunt) => hunt.observeSeconds)];
  const added = observed / matched - 1;
  return `All of them: ${matched.toFixed(1)} CPU seconds and ${observed.toFixed(1)}, so observing adds ${percent(added)} (${verdictOf(added)}).`;
}

function addedChart(hunts: readonly HuntCosts[]): string[] {
  return chart(
    'CPU s',
    hunts.flatMap(({ name, matchSeconds, observeSeconds }) => [
      { label: `${name}: match`, value: matchSeconds },
      { label: `${name}: observe`, value: observeSeconds },
    ]),
  );
}

/** The run in the middle, by its CPU seconds. */
function medianOf(rows: readonly BenchRow[]): BenchRow {
  return rows.toSorted((left, right) => costOf(left) - costOf(right))[Math.floor(rows.length / 2)]!;
}

function costOf({ cpuSeconds, seconds }: BenchRow): number {
  return cpuSeconds ?? seconds;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
