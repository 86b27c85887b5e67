import type { CaseFile } from '../../model/index.ts';
import { caseView, type ReportOptions } from '../case-view.ts';
import { alertItems } from './alert-items.ts';
import { alertsById, type CaseItem, type CaseItemKind, type UnopenedItem } from './case-item.ts';
import { incidentItems } from './incident-items.ts';
import { otherItems } from './other-items.ts';

/** Everything of a CaseFile that has an id, or gets one from its content. */
export interface CaseItems {
  /** how many of each kind */
  readonly counts: ReadonlyMap<CaseItemKind, number>;
  ids(): Iterable<string>;
  /** The item of that id, whatever its case; else those whose id begins with it. */
  find(id: string): readonly CaseItem[];
  /** The alerts of a record: its file (or the end of its path) and its number, or `@` and its byte offset. */
  atRecord(file: string, number: string): readonly CaseItem[];
  /** what an id of a part stands for; undefined when the CaseFile says no more of it */
  title(id: string): string | undefined;
}

// Shorter beginnings are more likely mistaken than meant.
const LEAST_PREFIX = 4;

/** Makes the items of a CaseFile; each is worked out when it is asked for. */
export function caseItems(caseFile: CaseFile, options: ReportOptions): CaseItems {
  const source = { caseFile, view: caseView(caseFile, [], options), alerts: alertsById(caseFile.alerts) };
  const items = new Map<string, UnopenedItem>();
  const counts = new Map<CaseItemKind, number>();
  const all = [
    ...(caseFile.incidents ?? []).map((incident) => incidentItems(incident, source)),
    alertItems(source),
    otherItems(source),
  ];
  for (const item of all.flat()) {
    const key = item.id.toLowerCase();
    if (items.has(key)) continue;
    items.set(key, item);
    counts.set(item.kind, (counts.get(item.kind) ?? 0) + 1);
  }
  return {
    counts,
    ids: () => items.keys(),
    find: (id) => {
      const wanted = id.toLowerCase();
      const exact = items.get(wanted);
      if (exact !== undefined) return [opened(exact)];
      if (wanted.length < LEAST_PREFIX) return [];
      return nearestTo(wanted, items).map(opened);
    },
    atRecord: (file, number) =>
      [...source.alerts]
        .filter(([, { event }]) => isAt(event, file, number))
        .flatMap(([id]) => items.get(id) ?? [])
        .map(opened),
    title: (id) => items.get(id.toLowerCase())?.title(),
  };
}

/** What begins so; of an incident and its sentences only the incident. */
function nearestTo(wanted: string, items: ReadonlyMap<string, UnopenedItem>): UnopenedItem[] {
  const found = [...items].filter(([key]) => key.startsWith(wanted));
  const depth = (key: string): number => key.split('/').length;
  const least = Math.min(...found.map(([key]) => depth(key)));
  return found.filter(([key]) => depth(key) === least).map(([, item]) => item);
}

function opened(item: UnopenedItem): CaseItem {
  return { id: item.id, kind: item.kind, title: item.title(), ...item.open() };
}

function isAt({ source, record, byteOffset }: CaseFile['alerts'][0]['event'], file: string, number: string): boolean {
  const isOfFile = source === file || source.endsWith(`/${file}`);
  return isOfFile && (number.startsWith('@') ? `@${byteOffset}` === number : String(record ?? byteOffset) === number);
}
