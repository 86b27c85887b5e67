import type { Draft } from '../modifiers.ts';
import { type DraftPart, isLiteral, joinParts, parsePattern } from '../pattern.ts';
import { ANY_ONE, ANY_RUN } from '../rule.ts';
import { draftOf, escapedText, numberOf, type TextDraft, textDraft, textOfParts } from './draft-text.ts';
import type { Params } from './params.ts';
import type { Transform, ValueContext } from './pipeline.ts';
import { PipelineFault } from './pipeline-fault.ts';
import { type GroupRegex, groupRegex, readReplacement } from './python-regex.ts';
import { snakeCase, type TransformBuilder } from './transform-fields.ts';

/**
 * Transformations of values. A value that a modifier gave several forms (`windash`, `base64offset`) is transformed in
 * each form; pySigma leaves such values as they are. The case-sensitivity of a value stays.
 * Source: pySigma 2.0.1, sigma.processing.transformations.values.
 */
export const VALUE_TRANSFORMS: readonly (readonly [string, TransformBuilder])[] = [
  ['replace_string', replaceString],
  ['map_string', mapString],
  ['case', changeCase],
  ['regex', toRegex],
  ['set_value', setValue],
  ['convert_type', convertType],
];

function onText(change: (draft: TextDraft, context: ValueContext) => readonly Draft[] | undefined): Transform {
  return { on: 'value', apply: (draft, context) => (draft.kind === 'text' ? change(draft, context) : undefined) };
}

/** Works on the text with its wildcards, or with `skip_special` on the pieces between them; numbers become text. */
function replaceString(params: Params): Transform {
  const regex = groupRegex(params, 'regex', params.text('regex'));
  const replacement = readReplacement(params, 'replacement', regex);
  const isPiecewise = params.flag('skip_special');
  const isInterpreted = params.flag('interpret_special');
  const replace = (text: string): string => {
    const pieces: string[] = [];
    let end = 0;
    for (const match of regex.matchAll(text)) {
      pieces.push(text.slice(end, match.index), replacement(match));
      end = match.index! + match[0].length;
    }
    return pieces.join('') + text.slice(end);
  };
  const changePart = (part: DraftPart): readonly DraftPart[] => {
    if (!isLiteral(part)) return [part];
    return isInterpreted ? parsePattern(replace(part)) : [replace(part)];
  };
  const change = ({ parts, ...draft }: TextDraft): Draft[] => {
    const changed = isPiecewise ? parts.flatMap(changePart) : replaceWhole(parts, regex, replacement);
    return [{ ...draft, parts: joinParts(changed) }];
  };
  return {
    on: 'value',
    apply: (draft) => {
      if (draft.kind === 'text') return change(draft);
      return draft.kind === 'number' ? change(textDraft(String(draft.value))) : undefined;
    },
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly part: DraftPart;
}

/**
 * Replaces in the text of a pattern, where a literal `*` is written `\*`. Only what was replaced is read as a pattern
 * again: what lies between stays as it was, so that `C:\*` does not become a literal asterisk.
 */
function replaceWhole(
  parts: readonly DraftPart[],
  regex: GroupRegex,
  replacement: (match: RegExpMatchArray) => string,
): DraftPart[] {
  const spans = spansOf(parts);
  const plain = escapedText(parts);
  const withPlaceholders = parts.some((part) => typeof part === 'object');
  const result: DraftPart[] = [];
  let pending = '';
  const flush = (): void => {
    // As pySigma: a backslash is itself unless it stands before a wildcard.
    result.push(...parsePattern(pending.replace(/\\(?![*?])/g, '\\\\'), withPlaceholders));
    pending = '';
  };
  const keep = (start: number, end: number): void => {
    for (const span of spans) {
      if (span.end <= start || span.start >= end) continue;
      if (span.start >= start && span.end <= end) {
        flush();
        result.push(span.part);
      } else pending += plain.slice(Math.max(span.start, start), Math.min(span.end, end));
    }
  };
  let position = 0;
  for (const match of regex.matchAll(plain)) {
    keep(position, match.index!);
    pending += replacement(match);
    position = match.index! + match[0].length;
  }
  keep(position, plain.length);
  flush();
  return result;
}

/** Where each character or special part of a pattern lies in its escaped text. */
function spansOf(parts: readonly DraftPart[]): Span[] {
  const pieces = parts.flatMap((part): DraftPart[] => (isLiteral(part) ? [...part] : [part]));
  let end = 0;
  return pieces.map((part) => {
    const start = end;
    end += escapedText([part]).length;
    return { start, end, part };
  });
}

/** Exact and case-sensitive, on the text with its wildcards: `*\cmd.exe` is the key for `Image|endswith: '\cmd.exe'`. */
function mapString(params: Params): Transform {
  const mapping = params.mapping('mapping');
  return onText((draft) =>
    mapping.get(textOfParts(draft.parts))?.map((text) => ({ ...textDraft(text), cased: draft.cased })),
  );
}

function changeCase(params: Params): Transform {
  const method = params.choice('method', ['lower', 'upper', 'snake_case'], 'lower');
  const change = (text: string): string => {
    if (method === 'snake_case') return snakeCase(text);
    return method === 'lower' ? text.toLowerCase() : text.toUpperCase();
  };
  return onText((draft) => [{ ...draft, parts: draft.parts.map((part) => (isLiteral(part) ? change(part) : part)) }]);
}

/**
 * pySigma leaves it to the back end where the expression must lie in the value; here it must be all of it, as the text
 * was, and `.` stands for line feeds as `*` does. Keywords are found anywhere.
 */
function toRegex(params: Params): Transform {
  const method = params.choice('method', ['plain', 'ignore_case_flag', 'ignore_case_brackets'], 'ignore_case_brackets');
  return onText(({ parts }, { item }) => {
    if (parts.length === 0) return undefined;
    const source = parts.map(regexPart).join('');
    const isAnywhere = item.field === '' && !item.isAnchored;
    return [
      { kind: 'regex', source: isAnywhere ? source : `\\A(?:${source})\\z`, flags: method === 'plain' ? 's' : 'is' },
    ];
  });
}

function regexPart(part: DraftPart): string {
  if (isLiteral(part)) return part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  if (part === ANY_RUN) return '.*';
  if (part === ANY_ONE) return '.';
  const { placeholder } = part as Extract<DraftPart, object>;
  throw new PipelineFault(
    `the placeholder "${placeholder}" cannot become a regular expression`,
    'Fill placeholders first.',
  );
}

function setValue(params: Params): Transform {
  const given = params.scalar('value');
  const isForced = params.optionalText('force_type') !== undefined;
  const type = isForced ? params.choice('force_type', ['str', 'num']) : undefined;
  if (type === undefined) return fixedValue(draftOf(given));
  if (given.value === null || typeof given.value === 'boolean')
    params.fail('takes text or a number with "force_type"', 'value');
  if (type === 'str') return fixedValue(textDraft(given.text));
  const value = numberOf(given.text);
  if (value === undefined) return params.fail(`takes a number, not "${given.text}"`, 'value');
  return fixedValue({ kind: 'number', value, text: given.text });
}

function fixedValue(draft: Draft): Transform {
  return { on: 'value', apply: () => [draft] };
}

function convertType(params: Params): Transform {
  if (params.choice('target_type', ['str', 'num']) === 'str') {
    return { on: 'value', apply: (draft) => (draft.kind === 'number' ? [textDraft(String(draft.value))] : undefined) };
  }
  return onText((draft) => {
    const text = textOfParts(draft.parts);
    const value = numberOf(text);
    if (value === undefined) throw new PipelineFault(`the value "${text}" is no number`);
    return [{ kind: 'number', value, text }];
  });
}
