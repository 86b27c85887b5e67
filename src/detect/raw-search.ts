import type { GatheredBytes, LogsourceView, RawLayout, RawText } from '../model/index.ts';
import {
  BlockSearch,
  type CompiledRules,
  FIRST_CLAUSE,
  type RawEncoding,
  type RawHits,
  RawIndex,
} from '../sigma/index.ts';
import { type Coverage, type PlacedLiteral, RawPlaces } from './raw-places.ts';

/** The rules that read events through one view. */
export interface RawSearchedRules {
  readonly fields: LogsourceView;
  readonly rules: CompiledRules;
}

/** Texts that are looked for in all bytes at once. */
interface Block {
  readonly texts: readonly string[];
  /** undefined when one of them cannot be looked for in this way */
  readonly search: BlockSearch | undefined;
}

/** What rules that read whole events look for in all bytes: as good as never there. Many schemas look for the same. */
export class Blocks {
  readonly #blocks = new Map<string, Block>();
  #bytes: Uint8Array | undefined;

  /** Events in these bytes come next: no search is to keep others, which may be many and large. */
  show(bytes: Uint8Array): void {
    if (this.#bytes === bytes) return;
    this.#bytes = bytes;
    for (const { search } of this.#blocks.values()) search?.forget();
  }

  /** The same object for the same texts. */
  for(encoding: RawEncoding, texts: ReadonlySet<string>): Block {
    const sorted = [...texts].sort();
    const key = JSON.stringify([encoding, ...sorted]);
    let block = this.#blocks.get(key);
    if (block === undefined) {
      const isHeld = sorted.every((text) => BlockSearch.canHold(text, encoding));
      block = { texts: sorted, search: isHeld ? new BlockSearch(encoding, sorted) : undefined };
      this.#blocks.set(key, block);
    }
    return block;
  }
}

/** The log's own name of a field; undefined when it is computed. */
export function ownName({ fields }: LogsourceView, field: string): string | undefined {
  const source = fields.get(field) ?? field;
  return typeof source === 'string' ? source : undefined;
}

// What was learnt is put to use after this many events of a schema, and each time that there are four times as many.
const FIRST_LESSON_EVENTS = 32;

/** One search of an event's raw bytes for the rules of all views. */
export class RawSearch {
  /** what the last search found, for each group of rules */
  readonly hits: readonly RawHits[];
  /** for each group, whether it can match when nothing was found */
  needsFields: readonly boolean[] = [];
  readonly #encoding: RawEncoding;
  readonly #groups: readonly RawSearchedRules[];
  readonly #index: RawIndex;
  readonly #blocks: Blocks | undefined;
  /** what rules wait for in the first place, to be looked for in many events at once */
  #block: Block | undefined;
  #needsAny = false;
  readonly #places = new RawPlaces();
  #coverages = new WeakMap<RawLayout, Coverage>();
  #elsewhere: Int32Array = new Int32Array();
  #events = 0;
  #nextLesson = FIRST_LESSON_EVENTS;

  constructor(groups: readonly RawSearchedRules[], encoding: RawEncoding, blocks: Blocks | undefined) {
    this.#encoding = encoding;
    this.#groups = groups;
    this.#index = new RawIndex(encoding);
    this.hits = groups.map(({ rules }) => rules.rawHits(encoding));
    this.#blocks = blocks;
    this.#lookForMore();
  }

  /**
   * Searches, and only in the fields that rules read, where they are given: most of a JSON line is nobody's.
   * @returns true when no rule can match the event, whatever its fields are
   */
  rulesOut({ source, start, end }: RawText, fields: GatheredBytes | undefined): boolean {
    const isTold = this.#block?.search !== undefined && !this.#needsAny && this.#elsewhere.length === 0;
    if (isTold) {
      this.#blocks!.show(source.bytes);
      if (!this.#block!.search!.mayHold(source, start, end)) return true;
    }
    for (const hits of this.hits) hits.clear();
    for (const place of this.#elsewhere) this.#places.note(place, this.hits);
    if (fields === undefined) this.#index.scan(source, start, end, this.#note);
    else this.#index.scan(fields, 0, fields.length, this.#note);
    return !this.#needsAny && this.hits.every(({ rules }) => rules.length === 0);
  }

  /**
   * Gets ready for an event of a layout.
   * @returns false when the bytes do not hold all that is looked for in the first place
   */
  prepare(layout: RawLayout): boolean {
    if (++this.#events === this.#nextLesson) {
      this.#nextLesson *= 4;
      this.#lookForMore();
    }
    let coverage = this.#coverages.get(layout);
    if (coverage === undefined) {
      coverage = this.#places.coverageOf(layout);
      this.#coverages.set(layout, coverage);
    }
    this.#elsewhere = coverage.elsewhere;
    return coverage.isWhole;
  }

  /** Puts to use what rules have learnt. */
  #lookForMore(): void {
    const found: PlacedLiteral[] = [];
    const before = this.#places.size;
    const awaited = new Set(this.#block?.texts);
    this.#groups.forEach(({ rules, fields }, group) => {
      for (const { rule, clause, field, text, raw } of rules.rawLiterals(this.#encoding)) {
        this.#index.add(raw, before + found.length);
        if (clause === FIRST_CLAUSE) awaited.add(raw);
        found.push({ group, rule, clause, field: ownName(fields, field) ?? '', text });
      }
    });
    this.#places.add(found);
    this.#coverages = new WeakMap();
    this.needsFields = this.#groups.map(({ rules }) => rules.needsFields(this.#encoding));
    this.#needsAny = this.needsFields.includes(true);
    this.#block = this.#blocks?.for(this.#encoding, awaited);
  }

  readonly #note = (id: number): void => this.#places.note(id, this.hits);
}
