import type { Alert, AlertContext } from '../model/index.ts';
import { inertJson } from './safe-text.ts';

/**
 * One alert as one line of NDJSON, ending in a newline. Values are unchanged: characters that could act on a terminal
 * are written as JSON escapes, and integers beyond 2^53 as decimal text.
 */
export function alertLine(alert: Alert): string {
  const { rule, event, timeMs, host, because, context, suppressedBy, correlation } = alert;
  if (suppressedBy !== undefined || correlation !== undefined) return `${jsonText(alert)}\n`;
  const where = `"event":${eventText(event)},"timeMs":${jsonText(timeMs)},"host":${jsonText(host)}`;
  const known = context === undefined ? '' : `,"context":${contextText(context)}`;
  return `{"rule":${ruleText(rule)},${where},"because":${jsonText(because)}${known}}\n`;
}

// Alerts of one rule share it, and those on one event, which come one behind the other, share what that says.
const rules = new WeakMap<Alert['rule'], string>();
const eventText = lastText<Alert['event']>();
const contextText = lastText<AlertContext>();

function ruleText(rule: Alert['rule']): string {
  const known = rules.get(rule);
  if (known !== undefined) return known;
  const text = jsonText(rule);
  rules.set(rule, text);
  return text;
}

/** Gives the JSON text of a value, that of the last one again without making it. */
function lastText<Value>(): (value: Value) => string {
  let [last, text]: [Value | undefined, string] = [undefined, ''];
  return (value) => {
    if (value !== last) [last, text] = [value, jsonText(value)];
    return text;
  };
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
