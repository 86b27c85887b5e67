import type { Alert } from '../model/index.ts';
import { inertJson } from './safe-text.ts';

/**
 * One alert as one line of NDJSON, ending in a newline. Values are unchanged: characters that could act on a terminal
 * are written as JSON escapes, and integers beyond 2^53 as decimal text.
 */
export function alertLine(alert: Alert): string {
  const { rule, event, timeMs, host, because, context, suppressedBy, correlation } = alert;
  if (suppressedBy !== undefined || correlation !== undefined) return `${jsonText(alert)}\n`;
  const texts = textsOf(event);
  const where = `"event":${texts.of(event)},"timeMs":${texts.of(timeMs)},"host":${texts.of(host)}`;
  const known = context === undefined ? '' : `,"context":${texts.of(context)}`;
  return `{"rule":${ruleText(rule)},${where},"because":${reasonsText(because, texts)}${known}}\n`;
}

// All alerts of one rule share it.
const rules = new WeakMap<Alert['rule'], string>();

function ruleText(rule: Alert['rule']): string {
  const known = rules.get(rule);
  if (known !== undefined) return known;
  const text = jsonText(rule);
  rules.set(rule, text);
  return text;
}

/**
 * JSON texts of what alerts on one event say, which come one behind the other: each of them its place and what it says of
 * itself, and most the same few long values as their reasons.
 */
class EventTexts {
  readonly event: Alert['event'];
  readonly #texts = new Map<unknown, string>();

  constructor(event: Alert['event']) {
    this.event = event;
  }

  of(value: unknown): string {
    let text = this.#texts.get(value);
    if (text === undefined) {
      text = jsonText(value);
      this.#texts.set(value, text);
    }
    return text;
  }
}

let lastTexts: EventTexts | undefined;

function textsOf(event: Alert['event']): EventTexts {
  if (lastTexts?.event !== event) lastTexts = new EventTexts(event);
  return lastTexts;
}

function reasonsText(because: Alert['because'], texts: EventTexts): string {
  let text = '';
  for (const { field, value } of because) {
    text += `${text === '' ? '' : ','}{"field":${texts.of(field)},"value":${texts.of(value)}}`;
  }
  return `[${text}]`;
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
