import { CASE_FILE_VERSION, type CaseFile, UsageError } from '../model/index.ts';
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
import { zoneOption } from './hunt-options.ts';
import { checkResultFiles, openResult } from './result-files.ts';
import { readTextFile } from './rule-files.ts';
import type { Terminal } from './terminal.ts';

type Writer = (caseFile: CaseFile, options: ReportOptions & { readonly tlp: Tlp }) => Iterable<string>;

const WRITERS = {
  html: (caseFile, options) => htmlReport(caseFile, caseFile.alerts, options),
  markdown: (caseFile, options) => markdownReport(caseFile, caseFile.alerts, options),
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
  const options = { ...zoneOption(given.value('tz') ?? 'UTC'), tlp: choiceOption(given, 'tlp', TLP_LABELS) };
  const result = { option: 'output', file: given.value('output') ?? '-' } as const;
  checkResultFiles([result], [file]);
  const pieces = WRITERS[format](readCaseFile(file), options);
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

function readCaseFile(file: string): CaseFile {
  let value: Partial<CaseFile> | null;
  try {
    value = JSON.parse(readTextFile(file).text) as Partial<CaseFile> | null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidCase(file, 'is no JSON');
  }
  const lists = [value?.alerts, value?.sources, value?.problems, value?.rules?.alerted];
  const isCase = value?.tool?.name === 'landfall' && lists.every((list) => Array.isArray(list));
  if (!isCase) throw invalidCase(file, 'is no CaseFile of Landfall');
  if (value?.caseFileVersion !== CASE_FILE_VERSION)
    throw invalidCase(file, `is a CaseFile of version ${String(value?.caseFileVersion)}, not ${CASE_FILE_VERSION}`);
  return value as CaseFile;
}

function invalidCase(file: string, what: string): UsageError {
  return new UsageError('CASE_INVALID', `"${file}" ${what}.`, {
    file,
    hint: 'Make one with landfall hunt LOGS --json case.json.',
  });
}
