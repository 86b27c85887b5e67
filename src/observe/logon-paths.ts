import type { LogEvent, LogonKind, LogonPath } from '../model/index.ts';
import type { LogonStart } from './logon-event.ts';
import { NO_ROW } from './row-index.ts';
import { type SeenPart, SeenTable } from './seen-table.ts';
import { NO_TEXT } from './texts.ts';

// 500,000 paths take some 100 MB; an organisation of 10,000 hosts and accounts has fewer than that.
const MAX_PATHS = 500_000;

/** Logons by their paths, as plain data. */
export type LogonPathsPart = SeenPart;

// What a row holds besides when it was seen.
const FAILURES = 0;
/** number of `texts`; -1 where the log does not say */
const SID = 1;
const NO_LOGON = [0, NO_TEXT];

/** All logons of one account to one host from one place in one way, as one row. */
export class LogonPaths {
  readonly #paths = new SeenTable(MAX_PATHS, [true, true, true, true], NO_LOGON);

  get dropped(): number {
    return this.#paths.dropped;
  }

  add({ account, sid, kind, isSuccess, address, workstation }: LogonStart, event: LogEvent): void {
    const before = this.#paths.size;
    const row = this.#paths.seeTexts(event, account, event.host, address ?? workstation ?? '', kind);
    if (row === NO_ROW) return;
    const block = this.#paths.rows.blockOf(row);
    const own = this.#paths.ownOf(row);
    if (!isSuccess) block[own + FAILURES]! += 1;
    if (row === before && sid !== undefined) block[own + SID] = this.#paths.texts.idOf(sid);
  }

  absorb(part: LogonPathsPart): void {
    this.#paths.absorb(part, ({ block, own, from, fromOwn, isNew, idOf }) => {
      block[own + FAILURES]! += from[fromOwn + FAILURES]!;
      const sid = from[fromOwn + SID]!;
      if (isNew && sid !== NO_TEXT) block[own + SID] = idOf(sid);
    });
  }

  part(): LogonPathsPart {
    return this.#paths.part();
  }

  all(): LogonPath[] {
    const textOf = this.#paths.texts.reader();
    return Array.from({ length: this.#paths.size }, (_, row) => this.#pathAt(row, textOf));
  }

  // Every field is written out, as spreading them takes several times as long.
  #pathAt(row: number, textOf: (id: number) => string): LogonPath {
    const { count, firstMs, lastMs } = this.#paths.whenAt(row);
    const block = this.#paths.rows.blockOf(row);
    const own = this.#paths.ownOf(row);
    const sid = block[own + SID]!;
    const path = {
      account: textOf(this.#paths.numberAt(row, 0)),
      host: textOf(this.#paths.numberAt(row, 1)),
      from: textOf(this.#paths.numberAt(row, 2)),
      kind: textOf(this.#paths.numberAt(row, 3)) as LogonKind,
      firstRef: this.#paths.firstRefAt(row),
      failures: block[own + FAILURES]!,
      count,
      firstMs,
      lastMs,
      days: this.#paths.daysAt(row),
    };
    return sid === NO_TEXT ? path : Object.assign(path, { sid: textOf(sid) });
  }
}
