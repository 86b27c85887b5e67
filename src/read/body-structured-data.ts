import { MAX_FIELDS, NamedValues } from './named-values.ts';

/**
 * The parameters of structured data, as `[id name="value"][id2 ...]`, under their names; a name in several elements has
 * several values. Source: RFC 5424 section 6.3.
 */
export function parseStructuredData(text: string): NamedValues {
  const values = new NamedValues();
  let at = 0;
  while (at < text.length && values.size < MAX_FIELDS) {
    const equals = text.indexOf('="', at);
    if (equals < 0) break;
    const end = quoteEnd(text, equals + 2);
    const nameStart = Math.max(text.lastIndexOf(' ', equals), text.lastIndexOf('[', equals), at - 1) + 1;
    if (equals > nameStart) values.add(text.slice(nameStart, equals), plainText(text.slice(equals + 2, end)));
    at = end + 1;
  }
  return values;
}

function quoteEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** `\"`, `\\` and `\]` are the characters themselves; a backslash before anything else stands for itself. */
function plainText(value: string): string {
  return value.includes('\\') ? value.replace(/\\(["\\\]])/g, '$1') : value;
}
