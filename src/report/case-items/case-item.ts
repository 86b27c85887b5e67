import { type Alert, alertId, type CaseFile, type EventRef, type Msg, stableId } from '../../model/index.ts';
import type { CaseView } from '../case-view.ts';

/** What can be opened by its id. */
export type CaseItemKind =
  | 'incident'
  | 'statement'
  | 'score'
  | 'argument'
  | 'actor'
  | 'account'
  | 'service'
  | 'sight'
  | 'step'
  | 'alert'
  | 'link'
  | 'finding'
  | 'entity'
  | 'gap'
  | 'behaviour'
  | 'rule'
  | 'suppression';

/** One thing of a CaseFile with what it rests on. All texts are one harmless line each. */
export interface CaseItem {
  readonly id: string;
  readonly kind: CaseItemKind;
  readonly title: string;
  readonly facts: readonly (readonly [label: string, text: string])[];
  /** ids of other items that it is made of or belongs to */
  readonly parts: readonly { readonly label: string; readonly ids: readonly string[] }[];
  /** the records under it */
  readonly evidence: readonly EventRef[];
}

/** An item that is worked out when it is opened: a CaseFile can have a million. */
export interface UnopenedItem extends Pick<CaseItem, 'id' | 'kind'> {
  title(): string;
  open(): Pick<CaseItem, 'facts' | 'parts' | 'evidence'>;
}

/** What items are made from. */
export interface ItemSource {
  readonly caseFile: CaseFile;
  readonly view: CaseView;
  /** all alerts, by their id */
  readonly alerts: ReadonlyMap<string, Alert>;
}

/** Looks up a CaseFile's alerts by their id; of copies the first counts. */
export function alertsById(alerts: readonly Alert[]): ReadonlyMap<string, Alert> {
  const byId = new Map<string, Alert>();
  for (const alert of alerts) {
    const id = alertId(alert);
    if (!byId.has(id)) byId.set(id, alert);
  }
  return byId;
}

// Enough to tell the sentences of one section apart; a taken one is numbered.
const SENTENCE_DIGITS = 6;

/** Names the sentences of a section by their content: `INC-7F3A09C4/story/3f2a1b`, whatever stands before or after. */
export function sentenceIds(section: string, texts: readonly Msg[]): string[] {
  const taken = new Map<string, number>();
  return texts.map(({ key, args }) => {
    const id = `${section}/${stableId(key, JSON.stringify(args)).slice(0, SENTENCE_DIGITS)}`;
    const count = (taken.get(id) ?? 0) + 1;
    taken.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  });
}

/** Tells records apart. */
export function refKey({ source, record, byteOffset }: EventRef): string {
  return JSON.stringify([source, record, byteOffset]);
}

/** A fact, or none when there is nothing to say. */
export function fact(label: string, text: string | undefined): [label: string, text: string][] {
  return text === undefined || text === '' ? [] : [[label, text]];
}

/** A part, or none when it is empty. */
export function part(label: string, ids: readonly string[]): { label: string; ids: readonly string[] }[] {
  return ids.length === 0 ? [] : [{ label, ids }];
}
