import type { CommandSpec } from './options.ts';
import { HELP, NO_COLOR, TEXT_OR_JSON } from './shared-options.ts';

const TEST_NOTES = [
  'Beside RULE.yml lie RULE.hits with events that must alert and RULE.misses with events that must not: the nearest benign look-alikes. Each event is a flat map of field names to values, one JSON object a line, or a JSON or YAML list. An event with Channel (and EventID) is read as that log and must also fit the logsource of the rule; one without is tried on the detection alone. Beside a correlation lies RULE.cases: a YAML list of sequences (case: a name, alerts: how many it must make, events: maps of fields with at: SECONDS); its events are of Windows when they have a Channel, of the Log that they name (Log: zeek/conn), else of whatever log a rule is for.',
];

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

const TEST: CommandSpec = {
  name: 'rules test',
  summary: 'Try rules on the events, and correlations on the sequences of events, that lie beside them',
  operands: 'DIR...',
  examples: [['landfall rules test content/detections', 'exit code 10 when a rule does not do what its events say']],
  options: [TEXT_OR_JSON, NO_COLOR, HELP],
  notes: TEST_NOTES,
};

const LIST: CommandSpec = {
  name: 'rules list',
  summary: 'List rules and whether anything that Landfall reads can match them',
  operands: 'DIR...',
  examples: [['landfall rules list sigma/rules', 'id, level, logsource, title; and why a rule cannot match']],
  options: [TEXT_OR_JSON, NO_COLOR, HELP],
  notes: [],
};

const FIELDS: CommandSpec = {
  name: 'rules fields',
  summary: 'List the fields that rules of each logsource read, and how many rules do',
  operands: 'DIR...',
  examples: [['landfall rules fields sigma/rules', 'what a log source must supply']],
  options: [TEXT_OR_JSON, NO_COLOR, HELP],
  notes: [],
};

const COVERAGE: CommandSpec = {
  name: 'rules coverage',
  summary: 'Show which ATT&CK techniques rules speak of, as a layer for the ATT&CK Navigator',
  operands: 'DIR...',
  examples: [
    ['landfall rules coverage sigma/rules -o layer.json', 'a layer of ATT&CK v19'],
    ['landfall rules coverage rules --attack 18 --bound -o layer.json', 'only rules that can match, by v18 ids'],
  ],
  options: [
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      summary: 'Write the layer (format 4.5) to a file, - for the standard output',
    },
    { name: 'attack', value: 'VERSION', summary: 'Version of ATT&CK to use: 19 (default) or 18' },
    { name: 'bound', summary: 'Count only rules that something Landfall reads can match' },
    NO_COLOR,
    HELP,
  ],
  notes: [
    'Tags of ATT&CK v18 and v19 are both understood: techniques that v19 renamed are counted under the name of the chosen version. The tactic "defense evasion" of v18 became "stealth" and "defense impairment".',
  ],
};

const SCORE: CommandSpec = {
  name: 'rules score',
  summary: 'Measure rules on simulated logs: what they see of intrusions, and how often they alert where there is none',
  operands: '[DIR...]',
  examples: [
    ["landfall rules score --scenario quiet --scenario 'volt-typhoon*:*'", "Landfall's own rules, in some minutes"],
    ['landfall rules score mine --scenario ransomware-crew --format json', 'rules of your own, for other tools'],
    ['landfall rules score --seeds 10 --write docs/detection-quality.md', 'the whole campaign, as a page'],
  ],
  options: [
    {
      name: 'scenario',
      value: 'NAME',
      repeatable: true,
      summary:
        'quiet, NAME, NAME:VARIANT, NAME:* for all variants, NAM* for all that begin so, or a file (default: quiet and all that there are)',
    },
    { name: 'seeds', value: 'N', summary: 'Play each scenario with the seeds 1 to N (default: 1)' },
    { name: 'hosts', value: 'N', summary: 'Machines in all (default: 40)' },
    { name: 'days', value: 'N', summary: 'Days to simulate (default: 8)' },
    { name: 'write', value: 'FILE', summary: 'Write the score as a page of Markdown' },
    {
      name: 'check',
      summary:
        'Exit with 10 unless of every scenario 98 % of the steps are seen, 98 % of what they play is named, and all intrusions are found, and quiet has at most one alert of level high in 100 host-days and none that is critical',
    },
    TEXT_OR_JSON,
    NO_COLOR,
    HELP,
  ],
  notes: [
    'A step of a scenario is seen when an alert refers to one of its records, alone or in the window of a correlation. What it plays is named when the rule of such an alert is a rule for that behaviour. An intrusion is found when an incident of level high or above holds one. Steps that show no known behaviour, and those of which no record was kept, do not count.',
    'The logs are written to a temporary folder, which is removed.',
  ],
};

/** The commands about rules, in the order of help. */
export const RULE_COMMANDS: readonly CommandSpec[] = [LINT, TEST, LIST, FIELDS, COVERAGE, SCORE];
