import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import type { CaseFile } from '../model/index.ts';
import {
  type DetectionScore,
  detectionScore,
  jsonText,
  missedBars,
  type PlayedTruth,
  type RunScore,
  safeText,
  scorePage,
  scoreRun,
  scoreText,
} from '../report/index.ts';
import { type Arguments, choiceOption, countOption, parseArguments } from './arguments.ts';
import { hunt } from './hunt.ts';
import { HUNT } from './options.ts';
import { namedScenarios } from './scenario-option.ts';
import { simulateCommand } from './simulate.ts';
import { SIMULATE } from './simulate-options.ts';
import { outputFailure, print, type Terminal } from './terminal.ts';

const DEFAULTS = { seeds: 1, hosts: 40, days: 8 } as const;
const INTERRUPTED = 130;
const MOST = { seeds: 1000, hosts: 20_000, days: 366 } as const;

/** What is simulated and hunted. */
interface ScorePlan {
  /** as `--scenario` of `landfall simulate` takes them */
  readonly scenarios: readonly string[];
  /** 1, 2 and so on up to it */
  readonly seeds: number;
  readonly hosts: number;
  readonly days: number;
  /** folders of rules; Landfall's own when there is none */
  readonly rules: readonly string[];
}

/**
 * `landfall rules score [DIR...]`: simulates scenarios, hunts them, and compares the alerts with what was played.
 * @returns 10 with --check when a bar is missed, 130 when it was interrupted; then nothing is written
 * @throws UsageError OPTION_VALUE, RULES_NONE, INPUT_MISSING, OUTPUT_FAILED
 */
export async function rulesScore(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const plan: ScorePlan = {
    scenarios: namedScenarios(given.values('scenario')),
    seeds: countOption(given, 'seeds', MOST.seeds) ?? DEFAULTS.seeds,
    hosts: countOption(given, 'hosts', MOST.hosts) ?? DEFAULTS.hosts,
    days: countOption(given, 'days', MOST.days) ?? DEFAULTS.days,
    rules: given.operands,
  };
  const score = await runScore(plan, terminal);
  if (score === undefined) return INTERRUPTED;
  const file = given.value('write');
  if (file !== undefined) {
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    writePage(file, scorePage(score, commandOf(plan, given.values('scenario')), before));
  }
  await print(terminal.stdout, format === 'json' ? `${jsonText({ ...score })}\n` : scoreText(score));
  if (!given.has('check')) return 0;
  const missed = missedBars(score);
  for (const sentence of missed) await print(terminal.stderr, `${safeText(sentence)}\n`);
  return missed.length === 0 ? 0 : 10;
}

/** Every scenario with every seed, one after another; undefined when it was interrupted. */
async function runScore(plan: ScorePlan, terminal: Terminal): Promise<DetectionScore | undefined> {
  const runs: RunScore[] = [];
  const isTty = terminal.stderr.isTTY === true;
  for (let seed = 1; seed <= plan.seeds; seed++) {
    for (const scenario of plan.scenarios) {
      if (isTty) terminal.stderr.write(`\r\u001b[2K${scenario}, seed ${seed} of ${plan.seeds}`, () => {});
      const run = await playAndHunt(scenario, seed, plan, terminal);
      if (run === undefined) return undefined;
      runs.push(run);
    }
  }
  if (isTty) terminal.stderr.write('\r\u001b[2K', () => {});
  return detectionScore(runs);
}

async function playAndHunt(
  scenario: string,
  seed: number,
  plan: ScorePlan,
  terminal: Terminal,
): Promise<RunScore | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-score-'));
  try {
    const [logs, result] = [join(folder, 'logs'), join(folder, 'case.json')];
    const size = ['--hosts', String(plan.hosts), '--days', String(plan.days), '--seed', String(seed)];
    const words = ['--scenario', scenario, ...size, '--quiet', '--out', logs];
    await simulateCommand(parseArguments(words, SIMULATE), terminal);
    const rules = plan.rules.flatMap((place) => ['--rules', place]);
    // Of rules alone.
    const ofHunt = [logs, ...rules, '--no-indicators', '--json', result, '--quiet'];
    const code = await hunt(parseArguments(ofHunt, HUNT), terminal);
    if (code === INTERRUPTED) return undefined;
    const truth = JSON.parse(readFileSync(join(logs, 'ground-truth.json'), 'utf8')) as PlayedTruth;
    const found = JSON.parse(readFileSync(result, 'utf8')) as CaseFile;
    return scoreRun(truth, found, (source) => relative(logs, source).split(sep).join('/'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandOf({ seeds, hosts, days }: ScorePlan, scenarios: readonly string[]): string {
  const named = scenarios.map((name) => ` --scenario '${name}'`).join('');
  return `landfall rules score${named} --seeds ${seeds} --hosts ${hosts} --days ${days} --write docs/detection-quality.md`;
}

function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw error instanceof Error ? outputFailure(file, error) : error;
  }
}
