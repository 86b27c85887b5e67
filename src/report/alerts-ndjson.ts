import type { Alert } from '../model/index.ts';
import { inertJson } from './safe-text.ts';

/**
 * One alert as one line of NDJSON, ending in a newline. Values are unchanged: characters that could act on a terminal
 * are written as JSON escapes, and integers beyond 2^53 as decimal text.
 */
export function alertLine(alert: Alert): string {
  return `${jsonText(alert)}\n`;
}

/** Any result value as JSON text on one line, under the rules of `alertLine`. */
export function jsonText(value: unknown): string {
  return inertJson(plainJson(value));
}

// A function that is asked about every member takes three times as long, and hardly any value has a bigint in it.
function plainJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  }
}
