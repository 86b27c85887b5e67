import type { CommandSpec } from './options.ts';
import { HELP, TEXT_OR_JSON } from './shared-options.ts';

export const SUPPRESSIONS: CommandSpec = {
  name: 'suppressions check',
  summary: 'Check a file with suppressions: expired, too broad, without effect; and what they fit in a CaseFile',
  operands: 'FILE',
  examples: [
    ['landfall suppressions check suppressions.yml', 'as a gate in CI: exit code 10 when something is wrong'],
    ['landfall suppressions check suppressions.yml --case case.json', 'how many alerts of a hunt each would fit'],
  ],
  options: [
    { name: 'case', value: 'CASE', summary: 'A CaseFile, to count how many of its alerts each suppression fits' },
    TEXT_OR_JSON,
    HELP,
  ],
  notes: ['docs/suppressions.md describes the file and what a hunt does with it.'],
};
