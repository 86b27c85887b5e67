import { digestOf, giveDigest, type RuleDigest } from './fast/rule-digest.ts';
import type { Witness } from './fast/witness.ts';
import {
  ANY_ONE,
  ANY_RUN,
  type Expression,
  type PatternPart,
  type Predicate,
  type SigmaRule,
  type SourcePosition,
} from './rule.ts';

/**
 * Rules as ASCII text, to be kept in a file or handed to another thread: the heads of all rules as one line of JSON, their
 * digests as another, then of each rule one line with its detection and one with what only people read. The form belongs to
 * one version of Landfall and is no exchange format. Drafts (see `keepDrafts`) are left out.
 */
export function serialiseRules(rules: readonly SigmaRule[]): string {
  const heads = rules.map(headOf);
  const digests = rules.map((rule) => encodeDigest(digestOf(rule)));
  const lines = [heads, digests, ...rules.flatMap((rule) => [encodeExpression(rule.detection), proseOf(rule)])];
  return lines.map((line) => `${asciiJson(line)}\n`).join('');
}

/**
 * The rules of a text that `serialiseRules` made, equal to those it was given but for drafts. Detections and prose are decoded
 * when they are first asked for: most rules of a large set never meet an event that they are for. Digests are short, and are
 * decoded together when the first is asked for.
 * @throws for any other text, perhaps only when a detection is asked for
 */
export function deserialiseRules(text: string): SigmaRule[] {
  let start = 0;
  const nextLine = (): string => {
    const end = text.indexOf('\n', start);
    if (end < 0) throw new Error('the text of rules ends before its last rule');
    const line = text.slice(start, end);
    start = end + 1;
    return line;
  };
  const heads = JSON.parse(nextLine()) as RuleHead[];
  const digestLine = nextLine();
  let digests: readonly DigestCode[] | undefined;
  const digestAt = (index: number): RuleDigest => {
    digests ??= JSON.parse(digestLine) as DigestCode[];
    return decodeDigest(digests[index]!);
  };
  return heads.map((head, index) => {
    const rule = lazyRule(head, nextLine(), nextLine());
    giveDigest(rule, () => digestAt(index));
    return rule;
  });
}

/** What only people read: half of a rule's text, and no part of a hunt. */
type RuleProse = Pick<SigmaRule, 'description' | 'author' | 'references' | 'falsePositives'>;
type RuleHead = Omit<SigmaRule, 'detection' | 'draft' | keyof RuleProse>;

function headOf(rule: SigmaRule): RuleHead {
  const { kind, id, name, title, status, level, tags, fields, notes, logsource, missingPlaceholders, origin } = rule;
  return { kind, id, name, title, status, level, tags, fields, notes, logsource, missingPlaceholders, origin };
}

function proseOf({ description, author, references, falsePositives }: SigmaRule): RuleProse {
  return { description, author, references, falsePositives };
}

// Written out: spreading the head instead takes three times as long.
function lazyRule(head: RuleHead, detectionLine: string, proseLine: string): SigmaRule {
  let detection: Expression | undefined;
  let prose: RuleProse | undefined;
  const proseOfRule = (): RuleProse => {
    prose ??= JSON.parse(proseLine) as RuleProse;
    return prose;
  };
  return {
    kind: head.kind,
    id: head.id,
    name: head.name,
    title: head.title,
    status: head.status,
    level: head.level,
    get description() {
      return proseOfRule().description;
    },
    get author() {
      return proseOfRule().author;
    },
    get references() {
      return proseOfRule().references;
    },
    tags: head.tags,
    get falsePositives() {
      return proseOfRule().falsePositives;
    },
    fields: head.fields,
    notes: head.notes,
    logsource: head.logsource,
    missingPlaceholders: head.missingPlaceholders,
    origin: head.origin,
    get detection() {
      detection ??= decodeExpression(JSON.parse(detectionLine) as ExpressionCode);
      return detection;
    },
  } satisfies Record<Exclude<keyof SigmaRule, 'draft'>, unknown>;
}

/** JSON in ASCII: such text is kept and copied at one byte a character. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

type DigestCode = readonly [
  fields: readonly string[],
  alsoReads: readonly string[],
  necessity: 'any' | 'never' | readonly WitnessCode[],
];
/** one without a text is of a field that is present */
type WitnessCode =
  | readonly [kind: Exclude<Witness['kind'], 'present'>, field: string, text: string]
  | readonly [kind: 'present', field: string];

function encodeDigest({ fields, alsoReads, necessity }: RuleDigest): DigestCode {
  if (typeof necessity === 'string') return [fields, alsoReads, necessity];
  const witnesses = necessity.map(
    (one): WitnessCode => (one.kind === 'present' ? [one.kind, one.field] : [one.kind, one.field, one.text]),
  );
  return [fields, alsoReads, witnesses];
}

function decodeDigest([fields, alsoReads, necessity]: DigestCode): RuleDigest {
  if (typeof necessity === 'string') return { fields, alsoReads, necessity };
  const witnesses = necessity.map(
    (one): Witness =>
      one[0] === 'present' ? { kind: one[0], field: one[1] } : { kind: one[0], field: one[1], text: one[2] },
  );
  return { fields, alsoReads, necessity: witnesses };
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
