import type { FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import { holdsLeaf, type MatchableEvent } from '../plain-matcher.ts';
import type { Expression, SigmaRule } from '../rule.ts';
import { compileEvaluator, type Evaluator } from './evaluator.ts';
import { FieldCache } from './field-cache.ts';
import { type FieldIndex, FieldIndexes } from './field-indexes.ts';
import type { RawEncoding } from './raw-index.ts';
import { type RawLiteral, rawLiteralOf } from './raw-literals.ts';
import { digestOf } from './rule-digest.ts';
import { type Necessity, necessityOf, type Witness } from './witness.ts';

/** What is known of all events that will come. */
export interface EventKnowledge {
  /** fields that have the same value in every event */
  readonly constants?: ReadonlyMap<string, FieldValue>;
  /** whether a field's text, where it has one, stands in the raw bytes that events come with; all fields when left out.
   * `''` is every field. */
  readonly isRaw?: (field: string) => boolean;
}

/** What was found in the raw bytes of an event, of what `rawLiterals` names. */
export interface RawHits {
  readonly encoding: RawEncoding;
  /** the rules of literals that were found, perhaps several times */
  readonly rules: readonly number[];
}

/** Rules ready to be matched together. */
export interface CompiledRules {
  /**
   * Indexes of the rules that match, ascending. The array is the caller's.
   * @param raw when given, the event's bytes hold the text of all fields of which `rawLiterals` speaks, and were searched
   */
  match(event: MatchableEvent, raw?: RawHits): number[];
  /** The literals to look for in raw bytes (with a `RawIndex`), with the fields they would stand in. */
  rawLiterals(encoding: RawEncoding): readonly RawLiteral[];
  /** Whether an event can match without any literal found in its raw bytes: only then fields are looked at. */
  needsFields(encoding: RawEncoding): boolean;
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

/** How rules are ruled out: by literals in raw bytes, and by fields for the rest of what they wait for. */
interface Plan {
  readonly literals: readonly RawLiteral[];
  readonly rest: FieldIndexes;
}

// Never written to: the first candidate replaces it.
const NO_RULES: number[] = [];

class RuleSet implements CompiledRules {
  readonly #cache = new FieldCache();
  readonly #evaluators: (Evaluator | undefined)[] = [];
  readonly #rules: readonly SigmaRule[];
  readonly #always: number[] = [];
  readonly #filed: { readonly witnesses: readonly Witness[]; readonly rule: number }[] = [];
  readonly #plans = new Map<RawEncoding | 'none', Plan>();
  readonly #isRaw: (field: string) => boolean;
  readonly #seenAt: Int32Array;
  #epoch = 0;
  #candidates: number[] = [];

  constructor(rules: readonly SigmaRule[], knowledge: EventKnowledge) {
    this.#rules = rules;
    this.#seenAt = new Int32Array(rules.length);
    this.#isRaw = knowledge.isRaw ?? (() => true);
    rules.forEach((rule, index) => {
      if (rule.missingPlaceholders.length > 0) return;
      const necessity = necessityFor(rule, knowledge.constants);
      if (necessity === 'any') this.#always.push(index);
      else if (necessity !== 'never') this.#filed.push({ witnesses: necessity, rule: index });
    });
  }

  match(event: MatchableEvent, raw?: RawHits): number[] {
    this.#epoch++;
    this.#candidates = NO_RULES;
    this.#cache.show(event);
    for (const index of this.#always) this.#consider(index);
    const plan = this.#planFor(raw?.encoding ?? 'none');
    if (raw !== undefined) for (const rule of raw.rules) this.#consider(rule);
    const { byField, anyField } = plan.rest;
    for (const index of byField.values()) {
      const value = this.#cache.value(index.slot);
      if (value === undefined) continue;
      // A field also exists without a value, or with an empty list of them.
      for (const rule of index.present) this.#consider(rule);
      this.#look(index, value, index.slot);
    }
    if (anyField !== undefined) this.#lookAnywhere(anyField, event);
    const candidates = this.#candidates;
    return candidates.length === 0 ? candidates : candidates.sort(ascending).filter(this.#holds);
  }

  #lookAnywhere(index: FieldIndex, event: MatchableEvent): void {
    for (const [, value] of event.entries()) {
      for (const rule of index.present) this.#consider(rule);
      this.#look(index, value, -1);
    }
  }

  rawLiterals(encoding: RawEncoding): readonly RawLiteral[] {
    return this.#planFor(encoding).literals;
  }

  needsFields(encoding: RawEncoding): boolean {
    return this.#always.length > 0 || !this.#planFor(encoding).rest.isEmpty;
  }

  // Most schemas only ever see events of one kind, so plans are made when they are needed.
  #planFor(encoding: RawEncoding | 'none'): Plan {
    let plan = this.#plans.get(encoding);
    if (plan === undefined) {
      plan = this.#makePlan(encoding);
      this.#plans.set(encoding, plan);
    }
    return plan;
  }

  #makePlan(encoding: RawEncoding | 'none'): Plan {
    const literals: RawLiteral[] = [];
    const rest = new FieldIndexes();
    for (const { witnesses, rule } of this.#filed) {
      for (const witness of witnesses) {
        const literal = encoding === 'none' ? undefined : rawLiteralOf(rule, witness, encoding, this.#isRaw);
        if (literal === undefined) rest.file(witness, rule, this.#cache);
        else literals.push(literal);
      }
    }
    return { literals, rest };
  }

  /** @param slot where the value is cached as a whole, -1 when it is not */
  #look(index: FieldIndex, value: FieldValue, slot: number): void {
    if (value === null) return;
    if (isList(value)) {
      for (const one of value) this.#look(index, one, -1);
      return;
    }
    const text = slot < 0 ? foldCase(String(value)) : this.#cache.folded(slot, value);
    if (index.exact.size > 0) for (const rule of index.exact.get(text) ?? NO_RULES) this.#consider(rule);
    index.grams.scan(text, this.#consider);
  }

  readonly #consider = (rule: number): void => {
    if (this.#seenAt[rule] === this.#epoch) return;
    this.#seenAt[rule] = this.#epoch;
    if (this.#candidates.length === 0) this.#candidates = [rule];
    else this.#candidates.push(rule);
  };

  readonly #holds = (rule: number): boolean => {
    let evaluator = this.#evaluators[rule];
    if (evaluator === undefined) {
      evaluator = compileEvaluator(this.#rules[rule]!.detection, this.#cache);
      this.#evaluators[rule] = evaluator;
    }
    return evaluator();
  };
}

/** Constants matter to few rules; the others are filed alike whatever the events. */
function necessityFor(rule: SigmaRule, constants: ReadonlyMap<string, FieldValue> | undefined): Necessity {
  const { necessity, fields } = digestOf(rule);
  if (constants === undefined || !fields.some((field) => constants.has(field))) return necessity;
  return necessityOf(rule.detection, (leaf) => truthOf(leaf, constants));
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
