import { ANY_ONE, ANY_RUN, type PatternPart } from './rule.ts';

/** A `%name%` that `expand` will replace. */
export interface Placeholder {
  readonly placeholder: string;
}

/** A pattern on its way through the modifiers. */
export type DraftPart = PatternPart | Placeholder;

/**
 * Reads a value of a rule as a pattern. `\*`, `\?` and `\\` are the plain characters; a backslash before anything else
 * is itself, as is one at the end. Source: Sigma specification 2.1, "Escaping"; where it is silent (three backslashes
 * not before a wildcard), as pySigma's SigmaString: read from left to right.
 * @param withPlaceholders also read `%name%` as placeholders and `\%` as a plain percent sign (specification,
 *   "Placeholders"; pySigma 2 has no escaped percent sign and lets a backslash before `%name%` stand)
 */
export function parsePattern(text: string, withPlaceholders = false): DraftPart[] {
  // Most values hold none of these, and the walk below is a tenth of the time a rule takes to load.
  if (!withPlaceholders && !/[\\*?]/.test(text)) return text === '' ? [] : [text];
  const parts: DraftPart[] = [];
  // Cut out of the text, as one put together character by character takes many times the memory.
  let literal = '';
  let from = 0;
  const endLiteral = (end: number): void => {
    literal += text.slice(from, end);
    if (literal !== '') parts.push(literal);
    literal = '';
  };
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    const next = text[index + 1];
    if (char === '\\' && next !== undefined && isEscapable(next, withPlaceholders)) {
      literal += text.slice(from, index);
      from = ++index;
    } else if (char === '*' || char === '?') {
      endLiteral(index);
      parts.push(char === '*' ? ANY_RUN : ANY_ONE);
      from = index + 1;
    } else if (char === '%' && withPlaceholders) {
      const name = /^%([^%\\]+)%/.exec(text.slice(index, index + 130))?.[1];
      if (name === undefined) continue;
      endLiteral(index);
      parts.push({ placeholder: name });
      index += name.length + 1;
      from = index + 1;
    }
  }
  endLiteral(text.length);
  return joinParts(parts);
}

function isEscapable(char: string, withPlaceholders: boolean): boolean {
  return char === '*' || char === '?' || char === '\\' || (withPlaceholders && char === '%');
}

/** Joins neighbouring literals and neighbouring `*`; gives the same list when there are none. */
export function joinParts<Part extends DraftPart>(parts: Part[]): Part[] {
  if (isJoined(parts)) return parts;
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = (last + part) as Part;
    else if (part !== ANY_RUN || last !== ANY_RUN) joined.push(part);
  }
  return joined.filter((part) => part !== '');
}

function isJoined(parts: readonly DraftPart[]): boolean {
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    const next = parts[index + 1];
    if (part === '' || (part === ANY_RUN && next === ANY_RUN)) return false;
    if (typeof part === 'string' && typeof next === 'string') return false;
  }
  return true;
}

/** Whether a part is literal text. */
export function isLiteral(part: DraftPart): part is string {
  return typeof part === 'string';
}
