import type { Indicator } from '../model/index.ts';
import { parseBlock } from './address.ts';

/** Shorter texts stand in too much. */
const FEWEST_CHARACTERS = 5;
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Texts of which one must stand in a log, in any case of letters, wherever a value of it matches an indicator; in lower case.
 * @returns undefined when no such text is known: values are written in too many ways
 */
export function literalsOf({ kind, value }: Pick<Indicator, 'kind' | 'value'>): readonly string[] | undefined {
  const found = kind === 'address' ? addressLiterals(value) : [partOf(kind, value.toLowerCase())];
  return found.every((text) => text.length >= FEWEST_CHARACTERS && PLAIN.test(text)) ? found : undefined;
}

function partOf(kind: Indicator['kind'], value: string): string {
  switch (kind) {
    case 'file-name':
      return value.slice(value.lastIndexOf('\\') + 1);
    case 'user-agent':
      // IIS writes blanks as plus signs; quotes and backslashes are escaped in JSON.
      return longest(value.split(/[\s+"\\]+/));
    case 'url':
      // Host and path may be fields of their own, the query another; JSON may escape what is not plain.
      return longest(value.split(/[/?"\\]+/));
    default:
      return value;
  }
}

function longest(parts: readonly string[]): string {
  return parts.reduce((best, part) => (part.length > best.length ? part : best), '');
}

/** IPv4: as it is, and as a part of IPv6. Of IPv6 two groups that every program writes alike. */
function addressLiterals(value: string): readonly string[] {
  const { bytes, prefixBits } = parseBlock(value)!;
  if (bytes.length === 16) return [prefixBits < 128 ? '' : (/[\da-f]{4}:[\da-f]{4}/.exec(value)?.[0] ?? '')];
  const whole = Math.floor(prefixBits / 8);
  const [a, b, c, d] = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  const decimal = `${bytes.slice(0, whole).join('.')}${whole < 4 ? '.' : ''}`;
  const group = (high: string, low: string): string => `${high}${low}`.replace(/^0{1,3}/, '');
  if (whole === 4) return [decimal, `${group(a!, b!)}:${group(c!, d!)}`];
  return [decimal, `:${group(a!, b!)}:`];
}
