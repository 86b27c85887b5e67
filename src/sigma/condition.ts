import { type Joined, join } from './detection-item.ts';
import { nearest } from './nearest.ts';
import { RuleFault } from './rule-fault.ts';

/** What a condition can refer to: search identifiers in the rule's order. */
export type Detections<Leaf> = ReadonlyMap<string, () => Joined<Leaf>>;

interface Token {
  readonly text: string;
  /** in small letters, as keywords are compared */
  readonly word: string;
  readonly index: number;
}

interface Reader<Leaf> {
  readonly tokens: readonly Token[];
  readonly detections: Detections<Leaf>;
  readonly offsetAt: (index: number) => number;
  readonly endIndex: number;
  position: number;
  depth: number;
}

// Far beyond any honest condition; keeps the recursion off the stack's end.
const MAX_DEPTH = 100;

/**
 * Parses a condition and puts the detections in place of their names.
 *
 * `or` binds least, then `and`, then `not`. `1 of x*`, `any of x*`, `all of x*`, with `*` anywhere in the name or `them`
 * for all identifiers; identifiers that start with `_` count only for a pattern that starts with `_`, as pySigma. A
 * selector that fits no identifier is an error, as pySigma. Keywords may be written in capitals.
 * Source: Sigma specification 2.1, "Condition".
 * @param offsetAt turns an index in `text` into an offset in the file
 * @throws RuleFault RULE_CONDITION
 */
export function parseCondition<Leaf>(
  text: string,
  detections: Detections<Leaf>,
  offsetAt: (index: number) => number,
): Joined<Leaf> {
  const tokens = tokenize(text, offsetAt);
  const reader: Reader<Leaf> = { tokens, detections, offsetAt, endIndex: text.trimEnd().length, position: 0, depth: 0 };
  if (tokens.length === 0) throw fault(reader, 'The condition is empty.');
  const expression = parseOr(reader);
  const rest = reader.tokens[reader.position];
  if (rest !== undefined) throw fault(reader, `Expected "and", "or" or the end, found "${rest.text}".`);
  return expression;
}

const TOKEN = /[()]|[\p{L}\p{N}_.*?-]+|\S/gu;

function tokenize(text: string, offsetAt: (index: number) => number): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    if (match[0] === '|') {
      const hint = 'Aggregations in conditions were replaced by Sigma correlations.';
      throw new RuleFault('RULE_CONDITION', 'The condition has a pipe "|".', offsetAt(match.index), hint);
    }
    tokens.push({ text: match[0], word: match[0].toLowerCase(), index: match.index });
  }
  return tokens;
}

function parseOr<Leaf>(reader: Reader<Leaf>): Joined<Leaf> {
  const operands = [parseAnd(reader)];
  while (take(reader, 'or')) operands.push(parseAnd(reader));
  return join('or', operands);
}

function parseAnd<Leaf>(reader: Reader<Leaf>): Joined<Leaf> {
  const operands = [parseNot(reader)];
  while (take(reader, 'and')) operands.push(parseNot(reader));
  return join('and', operands);
}

function parseNot<Leaf>(reader: Reader<Leaf>): Joined<Leaf> {
  let isNegated = false;
  let hasNot = false;
  while (take(reader, 'not')) {
    isNegated = !isNegated;
    hasNot = true;
  }
  const operand = parseOperand(reader, hasNot);
  return isNegated ? { kind: 'not', operand } : operand;
}

function parseOperand<Leaf>(reader: Reader<Leaf>, afterNot: boolean): Joined<Leaf> {
  const token = reader.tokens[reader.position];
  if (token === undefined) throw fault(reader, 'The condition ends where a search identifier is expected.');
  if (take(reader, '(')) {
    if (++reader.depth > MAX_DEPTH) throw fault(reader, `The condition is nested more than ${MAX_DEPTH} deep.`);
    const inner = parseOr(reader);
    if (!take(reader, ')')) throw fault(reader, 'A ")" is missing.');
    reader.depth--;
    return inner;
  }
  if (reader.tokens[reader.position + 1]?.word === 'of') return parseSelector(reader);
  const isWord = /^[\p{L}\p{N}_.-]+$/u.test(token.text) && !/^(?:and|or|not|of)$/i.test(token.text);
  const detection = isWord ? reader.detections.get(token.text) : undefined;
  if (detection === undefined) throw unknownOperand(reader, token, isWord, afterNot);
  reader.position++;
  return detection();
}

function unknownOperand<Leaf>(reader: Reader<Leaf>, { text }: Token, isWord: boolean, afterNot: boolean): RuleFault {
  if (/[*?]/.test(text)) {
    return fault(reader, `"${text}" is a pattern.`, `Write "1 of ${text}" or "all of ${text}".`);
  }
  if (!isWord) return fault(reader, `Expected a search identifier${afterNot ? ' after "not"' : ''}, found "${text}".`);
  const near = nearest(text, reader.detections.keys());
  const known = [...reader.detections.keys()].slice(0, 20).join(', ');
  return fault(
    reader,
    `There is no search identifier "${text}".`,
    near === undefined ? `The rule has ${known}.` : `Did you mean "${near}"?`,
  );
}

function parseSelector<Leaf>(reader: Reader<Leaf>): Joined<Leaf> {
  const quantifier = reader.tokens[reader.position]!.word;
  if (quantifier !== '1' && quantifier !== 'any' && quantifier !== 'all') {
    throw fault(reader, `"${quantifier} of" has no meaning.`, 'Sigma has "1 of", "any of" and "all of".');
  }
  reader.position += 2;
  const pattern = reader.tokens[reader.position]?.text;
  if (pattern === undefined || !/^[\p{L}\p{N}_.*-]+$/u.test(pattern)) {
    throw fault(reader, `Expected "them" or a pattern of search identifiers after "${quantifier} of".`);
  }
  const chosen = [...reader.detections].filter(([name]) => isSelected(name, pattern));
  if (chosen.length === 0) throw fault(reader, `No search identifier fits "${quantifier} of ${pattern}".`);
  reader.position++;
  return join(
    quantifier === 'all' ? 'and' : 'or',
    chosen.map(([, detection]) => detection()),
  );
}

/** Whether `of pattern` means the search identifier of that name. */
export function isSelected(name: string, pattern: string): boolean {
  if (name.startsWith('_') && !pattern.startsWith('_')) return false;
  return pattern === 'them' || fitsPattern(name, pattern);
}

/** Whether a name fits a pattern with `*`. Each piece is taken as far left as possible, so that time stays linear. */
function fitsPattern(name: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  const last = pieces.pop()!;
  if (pieces.length === 0) return name === last;
  let position = 0;
  for (const [index, piece] of pieces.entries()) {
    const found = index === 0 ? (name.startsWith(piece) ? 0 : -1) : name.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
  }
  return name.length - last.length >= position && name.endsWith(last);
}

function take<Leaf>(reader: Reader<Leaf>, word: string): boolean {
  if (reader.tokens[reader.position]?.word !== word) return false;
  reader.position++;
  return true;
}

function fault<Leaf>(reader: Reader<Leaf>, message: string, hint?: string): RuleFault {
  const index = reader.tokens[reader.position]?.index ?? reader.endIndex;
  return new RuleFault('RULE_CONDITION', message, reader.offsetAt(index), hint);
}
