import { availableParallelism } from 'node:os';
import { byCodePoint, type Level, UsageError } from '../model/index.ts';
import type { SourceZone } from '../normalise/index.ts';
import type { TimeRange } from '../read/index.ts';
import { type TimeText, timeTextIn } from '../report/index.ts';
import { type Arguments, countOption, levelOption } from './arguments.ts';
import { OWN_FEEDS } from './indicator-files.ts';
import { type GivenOrganisation, organisationOption } from './organisation-option.ts';
import { packagePlace } from './package-place.ts';
import type { ResultFile } from './result-files.ts';
import { sourceZones } from './source-zones.ts';
import { type GivenSuppressions, suppressionsOption } from './suppressions-option.ts';
import { type TimeSetting, timeOption } from './time-option.ts';

/** The checked options of `landfall hunt`. */
export interface HuntOptions {
  readonly paths: readonly string[];
  readonly rulePaths: readonly string[];
  readonly placeholdersFile: string | undefined;
  /** feeds of indicators: files and folders */
  readonly indicatorPaths: readonly string[];
  readonly pipelineFiles: readonly string[];
  /** folder for parsed rules; undefined is the user's own */
  readonly rulesCache: string | undefined;
  readonly noRulesCache: boolean;
  /** what earlier hunts read is kept there */
  readonly stateFile: string | undefined;
  readonly organisation: GivenOrganisation | undefined;
  readonly suppressions: GivenSuppressions | undefined;
  /** only events in it, and those without a time; undefined when no bound was given */
  readonly range: TimeRange | undefined;
  readonly results: readonly ResultFile[];
  /** no incidents, no visibility */
  readonly alertsOnly: boolean;
  readonly minLevel: Level | undefined;
  readonly failOn: Level | undefined;
  /** of logs whose times do not say theirs */
  readonly sourceZones: readonly SourceZone[];
  readonly zone: string;
  readonly timeText: TimeText;
  /** as many threads as asked for; undefined leaves it to `threadsFor` */
  readonly jobs: number | undefined;
  readonly carve: boolean;
  readonly strict: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly noProgress: boolean;
  readonly noColor: boolean;
}

// More threads than this only wait for each other's memory.
const MAX_JOBS = 256;

// A thread takes about a second to load thousands of rules; in that time one thread hunts through some 16 MB.
const BYTES_PER_THREAD = 16e6;

/** How many threads a hunt of this size is worth, when the user does not say. */
export function threadsFor(sizeBytes: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(sizeBytes / BYTES_PER_THREAD)));
}

/** The rules that were named, else Landfall's own; both with `--own-rules`. */
function rulePaths(given: Arguments): readonly string[] {
  const named = given.values('rules');
  return named.length === 0 || given.has('own-rules') ? [packagePlace('content/detections'), ...named] : named;
}

/** Landfall's own feeds, unless they are not wanted, and those that were named. */
function indicatorPaths(given: Arguments): readonly string[] {
  const own = given.has('no-indicators') ? [] : [packagePlace(OWN_FEEDS)];
  return [...own, ...given.values('indicators')];
}

/**
 * Reads and checks the options.
 * @param nowMs what times ago are counted from, UTC milliseconds since 1970
 * @throws UsageError OPTION_VALUE, INPUT_MISSING
 */
export function huntOptions(given: Arguments, nowMs: number): HuntOptions {
  if (given.operands.length === 0) {
    throw new UsageError('INPUT_MISSING', 'No file or folder was named.', {
      hint: 'Write landfall hunt PATH --rules DIR; see landfall hunt --help.',
    });
  }
  const zone = zoneOption(given.value('tz') ?? 'UTC');
  return {
    paths: given.operands,
    rulePaths: rulePaths(given),
    placeholdersFile: given.value('placeholders'),
    indicatorPaths: indicatorPaths(given),
    pipelineFiles: given.values('pipeline').toSorted(byCodePoint),
    rulesCache: given.value('rules-cache'),
    noRulesCache: given.has('no-rules-cache'),
    results: (['alerts', 'json', 'csv', 'report'] as const).flatMap((option) => {
      const file = given.value(option);
      return file === undefined ? [] : [{ option, file }];
    }),
    alertsOnly: alertsOnlyOption(given),
    stateFile: stateOption(given),
    organisation: organisationOption(given.value('organisation')),
    suppressions: suppressionsOption(given.value('suppressions')),
    range: rangeOption(given, { zone: zone.zone, nowMs }),
    minLevel: levelOption(given, 'min-level'),
    failOn: levelOption(given, 'fail-on'),
    sourceZones: sourceZones(given.values('source-tz')),
    ...zone,
    jobs: countOption(given, 'jobs', MAX_JOBS),
    carve: given.has('carve'),
    strict: given.has('strict'),
    quiet: given.has('quiet'),
    verbose: given.has('verbose'),
    noProgress: given.has('no-progress'),
    noColor: given.has('no-color'),
  };
}

function alertsOnlyOption(given: Arguments): boolean {
  if (given.has('alerts-only') && given.has('report')) {
    throw new UsageError('OPTION_VALUE', '--alerts-only and --report cannot be given together.', {
      hint: 'A report is about incidents, which --alerts-only leaves out; write --alerts FILE or --csv FILE.',
    });
  }
  return given.has('alerts-only');
}

function stateOption(given: Arguments): string | undefined {
  const file = given.value('state');
  if (file === '-') {
    throw new UsageError('OPTION_VALUE', '--state cannot be the standard output.', { hint: 'Name a file.' });
  }
  if (file !== undefined && given.has('until')) {
    throw new UsageError('OPTION_VALUE', '--until and --state cannot be given together.', {
      hint: 'What is later than --until would count as read; leave one of them out.',
    });
  }
  return file;
}

function rangeOption(given: Arguments, setting: TimeSetting): TimeRange | undefined {
  const sinceMs = timeOption(given, 'since', setting);
  const untilMs = timeOption(given, 'until', setting);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs) {
    throw new UsageError('OPTION_VALUE', '--since is not before --until, so no event is between them.', {
      hint: '--until is the first moment that is left out: a day is --since 2026-03-01 --until 2026-03-02.',
    });
  }
  if (sinceMs === undefined && untilMs === undefined) return undefined;
  return { ...(sinceMs === undefined ? {} : { sinceMs }), ...(untilMs === undefined ? {} : { untilMs }) };
}

/** Reads the name of a time zone. @throws UsageError OPTION_VALUE */
export function zoneOption(text: string): { zone: string; timeText: TimeText } {
  const lower = text.toLowerCase();
  const zone = lower === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : lower === 'utc' ? 'UTC' : text;
  try {
    return { zone, timeText: timeTextIn(zone) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError('OPTION_VALUE', `--tz does not know the time zone "${text}".`, {
      hint: 'Write UTC, local or a name as Europe/Berlin or Asia/Manila.',
    });
  }
}
