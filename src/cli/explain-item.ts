import { existsSync } from 'node:fs';
import { UsageError } from '../model/index.ts';
import {
  type CaseItem,
  type CaseItems,
  caseItems,
  caseItemText,
  type FoundRecord,
  jsonText,
  refKey,
  shownEvidence,
} from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { readCaseFile } from './case-file-input.ts';
import { zoneOption } from './hunt-options.ts';
import { findRecords } from './raw-records.ts';
import { suggest } from './suggest.ts';
import { print, type Terminal, wantsColor, widthOf } from './terminal.ts';

const USUAL_CASE = 'case.json';
// More are not meant: an id was cut too short.
const MOST_SHOWN = 8;

/**
 * `landfall explain ID`: opens anything of a CaseFile down to the records under it.
 * @throws UsageError INPUT_MISSING, CASE_INVALID, ID_UNKNOWN, OPTION_VALUE
 */
export async function explainItem(id: string, given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const options = zoneOption(given.value('tz') ?? 'UTC');
  const file = given.value('case') ?? usualCase();
  const items = caseItems(readCaseFile(file), options);
  const found = findItems(id, items, file);
  const layout = {
    width: Math.min(120, widthOf(terminal.stdout, terminal)),
    color: wantsColor(terminal.stdout, terminal, given.has('no-color')),
    verbose: given.has('verbose'),
  };
  const refs = found.flatMap((item) => (format === 'json' ? item.evidence : shownEvidence(item, layout)));
  const logs = given.values('logs');
  const records = logs.length === 0 ? undefined : await findRecords(refs, logs);
  const texts = found.map((item) => caseItemText(item, items, records, layout));
  const text =
    format === 'json' ? `${jsonText(found.map((item) => withRecords(item, items, records)))}\n` : texts.join('\n');
  await print(terminal.stdout, text);
  return 0;
}

function usualCase(): string {
  if (existsSync(USUAL_CASE)) return USUAL_CASE;
  throw new UsageError('INPUT_MISSING', `No CaseFile was named, and there is no "${USUAL_CASE}" here.`, {
    hint: 'Name one with --case; landfall hunt LOGS --json case.json makes it.',
  });
}

function findItems(id: string, items: CaseItems, file: string): readonly CaseItem[] {
  const found = items.find(id);
  if (found.length > 0 && found.length <= MOST_SHOWN) return found;
  if (found.length > 0) {
    const some = found.slice(0, MOST_SHOWN).map((item) => item.id);
    throw new UsageError('ID_UNKNOWN', `${found.length} things in "${file}" have an id that begins with "${id}".`, {
      hint: `Write more of it, as ${some.join(', ')}.`,
    });
  }
  const [, log, number] = /^(.+):(@?\d{1,20})$/.exec(id) ?? [];
  const alerts = log === undefined || number === undefined ? [] : items.atRecord(log, number);
  if (alerts.length > 0) return alerts.slice(0, MOST_SHOWN);
  throw new UsageError('ID_UNKNOWN', `"${file}" has nothing with the id "${id}".`, { hint: knownIds(id, items) });
}

function knownIds(id: string, items: CaseItems): string {
  const nearest = suggest(id, [...items.ids()]);
  if (nearest !== undefined) return `Did you mean ${items.find(nearest)[0]?.id ?? nearest}?`;
  const kinds = [...items.counts].map(([kind, count]) => `${kind} (${count.toLocaleString('en-US')})`);
  const first = [...items.ids()][0]?.toUpperCase();
  const start = first === undefined ? '' : ` Begin with ${first}, which leads to the others.`;
  return `It has ids of these kinds: ${kinds.join(', ')}; or name a record, as Security.evtx:4711.${start}`;
}

function withRecords(item: CaseItem, items: CaseItems, records: ReadonlyMap<string, FoundRecord> | undefined) {
  const parts = item.parts.map(({ label, ids }) => ({
    label,
    items: ids.map((id) => ({ id, title: items.title(id) ?? null })),
  }));
  const evidence = item.evidence.map((ref) => {
    const record = records?.get(refKey(ref));
    if (record === undefined || 'missing' in record) return { ...ref, ...record };
    return {
      ...ref,
      ...(record.raw === undefined ? {} : { raw: record.raw }),
      fields: Object.fromEntries(record.fields),
    };
  });
  return { ...item, facts: item.facts.map(([label, text]) => ({ label, text })), parts, evidence };
}
