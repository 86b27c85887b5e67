import { mkdirSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Corpus, firstReplica } from '../corpus.ts';
import { countEvents } from '../count-events.ts';
import { huntEvtx } from '../hunt-evtx.ts';
import type { BenchRow, BenchSuite } from '../suite.ts';

// The bar of issue 3, whatever the size of the input.
const MOST_BYTES = 400e6;
const PARTS = [
  { share: 1 / 16, name: 'a sixteenth' },
  { share: 1 / 4, name: 'a quarter' },
  { share: 1, name: 'all' },
];

/** What hunts through more and more Windows event logs hold in memory, in one thread and in as many as there are cores. */
export const evtxMemory: BenchSuite = {
  name: 'evtx-memory',
  run: async (context) => {
    const corpus = context.isQuick ? firstReplica(context.corpus) : context.corpus;
    const rows: BenchRow[] = [];
    for (const { share, name } of PARTS) {
      const part = partOf(corpus, share, join(context.workFolder, name.replace(' ', '-')));
      const events = await countEvents(context, part);
      for (const cores of new Set([1, context.cores])) {
        for (const options of [[], ['--alerts-only']]) {
          const { row } = await huntEvtx(context, { corpus: part, events }, cores, options);
          rows.push({ ...row, what: `${row.what}, ${name}` });
        }
      }
    }
    return {
      title: 'Memory of hunts through Windows event logs',
      intro: [
        `Corpus: ${corpus.name}, ${corpus.files.length} files; of it the first sixteenth and quarter, and all. Rules: every rule below ${context.rulesFolder}.`,
        'Each row is one process, from start to end; all alerts are written to a file.',
      ],
      rows,
      findings: rows.filter(({ what }) => what.endsWith('all')).map(verdict),
    };
  },
};

/** The first files of a corpus, in a folder of links. */
function partOf({ name, files }: Corpus, share: number, folder: string): Corpus {
  mkdirSync(folder);
  const part = files.slice(0, Math.ceil(files.length * share));
  for (const [index, file] of part.entries()) symlinkSync(file, join(folder, `${index}-${basename(file)}`));
  return { name, folder, files: part, bytes: part.reduce((sum, file) => sum + statSync(file).size, 0) };
}

function verdict({ what, peakBytes }: BenchRow): string {
  if (peakBytes === undefined) return 'This system does not tell how much memory a process takes.';
  const peak = Math.round(peakBytes / 1e6);
  return `${what}: ${peak} MB (bar: ${MOST_BYTES / 1e6} MB; ${peakBytes <= MOST_BYTES ? 'reached' : 'missed'}).`;
}
