import type { CommandSpec } from './options.ts';
import { HELP } from './shared-options.ts';

export const DEMO: CommandSpec = {
  name: 'demo',
  summary: 'Make the logs of an invented intrusion and hunt through them',
  operands: '',
  examples: [
    ['landfall demo', 'in a temporary folder'],
    ['landfall demo --out demo', 'in a folder of your choice'],
  ],
  options: [
    {
      name: 'out',
      short: 'o',
      value: 'DIR',
      summary: 'Folder for logs and results; it must be empty or not be there yet',
    },
    { name: 'seed', value: 'N', summary: 'Number that decides all chance (default: 1)' },
    HELP,
  ],
  notes: ['Nothing is executed: only log records are made, of a company that does not exist. The folder is kept.'],
};
