import type { IndicatorKind } from '../model/index.ts';

/** A value that a pattern compares with. */
export interface PatternValue {
  readonly kind: IndicatorKind;
  readonly value: string;
}

/** The values of a pattern, any of which makes it true; or why it cannot be read as such a list. */
export type PatternRead = { readonly values: readonly PatternValue[] } | { readonly unsupported: string };

/** Longer patterns list values that belong into indicators of their own. */
const MAX_LENGTH = 200_000;
const MAX_DEPTH = 16;

/**
 * Reads a STIX pattern that is a list of values: comparisons with `=`, `IN` or, of addresses, `ISSUBSET`, joined by `OR`, in one
 * or several observations joined by `OR`. Of comparisons of one file joined by `AND`, its hashes alone are taken: each names the
 * file for itself. All other patterns say more than a list of values can.
 * @returns never throws; linear in the length of the pattern
 * Source: STIX 2.1, section 9 "STIX Patterning".
 */
export function readPattern(pattern: string): PatternRead {
  if (pattern.length > MAX_LENGTH) return { unsupported: `it is longer than ${MAX_LENGTH} characters` };
  const parser = new PatternParser(tokens(pattern));
  try {
    return { values: parser.pattern() };
  } catch (fault) {
    if (fault instanceof Unsupported) return { unsupported: fault.message };
    throw fault;
  }
}

class Unsupported extends Error {}

interface Token {
  readonly kind: 'text' | 'sign' | 'word';
  readonly text: string;
}

// A word may hold quoted steps: file:hashes.'SHA-256'. A text without its end goes to the end of the pattern, so that no part
// is read twice.
const TOKEN =
  /\s+|('(?:[^'\\]|\\.)*(?:'|\\?$))|([[\]()=,]|!=|[<>]=?)|([\w-]+:(?:[\w.*-]|\[[\w*]*\]|'[^'\\]*')+|[\w.:+-]+)|(.)/gsy;

function tokens(pattern: string): readonly Token[] {
  const found: Token[] = [];
  for (const [, text, sign, word, other] of pattern.matchAll(TOKEN)) {
    if (text !== undefined) found.push(textToken(text));
    else if (sign !== undefined || other !== undefined) found.push({ kind: 'sign', text: sign ?? other! });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
  }
  return found;
}

function textToken(quoted: string): Token {
  const isClosed = quoted.length > 1 && quoted.endsWith("'");
  if (!isClosed) return { kind: 'sign', text: quoted.slice(0, 20) };
  return { kind: 'text', text: quoted.slice(1, -1).replace(/\\(.)/gs, '$1') };
}

/** A comparison as it stands: which property, and the values of which one is to be found. */
interface Comparison {
  readonly path: string;
  readonly values: readonly string[];
}

class PatternParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  pattern(): readonly PatternValue[] {
    const values = this.#observations(0);
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new Unsupported(`"${rest.text}" is not understood`);
    return values;
  }

  #observations(depth: number): readonly PatternValue[] {
    const values = [...this.#observation(depth)];
    while (this.#takeWord('OR')) values.push(...this.#observation(depth));
    return values;
  }

  #observation(depth: number): readonly PatternValue[] {
    if (depth > MAX_DEPTH) throw new Unsupported('it nests too deep');
    if (this.#takeSign('(')) {
      const values = this.#observations(depth + 1);
      this.#expectSign(')');
      return values;
    }
    this.#expectSign('[');
    const values = valuesOf(this.#alternatives(depth));
    this.#expectSign(']');
    return values;
  }

  /** Each alternative is a list of comparisons that hold together. AND binds closer than OR. */
  #alternatives(depth: number): readonly (readonly Comparison[])[] {
    const alternatives = [...this.#together(depth)];
    while (this.#takeWord('OR')) alternatives.push(...this.#together(depth));
    return alternatives;
  }

  #together(depth: number): readonly (readonly Comparison[])[] {
    const first = this.#term(depth);
    if (!this.#isWord('AND')) return first;
    const parts = [first];
    while (this.#takeWord('AND')) parts.push(this.#term(depth));
    // An alternative within a conjunction would have to be multiplied out.
    if (parts.some((part) => part.length !== 1)) throw new Unsupported('it joins alternatives by AND');
    return [parts.flatMap((part) => part[0]!)];
  }

  #term(depth: number): readonly (readonly Comparison[])[] {
    if (depth > MAX_DEPTH) throw new Unsupported('it nests too deep');
    if (!this.#takeSign('(')) return [[this.#comparison()]];
    const inner = this.#alternatives(depth + 1);
    this.#expectSign(')');
    return inner;
  }

  #comparison(): Comparison {
    const path = this.#next('a property');
    if (path.kind !== 'word') throw new Unsupported(`a property was expected in place of "${path.text}"`);
    const operator = this.#next('a comparison').text.toUpperCase();
    if (operator === '=' || operator === 'ISSUBSET') return { path: path.text, values: [this.#text()] };
    if (operator !== 'IN') throw new Unsupported(`it compares with ${operator}`);
    const values: string[] = [];
    this.#expectSign('(');
    do values.push(this.#text());
    while (this.#takeSign(','));
    this.#expectSign(')');
    return { path: path.text, values };
  }

  #text(): string {
    const token = this.#next('a text');
    if (token.kind !== 'text') throw new Unsupported(`a text was expected in place of "${token.text}"`);
    return token.text;
  }

  #next(what: string): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Unsupported(`it ends where ${what} was expected`);
    this.#at++;
    return token;
  }

  #isWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'word' && token.text.toUpperCase() === word;
  }

  #takeWord(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#at++;
    return true;
  }

  #takeSign(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#at++;
    return true;
  }

  #expectSign(sign: string): void {
    if (!this.#takeSign(sign))
      throw new Unsupported(`"${this.#tokens[this.#at]?.text ?? 'its end'}" stands where "${sign}" was expected`);
  }
}

function valuesOf(alternatives: readonly (readonly Comparison[])[]): readonly PatternValue[] {
  return alternatives.flatMap((comparisons) => {
    if (comparisons.length === 1) return valuesOfOne(comparisons[0]!);
    if (!comparisons.every(({ path }) => path.startsWith('file:')))
      throw new Unsupported('it joins comparisons by AND');
    const hashes = comparisons.filter(({ path }) => path.startsWith('file:hashes.'));
    if (hashes.length === 0) throw new Unsupported('it joins comparisons by AND');
    return hashes.flatMap(valuesOfOne);
  });
}

function valuesOfOne({ path, values }: Comparison): readonly PatternValue[] {
  const kind =
    KIND_OF_PATH[
      path
        .toLowerCase()
        .replaceAll("'", '')
        .replace(/_ref\[\*\]/g, '_ref')
    ];
  if (kind === undefined) throw new Unsupported(`"${path}" is no property that logs are compared with`);
  return values.map((value) => ({ kind, value }));
}

const KIND_OF_PATH: Readonly<Record<string, IndicatorKind>> = {
  ...{ 'ipv4-addr:value': 'address', 'ipv6-addr:value': 'address' },
  ...{ 'network-traffic:src_ref.value': 'address', 'network-traffic:dst_ref.value': 'address' },
  ...{ 'domain-name:value': 'domain', 'url:value': 'url', 'file:name': 'file-name' },
  ...{ 'file:hashes.md5': 'md5', 'file:hashes.sha-1': 'sha1', 'file:hashes.sha1': 'sha1' },
  ...{ 'file:hashes.sha-256': 'sha256', 'file:hashes.sha256': 'sha256', 'file:hashes.imphash': 'imphash' },
  'network-traffic:extensions.http-request-ext.request_header.user-agent': 'user-agent',
};
