import { type ChartBar, chart } from '../chart.ts';
import { measure } from '../measure.ts';
import type { ObservationCost } from '../programs/observations.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

// Issue 6, "cost".
const MOST_BYTES = 1e9;
const COUNTS = [1e6, 1e7, 1e8];
const QUICK_COUNTS = [1e4, 1e5];

/** What the tables of a large organisation take. */
export const observedTables: BenchSuite = {
  name: 'observed-tables',
  run: async (context) => {
    const tables: TableCost[] = [];
    for (const count of context.isQuick ? QUICK_COUNTS : COUNTS) tables.push(await tableCost(context, count));
    return {
      title: 'Tables of what was observed',
      intro: [
        'Observers are fed events of an invented organisation of 10,000 hosts, 500 servers and 20,000 places of the internet,',
        'piece by piece as in a hunt. The events are made up as the normaliser would hand them on, which is part of the time, and',
        'all tables gone through, row by row, at the end part of the memory.',
      ],
      rows: tables.map(({ row }) => row),
      findings: tableFindings(tables),
    };
  },
};

interface TableCost {
  readonly cost: ObservationCost;
  readonly row: BenchRow;
}

async function tableCost({ say }: BenchContext, count: number): Promise<TableCost> {
  say(`${count} events of 10,000 hosts`);
  const program = new URL('../programs/observations.js', import.meta.url).pathname;
  const measured = await measure(process.execPath, [program, String(count)], { cores: 0, keepsOutput: true });
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
    ...chart(
      'MB',
      bars('Peak memory', tables, ({ row: { peakBytes = 0 } }) => peakBytes / 1e6),
    ),
    ...chart(
      'CPU s',
      bars('Time', tables, ({ cost: { cpuMs } }) => cpuMs / 1000),
    ),
  ];
}

function bars(title: string, tables: readonly TableCost[], of: (table: TableCost) => number): ChartBar[] {
  return tables.map((table) => ({
    label: `${title} ${grouped(table.cost.events).padStart(11)} events`,
    value: of(table),
  }));
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
