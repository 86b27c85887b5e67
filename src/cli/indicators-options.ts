import type { CommandSpec } from './options.ts';
import { HELP, NO_COLOR, TEXT_OR_JSON } from './shared-options.ts';

const LIST: CommandSpec = {
  name: 'indicators list',
  summary: 'List published values, when and by whom they were published, and what is left of their weight',
  operands: '[FEED...]',
  examples: [
    ['landfall indicators list', 'the values that come with Landfall, and their weight today'],
    ['landfall indicators list feeds --at 2024-03-01', 'what values of a folder weigh for an event of that day'],
  ],
  options: [
    { name: 'at', value: 'TIME', summary: 'When the event happened that they are weighed for (default: now)' },
    TEXT_OR_JSON,
    NO_COLOR,
    HELP,
  ],
  notes: ['docs/indicators.md says how weights are made and lost.'],
};

const CHECK: CommandSpec = {
  name: 'indicators check',
  summary: 'Say what of feeds can be used, and why the rest cannot',
  operands: 'FEED...',
  examples: [['landfall indicators check feeds/*.json', 'exit code 10 when any value cannot be used']],
  options: [TEXT_OR_JSON, NO_COLOR, HELP],
  notes: [
    'FEED is a file or a folder: STIX 2.x bundles, MISP events, tables (CSV), lists of one value a line, or YAML of our own form. Programs of Windows, private addresses, and names that everybody talks to are refused: what those who live off the land use is no indicator.',
  ],
};

/** The commands about indicators, in the order of help. */
export const INDICATOR_COMMANDS: readonly CommandSpec[] = [LIST, CHECK];
