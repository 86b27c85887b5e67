import { literalsOf } from '../indicators/index.ts';
import type { Indicator, LogEvent, RawLayout, RawText } from '../model/index.ts';
import { BlockSearch, type RawEncoding, RawIndex } from '../sigma/index.ts';
import type { IndicatorField } from './indicator-fields.ts';

/** Tells by the raw bytes of events of one schema that no indicator can match, before any field is read. */
export interface IndicatorGate {
  isClosed(event: LogEvent): boolean;
}

/** Of more texts some part is seen in nearly every event; then a look at the fields costs less. Measured on Zeek's logs. */
const MOST_LITERALS = 10_000;

/**
 * Prepares gates.
 * @returns for the fields of each schema its gate; undefined when there are indicators that no text tells
 */
export function gateMaker(
  indicators: readonly Indicator[],
): ((fields: readonly IndicatorField[]) => IndicatorGate) | undefined {
  const literals = new Set<string>();
  for (const indicator of indicators) {
    const own = literalsOf(indicator);
    if (own === undefined) return undefined;
    for (const literal of own) literals.add(literal);
    if (literals.size > MOST_LITERALS) return undefined;
  }
  const searches = new Map<RawEncoding, LiteralSearch>();
  const searchFor = (encoding: RawEncoding): LiteralSearch => {
    const search = searches.get(encoding) ?? new LiteralSearch([...literals], encoding);
    searches.set(encoding, search);
    return search;
  };
  return (fields) => new Gate(fields, searchFor);
}

class Gate implements IndicatorGate {
  /** what the bytes must hold */
  readonly #names: readonly string[];
  readonly #searchFor: (encoding: RawEncoding) => LiteralSearch;
  // Events of a schema mostly share one layout.
  #layout: RawLayout | undefined;
  #search: LiteralSearch | undefined;

  constructor(fields: readonly IndicatorField[], searchFor: (encoding: RawEncoding) => LiteralSearch) {
    this.#names = fields.flatMap(({ source }) => (typeof source === 'string' ? [source] : source.from));
    this.#searchFor = searchFor;
  }

  isClosed({ rawText }: LogEvent): boolean {
    if (rawText === undefined) return false;
    const { layout } = rawText;
    if (layout !== this.#layout) {
      this.#layout = layout;
      this.#search = this.#names.every((name) => layout.isRaw(name)) ? this.#searchFor(rawText.encoding) : undefined;
    }
    return this.#search?.finds(rawText) === false;
  }
}

/** Looks for all literals in events, many at once where that can be. */
class LiteralSearch {
  readonly #index: RawIndex;
  readonly #block: BlockSearch | undefined;
  #isFound = false;

  constructor(literals: readonly string[], encoding: RawEncoding) {
    this.#index = new RawIndex(encoding);
    literals.forEach((literal, id) => {
      this.#index.add(literal, id);
    });
    const areLong = literals.every((literal) => BlockSearch.canHold(literal, encoding));
    this.#block = areLong ? new BlockSearch(encoding, literals) : undefined;
  }

  finds({ source, start, end }: RawText): boolean {
    if (this.#block?.mayHold(source, start, end) === false) return false;
    this.#isFound = false;
    this.#index.scan(source, start, end, this.#note);
    return this.#isFound;
  }

  readonly #note = (): void => {
    this.#isFound = true;
  };
}
