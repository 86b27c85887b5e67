import { type RawEncoding, RawIndex } from './raw-index.ts';
import type { Witness } from './witness.ts';

/** A text that must stand in raw bytes when a rule matches, and the field that it would stand in. */
export interface RawLiteral {
  /** index of the rule */
  readonly rule: number;
  readonly field: string;
  /** folded, as the field would hold it */
  readonly text: string;
  /** as it stands in the bytes */
  readonly raw: string;
}

// Numbers, times, GUIDs, SIDs, binary and boolean values become text only when they are read; all of it is of these.
const TEXT_OF_TYPED_VALUES = /^[0-9a-fxstzrulniy{}:.,+-]*$/;
// In JSON only numbers and booleans stand without quotes, and numbers perhaps in another form.
const TEXT_OF_JSON_VALUES = /^(?:[0-9.e+-]*|t?r?u?e?|f?a?l?s?e?)$/;
const ASCII = /^[\x20-\x7e]*$/;

/** @returns undefined when not every witness must stand in raw bytes of the encoding */
export function rawLiteralsOf(
  rule: number,
  witnesses: readonly Witness[],
  encoding: RawEncoding,
  isRaw: (field: string) => boolean,
): readonly RawLiteral[] | undefined {
  const literals: RawLiteral[] = [];
  for (const witness of witnesses) {
    if (witness.kind === 'present' || !isRaw(witness.field) || !ASCII.test(witness.text)) return undefined;
    const { field, text } = witness;
    const typed = encoding === 'json' ? TEXT_OF_JSON_VALUES : TEXT_OF_TYPED_VALUES;
    const raw = encoding === 'json' ? jsonText(witness) : text;
    if (typed.test(text) || !RawIndex.canHold(raw, encoding)) return undefined;
    literals.push({ rule, field, text, raw });
  }
  return literals;
}

/** Escaped, with the quotes that the place in the value implies. */
function jsonText(witness: Exclude<Witness, { kind: 'present' }>): string {
  const escaped = JSON.stringify(witness.text).slice(1, -1);
  const isStart = witness.kind === 'equals' || witness.kind === 'startswith';
  const isEnd = witness.kind === 'equals' || witness.kind === 'endswith';
  return `${isStart ? '"' : ''}${escaped}${isEnd ? '"' : ''}`;
}
