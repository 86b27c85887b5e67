import type { ItemValue } from '../detection-item.ts';
import type { Draft } from '../modifiers.ts';
import { type DraftPart, parsePattern } from '../pattern.ts';
import { ANY_RUN } from '../rule.ts';
import type { YamlScalar } from '../yaml.ts';

export type TextDraft = Extract<Draft, { kind: 'text' }>;

/** A text as pySigma compares it: wildcards as `*` and `?`, placeholders as `%name%`, nothing escaped. */
export function textOfParts(parts: readonly DraftPart[]): string {
  return parts.map(partText).join('');
}

/** The same, with literal `*` and `?` behind a backslash. */
export function escapedText(parts: readonly DraftPart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part.replace(/[*?]/g, '\\$&') : partText(part))).join('');
}

export function partText(part: DraftPart): string {
  if (typeof part === 'string') return part;
  if (typeof part === 'object') return `%${part.placeholder}%`;
  return part === ANY_RUN ? '*' : '?';
}

/** A value of a pipeline as a rule would hold it: text may have wildcards. */
export function draftOf({ value, text }: Pick<YamlScalar, 'value' | 'text'>): Draft {
  if (value === null) return { kind: 'null' };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'string') return textDraft(value);
  return { kind: 'number', value, text };
}

export function textDraft(text: string): TextDraft {
  return { kind: 'text', parts: parsePattern(text), cased: false, bytes: false };
}

/** A number as pySigma reads one from text; undefined when it is none. */
export function numberOf(text: string): number | bigint | undefined {
  if (/^[-+]?[0-9]{1,64}$/.test(text)) {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : BigInt(text.replace('+', ''));
  }
  if (!/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether a value is the same as one of a pipeline; text is compared with its case and its wildcards, as in pySigma. */
export function isSameDraft(left: Draft, right: Draft): boolean {
  if (left.kind === 'null') return right.kind === 'null';
  if (left.kind === 'text' && right.kind === 'text') return escapedText(left.parts) === escapedText(right.parts);
  if (left.kind === 'number' && right.kind === 'number') return left.value <= right.value && left.value >= right.value;
  return left.kind === 'boolean' && right.kind === 'boolean' && left.value === right.value;
}

/** Whether some form of a value passes a test. */
export function someDraft(value: ItemValue, test: (draft: Draft) => boolean): boolean {
  return value.alternatives.some(test);
}
