import type { ProcessStart } from '../model/index.ts';
import { FirstRefs, NO_REF } from './first-refs.ts';
import { optional } from './optional.ts';
import type { ProcessEntry } from './processes.ts';
import { Rows } from './rows.ts';

/** The row of a start that is not kept. */
export const NOT_KEPT = -1;

const NONE = -1;
// The numbers of a row; NaN and -1 stand for what is not there.
const TIME = 0;
const PID = 1;
const PARENT_PID = 2;
const END = 3;
const PARENT = 4;
const IS_INFERRED = 5;
const TEXTS = 6;
const TEXT_NAMES = ['host', 'image', 'commandLine', 'account', 'logonId', 'parentImage'] as const;
const REF = TEXTS + TEXT_NAMES.length;
const { NaN: NOTHING } = Number;
const FRESH = [NOTHING, NOTHING, NOTHING, NOTHING, NONE, 0, ...TEXT_NAMES.map(() => NONE), ...NO_REF];

/**
 * The process starts that a story may need. A hunt keeps a hundred thousand: those of which nothing can change any more become
 * rows of numbers, which take half the room of objects and are no work for the collector of garbage.
 */
export class KeptStarts {
  readonly #most: number;
  readonly #rows = new Rows(FRESH);
  readonly #refs = new FirstRefs();
  readonly #texts: string[] = [];
  readonly #ids = new Map<string, number>();
  /** by row; hardly any two are the same */
  readonly #guids: (string | undefined)[] = [];
  #count = 0;
  readonly #unwritten = new Set<ProcessEntry>();
  #over: ProcessEntry[] = [];
  /** how many there was no room for */
  dropped = 0;

  /** @param most how many are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** Gives a start a row. @returns false when there is none left */
  keep(entry: ProcessEntry): boolean {
    if (this.#count >= this.#most) {
      this.dropped++;
      return false;
    }
    entry.row = this.#count++;
    this.#unwritten.add(entry);
    if (!entry.isLive) this.#over.push(entry);
    return true;
  }

  /** Nothing of this start can change any more but the row of its parent. */
  end(entry: ProcessEntry): void {
    if (entry.row !== NOT_KEPT) this.#over.push(entry);
  }

  /** Writes those that ended; to be called when the rows of their parents are known. */
  settle(): void {
    for (const entry of this.#over) if (this.#unwritten.delete(entry)) this.#write(entry);
    this.#over = [];
  }

  /** Those that were kept, in that order. @throws when some were written already: a part is made of what was added only */
  unwritten(): Iterable<ProcessEntry> {
    if (this.#unwritten.size < this.#count) throw new Error('process starts that were absorbed are in no part');
    return this.#unwritten;
  }

  /** All of them by time. */
  list(): ProcessStart[] {
    for (const entry of this.#unwritten) this.#write(entry);
    this.#unwritten.clear();
    const rows = this.#rows;
    const times = Float64Array.from({ length: rows.size }, (_, row) => rows.at(row, TIME));
    const order = Uint32Array.from({ length: rows.size }, (_, row) => row).sort(
      (a, b) => times[a]! - times[b]! || a - b,
    );
    const places = new Uint32Array(rows.size);
    for (const [place, row] of order.entries()) places[row] = place;
    return Array.from(order, (row) => this.#start(row, places));
  }

  #write(entry: ProcessEntry): void {
    const { row } = entry;
    while (this.#rows.size <= row) this.#rows.push();
    const block = this.#rows.blockOf(row);
    const start = this.#rows.startOf(row);
    block[start + TIME] = entry.timeMs;
    block[start + PID] = entry.pid;
    block[start + PARENT_PID] = entry.parentPid ?? NOTHING;
    block[start + END] = entry.endMs ?? NOTHING;
    block[start + PARENT] = entry.parent?.row ?? NONE;
    block[start + IS_INFERRED] = entry.isParentInferred ? 1 : 0;
    for (const [index, name] of TEXT_NAMES.entries()) block[start + TEXTS + index] = this.#idOf(entry[name]);
    this.#refs.set(row, block, start + REF, entry.ref);
    this.#guids[row] = entry.guid;
  }

  #idOf(text: string | undefined): number {
    if (text === undefined) return NONE;
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.push(text) - 1;
      this.#ids.set(text, id);
    }
    return id;
  }

  #start(row: number, places: Uint32Array): ProcessStart {
    const block = this.#rows.blockOf(row);
    const start = this.#rows.startOf(row);
    const number = (column: number): number | undefined => {
      const value = block[start + column]!;
      return Number.isNaN(value) ? undefined : value;
    };
    const text = (index: number): string | undefined => this.#texts[block[start + TEXTS + index]!];
    const parent = block[start + PARENT]!;
    return {
      host: text(0)!,
      timeMs: block[start + TIME]!,
      pid: block[start + PID]!,
      image: text(1)!,
      ref: this.#refs.at(row, block, start + REF),
      ...optional('parentPid', number(PARENT_PID)),
      ...optional('guid', this.#guids[row]),
      ...optional('commandLine', text(2)),
      ...optional('account', text(3)),
      ...optional('logonId', text(4)),
      ...optional('parentImage', text(5)),
      ...(block[start + IS_INFERRED] === 1 ? { isParentInferred: true } : {}),
      ...optional('endMs', number(END)),
      ...optional('parent', parent === NONE ? undefined : places[parent]),
    };
  }
}
