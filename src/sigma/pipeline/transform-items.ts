import { type DetectionItem, type DetectionTree, type ItemValue, join } from '../detection-item.ts';
import type { Draft } from '../modifiers.ts';
import { draftOf, escapedText, numberOf, textDraft } from './draft-text.ts';
import type { Params } from './params.ts';
import type { Transform } from './pipeline.ts';
import { PipelineFault } from './pipeline-fault.ts';
import { groupRegex } from './python-regex.ts';
import type { TransformBuilder } from './transform-fields.ts';

/** Transformations of a field with its values. Source: pySigma 2.0.1, detection_item, values and failure. */
export const ITEM_TRANSFORMS: readonly (readonly [string, TransformBuilder])[] = [
  ['drop_detection_item', () => ({ on: 'item', apply: () => 'drop' })],
  ['hashes_fields', hashesFields],
  ['extract_fields', extractFields],
  ['detection_item_failure', itemFailure],
];

function itemFailure(params: Params): Transform {
  const message = params.text('message');
  return {
    on: 'item',
    apply() {
      throw new PipelineFault(message);
    },
  };
}

/** The texts of an item, wildcards and all; undefined when a value is none, which both transformations leave alone. */
function textsOf(item: DetectionItem): { text: string; value: ItemValue }[] | undefined {
  const texts: { text: string; value: ItemValue }[] = [];
  for (const value of item.values) {
    for (const draft of value.alternatives) {
      if (draft.kind !== 'text') return undefined;
      texts.push({ text: escapedText(draft.parts), value });
    }
  }
  return texts;
}

function itemWith(
  item: DetectionItem,
  field: string,
  values: readonly { draft: Draft; value: ItemValue }[],
): DetectionItem {
  return {
    ...item,
    field,
    linking: 'or',
    isNegated: false,
    values: values.map(({ draft, value }) => ({ ...value, alternatives: [draft] })),
  };
}

/** The parts stand where the item stood, so what turned it around turns them around. */
function inPlaceOf(item: DetectionItem, tree: DetectionTree): DetectionTree {
  return item.isNegated ? { kind: 'not', operand: tree } : tree;
}

const HASH_BY_LENGTH: Readonly<Record<number, string>> = { 32: 'MD5', 40: 'SHA1', 64: 'SHA256', 128: 'SHA512' };

/** `Hashes|contains: MD5=987B...` becomes the field `MD5` with that value; several are alternatives, as in pySigma. */
function hashesFields(params: Params): Transform {
  const algorithms = params.texts('valid_hash_algos');
  const prefix = params.optionalText('field_prefix') ?? '';
  const isPrefixOnly = params.flag('drop_algo_prefix');
  const parsed = params.optionalTexts('field_to_parse') ?? ['Hashes', 'Hash'];
  return {
    on: 'item',
    apply(item) {
      const texts = parsed.includes(item.field) ? textsOf(item) : undefined;
      if (texts === undefined) return undefined;
      const fields = new Map<string, { draft: Draft; value: ItemValue }[]>();
      for (const { text, value } of texts) {
        const { algorithm, hash } = splitHash(text);
        const field = prefix + (isPrefixOnly ? '' : algorithm);
        if (!algorithms.includes(algorithm) || field === '') continue;
        fields.set(field, [...(fields.get(field) ?? []), { draft: textDraft(hash), value }]);
      }
      if (fields.size > 0)
        return inPlaceOf(
          item,
          join(
            'or',
            [...fields].map(([field, values]) => itemWith(item, field, values)),
          ),
        );
      throw new PipelineFault(`"${item.field}" holds no hash of ${algorithms.join(', ')}`);
    },
  };
}

function splitHash(text: string): { algorithm: string; hash: string } {
  const parts = text.split(text.includes('|') ? '|' : '=');
  const [first = '', second] = parts;
  if (parts.length === 2)
    return { algorithm: first.replace(/^\*+/, '').toUpperCase(), hash: withoutWildcards(second!) };
  const hash = withoutWildcards(first);
  return { algorithm: HASH_BY_LENGTH[hash.length] ?? '', hash };
}

function withoutWildcards(text: string): string {
  return text.replace(/^[*?]+/, '').replace(/[*?]+$/, '');
}

/** Each named group of an expression becomes a field; all of one value must match, values are linked as before. */
function extractFields(params: Params): Transform {
  const regex = groupRegex(params, 'regex', params.text('regex'));
  const prefix = params.optionalText('field_prefix');
  const keepsOthers = params.flag('preserve_unmatched');
  if (regex.names.length === 0)
    params.fail('needs an expression with a named group', 'regex', 'Write it like (?P<name>...).');
  const fieldOf = (name: string): string => (prefix === undefined ? name : `${prefix}.${name}`);
  const extract = (item: DetectionItem, text: string, value: ItemValue): DetectionTree[] => {
    const groups = regex.matchStart(text)?.groups;
    if (groups === undefined)
      return keepsOthers ? [itemWith(item, item.field, [{ draft: textDraft(text), value }])] : [];
    const found = regex.names.filter((name) => groups[name] !== undefined && groups[name] !== '');
    if (found.length === 0) return [];
    return [
      join(
        'and',
        found.map((name) => itemWith(item, fieldOf(name), [{ draft: extracted(groups[name]!), value }])),
      ),
    ];
  };
  return {
    on: 'item',
    apply(item) {
      const trees = textsOf(item)?.flatMap(({ text, value }) => extract(item, text, value)) ?? [];
      return trees.length === 0 ? undefined : inPlaceOf(item, join(item.linking, trees));
    },
  };
}

/** As pySigma: `null` and `none` are null, numbers are numbers unless they start with a zero. */
function extracted(text: string): Draft {
  if (/^(?:null|none)$/i.test(text)) return draftOf({ value: null, text });
  const value = text !== '0' && text.startsWith('0') ? undefined : numberOf(text);
  return value === undefined ? textDraft(text) : { kind: 'number', value, text };
}
