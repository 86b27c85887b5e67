import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstReplica } from '../corpus.ts';
import { countEvents } from '../count-events.ts';
import { measure } from '../measure.ts';
import { quickestOf } from '../quickest.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

const COUNTS = [100, 250, 500, 1000, 2000, 4000] as const;
// From which on twice the rules may cost at most a quarter more time.
const MOST_GROWTH = 1.25;
const BAR_WIDTH = 40;
const ROUNDS = 3;

/** What more rules cost: the same logs hunted with 100 to 4,000 rules on one core. */
export const ruleCost: BenchSuite = {
  name: 'rule-cost',
  run: async (context) => {
    const corpus = context.isQuick ? firstReplica(context.corpus) : context.corpus;
    const events = await countEvents(context, corpus);
    const rules = ruleTexts(context.rulesFolder);
    const counts = context.isQuick ? COUNTS.slice(-2) : COUNTS;
    const hunts = counts.map((count) => ({ what: `${count} rules`, folder: writeRules(context, rules, count) }));
    const program = new URL('../../../bin/landfall.js', import.meta.url).pathname;
    const rounds = context.isQuick ? 1 : ROUNDS;
    const measurements = hunts.map(({ what, folder }) => async (): Promise<BenchRow> => {
      context.say(`landfall hunt with ${what}`);
      const args = [program, 'hunt', corpus.folder, '--rules', folder, '--jobs', '1', '--quiet', '--no-rules-cache'];
      const measured = await measure(process.execPath, args, { cores: 1 });
      return { what, cores: 1, events, bytes: corpus.bytes, ...measured };
    });
    const rows = await quickestOf(rounds, measurements, ({ seconds }) => seconds);
    return {
      title: 'What rules cost',
      intro: [
        `Corpus: ${corpus.name}, ${corpus.files.length} files. Rules: Windows rules below ${context.rulesFolder}, spread evenly over its files; beyond their number they are repeated under other ids.`,
        `Each row is the quickest of ${rounds} hunts, by turns with the others; no result file is written, the summary goes to the screen.`,
      ],
      rows,
      findings: [chart(rows), growth(rows)],
    };
  },
};

/** Texts of the rules for Windows, in the order of their paths. */
function ruleTexts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((text) => /^ {4}product: windows$/m.test(text));
}

function writeRules({ workFolder }: BenchContext, rules: readonly string[], count: number): string {
  const folder = join(workFolder, `rules-${count}`);
  mkdirSync(folder);
  for (let index = 0; index < count; index++) {
    const step = Math.max(1, rules.length / count);
    const text = rules[Math.floor(index * step) % rules.length]!;
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    writeFileSync(join(folder, `${index}.yml`), text.replace(/^id: .*$/m, `id: ${id}`));
  }
  return folder;
}

/** Events a second as bars, in a block of plain text. */
function chart(rows: readonly BenchRow[]): string {
  const speeds = rows.map(({ events, seconds }) => events / seconds);
  const most = Math.max(...speeds);
  const bars = rows.map(({ what }, index) => {
    const length = Math.round((speeds[index]! / most) * BAR_WIDTH);
    return `  ${what.padStart(10)} ${'#'.repeat(length)} ${Math.round(speeds[index]!)} events/s`;
  });
  return `Events a second, starting included:\n\n  \`\`\`\n${bars.join('\n')}\n  \`\`\``;
}

function growth(rows: readonly BenchRow[]): string {
  const factors = rows.slice(1).map(({ what, seconds }, index) => {
    return `${rows[index]!.what} to ${what}: ${(seconds / rows[index]!.seconds).toFixed(2)}`;
  });
  const last = rows.at(-1)!.seconds / rows.at(-2)!.seconds;
  const verdict = last <= MOST_GROWTH ? 'met' : 'not met';
  return `Time by a factor of: ${factors.join('; ')}. Twice the rules may take ${MOST_GROWTH} times as long (2000 to 4000: ${verdict}).`;
}
