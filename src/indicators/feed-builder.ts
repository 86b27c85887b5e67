import type { Indicator, IndicatorKind, IndicatorSource, Problem, ProblemCode } from '../model/index.ts';
import { KINDS, kindOfValue, MAX_VALUE } from './kinds.ts';
import type { NeverList } from './never.ts';
import { refang } from './refang.ts';

/** What a feed says of one value, as it is written there. */
export interface RawIndicator {
  /** undefined when the feed does not say, so that its form must */
  readonly kind: IndicatorKind | undefined;
  readonly value: string;
  readonly firstMs?: number | undefined;
  readonly lastMs?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly confidencePercent?: number | undefined;
  readonly halfLifeDays?: number | undefined;
  readonly note?: string | undefined;
  readonly source: IndicatorSource;
}

/** Takes values in one after another, and says what is wrong with those that it does not take. */
export interface FeedBuilder {
  /** @param where the place in the feed: "line 7" */
  add(raw: RawIndicator, where: string): void;
  /** Notes something that is no value, or none that can be used. */
  problem(code: ProblemCode, message: string): void;
  /** One object for equal descriptions. */
  source(of: Omit<IndicatorSource, 'file' | 'tags'> & { readonly tags?: readonly string[] }): IndicatorSource;
  finish(): {
    readonly indicators: readonly Indicator[];
    readonly problems: readonly Problem[];
    readonly leftOut: number;
  };
}

/** More than the largest public collections hold; some 300 bytes each. */
const MOST_INDICATORS = 1_000_000;
/** Of a feed that is wrong throughout, more says nothing new. */
const MOST_PROBLEMS = 20;
const MAX_MESSAGE = 400;
const MAX_NOTE = 200;
const MAX_TAGS = 20;
const SHOWN_CHARACTERS = 80;

/** Starts a feed. @param room how many indicators may yet be taken */
export function feedBuilder(file: string, never: NeverList, room = MOST_INDICATORS): FeedBuilder {
  const indicators: Indicator[] = [];
  const problems: Problem[] = [];
  const sources = new Map<string, IndicatorSource>();
  let leftOut = 0;
  const problem = (code: ProblemCode, message: string): void => {
    leftOut++;
    if (problems.length < MOST_PROBLEMS) problems.push({ code, source: file, message: message.slice(0, MAX_MESSAGE) });
  };
  return {
    problem,
    add: (raw, where) => {
      const made = toIndicator(raw, never);
      if (typeof made === 'string')
        problem('INDICATOR_REFUSED', `${where}: "${shown(raw.value)}" is no indicator: ${made}.`);
      else if (indicators.length < Math.min(room, MOST_INDICATORS)) indicators.push(made);
      else problem('INDICATOR_LIMIT', `${where}: more than ${MOST_INDICATORS} indicators; the rest is left out.`);
    },
    source: ({ title, publisher, reference, tags = [] }) => {
      const kept = [...new Set(tags.map((tag) => tag.toLowerCase()))].filter((tag) => TAG.test(tag)).slice(0, MAX_TAGS);
      const made: IndicatorSource = {
        file,
        title: cut(title),
        publisher: cut(publisher),
        ...(reference === undefined ? {} : { reference: cut(reference) }),
        tags: kept,
      };
      const key = JSON.stringify(made);
      const known = sources.get(key);
      if (known === undefined) sources.set(key, made);
      return known ?? made;
    },
    finish: () => {
      const more = leftOut - problems.length;
      const rest: Problem[] =
        more > 0 ? [{ code: 'INDICATOR_LIMIT', source: file, message: `${more} more entries are left out.` }] : [];
      return { indicators, problems: [...problems, ...rest], leftOut };
    },
  };
}

// As Sigma tags are: a namespace and names.
const TAG = /^[a-z][a-z\d-]{0,31}\.[a-z\d._-]{1,64}$/;

/** @returns why it is none, as the end of a sentence */
function toIndicator(raw: RawIndicator, never: NeverList): Indicator | string {
  if (raw.value.length > MAX_VALUE) return `it is longer than ${MAX_VALUE} characters`;
  const value = raw.kind === 'user-agent' || raw.kind === 'file-name' ? raw.value : refang(raw.value);
  const kind = raw.kind ?? kindOfValue(value);
  if (kind === undefined) return 'its form does not say what it is';
  const traits = KINDS[kind];
  const normal = traits.normalise(value);
  if (normal === undefined) return `it has not the form of ${NAMES[kind]}`;
  const refusal = never.refusal({ kind, value: normal });
  if (refusal !== undefined) return refusal;
  const { firstMs, lastMs, untilMs, note, source } = raw;
  const [first, last] = inOrder(firstMs ?? lastMs ?? null, lastMs ?? firstMs ?? null);
  return {
    ...{ kind, value: normal, firstMs: first, lastMs: last },
    ...(untilMs === undefined ? {} : { untilMs }),
    confidencePercent: raw.confidencePercent ?? traits.confidencePercent,
    halfLifeDays: raw.halfLifeDays ?? traits.halfLifeDays,
    ...(note === undefined ? {} : { note: cut(note) }),
    source,
  };
}

const NAMES: Readonly<Record<IndicatorKind, string>> = {
  ...{ sha256: 'a SHA-256 hash', sha1: 'a SHA-1 hash', md5: 'an MD5 hash', imphash: 'an import hash' },
  ...{ address: 'an IP address or block', domain: 'a domain name', url: 'a URL' },
  ...{ 'user-agent': 'a user agent', 'file-name': 'the name of a file' },
};

function inOrder(first: number | null, last: number | null): readonly [number | null, number | null] {
  return first !== null && last !== null && first > last ? [last, first] : [first, last];
}

function cut(note: string): string {
  const line = note.replace(/\s+/g, ' ').trim();
  return line.length > MAX_NOTE ? `${line.slice(0, MAX_NOTE - 1)}…` : line;
}

function shown(value: string): string {
  return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
}
