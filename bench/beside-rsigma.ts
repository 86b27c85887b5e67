import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
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

// Enough to see a trend, little enough to wait for.
const QUICK_BYTES = 20_000_000;

/** A file to measure on, or with `--quick` whole lines from its beginning. */
export async function lineFile({ workFolder, isQuick }: BenchContext, whole: string): Promise<LineFile> {
  const file = isQuick ? beginningOf(whole, join(workFolder, 'beginning.log')) : whole;
  return { file, bytes: statSync(file).size, events: await countLines(file) };
}

function beginningOf(from: string, to: string): string {
  const bytes = Buffer.alloc(Math.min(QUICK_BYTES, statSync(from).size));
  const source = openSync(from, 'r');
  const length = readSync(source, bytes, 0, bytes.length, 0);
  closeSync(source);
  const out = openSync(to, 'w');
  writeSync(out, bytes, 0, bytes.lastIndexOf(0x0a, length - 1) + 1);
  closeSync(out);
  return to;
}

/** Hunts with Landfall: parses the rules, reads the lines, writes every alert to a file. */
export async function huntLines(
  context: BenchContext,
  { file, bytes, events }: LineFile,
  cores: number,
  note = '',
): Promise<MeasuredHunt> {
  const what = `landfall hunt --jobs ${cores}${note}`;
  context.say(what);
  const program = new URL('../../bin/landfall.js', import.meta.url).pathname;
  const written = join(context.workFolder, 'alerts.ndjson');
  const args = [program, 'hunt', file, '--rules', context.rulesFolder, '--no-rules-cache', '--jobs', String(cores)];
  const measured = await measure(process.execPath, [...args, '--alerts', written, '--quiet'], { cores });
  return { row: { what, cores, events, bytes, ...measured }, alerts: await countLines(written) };
}

/**
 * The same hunt with rsigma (Rust).
 * @param inputFormat as `rsigma engine eval --input-format` takes it
 * @returns undefined when the program is not here
 */
export async function rsigmaHuntLines(
  context: BenchContext,
  { file, bytes, events }: LineFile,
  cores: number,
  inputFormat: 'json' | 'syslog',
): Promise<MeasuredHunt | undefined> {
  const rsigma = programPath('rsigma');
  if (rsigma === undefined) return undefined;
  const what = `rsigma engine eval --input-format ${inputFormat} (Rust)`;
  context.say(`${what}, ${cores} cores`);
  const args = ['engine', 'eval', '-r', context.rulesFolder, '-e', `@${file}`, '--input-format', inputFormat];
  const measured = await measure(rsigma, [...args, '--output-format', 'ndjson', '-q'], { cores, keepsOutput: true });
  const alerts = measured.stdout.split('\n').filter((line) => line !== '').length;
  return { row: { what, cores, events, bytes, ...measured }, alerts };
}

/** Both programs on one core and on all, and what is to be said of it. */
export async function huntsBesideRsigma(
  context: BenchContext,
  lines: LineFile,
  inputFormat: 'json' | 'syslog',
  barRatio: number,
): Promise<{ readonly rows: readonly BenchRow[]; readonly findings: readonly string[] }> {
  const rows: BenchRow[] = [];
  const findings: string[] = [];
  for (const cores of new Set([1, context.cores])) {
    const ours = await huntLines(context, lines, cores);
    const theirs = await rsigmaHuntLines(context, lines, cores, inputFormat);
    for (const hunt of [ours, theirs]) {
      if (hunt === undefined) continue;
      rows.push(hunt.row);
      findings.push(`${hunt.row.what}: ${hunt.alerts} alerts.`);
    }
    if (cores === 1 && theirs !== undefined) findings.push(ratio(ours.row, theirs.row, barRatio));
  }
  return { rows, findings };
}

function ratio(ours: BenchRow, theirs: BenchRow, bar: number): string {
  const times = theirs.seconds / ours.seconds;
  const verdict = times >= bar ? 'reached' : 'missed';
  return `On one core Landfall is ${times.toFixed(1)} times rsigma on the same lines and rules (bar: ${bar} times; ${verdict}).`;
}
