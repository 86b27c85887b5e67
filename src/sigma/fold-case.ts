/**
 * Folds case for comparison: simple lower-casing of each character by itself (Unicode UnicodeData.txt, field 13).
 * `toLowerCase` does that but for two characters: it makes İ two characters long, and the lower case of Σ depends on
 * what follows, so that a folded pattern would not be found in a folded text.
 */
export function foldCase(text: string): string {
  if (!/[İΣ]/.test(text)) return text.toLowerCase();
  return text.replaceAll('İ', 'i').replaceAll('Σ', 'σ').toLowerCase();
}
