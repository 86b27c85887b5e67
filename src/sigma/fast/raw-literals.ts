import type { TextRuns } from '../../model/index.ts';
import { type RawEncoding, RawIndex } from './raw-index.ts';
import type { Witness } from './witness.ts';

/** A text that must stand in raw bytes when a rule matches, and the field that it would stand in. */
export interface RawLiteral {
  /** index of the rule */
  readonly rule: number;
  /** which of the rule's clauses it is of: one literal of each must be found */
  readonly clause: number;
  readonly field: string;
  /** folded, as the field, or a field that it is computed from, would hold it */
  readonly text: string;
  /** as it stands in the bytes, for JSON escaped, for it and UTF-8 a character for each byte */
  readonly raw: string;
}

/** What of fields stands in raw bytes; `''` is every field. */
export interface TextPlaces {
  /** whether a field's text, where it has one, stands there */
  readonly isRaw: (field: string) => boolean;
  /** of another field: what its texts are put together from that stands there, if that is known */
  readonly runsOf: (field: string) => TextRuns | undefined;
}

// Numbers, GUIDs, binary values, times, SIDs and booleans become text only when they are read. Any part of such a text is of
// one of these; a field's text is that of one value.
const TEXT_OF_TYPED_VALUES = /^(?:[0-9a-fx{}:.,+-]*|[0-9tz:.,+-]*|s?[0-9-]*|-?[infty]*|[na]*|[true]*|[false]*)$/;
// In JSON and text only numbers and booleans may stand in another form.
const TEXT_OF_JSON_VALUES = /^(?:[0-9.e+-]*|t?r?u?e?|f?a?l?s?e?)$/;
// ASCII, and dashes and quotes (Unicode, General Punctuation), which have no case either.
const SAME_IN_ANY_CASE = /^[\x20-\x7e\u2010-\u2027]*$/;
const NOT_ASCII = /[^\x20-\x7e]/;

/** @returns undefined when a witness need not stand in raw bytes of the encoding as it is, or cannot be found there */
export function rawLiteralOf(
  { rule, clause }: Pick<RawLiteral, 'rule' | 'clause'>,
  witness: Witness,
  encoding: RawEncoding,
  places: TextPlaces,
): RawLiteral | undefined {
  const shown = witness.kind === 'present' ? undefined : shownInBytes(witness, places);
  if (shown === undefined || !SAME_IN_ANY_CASE.test(shown.text)) return undefined;
  const { field, text } = shown;
  const typed = encoding === 'utf16le' ? TEXT_OF_TYPED_VALUES : TEXT_OF_JSON_VALUES;
  const raw = RAW_TEXT[encoding](shown);
  return typed.test(text) || !RawIndex.canHold(raw, encoding) ? undefined : { rule, clause, field, text, raw };
}

type TextWitness = Exclude<Witness, { kind: 'present' }>;

/** What the bytes show of a text that a field shows: all of it, or the longest run that is not cut anywhere. */
function shownInBytes(witness: TextWitness, { isRaw, runsOf }: TextPlaces): TextWitness | undefined {
  if (isRaw(witness.field)) return witness;
  const runs = runsOf(witness.field);
  const text = runs === undefined ? '' : longestRun(witness.text, runs);
  return text === '' ? undefined : { kind: 'contains', field: witness.field, text };
}

/** Empty when every run may stand in a constant. */
function longestRun(text: string, { seams, constants }: TextRuns): string {
  let [longest, run] = ['', ''];
  for (const character of [...text, '']) {
    const isSeam = character === '' || seams.includes(character);
    if (!isSeam) run += character;
    else {
      if (run.length > longest.length && !constants.some((constant) => constant.includes(run))) longest = run;
      run = '';
    }
  }
  return longest;
}

const RAW_TEXT: Readonly<Record<RawEncoding, (witness: TextWitness) => string>> = {
  utf16le: ({ text }) => text,
  json: jsonText,
  utf8: ({ text }) => (NOT_ASCII.test(text) ? utf8(text) : text),
};

/** Escaped, with the quotes that the place in the value implies. */
function jsonText(witness: TextWitness): string {
  const escaped = JSON.stringify(witness.text).slice(1, -1);
  const isStart = witness.kind === 'equals' || witness.kind === 'startswith';
  const isEnd = witness.kind === 'equals' || witness.kind === 'endswith';
  return `${isStart ? '"' : ''}${NOT_ASCII.test(escaped) ? utf8(escaped) : escaped}${isEnd ? '"' : ''}`;
}

/** A character for each byte. */
function utf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
