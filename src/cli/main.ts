import { UsageError } from '../model/index.ts';
import { safeText } from '../report/index.ts';
import { type Arguments, parseArguments } from './arguments.ts';
import { demo } from './demo.ts';
import { diffCommand } from './diff.ts';
import { dump } from './dump.ts';
import { explainCommand } from './explain.ts';
import { commandHelp, programHelp } from './help.ts';
import { hunt } from './hunt.ts';
import { indicatorsCheck, indicatorsList } from './indicators.ts';
import { keysNew } from './keys-new.ts';
import { notifyCommand } from './notify.ts';
import { COMMANDS, type CommandSpec, GLOBAL_OPTIONS } from './options.ts';
import { planCommand } from './plan.ts';
import { reportCommand } from './report.ts';
import { rulesCoverage } from './rules-coverage.ts';
import { rulesLint } from './rules-lint.ts';
import { rulesFields, rulesList } from './rules-list.ts';
import { rulesScore } from './rules-score.ts';
import { rulesTest } from './rules-test.ts';
import { simulateCommand } from './simulate.ts';
import { suggestionHint } from './suggest.ts';
import { suppressionsCheck } from './suppressions.ts';
import { errorText, PipeClosed, print, processTerminal, type Terminal, wantsColor, widthOf } from './terminal.ts';
import { verifyCommand } from './verify.ts';
import { verifyEvidence } from './verify-evidence.ts';
import { landfallVersion } from './version.ts';
import { visibilityCommand } from './visibility.ts';

const RUNNERS: Readonly<Record<string, (given: Arguments, terminal: Terminal) => Promise<number>>> = {
  demo,
  hunt,
  visibility: visibilityCommand,
  diff: diffCommand,
  report: reportCommand,
  notify: notifyCommand,
  plan: planCommand,
  verify: verifyCommand,
  'verify-evidence': verifyEvidence,
  'keys new': keysNew,
  dump,
  'rules lint': rulesLint,
  'rules test': rulesTest,
  'rules list': rulesList,
  'rules fields': rulesFields,
  'rules coverage': rulesCoverage,
  'rules score': rulesScore,
  'indicators list': indicatorsList,
  'indicators check': indicatorsCheck,
  explain: explainCommand,
  'suppressions check': suppressionsCheck,
  simulate: simulateCommand,
};

/**
 * Runs the command line.
 * @param argv the words after the program's name
 * @returns the exit code (see EXIT_CODES); never throws
 */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  try {
    return await run(argv, terminal);
  } catch (error) {
    if (error instanceof PipeClosed) return 0;
    const isUsage = error instanceof UsageError;
    const color = wantsColor(terminal.stderr, terminal, argv.includes('--no-color'));
    await print(terminal.stderr, isUsage ? errorText(error, color) : bugText(error)).catch(() => {});
    return isUsage ? exitCodeOf(error) : 70;
  }
}

async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...words] = argv;
  if (first === undefined || first.startsWith('-')) return runWithoutCommand(argv, terminal);
  if (first === 'help') return showHelp(words[0] === undefined ? undefined : commandIn(words).name, terminal);
  const command = commandIn(argv);
  const given = parseArguments(argv.slice(command.name.split(' ').length), command);
  if (given.has('help')) return showHelp(command.name, terminal);
  const runner = RUNNERS[command.name];
  if (runner === undefined) throw new Error(`command ${command.name} has no runner`);
  return runner(given, terminal);
}

async function runWithoutCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const given = parseArguments(argv, { name: '', options: GLOBAL_OPTIONS });
  if (given.has('version')) {
    await print(terminal.stdout, `${landfallVersion()}\n`);
    return 0;
  }
  if (given.has('help')) return showHelp(undefined, terminal);
  await print(terminal.stderr, programHelp(widthOf(terminal.stderr, terminal)));
  return 2;
}

async function showHelp(name: string | undefined, terminal: Terminal): Promise<number> {
  const width = Math.min(120, widthOf(terminal.stdout, terminal));
  await print(terminal.stdout, name === undefined ? programHelp(width) : commandHelp(commandNamed(name), width));
  return 0;
}

/** The command that the first word or, as in `rules lint`, the first two words name. */
function commandIn(words: readonly string[]): CommandSpec {
  const [first = '', second = ''] = words;
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (group.length === 0) return commandNamed(first);
  if (second !== '' && !second.startsWith('-')) return commandNamed(`${first} ${second}`);
  throw new UsageError('COMMAND_UNKNOWN', `"${first}" alone is no command.`, {
    hint: `Possible: ${group.join(', ')}.`,
  });
}

function commandNamed(name: string): CommandSpec {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = [...COMMANDS.map((candidate) => candidate.name), 'help'];
  throw new UsageError('COMMAND_UNKNOWN', `There is no command "${name}".`, { hint: suggestionHint(name, names) });
}

function exitCodeOf(error: UsageError): number {
  return error.code === 'INPUT_UNREADABLE' ? 3 : 2;
}

function bugText(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = stack.split('\n').map(safeText).join('\n');
  return `This is a bug in Landfall ${landfallVersion()}; please report it with these lines:\n${lines}\n`;
}
