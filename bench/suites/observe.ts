import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beginningOf } from '../beside-rsigma.ts';
import { firstReplica } from '../corpus.ts';
import { measure } from '../measure.ts';
import type { ObservationCost } from '../programs/observations.ts';
import type { ObservingCost } from '../programs/observing.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

// Issue 6, "cost".
const MOST_ADDED = 0.6;
const MOST_BYTES = 1e9;
// As bin/landfall.js sets it.
const FLAGS = ['--heap-growing-percent=50'];
const MODES = ['match', 'observe', 'hunt'] as const;
const RUNS = 3;
const COUNTS = [1e6, 1e7, 1e8];
const QUICK_COUNTS = [1e4, 1e5];
// Enough that rules are parsed in a tenth of the time.
const MOST_LOG_BYTES = 400e6;
const QUICK_LOG_BYTES = 20e6;
const BAR_WIDTH = 40;

type Mode = (typeof MODES)[number];

/** What observing every event costs a hunt, and what the tables of a large organisation take. */
export const observe: BenchSuite = {
  name: 'observe',
  run: async (context) => {
    const hunts: HuntCosts[] = [];
    for (const log of logsOf(context)) hunts.push(await huntCosts(context, log));
    const tables: TableCost[] = [];
    for (const count of context.isQuick ? QUICK_COUNTS : COUNTS) tables.push(await tableCost(context, count));
    return {
      title: 'Observing',
      intro: [
        `Rules: every rule below ${context.rulesFolder}. Three programs by turns on the same log, ${RUNS} times, the median of their CPU seconds, rules included:`,
        '*match* matches rules; *observe* observes every event besides and puts the pieces together; *hunt* also looks for',
        'incidents and says what could not be seen. Below, observers are fed events of an invented organisation of 10,000 hosts,',
        '500 servers and 20,000 places of the internet, piece by piece as in a hunt; making up the events is part of the time,',
        'and all tables made into plain objects part of the memory.',
      ],
      rows: [...hunts.flatMap(({ rows }) => rows), ...tables.map(({ row }) => row)],
      findings: [...hunts.map(({ finding }) => finding), ...tableFindings(tables)],
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
  const most = isQuick ? QUICK_LOG_BYTES : MOST_LOG_BYTES;
  const events = firstReplica(corpus);
  const lines = [
    { name: 'events of OTRF as JSON lines', path: 'ndjson-one/all.ndjson' },
    { name: 'FortiGate log', path: 'fortigate/fgt.log' },
  ].flatMap(({ name, path }, index): Log[] => {
    const whole = join(root ?? '', path);
    if (root === undefined || !existsSync(whole)) return [];
    const part = beginningOf(whole, join(workFolder, `observed-${index}.log`), most);
    return [{ name, path: part, bytes: statSync(part).size }];
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
  readonly rows: readonly BenchRow[];
  readonly finding: string;
}

async function huntCosts({ rulesFolder, say }: BenchContext, { name, path, bytes }: Log): Promise<HuntCosts> {
  const program = new URL('../programs/observing.js', import.meta.url).pathname;
  const runs: Record<Mode, BenchRow[]> = { match: [], observe: [], hunt: [] };
  for (let run = 0; run < RUNS; run++) {
    for (const mode of MODES) {
      say(`${name}, ${mode}`);
      const args = [...FLAGS, program, mode, rulesFolder, path];
      const measured = await measure(process.execPath, args, { cores: 1, keepsOutput: true });
      const { events } = JSON.parse(measured.stdout) as ObservingCost;
      runs[mode].push({ what: `${name}: ${mode}`, cores: 1, events, bytes, ...measured });
    }
  }
  const [match, observed, hunt] = MODES.map((mode) => medianOf(runs[mode])) as [BenchRow, BenchRow, BenchRow];
  const added = costOf(observed) / costOf(match) - 1;
  const verdict = `bar ${MOST_ADDED * 100} %: ${added <= MOST_ADDED ? 'reached' : 'NOT reached'}`;
  const whole = percent(costOf(hunt) / costOf(match) - 1);
  return {
    rows: [match, observed, hunt],
    finding: `${name}: observing adds ${percent(added)} to matching (${verdict}); with incidents and visibility ${whole}.`,
  };
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

interface TableCost {
  readonly cost: ObservationCost;
  readonly row: BenchRow;
}

async function tableCost({ say }: BenchContext, count: number): Promise<TableCost> {
  say(`${count} events of 10,000 hosts`);
  const program = new URL('../programs/observations.js', import.meta.url).pathname;
  const measured = await measure(process.execPath, [...FLAGS, program, String(count)], { cores: 0, keepsOutput: true });
  const cost = JSON.parse(measured.stdout) as ObservationCost;
  const what = `${grouped(count)} events of 10,000 hosts`;
  return { cost, row: { what, cores: 1, events: count, bytes: 0, ...measured } };
}

function tableFindings(tables: readonly TableCost[]): string[] {
  const { cost, row } = tables.at(-1)!;
  const isBelow = row.peakBytes !== undefined && row.peakBytes < MOST_BYTES;
  const rows = Object.entries(cost.rows).filter(([, count]) => count > 0);
  const list = (pairs: readonly (readonly [string, number])[]): string =>
    pairs.map(([table, count]) => `${table} ${grouped(count)}`).join(', ') || 'nothing';
  return [
    `${row.what}: bar ${MOST_BYTES / 1e6} MB, ${isBelow ? 'reached' : 'NOT reached'}. Rows: ${list(rows)}. Left out, because a table was full: ${list(Object.entries(cost.dropped))}.`,
    ...chart('Peak memory', 'MB', tables, ({ row: { peakBytes = 0 } }) => peakBytes / 1e6),
    ...chart('Time', 'CPU s', tables, ({ cost: { cpuMs } }) => cpuMs / 1000),
  ];
}

function chart(title: string, unit: string, tables: readonly TableCost[], of: (table: TableCost) => number): string[] {
  const most = Math.max(...tables.map(of));
  return tables.map((table) => {
    const bar = '#'.repeat(Math.max(1, Math.round((of(table) / most) * BAR_WIDTH)));
    return `\`${title} ${grouped(table.cost.events).padStart(11)} events ${of(table).toFixed(1).padStart(8)} ${unit} ${bar}\``;
  });
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
