import type { LogEvent, LogonKind, LogonPath } from '../model/index.ts';
import type { LogonStart } from './logon-event.ts';
import { Numbers, type NumbersPart, numberIn } from './numbers.ts';
import { NO_ROW } from './row-index.ts';
import { type SeenPart, SeenTable } from './seen-table.ts';
import { NO_TEXT } from './texts.ts';

// 500,000 paths take some 100 MB; an organisation of 10,000 hosts and accounts has fewer than that.
const MAX_PATHS = 500_000;

/** Logons by their paths, as plain data. */
export interface LogonPathsPart extends SeenPart {
  readonly failures: NumbersPart;
  /** numbers of `texts`; -1 where the log does not say */
  readonly sid: NumbersPart;
}

/** All logons of one account to one host from one place in one way, as one row. */
export class LogonPaths {
  readonly #paths = new SeenTable(MAX_PATHS, [true, true, true, true]);
  readonly #failures = new Numbers();
  readonly #sid = new Numbers(NO_TEXT);

  get dropped(): number {
    return this.#paths.dropped;
  }

  add({ account, sid, kind, isSuccess, address, workstation }: LogonStart, event: LogEvent): void {
    const before = this.#paths.size;
    const row = this.#paths.seeTexts(event, account, event.host, address ?? workstation ?? '', kind);
    if (row === NO_ROW) return;
    if (!isSuccess) this.#failures.add(row, 1);
    if (row === before && sid !== undefined) this.#sid.set(row, this.#paths.texts.idOf(sid));
  }

  absorb(part: LogonPathsPart): void {
    this.#paths.absorb(part, ({ row, from, isNew, idOf }) => {
      const failures = numberIn(part.failures, from);
      if (failures > 0) this.#failures.add(row, failures);
      const sid = numberIn(part.sid, from);
      if (isNew && sid !== NO_TEXT) this.#sid.set(row, idOf(sid));
    });
  }

  part(): LogonPathsPart {
    return { ...this.#paths.part(), failures: this.#failures.part(), sid: this.#sid.part() };
  }

  all(): LogonPath[] {
    return Array.from({ length: this.#paths.size }, (_, row) => this.#pathAt(row));
  }

  #pathAt(row: number): LogonPath {
    const { count, firstMs, lastMs } = this.#paths.whenAt(row);
    const sid = this.#sid.at(row);
    const path = {
      account: this.#paths.textAt(row, 0),
      host: this.#paths.textAt(row, 1),
      from: this.#paths.textAt(row, 2),
      kind: this.#paths.textAt(row, 3) as LogonKind,
      firstRef: this.#paths.firstRefAt(row),
      failures: this.#failures.at(row),
      count,
      firstMs,
      lastMs,
      days: this.#paths.daysAt(row),
    };
    return sid === NO_TEXT ? path : { ...path, sid: this.#paths.texts.at(sid) };
  }
}
