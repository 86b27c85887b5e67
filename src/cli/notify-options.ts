import type { CommandSpec } from './options.ts';
import { HELP } from './shared-options.ts';

export const NOTIFY: CommandSpec = {
  name: 'notify',
  summary: 'Write to an organisation what was seen on its systems, with nothing of others in it',
  operands: 'CASE',
  examples: [
    ['landfall notify case.json --organisation organisation.yml -o notice.eml', 'a mail to look over and send'],
    [
      "landfall notify case.json --organisation corp.example --to markdown --contact 'CERT desk, +1 555 0100'",
      'known by its domain only',
    ],
    [
      'landfall notify case.json --organisation north.yml --other south.yml --tlp amber+strict',
      'a case of two organisations, for one of them',
    ],
  ],
  options: [
    {
      name: 'organisation',
      value: 'FILE-OR-DOMAIN',
      summary: 'Whom to notify: an organisation.yml (docs/organisation.md), or the domain of its hosts and accounts',
    },
    { name: 'domain', value: 'NAME', repeatable: true, summary: 'A further DNS domain or NetBIOS name of it' },
    {
      name: 'other',
      value: 'FILE',
      repeatable: true,
      summary: 'organisation.yml of another, of which nothing is told',
    },
    { name: 'hide', value: 'WORD', repeatable: true, summary: 'A further word of which nothing is told' },
    { name: 'contact', value: 'TEXT', repeatable: true, summary: 'Whom to call at your side: name, hours, telephone' },
    { name: 'to', value: 'FORMAT', summary: 'mail (default: a draft, .eml) or markdown' },
    { name: 'tlp', value: 'LABEL', summary: 'Of the whole: amber (default), amber+strict or red' },
    { name: 'output', short: 'o', value: 'FILE', summary: 'Where to write (default: the standard output)' },
    { name: 'tz', value: 'ZONE', summary: 'Time zone of printed times: UTC (default), local or a name as Asia/Manila' },
    HELP,
  ],
  notes: [
    "Only alerts on hosts of the organisation are told: those of its domains, and those that its file names. A short name that hosts of two domains have is nobody's. Everything else that names a host, account, domain or private address becomes a pseudonym; public addresses of others must be named with --other or --hide. Each part bears its own label: systems and accounts amber, addresses green, techniques clear; with amber+strict or red all have that.",
    'Nothing is sent. Read it before you send it, and not through the network that it is about.',
  ],
};
