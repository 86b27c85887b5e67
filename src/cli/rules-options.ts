import type { CommandSpec } from './options.ts';
import { HELP, NO_COLOR } from './shared-options.ts';

const LINT: CommandSpec = {
  name: 'rules lint',
  summary: 'Check Sigma rules against the specification and common conventions',
  operands: 'DIR...',
  examples: [
    ['landfall rules lint rules', 'every finding, one a line'],
    ['landfall rules lint rules --format sarif > lint.sarif', 'for code hosts and editors'],
    ['landfall rules lint rules --min-severity warning --fail-on warning', 'as a gate in CI'],
  ],
  options: [
    { name: 'format', value: 'FORMAT', summary: 'text (default), json or sarif' },
    {
      name: 'min-severity',
      value: 'SEVERITY',
      summary: 'Leave out findings below it: note (default), warning or error',
    },
    {
      name: 'fail-on',
      value: 'SEVERITY',
      summary: 'Exit with 10 on findings of it or above: error (default), warning, note',
    },
    { name: 'ignore', value: 'CHECK', repeatable: true, summary: 'Leave out the findings of a check' },
    NO_COLOR,
    HELP,
  ],
  notes: ['docs/lint.md lists every check, what it asks for and where that is stated.'],
};

/** The commands about rules, in the order of help. */
export const RULE_COMMANDS: readonly CommandSpec[] = [LINT];
