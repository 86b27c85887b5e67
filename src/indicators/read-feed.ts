import { load, YAMLException } from 'js-yaml';
import type { Indicator, Problem } from '../model/index.ts';
import { type FeedBuilder, feedBuilder } from './feed-builder.ts';
import { isMisp, readMisp } from './misp.ts';
import type { NeverList } from './never.ts';
import { isOwnFormat, readOwnFormat } from './own-format.ts';
import { isStix, readStix } from './stix.ts';
import { readTextFeed } from './text-feed.ts';

/** The form of a feed, told by its content. */
export type FeedFormat = 'landfall' | 'stix' | 'misp' | 'text';

/** What one feed holds. */
export interface FeedRead {
  readonly format: FeedFormat | undefined;
  readonly indicators: readonly Indicator[];
  /** what could not be taken; of many the first, and how many more */
  readonly problems: readonly Problem[];
  /** entries that were not taken */
  readonly leftOut: number;
}

/** The setting in which a feed is read. */
export interface FeedSetting {
  /** its path, as the user gave it */
  readonly file: string;
  readonly never: NeverList;
  /** how many indicators may yet be taken */
  readonly room?: number;
}

/**
 * Reads a feed of any of the formats: our own (YAML or JSON), STIX 2.x, MISP, a table with a header, a list of values.
 * @returns what it holds; all that is wrong with it are Problems `INDICATOR_*`
 * @throws never, for any text
 */
export function readFeed(text: string, { file, never, room }: FeedSetting): FeedRead {
  const builder = feedBuilder(file, never, room);
  const format = readAs(text, builder);
  return { format, ...builder.finish() };
}

function readAs(text: string, builder: FeedBuilder): FeedFormat | undefined {
  const looksOwn = OWN_FORMAT.test(text);
  if (!looksOwn && !JSON_START.test(text)) {
    readTextFeed(text, builder);
    return 'text';
  }
  const document = looksOwn ? parsed(text, load) : parsed(text.replace(/^\uFEFF/, ''), JSON.parse);
  if ('fault' in document) {
    builder.problem(
      'INDICATOR_FEED_DAMAGED',
      `It looks like ${looksOwn ? 'YAML' : 'JSON'} and is none: ${document.fault}.`,
    );
    return undefined;
  }
  for (const { format, is, read } of STRUCTURED) {
    if (!is(document.value)) continue;
    read(document.value, builder);
    return format;
  }
  builder.problem('INDICATOR_FEED_DAMAGED', 'It holds neither STIX objects, nor MISP events, nor a list "indicators".');
  return undefined;
}

// A list of values may begin with a bracket too, of an IPv6 address.
const JSON_START = /^\uFEFF?\s*(?:\{|\[\s*[[{"\]])/;
// The key that makes a YAML text a feed, at the start of a line.
const OWN_FORMAT = /^indicators:/m;

const STRUCTURED = [
  { format: 'landfall', is: isOwnFormat, read: readOwnFormat },
  { format: 'misp', is: isMisp, read: readMisp },
  { format: 'stix', is: isStix, read: readStix },
] as const;

function parsed(
  text: string,
  parse: (text: string) => unknown,
): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: parse(text) };
  } catch (error) {
    if (error instanceof YAMLException) return { fault: `${error.reason}, line ${(error.mark?.line ?? 0) + 1}` };
    // Parsers nest as deep as the text does, and may reach the end of the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return { fault: error.message.slice(0, 200) };
    throw error;
  }
}
