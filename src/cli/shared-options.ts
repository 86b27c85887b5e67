import type { OptionSpec } from './options.ts';

/** Options that most commands have. */
export const NO_COLOR: OptionSpec = {
  name: 'no-color',
  summary: 'No colours (also: NO_COLOR in the environment; FORCE_COLOR turns them on)',
};

export const HELP: OptionSpec = { name: 'help', short: 'h', summary: 'Show this help' };

/** For commands whose result can be read by people or by programs. */
export const TEXT_OR_JSON: OptionSpec = { name: 'format', value: 'FORMAT', summary: 'text (default) or json' };

/** Of commands that write for others. */
export const REDACT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'redact',
    value: 'KEYFILE',
    summary:
      'Replace accounts, hosts, domains, private addresses and secrets in command lines by pseudonyms; KEYFILE maps them back and keeps them the same next time',
  },
  {
    name: 'redact-word',
    value: 'WORD',
    repeatable: true,
    summary: 'With --redact: also replace this, as the name of the organisation or its public address',
  },
];
