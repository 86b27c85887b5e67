import { type ByteOrder, base64Text, base64Variants, utf16Text } from './encode.ts';
import { parseCidr } from './ip-network.ts';
import { type DraftPart, isLiteral, joinParts, parsePattern } from './pattern.ts';
import { ANY_RUN, type Predicate, type TimePart } from './rule.ts';
import { TIME_PART_RANGES } from './time-part.ts';

/** Values for placeholders, by name without the percent signs. */
export type PlaceholderValues = ReadonlyMap<string, readonly (string | number)[]>;

/** A value of a rule on its way through its modifiers. */
export type Draft =
  /** `bytes`: each character stands for one byte, after `wide` and its like */
  | { readonly kind: 'text'; readonly parts: readonly DraftPart[]; readonly cased: boolean; readonly bytes: boolean }
  /** `text`: as the rule writes it */
  | { readonly kind: 'number'; readonly value: number | bigint; readonly text: string }
  /** `placeholders`: the names of those that `source` still holds as `%name%` */
  | {
      readonly kind: 'regex';
      readonly source: string;
      readonly flags: string;
      readonly placeholders?: readonly string[];
    }
  | Exclude<Predicate, { kind: 'text' | 'number' | 'regex' }>;

/** What a modifier may know beside the value it changes. */
export interface ModifierUse {
  /** modifiers to the left of this one */
  readonly before: readonly string[];
  /** modifiers to the right of this one */
  readonly after: readonly string[];
  readonly isKeyword: boolean;
  readonly placeholders: PlaceholderValues;
  /** takes note of a placeholder without values */
  missing(placeholder: string): void;
  /** refuses the value */
  fail(reason: string, hint?: string): never;
}

/** One modifier: an entry of `MODIFIERS`. */
export interface Modifier {
  /** what it can be applied to, for documentation and messages */
  readonly takes: string;
  /** what comes out, for documentation */
  readonly gives: string;
  /** must stand directly behind the field; `behindExpand`: or behind `expand`, which gives it its value */
  readonly first?: true | 'behindExpand';
  /** changes the meaning of the list of values, not a value */
  readonly list?: 'all' | 'neq';
  /** says itself where in the field the value lies, so that a keyword is not searched anywhere */
  readonly anchors?: true;
  /** several drafts are alternatives, of which one must match, also under `all` */
  readonly apply?: ApplyModifier;
}

type ApplyModifier = (draft: Draft, use: ModifierUse) => Draft | readonly Draft[];

// A value expands to no more patterns than this; `windash` with three dashes gives 125.
const MAX_ALTERNATIVES = 20_000;

/**
 * Every modifier. One more modifier is one more entry here and cases in fixtures/sigma/modifiers.yml.
 * Source: Sigma specification 2.1.0, appendix "Modifiers"; pySigma 2.0.1 where that is silent (`ignorecase`,
 * `multiline` and `dotall` are its long names for `i`, `m` and `s`).
 */
export const MODIFIERS: ReadonlyMap<string, Modifier> = new Map<string, Modifier>([
  ['all', { takes: 'any list', gives: 'every value must match', list: 'all' }],
  ['neq', { takes: 'any value', gives: 'no value may match; an absent field passes', list: 'neq' }],
  [
    'contains',
    { takes: 'text, re, fieldref', gives: 'the value anywhere in the field', anchors: true, apply: place(true, true) },
  ],
  [
    'startswith',
    { takes: 'text, re, fieldref', gives: 'the value at the start', anchors: true, apply: place(false, true) },
  ],
  [
    'endswith',
    { takes: 'text, re, fieldref', gives: 'the value at the end', anchors: true, apply: place(true, false) },
  ],
  ['cased', { takes: 'text, fieldref', gives: 'case-sensitive comparison', apply: cased }],
  ['exists', { takes: 'true or false', gives: 'presence of the field, with any value', first: true, apply: exists }],
  ['re', { takes: 'text', gives: 'regular expression, case-sensitive, found anywhere', first: true, apply: regex }],
  ['i', { takes: 're', gives: 'case-insensitive', apply: regexFlag('i') }],
  ['ignorecase', { takes: 're', gives: 'case-insensitive', apply: regexFlag('i') }],
  ['m', { takes: 're', gives: '^ and $ match at lines', apply: regexFlag('m') }],
  ['multiline', { takes: 're', gives: '^ and $ match at lines', apply: regexFlag('m') }],
  ['s', { takes: 're', gives: '. matches line feeds too', apply: regexFlag('s') }],
  ['dotall', { takes: 're', gives: '. matches line feeds too', apply: regexFlag('s') }],
  ['base64', { takes: 'text without wildcards', gives: 'its Base64', apply: base64 }],
  ['base64offset', { takes: 'text without wildcards', gives: 'its three forms inside Base64', apply: base64Offset }],
  ['wide', { takes: 'text', gives: 'its UTF-16LE bytes', apply: utf16('le') }],
  ['utf16le', { takes: 'text', gives: 'its UTF-16LE bytes', apply: utf16('le') }],
  ['utf16be', { takes: 'text', gives: 'its UTF-16BE bytes', apply: utf16('be') }],
  ['utf16', { takes: 'text', gives: 'FF FE and its UTF-16LE bytes', apply: utf16('bom') }],
  ['windash', { takes: 'text', gives: 'the text with each kind of dash', apply: windash }],
  ['cidr', { takes: 'an IPv4 or IPv6 network', gives: 'addresses of the network', first: 'behindExpand', apply: cidr }],
  ['lt', { takes: 'number, time part', gives: 'less', apply: compare('lt') }],
  ['lte', { takes: 'number, time part', gives: 'less or equal', apply: compare('lte') }],
  ['gt', { takes: 'number, time part', gives: 'greater', apply: compare('gt') }],
  ['gte', { takes: 'number, time part', gives: 'greater or equal', apply: compare('gte') }],
  ['fieldref', { takes: 'name of a field', gives: 'equality with that field', apply: fieldReference }],
  ['expand', { takes: 'text, re', gives: 'the values of its placeholders', apply: expand }],
  ['minute', { takes: 'number', gives: 'the minute of a date', apply: timePart('minute') }],
  ['hour', { takes: 'number', gives: 'the hour of a date', apply: timePart('hour') }],
  ['day', { takes: 'number', gives: 'the day of the month of a date', apply: timePart('day') }],
  ['week', { takes: 'number', gives: 'the ISO week of a date', apply: timePart('week') }],
  ['month', { takes: 'number', gives: 'the month of a date', apply: timePart('month') }],
  ['year', { takes: 'number', gives: 'the year of a date', apply: timePart('year') }],
]);

type TextDraft = Extract<Draft, { kind: 'text' }>;

/**
 * A bare number under a text modifier is meant as its digits (`EventID|contains: 47`, `Data|contains: 0x17`). pySigma
 * refuses such rules; nothing is lost by understanding them.
 */
function textOf(draft: Draft, use: ModifierUse): TextDraft {
  if (draft.kind === 'text') return draft;
  if (draft.kind === 'number') return { kind: 'text', parts: [draft.text], cased: false, bytes: false };
  return use.fail(`cannot be applied to ${nameOf(draft)}`, 'It takes text.');
}

function nameOf(draft: Draft): string {
  const names: Partial<Record<Draft['kind'], string>> = {
    null: 'null',
    boolean: 'true or false',
    text: 'text',
    number: 'a number',
    regex: 'a regular expression',
    fieldref: 'a field reference',
  };
  return names[draft.kind] ?? `the result of |${draft.kind}`;
}

/**
 * `contains`, `startswith`, `endswith`. On a regular expression, which is found anywhere, they say where it must lie
 * (pySigma adds `.*` at the open ends, which says the same to a back end that matches whole values).
 */
function place(openStart: boolean, openEnd: boolean): ApplyModifier {
  return (draft: Draft, use: ModifierUse) => {
    if (draft.kind === 'fieldref') {
      return { ...draft, position: openStart ? (openEnd ? 'contains' : 'endswith') : 'startswith' };
    }
    if (draft.kind === 'regex') {
      return { ...draft, source: `${openStart ? '' : '^'}(?:${draft.source})${openEnd ? '' : '$'}` };
    }
    const { parts, cased, bytes } = textOf(draft, use);
    const placed: DraftPart[] = openStart ? [ANY_RUN] : [];
    for (const part of parts) placed.push(part);
    if (openEnd) placed.push(ANY_RUN);
    return { kind: 'text', parts: joinParts(placed), cased, bytes };
  };
}

function cased(draft: Draft, use: ModifierUse): Draft {
  return draft.kind === 'fieldref' ? { ...draft, cased: true } : { ...textOf(draft, use), cased: true };
}

function exists(draft: Draft, use: ModifierUse): Draft {
  if (use.isKeyword) use.fail('needs a field', 'Write it as field|exists.');
  if (draft.kind !== 'boolean')
    use.fail(`cannot be applied to ${nameOf(draft)}`, 'It takes true or false, without quotes.');
  return { kind: 'exists', expected: draft.value };
}

function regex(draft: Draft, use: ModifierUse): Draft {
  const { parts } = textOf(draft, use);
  return { kind: 'regex', source: parts.filter(isLiteral).join(''), flags: '' };
}

function regexFlag(flag: string): ApplyModifier {
  return (draft: Draft, use: ModifierUse) => {
    if (draft.kind !== 'regex') use.fail(`cannot be applied to ${nameOf(draft)}`, 'It belongs behind |re.');
    return draft.flags.includes(flag) ? draft : { ...draft, flags: draft.flags + flag };
  };
}

/** The one literal of a draft for the encodings, none of which has a form for wildcards (as pySigma). */
function literalOf(draft: Draft, use: ModifierUse): { text: string; bytes: boolean } {
  const { parts, bytes } = textOf(draft, use);
  if (!parts.every(isLiteral)) {
    use.fail(
      'cannot encode wildcards or placeholders',
      'Put contains, startswith and endswith behind it, expand before it.',
    );
  }
  return { text: parts.join(''), bytes };
}

const plainText = (text: string): Draft => ({
  kind: 'text',
  parts: text === '' ? [] : [text],
  cased: false,
  bytes: false,
});

function base64(draft: Draft, use: ModifierUse): Draft {
  const { text, bytes } = literalOf(draft, use);
  return plainText(base64Text(text, bytes));
}

function base64Offset(draft: Draft, use: ModifierUse): Draft[] {
  const { text, bytes } = literalOf(draft, use);
  return base64Variants(text, bytes).map(plainText);
}

function utf16(order: ByteOrder): ApplyModifier {
  return (draft: Draft, use: ModifierUse) => {
    const { parts, cased, bytes } = textOf(draft, use);
    if (bytes)
      use.fail('cannot be applied to text that is already encoded', 'Keep one of wide, utf16le, utf16be and utf16.');
    const encoded = parts.map((part) => (isLiteral(part) ? utf16Text(part, order) : part));
    return { kind: 'text', parts: joinParts(order === 'bom' ? ['\xff\xfe', ...encoded] : encoded), cased, bytes: true };
  };
}

// En dash, em dash and horizontal bar, as the specification lists them.
const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'];
// As pySigma: only a dash that can start a parameter, not one inside a word; unlike it, each of the five in the rule.
const PARAMETER_DASH = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/gu;
// As pySigma: 5^3 = 125 patterns are the most.
const MAX_DASHES = 3;

function windash(draft: Draft, use: ModifierUse): Draft[] {
  const text = textOf(draft, use);
  const choices = text.parts.flatMap((part): DraftPart[][] => (isLiteral(part) ? dashChoices(part) : [[part]]));
  if (choices.filter((choice) => choice.length > 1).length > MAX_DASHES) {
    use.fail(
      `would expand more than ${MAX_DASHES} dashes in one value`,
      'Split the value and join the pieces with contains|all.',
    );
  }
  return combinations(choices, use).map((parts) => ({ ...text, parts: joinParts(parts) }));
}

function dashChoices(literal: string): string[][] {
  const choices: string[][] = [];
  let end = 0;
  for (const { index } of literal.matchAll(PARAMETER_DASH)) {
    choices.push([literal.slice(end, index)], DASHES);
    end = index + 1;
  }
  return [...choices, [literal.slice(end)]];
}

/** All ways to take one of each choice, in order. */
function combinations<One>(choices: readonly (readonly One[])[], use: ModifierUse): One[][] {
  let all: One[][] = [[]];
  for (const choice of choices) {
    if (all.length * choice.length > MAX_ALTERNATIVES) use.fail(`would give more than ${MAX_ALTERNATIVES} patterns`);
    all = all.flatMap((taken) => choice.map((one) => [...taken, one]));
  }
  return all;
}

function cidr(draft: Draft, use: ModifierUse): Draft {
  const { parts } = textOf(draft, use);
  const network = parseCidr(parts.map((part) => (isLiteral(part) ? part : '*')).join(''));
  if (typeof network === 'string')
    return use.fail(`needs a network: ${network}`, 'Write it like 10.0.0.0/8 or fe80::/10.');
  return { kind: 'cidr', ...network };
}

/** As pySigma: also behind a time part, `hour|gte: 22`. */
function compare(operator: 'lt' | 'lte' | 'gt' | 'gte'): ApplyModifier {
  return (draft: Draft, use: ModifierUse) => {
    if (use.isKeyword) use.fail('needs a field', `Write it as field|${operator}.`);
    if (draft.kind === 'timepart' && draft.operator === 'eq') return { ...draft, operator };
    const value = numberOf(draft);
    if (value === undefined) return use.fail(`cannot be applied to ${nameOf(draft)}`, 'It takes a number.');
    return { kind: 'compare', operator, value };
  };
}

/** Quoted digits count as the number that they spell; pySigma wants them bare. */
function numberOf(draft: Draft): number | bigint | undefined {
  if (draft.kind === 'number') return draft.value;
  const text = draft.kind === 'text' && draft.parts.length === 1 ? draft.parts[0] : undefined;
  return typeof text === 'string' && /^[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?$/.test(text) ? Number(text) : undefined;
}

function timePart(part: TimePart): ApplyModifier {
  const [low, high] = TIME_PART_RANGES[part];
  return (draft: Draft, use: ModifierUse) => {
    if (use.isKeyword) use.fail('needs a field', `Write it as field|${part}.`);
    const value = numberOf(draft);
    if (value === undefined) return use.fail(`cannot be applied to ${nameOf(draft)}`, 'It takes a number.');
    if (value < low || value > high || Number(value) % 1 !== 0) use.fail(`takes ${low} to ${high}, not ${value}`);
    return { kind: 'timepart', part, operator: 'eq', value };
  };
}

function fieldReference(draft: Draft, use: ModifierUse): Draft {
  if (use.isKeyword) use.fail('needs a field', 'Write it as field|fieldref.');
  const text = textOf(draft, use);
  if (text.parts.length !== 1 || !text.parts.every(isLiteral)) {
    use.fail('takes the name of one field', 'Put contains, startswith and endswith behind it.');
  }
  return { kind: 'fieldref', field: text.parts.join(''), position: 'equals', cased: text.cased };
}

/**
 * The values are patterns, as pySigma's value lists are (and the specification's example, `srv*`). A placeholder without
 * values stays where it is, for a processing pipeline, unless a modifier behind this one needs the text.
 */
function expand(draft: Draft, use: ModifierUse): Draft | Draft[] {
  if (draft.kind === 'regex') return expandRegex(draft, use);
  if (draft.kind !== 'text') return draft.kind === 'number' ? draft : use.fail(`cannot be applied to ${nameOf(draft)}`);
  const choices = draft.parts.map((part): DraftPart[][] => {
    if (typeof part !== 'object') return [[part]];
    return valuesOf(part.placeholder, use)?.map((value) => parsePattern(value)) ?? [[part]];
  });
  return combinations(choices, use).map((pieces) => ({ ...draft, parts: joinParts(pieces.flat()) }));
}

/** A placeholder in a regular expression, at the odd places of the split source. */
export const REGEX_PLACEHOLDER = /(?<!\\)%([^%\\]+)%/;

/** As pySigma: the values are put into a regular expression as they are. */
function expandRegex(draft: Extract<Draft, { kind: 'regex' }>, use: ModifierUse): Draft[] {
  const pieces = draft.source.split(REGEX_PLACEHOLDER);
  const kept: string[] = [];
  const choices = pieces.map((piece, index) => {
    if (index % 2 === 0) return [piece];
    const values = valuesOf(piece, use);
    if (values === undefined) kept.push(piece);
    return values ?? [`%${piece}%`];
  });
  const placeholders = kept.length === 0 ? {} : { placeholders: kept };
  return combinations(choices, use).map((sources) => ({ ...draft, source: sources.join(''), ...placeholders }));
}

// Modifiers that do to text with a placeholder what they will do to its values.
const LEAVES_PLACEHOLDERS = new Set(
  'all neq contains startswith endswith cased i ignorecase m multiline s dotall expand'.split(' '),
);

/** Undefined when there are none and the placeholder can stay; none when it cannot, and then no pattern comes out. */
function valuesOf(placeholder: string, use: ModifierUse): string[] | undefined {
  const values = use.placeholders.get(placeholder);
  if (values !== undefined && values.length > 0) return values.map(String);
  if (use.after.every((name) => LEAVES_PLACEHOLDERS.has(name))) return undefined;
  use.missing(placeholder);
  return [];
}
