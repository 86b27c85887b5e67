import { readFileSync } from 'node:fs';
import { createNeverList, type FeedRead, parseNeverList, readFeed } from '../indicators/index.ts';
import { type FeedReport, type Indicator, type Problem, UsageError } from '../model/index.ts';
import { type FoundFile, findFiles } from '../read/index.ts';
import type { HuntOptions } from './hunt-options.ts';
import { packagePlace } from './package-place.ts';
import { print, problemText, type Terminal } from './terminal.ts';
import { readYamlFile } from './yaml-file.ts';

/** One feed file: what was read of it. */
export interface LoadedFeed extends FeedRead {
  readonly file: string;
}

/** All that feeds hold. */
export interface LoadedIndicators {
  readonly feeds: readonly LoadedFeed[];
  readonly indicators: readonly Indicator[];
  /** what could not be read or taken, in the order of the feeds */
  readonly problems: readonly Problem[];
}

/** Where Landfall's own feeds are. */
export const OWN_FEEDS = 'content/indicators';
const NEVER = 'content/never-indicators.yml';

// The text of a feed is one string; larger collections come as databases.
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_INDICATORS = 1_000_000;

/**
 * Reads the feeds below each path: of a folder all files that end in .yml, .yaml, .json, .csv, .tsv or .txt; a path that is a
 * file is taken whatever its name.
 * @throws UsageError INPUT_MISSING when a path does not exist; INDICATORS_NONE when nothing below it can be used
 */
export function loadIndicators(paths: readonly string[]): LoadedIndicators {
  const never = createNeverList([parseNeverList(readYamlFile(packagePlace(NEVER), 'INDICATORS_NONE'))]);
  const feeds: LoadedFeed[] = [];
  const indicators: Indicator[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const before = { feeds: feeds.length, indicators: indicators.length };
    for (const found of findFiles([path])) {
      if (found.kind === 'skipped') {
        problems.push(found.problem);
        continue;
      }
      if (found.source !== path && !isFeedName(found.source)) continue;
      const text = readText(found);
      if (typeof text !== 'string') {
        problems.push(text);
        continue;
      }
      const room = MOST_INDICATORS - indicators.length;
      const feed = { file: found.source, ...readFeed(text, { file: found.source, never, room }) };
      feeds.push(feed);
      for (const indicator of feed.indicators) indicators.push(indicator);
      problems.push(...feed.problems);
    }
    if (indicators.length === before.indicators) throw noIndicators(path, problems);
  }
  return { feeds, indicators, problems };
}

/**
 * The indicators of a hunt; what cannot be read of named feeds is printed.
 * @throws UsageError as `loadIndicators`
 */
export async function prepareIndicators(
  { indicatorPaths }: Pick<HuntOptions, 'indicatorPaths'>,
  { stderr }: Terminal,
): Promise<LoadedIndicators> {
  const loaded = loadIndicators(indicatorPaths);
  for (const problem of loaded.problems) await print(stderr, problemText(problem));
  return loaded;
}

/** What a result says of the feeds behind it; nothing when there was none. */
export function feedReports({ feeds }: LoadedIndicators): { readonly feeds?: readonly FeedReport[] } {
  if (feeds.length === 0) return {};
  return {
    feeds: feeds.map(({ file, indicators, leftOut }) => {
      const { title, publisher } = indicators[0]?.source ?? { title: '', publisher: '' };
      return { file, title, publisher, indicators: indicators.length, leftOut };
    }),
  };
}

function isFeedName(file: string): boolean {
  return /\.(?:ya?ml|json|csv|tsv|txt)$/i.test(file) && !/\.schema\.json$/i.test(file);
}

function readText({ source, sizeBytes }: FoundFile): string | Problem {
  if (sizeBytes > MOST_BYTES) {
    const message = `The feed is larger than ${MOST_BYTES / 1024 / 1024} MiB; split it.`;
    return { code: 'INDICATOR_LIMIT', source, message };
  }
  try {
    return readFileSync(source, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { code: 'FILE_UNREADABLE', source, message: `The feed could not be read: ${code}.` };
  }
}

function noIndicators(path: string, problems: readonly Problem[]): UsageError {
  const first = problems.at(0);
  const why = first === undefined ? '' : ` ${first.message}`;
  return new UsageError('INDICATORS_NONE', `There is no indicator that can be used in "${path}".${why}`, {
    hint: 'docs/indicators.md says what feeds look like; landfall indicators check PATH lists what is wrong.',
  });
}
