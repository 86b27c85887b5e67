/**
 * The candidate that a mistyped word most likely meant; undefined when none is near (a third of its letters may differ).
 * Distance: Levenshtein with neighbouring letters swapped (optimal string alignment).
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const isPrefix = word.length >= 2 && candidate.startsWith(word.toLowerCase());
    const distance = isPrefix ? 0.5 : editDistance(word.toLowerCase().slice(0, 64), candidate);
    if (distance < bestDistance && distance <= Math.max(1, candidate.length / 3)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A hint that names the likely candidate, or all of them. */
export function suggestionHint(word: string, candidates: readonly string[], prefix = ''): string {
  const likely = suggest(word, candidates);
  if (likely !== undefined) return `Did you mean ${prefix}${likely}?`;
  return `Possible: ${candidates.map((candidate) => prefix + candidate).join(', ')}.`;
}

function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) distance = Math.min(distance, rows[i - 2]![j - 2]! + 1);
      row.push(distance);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
