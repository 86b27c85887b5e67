import { createSuppressor } from '../detect/index.ts';
import type { LoadedRules } from '../investigate.ts';
import { Investigation } from '../investigate.ts';
import {
  CASE_FILE_VERSION,
  type Incident,
  type Level,
  levelRank,
  type RuleReport,
  UsageError,
} from '../model/index.ts';
import {
  type AlertGroup,
  type AlertGroups,
  addGroup,
  alertedRules,
  type CaseFileHead,
  ruleKey,
  sortedGroups,
  summaryText,
} from '../report/index.ts';
import { ruleVersion, serialiseRules } from '../sigma/index.ts';
import type { Arguments } from './arguments.ts';
import { correlateMatches } from './correlate-matches.ts';
import { type Custody, custodyOption } from './custody.ts';
import { type IncidentFinder, incidentFinder, NO_INCIDENTS } from './find-incidents.ts';
import { findInputs, type HuntInputs } from './hunt-inputs.ts';
import { type HuntOptions, huntOptions, threadsFor } from './hunt-options.ts';
import { type HuntResults, openResults, type WrittenResults } from './hunt-results.ts';
import { type HuntRules, prepareRules } from './hunt-rules.ts';
import { type HuntState, openHuntState } from './hunt-state.ts';
import { feedReports, type LoadedIndicators, prepareIndicators } from './indicator-files.ts';
import { type AcrossPieces, joinAcrossPieces } from './join-pieces.ts';
import { mergeReports, type ReportMerger } from './merge-reports.ts';
import { isStopped, type PoolListener, runPieces, stopAll } from './pool.ts';
import { type Progress, SILENT_PROGRESS, showProgress } from './progress.ts';
import type { AlertWishes } from './run-piece.ts';
import { errorText, print, problemText, type Terminal, wantsColor, widthOf } from './terminal.ts';
import { freeMemory } from './v8-flags.ts';
import { landfallVersion } from './version.ts';

/**
 * `landfall hunt PATH...`: reads logs, tries rules, writes results and a summary.
 * @returns an exit code of EXIT_CODES
 * @throws UsageError for bad use, before any work; a result that could not be written is printed after all others
 */
export async function hunt(given: Arguments, terminal: Terminal): Promise<number> {
  const options = huntOptions(given, terminal.nowMs());
  const { paths, stateFile } = options;
  const custody = custodyOption(given, options);
  const named = [...options.results, ...(custody?.files ?? [])];
  const resultFiles = named.flatMap(({ file }) => (file === '-' ? [] : [file]));
  const state = stateFile === undefined ? undefined : openHuntState(stateFile);
  const others = [stateFile, options.organisation?.file, options.suppressions?.file].filter(
    (file) => file !== undefined,
  );
  const inputs = await findInputs(paths, [...resultFiles, ...others], state);
  if (inputs.files.length === 0) throw await noLogs(inputs, options, terminal);
  const rules = await prepareRules(options, terminal);
  const feeds = await prepareIndicators(options, terminal);
  const sources = inputs.files.map(({ source }) => source);
  const results = openResults(options, sources, terminal, custody?.files);
  const stopFlag = new SharedArrayBuffer(4);
  const release = onInterrupt(() => stopAll(stopFlag));
  try {
    custody?.open();
    const outcome = await runHunt({ inputs, rules, feeds, results, state, stopFlag }, { options, terminal });
    const written = await withManifest(await results.write(outcome.head), custody, async (keeper) =>
      keeper.write(outcome.head, terminal.nowMs(), resultFiles),
    );
    await show(outcome, written, options, terminal);
    // What could not be written is to be found again.
    if (written.failures.length === 0) state?.save(outcome.open);
    return exitCode(outcome, written, rules, options);
  } finally {
    release();
    results.close();
  }
}

/**
 * Reads logs and tries rules as a hunt does, without results or a summary.
 * @param check called with the logs that were found, before they are read
 * @throws UsageError for bad use, before any work
 */
export async function investigateAll(
  options: HuntOptions,
  terminal: Terminal,
  check: (sources: readonly string[]) => void,
): Promise<Pick<Outcome, 'head'>> {
  const inputs = await findInputs(options.paths, []);
  if (inputs.files.length === 0) throw await noLogs(inputs, options, terminal);
  const sources = inputs.files.map(({ source }) => source);
  check(sources);
  const rules = await prepareRules(options, terminal);
  const feeds = await prepareIndicators(options, terminal);
  const results = openResults(options, sources, terminal);
  const stopFlag = new SharedArrayBuffer(4);
  const release = onInterrupt(() => stopAll(stopFlag));
  try {
    return await runHunt({ inputs, rules, feeds, results, state: undefined, stopFlag }, { options, terminal });
  } finally {
    release();
    results.close();
  }
}

/** The results with the manifest, which needs them whole. */
async function withManifest(
  results: WrittenResults,
  custody: Custody | undefined,
  write: (custody: Custody) => ReturnType<Custody['write']>,
): Promise<WrittenResults> {
  if (custody === undefined || results.failures.length > 0) return results;
  try {
    return { ...results, written: [...results.written, ...(await write(custody))] };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { ...results, failures: [error] };
  }
}

interface Outcome {
  readonly head: CaseFileHead;
  readonly groups: readonly AlertGroup[];
  /** script blocks of which parts may yet come, by file */
  readonly open: ReturnType<AcrossPieces['open']>;
}

interface HuntParts {
  readonly inputs: HuntInputs;
  readonly rules: HuntRules;
  readonly feeds: LoadedIndicators;
  readonly results: HuntResults;
  readonly state: HuntState | undefined;
  readonly stopFlag: SharedArrayBuffer;
}

interface Console {
  readonly options: HuntOptions;
  readonly terminal: Terminal;
}

async function noLogs(inputs: HuntInputs, options: HuntOptions, terminal: Terminal): Promise<UsageError> {
  for (const { problem } of inputs.leftOut) await print(terminal.stderr, problemText(problem));
  const isUnreadable = inputs.leftOut.some(({ problem }) => problem.code === 'FILE_UNREADABLE');
  const where = options.paths.map((path) => `"${path}"`).join(', ');
  const why = inputs.leftOut.length === 0 ? '; it is empty' : '';
  return new UsageError(
    options.strict && isUnreadable ? 'INPUT_UNREADABLE' : 'INPUT_NO_LOGS',
    `There is no log that Landfall reads in ${where}${why}.`,
    { hint: 'Name logs (Windows event logs, JSON lines, syslog, Zeek and others) or a folder that holds some.' },
  );
}

async function runHunt(parts: HuntParts, { options, terminal }: Console): Promise<Outcome> {
  const { inputs, feeds, results, stopFlag } = parts;
  const { rules } = parts.rules;
  const gathered: Gathered = {
    reports: mergeReports(inputs, options.range !== undefined),
    groups: new Map(),
    finder: options.alertsOnly ? NO_INCIDENTS : incidentFinder(options),
    wishes: {
      suppressor: createSuppressor(options.suppressions?.suppressions ?? []),
      takesLines: parts.results.takesAlerts,
    },
  };
  const { reports, groups, finder, wishes } = gathered;
  const { observer, correlator, open } = await readAll(parts, gathered, { options, terminal });
  if (!options.alertsOnly) freeMemory();
  const sources = reports.sources();
  const { gaps, ...correlated } = correlateMatches(correlator, sources, wishes);
  results.addAlerts(correlated.alertLines);
  finder.add(correlated);
  const found = finder.find({ observer }, rules, sources);
  for (const group of correlated.groups) addGroup(groups, group);
  const sorted = sortedGroups(groups.values());
  const head = {
    caseFileVersion: CASE_FILE_VERSION,
    tool: { name: 'landfall', version: landfallVersion() },
    complete: !isStopped(stopFlag),
    ...options.range,
    events: reports.events,
    sources,
    ...found,
    rules: { ...ruleReport(rules, sorted), ...versionsOf(rules, options), correlationGaps: gaps },
    ...feedReports(feeds),
    problems: reports.problems(),
  } as const;
  return { head, groups: sorted, open };
}

/** Where what is found in the pieces goes. */
interface Gathered {
  readonly reports: ReportMerger;
  readonly groups: AlertGroups;
  readonly finder: IncidentFinder;
  readonly wishes: AlertWishes;
}

/**
 * Reads all pieces.
 * @returns what is of use from then on: the rest of the investigation takes memory that looking for incidents needs
 */
async function readAll(
  { inputs, rules: { rules }, feeds, results, state, stopFlag }: HuntParts,
  { reports, groups, finder, wishes }: Gathered,
  { options, terminal }: Console,
): Promise<Pick<Investigation, 'observer' | 'correlator'> & Pick<Outcome, 'open'>> {
  const progress = progressOf(inputs, options, terminal);
  const setup = {
    ...{ carve: options.carve, zones: options.sourceZones, ...options.range },
    ...{ indicators: feeds.indicators, alertsOnly: options.alertsOnly, ...minLevelOf(options) },
  };
  const { correlations, quiet } = rules;
  const investigation = new Investigation(rules, setup);
  const { observer, correlator } = investigation;
  const across = joinAcrossPieces(investigation, state?.open, wishes);
  const listener: PoolListener = {
    onStart: ({ source }) => progress.startFile(source),
    onProgress: progress.add,
    onResult: (piece, result) => {
      for (const found of [result, ...across.join(piece, result.report)]) {
        const { report } = found;
        results.addAlerts(found.alertLines);
        finder.add(found);
        for (const group of found.groups) addGroup(groups, group);
        reports.add(piece, report);
        correlator.add(report.matches);
        if (report.observed !== undefined) observer.absorb(report.observed);
      }
      if (result.sha256 !== undefined) reports.addHash(piece.source, result.sha256);
      state?.add(piece.source, result.report.mark);
      if (piece.isLast) progress.finishFile();
    },
  };
  const suppressions = options.suppressions?.suppressions ?? [];
  try {
    await runPieces(
      inputs.pieces,
      {
        ...{ setup, stopFlag, suppressions, takesHashes: takesHashes(options) },
        takesLines: results.takesAlerts,
        ...{ rules: () => serialiseRules(rules.bound), correlations: { correlations, quiet } },
      },
      investigation,
      options.jobs ?? threadsFor(sizeOf(inputs)),
      listener,
    );
  } finally {
    progress.end();
  }
  return { observer, correlator, open: across.open() };
}

function minLevelOf({ minLevel }: HuntOptions): { readonly minLevel?: Level } {
  return minLevel === undefined ? {} : { minLevel };
}

/**
 * Hashes cost a tenth of a hunt, so they are taken only for results that show them; a hunt that goes on with growing logs
 * would read all of them again each time.
 */
function takesHashes({ results, stateFile }: HuntOptions): boolean {
  return stateFile === undefined && results.some(({ option }) => option === 'json' || option === 'report');
}

function sizeOf({ pieces }: HuntInputs): number {
  return pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function progressOf(inputs: HuntInputs, options: HuntOptions, { stderr }: Terminal): Progress {
  if (options.quiet || options.noProgress) return SILENT_PROGRESS;
  return showProgress(stderr, { files: inputs.files.length, bytes: sizeOf(inputs) }, () => performance.now());
}

// The first Ctrl-C ends the hunt with a valid partial result, and lets what is being written be written; the second
// ends the process at once, as by default.
function onInterrupt(stop: () => void): () => void {
  process.once('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}

function ruleReport(rules: LoadedRules, groups: readonly AlertGroup[]): Omit<CaseFileHead['rules'], 'correlationGaps'> {
  const rejected = rules.errors.map(({ file, line, code, message }) => ({
    file: file ?? '',
    ...(line === undefined ? {} : { line }),
    code,
    message,
  }));
  const { loaded, usable, unbound, notes } = rules;
  const ownNotes = new Map([...rules.bound, ...rules.correlations].map((rule) => [ruleKey(rule), rule.notes]));
  const alerted = alertedRules(groups).map((rule) => {
    const ruleNotes = ownNotes.get(ruleKey(rule));
    return ruleNotes === undefined ? rule : { ...rule, notes: ruleNotes };
  });
  return { loaded, bound: usable, unbound, rejected, alerted, notes };
}

// A large set of rules takes a tenth of a second.
function versionsOf({ bound, correlations }: LoadedRules, { results }: HuntOptions): Pick<RuleReport, 'versions'> {
  if (!results.some(({ option }) => option === 'json')) return {};
  return {
    versions: [...bound, ...correlations].map((rule) => ({
      id: rule.id,
      title: rule.title,
      version: ruleVersion(rule),
    })),
  };
}

async function show(
  outcome: Outcome,
  { written, failures }: WrittenResults,
  options: HuntOptions,
  terminal: Terminal,
): Promise<void> {
  const isDataOnStdout = options.results.some(({ file }) => file === '-');
  const stream = isDataOnStdout ? terminal.stderr : terminal.stdout;
  if (!options.quiet) {
    const { verbose, timeText, zone } = options;
    const color = wantsColor(stream, terminal, options.noColor);
    const text = summaryText(
      { ...outcome, written },
      { width: widthOf(stream, terminal), color, verbose, timeText, zone },
    );
    await print(stream, text);
  }
  const color = wantsColor(terminal.stderr, terminal, options.noColor);
  for (const failure of failures) await print(terminal.stderr, errorText(failure, color));
}

function exitCode(
  { head, groups }: Outcome,
  { failures }: WrittenResults,
  rules: HuntRules,
  options: HuntOptions,
): number {
  const { failOn, strict } = options;
  if (!head.complete) return 130;
  if (failures.length > 0 || (strict && rules.failures > 0)) return 2;
  // What a link leads to is read in its own place, or does not exist.
  if (strict && head.problems.some(({ code }) => code !== 'LINK_SKIPPED')) return 3;
  if (failOn === undefined) return 0;
  const isGrave = (level: Level): boolean => levelRank(level) >= levelRank(failOn);
  const isShown = ({ rule, alerts, suppressed }: AlertGroup): boolean => alerts > suppressed && isGrave(rule.level);
  // What is suppressed counts where an incident shows it all the same.
  const isKept = ({ alerts, suppressedBy }: Incident): boolean =>
    suppressedBy === undefined && alerts.some((alert) => alert.suppressedBy !== undefined && isGrave(alert.level));
  return groups.some(isShown) || (head.incidents ?? []).some(isKept) ? 10 : 0;
}
