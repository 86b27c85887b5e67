import { type Alert, UsageError } from '../model/index.ts';
import { alertsCsv, type CaseFileHead, caseFileJson, htmlReport } from '../report/index.ts';
import { type AlertSpool, openAlertSpool } from './alert-spool.ts';
import type { HuntOptions } from './hunt-options.ts';
import { checkResultFiles, type NamedFile, type OpenResult, openResult } from './result-files.ts';
import type { Terminal } from './terminal.ts';

/** The result files of one hunt. */
export interface HuntResults {
  /** whether alerts are taken at all; without a result file nobody reads them one by one */
  readonly takesAlerts: boolean;
  /** takes alerts as NDJSON, in their final order */
  addAlerts(lines: Uint8Array): void;
  /**
   * Writes every result; one that fails does not keep the others from being written.
   * @throws PipeClosed when the reader of the standard output has gone
   */
  write(head: CaseFileHead): Promise<WrittenResults>;
  close(): void;
}

/** What was written and what was not. */
export interface WrittenResults {
  readonly written: readonly (readonly [what: string, file: string])[];
  readonly failures: readonly UsageError[];
}

const RESULT_NAMES = {
  alerts: 'Alerts (NDJSON)',
  json: 'CaseFile (JSON)',
  csv: 'Table (CSV)',
  report: 'Report (HTML)',
  output: 'Output',
} as const;

/**
 * Creates the files, so that a place that cannot be written is found before the work.
 * @param inputs the logs; none of them may be overwritten
 * @param others files that the hunt writes besides; none of them may be a result too
 * @throws UsageError OPTION_VALUE, OUTPUT_FAILED
 */
export function openResults(
  options: HuntOptions,
  inputs: readonly string[],
  terminal: Terminal,
  others: readonly NamedFile[] = [],
): HuntResults {
  const { results: asked, stateFile } = options;
  const state = stateFile === undefined ? [] : [{ option: 'state', file: stateFile }];
  checkResultFiles([...asked, ...state, ...others], inputs);
  const alertsFile = options.results.find(({ option }) => option === 'alerts')?.file;
  const spool = options.results.length === 0 ? undefined : openAlertSpool(alertsFile);
  const open: OpenResult[] = [];
  const close = (): void => {
    for (const result of open) result.close();
    spool?.close();
  };
  try {
    for (const result of options.results) {
      if (result.option !== 'alerts' || spool?.isAlertsFile !== true) open.push(openResult(result, terminal));
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    takesAlerts: spool !== undefined,
    addAlerts: (lines) => spool?.append(lines),
    write: (head) => writeResults(open, spool, head, options),
    close,
  };
}

async function writeResults(
  open: readonly OpenResult[],
  spool: AlertSpool | undefined,
  head: CaseFileHead,
  options: HuntOptions,
): Promise<WrittenResults> {
  const failures: UsageError[] = [];
  const done = new Set<string>();
  const broken = spool?.failure();
  if (broken !== undefined) failures.push(broken);
  else if (spool?.isAlertsFile === true) done.add('alerts');
  for (const result of broken === undefined ? open : []) {
    try {
      await result.write(piecesOf(result, spool!, head, options));
      done.add(result.option);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      failures.push(error);
    }
  }
  const written = options.results.filter(({ option, file }) => done.has(option) && file !== '-');
  return { written: written.map(({ option, file }) => [RESULT_NAMES[option], file] as const), failures };
}

function piecesOf(result: OpenResult, spool: AlertSpool, head: CaseFileHead, options: HuntOptions): Iterable<string> {
  if (result.option === 'alerts') return spool.lines();
  if (result.option === 'json') return caseFileJson(head, spool.lines());
  if (result.option === 'report') return htmlReport(head, parsedLines(spool), options);
  return alertsCsv(parsedLines(spool), options.timeText);
}

function* parsedLines(spool: AlertSpool): Generator<Alert> {
  for (const line of spool.lines()) yield JSON.parse(line) as Alert;
}
