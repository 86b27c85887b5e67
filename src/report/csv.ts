import type { Alert } from '../model/index.ts';
import type { TimeText } from './clock.ts';
import { becauseText } from './field-text.ts';
import { safeText } from './safe-text.ts';

/** Columns of the CSV report, in order. */
export const CSV_COLUMNS = [
  'time',
  'level',
  'rule_title',
  'rule_id',
  'host',
  'channel',
  'event_id',
  'record',
  'source',
  'because',
] as const;

// What spreadsheets take for a formula at the start of a cell (OWASP, "CSV Injection"), full-width forms included. Where
// `;` separates the cells (most of Europe) a new cell also starts behind every `;`, quotes or not.
const FORMULA_START = /(^|;)(\s*)(?=[=+\-@|\uff1d\uff0b\uff0d\uff20])/g;

/** Writes alerts as RFC 4180 CSV, the header first. Every cell is inert: no formula, no control or bidi character. */
export function* alertsCsv(alerts: Iterable<Alert>, timeText: TimeText): Generator<string> {
  yield `${CSV_COLUMNS.join(',')}\r\n`;
  for (const alert of alerts) yield csvRow(alertCells(alert, timeText));
}

/** One row of CSV with its line end. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  // Tab and CR at the start are formulas to some spreadsheets too; safeText has made them visible by then.
  const inert = safeText(text).replace(FORMULA_START, "$1'$2");
  return /[",;\s]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function alertCells(alert: Alert, timeText: TimeText): string[] {
  const { rule, event } = alert;
  return [
    alert.timeMs === null ? '' : timeText(alert.timeMs),
    rule.level,
    rule.title,
    rule.id,
    alert.host,
    event.channel ?? '',
    event.eventId === undefined ? '' : String(event.eventId),
    event.record === undefined ? '' : String(event.record),
    event.source,
    becauseText(alert.because),
  ];
}
