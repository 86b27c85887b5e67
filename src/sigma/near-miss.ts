import type { FieldValue } from '../model/index.ts';
import { foldCase } from './fold-case.ts';
import type { MatchableEvent } from './plain-matcher.ts';
import { ANY_RUN, type Expression, type Predicate } from './rule.ts';

type TextPredicate = Extract<Predicate, { kind: 'text' }>;

/**
 * What nearly fits where a test failed: one clause, for authors who look for the mistake. Undefined when nothing does.
 */
export function nearMiss(leaf: Extract<Expression, { kind: 'match' }>, event: MatchableEvent): string | undefined {
  const value = event.get(leaf.field);
  if (value === undefined) return similarField(leaf.field, event);
  if (leaf.predicate.kind === 'text') return nearText(leaf.predicate, value);
  return leaf.predicate.kind === 'number' ? nearNumber(leaf.predicate.value, value) : undefined;
}

function similarField(field: string, event: MatchableEvent): string | undefined {
  const wanted = foldCase(field);
  for (const [name] of event.entries()) {
    if (name !== field && foldCase(name) === wanted) return `it has ${name}; names of fields are compared with case`;
  }
  return undefined;
}

function nearText({ parts, cased }: TextPredicate, value: FieldValue): string | undefined {
  const literals = parts.filter((part) => part !== ANY_RUN);
  const [literal] = literals;
  if (typeof value !== 'string' || literals.length !== 1 || typeof literal !== 'string') return undefined;
  if (cased && !value.includes(literal) && foldCase(value).includes(foldCase(literal))) {
    return 'but for the case of letters it would';
  }
  const [text, wanted] = cased ? [value, literal] : [foldCase(value), foldCase(literal)];
  if (wanted === '' || !text.includes(wanted)) return undefined;
  if (text.trim() === wanted) return 'white space surrounds it';
  if (text.endsWith(wanted)) return 'the value ends with it';
  return text.startsWith(wanted) ? 'the value starts with it' : 'the value contains it';
}

/** `0x17` in the log and 23 in the rule. */
function nearNumber(wanted: number | bigint, value: FieldValue): string | undefined {
  if (typeof value !== 'string' || !/^\s*(?:0x[0-9a-f]{1,16}|[0-9]{1,19})\s*$/i.test(value)) return undefined;
  return BigInt(value.trim()) === BigInt(Number.isInteger(Number(wanted)) ? wanted : -1)
    ? 'the number is the same, the writing differs'
    : undefined;
}
