import { cutToColumns, safeText } from '../report/index.ts';
import type { PieceProgress } from './run-piece.ts';
import type { TerminalStream } from './terminal.ts';

/** Shows on the standard error how far a hunt is. */
export interface Progress {
  startFile(source: string): void;
  add(progress: PieceProgress): void;
  finishFile(): void;
  /** takes the progress line away, so that other text can be printed */
  end(): void;
}

/** What there is to do. */
export interface ProgressTotals {
  readonly files: number;
  readonly bytes: number;
}

// A terminal is drawn at most ten times a second; a log file gets a line every ten seconds at most.
const TTY_INTERVAL_MS = 100;
const PLAIN_INTERVAL_MS = 10_000;

const MEGABYTE = 1e6;

/** A progress that says nothing. */
export const SILENT_PROGRESS: Progress = { startFile: () => {}, add: () => {}, finishFile: () => {}, end: () => {} };

/**
 * Progress as one line that is redrawn on a terminal, as plain lines every ten seconds elsewhere.
 * @param nowMs a clock that never goes back, in milliseconds
 */
export function showProgress(stream: TerminalStream, totals: ProgressTotals, nowMs: () => number): Progress {
  // From the first file on: loading rules is no reading, what comes before the first event is.
  let firstMs: number | undefined;
  const isTty = stream.isTTY === true;
  const intervalMs = isTty ? TTY_INTERVAL_MS : PLAIN_INTERVAL_MS;
  const sum = { files: 0, bytes: 0, events: 0, alerts: 0 };
  let current = '';
  let drawnMs = nowMs();
  let isDrawn = false;

  function draw(): void {
    const now = nowMs();
    if (now - drawnMs < intervalMs) return;
    drawnMs = now;
    const line = progressLine(sum, totals, (now - (firstMs ?? now)) / 1000, current);
    // Nobody waits for progress: a line that cannot be written is not worth an error.
    if (isTty) stream.write(`\r\u001b[2K${cutToColumns(line, (stream.columns || 80) - 1)}`, () => {});
    else stream.write(`${line}\n`, () => {});
    isDrawn = true;
  }

  return {
    startFile: (source) => {
      firstMs ??= nowMs();
      current = source;
      draw();
    },
    add: ({ events, bytes, alerts }) => {
      sum.events += events;
      sum.bytes += bytes;
      sum.alerts += alerts;
      draw();
    },
    finishFile: () => {
      sum.files++;
    },
    end: () => {
      if (isDrawn && isTty) stream.write('\r\u001b[2K', () => {});
    },
  };
}

function progressLine(
  sum: { readonly files: number; readonly bytes: number; readonly events: number; readonly alerts: number },
  totals: ProgressTotals,
  seconds: number,
  current: string,
): string {
  const count = (value: number): string => Math.round(value).toLocaleString('en-US');
  return [
    `${count(sum.files)}/${count(totals.files)} files`,
    `${count(sum.bytes / MEGABYTE)}/${count(totals.bytes / MEGABYTE)} MB`,
    `${seconds > 0 ? count(sum.events / seconds) : 0} events/s`,
    `${count(sum.alerts)} alert${sum.alerts === 1 ? '' : 's'}`,
    safeText(current),
  ].join('  ');
}
