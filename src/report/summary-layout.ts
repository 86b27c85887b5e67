import type { TimeText } from './clock.ts';
import { columnsOf, cutToColumns } from './safe-text.ts';

export interface SummaryOptions {
  /** terminal columns, at least 40 */
  readonly width: number;
  readonly color: boolean;
  /** list everything instead of the first few of each kind */
  readonly verbose: boolean;
  readonly timeText: TimeText;
  /** name of the zone of `timeText` */
  readonly zone: string;
}

/** How many of each kind are listed without --verbose: what fits on one screen beside the alerts. */
export const FEW = 5;

/** `1 alert`, `1,234 alerts`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The first few lines, cut at the width, and how many more there are. */
export function fewLines(lines: readonly string[], options: SummaryOptions): string[] {
  const shown = options.verbose ? lines : lines.slice(0, FEW);
  const indent = /^ */.exec(lines[0] ?? '')?.[0] ?? '';
  return [...shown.map((line) => cutToColumns(line, options.width)), ...moreNote(lines.length - shown.length, indent)];
}

/** Says that more exists than was listed; nothing when all was. */
export function moreNote(more: number, indent: string): string[] {
  return more > 0 ? [`${indent}and ${more.toLocaleString('en-US')} more (--verbose lists all)`] : [];
}

/** `2026-03-01 02:31:05 to 02:45:00 +00:00`: the date and the offset only where they change. */
export function spanText(firstMs: number, lastMs: number, timeText: TimeText): string {
  const first = timeText(firstMs).replace(/\.\d{3}/, '');
  const last = timeText(lastMs).replace(/\.\d{3}/, '');
  if (first === last) return first;
  const [firstDay, firstTime, firstOffset] = first.split(' ');
  const [lastDay, lastTime, lastOffset] = last.split(' ');
  const start = `${firstDay} ${firstTime}${firstOffset === lastOffset ? '' : ` ${firstOffset}`}`;
  return `${start} to ${firstDay === lastDay ? '' : `${lastDay} `}${lastTime} ${lastOffset}`;
}

/** Breaks a line at spaces, keeping its indent; a longer word is cut with `…`. */
export function wrap(line: string, width: number): string[] {
  if (columnsOf(line) <= width) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = '';
  for (const word of line.trim().split(' ')) {
    const longer = current === '' ? indent + word : `${current} ${word}`;
    if (columnsOf(longer) > width && current !== '') {
      lines.push(current);
      current = indent + word;
    } else current = longer;
  }
  return [...lines, current].map((text) => cutToColumns(text, width));
}

/** As Map.groupBy, which begins with Node 21. */
export function grouped<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** A field can hold a megabyte; no line shows more than this. */
export function bounded(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}

/** Bold, when there is colour. */
export function bold(text: string, options: SummaryOptions): string {
  return paint(text, '1', options);
}

/** Faint, when there is colour. */
export function dim(text: string, options: SummaryOptions): string {
  return paint(text, '2', options);
}

/** @param sgr parameters of Select Graphic Rendition, ECMA-48 */
export function paint(text: string, sgr: string, { color }: Pick<SummaryOptions, 'color'>): string {
  return color ? `\u001b[${sgr}m${text}\u001b[0m` : text;
}
