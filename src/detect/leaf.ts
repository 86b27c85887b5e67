import type { FieldValue, LogEvent } from '../model/index.ts';
import { matchesRule, type SigmaRule } from '../sigma/index.ts';
import type { Leaf } from './truth.ts';

const NO_SCHEMA = { id: 'none', product: '', views: [] };

/** Whether one test of a rule holds for an event that has only this field (or, when undefined, none at all). */
export function leafHolds(rule: SigmaRule, leaf: Leaf, value: FieldValue | undefined): boolean {
  const only = leaf.kind === 'match' && value !== undefined ? ([[leaf.field, value]] as const) : [];
  const event: LogEvent = {
    ...{ schema: NO_SCHEMA, ref: { source: '' }, timeMs: undefined, host: '' },
    get: (field) => only.find(([name]) => name === field)?.[1],
    entries: () => only,
  };
  return matchesRule({ ...rule, detection: leaf }, event) !== undefined;
}
