const QUOTE = 0x22;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

// The widest exports known (Splunk with every extracted field) have some hundreds.
const MAX_CELLS = 4096;

/**
 * The cells of one row, as places in a block of bytes; used again for the next row. After RFC 4180: cells in quotes may
 * hold delimiters, line feeds and doubled quotes; in other cells a quote is a character as any other.
 */
export class CsvRow {
  /** number of cells */
  count = 0;
  /** why the row cannot be read, when it cannot */
  damage: string | undefined;
  readonly #delimiter: number;
  readonly #starts = new Int32Array(MAX_CELLS);
  readonly #ends = new Int32Array(MAX_CELLS);
  /** whether quotes are doubled within the cell */
  readonly #isDoubled = new Uint8Array(MAX_CELLS);

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  /**
   * The text of a cell; empty when there is none.
   * @param text gives the text of places in the block
   */
  cell(index: number, text: (start: number, end: number) => string): string {
    if (index >= this.count) return '';
    const written = text(this.#starts[index]!, this.#ends[index]!);
    return this.#isDoubled[index] === 1 ? written.replaceAll('""', '"') : written;
  }

  /**
   * Reads the row that starts at a place, in linear time.
   * @param isLast nothing follows behind the block
   * @returns where the next row starts; -1 when this one goes on behind the block
   */
  scan(bytes: Uint8Array, from: number, isLast: boolean): number {
    this.count = 0;
    this.damage = undefined;
    for (let start = from; ; ) {
      if (this.count === MAX_CELLS) return this.#refuse(bytes, from, `the row has more than ${MAX_CELLS} cells`);
      const end = bytes[start] === QUOTE ? this.#quotedCell(bytes, start) : this.#plainCell(bytes, start);
      if (end < 0 || (end >= bytes.length && !isLast)) {
        return isLast ? this.#refuse(bytes, from, 'a quote is not closed') : -1;
      }
      if (end >= bytes.length) return end;
      if (bytes[end] === LINE_FEED) return end + 1;
      if (bytes[end] !== this.#delimiter) return this.#refuse(bytes, from, 'text follows a closing quote');
      start = end + 1;
    }
  }

  // A quote that is not closed where it should be has swallowed the lines up to the next one: these may be sound.
  #refuse(bytes: Uint8Array, from: number, damage: string): number {
    this.damage = damage;
    return lineBehind(bytes, from);
  }

  /** @returns the place behind the cell: of a delimiter, a line feed or the block's end */
  #plainCell(bytes: Uint8Array, start: number): number {
    let end = start;
    while (end < bytes.length && bytes[end] !== this.#delimiter && bytes[end] !== LINE_FEED) end++;
    const isLineEnd = bytes[end] !== this.#delimiter;
    this.#add(start, isLineEnd && end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end, false);
    return end;
  }

  /** @returns the place behind the cell; -1 when its quote is not closed in the block */
  #quotedCell(bytes: Uint8Array, start: number): number {
    let isDoubled = false;
    let quote = bytes.indexOf(QUOTE, start + 1);
    while (quote >= 0 && bytes[quote + 1] === QUOTE) {
      isDoubled = true;
      quote = bytes.indexOf(QUOTE, quote + 2);
    }
    if (quote < 0) return -1;
    this.#add(start + 1, quote, isDoubled);
    const isLineEnd = bytes[quote + 1] === CARRIAGE_RETURN && (bytes[quote + 2] ?? LINE_FEED) === LINE_FEED;
    return isLineEnd ? quote + 2 : quote + 1;
  }

  #add(start: number, end: number, isDoubled: boolean): void {
    this.#starts[this.count] = start;
    this.#ends[this.count] = end;
    this.#isDoubled[this.count++] = isDoubled ? 1 : 0;
  }
}

/** Where the next line starts, from any place in one; the end of the block when there is none. */
export function lineBehind(bytes: Uint8Array, from: number): number {
  const feed = bytes.indexOf(LINE_FEED, from);
  return feed < 0 ? bytes.length : feed + 1;
}
