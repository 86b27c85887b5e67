import type { LineIndex } from './line-index.ts';
import { type Draft, MODIFIERS, type Modifier, type ModifierUse, type PlaceholderValues } from './modifiers.ts';
import { nearest } from './nearest.ts';
import { isLiteral, joinParts, parsePattern } from './pattern.ts';
import { compileRegex, RegexError } from './regex.ts';
import { ANY_RUN, type Expression, type PatternPart, type Predicate } from './rule.ts';
import { RuleFault } from './rule-fault.ts';
import type { YamlNode, YamlScalar } from './yaml.ts';

/** What the detections of one rule share while they are resolved. */
export interface DetectionScope {
  readonly lines: LineIndex;
  readonly placeholders: PlaceholderValues;
  /** filled with the placeholders that have no values */
  readonly missingPlaceholders: Set<string>;
  /** patterns that may still be made; YAML aliases can make a small file endless */
  remainingLeaves: number;
}

/** The most patterns a rule can have; the longest community rule has about 3,000. */
export const MAX_LEAVES = 100_000;

/**
 * Resolves one search identifier: a map (all must match), a list of maps (any), a keyword or a list of keywords (any,
 * anywhere in the event). Source: Sigma specification 2.1, "Detection", and pySigma for mixed and nested lists (any).
 * @throws RuleFault
 */
export function resolveDetection(node: YamlNode, scope: DetectionScope): Expression {
  if (node.kind === 'scalar') return resolveItem('', [], [node], node.offset, scope);
  if (node.kind === 'map') {
    if (node.entries.length === 0) throw invalid('A search identifier is an empty map.', node.offset);
    return join(
      'and',
      node.entries.map((entry) => resolveEntry(entry.key, entry.value, entry.keyOffset, scope)),
    );
  }
  if (node.items.length === 0) throw invalid('A search identifier is an empty list.', node.offset);
  return join(
    'or',
    node.items.map((item) => {
      if (--scope.remainingLeaves < 0) throw tooLarge(item.offset);
      return resolveDetection(item, scope);
    }),
  );
}

function resolveEntry(key: string, value: YamlNode, keyOffset: number, scope: DetectionScope): Expression {
  const [field = '', ...modifiers] = key.split('|');
  const values = value.kind === 'list' ? value.items : [value];
  return resolveItem(field, modifiers, values, keyOffset, scope);
}

/** A field (or, with field `''`, any field), its modifiers and its values. */
function resolveItem(
  field: string,
  modifierNames: readonly string[],
  values: readonly YamlNode[],
  keyOffset: number,
  scope: DetectionScope,
): Expression {
  const modifiers = modifierNames.map((name, index) =>
    findModifier(name, index, modifierNames, keyOffset + field.length),
  );
  const isAll = modifiers.some((modifier) => modifier.list === 'all');
  const isNegated = modifiers.some((modifier) => modifier.list === 'neq');
  const chain: Chain = { field, names: modifierNames, modifiers, scope };
  const alternatives = values.map((value) => join('or', resolveValue(chain, value)));
  if (alternatives.length === 0) {
    // As pySigma: a field with an empty list of values is a field without a value.
    if (field === '') throw invalid('A list of keywords is empty.', keyOffset);
    alternatives.push({ kind: 'match', field, predicate: { kind: 'null' }, position: scope.lines.at(keyOffset) });
  }
  const joined = join(isAll ? 'and' : 'or', alternatives);
  return isNegated ? { kind: 'not', operand: joined } : joined;
}

interface Chain {
  readonly field: string;
  readonly names: readonly string[];
  readonly modifiers: readonly Modifier[];
  readonly scope: DetectionScope;
}

function findModifier(name: string, index: number, chain: readonly string[], chainOffset: number): Modifier {
  const modifier = MODIFIERS.get(name);
  const offset = chainOffset + 1 + chain.slice(0, index).join('|').length + (index > 0 ? 1 : 0);
  if (modifier === undefined) {
    const near = nearest(name, MODIFIERS.keys());
    const hint = near === undefined ? `Known are ${[...MODIFIERS.keys()].join(', ')}.` : `Did you mean "${near}"?`;
    throw new RuleFault('RULE_MODIFIER_UNKNOWN', `There is no modifier "${name}".`, offset, hint);
  }
  const before = chain.slice(0, index).filter((other) => MODIFIERS.get(other)?.list === undefined);
  if (modifier.first && before.length > 0) {
    const hint = `Write |${[name, ...before.filter((other) => other !== name)].join('|')}.`;
    throw invalid(`The modifier "${name}" must stand before "${before[0]}".`, offset, hint);
  }
  return modifier;
}

function resolveValue(chain: Chain, node: YamlNode): Expression[] {
  const { field, scope } = chain;
  if (node.kind !== 'scalar') {
    const found = node.kind === 'map' ? 'a map' : 'a list in a list';
    throw invalid(
      `Values of ${field === '' ? 'keywords' : `field "${field}"`} must be plain; here is ${found}.`,
      node.offset,
    );
  }
  const position = scope.lines.at(node.offset);
  return applyModifiers(chain, node).map((draft) => {
    if (--scope.remainingLeaves < 0) throw tooLarge(node.offset);
    const predicate = toPredicate(draft, chain, node);
    return field === '' ? { kind: 'keyword', predicate, position } : { kind: 'match', field, predicate, position };
  });
}

function applyModifiers(chain: Chain, node: YamlScalar): readonly Draft[] {
  let drafts: readonly Draft[] = [firstDraft(node, chain.names)];
  for (const [index, modifier] of chain.modifiers.entries()) {
    const { apply } = modifier;
    if (apply === undefined) continue;
    const use = modifierUse(chain, index, node);
    drafts = drafts.flatMap((draft) => apply(draft, use));
  }
  return drafts;
}

function firstDraft(node: YamlScalar, names: readonly string[]): Draft {
  const { value, text } = node;
  // A regular expression is taken as written, its digits and its `true` too.
  if (names.includes('re') && value !== null) return { kind: 'text', parts: [text], cased: false, bytes: false };
  if (value === null) return { kind: 'null' };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value !== 'string') return { kind: 'number', value, text };
  return { kind: 'text', parts: parsePattern(value, names.includes('expand')), cased: false, bytes: false };
}

function modifierUse({ field, names, scope }: Chain, index: number, node: YamlScalar): ModifierUse {
  return {
    before: names.slice(0, index),
    isKeyword: field === '',
    placeholders: scope.placeholders,
    missing: (placeholder) => void scope.missingPlaceholders.add(placeholder),
    fail: (reason, hint) => {
      throw invalid(`The modifier "${names[index]}" ${reason}.`, node.offset, hint);
    },
  };
}

function toPredicate(draft: Draft, chain: Chain, node: YamlScalar): Predicate {
  if (draft.kind === 'regex') {
    checkRegex(draft, node);
    return draft;
  }
  if (chain.field === '' && !chain.modifiers.some((modifier) => modifier.anchors)) return keywordPredicate(draft, node);
  if (draft.kind === 'text') return { kind: 'text', parts: patternParts(draft.parts), cased: draft.cased };
  if (draft.kind === 'number') return { kind: 'number', value: draft.value };
  return draft;
}

/** A keyword is searched anywhere in the event, so in a field it may have anything around it. */
function keywordPredicate(draft: Draft, node: YamlScalar): Predicate {
  switch (draft.kind) {
    case 'text':
      return { kind: 'text', parts: joinParts([ANY_RUN, ...patternParts(draft.parts), ANY_RUN]), cased: draft.cased };
    case 'number':
    case 'boolean':
      return { kind: 'text', parts: [ANY_RUN, node.text, ANY_RUN], cased: false };
    case 'null':
      throw invalid('null is no keyword; it needs a field.', node.offset);
    default:
      return draft;
  }
}

/** All placeholders are gone here: only `expand` reads them, and it replaces them. */
function patternParts(parts: Extract<Draft, { kind: 'text' }>['parts']): PatternPart[] {
  return parts.filter((part): part is PatternPart => isLiteral(part) || typeof part === 'symbol');
}

function checkRegex(draft: { source: string; flags: string }, node: YamlScalar): void {
  try {
    compileRegex(draft.source, draft.flags);
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw invalid(
      `The regular expression ${error.message}, at its character ${error.index + 1}.`,
      node.offset,
      error.hint,
    );
  }
}

/** Joins expressions; one alone stays as it is. */
export function join(kind: 'and' | 'or', operands: readonly Expression[]): Expression {
  return operands.length === 1 ? operands[0]! : { kind, operands };
}

function invalid(message: string, offset: number, hint?: string): RuleFault {
  return new RuleFault('RULE_INVALID', message, offset, hint);
}

function tooLarge(offset: number): RuleFault {
  return invalid(`The rule has more than ${MAX_LEAVES} values.`, offset, 'Split it.');
}
