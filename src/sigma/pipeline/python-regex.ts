import { compileRegex, effortOf, RegexError, type RegexTest } from '../regex.ts';
import { parseRegex } from '../regex-syntax.ts';
import type { Params } from './params.ts';
import { PipelineFault } from './pipeline-fault.ts';

/**
 * A test whether a regular expression matches at the start of a text, as Python's `re.match` does.
 * @throws RuleFault when it is not valid
 */
export function matchesAtStart(params: Params, key: string, source: string): RegexTest {
  const { flags, body } = splitFlags(source);
  return checked(params, key, () => compileRegex(`\\A(?:${body})`, flags));
}

/** A regular expression with groups. */
export interface GroupRegex {
  /** the names of its named groups, in order */
  readonly names: readonly string[];
  /** of all groups, named or not */
  readonly count: number;
  /** the match at the start of a text */
  matchStart(text: string): RegExpMatchArray | undefined;
  /** all matches, left to right, none inside another */
  matchAll(text: string): Iterable<RegExpMatchArray>;
}

// JavaScript's engine tries some hundred million steps a second, and each value of each rule is tried once.
const MAX_STEPS = 10_000_000;

/**
 * Compiles an expression whose groups are needed, which the engine of linear time does not give: only expressions whose
 * steps can be bounded are taken. Its dialect is what `parseRegex` reads, the common part of PCRE and Python.
 * @throws RuleFault
 */
export function groupRegex(params: Params, key: string, source: string): GroupRegex {
  const { flags, body } = splitFlags(source);
  const effort = checked(params, key, () => effortOf(parseRegex(body, flags).root));
  if (effort.paths === Number.POSITIVE_INFINITY) {
    params.fail(`has an expression as "${key}" that could take forever`, key, 'Do not repeat a repetition.');
  }
  const native = checked(params, key, () => new RegExp(toJavaScript(body), `g${flags}`));
  const start = new RegExp(`^(?:${native.source})`, flags.replace('m', ''));
  const bound = (text: string): string => {
    if (effort.paths * text.length ** (effort.degree + 1) <= MAX_STEPS) return text;
    throw new PipelineFault(`a value of ${text.length} characters is too long for the expression of ${params.owner}`);
  };
  return {
    names: [...body.matchAll(/\(\?P?<([A-Za-z_]\w*)>/g)].map((match) => match[1]!),
    // An expression that also takes nothing always matches and shows its groups.
    count: new RegExp(`${native.source}|`).exec('')!.length - 1,
    matchStart: (text) => start.exec(bound(text)) ?? undefined,
    matchAll: (text) => bound(text).matchAll(native),
  };
}

function splitFlags(source: string): { flags: string; body: string } {
  const inline = /^\(\?([ims]+)\)/.exec(source);
  return { flags: inline?.[1] ?? '', body: source.slice(inline?.[0].length ?? 0) };
}

/** Named groups and the end of the text are what Python writes in its own way. */
function toJavaScript(source: string): string {
  return source.replace(/\\[\s\S]|\(\?P</g, (piece) => {
    if (piece === '(?P<') return '(?<';
    if (piece === '\\A') return '(?<![\\s\\S])';
    return piece === '\\Z' || piece === '\\z' ? '(?![\\s\\S])' : piece;
  });
}

function checked<Value>(params: Params, key: string, compile: () => Value): Value {
  try {
    return compile();
  } catch (error) {
    if (error instanceof RegexError) {
      return params.fail(
        `has an expression as "${key}" that ${error.message}, at its character ${error.index + 1}`,
        key,
        error.hint,
      );
    }
    if (!(error instanceof SyntaxError)) throw error;
    return params.fail(`has an expression as "${key}" that is not valid`, key);
  }
}

/**
 * What a replacement of Python's `re.sub` stands for: `\1`, `\g<1>` and `\g<name>` are groups.
 * @throws RuleFault when it names a group that the expression does not have
 */
export function readReplacement(params: Params, key: string, regex: GroupRegex): (match: RegExpMatchArray) => string {
  const template = params.text(key);
  const pieces: (string | { readonly group: string })[] = [];
  let end = 0;
  for (const found of template.matchAll(/\\(?:([1-9][0-9]?)|g<(\w+)>|([\s\S]))/g)) {
    const group = found[1] ?? found[2];
    pieces.push(template.slice(end, found.index), group === undefined ? escaped(found[3]!) : { group });
    const isThere = /^[0-9]+$/.test(group ?? '') ? Number(group) <= regex.count : regex.names.includes(group ?? '');
    if (group !== undefined && !isThere) {
      params.fail(`names a group "${group}" that its expression does not have`, key);
    }
    end = found.index + found[0].length;
  }
  pieces.push(template.slice(end));
  return (match) =>
    pieces
      .map((piece) =>
        typeof piece === 'string'
          ? piece
          : ((/^[0-9]+$/.test(piece.group) ? match[Number(piece.group)] : match.groups?.[piece.group]) ?? ''),
      )
      .join('');
}

function escaped(char: string): string {
  const control: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
  return control[char] ?? `\\${char}`;
}
