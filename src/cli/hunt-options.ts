import { availableParallelism } from 'node:os';
import { byCodePoint, type Level, UsageError } from '../model/index.ts';
import { type TimeText, timeTextIn } from '../report/index.ts';
import { type Arguments, countOption, levelOption } from './arguments.ts';
import type { ResultFile } from './result-files.ts';

/** The checked options of `landfall hunt`. */
export interface HuntOptions {
  readonly paths: readonly string[];
  readonly rulePaths: readonly string[];
  readonly placeholdersFile: string | undefined;
  readonly pipelineFiles: readonly string[];
  /** folder for parsed rules; undefined is the user's own */
  readonly rulesCache: string | undefined;
  readonly noRulesCache: boolean;
  readonly results: readonly ResultFile[];
  readonly minLevel: Level | undefined;
  readonly failOn: Level | undefined;
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

/**
 * Reads and checks the options.
 * @throws UsageError OPTION_VALUE, INPUT_MISSING
 */
export function huntOptions(given: Arguments): HuntOptions {
  if (given.operands.length === 0) {
    throw new UsageError('INPUT_MISSING', 'No file or folder was named.', {
      hint: 'Write landfall hunt PATH --rules DIR; see landfall hunt --help.',
    });
  }
  const zone = zoneOption(given.value('tz') ?? 'UTC');
  return {
    paths: given.operands,
    rulePaths: given.values('rules'),
    placeholdersFile: given.value('placeholders'),
    pipelineFiles: given.values('pipeline').toSorted(byCodePoint),
    rulesCache: given.value('rules-cache'),
    noRulesCache: given.has('no-rules-cache'),
    results: (['alerts', 'json', 'csv'] as const).flatMap((option) => {
      const file = given.value(option);
      return file === undefined ? [] : [{ option, file }];
    }),
    minLevel: levelOption(given, 'min-level'),
    failOn: levelOption(given, 'fail-on'),
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

function zoneOption(text: string): { zone: string; timeText: TimeText } {
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
