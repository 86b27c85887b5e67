import type { Change } from '../model/index.ts';
import { FirstRefs, type FirstRefsPart, NO_REF } from './first-refs.ts';
import { Rows, type RowsPart } from './rows.ts';
import { NO_TEXT, Texts, type TextsPart } from './texts.ts';

/** Changes as plain data. */
export interface ChangesPart {
  readonly texts: TextsPart;
  readonly rows: RowsPart;
  readonly refs: FirstRefsPart;
}

// The numbers of a change; those of texts are numbers of `texts`.
const TIME_MS = 0;
const HOST = 1;
const KIND = 2;
const ACTOR = 3;
const TARGET = 4;
const DETAIL = 5;
/** -1 where the log does not say */
const LOGON_ID = 6;
const REF = 7;
const TEXTS = [HOST, KIND, ACTOR, TARGET, DETAIL, LOGON_ID] as const;
const FRESH = [...[0, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT], ...NO_REF];

/** Changes one by one, held as rows of numbers, because services start and stop a hundred thousand times. */
export class ChangeTable {
  readonly #most: number;
  readonly #texts: Texts;
  readonly #rows = new Rows(FRESH);
  readonly #refs = new FirstRefs();
  dropped = 0;

  constructor(most: number) {
    this.#most = most;
    this.#texts = new Texts(most * TEXTS.length);
  }

  add({ timeMs, host, kind, actor, target, detail, logonId, ref }: Change): void {
    if (!this.#hasRoom()) return;
    const [texts, row] = [this.#texts, this.#rows.push()];
    const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
    block[start + TIME_MS] = timeMs;
    block[start + HOST] = texts.idOf(host);
    block[start + KIND] = texts.idOf(kind);
    block[start + ACTOR] = texts.idOf(actor);
    block[start + TARGET] = texts.idOf(target);
    block[start + DETAIL] = texts.idOf(detail);
    if (logonId !== undefined) block[start + LOGON_ID] = texts.idOf(logonId);
    this.#refs.set(row, block, start + REF, ref);
  }

  absorb({ texts, rows, refs }: ChangesPart): void {
    const idOf = this.#texts.adopt(texts, () => true);
    const takeRef = this.#refs.adopt(refs);
    for (let from = 0; from < rows.size; from++) {
      if (!this.#hasRoom()) continue;
      const row = this.#rows.push();
      const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
      const [given, givenAt] = [Rows.blockIn(rows, from), this.#rows.startOf(from)];
      block[start + TIME_MS] = given[givenAt + TIME_MS]!;
      for (const text of TEXTS) block[start + text] = idOf(given[givenAt + text]!);
      takeRef(row, block, start + REF, from, given, givenAt + REF);
    }
  }

  part(): ChangesPart {
    return { texts: this.#texts.part(), rows: this.#rows.part(), refs: this.#refs.part() };
  }

  /** By time; those of one time as they were noted. */
  all(): Change[] {
    const textOf = this.#texts.reader();
    const changes = Array.from({ length: this.#rows.size }, (_, row) => this.#changeAt(row, textOf));
    return changes.sort((a, b) => a.timeMs - b.timeMs);
  }

  #hasRoom(): boolean {
    const hasRoom = this.#rows.size < this.#most;
    if (!hasRoom) this.dropped++;
    return hasRoom;
  }

  #changeAt(row: number, textOf: (id: number) => string): Change {
    const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
    const logonId = block[start + LOGON_ID]!;
    return {
      timeMs: block[start + TIME_MS]!,
      host: textOf(block[start + HOST]!),
      kind: textOf(block[start + KIND]!) as Change['kind'],
      ref: this.#refs.at(row, block, start + REF),
      actor: textOf(block[start + ACTOR]!),
      target: textOf(block[start + TARGET]!),
      detail: textOf(block[start + DETAIL]!),
      ...(logonId === NO_TEXT ? {} : { logonId: textOf(logonId) }),
    };
  }
}
