import type { SigmaRule } from '../rule.ts';
import { type Clause, clausesOf, clausesOfRule } from './clauses.ts';
import type { FieldCache } from './field-cache.ts';
import { FieldIndexes } from './field-indexes.ts';
import { FIRST_CLAUSE, MOST_RAW_CLAUSES } from './raw-hits.ts';
import type { RawEncoding } from './raw-index.ts';
import { type RawLiteral, rawLiteralOf, type TextPlaces } from './raw-literals.ts';
import { digestOf } from './rule-digest.ts';
import { VainTrials } from './vain-trials.ts';
import { type Leaf, type Necessity, necessityOf, type Witness } from './witness.ts';

/** A rule, and what is known of its tests. */
export interface FiledRule {
  readonly index: number;
  readonly rule: SigmaRule;
  /** undefined when nothing is known of any */
  readonly truth: ((leaf: Leaf) => boolean | undefined) | undefined;
}

/** What a rule waits for in the first place; found out again each time, as hundreds of schemas file thousands of rules. */
export function filedNecessity({ rule, truth }: Omit<FiledRule, 'index'>): Necessity {
  return truth === undefined ? digestOf(rule).necessity : necessityOf(rule.detection, truth);
}

/**
 * Rules by what rules them out in events that come in one encoding of raw bytes, or in none: literals in the bytes as far
 * as that goes, fields for the rest. Rules that are tried in vain get further literals to wait for.
 */
export class FiledRules {
  /** what is looked for in fields */
  rest = new FieldIndexes();
  /** for each rule, bits of the clauses that are looked for in raw bytes; the first may be found in fields instead */
  readonly needed: Uint8Array;
  #literals: RawLiteral[] = [];
  #asked = 0;
  readonly #encoding: RawEncoding | 'none';
  readonly #places: TextPlaces;
  readonly #cache: FieldCache;
  readonly #rules: readonly FiledRule[];
  /** of rules whose first clause is not what they wait for in the first place, its place among all of theirs */
  readonly #first = new Map<number, number>();
  /** places of the clauses that were learnt, which have the numbers from 1 on */
  readonly #used = new Map<number, readonly number[]>();
  /** undefined for rules that are always tried */
  readonly #trials = new Map<number, VainTrials | undefined>();

  /** @param places what of fields stands in the raw bytes */
  constructor(
    encoding: RawEncoding | 'none',
    rules: readonly FiledRule[],
    size: number,
    cache: FieldCache,
    places: TextPlaces,
  ) {
    this.#encoding = encoding;
    this.#places = places;
    this.#cache = cache;
    this.needed = new Uint8Array(size).fill(1 << FIRST_CLAUSE);
    this.#rules = rules;
    for (const filed of rules) this.#file(filed);
  }

  /**
   * What is to be looked for in raw bytes, besides what this gave before; from now on it must be. The second call also
   * finds something else to wait for, where it can, for rules that wait for fields: that takes the rules' detections,
   * which are not worth decoding for a few events.
   */
  takeLiterals(): readonly RawLiteral[] {
    if (++this.#asked === 2) this.#avoidFields();
    const literals = this.#literals;
    this.#literals = [];
    for (const { rule, clause } of literals) this.needed[rule]! |= 1 << clause;
    return literals;
  }

  /** Takes note that a rule was tried in vain on the event that the cache shows. */
  triedInVain(index: number, cache: FieldCache): void {
    if (this.#encoding === 'none') return;
    let trials = this.#trials.get(index);
    if (trials === undefined && !this.#trials.has(index)) {
      trials = this.#newTrials(index);
      this.#trials.set(index, trials);
    }
    const learnt = trials?.add(cache) ?? [];
    for (const clause of learnt) this.#use(this.#filedAt(index)!, clause);
  }

  #newTrials(index: number): VainTrials | undefined {
    const filed = this.#filedAt(index);
    return filed && new VainTrials(() => this.#clausesLeft(filed));
  }

  #filedAt(index: number): FiledRule | undefined {
    return this.#rules.find((filed) => filed.index === index);
  }

  #file(filed: FiledRule): void {
    const { index } = filed;
    const place = { rule: index, clause: FIRST_CLAUSE };
    for (const witness of witnessesOf(filed)) {
      const literal = this.#rawLiteral(place, witness);
      if (literal === undefined) this.rest.file(witness, index, this.#cache);
      else this.#literals.push(literal);
    }
  }

  #fileRest(index: number, witnesses: readonly Witness[]): void {
    const place = { rule: index, clause: FIRST_CLAUSE };
    for (const witness of witnesses) {
      if (this.#rawLiteral(place, witness) === undefined) this.rest.file(witness, index, this.#cache);
    }
  }

  /** A condition that can be told from raw bytes alone saves reading fields, common as it may be. */
  #avoidFields(): void {
    this.rest = new FieldIndexes();
    for (const filed of this.#rules) {
      const { index } = filed;
      const witnesses = witnessesOf(filed);
      if (this.#rawLiterals(index, witnesses, FIRST_CLAUSE).length === witnesses.length) continue;
      const other = this.#clausesLeft(filed)[0];
      if (other === undefined) this.#fileRest(index, witnesses);
      else {
        this.#first.set(index, placeOf(other, clausesOfFiled(filed)));
        this.#literals.push(...this.#rawLiterals(index, other, FIRST_CLAUSE));
      }
    }
  }

  /** Conditions that can be told from raw bytes alone and are not used yet. */
  #clausesLeft(filed: FiledRule): readonly Clause[] {
    if (this.#encoding === 'none') return [];
    const { index } = filed;
    const first = this.#first.get(index);
    const firstKey = first === undefined ? keyOf(witnessesOf(filed)) : '';
    const used = this.#used.get(index) ?? [];
    return clausesOfFiled(filed).filter((clause, place) => {
      const isUsed = place === first || used.includes(place) || keyOf(clause) === firstKey;
      return !isUsed && this.#rawLiterals(index, clause, 1).length === clause.length;
    });
  }

  #use(filed: FiledRule, clause: Clause): void {
    const { index } = filed;
    const before = this.#used.get(index) ?? [];
    if (before.length + 1 >= MOST_RAW_CLAUSES) return;
    const used = [...before, placeOf(clause, clausesOfFiled(filed))];
    this.#used.set(index, used);
    this.#literals.push(...this.#rawLiterals(index, clause, used.length));
  }

  #rawLiterals(rule: number, witnesses: readonly Witness[], clause: number): readonly RawLiteral[] {
    const place = { rule, clause };
    return witnesses.map((witness) => this.#rawLiteral(place, witness)).filter((literal) => literal !== undefined);
  }

  #rawLiteral(place: Pick<RawLiteral, 'rule' | 'clause'>, witness: Witness): RawLiteral | undefined {
    return this.#encoding === 'none' ? undefined : rawLiteralOf(place, witness, this.#encoding, this.#places);
  }
}

function witnessesOf(filed: FiledRule): readonly Witness[] {
  const necessity = filedNecessity(filed);
  return typeof necessity === 'string' ? [] : necessity;
}

/** The same ones in the same order each time, though perhaps other objects. */
function clausesOfFiled({ rule, truth }: FiledRule): readonly Clause[] {
  return truth === undefined ? clausesOfRule(rule) : clausesOf(rule.detection, truth);
}

function placeOf(clause: Clause, all: readonly Clause[]): number {
  const key = keyOf(clause);
  return all.findIndex((other) => keyOf(other) === key);
}

function keyOf(clause: Clause): string {
  return JSON.stringify(clause);
}
