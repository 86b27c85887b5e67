import {
  appendFileSync,
  closeSync,
  createReadStream,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { countLines } from './count-lines.ts';
import { measure, programPath } from './measure.ts';
import type { BenchContext, BenchRow } from './suite.ts';

/** One file of lines that both programs read. */
export interface LineFile {
  readonly file: string;
  readonly bytes: number;
  readonly events: number;
}

/** A measured hunt and how many alerts came of it. */
export interface MeasuredHunt {
  readonly row: BenchRow;
  readonly alerts: number;
}

/** How rsigma is told what a file holds. */
export type RsigmaFormat = 'json' | 'syslog';

type Hunt = (lines: LineFile, cores: number) => Promise<MeasuredHunt>;

// Enough to see a trend, little enough to wait for.
const QUICK_BYTES = 20_000_000;

/** What both programs do, said above a table. */
export const SAME_WORK = [
  'Each row is one process, from start to end, rules included; alerts are written to a file or a pipe.',
  'rsigma matches rules. A hunt also observes every event, looks for incidents and says what could not be seen; with `--alerts-only` it matches rules, too.',
];

/** A file to measure on, or with `--quick` whole lines from its beginning. */
export async function lineFile({ workFolder, isQuick }: BenchContext, whole: string): Promise<LineFile> {
  return describe(isQuick ? beginningOf(whole, join(workFolder, 'beginning.log'), QUICK_BYTES) : whole);
}

async function describe(file: string): Promise<LineFile> {
  return { file, bytes: statSync(file).size, events: await countLines(file) };
}

/** A file's bytes several times, one behind the other, where once is matched too quickly to tell it from starting. @returns the path of that */
export function repeated(from: string, to: string, times: number): string {
  for (let time = 0; time < times; time++) appendFileSync(to, readFileSync(from));
  return to;
}

/** Whole lines from the beginning of a file, written to another. @returns the path of that */
export function beginningOf(from: string, to: string, mostBytes: number): string {
  const source = openSync(from, 'r');
  const out = openSync(to, 'w');
  const block = Buffer.alloc(1 << 20);
  let left = Math.min(mostBytes, statSync(from).size);
  for (let at = 0; left > 0; ) {
    const length = readSync(source, block, 0, Math.min(left, block.length), at);
    const end = left > block.length ? length : block.lastIndexOf(0x0a, length - 1) + 1;
    if (length === 0) break;
    writeSync(out, block, 0, end);
    at += length;
    left -= length;
  }
  for (const file of [source, out]) closeSync(file);
  return to;
}

/**
 * Hunts with Landfall: parses the rules, reads the lines, writes every alert to a file.
 * @param options of `landfall hunt`, besides
 */
export async function huntLines(
  context: BenchContext,
  { file, bytes, events }: LineFile,
  cores: number,
  { note = '', options = [] }: { readonly note?: string; readonly options?: readonly string[] } = {},
): Promise<MeasuredHunt> {
  const what = `landfall hunt ${options.map((option) => `${option} `).join('')}--jobs ${cores}${note}`;
  context.say(what);
  const program = new URL('../../bin/landfall.js', import.meta.url).pathname;
  const written = join(context.workFolder, 'alerts.ndjson');
  const rules = ['--rules', context.rulesFolder, '--no-rules-cache', '--no-indicators'];
  const args = [program, 'hunt', file, ...rules, '--jobs', String(cores), '--alerts', written, '--quiet', ...options];
  const measured = await measure(process.execPath, args, { cores });
  return { row: { what, cores, events, bytes, ...measured }, alerts: await countLines(written) };
}

async function rsigmaHuntLines(
  context: BenchContext,
  rsigma: string,
  inputFormat: RsigmaFormat,
  { file, bytes, events }: LineFile,
  cores: number,
): Promise<MeasuredHunt> {
  const what = `rsigma engine eval --input-format ${inputFormat} (Rust)`;
  context.say(`${what}, ${cores} cores`);
  const args = ['engine', 'eval', '-r', context.rulesFolder, '-e', `@${file}`, '--input-format', inputFormat];
  const written = join(context.workFolder, 'rsigma.ndjson');
  const measured = await measure(rsigma, [...args, '--output-format', 'ndjson', '-q'], { cores, outputFile: written });
  const alerts = await countLines(written);
  return { row: { what, cores, events, bytes, ...measured }, alerts };
}

/** Both programs on one core and on all, and what is to be said of it. */
export async function huntsBesideRsigma(
  context: BenchContext,
  lines: LineFile,
  inputFormat: RsigmaFormat,
  barRatio: number,
): Promise<{ readonly rows: readonly BenchRow[]; readonly findings: readonly string[] }> {
  const rsigma = programPath('rsigma');
  const alone: Hunt = (file, cores) => huntLines(context, file, cores, { options: ['--alerts-only'] });
  const theirs: Hunt | undefined =
    rsigma === undefined ? undefined : (file, cores) => rsigmaHuntLines(context, rsigma, inputFormat, file, cores);
  const hunts: MeasuredHunt[] = [];
  for (const cores of new Set([1, context.cores])) {
    hunts.push(await huntLines(context, lines, cores), await alone(lines, cores));
    if (theirs !== undefined) hunts.push(await theirs(lines, cores));
  }
  const findings = hunts.map(({ row, alerts }) => `${row.what}: ${alerts} alerts.`);
  if (theirs !== undefined) findings.push(await comparison(context, lines, { alone, theirs, hunts, barRatio }));
  return { rows: hunts.map(({ row }) => row), findings };
}

/** @returns the path of the file that has them */
async function everyOtherLine(from: string, to: string): Promise<string> {
  const out = openSync(to, 'w');
  let [isKept, kept] = [false, ''];
  for await (const line of createInterface({ input: createReadStream(from, 'utf8') })) {
    isKept = !isKept;
    if (isKept) kept += `${line}\n`;
    if (kept.length < 1 << 20) continue;
    writeSync(out, kept);
    kept = '';
  }
  writeSync(out, kept);
  closeSync(out);
  return to;
}

interface Compared {
  readonly alone: Hunt;
  readonly theirs: Hunt;
  /** the whole hunt, the matching alone and the other program, on one core */
  readonly hunts: readonly MeasuredHunt[];
  readonly barRatio: number;
}

/**
 * What half of the lines take is taken off, so that starting and parsing rules is left out for both. Every other line:
 * what lies in the first half of a corpus may be of other kinds than the rest.
 */
async function comparison(context: BenchContext, lines: LineFile, compared: Compared): Promise<string> {
  const half = await describe(await everyOtherLine(lines.file, join(context.workFolder, 'half.log')));
  const [whole, ...first] = compared.hunts.map(({ row }) => row);
  const runs = {
    ours: { half: [] as BenchRow[], whole: [first[0]!] },
    theirs: { half: [] as BenchRow[], whole: [first[1]!] },
  };
  for (let run = 0; run < RUNS; run++) {
    runs.ours.half.push((await compared.alone(half, 1)).row);
    runs.theirs.half.push((await compared.theirs(half, 1)).row);
    if (run === 0) continue;
    runs.ours.whole.push((await compared.alone(lines, 1)).row);
    runs.theirs.whole.push((await compared.theirs(lines, 1)).row);
  }
  const [alone, theirs] = [leastOf(runs.ours.whole), leastOf(runs.theirs.whole)];
  const processes = [alone, whole!].map((row) => (costOf(theirs) / costOf(row)).toFixed(1));
  return [
    withoutStart([leastOf(runs.ours.half), alone], [leastOf(runs.theirs.half), theirs], compared.barRatio),
    `As whole processes, starting and parsing rules included: ${processes[0]} times; with all that a hunt does besides: ${processes[1]} times.`,
  ].join(' ');
}

// Runs of the same work differ by a fifth at times, always upwards: a guest has neighbours. The least of each says most.
const RUNS = 2;
const LEAST_SECONDS = 1;

function leastOf(rows: readonly BenchRow[]): BenchRow {
  return rows.toSorted((left, right) => costOf(left) - costOf(right))[0]!;
}

type HalfAndWhole = readonly [half: BenchRow, whole: BenchRow];

function withoutStart(alone: HalfAndWhole, theirs: HalfAndWhole, barRatio: number): string {
  const same = 'On one core and the same lines and rules';
  if ([alone, theirs].some(([half, whole]) => costOf(whole) - costOf(half) < LEAST_SECONDS)) {
    return `${same}, half of the corpus takes hardly less than all of it, so that starting cannot be left out (bar: ${barRatio} times; not told).`;
  }
  const [ours, other] = [rateBetween(...alone), rateBetween(...theirs)];
  const times = ours / other;
  const verdict = times >= barRatio ? 'reached' : 'missed';
  return `${same}, matching alone does ${Math.round(ours)} events a CPU second and rsigma ${Math.round(other)}, starting left out: ${times.toFixed(1)} times (bar: ${barRatio} times; ${verdict}; ${halfAndWhole(...alone)} and ${halfAndWhole(...theirs)}; the least of ${RUNS} runs each).`;
}

function halfAndWhole(half: BenchRow, whole: BenchRow): string {
  return `${costOf(half).toFixed(1)} CPU s for half of the lines, ${costOf(whole).toFixed(1)} for all`;
}

/** Events a CPU second of what the larger run did more. */
function rateBetween(half: BenchRow, whole: BenchRow): number {
  return (whole.events - half.events) / (costOf(whole) - costOf(half));
}

// On a busy machine seconds also count waiting for others.
function costOf({ cpuSeconds, seconds }: BenchRow): number {
  return cpuSeconds ?? seconds;
}
