import type { FlowPath, LargeTable, LogEvent } from '../model/index.ts';
import type { FlowFact } from './flow-event.ts';
import { GAP_CLASSES, GapCounts, type GapCountsPart } from './gap-counts.ts';
import { LazyTable } from './lazy-table.ts';
import { NO_ROW } from './row-index.ts';
import { type SeenPart, SeenTable } from './seen-table.ts';
import { NO_TEXT, type Texts } from './texts.ts';

// 400,000 paths take some 80 MB, of which an organisation of 10,000 hosts has that many in a busy day.
const MAX_PATHS = 400_000;
const NO_GAPS: readonly number[] = [];

// What a row holds of a flow besides when it was seen.
/** number of `texts`; -1 where no service is known */
const SERVICE = 0;
const BYTES_OUT = 1;
const BYTES_IN = 2;
const LONGEST_MS = 3;
const REFUSED = 4;
/** NaN where no start is known */
const LAST_START_MS = 5;
/** its place in `gaps`; -1 where there are none */
const GAPS_AT = 6;
const NO_FLOW = [NO_TEXT, 0, 0, 0, 0, Number.NaN, NO_ROW];

/** Flows as plain data. */
export interface FlowsPart extends SeenPart {
  readonly gaps: GapCountsPart;
}

/** All connections from one address to one address and port, as one row. */
export class FlowTable {
  readonly #texts: Texts;
  readonly #paths: SeenTable;
  readonly #gaps = new GapCounts();

  constructor(texts: Texts) {
    this.#texts = texts;
    this.#paths = new SeenTable(MAX_PATHS, [true, true, false, true], NO_FLOW, texts);
  }

  get dropped(): number {
    return this.#paths.dropped;
  }

  add(event: LogEvent, fact: FlowFact, port: number): void {
    const { startMs } = fact;
    const row = this.#paths.see(event, startMs, fact.fromId, fact.toId, port, fact.protocolId);
    if (row === NO_ROW) return;
    const block = this.#paths.rows.blockOf(row);
    const own = this.#paths.ownOf(row);
    block[own + BYTES_OUT]! += fact.bytesOut;
    block[own + BYTES_IN]! += fact.bytesIn;
    if (fact.durationMs > block[own + LONGEST_MS]!) block[own + LONGEST_MS] = fact.durationMs;
    if (fact.isRefused) block[own + REFUSED]! += 1;
    if (fact.serviceId !== NO_TEXT) block[own + SERVICE] = fact.serviceId;
    if (startMs === undefined) return;
    const lastStartMs = block[own + LAST_START_MS]!;
    if (!Number.isNaN(lastStartMs)) this.#addGap(block, own, startMs - lastStartMs);
    block[own + LAST_START_MS] = startMs;
  }

  /** The gap between two pieces is counted by the time between the last start of one and the first of the next. */
  absorb(part: FlowsPart): void {
    this.#paths.absorb(part, (taken) => {
      const { block, own, from, fromOwn, idOf } = taken;
      block[own + BYTES_OUT]! += from[fromOwn + BYTES_OUT]!;
      block[own + BYTES_IN]! += from[fromOwn + BYTES_IN]!;
      const longestMs = from[fromOwn + LONGEST_MS]!;
      if (longestMs > block[own + LONGEST_MS]!) block[own + LONGEST_MS] = longestMs;
      block[own + REFUSED]! += from[fromOwn + REFUSED]!;
      const service = from[fromOwn + SERVICE]!;
      if (service !== NO_TEXT) block[own + SERVICE] = idOf(service);
      const gapsAt = from[fromOwn + GAPS_AT]!;
      if (gapsAt !== NO_ROW) this.#gaps.absorb(this.#gapsOf(block, own), part.gaps, gapsAt);
      const gapMs = taken.isNew ? Number.NaN : taken.firstMs - taken.lastMs;
      if (gapMs >= 0) this.#addGap(block, own, gapMs);
    });
  }

  part(): FlowsPart {
    return { ...this.#paths.part(), gaps: this.#gaps.part() };
  }

  paths(): LargeTable<FlowPath> {
    return new LazyTable(this.#paths.size, () => {
      const textOf = this.#texts.reader();
      return (row) => this.#pathAt(row, textOf);
    });
  }

  // A hunt has hundreds of thousands: every field is written out, as spreading them takes several times as long.
  #pathAt(row: number, textOf: (id: number) => string): FlowPath {
    const { count, firstMs, lastMs } = this.#paths.whenAt(row);
    const block = this.#paths.rows.blockOf(row);
    const own = this.#paths.ownOf(row);
    const flow = {
      from: textOf(this.#paths.numberAt(row, 0)),
      to: textOf(this.#paths.numberAt(row, 1)),
      port: this.#paths.numberAt(row, 2),
      protocol: textOf(this.#paths.numberAt(row, 3)),
      firstRef: this.#paths.firstRefAt(row),
      bytesOut: block[own + BYTES_OUT]!,
      bytesIn: block[own + BYTES_IN]!,
      longestMs: block[own + LONGEST_MS]!,
      refused: block[own + REFUSED]!,
      gaps: this.#gapsFrom(block[own + GAPS_AT]!),
      count,
      firstMs,
      lastMs,
      days: this.#paths.daysAt(row),
    };
    const service = block[own + SERVICE]!;
    return service === NO_TEXT ? flow : Object.assign(flow, { service: textOf(service) });
  }

  #gapsFrom(at: number): readonly number[] {
    return at === NO_ROW ? NO_GAPS : this.#gaps.listAt(at);
  }

  #addGap(block: Float64Array, own: number, gapMs: number): void {
    const seconds = Math.max(1, Math.abs(gapMs) / 1000);
    this.#gaps.add(this.#gapsOf(block, own), Math.min(GAP_CLASSES - 1, Math.floor(Math.log2(seconds))), 1);
  }

  #gapsOf(block: Float64Array, own: number): number {
    let at = block[own + GAPS_AT]!;
    if (at === NO_ROW) {
      at = this.#gaps.push();
      block[own + GAPS_AT] = at;
    }
    return at;
  }
}
