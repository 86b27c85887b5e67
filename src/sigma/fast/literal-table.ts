import { GramCounts } from './gram-counts.ts';
import { GramTable } from './gram-table.ts';

/** Which grams of a text are looked up: how many bytes one has, and how many lie between the starts of two. */
export interface GramForm {
  readonly gramBytes: 4 | 8;
  readonly stepBytes: 2 | 4;
  /** about how often each gram was seen in what this process has searched */
  readonly seen: GramCounts;
}

/** Bit 5 of every byte: setting it folds the case of letters. */
export const CASE_BITS = 0x2020_2020;

// The literal that is being filed, as it stands in bytes; longer ones are filed under a gram of their first 4 KiB.
const scratch = new Uint8Array(4096);
// How common its letters are, summed up to each byte.
const letters = new Uint32Array(4096 + 1);
// Grams of literals filed so far: as one table is filed after the other, one for all.
const filed = new GramCounts();

/**
 * Files literals once for each place that they can have between two grams that are looked up, each time under the gram that
 * was seen least.
 * @returns places of the first literal, then of the second and so on: `form.stepBytes` of each
 * @param bytesOfOne how many bytes a character takes: 1, or 2 in UTF-16LE
 */
export function fileLiterals(literals: readonly string[], bytesOfOne: 1 | 2, form: GramForm): GramTable {
  filed.clear();
  const table = new GramTable(literals.length * form.stepBytes);
  for (const text of literals) {
    const length = layOut(text, bytesOfOne);
    for (let start = 0; start < form.stepBytes; start++) file(table, { start, length }, form);
  }
  return table;
}

/** Puts a literal into `scratch` and `letters`. @returns how many of its bytes have room there */
function layOut(text: string, bytesOfOne: 1 | 2): number {
  const length = Math.min(text.length * bytesOfOne, scratch.length);
  let sum = 0;
  for (let at = 0, index = 0; at < length; index++) {
    const unit = text.charCodeAt(index);
    scratch[at] = unit;
    sum += COMMONNESS[unit & 0xff]!;
    letters[++at] = sum;
    if (bytesOfOne === 1) continue;
    scratch[at] = unit >>> 8;
    sum += COMMONNESS[unit >>> 8]!;
    letters[++at] = sum;
  }
  return length;
}

/** The gram of two words in a row of UTF-16LE text: 4 characters, the high halves of the first two left out. */
export function wideGram(first: number, second: number): number {
  return first | (second << 8) | CASE_BITS;
}

/** @param start bytes of the literal before the first gram that is looked up */
function file(
  table: GramTable,
  { start, length }: { readonly start: number; readonly length: number },
  form: GramForm,
): void {
  const { gramBytes, stepBytes, seen } = form;
  let lead = start;
  let best = Number.POSITIVE_INFINITY;
  for (let at = start; at + gramBytes <= length; at += stepBytes) {
    // High halves of UTF-16LE are 0 and cost nothing; the other parts of a cost are never negative.
    const letterCost = letters[at + gramBytes]! - letters[at]!;
    if (letterCost >= best) continue;
    const gram = gramAt(at, gramBytes);
    // What was seen counts most; where nothing like it was, letters decide, and what else is filed there.
    const cost = seen.of(gram) * 256 + filed.of(gram) + letterCost;
    if (cost >= best) continue;
    lead = at;
    best = cost;
  }
  const gram = gramAt(lead, gramBytes);
  filed.note(gram);
  const behind = lead + gramBytes;
  const behindAt = gramBytes / 4 + 1;
  if (behind + 4 <= length) table.add(gram, lead, wordAt(behind) | CASE_BITS, (15 << 2) | behindAt);
  else if (lead >= 4) table.add(gram, lead, wordAt(lead - 4) | CASE_BITS, 15 << 2);
  else if (lowHalves(behind, length) < lowHalves(0, lead)) {
    table.add(gram, lead, (wordAt(0) << ((4 - lead) * 8)) | CASE_BITS, ((15 << (4 - lead)) & 15) << 2);
  } else table.add(gram, lead, wordAt(behind) | CASE_BITS, (((1 << (length - behind)) - 1) << 2) | behindAt);
}

/** How many bytes between two places are low halves of UTF-16LE units: the others are as good as always 0. */
function lowHalves(start: number, end: number): number {
  return ((end + 1) >>> 1) - ((start + 1) >>> 1);
}

function gramAt(at: number, gramBytes: 4 | 8): number {
  return gramBytes === 8 ? wideGram(wordAt(at), wordAt(at + 4)) : wordAt(at) | CASE_BITS;
}

function wordAt(at: number): number {
  return scratch[at]! | (scratch[at + 1]! << 8) | (scratch[at + 2]! << 16) | (scratch[at + 3]! << 24);
}

// Letters by how often paths and command lines hold them; everything else is rarer.
const FREQUENT = 'e\\os tin.crdwlap-mux/h';
const COMMONNESS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const rank = FREQUENT.indexOf(String.fromCharCode(byte));
  return rank < 0 ? 0 : FREQUENT.length - rank;
});
