import type { FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import { holdsLeaf, type MatchableEvent } from '../plain-matcher.ts';
import type { Expression, SigmaRule } from '../rule.ts';
import { compileEvaluator, type Evaluator } from './evaluator.ts';
import { FieldCache } from './field-cache.ts';
import { GramIndex } from './gram-index.ts';
import { necessityOf, type Witness } from './witness.ts';

/** What is known of all events that will come. */
export interface EventKnowledge {
  /** fields that have the same value in every event */
  readonly constants?: ReadonlyMap<string, FieldValue>;
}

/** Rules ready to be matched together. */
export interface CompiledRules {
  /** Indexes of the rules that match, ascending. The array is the caller's. */
  match(event: MatchableEvent): number[];
  /** how many rules were evaluated in full since the start, for measurements */
  readonly evaluated: number;
}

/**
 * Compiles rules to be matched together: each is filed under a necessary condition (its witnesses), and only rules of
 * which a witness is seen are evaluated. Finds exactly what `compileRule` finds rule by rule.
 * @param rules as `parseRules` gives them; those with missing placeholders never match
 * @param knowledge what is the same in all events, so that rules which it refutes cost nothing
 * @throws never for events
 */
export function compile(rules: readonly SigmaRule[], knowledge: EventKnowledge = {}): CompiledRules {
  return new RuleSet(rules, knowledge);
}

interface FieldIndex {
  readonly slot: number;
  readonly exact: Map<string, number[]>;
  readonly grams: GramIndex;
  readonly present: number[];
}

// Never written to: the first candidate replaces it.
const MATCHES_NOTHING: number[] = [];

class RuleSet implements CompiledRules {
  evaluated = 0;
  readonly #cache = new FieldCache();
  readonly #evaluators: (Evaluator | undefined)[] = [];
  readonly #rules: readonly SigmaRule[];
  readonly #always: number[] = [];
  readonly #indexes: FieldIndex[] = [];
  #anyField: FieldIndex | undefined;
  readonly #seenAt: Int32Array;
  #epoch = 0;
  #candidates: number[] = [];

  constructor(rules: readonly SigmaRule[], { constants }: EventKnowledge) {
    this.#rules = rules;
    this.#seenAt = new Int32Array(rules.length);
    const byField = new Map<string, FieldIndex>();
    rules.forEach((rule, index) => {
      if (rule.missingPlaceholders.length > 0) return;
      const necessity = necessityOf(rule.detection, (leaf) => truthOf(leaf, constants));
      if (necessity === 'any') this.#always.push(index);
      else if (necessity !== 'never') for (const witness of necessity) this.#file(witness, index, byField);
    });
    this.#anyField = byField.get('');
    byField.delete('');
    this.#indexes.push(...byField.values());
  }

  match(event: MatchableEvent): number[] {
    this.#epoch++;
    this.#candidates = MATCHES_NOTHING;
    this.#cache.show(event);
    for (const index of this.#always) this.#consider(index);
    for (const index of this.#indexes) {
      const value = this.#cache.value(index.slot);
      if (value !== undefined && value !== null) this.#look(index, value, index.slot);
    }
    if (this.#anyField !== undefined) for (const [, value] of event.entries()) this.#look(this.#anyField, value, -1);
    const candidates = this.#candidates;
    return candidates.length === 0 ? candidates : candidates.sort(ascending).filter(this.#holds);
  }

  /** @param slot where the value is cached as a whole, -1 when it is not */
  #look(index: FieldIndex, value: FieldValue, slot: number): void {
    if (value === null) return;
    if (isList(value)) {
      for (const one of value) this.#look(index, one, -1);
      return;
    }
    for (const rule of index.present) this.#consider(rule);
    const text = slot < 0 ? foldCase(String(value)) : this.#cache.folded(slot, value);
    if (index.exact.size > 0) for (const rule of index.exact.get(text) ?? MATCHES_NOTHING) this.#consider(rule);
    index.grams.scan(text, this.#consider);
  }

  readonly #consider = (rule: number): void => {
    if (this.#seenAt[rule] === this.#epoch) return;
    this.#seenAt[rule] = this.#epoch;
    if (this.#candidates.length === 0) this.#candidates = [rule];
    else this.#candidates.push(rule);
  };

  readonly #holds = (rule: number): boolean => {
    this.evaluated++;
    let evaluator = this.#evaluators[rule];
    if (evaluator === undefined) {
      evaluator = compileEvaluator(this.#rules[rule]!.detection, this.#cache);
      this.#evaluators[rule] = evaluator;
    }
    return evaluator();
  };

  #file(witness: Witness, rule: number, byField: Map<string, FieldIndex>): void {
    let index = byField.get(witness.field);
    if (index === undefined) {
      const slot = witness.field === '' ? -1 : this.#cache.slotOf(witness.field);
      index = { slot, exact: new Map(), grams: new GramIndex(), present: [] };
      byField.set(witness.field, index);
    }
    if (witness.kind === 'present') index.present.push(rule);
    else if (witness.kind === 'contains') index.grams.add(witness.text, rule);
    else {
      const filed = index.exact.get(witness.text);
      if (filed === undefined) index.exact.set(witness.text, [rule]);
      else filed.push(rule);
    }
  }
}

/** What a leaf is in every event, as far as constants tell. */
function truthOf(
  leaf: Extract<Expression, { kind: 'match' | 'keyword' }>,
  constants: ReadonlyMap<string, FieldValue> | undefined,
): boolean | undefined {
  if (constants === undefined || leaf.kind === 'keyword' || leaf.predicate.kind === 'fieldref') return undefined;
  const value = constants.get(leaf.field);
  if (value === undefined) return undefined;
  return holdsLeaf(leaf)({ get: () => value, entries: () => [] });
}

function ascending(left: number, right: number): number {
  return left - right;
}

function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}
