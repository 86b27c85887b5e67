import { type DetectionItem, type DetectionTree, type ItemValue, join } from './detection-item.ts';
import { type Draft, MODIFIERS, type Modifier, type ModifierUse, type PlaceholderValues } from './modifiers.ts';
import { nearest } from './nearest.ts';
import { parsePattern } from './pattern.ts';
import { RuleFault } from './rule-fault.ts';
import type { YamlNode, YamlScalar } from './yaml.ts';

/** What the detections of one rule share while they are resolved. */
export interface DetectionScope {
  readonly placeholders: PlaceholderValues;
  /** patterns that may still be made; YAML aliases can make a small file endless */
  remainingLeaves: number;
}

/** The most patterns a rule can have; the longest community rule has about 3,000. */
export const MAX_LEAVES = 100_000;

/**
 * Reads one search identifier and applies its modifiers: a map (all must match), a list of maps (any), a keyword or a
 * list of keywords (any, anywhere in the event). `finishDetection` makes the expression of it.
 * Source: Sigma specification 2.1, "Detection", and pySigma for mixed and nested lists (any).
 * @throws RuleFault
 */
export function draftDetection(node: YamlNode, scope: DetectionScope): DetectionTree {
  if (node.kind === 'scalar') return draftItem('', [], [node], node.offset, scope);
  if (node.kind === 'map') {
    if (node.entries.length === 0) throw invalid('A search identifier is an empty map.', node.offset);
    return join(
      'and',
      node.entries.map((entry) => draftEntry(entry.key, entry.value, entry.keyOffset, scope)),
    );
  }
  if (node.items.length === 0) throw invalid('A search identifier is an empty list.', node.offset);
  return join(
    'or',
    node.items.map((item) => {
      if (--scope.remainingLeaves < 0) throw tooLarge(item.offset);
      return draftDetection(item, scope);
    }),
  );
}

function draftEntry(key: string, value: YamlNode, keyOffset: number, scope: DetectionScope): DetectionItem {
  const values = value.kind === 'list' ? value.items : [value];
  const bar = key.indexOf('|');
  if (bar < 0) return draftItem(key, [], values, keyOffset, scope);
  return draftItem(key.slice(0, bar), key.slice(bar + 1).split('|'), values, keyOffset, scope);
}

/** A field (or, with field `''`, any field), its modifiers and its values. */
function draftItem(
  field: string,
  modifierNames: readonly string[],
  values: readonly YamlNode[],
  keyOffset: number,
  scope: DetectionScope,
): DetectionItem {
  const modifiers = modifierNames.map((name, index) =>
    findModifier(name, index, modifierNames, keyOffset + field.length),
  );
  const chain: Chain = { field, names: modifierNames, modifiers, scope, uses: [], offset: keyOffset, missing: [] };
  // As pySigma: a field with an empty list of values is a field without a value.
  if (values.length === 0 && field === '') throw invalid('A list of keywords is empty.', keyOffset);
  return {
    kind: 'item',
    field,
    values: values.map((value) => draftValue(chain, value)),
    linking: modifiers.some((modifier) => modifier.list === 'all') ? 'and' : 'or',
    isNegated: modifiers.some((modifier) => modifier.list === 'neq'),
    isAnchored: modifiers.some((modifier) => modifier.anchors === true),
    offset: keyOffset,
  };
}

interface Chain {
  readonly field: string;
  readonly names: readonly string[];
  readonly modifiers: readonly Modifier[];
  readonly scope: DetectionScope;
  /** what each modifier may know; made once for all values */
  readonly uses: ModifierUse[];
  /** of the value at hand */
  offset: number;
  /** placeholders without values, of the value at hand */
  missing: string[];
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
  const isFilled = modifier.first === 'behindExpand' && before.every((other) => other === 'expand');
  if (modifier.first && before.length > 0 && !isFilled) {
    const hint = `Write |${[name, ...before.filter((other) => other !== name)].join('|')}.`;
    throw invalid(`The modifier "${name}" must stand before "${before[0]}".`, offset, hint);
  }
  return modifier;
}

function draftValue(chain: Chain, node: YamlNode): ItemValue {
  const { field, scope } = chain;
  if (node.kind !== 'scalar') {
    const found = node.kind === 'map' ? 'a map' : 'a list in a list';
    throw invalid(
      `Values of ${field === '' ? 'keywords' : `field "${field}"`} must be plain; here is ${found}.`,
      node.offset,
    );
  }
  chain.offset = node.offset;
  const alternatives = applyModifiers(chain, node);
  scope.remainingLeaves -= alternatives.length;
  if (scope.remainingLeaves < 0) throw tooLarge(node.offset);
  const { missing } = chain;
  if (missing.length === 0) return { alternatives, text: node.text, offset: node.offset };
  chain.missing = [];
  return { alternatives, text: node.text, offset: node.offset, missing };
}

function applyModifiers(chain: Chain, node: YamlScalar): readonly Draft[] {
  let drafts: readonly Draft[] = [firstDraft(node, chain.names)];
  for (let index = 0; index < chain.modifiers.length; index++) {
    const { apply } = chain.modifiers[index]!;
    if (apply === undefined) continue;
    const use = chain.uses[index] ?? modifierUse(chain, index);
    chain.uses[index] = use;
    drafts = drafts.length === 1 ? asList(apply(drafts[0]!, use)) : drafts.flatMap((draft) => apply(draft, use));
  }
  return drafts;
}

function asList(drafts: Draft | readonly Draft[]): readonly Draft[] {
  return 'kind' in drafts ? [drafts] : drafts;
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

function modifierUse(chain: Chain, index: number): ModifierUse {
  const { field, names, scope } = chain;
  return {
    before: names.slice(0, index),
    after: names.slice(index + 1),
    isKeyword: field === '',
    placeholders: scope.placeholders,
    missing: (placeholder) => void chain.missing.push(placeholder),
    fail: (reason, hint) => {
      throw invalid(`The modifier "${names[index]}" ${reason}.`, chain.offset, hint);
    },
  };
}

function invalid(message: string, offset: number, hint?: string): RuleFault {
  return new RuleFault('RULE_INVALID', message, offset, hint);
}

function tooLarge(offset: number): RuleFault {
  return invalid(`The rule has more than ${MAX_LEAVES} values.`, offset, 'Split it.');
}
