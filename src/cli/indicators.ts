import { decayed, indicatorLevel } from '../indicators/index.ts';
import { type Indicator, type Level, UsageError } from '../model/index.ts';
import { jsonText, safeText } from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { type LoadedFeed, loadIndicators, OWN_FEEDS } from './indicator-files.ts';
import { packagePlace } from './package-place.ts';
import { print, problemText, type Terminal } from './terminal.ts';
import { timeOption } from './time-option.ts';

/** One indicator as `landfall indicators list` shows it. */
export interface ListedIndicator extends Omit<Indicator, 'source'> {
  /** below zero before it was published; absent when it has no date */
  readonly ageDays?: number;
  readonly weightPercent: number;
  /** of an alert on it */
  readonly level: Level;
  readonly publisher: string;
  readonly reference?: string;
  readonly file: string;
}

/** `landfall indicators list [FEED...]` @throws UsageError INPUT_MISSING, INDICATORS_NONE, OPTION_VALUE */
export async function indicatorsList(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const nowMs = terminal.nowMs();
  const atMs = timeOption(given, 'at', { zone: 'UTC', nowMs }) ?? nowMs;
  const paths = given.operands.length === 0 ? [packagePlace(OWN_FEEDS)] : given.operands;
  const { indicators, problems } = loadIndicators(paths);
  for (const problem of problems) await print(terminal.stderr, problemText(problem));
  const listed = indicators.map((indicator) => listedIndicator(indicator, atMs));
  if (format === 'json') await print(terminal.stdout, `${jsonText({ indicators: listed })}\n`);
  else for (const line of listed.map(listLine)) await print(terminal.stdout, line);
  return 0;
}

function listedIndicator({ source, ...indicator }: Indicator, atMs: number): ListedIndicator {
  const decay = decayed(indicator, atMs);
  return {
    ...indicator,
    ...(decay.ageDays === undefined ? {} : { ageDays: decay.ageDays }),
    ...{ weightPercent: decay.weightPercent, level: indicatorLevel(decay), publisher: source.publisher },
    ...(source.reference === undefined ? {} : { reference: source.reference }),
    file: source.file,
  };
}

function listLine({ kind, value, lastMs, weightPercent, level, note, publisher }: ListedIndicator): string {
  const day = lastMs === null ? 'undated   ' : new Date(lastMs).toISOString().slice(0, 10);
  const what = [note, publisher].filter((part) => part !== undefined && part !== '').join(', ');
  return `${kind.padEnd(10)} ${day} ${String(weightPercent).padStart(3)} % ${level.padEnd(13)} ${safeText(`${value} ${what}`)}\n`;
}

/**
 * `landfall indicators check FEED...`
 * @returns 10 when anything in the feeds cannot be used
 * @throws UsageError INPUT_MISSING, INDICATORS_NONE
 */
export async function indicatorsCheck(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  if (given.operands.length === 0) {
    throw new UsageError('INPUT_MISSING', 'No feed was named.', { hint: 'Write landfall indicators check FILE.' });
  }
  const { feeds, problems } = loadIndicators(given.operands);
  if (format === 'json') await print(terminal.stdout, `${jsonText({ feeds: feeds.map(checkedFeed), problems })}\n`);
  else {
    for (const problem of problems) await print(terminal.stdout, problemText(problem));
    for (const feed of feeds) await print(terminal.stdout, feedLine(feed));
  }
  return problems.length === 0 ? 0 : 10;
}

function checkedFeed({ file, format, indicators, leftOut }: LoadedFeed): object {
  return { file, ...(format === undefined ? {} : { format }), indicators: indicators.length, leftOut };
}

function feedLine({ file, format, indicators, leftOut }: LoadedFeed): string {
  return `${safeText(file)}: ${FORMAT_WORDS[format ?? 'none']}, ${indicators.length} indicators, ${leftOut} entries left out\n`;
}

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  ...{ landfall: "Landfall's own form", stix: 'STIX', misp: 'MISP', text: 'table or list', none: 'no feed' },
};
