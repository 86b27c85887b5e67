import type { FieldValue, TextRuns } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import { holdsLeaf, type MatchableEvent } from '../plain-matcher.ts';
import type { SigmaRule } from '../rule.ts';
import { type FieldCache, isList } from './field-cache.ts';
import type { FieldIndex } from './field-indexes.ts';
import { type FiledRule, FiledRules, filedNecessity } from './filed-rules.ts';
import { RawHits } from './raw-hits.ts';
import type { RawEncoding } from './raw-index.ts';
import type { RawLiteral, TextPlaces } from './raw-literals.ts';
import { digestOf } from './rule-digest.ts';
import { RuleEvaluators } from './rule-evaluators.ts';
import type { Leaf } from './witness.ts';

/** What is known of all events that will come. */
export interface EventKnowledge {
  /** fields that have the same value in every event */
  readonly constants?: ReadonlyMap<string, FieldValue>;
  /** whether a field's text, where it has one, stands in the raw bytes that events come with; all fields when left out.
   * `''` is every field. */
  readonly isRaw?: (field: string) => boolean;
  /** of a field that `isRaw` denies: what its texts are put together from that stands in the raw bytes, if that is known */
  readonly runsOf?: (field: string) => TextRuns | undefined;
}

/** Rules ready to be matched together. */
export interface CompiledRules {
  /**
   * Indexes of the rules that match, ascending. The array is the caller's.
   * @param raw when given, the event's bytes hold the text of all fields of which `rawLiterals` speaks, and were searched
   */
  match(event: MatchableEvent, raw?: RawHits): number[];
  /**
   * The literals to look for in raw bytes (with a `RawIndex`), with the fields they would stand in. Ask again after some
   * events: further ones may have been learnt, which must be looked for from then on, and `needsFields` may have changed.
   */
  rawLiterals(encoding: RawEncoding): readonly RawLiteral[];
  /** Where to put what is found of them. */
  rawHits(encoding: RawEncoding): RawHits;
  /** Whether an event can match without any literal found in its raw bytes: only then fields are looked at. */
  needsFields(encoding: RawEncoding): boolean;
}

/**
 * Compiles rules to be matched together: each is filed under a necessary condition (its witnesses), and only rules of
 * which a witness is seen are evaluated. Finds exactly what `compileRule` finds rule by rule.
 * @param rules as `parseRules` gives them; those with missing placeholders never match
 * @param knowledge what is the same in all events, so that rules which it refutes cost nothing
 * @param evaluators shared with other sets of the same rules that are matched by turns, to take less memory
 * @throws never for events
 */
export function compile(
  rules: readonly SigmaRule[],
  knowledge: EventKnowledge = {},
  evaluators: RuleEvaluators = new RuleEvaluators(),
): CompiledRules {
  return new RuleSet(rules, knowledge, evaluators);
}

// Never written to: the first candidate replaces it.
const NO_RULES: number[] = [];

class RuleSet implements CompiledRules {
  readonly #cache: FieldCache;
  readonly #shared: RuleEvaluators;
  readonly #rules: readonly SigmaRule[];
  readonly #always: number[] = [];
  readonly #filed: FiledRule[] = [];
  readonly #plans = new Map<RawEncoding | 'none', FiledRules>();
  readonly #places: TextPlaces;
  readonly #seenAt: Int32Array;
  #raw: RawHits | undefined;
  #epoch = 0;
  #candidates: number[] = [];

  constructor(rules: readonly SigmaRule[], knowledge: EventKnowledge, evaluators: RuleEvaluators) {
    this.#rules = rules;
    this.#shared = evaluators;
    this.#cache = evaluators.cache;
    this.#seenAt = new Int32Array(rules.length);
    this.#places = { isRaw: knowledge.isRaw ?? (() => true), runsOf: knowledge.runsOf ?? (() => undefined) };
    const { constants } = knowledge;
    const constantTruth = (leaf: Leaf): boolean | undefined => truthOf(leaf, constants);
    rules.forEach((rule, index) => {
      if (rule.missingPlaceholders.length > 0) return;
      const truth = testsConstants(rule, constants) ? constantTruth : undefined;
      const filed = { index, rule, truth };
      const necessity = filedNecessity(filed);
      if (necessity === 'any') this.#always.push(index);
      else if (necessity !== 'never') this.#filed.push(filed);
    });
  }

  match(event: MatchableEvent, raw?: RawHits): number[] {
    this.#epoch++;
    this.#candidates = NO_RULES;
    this.#cache.show(event);
    for (const index of this.#always) this.#consider(index);
    const plan = this.#planFor(raw?.encoding ?? 'none');
    this.#raw = raw;
    if (raw !== undefined) for (const rule of raw.rules) this.#consider(rule);
    const { byField, anyField } = plan.rest;
    for (const index of byField.values()) {
      const value = this.#cache.value(index.slot);
      if (value === undefined) continue;
      // A field also exists without a value, or with an empty list of them.
      for (const rule of index.present) this.#considerShown(rule);
      this.#look(index, value, index.slot);
    }
    if (anyField !== undefined) this.#lookAnywhere(anyField, event);
    const candidates = this.#candidates;
    if (candidates.length === 0) return candidates;
    return candidates.sort(ascending).filter((rule) => {
      const holds = this.#shared.holds(this.#rules[rule]!);
      if (!holds && raw !== undefined) plan.triedInVain(rule, this.#cache);
      return holds;
    });
  }

  #lookAnywhere(index: FieldIndex, event: MatchableEvent): void {
    for (const [, value] of event.entries()) {
      for (const rule of index.present) this.#considerShown(rule);
      this.#look(index, value, -1);
    }
  }

  rawLiterals(encoding: RawEncoding): readonly RawLiteral[] {
    return this.#planFor(encoding).takeLiterals();
  }

  needsFields(encoding: RawEncoding): boolean {
    return this.#always.length > 0 || !this.#planFor(encoding).rest.isEmpty;
  }

  rawHits(encoding: RawEncoding): RawHits {
    return new RawHits(encoding, this.#planFor(encoding).needed);
  }

  // Most schemas only ever see events of one kind, so plans are made when they are needed.
  #planFor(encoding: RawEncoding | 'none'): FiledRules {
    let plan = this.#plans.get(encoding);
    if (plan === undefined) {
      plan = new FiledRules(encoding, this.#filed, this.#rules.length, this.#cache, this.#places);
      this.#plans.set(encoding, plan);
    }
    return plan;
  }

  /** @param slot where the value is cached as a whole, -1 when it is not */
  #look(index: FieldIndex, value: FieldValue, slot: number): void {
    // Text is not even made where a field need only be there.
    if (value === null || (index.exact.size === 0 && index.grams.isEmpty)) return;
    if (isList(value)) {
      for (const one of value) this.#look(index, one, -1);
      return;
    }
    const text = slot < 0 ? foldCase(String(value)) : this.#cache.folded(slot, value);
    if (index.exact.size > 0) for (const rule of index.exact.get(text) ?? NO_RULES) this.#considerShown(rule);
    index.grams.scan(text, this.#considerShown);
  }

  /** A field shows what a rule waits for in the first place; the bytes may lack what it needs besides. */
  readonly #considerShown = (rule: number): void => {
    if (this.#raw?.allowsFields(rule) !== false) this.#consider(rule);
  };

  readonly #consider = (rule: number): void => {
    if (this.#seenAt[rule] === this.#epoch) return;
    this.#seenAt[rule] = this.#epoch;
    if (this.#candidates.length === 0) this.#candidates = [rule];
    else this.#candidates.push(rule);
  };
}

/** Constants matter to few rules; the others are filed alike whatever the events. */
function testsConstants(rule: SigmaRule, constants: ReadonlyMap<string, FieldValue> | undefined): boolean {
  return constants !== undefined && digestOf(rule).fields.some((field) => constants.has(field));
}

/** What a leaf is in every event, as far as constants tell. */
function truthOf(leaf: Leaf, constants: ReadonlyMap<string, FieldValue> | undefined): boolean | undefined {
  if (constants === undefined || leaf.kind === 'keyword' || leaf.predicate.kind === 'fieldref') return undefined;
  const value = constants.get(leaf.field);
  if (value === undefined) return undefined;
  return holdsLeaf(leaf)({ get: () => value, entries: () => [] });
}

function ascending(left: number, right: number): number {
  return left - right;
}
