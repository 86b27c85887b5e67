import { type CaseFile, UsageError } from '../model/index.ts';
import {
  alertsCsv,
  attackCoverage,
  type CaseView,
  caseView,
  ecsLines,
  htmlReport,
  markdownReport,
  mispEvents,
  navigatorLayer,
  ocsfLines,
  type ReportOptions,
  stixBundle,
  TLP_LABELS,
  type Tlp,
  timesketchLines,
} from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { readCaseFile } from './case-file-input.ts';
import { zoneOption } from './hunt-options.ts';
import { caseToShare, redactResult } from './redact-option.ts';
import { checkResultFiles, openResult } from './result-files.ts';
import type { Terminal } from './terminal.ts';

/** What a report is asked for. */
interface Wish extends ReportOptions {
  readonly tlp: Tlp;
  /** the label was named, not only assumed */
  readonly isMarked: boolean;
}

type Writer = (caseFile: CaseFile, options: Wish) => Iterable<string>;

const WRITERS = {
  html: (caseFile, options) => htmlReport(caseFile, caseFile.alerts, options),
  markdown: (caseFile, options) => {
    const pieces = markdownReport(caseFile, caseFile.alerts, options);
    return options.isMarked ? withTlp(pieces, options.tlp) : pieces;
  },
  csv: ({ alerts }, { timeText }) => alertsCsv(alerts, timeText),
  timesketch: (caseFile, options) => timesketchLines(viewOf(caseFile, options), caseFile.alerts),
  navigator: ({ alerts }) => [navigatorLayer(attackCoverage(alertedRules(alerts), '19'), '19', 'Landfall: seen')],
  stix: (caseFile, options) => [stixBundle(viewOf(caseFile, options), options.tlp)],
  misp: (caseFile, options) => [mispEvents(viewOf(caseFile, options), options.tlp)],
  ocsf: (caseFile, options) => ocsfLines(viewOf(caseFile, options), caseFile.alerts),
  ecs: (caseFile, options) => ecsLines(viewOf(caseFile, options), caseFile.alerts),
} as const satisfies Record<string, Writer>;

/**
 * `landfall report CASE --to FORMAT`: writes a CaseFile in another form.
 * @throws UsageError INPUT_MISSING, CASE_INVALID, OPTION_VALUE, OUTPUT_FAILED
 */
export async function reportCommand(given: Arguments, terminal: Terminal): Promise<number> {
  const [file] = given.operands;
  if (file === undefined || given.operands.length > 1) {
    throw new UsageError('INPUT_MISSING', 'One CaseFile must be named.', {
      hint: 'Write landfall report case.json --to html -o report.html; landfall hunt --json case.json makes one.',
    });
  }
  const formats = Object.keys(WRITERS) as [keyof typeof WRITERS, ...(keyof typeof WRITERS)[]];
  const format = choiceOption(given, 'to', formats);
  const options = {
    ...zoneOption(given.value('tz') ?? 'UTC'),
    tlp: choiceOption(given, 'tlp', TLP_LABELS),
    isMarked: given.has('tlp'),
  };
  const result = { option: 'output', file: given.value('output') ?? '-' } as const;
  checkResultFiles([result, ...redactResult(given)], [file]);
  const pieces = WRITERS[format](caseToShare(given, readCaseFile(file)), options);
  const open = openResult(result, terminal);
  try {
    await open.write(pieces);
  } finally {
    open.close();
  }
  return 0;
}

function viewOf(caseFile: CaseFile, options: ReportOptions): CaseView {
  return caseView(caseFile, caseFile.alerts, options);
}

function alertedRules(alerts: CaseFile['alerts']): CaseFile['alerts'][0]['rule'][] {
  return [...new Map(alerts.map(({ rule }) => [`${rule.id} ${rule.title}`, rule])).values()];
}

/** TLP 2.0: the label stands at the top and at the bottom of a document. */
function* withTlp(pieces: Iterable<string>, tlp: Tlp): Generator<string> {
  const label = `**TLP:${tlp.toUpperCase()}**\n`;
  yield `${label}\n`;
  yield* pieces;
  yield `\n${label}`;
}
