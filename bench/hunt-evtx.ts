import { join } from 'node:path';
import type { Corpus } from './corpus.ts';
import { countLines } from './count-lines.ts';
import { measure } from './measure.ts';
import type { BenchContext, BenchRow } from './suite.ts';

/** A hunt of ours through Windows event logs. */
export interface OurHunt {
  readonly row: BenchRow;
  readonly alertCount: number;
}

/**
 * One `landfall hunt` with all rules as a process of its own; its alerts go to a file.
 * @param cores as many threads
 * @param options more options of the command
 */
export async function huntEvtx(
  { rulesFolder, workFolder, say }: BenchContext,
  { corpus, events }: { readonly corpus: Corpus; readonly events: number },
  cores: number,
  options: readonly string[],
): Promise<OurHunt> {
  const what = `landfall hunt ${options.map((option) => `${option} `).join('')}--jobs ${cores}`;
  say(what);
  const program = new URL('../../bin/landfall.js', import.meta.url).pathname;
  const alerts = join(workFolder, `alerts-${cores}.ndjson`);
  const rules = ['--rules', rulesFolder, '--no-rules-cache', '--no-indicators'];
  const args = [
    program,
    'hunt',
    corpus.folder,
    ...rules,
    '--jobs',
    String(cores),
    '--alerts',
    alerts,
    '--quiet',
    ...options,
  ];
  const measured = await measure(process.execPath, args, { cores });
  return { row: { what, cores, events, bytes: corpus.bytes, ...measured }, alertCount: await countLines(alerts) };
}
