import type { FlowPath, LogEvent } from '../model/index.ts';
import type { FlowFact } from './flow-event.ts';
import { Numbers, type NumbersPart, numberIn } from './numbers.ts';
import { NO_ROW } from './row-index.ts';
import { type SeenPart, SeenTable } from './seen-table.ts';
import { NO_TEXT, type Texts } from './texts.ts';

// 400,000 paths take some 80 MB, of which an organisation of 10,000 hosts has that many in a busy day.
const MAX_PATHS = 400_000;
// Gaps from one second to more than a year.
const GAP_CLASSES = 26;
const NO_GAPS: readonly number[] = [];

/** Flows as plain data, the numbers of each row in columns. */
export interface FlowsPart extends SeenPart {
  /** numbers of `texts`; -1 where no service is known */
  readonly service: NumbersPart;
  readonly bytesOut: NumbersPart;
  readonly bytesIn: NumbersPart;
  readonly longestMs: NumbersPart;
  readonly refused: NumbersPart;
  /** where the gaps of each row stand in `gaps`, counted in runs of 26; -1 where there are none */
  readonly gapsAt: NumbersPart;
  readonly gaps: NumbersPart;
}

/** All connections from one address to one address and port, as one row. */
export class FlowTable {
  readonly #texts: Texts;
  readonly #paths: SeenTable;
  readonly #service = new Numbers(NO_TEXT);
  readonly #bytesOut = new Numbers();
  readonly #bytesIn = new Numbers();
  readonly #longestMs = new Numbers();
  readonly #refused = new Numbers();
  readonly #lastStartMs = new Numbers(Number.NaN);
  readonly #gapsAt = new Numbers(NO_ROW);
  readonly #gaps = new Numbers();
  #rowsWithGaps = 0;

  constructor(texts: Texts) {
    this.#texts = texts;
    this.#paths = new SeenTable(MAX_PATHS, [true, true, false, true], texts);
  }

  get dropped(): number {
    return this.#paths.dropped;
  }

  add(event: LogEvent, fact: FlowFact, port: number): void {
    const { startMs } = fact;
    const row = this.#paths.see(event, startMs, fact.fromId, fact.toId, port, fact.protocolId);
    if (row === NO_ROW) return;
    this.#bytesOut.add(row, fact.bytesOut);
    this.#bytesIn.add(row, fact.bytesIn);
    if (fact.durationMs > this.#longestMs.at(row)) this.#longestMs.set(row, fact.durationMs);
    if (fact.isRefused) this.#refused.add(row, 1);
    if (fact.service !== undefined) this.#service.set(row, this.#texts.idOf(fact.service));
    if (startMs === undefined) return;
    const lastStartMs = this.#lastStartMs.at(row);
    if (!Number.isNaN(lastStartMs)) this.#addGap(row, startMs - lastStartMs);
    this.#lastStartMs.set(row, startMs);
  }

  /** The gap between two pieces is counted by the time between the last start of one and the first of the next. */
  absorb(part: FlowsPart): void {
    this.#paths.absorb(part, ({ row, from, isNew, lastMs, idOf }) => {
      this.#bytesOut.add(row, numberIn(part.bytesOut, from));
      this.#bytesIn.add(row, numberIn(part.bytesIn, from));
      const longestMs = numberIn(part.longestMs, from);
      if (longestMs > this.#longestMs.at(row)) this.#longestMs.set(row, longestMs);
      const refused = numberIn(part.refused, from);
      if (refused > 0) this.#refused.add(row, refused);
      const service = numberIn(part.service, from);
      if (service !== NO_TEXT) this.#service.set(row, idOf(service));
      const gapsAt = numberIn(part.gapsAt, from);
      for (let gapClass = 0; gapsAt !== NO_ROW && gapClass < GAP_CLASSES; gapClass++)
        this.#addGaps(row, gapClass, numberIn(part.gaps, gapsAt * GAP_CLASSES + gapClass));
      const gapMs = isNew ? Number.NaN : numberIn(part.seen.firstMs, from) - lastMs;
      if (gapMs >= 0) this.#addGap(row, gapMs);
    });
  }

  part(): FlowsPart {
    return {
      ...this.#paths.part(),
      service: this.#service.part(),
      bytesOut: this.#bytesOut.part(),
      bytesIn: this.#bytesIn.part(),
      longestMs: this.#longestMs.part(),
      refused: this.#refused.part(),
      gapsAt: this.#gapsAt.part(),
      gaps: this.#gaps.part(),
    };
  }

  paths(): readonly FlowPath[] {
    return Array.from({ length: this.#paths.size }, (_, row) => this.#pathAt(row));
  }

  // A hunt has hundreds of thousands: every field is written out, as spreading them takes several times as long.
  #pathAt(row: number): FlowPath {
    const { count, firstMs, lastMs } = this.#paths.whenAt(row);
    const flow = {
      from: this.#paths.textAt(row, 0),
      to: this.#paths.textAt(row, 1),
      port: this.#paths.numberAt(row, 2),
      protocol: this.#paths.textAt(row, 3),
      firstRef: this.#paths.firstRefAt(row),
      bytesOut: this.#bytesOut.at(row),
      bytesIn: this.#bytesIn.at(row),
      longestMs: this.#longestMs.at(row),
      refused: this.#refused.at(row),
      gaps: this.#gapsOf(row),
      count,
      firstMs,
      lastMs,
      days: this.#paths.daysAt(row),
    };
    const service = this.#service.at(row);
    return service === NO_TEXT ? flow : Object.assign(flow, { service: this.#texts.at(service) });
  }

  #gapsOf(row: number): readonly number[] {
    const at = this.#gapsAt.at(row);
    if (at === NO_ROW) return NO_GAPS;
    const gaps = Array.from({ length: GAP_CLASSES }, (_, gapClass) => this.#gaps.at(at * GAP_CLASSES + gapClass));
    return gaps.slice(0, gaps.findLastIndex((count) => count > 0) + 1);
  }

  #addGap(row: number, gapMs: number): void {
    const seconds = Math.max(1, Math.abs(gapMs) / 1000);
    this.#addGaps(row, Math.min(GAP_CLASSES - 1, Math.floor(Math.log2(seconds))), 1);
  }

  #addGaps(row: number, gapClass: number, count: number): void {
    if (count === 0) return;
    let at = this.#gapsAt.at(row);
    if (at === NO_ROW) {
      at = this.#rowsWithGaps++;
      this.#gapsAt.set(row, at);
    }
    this.#gaps.add(at * GAP_CLASSES + gapClass, count);
  }
}
