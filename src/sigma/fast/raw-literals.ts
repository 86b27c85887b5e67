import { type RawEncoding, RawIndex } from './raw-index.ts';
import type { Witness } from './witness.ts';

/** A text that must stand in raw bytes, and the field that it would stand in. */
export interface RawLiteral {
  readonly field: string;
  readonly text: string;
}

// Numbers, times, GUIDs, SIDs, binary and boolean values become text only when they are read; all of it is of these.
const TEXT_OF_TYPED_VALUES = /^[0-9a-fxstzrulniy{}:.,+-]*$/;
const ASCII = /^[\x20-\x7e]*$/;

/** @returns undefined when not every witness must stand in raw bytes of the encoding */
export function rawLiteralsOf(
  witnesses: readonly Witness[],
  encoding: RawEncoding,
  isRaw: (field: string) => boolean,
): readonly RawLiteral[] | undefined {
  const literals: RawLiteral[] = [];
  for (const witness of witnesses) {
    if (witness.kind === 'present' || !isRaw(witness.field)) return undefined;
    const { field, text } = witness;
    if (!RawIndex.canHold(text, encoding) || !ASCII.test(text) || TEXT_OF_TYPED_VALUES.test(text)) return undefined;
    literals.push({ field, text });
  }
  return literals;
}
