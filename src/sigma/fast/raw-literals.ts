import { type RawEncoding, RawIndex } from './raw-index.ts';
import type { Witness } from './witness.ts';

/** A text that must stand in raw bytes when a rule matches, and the field that it would stand in. */
export interface RawLiteral {
  /** index of the rule */
  readonly rule: number;
  /** which of the rule's clauses it is of: one literal of each must be found */
  readonly clause: number;
  readonly field: string;
  /** folded, as the field would hold it */
  readonly text: string;
  /** as it stands in the bytes, for JSON escaped, for it and UTF-8 a character for each byte */
  readonly raw: string;
}

// Numbers, times, GUIDs, SIDs, binary and boolean values become text only when they are read; all of it is of these.
const TEXT_OF_TYPED_VALUES = /^[0-9a-fxstzrulniy{}:.,+-]*$/;
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
  isRaw: (field: string) => boolean,
): RawLiteral | undefined {
  if (witness.kind === 'present' || !isRaw(witness.field) || !SAME_IN_ANY_CASE.test(witness.text)) return undefined;
  const { field, text } = witness;
  const typed = encoding === 'utf16le' ? TEXT_OF_TYPED_VALUES : TEXT_OF_JSON_VALUES;
  const raw = RAW_TEXT[encoding](witness);
  return typed.test(text) || !RawIndex.canHold(raw, encoding) ? undefined : { rule, clause, field, text, raw };
}

type TextWitness = Exclude<Witness, { kind: 'present' }>;

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
