import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readEvtx } from '../../src/evtx/index.ts';
import { huntsBesideRsigma, lineFile, repeated, SAME_WORK } from '../beside-rsigma.ts';
import type { BenchContext, BenchSuite } from '../suite.ts';

// The bar of the project: at least five times rsigma's rate on one core.
const BAR = 5;
// Half of it once is matched in about the time by which runs of the same work differ.
const TIMES = 2;

/** A hunt through Windows events as JSON lines in one file; beside it rsigma (Rust) on the same events and rules. */
export const ndjsonHunt: BenchSuite = {
  name: 'ndjson-hunt',
  run: async (context) => {
    const { whole, name } = eventsFile(context);
    const lines = await lineFile(context, whole);
    return {
      title: 'Hunting through JSON lines',
      intro: [
        `Corpus: ${name}. Rules: every rule below ${context.rulesFolder}.`,
        ...SAME_WORK,
        'rsigma does not tie a category to channel and event id, so its alerts are others.',
      ],
      ...(await huntsBesideRsigma(context, lines, 'json', BAR)),
    };
  },
};

/** The events of the performance corpus, or the synthetic ones as JSON. */
function eventsFile({ root, corpus, workFolder }: BenchContext): { readonly whole: string; readonly name: string } {
  const events = root === undefined ? '' : join(root, 'ndjson-one/all.ndjson');
  const whole = join(workFolder, 'events.ndjson');
  if (existsSync(events)) {
    // What a hunt remembers of events that matched nothing is forgotten long before the same comes again.
    const name = `events of OTRF Security-Datasets, ${TIMES} times, in one file`;
    return { whole: repeated(events, whole, TIMES), name };
  }
  const out = openSync(whole, 'w');
  for (const path of corpus.files) {
    const bytes = readFileSync(path);
    const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
    for (const item of readEvtx(source)) if (item.kind === 'record') writeSync(out, `${item.toJson()}\n`);
  }
  closeSync(out);
  return { whole, name: `${corpus.name}, as JSON lines` };
}
