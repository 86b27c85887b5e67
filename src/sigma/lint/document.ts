import { MAX_LEAVES } from '../detection.ts';
import type { LineIndex } from '../line-index.ts';
import { entryOf, type YamlEntry, type YamlList, type YamlMap, type YamlNode, type YamlScalar } from '../yaml.ts';

export type DocumentKind = 'rule' | 'correlation' | 'filter';

/** One field (or keyword list) of a search identifier with its modifiers and values. */
export interface DetectionItem {
  readonly identifier: string;
  /** empty for keywords */
  readonly field: string;
  readonly modifiers: readonly string[];
  /** where the key stands; for keywords without a key, where they start */
  readonly offset: number;
  readonly values: readonly YamlNode[];
  /** written as a list, also one of a single value */
  readonly isList: boolean;
}

/** A word or bracket of a condition. */
export interface ConditionToken {
  readonly text: string;
  readonly offset: number;
}

/** One document of a rule file, as checks see it. */
export interface LintDocument {
  readonly kind: DocumentKind;
  readonly file: string;
  /** the whole text of the file, without a byte order mark */
  readonly source: string;
  readonly lines: LineIndex;
  readonly map: YamlMap;
  /** part of a collection (`action: global`): keys may come from other documents */
  readonly isPart: boolean;
  /** the first document of its file, to which findings about the file belong */
  readonly isFirst: boolean;
  readonly hasByteOrderMark: boolean;
  /** search identifiers in the document's order */
  readonly identifiers: readonly YamlEntry[];
  readonly items: readonly DetectionItem[];
  readonly conditions: readonly (readonly ConditionToken[])[];
}

/** Prepares a document for the checks. */
export function lintDocument(
  map: YamlMap,
  about: Pick<LintDocument, 'file' | 'source' | 'lines' | 'isPart' | 'isFirst' | 'hasByteOrderMark'>,
): LintDocument {
  const kind = kindOf(map);
  const identifiers = identifiersOf(map, kind);
  return {
    ...about,
    kind,
    map,
    identifiers,
    items: itemsOfAll(identifiers),
    conditions: conditionsOf(map, kind).map((node) => tokensOf(node, about.source)),
  };
}

function kindOf(map: YamlMap): DocumentKind {
  if (entryOf(map, 'correlation') !== undefined) return 'correlation';
  return entryOf(map, 'filter') !== undefined && entryOf(map, 'detection') === undefined ? 'filter' : 'rule';
}

// `timeframe` belonged to the aggregations that correlations replaced; it is no search identifier.
const NOT_IDENTIFIERS: Readonly<Record<DocumentKind, readonly string[]>> = {
  rule: ['condition', 'timeframe'],
  filter: ['condition', 'rules'],
  correlation: [],
};

function sectionOf(map: YamlMap, kind: DocumentKind): YamlNode | undefined {
  return kind === 'correlation' ? undefined : entryOf(map, kind === 'rule' ? 'detection' : 'filter')?.value;
}

function identifiersOf(map: YamlMap, kind: DocumentKind): readonly YamlEntry[] {
  const section = sectionOf(map, kind);
  return section?.kind === 'map' ? section.entries.filter(({ key }) => !NOT_IDENTIFIERS[kind].includes(key)) : [];
}

/**
 * Those of all search identifiers. Some hundred bytes of YAML whose aliases repeat each other stand for billions of values,
 * so that no more are looked at than a rule may have; the parser refuses such a rule.
 */
function itemsOfAll(identifiers: readonly YamlEntry[]): readonly DetectionItem[] {
  const budget = { nodes: MAX_LEAVES };
  return identifiers.flatMap(({ key, value }) => itemsOf(key, value, budget));
}

function itemsOf(identifier: string, node: YamlNode, budget: { nodes: number }): DetectionItem[] {
  if (budget.nodes <= 0) return [];
  const size = node.kind === 'map' ? node.entries.length : node.kind === 'list' ? node.items.length : 1;
  budget.nodes -= Math.max(1, size);
  if (node.kind === 'map') return node.entries.map((entry) => itemOf(identifier, entry));
  const [keywords, others] = keywordsAndOthers(node);
  const items = others.flatMap((item) => itemsOf(identifier, item, budget));
  if (keywords.length === 0) return items;
  const { offset } = keywords[0]!;
  const isList = node.kind === 'list';
  return [{ identifier, field: '', modifiers: [], offset, values: keywords, isList }, ...items];
}

function keywordsAndOthers(node: YamlList | YamlScalar): readonly [readonly YamlScalar[], readonly YamlNode[]] {
  const nodes = node.kind === 'list' ? node.items : [node];
  return [nodes.filter((item) => item.kind === 'scalar'), nodes.filter((item) => item.kind !== 'scalar')];
}

function itemOf(identifier: string, { key, keyOffset, value }: YamlEntry): DetectionItem {
  const [field = '', ...modifiers] = key.split('|');
  const isList = value.kind === 'list';
  return { identifier, field, modifiers, offset: keyOffset, values: isList ? value.items : [value], isList };
}

function conditionsOf(map: YamlMap, kind: DocumentKind): readonly YamlScalar[] {
  const section = sectionOf(map, kind);
  const value = section === undefined ? undefined : entryOf(section, 'condition')?.value;
  const nodes = value === undefined ? [] : value.kind === 'list' ? value.items : [value];
  return nodes.filter((node): node is YamlScalar => node.kind === 'scalar');
}

// The parser refuses longer ones.
const MAX_CONDITION_LENGTH = 65_536;

/** Folding changes only white space, so each word stands in the source behind the one before it. */
function tokensOf(node: YamlScalar, source: string): readonly ConditionToken[] {
  if (node.text.length > MAX_CONDITION_LENGTH) return [];
  let from = node.offset;
  return Array.from(node.text.matchAll(/[()]|[\p{L}\p{N}_.*?-]+|\S/gu), ([text]) => {
    // Escapes of double quotes hide words; from there on the place is that of the condition.
    const found = from === -1 ? -1 : source.indexOf(text, from);
    from = found === -1 ? -1 : found + text.length;
    return { text, offset: found === -1 ? node.offset : found };
  });
}

/** The text of a scalar at a key; undefined when there is none or it is null. */
export function scalarAt(map: YamlNode | undefined, key: string): YamlScalar | undefined {
  const value = map === undefined ? undefined : entryOf(map, key)?.value;
  return value?.kind === 'scalar' && value.value !== null ? value : undefined;
}

/** The scalars of a list at a key, or the one scalar there. */
export function scalarsAt(map: YamlNode | undefined, key: string): readonly YamlScalar[] {
  const value = map === undefined ? undefined : entryOf(map, key)?.value;
  const nodes = value === undefined ? [] : value.kind === 'list' ? value.items : [value];
  return nodes.filter((node): node is YamlScalar => node.kind === 'scalar' && node.value !== null);
}

/** The value of a key when it is a map. */
export function mapAt(map: YamlNode | undefined, key: string): YamlMap | undefined {
  const value = map === undefined ? undefined : entryOf(map, key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

/** Values of a field that are text, with their places. */
export function textsOf(item: DetectionItem): readonly YamlScalar[] {
  return item.values.filter((node): node is YamlScalar => node.kind === 'scalar' && typeof node.value === 'string');
}

/** The first scalar whose text stood before it in the list. */
export function firstRepeated(nodes: readonly YamlScalar[]): YamlScalar | undefined {
  const seen = new Set<string>();
  return nodes.find(({ text }) => seen.size === seen.add(text).size);
}
