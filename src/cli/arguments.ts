import { LEVELS, type Level, parseLevel, UsageError } from '../model/index.ts';
import type { CommandSpec, OptionSpec } from './options.ts';
import { suggestionHint } from './suggest.ts';

/** Arguments of one command, checked against its option table. */
export interface Arguments {
  readonly operands: readonly string[];
  has(name: string): boolean;
  /** of all options that were given, in the order of their first use */
  names(): readonly string[];
  /** the last value given */
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

/**
 * Reads arguments: `--name value`, `--name=value`, `-n value`, `-nvalue`, switches together as `-qv`; `--` ends options,
 * `-` alone is an operand or a value.
 * @throws UsageError OPTION_UNKNOWN or OPTION_VALUE, with the likely intended option
 */
export function parseArguments(argv: readonly string[], command: Pick<CommandSpec, 'name' | 'options'>): Arguments {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  const queue = [...argv];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      operands.push(...queue);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const { option, value, rest } = readOption(word, command, queue);
    if (rest !== undefined) queue.unshift(rest);
    const values = given.get(option.name) ?? [];
    if (option.value !== undefined && values.length > 0 && option.repeatable !== true) {
      throw new UsageError('OPTION_VALUE', `--${option.name} was given twice.`, { hint: 'Give it once.' });
    }
    given.set(option.name, [...values, value ?? '']);
  }
  return {
    operands,
    has: (name) => given.has(name),
    names: () => [...given.keys()],
    value: (name) => given.get(name)?.at(-1),
    values: (name) => given.get(name) ?? [],
  };
}

/** Reads a level option. @throws UsageError OPTION_VALUE */
export function levelOption(given: Arguments, name: string): Level | undefined {
  const text = given.value(name);
  if (text === undefined) return undefined;
  const level = parseLevel(text);
  if (level !== undefined) return level;
  throw new UsageError('OPTION_VALUE', `--${name} cannot be "${text}"; it is a level.`, {
    hint: suggestionHint(text, LEVELS),
  });
}

/** Reads an option that is a whole number from 1 to `most`. @throws UsageError OPTION_VALUE */
export function countOption(given: Arguments, name: string, most: number): number | undefined {
  const text = given.value(name);
  if (text === undefined) return undefined;
  const count = Number(text);
  if (/^\d{1,6}$/.test(text) && count >= 1 && count <= most) return count;
  throw new UsageError('OPTION_VALUE', `--${name} cannot be "${text}".`, {
    hint: `Give a whole number from 1 to ${most}.`,
  });
}

/** Reads an option that is one of a few words. @throws UsageError OPTION_VALUE */
export function choiceOption<Choice extends string>(
  given: Arguments,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = given.value(name);
  if (text === undefined) return choices[0];
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new UsageError('OPTION_VALUE', `--${name} cannot be "${text}".`, { hint: suggestionHint(text, choices) });
}

interface ReadOption {
  readonly option: OptionSpec;
  readonly value?: string;
  /** further switches of the same word */
  readonly rest?: string;
}

function readOption(word: string, command: Pick<CommandSpec, 'name' | 'options'>, queue: string[]): ReadOption {
  const isLong = word.startsWith('--');
  const equals = isLong ? word.indexOf('=') : -1;
  const name = isLong ? word.slice(2, equals < 0 ? undefined : equals) : word.slice(1, 2);
  const option = command.options.find((candidate) => (isLong ? candidate.name : candidate.short) === name);
  if (option === undefined) throw unknownOption(isLong ? `--${name}` : `-${name}`, command);
  const attached = isLong ? (equals < 0 ? undefined : word.slice(equals + 1)) : word.slice(2) || undefined;
  if (option.value !== undefined) return { option, value: attached ?? nextValue(option, queue) };
  if (attached === undefined) return { option };
  if (!isLong) return { option, rest: `-${attached}` };
  throw new UsageError('OPTION_VALUE', `--${name} is a switch and takes no value.`, { hint: `Write --${name} alone.` });
}

function nextValue(option: OptionSpec, queue: string[]): string {
  const next = queue[0];
  if (next === undefined || (next.startsWith('-') && next !== '-')) {
    throw new UsageError('OPTION_VALUE', `--${option.name} needs a value.`, {
      hint: `Write --${option.name} ${option.value}${next === undefined ? '' : `, or --${option.name}=${next} if that is the value`}.`,
    });
  }
  queue.shift();
  return next;
}

function unknownOption(shown: string, command: Pick<CommandSpec, 'name' | 'options'>): UsageError {
  const names = command.options.map(({ name }) => name);
  const hint = shown.startsWith('--')
    ? suggestionHint(shown.slice(2), names, '--')
    : `See landfall ${command.name} --help.`;
  return new UsageError('OPTION_UNKNOWN', `landfall ${command.name} has no option ${shown}.`.replace('  ', ' '), {
    hint,
  });
}
