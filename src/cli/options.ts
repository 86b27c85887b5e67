import { KEYS_NEW, VERIFY_EVIDENCE } from './custody-options.ts';
import { DEMO } from './demo-options.ts';
import { DIFF } from './diff-options.ts';
import { EXPLAIN } from './explain-options.ts';
import { INDICATOR_COMMANDS } from './indicators-options.ts';
import { NOTIFY } from './notify-options.ts';
import { PLAN, VERIFY } from './plan-options.ts';
import { REPORT } from './report-options.ts';
import { RULE_COMMANDS } from './rules-options.ts';
import { HELP, NO_COLOR } from './shared-options.ts';
import { SIMULATE } from './simulate-options.ts';
import { SUPPRESSIONS } from './suppressions-options.ts';
import { VISIBILITY } from './visibility-options.ts';

/** One option of a command: parsed, shown by --help and documented in docs/cli.md from this one place. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** what the value is called in help; an option without it is a switch */
  readonly value?: string;
  /** may be given several times */
  readonly repeatable?: boolean;
  /** one sentence without a full stop */
  readonly summary: string;
}

/** One command, under the rules of `OptionSpec`. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** how the paths are called in help */
  readonly operands: string;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  readonly options: readonly OptionSpec[];
  /** further paragraphs of help */
  readonly notes: readonly string[];
}

const LEVEL_WORDS = 'informational, low, medium, high or critical';

const CARVE: OptionSpec = {
  name: 'carve',
  summary: 'Also read records left in slack space and in chunks with a broken header',
};

export const HUNT: CommandSpec = {
  name: 'hunt',
  summary: 'Find suspicious events in log files with Sigma rules',
  operands: 'PATH...',
  examples: [
    ['landfall hunt logs', 'read every log below "logs", try Landfall\'s own rules and print a summary'],
    ['landfall hunt logs --own-rules --rules sigma/rules', "the rules of a team, and Landfall's own"],
    ['landfall hunt Security.evtx --rules rules --alerts alerts.ndjson', 'one alert a line, for other tools'],
    ['landfall hunt logs --rules rules --json - --quiet', 'the whole result as JSON on the standard output'],
    ['landfall hunt logs --rules rules --state hunt.state --alerts new.ndjson', 'only what is new since last time'],
    ['landfall hunt logs --rules rules --min-level high --fail-on critical', 'exit code 10 when it is serious'],
  ],
  options: [
    {
      name: 'rules',
      short: 'r',
      value: 'DIR',
      repeatable: true,
      summary: "Sigma rules in place of Landfall's own: a folder (all .yml and .yaml below it) or a file",
    },
    { name: 'own-rules', summary: "With --rules: use Landfall's own rules too" },
    {
      name: 'indicators',
      value: 'FEED',
      repeatable: true,
      summary: 'Also look for published values: a file (STIX, MISP, CSV, a list, YAML) or a folder of such files',
    },
    { name: 'no-indicators', summary: 'Do not look for the published values that come with Landfall' },
    {
      name: 'alerts-only',
      summary: 'Only match rules, as fast as that goes: no incidents, no visibility, nothing observed around alerts',
    },
    { name: 'alerts', value: 'FILE', summary: 'Write every alert as one line of JSON (NDJSON)' },
    { name: 'json', value: 'FILE', summary: 'Write the whole result (CaseFile) as JSON' },
    { name: 'csv', value: 'FILE', summary: 'Write every alert as one row of a table for spreadsheets' },
    { name: 'report', value: 'FILE', summary: 'Write a report for people: one HTML file to open or print' },
    {
      name: 'manifest',
      value: 'FILE',
      summary:
        'With --json: write the SHA-256 of every input, of the rules and of the result, for landfall verify-evidence',
    },
    { name: 'sign', value: 'KEY', summary: 'With --manifest: sign it with an Ed25519 key (PEM), into FILE.sig' },
    {
      name: 'since',
      value: 'TIME',
      summary: 'Only events from this time on: 2026-03-01, 2026-03-01T14:30 or how long ago (90m, 24h, 7d)',
    },
    { name: 'until', value: 'TIME', summary: 'Only events before this time' },
    {
      name: 'state',
      value: 'FILE',
      summary: 'Read only what is new since the last hunt with this file, and keep in it what was read',
    },
    {
      name: 'organisation',
      value: 'FILE',
      summary:
        'What must keep running, on which hosts, and who is to be told (YAML, see docs/organisation.md): shows what an incident could affect',
    },
    {
      name: 'suppressions',
      value: 'FILE',
      summary:
        'What people know to be harmless, for a time (YAML, see docs/suppressions.md): kept out of incidents, counted and marked',
    },
    { name: 'min-level', value: 'LEVEL', summary: `Use only rules of this level or above: ${LEVEL_WORDS}` },
    { name: 'fail-on', value: 'LEVEL', summary: 'Exit with 10 when an alert has this level or above' },
    { name: 'tz', value: 'ZONE', summary: 'Time zone of printed times: UTC (default), local or a name as Asia/Manila' },
    {
      name: 'source-tz',
      value: 'ZONE',
      repeatable: true,
      summary:
        "Zone of logs whose times do not say theirs (default: UTC): a name, an offset as +10:00, or 'fw*.log=Pacific/Guam' for some files",
    },
    {
      name: 'placeholders',
      value: 'FILE',
      summary: 'YAML or JSON with the values of %placeholders% in rules: a name and a list for each',
    },
    {
      name: 'pipeline',
      value: 'FILE',
      repeatable: true,
      summary: 'A pySigma processing pipeline (YAML) to change the rules with; low priority first',
    },
    {
      name: 'rules-cache',
      value: 'DIR',
      summary: 'Keep parsed rules there, to start faster next time (default: the cache folder of the user)',
    },
    { name: 'no-rules-cache', summary: 'Neither keep parsed rules nor use kept ones' },
    CARVE,
    {
      name: 'strict',
      summary: 'Exit with 3 when any file was left out or not read in full, with 2 when a rule could not be loaded',
    },
    {
      name: 'jobs',
      short: 'j',
      value: 'N',
      summary:
        'Threads (default: what the size of the input is worth, at most the cores); any number gives the same output',
    },
    { name: 'quiet', short: 'q', summary: 'Print errors only: no progress, no summary' },
    {
      name: 'verbose',
      short: 'v',
      summary: 'List everything in the summary: each skipped file, problem and unbound rule',
    },
    { name: 'no-progress', summary: 'No progress lines' },
    NO_COLOR,
    HELP,
  ],
  notes: [
    'PATH is a file or a folder, which is read with all folders below it. What a file is, is told by its content, never by its name. FILE can be - for the standard output; the summary then goes to the standard error.',
    'Times without a zone are of the zone of --tz. Events that do not say when they happened are kept whatever --since and --until say; the result counts them.',
    'Published values (hashes, addresses, domains, URLs, user agents, names of files) lose weight with time: an alert says when a value was published and by whom, how old it was when the event happened, and what is left of its weight. docs/indicators.md describes feeds.',
    "An offset in a log always wins over --source-tz. A pattern is compared with the file's name, or with the end of its path when it holds a /; the first --source-tz that fits a file counts. The result says how many events of which files were dated by assumption, for want of a zone or of a year.",
    '--state is for hunts that run again and again over logs that grow, are rotated or cleared: each record is looked at once, with the rules of that time, and a result holds only what is new. A log is known again by its content. The file is written after the results; when a hunt is interrupted, the next goes on where it stopped. Correlations see what one hunt reads.',
  ],
};

const DUMP: CommandSpec = {
  name: 'dump',
  summary: 'Print the records of logs',
  operands: 'FILE...',
  examples: [
    ['landfall dump Security.evtx', 'one record a line as JSON'],
    ['landfall dump case.zip/logs/auth.log', 'a log in an archive: the fields of its records'],
    ['landfall dump Security.evtx --format xml | less', 'as XML'],
  ],
  options: [{ name: 'format', value: 'FORMAT', summary: 'jsonl (default) or, for .evtx files, xml' }, CARVE, HELP],
  notes: [
    'Records go to the standard output; what could not be read goes to the standard error, with its byte offset.',
  ],
};

/** Every command, in the order of help. */
export const COMMANDS: readonly CommandSpec[] = [
  DEMO,
  HUNT,
  EXPLAIN,
  DIFF,
  REPORT,
  NOTIFY,
  PLAN,
  VERIFY,
  VERIFY_EVIDENCE,
  KEYS_NEW,
  VISIBILITY,
  DUMP,
  ...RULE_COMMANDS,
  ...INDICATOR_COMMANDS,
  SUPPRESSIONS,
  SIMULATE,
];

/** Options that stand without a command. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  HELP,
  { name: 'version', short: 'V', summary: 'Print the version' },
];

/** Every exit code with what it means; where several apply the first of this order counts: 70, 130, 2, 3, 10, 0. */
export const EXIT_CODES = [
  [0, 'It ran to its end'],
  [2, 'It was called in a way that cannot work, or with --strict a rule could not be loaded'],
  [3, 'With --strict: some file was left out or not read in full'],
  [
    10,
    'With --fail-on: there are alerts of that level or above, or in a diff incidents that are new or have grown; or rules that fail their checks or tests',
  ],
  [70, 'A bug in Landfall; please report what it printed'],
  [130, 'It was interrupted (Ctrl-C); what it wrote is right but not all'],
] as const;
