import { literalsOf } from '../indicators/index.ts';
import type { Indicator, LogEvent, RawLayout } from '../model/index.ts';
import { type RawEncoding, RawIndex } from '../sigma/index.ts';
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
  const indexes = new Map<RawEncoding, RawIndex>();
  const indexFor = (encoding: RawEncoding): RawIndex => {
    const index = indexes.get(encoding) ?? indexOf(literals, encoding);
    indexes.set(encoding, index);
    return index;
  };
  return (fields) => new Gate(fields, indexFor);
}

class Gate implements IndicatorGate {
  /** what the bytes must hold */
  readonly #names: readonly string[];
  readonly #indexFor: (encoding: RawEncoding) => RawIndex;
  // Events of a schema mostly share one layout.
  #layout: RawLayout | undefined;
  #index: RawIndex | undefined;
  #isFound = false;

  constructor(fields: readonly IndicatorField[], indexFor: (encoding: RawEncoding) => RawIndex) {
    this.#names = fields.flatMap(({ source }) => (typeof source === 'string' ? [source] : source.from));
    this.#indexFor = indexFor;
  }

  isClosed({ rawText }: LogEvent): boolean {
    if (rawText === undefined) return false;
    const { layout } = rawText;
    if (layout !== this.#layout) {
      this.#layout = layout;
      this.#index = this.#names.every((name) => layout.isRaw(name)) ? this.#indexFor(rawText.encoding) : undefined;
    }
    if (this.#index === undefined) return false;
    this.#isFound = false;
    this.#index.scan(rawText.source, rawText.start, rawText.end, this.#note);
    return !this.#isFound;
  }

  readonly #note = (): void => {
    this.#isFound = true;
  };
}

function indexOf(literals: ReadonlySet<string>, encoding: RawEncoding): RawIndex {
  const index = new RawIndex(encoding);
  let id = 0;
  for (const literal of literals) index.add(literal, id++);
  return index;
}
