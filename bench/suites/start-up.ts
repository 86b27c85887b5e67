import { join } from 'node:path';
import { syntheticCorpus } from '../corpus.ts';
import { measure } from '../measure.ts';
import { quickestOf } from '../quickest.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

/**
 * What a hunt costs before it has much to read: Node, the program, and all rules read, parsed and bound, or taken from
 * the cache. How long loading, binding and filing take by themselves is measured inside the program.
 */
export const startUp: BenchSuite = {
  name: 'start-up',
  run: async (context) => {
    const { folder, bytes } = syntheticCorpus(join(context.workFolder, 'one-event'), 1);
    const log = { events: 1, bytes };
    const hunt = (rules: string, ...cache: readonly string[]): readonly string[] => {
      return ['hunt', folder, '--rules', rules, ...cache, '--jobs', '1', '-q'];
    };
    const cache = ['--rules-cache', join(context.workFolder, 'hunt-cache')];
    return {
      title: 'Starting',
      intro: [`A hunt through one log with one event. Rules: every rule below ${context.rulesFolder}.`],
      rows: await quickestOf(
        RUNS,
        [
          timed(context, 'landfall --version (Node and nothing else)', ['--version'], log),
          timed(context, 'landfall hunt, one rule', hunt(ONE_RULE, '--no-rules-cache'), log),
          timed(context, 'landfall hunt, all rules', hunt(context.rulesFolder, '--no-rules-cache'), log),
          timed(context, 'landfall hunt, all rules, from the cache', hunt(context.rulesFolder, ...cache), log),
        ],
        ({ seconds }) => seconds,
      ),
      findings: [
        'The third and fourth row less the second are what loading the rules takes, and filing those for one event.',
        ...(await startTimes(context)),
      ],
    };
  },
};

// Issue 3, "start": 3,800 rules.
const MOST_SECONDS = 1;
const MOST_CACHED_SECONDS = 0.2;

interface StartTimes {
  readonly files: number;
  readonly bound: number;
  readonly isCached: boolean;
  readonly loadMs: number;
  readonly indexMs: number;
}

async function startTimes(context: BenchContext): Promise<readonly string[]> {
  const cold: StartTimes[] = [];
  const cached: StartTimes[] = [];
  for (let run = 0; run < RUNS; run++) {
    const cache = join(context.workFolder, `start-cache-${run}`);
    cold.push(await startOnce(context, cache));
    cached.push(await startOnce(context, cache));
  }
  return [
    startFinding('Parsed', cold, MOST_SECONDS),
    cached.every(({ isCached }) => isCached)
      ? startFinding('From the cache', cached, MOST_CACHED_SECONDS)
      : 'The rules were not taken from the cache: their files changed a moment ago.',
  ];
}

async function startOnce({ rulesFolder, say }: BenchContext, cache: string): Promise<StartTimes> {
  say('loading, binding and filing all rules');
  const program = new URL('../programs/start.js', import.meta.url).pathname;
  const { stdout } = await measure(process.execPath, [program, rulesFolder, cache], { cores: 1, keepsOutput: true });
  return JSON.parse(stdout) as StartTimes;
}

function startFinding(how: string, runs: readonly StartTimes[], most: number): string {
  const best = runs.reduce((left, right) => (secondsOf(right) < secondsOf(left) ? right : left));
  const [load, index] = [best.loadMs, best.indexMs].map((ms) => (ms / 1000).toFixed(2));
  const verdict = secondsOf(best) < most ? 'reached' : 'NOT reached';
  return `${how}: ${best.files} rule files loaded and bound in ${load} s, the ${best.bound} rules that can match filed in ${index} s (together: bar ${most} s; ${verdict}).`;
}

function secondsOf({ loadMs, indexMs }: StartTimes): number {
  return (loadMs + indexMs) / 1000;
}

const ONE_RULE = 'fixtures/cases/small-intrusion/rules/port_forward_by_netsh.yml';
// The best of some runs: what else the machine does only ever adds.
const RUNS = 5;

/** One run of a command. */
function timed(
  { say }: BenchContext,
  what: string,
  args: readonly string[],
  log: Pick<BenchRow, 'events' | 'bytes'>,
): () => Promise<BenchRow> {
  const program = new URL('../../../bin/landfall.js', import.meta.url).pathname;
  return async () => {
    say(what);
    return { what, cores: 1, ...log, ...(await measure(process.execPath, [program, ...args], { cores: 1 })) };
  };
}
