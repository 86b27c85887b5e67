import type { CommandSpec } from './options.ts';
import { HELP, NO_COLOR, TEXT_OR_JSON } from './shared-options.ts';

export const DIFF: CommandSpec = {
  name: 'diff',
  summary: 'Say what changed between two hunts: incidents, hosts and accounts reached, alerts, gaps, rules',
  operands: 'BEFORE AFTER',
  examples: [
    ['landfall diff monday.json tuesday.json', 'what is new, grown, changed and gone'],
    ['landfall diff monday.json tuesday.json --json > diff.json', 'for other programs'],
    ['landfall diff monday.json tuesday.json --fail-on high', 'exit code 10 when a grave incident is new or has grown'],
  ],
  options: [
    { name: 'json', summary: 'The same as --format json' },
    TEXT_OR_JSON,
    {
      name: 'fail-on',
      value: 'LEVEL',
      summary: 'Exit with 10 when an incident of this level or above is new, has grown or has risen to it',
    },
    { name: 'tz', value: 'ZONE', summary: 'Time zone of printed times: UTC (default), local or a name as Asia/Manila' },
    { name: 'verbose', short: 'v', summary: 'List everything' },
    NO_COLOR,
    HELP,
  ],
  notes: [
    'BEFORE and AFTER are what landfall hunt --json wrote. Incidents are known again by the alerts that they share, whatever their ids; one that fell apart or took up another names the other ids. Alerts are known again by rule and record, logs by their path below the folder that all have in common.',
    'The exit code is 0 whether anything changed or not, unless --fail-on is given.',
  ],
};
