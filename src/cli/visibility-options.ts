import type { CommandSpec } from './options.ts';
import { HELP, NO_COLOR, TEXT_OR_JSON } from './shared-options.ts';

/** Options of `landfall visibility`. */
export const VISIBILITY: CommandSpec = {
  name: 'visibility',
  summary: 'Say what could be seen in logs and what could not, and which settings close the gaps',
  operands: 'PATH...',
  examples: [
    ['landfall visibility logs', 'hours covered, gaps, behaviours that could not have been seen, and settings'],
    ['landfall visibility logs --format json > visibility.json', 'the same for programs'],
    ['landfall visibility logs --navigator layer.json', 'techniques as seen, could see and cannot see'],
  ],
  options: [
    TEXT_OR_JSON,
    { name: 'navigator', value: 'FILE', summary: 'Write a layer (format 4.5) for the ATT&CK Navigator' },
    { name: 'attack', value: 'VERSION', summary: 'Version of ATT&CK of that layer: 19 (default) or 18' },
    { name: 'tz', value: 'ZONE', summary: 'Time zone of printed times: UTC (default), local or a name as Asia/Manila' },
    {
      name: 'source-tz',
      value: 'ZONE',
      repeatable: true,
      summary: 'Zone of logs whose times do not say theirs, as for landfall hunt',
    },
    {
      name: 'jobs',
      short: 'j',
      value: 'N',
      summary: 'Threads (default: what the size of the input is worth, at most the cores)',
    },
    { name: 'quiet', short: 'q', summary: 'No progress' },
    { name: 'no-progress', summary: 'No progress lines' },
    { name: 'verbose', short: 'v', summary: 'List every log, gap, behaviour and setting' },
    NO_COLOR,
    HELP,
  ],
  notes: [
    "A gap is told only where a log's own habits, its record numbers or the other logs of the host speak for one. A technique counts as seen when one of Landfall's own rules alerted.",
    'Names of hosts and logs come from the logs, so an attacker may have written them; they are shown inert.',
  ],
};
