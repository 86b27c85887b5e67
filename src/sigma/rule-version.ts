import { stableId } from '../model/index.ts';
import type { CorrelationRule } from './correlation/index.ts';
import { ANY_ONE, ANY_RUN, type SigmaRule } from './rule.ts';

// What people read, and where it stands: a rule without these finds the same.
const WORDS: ReadonlySet<string> = new Set([
  ...['position', 'origin', 'draft', 'name', 'title', 'status', 'description', 'author', 'references'],
  ...['falsePositives', 'notes', 'identifier'],
]);

/**
 * Sixteen hexadecimal digits that change when a rule finds something else, or at another level; not with its words or its
 * place. The same for a rule as it was parsed and as it was kept and read again.
 */
export function ruleVersion(rule: SigmaRule | CorrelationRule): string {
  return stableId(JSON.stringify(rule, plainPart));
}

function plainPart(key: string, value: unknown): unknown {
  if (WORDS.has(key)) return undefined;
  if (value === ANY_RUN || value === ANY_ONE) return value.description;
  if (typeof value === 'bigint') return String(value);
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap) return value;
  if (value instanceof Uint8Array) return [...value];
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
