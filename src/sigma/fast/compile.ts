import type { FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import { holdsLeaf, type MatchableEvent } from '../plain-matcher.ts';
import type { Expression, SigmaRule } from '../rule.ts';
import { compileEvaluator, type Evaluator } from './evaluator.ts';
import { FieldCache } from './field-cache.ts';
import { GramIndex } from './gram-index.ts';
import { type RawBytes, type RawEncoding, RawIndex } from './raw-index.ts';
import { necessityOf, type Witness } from './witness.ts';

/** What is known of all events that will come. */
export interface EventKnowledge {
  /** fields that have the same value in every event */
  readonly constants?: ReadonlyMap<string, FieldValue>;
  /** events may come with the raw bytes of their text, in this encoding */
  readonly raw?: RawEncoding;
  /** whether a field's text, where it has one, stands in those bytes; all fields when left out. `''` is every field. */
  readonly isRaw?: (field: string) => boolean;
}

/** The bytes in which an event's text stands. */
export interface RawText {
  readonly source: RawBytes;
  readonly start: number;
  readonly end: number;
}

/** Rules ready to be matched together. */
export interface CompiledRules {
  /**
   * Indexes of the rules that match, ascending. The array is the caller's.
   * @param raw when given, holds the text of all fields of which `rawLiterals` speaks
   */
  match(event: MatchableEvent, raw?: RawText): number[];
  /** the literals that are looked for in raw bytes, with the fields they would stand in */
  readonly rawLiterals: readonly { readonly field: string; readonly text: string }[];
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
const NO_RULES: number[] = [];

class RuleSet implements CompiledRules {
  evaluated = 0;
  readonly #cache = new FieldCache();
  readonly #evaluators: (Evaluator | undefined)[] = [];
  readonly #rules: readonly SigmaRule[];
  readonly #always: number[] = [];
  readonly #filed: { readonly witnesses: readonly Witness[]; readonly rule: number }[] = [];
  /** for events without raw bytes: all rules; for those with: the ones that raw bytes cannot rule out */
  #all: FieldIndexes | undefined;
  readonly #rest = new FieldIndexes();
  readonly #raw: RawIndex;
  readonly rawLiterals: { field: string; text: string }[] = [];
  readonly #seenAt: Int32Array;
  #epoch = 0;
  #candidates: number[] = [];

  constructor(rules: readonly SigmaRule[], knowledge: EventKnowledge) {
    this.#rules = rules;
    this.#seenAt = new Int32Array(rules.length);
    this.#raw = new RawIndex(knowledge.raw ?? 'utf16le');
    rules.forEach((rule, index) => {
      if (rule.missingPlaceholders.length > 0) return;
      const necessity = necessityOf(rule.detection, (leaf) => truthOf(leaf, knowledge.constants));
      if (necessity === 'any') this.#always.push(index);
      else if (necessity !== 'never') this.#file(necessity, index, knowledge);
    });
  }

  match(event: MatchableEvent, raw?: RawText): number[] {
    this.#epoch++;
    this.#candidates = NO_RULES;
    this.#cache.show(event);
    for (const index of this.#always) this.#consider(index);
    if (raw !== undefined && !this.#raw.isEmpty) this.#raw.scan(raw.source, raw.start, raw.end, this.#consider);
    const { byField, anyField } = raw === undefined ? this.#allIndexes() : this.#rest;
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

  // Most schemas only ever see events with raw bytes, or only events without.
  #allIndexes(): FieldIndexes {
    if (this.#all === undefined) {
      this.#all = new FieldIndexes();
      for (const { witnesses, rule } of this.#filed) {
        for (const witness of witnesses) this.#all.file(witness, rule, this.#cache);
      }
    }
    return this.#all;
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
    this.evaluated++;
    let evaluator = this.#evaluators[rule];
    if (evaluator === undefined) {
      evaluator = compileEvaluator(this.#rules[rule]!.detection, this.#cache);
      this.#evaluators[rule] = evaluator;
    }
    return evaluator();
  };

  #file(witnesses: readonly Witness[], rule: number, knowledge: EventKnowledge): void {
    this.#filed.push({ witnesses, rule });
    if (knowledge.raw === undefined) return;
    const literals = rawLiteralsOf(witnesses, knowledge.raw, knowledge.isRaw);
    if (literals === undefined) for (const witness of witnesses) this.#rest.file(witness, rule, this.#cache);
    else {
      for (const { text } of literals) this.#raw.add(text, rule);
      this.rawLiterals.push(...literals);
    }
  }
}

/** Rules by what the fields they need show. */
class FieldIndexes {
  readonly byField = new Map<string, FieldIndex>();
  anyField: FieldIndex | undefined;

  file(witness: Witness, rule: number, cache: FieldCache): void {
    const index = this.#indexOf(witness.field, cache);
    if (witness.kind === 'present') index.present.push(rule);
    else if (witness.kind === 'contains') index.grams.add(witness.text, rule);
    else {
      const filed = index.exact.get(witness.text);
      if (filed === undefined) index.exact.set(witness.text, [rule]);
      else filed.push(rule);
    }
  }

  #indexOf(field: string, cache: FieldCache): FieldIndex {
    const known = field === '' ? this.anyField : this.byField.get(field);
    if (known !== undefined) return known;
    const slot = field === '' ? -1 : cache.slotOf(field);
    const index: FieldIndex = { slot, exact: new Map(), grams: new GramIndex(), present: [] };
    if (field === '') this.anyField = index;
    else this.byField.set(field, index);
    return index;
  }
}

// Numbers, times, GUIDs, SIDs, binary and boolean values become text only when they are read; all of it is of these.
const TEXT_OF_TYPED_VALUES = /^[0-9a-fxstzrulniy{}:.,+-]*$/;

/** @returns undefined when not every witness must stand in the raw bytes */
function rawLiteralsOf(
  witnesses: readonly Witness[],
  encoding: RawEncoding,
  isRaw: (field: string) => boolean = () => true,
): { field: string; text: string }[] | undefined {
  const literals: { field: string; text: string }[] = [];
  for (const witness of witnesses) {
    if (witness.kind === 'present' || !isRaw(witness.field)) return undefined;
    const { field, text } = witness;
    if (text.length < RawIndex.shortest(encoding) || !/^[\x20-\x7e]*$/.test(text)) return undefined;
    if (TEXT_OF_TYPED_VALUES.test(text)) return undefined;
    literals.push({ field, text });
  }
  return literals;
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
