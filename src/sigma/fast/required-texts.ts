import type { FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import type { Expression, SigmaRule } from '../rule.ts';
import { witnessOf } from './witness.ts';

/** Folded texts of which a field has one in every event that an expression holds for, by field. */
type RequiredTexts = ReadonlyMap<string, ReadonlySet<string>>;

const NONE: RequiredTexts = new Map();
const ofRules = new WeakMap<SigmaRule, RequiredTexts>();

/**
 * Whether a rule can match an event whose field has this value, as far as that is quickly told: what demands
 * `EventID: 7045` cannot match 7036. Hundreds of schemas ask it of thousands of rules.
 * @param value lists and null are not looked into, and the rule can
 */
export function allowsValue(rule: SigmaRule, field: string, value: FieldValue): boolean {
  let required = ofRules.get(rule);
  if (required === undefined) {
    required = requiredBy(rule.detection);
    ofRules.set(rule, required);
  }
  const texts = required.get(field);
  if (texts === undefined || value === null || typeof value === 'object') return true;
  return texts.has(foldCase(String(value)));
}

function requiredBy(expression: Expression): RequiredTexts {
  switch (expression.kind) {
    case 'and':
      return ofAll(expression.operands);
    case 'or':
      return ofAny(expression.operands);
    case 'match': {
      const witnesses = witnessOf(expression.field, expression.predicate);
      if (expression.field === '' || typeof witnesses === 'string') return NONE;
      const [witness] = witnesses;
      return witness?.kind === 'equals' ? new Map([[witness.field, new Set([witness.text])]]) : NONE;
    }
    default:
      return NONE;
  }
}

/** All hold, so what any of them demands; of two demands on a field the narrower. */
function ofAll(operands: readonly Expression[]): RequiredTexts {
  const all = new Map<string, ReadonlySet<string>>();
  for (const operand of operands) {
    for (const [field, texts] of requiredBy(operand)) {
      const known = all.get(field);
      if (known === undefined || texts.size < known.size) all.set(field, texts);
    }
  }
  return all;
}

/** One holds, so what all of them speak of. */
function ofAny([first, ...others]: readonly Expression[]): RequiredTexts {
  if (first === undefined) return NONE;
  const any = new Map([...requiredBy(first)].map(([field, texts]) => [field, new Set(texts)]));
  for (const operand of others) {
    if (any.size === 0) break;
    const required = requiredBy(operand);
    for (const [field, texts] of any) {
      const more = required.get(field);
      if (more === undefined) any.delete(field);
      else for (const text of more) texts.add(text);
    }
  }
  return any;
}
