import { join } from 'node:path';
import { syntheticCorpus } from '../corpus.ts';
import { measure } from '../measure.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

/** What a hunt costs before it has much to read: Node, the program, and all rules read, parsed and bound. */
export const startUp: BenchSuite = {
  name: 'start-up',
  run: async (context) => {
    const { folder, bytes } = syntheticCorpus(join(context.workFolder, 'one-event'), 1);
    const log = { events: 1, bytes };
    return {
      title: 'Starting',
      intro: [`A hunt through one log with one event. Rules: every rule below ${context.rulesFolder}.`],
      rows: [
        await timed(context, 'landfall --version (Node and nothing else)', ['--version'], log),
        await timed(
          context,
          'landfall hunt, one rule',
          ['hunt', folder, '--rules', ONE_RULE, '--jobs', '1', '-q'],
          log,
        ),
        await timed(
          context,
          'landfall hunt, all rules',
          ['hunt', folder, '--rules', context.rulesFolder, '--jobs', '1', '-q'],
          log,
        ),
      ],
      findings: ['The third row less the first is what loading the rules takes.'],
    };
  },
};

const ONE_RULE = 'fixtures/cases/small-intrusion/rules/port_forward_by_netsh.yml';
// The best of some runs: what else the machine does only ever adds.
const RUNS = 5;

async function timed(
  { say }: BenchContext,
  what: string,
  args: readonly string[],
  log: Pick<BenchRow, 'events' | 'bytes'>,
): Promise<BenchRow> {
  say(what);
  const program = new URL('../../../bin/landfall.js', import.meta.url).pathname;
  const rows: BenchRow[] = [];
  for (let run = 0; run < RUNS; run++) {
    rows.push({ what, cores: 1, ...log, ...(await measure(process.execPath, [program, ...args], { cores: 1 })) });
  }
  return rows.reduce((best, row) => (row.seconds < best.seconds ? row : best));
}
