import type { CommandSpec } from './options.ts';
import { HELP } from './shared-options.ts';

export const REPORT: CommandSpec = {
  name: 'report',
  summary: 'Write the result of a hunt in another form: for people, partners or other tools',
  operands: 'CASE',
  examples: [
    ['landfall report case.json --to html -o report.html', 'one page for those who decide, then the evidence'],
    ['landfall report case.json --to csv -o alerts.csv', 'every alert as one row of a table'],
    ['landfall report case.json --to stix --tlp green -o case.stix.json', 'a STIX 2.1 bundle for partners'],
  ],
  options: [
    {
      name: 'to',
      value: 'FORMAT',
      summary: 'html (default), markdown, csv, timesketch, navigator, stix, misp, ocsf or ecs',
    },
    {
      name: 'tlp',
      value: 'LABEL',
      summary: 'Marking of stix and misp: clear, green, amber (default), amber+strict or red',
    },
    { name: 'output', short: 'o', value: 'FILE', summary: 'Where to write (default: the standard output)' },
    { name: 'tz', value: 'ZONE', summary: 'Time zone of printed times: UTC (default), local or a name as Asia/Manila' },
    HELP,
  ],
  notes: [
    'CASE is what landfall hunt --json wrote. A report is made from it alone; no log is read again. The same CaseFile gives the same bytes.',
    'html has no script and makes no request. timesketch leaves out alerts without a time; name its file .jsonl. misp marks nothing for detection and stix holds no indicators: programs of the system and addresses of hijacked routers are also used by others, so a person decides.',
  ],
};
