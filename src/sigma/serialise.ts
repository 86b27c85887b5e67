import { DIGEST, digestOf, type RuleDigest } from './fast/rule-digest.ts';
import type { Necessity, Witness } from './fast/witness.ts';
import {
  ANY_ONE,
  ANY_RUN,
  type Expression,
  type Logsource,
  type PatternPart,
  type Predicate,
  type SigmaRule,
  type SourcePosition,
} from './rule.ts';

/**
 * Rules as bytes, to be kept in a file or handed to another thread: ASCII text of what choosing and filing rules takes as two
 * lines of JSON, then of each rule a line with its name and such, one with its detection and one with what only people read.
 * The form belongs to one version of Landfall and is no exchange format. Drafts (see `keepDrafts`) are left out.
 * @returns the very bytes that the rules were made from, when they are all rules of some bytes; not to be changed
 */
export function serialiseRules(rules: readonly SigmaRule[]): Uint8Array {
  const kept = KeptRule.bytesOf(rules);
  if (kept !== undefined) return kept;
  const ofEach = rules.flatMap((rule) => [headOf(rule), encodeExpression(rule.detection), proseOf(rule)]);
  const lines = [encodeDigests(rules.map(digestOf)), ...ofEach].map((line) => `${asciiJson(line)}\n`);
  const choice = choiceOf(
    rules,
    lines.map(({ length }) => length),
  );
  return new TextEncoder().encode([`${asciiJson(choice)}\n`, ...lines].join(''));
}

/**
 * The rules of bytes that `serialiseRules` made, equal to those it was given but for drafts. Of each rule only its logsource
 * is at hand; all else is decoded when it is first asked for, as most rules of a large set never meet an event that they
 * are for. Digests are short, and are decoded together when the first is asked for.
 * @param bytes must not change; threads may share them
 * @throws for any other bytes, perhaps only when a rule is read
 */
export function deserialiseRules(bytes: Uint8Array): SigmaRule[] {
  const kept = new KeptRules(bytes);
  return kept.choice.ofRules.map((logsource, index) => {
    return new KeptRule(kept, index, kept.choice.logsources[logsource]!, kept.choice.missing[index] ?? NONE);
  });
}

const NONE: readonly never[] = [];

/** What only people read: half of a rule's text, and no part of a hunt. */
type RuleProse = Pick<SigmaRule, 'description' | 'author' | 'references' | 'falsePositives'>;
type RuleHead = Pick<SigmaRule, 'id' | 'name' | 'title' | 'status' | 'level' | 'tags' | 'fields' | 'notes' | 'origin'>;

/** What it takes to tell which rules are for some events. */
interface RuleChoice {
  /** each once */
  readonly logsources: readonly Logsource[];
  /** indexes of these, a rule each */
  readonly ofRules: readonly number[];
  /** missing placeholders, by rules that have some */
  readonly missing: Readonly<Record<number, readonly string[]>>;
  /** of the lines behind this one */
  readonly lineLengths: readonly number[];
}

function choiceOf(rules: readonly SigmaRule[], lineLengths: readonly number[]): RuleChoice {
  const logsources = new Map<string, { readonly logsource: Logsource; readonly index: number }>();
  const ofRules = rules.map(({ logsource }) => {
    const key = JSON.stringify(logsource);
    const known = logsources.get(key) ?? { logsource, index: logsources.size };
    logsources.set(key, known);
    return known.index;
  });
  const missing = rules.flatMap(({ missingPlaceholders }, index) =>
    missingPlaceholders.length === 0 ? [] : [[index, missingPlaceholders] as const],
  );
  return {
    ...{ logsources: [...logsources.values()].map(({ logsource }) => logsource), ofRules },
    ...{ missing: Object.fromEntries(missing), lineLengths },
  };
}

function headOf({ id, name, title, status, level, tags, fields, notes, origin }: SigmaRule): RuleHead {
  return { id, name, title, status, level, tags, fields, notes, origin };
}

function proseOf({ description, author, references, falsePositives }: SigmaRule): RuleProse {
  return { description, author, references, falsePositives };
}

const LINES_OF_ALL = 2;
const LINES_OF_ONE = 3;
const LINE_FEED = 0x0a;

/** The bytes of some rules, and where their lines start. */
class KeptRules {
  readonly choice: Omit<RuleChoice, 'lineLengths'>;
  readonly bytes: Uint8Array;
  readonly #starts: Int32Array;
  #digests: DigestCodes | undefined;
  /** each once: thousands of rules test the same few sets of fields */
  readonly #fieldLists: (readonly string[])[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const headEnd = bytes.indexOf(LINE_FEED) + 1;
    const { lineLengths, ...choice } = JSON.parse(textOf(bytes, 0, headEnd)) as RuleChoice;
    this.choice = choice;
    this.#starts = new Int32Array(lineLengths.length + 2);
    let start = headEnd;
    lineLengths.forEach((length, index) => {
      this.#starts[index + 1] = start;
      start += length;
    });
    this.#starts[lineLengths.length + 1] = start;
    if (start !== bytes.length) throw new Error('the text of rules ends before its last rule, or goes on behind it');
  }

  /** @param part 0: head, 1: detection, 2: prose */
  line(rule: number, part: 0 | 1 | 2): unknown {
    return this.#parse(LINES_OF_ALL + rule * LINES_OF_ONE + part);
  }

  digest(rule: number): RuleDigest {
    this.#digests ??= this.#parse(1) as DigestCodes;
    const [fields, alsoReads] = this.#digests.ofRules[rule]!;
    return new KeptDigest(this, rule, this.#fieldList(fields), this.#fieldList(alsoReads));
  }

  necessity(rule: number): Necessity {
    const { names, ofRules } = this.#digests!;
    const code = ofRules[rule]!;
    const [, , first] = code;
    return first === 'any' || first === 'never' ? first : decodeWitnesses(code, names);
  }

  #fieldList(list: number): readonly string[] {
    const { names, lists } = this.#digests!;
    let fields = this.#fieldLists[list];
    if (fields === undefined) {
      fields = lists[list]!.map((code) => names[code]!);
      this.#fieldLists[list] = fields;
    }
    return fields;
  }

  #parse(line: number): unknown {
    return JSON.parse(textOf(this.bytes, this.#starts[line]!, this.#starts[line + 1]!));
  }
}

// One for all, as each line is decoded by itself.
const decoder = new TextDecoder();

/** Copies first, as not all decoders take bytes that threads share. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(new Uint8Array(bytes.subarray(start, end)));
}

/** The digest of a rule; witnesses are made anew each time, as they take many times the memory of their codes. */
class KeptDigest implements RuleDigest {
  readonly fields: readonly string[];
  readonly alsoReads: readonly string[];
  readonly #kept: KeptRules;
  readonly #rule: number;

  constructor(kept: KeptRules, rule: number, fields: readonly string[], alsoReads: readonly string[]) {
    this.fields = fields;
    this.alsoReads = alsoReads;
    this.#kept = kept;
    this.#rule = rule;
  }

  get necessity(): Necessity {
    return this.#kept.necessity(this.#rule);
  }
}

/** A rule of which little is at hand: thousands of them are made before a hunt's first event. */
class KeptRule implements SigmaRule {
  readonly kind = 'rule';
  readonly logsource: Logsource;
  readonly missingPlaceholders: readonly string[];
  readonly #kept: KeptRules;
  readonly #index: number;
  #headParts: RuleHead | undefined;
  #proseParts: RuleProse | undefined;
  #detection: WeakRef<Expression> | undefined;
  #digest: RuleDigest | undefined;

  constructor(kept: KeptRules, index: number, logsource: Logsource, missingPlaceholders: readonly string[]) {
    this.logsource = logsource;
    this.missingPlaceholders = missingPlaceholders;
    this.#kept = kept;
    this.#index = index;
  }

  /** The bytes that these rules were made from; undefined unless they are all rules of the same, in their order. */
  static bytesOf(rules: readonly SigmaRule[]): Uint8Array | undefined {
    const [first] = rules;
    if (!(first instanceof KeptRule) || first.#kept.choice.ofRules.length !== rules.length) return undefined;
    const isWhole = rules.every(
      (rule, index) => rule instanceof KeptRule && rule.#kept === first.#kept && rule.#index === index,
    );
    return isWhole ? first.#kept.bytes : undefined;
  }

  get #head(): RuleHead {
    this.#headParts ??= this.#kept.line(this.#index, 0) as RuleHead;
    return this.#headParts;
  }

  get #prose(): RuleProse {
    this.#proseParts ??= this.#kept.line(this.#index, 2) as RuleProse;
    return this.#proseParts;
  }

  get id(): string {
    return this.#head.id;
  }

  get name(): string | undefined {
    return this.#head.name;
  }

  get title(): string {
    return this.#head.title;
  }

  get status(): string | undefined {
    return this.#head.status;
  }

  get level(): SigmaRule['level'] {
    return this.#head.level;
  }

  get tags(): readonly string[] {
    return this.#head.tags;
  }

  get fields(): readonly string[] {
    return this.#head.fields;
  }

  get notes(): SigmaRule['notes'] {
    return this.#head.notes;
  }

  get origin(): SigmaRule['origin'] {
    return this.#head.origin;
  }

  get description(): string | undefined {
    return this.#prose.description;
  }

  get author(): string | undefined {
    return this.#prose.author;
  }

  get references(): readonly string[] {
    return this.#prose.references;
  }

  get falsePositives(): readonly string[] {
    return this.#prose.falsePositives;
  }

  /** Asked for many times in a row when a kind of event is first seen, and then hardly ever: decoded, it takes ten times the memory. */
  get detection(): Expression {
    const known = this.#detection?.deref();
    if (known !== undefined) return known;
    const detection = this.#readDetection();
    this.#detection = new WeakRef(detection);
    return detection;
  }

  get [DIGEST](): RuleDigest {
    this.#digest ??= this.#kept.digest(this.#index);
    return this.#digest;
  }

  /** All of it as plain data; nothing that this has to decode is kept. */
  toJSON(): SigmaRule {
    const { kind, logsource, missingPlaceholders } = this;
    const detection = this.#detection?.deref() ?? this.#readDetection();
    const prose = this.#kept.line(this.#index, 2) as RuleProse;
    return { kind, ...this.#head, ...prose, logsource, detection, missingPlaceholders };
  }

  #readDetection(): Expression {
    return decodeExpression(this.#kept.line(this.#index, 1) as ExpressionCode);
  }
}

/** JSON in ASCII: such text is kept and copied at one byte a character. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Names of fields and lists of their indexes, each once, and of each rule the digest. */
interface DigestCodes {
  readonly names: readonly string[];
  readonly lists: readonly (readonly number[])[];
  readonly ofRules: readonly DigestCode[];
}
/** Which of the lists are the fields that the rule tests and those it reads besides, then its necessity. */
type DigestCode = readonly [fields: number, alsoReads: number, ...necessity: readonly ['any' | 'never'] | WitnessCodes];
/** three for each witness: its kind, as an index of `WITNESS_KINDS`; its field; its text, empty for `present` */
type WitnessCodes = readonly (number | string)[];
const WITNESS_KINDS = ['present', 'equals', 'contains', 'startswith', 'endswith'] as const;

function encodeDigests(digests: readonly RuleDigest[]): DigestCodes {
  const [names, lists] = [new Map<string, number>(), new Map<string, number>()];
  const codeOf = (known: Map<string, number>, one: string): number => {
    const code = known.get(one) ?? known.size;
    known.set(one, code);
    return code;
  };
  const listCode = (fields: readonly string[]): number => {
    return codeOf(lists, JSON.stringify(fields.map((field) => codeOf(names, field))));
  };
  const ofRules = digests.map(({ fields, alsoReads, necessity }): DigestCode => {
    const codes =
      typeof necessity === 'string'
        ? ([necessity] as const)
        : necessity.flatMap((one) => [
            ...[WITNESS_KINDS.indexOf(one.kind), codeOf(names, one.field)],
            one.kind === 'present' ? '' : one.text,
          ]);
    return [listCode(fields), listCode(alsoReads), ...codes];
  });
  return { names: [...names.keys()], lists: [...lists.keys()].map((list) => JSON.parse(list) as number[]), ofRules };
}

function decodeWitnesses(code: DigestCode, names: readonly string[]): readonly Witness[] {
  return Array.from({ length: (code.length - 2) / 3 }, (_, index): Witness => {
    const at = 2 + index * 3;
    const kind = WITNESS_KINDS[code[at] as number]!;
    const field = names[code[at + 1] as number]!;
    return kind === 'present' ? { kind, field } : { kind, field, text: code[at + 2] as string };
  });
}

// Lists instead of objects: short to write and quick to read.
type ExpressionCode =
  | readonly ['and' | 'or', operands: readonly ExpressionCode[], identifier?: string]
  | readonly ['not', operand: ExpressionCode, identifier?: string]
  | readonly ['match', field: string, predicate: PredicateCode, line: number, column: number, identifier?: string]
  | readonly ['keyword', predicate: PredicateCode, line: number, column: number, identifier?: string];
type PredicateCode =
  | readonly ['text' | 'cased', ...PartCode[]]
  | readonly ['regex', string, string]
  | readonly ['number', NumberCode]
  | readonly ['boolean' | 'exists', boolean]
  | readonly ['null']
  | readonly ['compare', 'lt' | 'lte' | 'gt' | 'gte', NumberCode]
  | readonly ['cidr', readonly number[], number]
  | readonly ['fieldref', string, Extract<Predicate, { kind: 'fieldref' }>['position'], boolean]
  | readonly ['timepart', ...TimePartCode];
type TimePartPredicate = Extract<Predicate, { kind: 'timepart' }>;
type TimePartCode = readonly [TimePartPredicate['part'], TimePartPredicate['operator'], NumberCode];
/** 0 stands for `*`, 1 for `?` */
type PartCode = string | 0 | 1;
/** text for what JSON cannot say: `12n`, `-0`, `NaN` */
type NumberCode = number | string;

function encodeExpression(expression: Expression): ExpressionCode {
  const identifier: [] | [string] = expression.identifier === undefined ? [] : [expression.identifier];
  switch (expression.kind) {
    case 'and':
    case 'or':
      return [expression.kind, expression.operands.map(encodeExpression), ...identifier];
    case 'not':
      return ['not', encodeExpression(expression.operand), ...identifier];
    case 'match': {
      const { field, predicate, position } = expression;
      return ['match', field, encodePredicate(predicate), position.line, position.column, ...identifier];
    }
    case 'keyword': {
      const { predicate, position } = expression;
      return ['keyword', encodePredicate(predicate), position.line, position.column, ...identifier];
    }
  }
}

function decodeExpression(code: ExpressionCode): Expression {
  switch (code[0]) {
    case 'and':
    case 'or':
      return { kind: code[0], operands: code[1].map(decodeExpression), ...identified(code[2]) };
    case 'not':
      return { kind: 'not', operand: decodeExpression(code[1]), ...identified(code[2]) };
    case 'match': {
      const [, field, predicate, line, column, identifier] = code;
      const position: SourcePosition = { line, column };
      return { kind: 'match', field, predicate: decodePredicate(predicate), position, ...identified(identifier) };
    }
    case 'keyword': {
      const [, predicate, line, column, identifier] = code;
      return {
        kind: 'keyword',
        predicate: decodePredicate(predicate),
        position: { line, column },
        ...identified(identifier),
      };
    }
  }
}

function identified(identifier: string | undefined): { readonly identifier?: string } {
  return identifier === undefined ? {} : { identifier };
}

function encodePredicate(predicate: Predicate): PredicateCode {
  switch (predicate.kind) {
    case 'text':
      return [predicate.cased ? 'cased' : 'text', ...predicate.parts.map(encodePart)];
    case 'regex':
      return ['regex', predicate.source, predicate.flags];
    case 'number':
      return ['number', encodeNumber(predicate.value)];
    case 'boolean':
      return ['boolean', predicate.value];
    case 'exists':
      return ['exists', predicate.expected];
    case 'null':
      return ['null'];
    case 'compare':
      return ['compare', predicate.operator, encodeNumber(predicate.value)];
    case 'cidr':
      return ['cidr', [...predicate.network], predicate.prefixLength];
    case 'fieldref':
      return ['fieldref', predicate.field, predicate.position, predicate.cased];
    case 'timepart':
      return ['timepart', predicate.part, predicate.operator, encodeNumber(predicate.value)];
  }
}

function decodePredicate(code: PredicateCode): Predicate {
  switch (code[0]) {
    case 'text':
    case 'cased':
      return { kind: 'text', parts: code.slice(1).map(decodePart), cased: code[0] === 'cased' };
    case 'regex':
      return { kind: 'regex', source: code[1], flags: code[2] };
    case 'number':
      return { kind: 'number', value: decodeNumber(code[1]) };
    case 'boolean':
      return { kind: 'boolean', value: code[1] };
    case 'exists':
      return { kind: 'exists', expected: code[1] };
    case 'null':
      return { kind: 'null' };
    case 'compare':
      return { kind: 'compare', operator: code[1], value: decodeNumber(code[2]) };
    case 'cidr':
      return { kind: 'cidr', network: Uint8Array.from(code[1]), prefixLength: code[2] };
    case 'fieldref':
      return { kind: 'fieldref', field: code[1], position: code[2], cased: code[3] };
    case 'timepart':
      return { kind: 'timepart', part: code[1], operator: code[2], value: decodeNumber(code[3]) };
  }
}

function encodePart(part: PatternPart): PartCode {
  return part === ANY_RUN ? 0 : part === ANY_ONE ? 1 : part;
}

function decodePart(part: PartCode): PatternPart {
  return part === 0 ? ANY_RUN : part === 1 ? ANY_ONE : part;
}

function encodeNumber(value: number | bigint): NumberCode {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

function decodeNumber(code: NumberCode): number | bigint {
  if (typeof code === 'number') return code;
  return code.endsWith('n') ? BigInt(code.slice(0, -1)) : Number(code);
}
