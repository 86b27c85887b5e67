import type { CommandSpec } from './options.ts';
import { HELP, NO_COLOR, TEXT_OR_JSON } from './shared-options.ts';

export const EXPLAIN: CommandSpec = {
  name: 'explain',
  summary: 'Open an incident, alert, link or sentence down to its records; or say why a rule matches an event or not',
  operands: '(ID | RULE EVENT)',
  examples: [
    ['landfall explain INC-7F3A09C4 --case case.json', 'an incident, and the ids of everything it is made of'],
    ['landfall explain dab85445fe5d2215 --logs logs', 'one alert, and the record behind it as it stands in the log'],
    ['landfall explain Security.evtx:88114 --case case.json', 'what was alerted on one record'],
    ['landfall explain rules/netsh.yml Security.evtx:88114', 'why a rule matches one record of a log, field by field'],
    ['landfall explain b6a1f3d2-0c77-4a51-9e4f-7d1a6e2c5b90 event.json --rules rules', 'a rule by its id'],
  ],
  options: [
    {
      name: 'case',
      value: 'CASE',
      summary: 'With ID: the CaseFile that landfall hunt --json wrote (default: case.json)',
    },
    {
      name: 'logs',
      value: 'PATH',
      repeatable: true,
      summary: 'With ID: print the records too; they are looked up in these logs, folders or archives',
    },
    {
      name: 'rules',
      short: 'r',
      value: 'DIR',
      repeatable: true,
      summary: 'With RULE: where to look for a rule given by id or title',
    },
    {
      name: 'placeholders',
      value: 'FILE',
      summary: 'With RULE: YAML or JSON with the values of %placeholders% in rules: a name and a list for each',
    },
    TEXT_OR_JSON,
    { name: 'tz', value: 'ZONE', summary: 'Time zone of printed times: UTC (default), local or a name as Asia/Manila' },
    { name: 'verbose', short: 'v', summary: 'Show everything of long lists, and long values whole' },
    NO_COLOR,
    HELP,
  ],
  notes: [
    'ID is what the summary, a report or the output of this command names: an incident (INC-7F3A09C4), a sentence, part of the score or step of the plan of one (INC-7F3A09C4/story/3f2a1b), an alert, link or finding (16 digits), a host or account, a gap in what could be seen, a behaviour of the catalogue, a rule. Its beginning suffices when nothing else begins so. FILE:NUMBER or FILE:@OFFSET names the alerts on a record. The same thing has the same id in every hunt through the same logs, wherever they lie.',
    'A log is known again by the end of its path. When the record that stands there now is another one, that is said.',
    'RULE is a rule file, or with --rules the id or title of a rule, which the filters there are applied to. EVENT is FILE.evtx:NUMBER, where NUMBER is the EventRecordID as alerts name it, or a file with one event: JSON or YAML, a flat map of field names to values. An event without Channel is tried as it stands, whatever the logsource of the rule.',
    'What a record holds comes from a log, so an attacker may have written it; it is shown inert.',
  ],
};
