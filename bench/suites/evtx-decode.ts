import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Corpus, firstReplica, joinedFile } from '../corpus.ts';
import { type Measured, measure, programPath } from '../measure.ts';
import type { BenchContext, BenchRow, BenchSuite, BenchTable } from '../suite.ts';

/** Bar of the project: full decode on one core against the other reader for JavaScript. */
const TIMES_TS_EVTX = 15;
const FILES_OF_QUICK_COMPARISON = 20;

/** The EVTX reader alone: count, JSON, XML; beside it evtx_dump (Rust) and @ts-evtx/core (TypeScript). */
export const evtxDecode: BenchSuite = {
  name: 'evtx-decode',
  run: async (context) => {
    const corpus = context.isQuick ? firstReplica(context.corpus) : context.corpus;
    const whole = joinedFile(corpus, join(context.workFolder, 'whole.evtx'));
    const rows: BenchRow[] = [];
    for (const mode of ['count', 'json', 'xml'] as const) rows.push(await ourRow(context, mode, whole));
    rows.push(...(await evtxDumpRows(context, whole, rows[0]!.events)));
    const comparison = await tsEvtxRows(context, filesToCompare(context, corpus));
    return table(corpus.name, [...rows, ...comparison.rows], comparison.findings);
  },
};

interface LogFiles {
  readonly paths: readonly string[];
  readonly bytes: number;
}

// @ts-evtx/core slows down with the size of a file, so both get the logs one by one.
function filesToCompare({ isQuick }: BenchContext, corpus: Corpus): LogFiles {
  const { files, bytes } = corpus;
  if (!isQuick) return { paths: files, bytes };
  const paths = files.slice(0, FILES_OF_QUICK_COMPARISON);
  return { paths, bytes: paths.reduce((sum, path) => sum + statSync(path).size, 0) };
}

const OUR_WORK = {
  count: 'Landfall, count only (structure of every record checked)',
  json: 'Landfall, full decode to JSON',
  xml: 'Landfall, full decode to XML',
} as const;

async function ourRow(
  { say }: BenchContext,
  mode: keyof typeof OUR_WORK,
  { paths, bytes }: LogFiles,
  what: string = OUR_WORK[mode],
): Promise<BenchRow> {
  say(what);
  const program = new URL('../programs/decode.js', import.meta.url).pathname;
  const result = await measure(process.execPath, [program, mode, ...paths], { cores: 1, keepsOutput: true });
  return { what, cores: 1, events: eventsOf(result), bytes, ...result };
}

async function evtxDumpRows(
  { say, cores: allCores }: BenchContext,
  { paths, bytes }: LogFiles,
  events: number,
): Promise<BenchRow[]> {
  const evtxDump = programPath('evtx_dump');
  if (evtxDump === undefined) return [];
  const rows: BenchRow[] = [];
  for (const cores of new Set([1, allCores])) {
    const what = `evtx_dump -o jsonl -t ${cores} (Rust)`;
    say(what);
    rows.push({
      what,
      cores,
      events,
      bytes,
      ...(await measure(evtxDump, ['-o', 'jsonl', '-t', String(cores), ...paths], { cores })),
    });
  }
  return rows;
}

async function tsEvtxRows(
  context: BenchContext,
  files: LogFiles,
): Promise<{ readonly rows: readonly BenchRow[]; readonly findings: readonly string[] }> {
  if (context.tsEvtxFolder === undefined) {
    return { rows: [], findings: ['@ts-evtx/core was not installed (`npm i --no-save @ts-evtx/core`).'] };
  }
  const ours = await ourRow(context, 'xml', files, 'Landfall, XML, file by file');
  context.say('@ts-evtx/core');
  const measured = await measure(process.execPath, ['--input-type=module', '-e', TS_EVTX_PROGRAM, ...files.paths], {
    ...{ cores: 1, keepsOutput: true, cwd: context.tsEvtxFolder },
  });
  const what = '@ts-evtx/core, XML (`renderXml` of each record), file by file';
  const theirs = { what, cores: 1, events: eventsOf(measured), bytes: files.bytes, ...measured };
  const times = ours.events / ours.seconds / (theirs.events / theirs.seconds);
  const verdict = times >= TIMES_TS_EVTX ? 'reached' : 'NOT reached';
  return {
    rows: [ours, theirs],
    findings: [
      `Full decode on one core is ${times.toFixed(1)} times @ts-evtx/core on the same files (bar: ${TIMES_TS_EVTX} times; ${verdict}). Landfall decodes ${ours.events} events of them, @ts-evtx/core ${theirs.events}.`,
    ],
  };
}

// Its package is no dependency, so it is found from the folder where it was installed.
const TS_EVTX_PROGRAM = `
import { EvtxFile } from '@ts-evtx/core';
let events = 0, size = 0, failed = 0;
for (const path of process.argv.slice(1)) {
  try {
    for (const record of EvtxFile.openSync(path).records()) {
      try { size += record.renderXml().length; events++; } catch { failed++; }
    }
  } catch { failed++; }
}
console.log(JSON.stringify({ events, size, failed }));
`;

function eventsOf({ stdout }: Measured): number {
  const line: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  return (line as { readonly events: number }).events;
}

function table(corpusName: string, rows: readonly BenchRow[], findings: readonly string[]): BenchTable {
  return {
    title: 'Reading EVTX',
    intro: [
      `Corpus: ${corpusName}, all logs joined to one file, so that nobody pays for opening thousands of them.`,
      'Each row is one process, from start to end, output thrown away; one core means bound to one.',
    ],
    rows,
    findings,
  };
}
