import type { CommandSpec } from './options.ts';
import { HELP, REDACT_OPTIONS } from './shared-options.ts';

export const REPORT: CommandSpec = {
  name: 'report',
  summary: 'Write the result of a hunt in another form: for people, partners or other tools',
  operands: 'CASE',
  examples: [
    ['landfall report case.json --to html -o report.html', 'one page for those who decide, then the evidence'],
    ['landfall report case.json --to csv -o alerts.csv', 'every alert as one row of a table'],
    ['landfall report case.json --to stix --tlp green -o case.stix.json', 'a STIX 2.1 bundle for partners'],
    [
      "landfall report case.json --to misp --redact case.key.json --redact-word 'Calder Bay' -o case.misp.json",
      'a MISP event that does not say whose network it was',
    ],
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
      summary:
        'Marking of stix, misp and markdown: clear, green, amber (default of stix and misp), amber+strict or red',
    },
    ...REDACT_OPTIONS,
    { name: 'output', short: 'o', value: 'FILE', summary: 'Where to write (default: the standard output)' },
    { name: 'tz', value: 'ZONE', summary: 'Time zone of printed times: UTC (default), local or a name as Asia/Manila' },
    HELP,
  ],
  notes: [
    '--redact changes the case before any form is made of it. Public addresses, times, programs and rules stay: they are what others look for. Names of fewer than five characters are replaced where they stand alone. TLP clear and green leave your circle: give --redact with them. Read what you share all the same: a log can hold a name that nothing marks as one.',
    'The form of a CaseFile is published: content/schemas/case-file.schema.json, in code landfall/case-file.schema.json.',
    'CASE is what landfall hunt --json wrote. A report is made from it alone; no log is read again. The same CaseFile gives the same bytes.',
    'html has no script and makes no request. timesketch leaves out alerts without a time; name its file .jsonl. misp marks nothing for detection and stix holds no indicators: programs of the system and addresses of hijacked routers are also used by others, so a person decides.',
  ],
};
