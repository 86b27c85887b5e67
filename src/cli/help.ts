import { COMMANDS, type CommandSpec, EXIT_CODES, GLOBAL_OPTIONS, type OptionSpec } from './options.ts';

/** Help of the program as a whole. */
export function programHelp(width: number): string {
  return [
    'Landfall finds intruders who live off the land: it reads the logs you have, says what happened, and what it could not see.',
    '',
    'Usage: landfall COMMAND [OPTIONS]',
    '',
    'Examples:',
    ...COMMANDS.map(({ examples }) => `  ${examples[0]?.[0]}`),
    '',
    'Commands:',
    ...table(COMMANDS.map(({ name, summary }) => [name, summary])),
    '',
    'Options:',
    ...optionLines(GLOBAL_OPTIONS),
    '',
    'More: landfall help COMMAND',
    '',
  ]
    .flatMap((line) => wrapped(line, width))
    .join('\n');
}

/** Help of one command: examples first. */
export function commandHelp(command: CommandSpec, width: number): string {
  return [
    `${command.summary}.`,
    '',
    `Usage: landfall ${command.name} ${command.operands} [OPTIONS]`,
    '',
    'Examples:',
    ...command.examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]),
    '',
    'Options:',
    ...optionLines(command.options),
    '',
    ...command.notes.flatMap((note) => [note, '']),
    'Exit codes:',
    ...table(EXIT_CODES.map(([code, meaning]) => [String(code), meaning])),
    '',
  ]
    .flatMap((line) => wrapped(line, width))
    .join('\n');
}

/** How an option is written, for example `-r, --rules DIR`. */
export function optionUsage(option: OptionSpec): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return `${short}--${option.name}${option.value === undefined ? '' : ` ${option.value}`}${option.repeatable ? '...' : ''}`;
}

function optionLines(options: readonly OptionSpec[]): string[] {
  return table(
    options.map((option) => [`${option.short === undefined ? '    ' : ''}${optionUsage(option)}`, option.summary]),
  );
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const column = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(column)}  ${right}`);
}

// A wrapped line goes on below the last column of a table row, or below its own indent.
function wrapped(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const column = /^ +-?\S.*? {2,}(?=\S)/.exec(line)?.[0].length ?? /^ */.exec(line)?.[0].length ?? 0;
  const indent = column < width / 2 ? column : 4;
  const cut = line.lastIndexOf(' ', width);
  if (cut <= indent) return [line];
  return [line.slice(0, cut), ...wrapped(' '.repeat(indent) + line.slice(cut + 1), width)];
}
