/** Everything of a CaseFile that can be opened by an id, down to the records under it. */
export { type CaseItem, type CaseItemKind, refKey } from './case-item.ts';
export { type CaseItems, caseItems } from './case-items.ts';
export { caseItemText, type FoundRecord, type ItemTextOptions, shownEvidence } from './item-text.ts';
