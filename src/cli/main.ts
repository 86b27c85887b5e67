import { UsageError } from '../model/index.ts';
import { safeText } from '../report/index.ts';
import { type Arguments, parseArguments } from './arguments.ts';
import { commandHelp, programHelp } from './help.ts';
import { COMMANDS, type CommandSpec, GLOBAL_OPTIONS } from './options.ts';
import { suggestionHint } from './suggest.ts';
import { errorText, PipeClosed, print, processTerminal, type Terminal, wantsColor, widthOf } from './terminal.ts';
import { landfallVersion } from './version.ts';

type Runner = (given: Arguments, terminal: Terminal) => Promise<number>;

// Each command loads what it needs: the whole program is some 800 modules.
const RUNNERS: Readonly<Record<string, () => Promise<Runner>>> = {
  demo: async () => (await import('./demo.ts')).demo,
  hunt: async () => (await import('./hunt.ts')).hunt,
  visibility: async () => (await import('./visibility.ts')).visibilityCommand,
  diff: async () => (await import('./diff.ts')).diffCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  notify: async () => (await import('./notify.ts')).notifyCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  'verify-evidence': async () => (await import('./verify-evidence.ts')).verifyEvidence,
  'keys new': async () => (await import('./keys-new.ts')).keysNew,
  dump: async () => (await import('./dump.ts')).dump,
  'rules lint': async () => (await import('./rules-lint.ts')).rulesLint,
  'rules test': async () => (await import('./rules-test.ts')).rulesTest,
  'rules list': async () => (await import('./rules-list.ts')).rulesList,
  'rules fields': async () => (await import('./rules-list.ts')).rulesFields,
  'rules coverage': async () => (await import('./rules-coverage.ts')).rulesCoverage,
  'rules score': async () => (await import('./rules-score.ts')).rulesScore,
  'indicators list': async () => (await import('./indicators.ts')).indicatorsList,
  'indicators check': async () => (await import('./indicators.ts')).indicatorsCheck,
  explain: async () => (await import('./explain.ts')).explainCommand,
  'suppressions check': async () => (await import('./suppressions.ts')).suppressionsCheck,
  simulate: async () => (await import('./simulate.ts')).simulateCommand,
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
  const load = RUNNERS[command.name];
  if (load === undefined) throw new Error(`command ${command.name} has no runner`);
  const runner = await load();
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
