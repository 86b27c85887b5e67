import stringWidth from 'string-width';

// \p{Cc}: C0, DEL, C1 (so ESC and CSI). \p{Cf}: bidi controls, zero-width, soft hyphen, BOM, tags. \p{Zl}\p{Zp}: line and
// paragraph separators. \p{Cs} with the u flag: lone surrogates only. The rest are letters and marks that print as nothing.
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each of these is meant by itself
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u{e0100}-\u{e01ef}]/gu;

// The same characters beyond JSON's own escapes, as UTF-16 units, so that they can be written as \uXXXX in JSON text.
const INVISIBLE_IN_JSON =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * Makes text that an attacker may have written inert on a terminal or a line of a file: every control, format, bidi,
 * zero-width and line-separating character and every lone surrogate becomes a visible escape such as `\u{202e}`.
 * @returns one line; printable text in any script is unchanged
 */
export function safeText(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Writes invisible characters in JSON text as `\uXXXX`, which every JSON reader turns back into the same characters.
 * @param json text from JSON.stringify, where such characters can stand only inside strings
 */
export function inertJson(json: string): string {
  return json.replace(INVISIBLE_IN_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Terminal columns that a safe text takes; wide (CJK, emoji) characters count two. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** Cuts a safe text to at most `columns` terminal columns; what was cut is shown by a final `…`. */
export function cutToColumns(text: string, columns: number): string {
  // A code unit takes at most two columns and an escape is never cut apart by attackers' choice: bound the work first.
  const bounded = text.length > columns * 8 ? text.slice(0, columns * 8) : text;
  if (bounded.length === text.length && columnsOf(text) <= columns) return text;
  let used = 0;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(bounded)) {
    const width = columnsOf(segment);
    if (used + width > columns - 1) break;
    used += width;
    cut += segment;
  }
  return `${cut}…`;
}

/** Cuts a safe path to at most `columns` terminal columns; its end, which tells files apart, is kept behind a `…`. */
export function cutPathToColumns(path: string, columns: number): string {
  if (columnsOf(path) <= columns) return path;
  const segments = Array.from(new Intl.Segmenter().segment(path.slice(-columns * 8)), ({ segment }) => segment);
  let used = 0;
  let start = segments.length;
  while (start > 0 && used + columnsOf(segments[start - 1] ?? '') <= columns - 1)
    used += columnsOf(segments[--start] ?? '');
  return `…${segments.slice(start).join('')}`;
}

/** Pads a safe text with spaces on the right to `columns` terminal columns. */
export function padToColumns(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}
