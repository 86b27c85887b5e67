import type { EventRef, FieldValue } from '../../model/index.ts';
import { placeText, plain } from '../case-view.ts';
import { valueText } from '../field-text.ts';
import { safeText } from '../safe-text.ts';
import { bold, dim, type SummaryOptions, wrap } from '../summary-layout.ts';
import { type CaseItem, refKey } from './case-item.ts';
import type { CaseItems } from './case-items.ts';

/** How items are shown. */
export type ItemTextOptions = Pick<SummaryOptions, 'width' | 'color' | 'verbose'>;

/** A record as it was found in a log again, with its line where it is text; or why it was not found. */
export type FoundRecord =
  | { readonly raw?: string; readonly fields: readonly (readonly [name: string, value: FieldValue])[] }
  | { readonly missing: string };

// What fits on a screen beside the rest; --verbose shows all. A story has at most twelve sentences.
const FEW_PARTS = 5;
const SHORT_LIST = 12;
const FEW_RECORDS = 5;
const LABEL_COLUMNS = 14;
const MOST_NAME_COLUMNS = 28;

/**
 * An item for a person at a terminal: what it is, what it is made of, each with its id, and the records under it.
 * @param records those that were looked up in logs, by `refKey`; undefined when none was asked for
 */
export function caseItemText(
  item: CaseItem,
  items: CaseItems,
  records: ReadonlyMap<string, FoundRecord> | undefined,
  options: ItemTextOptions,
): string {
  const { id, kind, title, facts, parts, evidence } = item;
  const layout = { ...options, timeText: String, zone: '' };
  return [
    ...wrap(`${bold(safeText(id), layout)}  ${dim(kind, layout)}`, Number.POSITIVE_INFINITY),
    ...wrap(title, options.width),
    ...(facts.length === 0 ? [] : ['']),
    ...facts.flatMap((one, index) => factLines(one, facts[index - 1]?.[0], options)),
    ...parts.flatMap(({ label, ids }) => ['', `${label}${countOf(ids)}`, ...partLines(ids, items, options)]),
    ...recordLines(evidence, records, options),
    '',
  ].join('\n');
}

function factLines(
  [label, text]: CaseItem['facts'][number],
  before: string | undefined,
  { width }: ItemTextOptions,
): string[] {
  const [first = '', ...rest] = wrap(text, width - LABEL_COLUMNS - 3);
  const head = label === before ? '' : label;
  return [`  ${head.padEnd(LABEL_COLUMNS)} ${first}`, ...rest.map((line) => `${' '.repeat(LABEL_COLUMNS + 3)}${line}`)];
}

function countOf(list: readonly unknown[]): string {
  return list.length === 1 ? '' : ` (${list.length.toLocaleString('en-US')})`;
}

function partLines(ids: readonly string[], items: CaseItems, { width, verbose }: ItemTextOptions): string[] {
  const shown = verbose || ids.length <= SHORT_LIST ? ids : ids.slice(0, FEW_PARTS);
  const columns = Math.max(...shown.map((id) => safeText(id).length));
  const isWide = columns > width / 2;
  const indent = isWide ? 6 : columns + 4;
  const lines = shown.flatMap((id) => {
    const name = safeText(id);
    const title = items.title(id);
    if (title === undefined) return [`  ${name}`];
    const [first = '', ...rest] = wrap(title, width - indent);
    const more = rest.map((line) => ' '.repeat(indent) + line);
    return isWide
      ? [`  ${name}`, ' '.repeat(indent) + first, ...more]
      : [`  ${name.padEnd(columns)}  ${first}`, ...more];
  });
  return [...lines, ...moreLine(ids.length - shown.length)];
}

function recordLines(
  evidence: readonly EventRef[],
  records: ReadonlyMap<string, FoundRecord> | undefined,
  options: ItemTextOptions,
): string[] {
  if (evidence.length === 0) return [];
  const shown = options.verbose ? evidence : evidence.slice(0, FEW_RECORDS);
  return [
    '',
    `Records${countOf(evidence)}`,
    ...shown.flatMap((ref) => [`  ${placeText(ref)}`, ...foundLines(records?.get(refKey(ref)), options)]),
    ...moreLine(evidence.length - shown.length),
  ];
}

/** What stands in a log is never broken into lines: a broken command is another one. */
function foundLines(record: FoundRecord | undefined, { width, verbose }: ItemTextOptions): string[] {
  if (record === undefined) return [];
  if ('missing' in record) return wrap(`    ${safeText(record.missing)}`, width);
  const { raw, fields } = record;
  const shown = (text: string): string => (verbose ? safeText(text) : plain(text));
  const columns = Math.min(MOST_NAME_COLUMNS, Math.max(0, ...fields.map(([name]) => safeText(name).length)));
  return [
    ...(raw === undefined ? [] : [`    | ${shown(raw)}`]),
    ...fields.map(([name, value]) => `    ${safeText(name).padEnd(columns)}  ${shown(valueText(value))}`.trimEnd()),
  ];
}

function moreLine(more: number): string[] {
  return more > 0 ? [`  and ${more.toLocaleString('en-US')} more (--verbose lists all)`] : [];
}

/** The records that `caseItemText` shows: only those need to be looked up. */
export function shownEvidence({ evidence }: CaseItem, { verbose }: ItemTextOptions): readonly EventRef[] {
  return verbose ? evidence : evidence.slice(0, FEW_RECORDS);
}
