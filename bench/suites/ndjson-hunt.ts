import { closeSync, existsSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readEvtx } from '../../src/evtx/index.ts';
import { countLines } from '../count-lines.ts';
import { measure, programPath } from '../measure.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

// Enough to see a trend, little enough to wait for.
const QUICK_BYTES = 20_000_000;

/** A hunt through Windows events as JSON lines in one file; beside it rsigma (Rust) on the same events and rules. */
export const ndjsonHunt: BenchSuite = {
  name: 'ndjson-hunt',
  run: async (context) => {
    const { file, name } = eventsFile(context);
    const work = { file, bytes: statSync(file).size, events: await countLines(file) };
    const rows: BenchRow[] = [];
    const found: string[] = [];
    for (const cores of new Set([1, context.cores])) {
      const ours = await ourHunt(context, work, cores);
      const theirs = await rsigmaHunt(context, work, cores);
      for (const { row, matches } of [ours, ...theirs]) {
        rows.push(row);
        found.push(`${row.what}: ${matches} alerts`);
      }
      if (cores === 1) found.push(...theirs.map(({ row }) => ratio(ours.row, row)));
    }
    return {
      title: 'Hunting through JSON lines',
      intro: [
        `Corpus: ${name}. Rules: every rule below ${context.rulesFolder}.`,
        'Each row is one process, from start to end, rules included; alerts are written to a file or a pipe.',
      ],
      rows,
      findings: found.map((line) => `${line}.`),
    };
  },
};

interface Work {
  readonly file: string;
  readonly bytes: number;
  readonly events: number;
}

interface Hunted {
  readonly row: BenchRow;
  readonly matches: number;
}

/** The events of the performance corpus, a beginning of them, or the synthetic ones as JSON. */
function eventsFile({ root, corpus, workFolder, isQuick }: BenchContext): {
  readonly file: string;
  readonly name: string;
} {
  const whole = root === undefined ? '' : join(root, 'ndjson-one/all.ndjson');
  if (existsSync(whole)) {
    if (!isQuick) return { file: whole, name: 'events of OTRF Security-Datasets in one file' };
    return {
      file: beginning(whole, join(workFolder, 'some.ndjson')),
      name: 'the first events of OTRF Security-Datasets',
    };
  }
  const file = join(workFolder, 'events.ndjson');
  const out = openSync(file, 'w');
  for (const path of corpus.files) {
    const bytes = readFileSync(path);
    const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
    for (const item of readEvtx(source)) if (item.kind === 'record') writeSync(out, `${item.toJson()}\n`);
  }
  closeSync(out);
  return { file, name: `${corpus.name}, as JSON lines` };
}

function beginning(from: string, to: string): string {
  const bytes = Buffer.alloc(QUICK_BYTES);
  const source = openSync(from, 'r');
  const length = readSync(source, bytes, 0, bytes.length, 0);
  closeSync(source);
  const out = openSync(to, 'w');
  writeSync(out, bytes.subarray(0, bytes.lastIndexOf(0x0a, length - 1) + 1));
  closeSync(out);
  return to;
}

async function ourHunt(context: BenchContext, { file, bytes, events }: Work, cores: number): Promise<Hunted> {
  const what = `landfall hunt --jobs ${cores}`;
  context.say(what);
  const program = new URL('../../../bin/landfall.js', import.meta.url).pathname;
  const alerts = join(context.workFolder, `ndjson-alerts-${cores}.ndjson`);
  const args = [program, 'hunt', file, '--rules', context.rulesFolder, '--no-rules-cache', '--jobs', String(cores)];
  const measured = await measure(process.execPath, [...args, '--alerts', alerts, '--quiet'], { cores });
  return { row: { what, cores, events, bytes, ...measured }, matches: await countLines(alerts) };
}

async function rsigmaHunt(
  context: BenchContext,
  { file, bytes, events }: Work,
  cores: number,
): Promise<readonly Hunted[]> {
  const rsigma = programPath('rsigma');
  if (rsigma === undefined) return [];
  const what = 'rsigma engine eval (Rust)';
  context.say(`${what}, ${cores} cores`);
  const args = ['engine', 'eval', '-r', context.rulesFolder, '-e', `@${file}`, '--input-format', 'json'];
  const measured = await measure(rsigma, [...args, '--output-format', 'ndjson', '-q'], { cores, keepsOutput: true });
  const matches = measured.stdout.split('\n').filter((line) => line !== '').length;
  return [{ row: { what, cores, events, bytes, ...measured }, matches }];
}

function ratio(ours: BenchRow, theirs: BenchRow): string {
  const bySeconds = (theirs.seconds / ours.seconds).toFixed(1);
  const byCpu =
    ours.cpuSeconds === undefined || theirs.cpuSeconds === undefined
      ? ''
      : `, ${(theirs.cpuSeconds / ours.cpuSeconds).toFixed(1)} times in CPU seconds`;
  return `On one core Landfall is ${bySeconds} times ${theirs.what} on the same events and rules${byCpu}`;
}
