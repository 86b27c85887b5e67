/**
 * Folds case for comparison: simple lower-casing of each character by itself (Unicode UnicodeData.txt, field 13), but
 * for the two whose lower case is an ASCII letter, İ and the Kelvin sign: they stay, so that ASCII text is equal to
 * ASCII text only and can be looked for in raw bytes. Windows' own case table folds neither of them.
 * `toLowerCase` alone would also make the lower case of Σ depend on what follows, so that a folded pattern would not be
 * found in a folded text.
 */
export function foldCase(text: string): string {
  if (!/[İΣ\u212a]/.test(text)) return text.toLowerCase();
  return text.replace(/[^İ\u212a]+/g, (part) => part.replaceAll('Σ', 'σ').toLowerCase());
}
