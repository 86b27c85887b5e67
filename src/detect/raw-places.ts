import type { RawLayout } from '../model/index.ts';
import { foldCase, MOST_RAW_CLAUSES, type RawHits } from '../sigma/index.ts';

/** A literal to be looked for in raw bytes, and whose it is. */
export interface PlacedLiteral {
  /** the rules that read events through one view */
  readonly group: number;
  readonly rule: number;
  readonly clause: number;
  /** the log's own name of the field that it would stand in; empty for any */
  readonly field: string;
  /** as the field would hold it, folded */
  readonly text: string;
}

/** What a layout does not let be told from raw bytes. */
export interface Coverage {
  /** whether the bytes hold all that rules wait for in the first place */
  readonly isWhole: boolean;
  /** numbers of literals that need not be found, because they may stand elsewhere */
  readonly elsewhere: Int32Array;
}

const NOWHERE_ELSE: Coverage = { isWhole: true, elsewhere: new Int32Array() };

const CLAUSE_BITS = Math.log2(MOST_RAW_CLAUSES);

/** Whose the literals of a search are, by their numbers: in columns, as each thread has tens of thousands. */
export class RawPlaces {
  #groups = new Uint16Array();
  /** rules and clauses in one number */
  #clauses = new Int32Array();
  #fields = new Uint16Array();
  /** a kind of event has some dozen fields, rules thousands of literals */
  readonly #fieldNames: string[] = [];
  /** of those that any field may hold */
  readonly #texts = new Map<number, string>();
  #originals: number | undefined;

  get size(): number {
    return this.#groups.length;
  }

  /** Adds literals, which get the next numbers. The first that are added are those that rules wait for in the first place. */
  add(literals: readonly PlacedLiteral[]): void {
    const before = this.size;
    this.#originals ??= literals.length;
    const [groups, clauses, fields] = [this.#groups, this.#clauses, this.#fields];
    const size = before + literals.length;
    this.#groups = new Uint16Array(size);
    this.#clauses = new Int32Array(size);
    this.#fields = new Uint16Array(size);
    this.#groups.set(groups);
    this.#clauses.set(clauses);
    this.#fields.set(fields);
    literals.forEach(({ group, rule, clause, field, text }, index) => {
      const place = before + index;
      this.#groups[place] = group;
      this.#clauses[place] = (rule << CLAUSE_BITS) | clause;
      this.#fields[place] = this.#numberOf(field);
      if (field === '') this.#texts.set(place, text);
    });
  }

  /** Takes note that a literal was found, or may be there. */
  note(place: number, hits: readonly RawHits[]): void {
    const clause = this.#clauses[place]!;
    hits[this.#groups[place]!]!.add(clause >>> CLAUSE_BITS, clause & (MOST_RAW_CLAUSES - 1));
  }

  /** What events of a layout do not show in their raw bytes. */
  coverageOf(layout: RawLayout): Coverage {
    const isRaw = this.#fieldNames.map((field) => layout.isRaw(field));
    const constants = layout.constantTexts.map(foldCase);
    const elsewhere: number[] = [];
    this.#fields.forEach((field, place) => {
      if (!isRaw[field]! || this.#isInConstant(place, constants)) elsewhere.push(place);
    });
    if (elsewhere.length === 0) return NOWHERE_ELSE;
    return { isWhole: elsewhere[0]! >= (this.#originals ?? 0), elsewhere: Int32Array.from(elsewhere) };
  }

  /** Events of a layout may have the text in some field, but not in their raw bytes. */
  #isInConstant(place: number, constants: readonly string[]): boolean {
    if (constants.length === 0 || this.#texts.size === 0) return false;
    const text = this.#texts.get(place);
    return text !== undefined && constants.some((constant) => constant.includes(text));
  }

  #numberOf(field: string): number {
    const known = this.#fieldNames.indexOf(field);
    return known >= 0 ? known : this.#fieldNames.push(field) - 1;
  }
}
