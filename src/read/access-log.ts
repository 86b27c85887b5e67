import type { FieldRecord, FieldValue, RawLayout, RawText, RecordStructure } from '../model/index.ts';
import { type AccessPlaces, placesOf } from './access-log-line.ts';
import type { LogFormat, ReadProblem } from './format.ts';
import { type LineBlock, openLineBlock, rawTextOf } from './line-block.ts';
import { readLines, splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';
import { unescapeQuoted } from './unescape.ts';

/**
 * Access logs of web servers: the common and combined log formats of Apache and nginx, the like of Tomcat and what embeds
 * it, with a virtual host before or more columns behind. Fields have the names of the W3C extended format; `date` is
 * the time as it stands. A line of another form is a Problem LINE_DAMAGED.
 * Sources: Apache HTTP Server documentation, mod_log_config; nginx, ngx_http_log_module; Tomcat, Access Log Valve.
 */
export const accessLogFormat: LogFormat<FieldRecord> = {
  name: 'access-log',
  sniff: looksLikeAccessLog,
  split: splitByLines,
  resumption: resumeLines,
  *read(source, range) {
    let block: LineBlock | undefined;
    for (const { bytes, start, end, byteOffset, isTooLong } of readLines(source, range)) {
      if (block?.bytes !== bytes) block = openLineBlock(bytes, '\\');
      const places = isTooLong ? undefined : placesOf(bytes, start, end);
      const rawText = rawTextOf(block, start, end, LAYOUT);
      if (places !== undefined) yield new AccessRecord(block, places, byteOffset, rawText);
      else if (end - start > 1) yield problem(byteOffset, isTooLong);
    }
  },
};

function problem(byteOffset: number, isTooLong: boolean): ReadProblem {
  const message = isTooLong
    ? 'the line is longer than 4 MiB'
    : 'no time in brackets and no request in quotes behind it';
  return { kind: 'problem', code: 'LINE_DAMAGED', byteOffset, message };
}

const STRUCTURE: RecordStructure = { format: 'access-log', kind: '' };

const LAYOUT: RawLayout = { isRaw: () => true, constantTexts: [] };

const FIELDS = [
  ...['date', 'c-ip', 'cs-username', 'cs-host', 'cs-method', 'cs-uri', 'cs-uri-stem', 'cs-uri-query', 'cs-version'],
  ...['request', 'sc-status', 'sc-bytes', 'cs-referer', 'cs-user-agent', 'extra'],
];

type Fields = Readonly<Record<string, FieldValue | undefined>>;

const CLIENT_FIELDS: ReadonlySet<string> = new Set(['c-ip', 'cs-username', 'cs-host']);

/** One line of an access log; time, client, and the rest are decoded when they are asked for. */
class AccessRecord implements FieldRecord {
  readonly kind = 'record';
  readonly structure = STRUCTURE;
  readonly byteOffset: number;
  readonly rawText: RawText | undefined;
  readonly #block: LineBlock;
  readonly #places: AccessPlaces;
  #client: Fields | undefined;
  #fields: Fields | undefined;

  constructor(block: LineBlock, places: AccessPlaces, byteOffset: number, rawText: RawText | undefined) {
    this.#block = block;
    this.#places = places;
    this.byteOffset = byteOffset;
    this.rawText = rawText;
  }

  get(field: string): FieldValue | undefined {
    if (field === 'date') return this.#date();
    const fields = CLIENT_FIELDS.has(field) ? this.#clientFields() : this.#otherFields();
    return Object.hasOwn(fields, field) ? fields[field] : undefined;
  }

  *entries(): Generator<readonly [string, FieldValue]> {
    for (const field of FIELDS) {
      const value = this.get(field);
      if (value !== undefined) yield [field, value];
    }
  }

  #date(): string {
    return this.#block.text(this.#places.bracket + 1, this.#places.bracketEnd);
  }

  #clientFields(): Fields {
    const { start, bracket, bracketEnd, request } = this.#places;
    const { text } = this.#block;
    this.#client ??= clientOf(text(start, bracket).trim() || text(bracketEnd + 1, request).trim());
    return this.#client;
  }

  #otherFields(): Fields {
    const { request, requestEnd, end } = this.#places;
    const { text } = this.#block;
    this.#fields ??= {
      ...requestOf(unescapeQuoted(text(request + 1, requestEnd))),
      ...valuesBehind(text(requestEnd + 1, end)),
    };
    return this.#fields;
  }
}

/** What stands before the request: address, identity and user, perhaps with a virtual host before them. */
function clientOf(text: string): Fields {
  const words = text.split(' ');
  const at = words.length > 1 && !isAddress(words[0]!) && isAddress(words[1]!) ? 1 : 0;
  // The identity that mod_ident gives is of no use and stands between address and user.
  const user = words.slice(at + (words.length - at > 2 ? 2 : 1)).join(' ');
  return {
    'c-ip': words[at]!,
    'cs-username': present(unescapeQuoted(user)),
    ...(at === 1 ? { 'cs-host': words[0]! } : {}),
  };
}

function isAddress(word: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]*:[\da-fA-F:.]*:[\da-fA-F:.%\w]*)$/.test(word);
}

/** `GET /path?query HTTP/1.1`; what is none, as a TLS greeting to a port without TLS, is left as it is. */
function requestOf(text: string): Fields {
  const first = text.indexOf(' ');
  const last = text.lastIndexOf(' ');
  if (first <= 0 || !/^[A-Za-z_-]+$/.test(text.slice(0, first))) return { request: present(text) };
  const hasVersion = last > first && /^HTTP\/[\d.]+$/.test(text.slice(last + 1));
  const uri = text.slice(first + 1, hasVersion ? last : undefined);
  const mark = uri.indexOf('?');
  return {
    ...{ 'cs-method': text.slice(0, first), 'cs-uri': uri },
    'cs-uri-stem': mark < 0 ? uri : uri.slice(0, mark),
    'cs-uri-query': mark < 0 ? undefined : uri.slice(mark + 1),
    'cs-version': hasVersion ? text.slice(last + 1) : undefined,
  };
}

/** Status, bytes, and where the format is the combined one or more, referrer, user agent and what else there is. */
function valuesBehind(text: string): Fields {
  const words = wordsOf(text);
  const [status, bytes, ...rest] = words;
  const quoted = rest.filter(({ isQuoted }) => isQuoted);
  const [referrer, agent] = quoted;
  const extra = rest.filter((word) => word !== referrer && word !== agent).map((word) => word.value);
  return {
    'sc-status': numberOf(status?.value),
    'sc-bytes': numberOf(bytes?.value),
    'cs-referer': present(referrer?.value),
    'cs-user-agent': present(agent?.value),
    extra: extra.length === 0 ? undefined : extra,
  };
}

interface Word {
  readonly value: string;
  readonly isQuoted: boolean;
}

// The combined format has four; formats of a site's own have some more.
const MAX_WORDS = 64;

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length && words.length < MAX_WORDS; ) {
    if (text[at] === ' ') at++;
    else if (text[at] === '"') {
      const end = quoteEnd(text, at + 1);
      words.push({ value: unescapeQuoted(text.slice(at + 1, end)), isQuoted: true });
      at = end + 1;
    } else {
      const space = text.indexOf(' ', at);
      const end = space < 0 ? text.length : space;
      words.push({ value: text.slice(at, end).replace(/\r$/, ''), isQuoted: false });
      at = end;
    }
  }
  return words;
}

/** A quote with a backslash before it belongs to the text. Some servers write quotes as they are: then a blank follows the last. */
function quoteEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"' && /^(?:[ \r]|$)/.test(text.slice(at + 1, at + 2))) return at;
  }
  return text.length;
}

function present(text: string | undefined): string | undefined {
  return text === undefined || text === '-' || text === '' ? undefined : text;
}

function numberOf(text: string | undefined): FieldValue | undefined {
  const value = present(text);
  return value !== undefined && /^(?:0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

/** A server is written to by anyone: of its first lines, one may be of any form. */
function looksLikeAccessLog(head: Uint8Array): boolean {
  let start = 0;
  for (let line = 0; line < 4 && start < head.length; line++) {
    const feed = head.indexOf(0x0a, start);
    const end = feed < 0 ? head.length : feed;
    if (placesOf(head, start, end) !== undefined) return true;
    start = end + 1;
  }
  return false;
}
