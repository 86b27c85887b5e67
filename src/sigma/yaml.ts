import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import { RuleFault } from './rule-fault.ts';
import { readBlockYaml } from './yaml-block.ts';
import { resolvePlain } from './yaml-scalar.ts';

/** A YAML value with its place in the text (`offset`, UTF-16 units). */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | bigint | boolean | null;
  /** as written, without quotes and with escapes resolved: `0x17` where the value is 23 */
  readonly text: string;
  readonly offset: number;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly offset: number;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly offset: number;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: YamlNode;
}

/** One document of a text, or the reason why it could not be read. */
export type YamlDocument = { readonly root: YamlNode } | { readonly fault: RuleFault };

// Rules nest about eight deep; enough for any honest file and far from the stack's end.
const MAX_DEPTH = 48;

/**
 * Reads all documents of a YAML text. Empty documents are left out. A document that is not YAML becomes a fault and the
 * others are read all the same.
 *
 * Plain scalars follow the core schema of YAML 1.2. PyYAML, and so pySigma, follows 1.1, which differs in: `yes no on
 * off` (booleans there, text here), `017` (octal 15 there, 17 here), `0o17` (text there), `1_000` and `12:30` (numbers
 * there, text here), dates (text here) and `1e3` (text there). `.inf` and `.nan` stay text; pySigma refuses them.
 */
export function readYaml(text: string): YamlDocument[] {
  const root = readBlockYaml(text);
  return root === undefined ? readFullYaml(text) : [{ root }];
}

/** As `readYaml`, always with the full parser; the fast one is checked against it. */
export function readFullYaml(text: string): YamlDocument[] {
  try {
    return construct(text, 0);
  } catch (error) {
    const pieces = splitDocuments(text);
    if (pieces.length < 2) return [{ fault: yamlFault(error, 0) }];
    return pieces.flatMap(({ piece, offset }) => {
      try {
        return construct(piece, offset);
      } catch (pieceError) {
        return [{ fault: yamlFault(pieceError, offset) }];
      }
    });
  }
}

/** A `---` at the start of a line is a document marker everywhere in YAML, also inside quotes and block scalars. */
function splitDocuments(text: string): { piece: string; offset: number }[] {
  const starts = [0, ...Array.from(text.matchAll(/^---(?=\s|$)/gm), (match) => match.index)];
  return starts
    .map((start, index) => ({ piece: text.slice(start, starts[index + 1] ?? text.length), offset: start }))
    .filter(({ piece }) => piece.trim() !== '');
}

function yamlFault(error: unknown, base: number): RuleFault {
  if (error instanceof RuleFault) return new RuleFault(error.code, error.message, error.offset + base, error.hint);
  if (!(error instanceof YAMLException)) throw error;
  const offset = base + (error.mark?.position ?? 0);
  return new RuleFault('RULE_YAML', `Not valid YAML: ${error.reason}.`, offset, 'Check indentation and quotes here.');
}

interface Frame {
  readonly node:
    | { kind: 'list'; items: YamlNode[]; offset: number }
    | { kind: 'map'; entries: YamlEntry[]; offset: number };
  readonly anchor: string | undefined;
  readonly keys: Set<string> | undefined;
  key: YamlScalar | undefined;
}

function construct(text: string, base: number): YamlDocument[] {
  const documents: YamlDocument[] = [];
  let anchors = new Map<string, YamlNode>();
  let stack: Frame[] = [];
  // An empty value has no place of its own; it is shown where its key stands.
  let lastOffset = base;
  const close = (node: YamlNode, anchor: string | undefined): void => {
    if (anchor !== undefined) anchors.set(anchor, node);
    const parent = stack.at(-1);
    if (parent !== undefined) append(parent, node);
    else if (node.kind !== 'scalar' || node.value !== null) documents.push({ root: node });
  };
  for (const event of parseEvents(text, { maxDepth: MAX_DEPTH })) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        anchors = new Map();
        stack = [];
        break;
      case EVENT_ID.SCALAR:
        if (event.valueStart >= 0) lastOffset = base + event.valueStart;
        close(scalarNode(text, event, lastOffset), anchorOf(text, event));
        break;
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        stack.push(openFrame(text, event, base));
        break;
      case EVENT_ID.ALIAS:
        close(aliasTarget(text.slice(event.anchorStart, event.anchorEnd), anchors, event.anchorStart), undefined);
        break;
      case EVENT_ID.POP: {
        const frame = stack.pop();
        if (frame !== undefined) close(frame.node, frame.anchor);
      }
    }
  }
  return documents;
}

function anchorOf(text: string, event: { anchorStart: number; anchorEnd: number }): string | undefined {
  return event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
}

function openFrame(text: string, event: Exclude<Event, { type: 1 | 4 | 5 | 6 }>, base: number): Frame {
  const anchor = anchorOf(text, event);
  const offset = event.start + base;
  return event.type === EVENT_ID.SEQUENCE
    ? { node: { kind: 'list', items: [], offset }, anchor, keys: undefined, key: undefined }
    : { node: { kind: 'map', entries: [], offset }, anchor, keys: new Set(), key: undefined };
}

/** An anchor is known only once its node is complete, so that no node can contain itself. */
function aliasTarget(name: string, anchors: ReadonlyMap<string, YamlNode>, offset: number): YamlNode {
  const target = anchors.get(name);
  if (target !== undefined) return target;
  throw new RuleFault('RULE_YAML', `The alias *${name} names no complete value before it.`, offset);
}

function append(frame: Frame, node: YamlNode): void {
  if (frame.node.kind === 'list') {
    frame.node.items.push(node);
    return;
  }
  if (frame.key === undefined) {
    if (node.kind !== 'scalar') throw new RuleFault('RULE_YAML', 'A key must be plain text.', node.offset);
    frame.key = node;
    return;
  }
  const key = frame.key;
  frame.key = undefined;
  if (key.text === '<<' && node.kind !== 'scalar') {
    mergeInto(frame, node);
    return;
  }
  // As pySigma's loader: the second of two equal keys would silently replace the first.
  if (frame.keys!.has(key.text)) {
    throw new RuleFault(
      'RULE_YAML',
      `The key "${key.text}" occurs twice in one map.`,
      key.offset,
      'Put the values into one list.',
    );
  }
  frame.keys!.add(key.text);
  frame.node.entries.push({ key: key.text, keyOffset: key.offset, value: node });
}

/** `<<: *base` (YAML 1.1 merge, which PyYAML has): the entries of other maps, where this map has none of that name. */
function mergeInto(frame: Frame, node: YamlList | YamlMap): void {
  if (frame.node.kind !== 'map') return;
  for (const source of node.kind === 'list' ? node.items : [node]) {
    if (source.kind !== 'map') throw new RuleFault('RULE_YAML', 'Only a map can be merged with <<.', source.offset);
    for (const entry of source.entries) {
      if (frame.keys!.has(entry.key)) continue;
      frame.keys!.add(entry.key);
      frame.node.entries.push(entry);
    }
  }
}

const STRING_TAGS = new Set(['!', '!!str', 'tag:yaml.org,2002:str', '!<tag:yaml.org,2002:str>']);
const PLAIN_TAGS = new Set(['!!int', '!!float', '!!bool', '!!null']);

function scalarNode(text: string, event: ScalarEvent, start: number): YamlScalar {
  const plain = event.style === SCALAR_STYLE.PLAIN;
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  const content = event.fast ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event);
  const offset = start - (quoted ? 1 : 0);
  const tag = event.tagStart < 0 ? '' : text.slice(event.tagStart, event.tagEnd);
  if (tag !== '' && !STRING_TAGS.has(tag) && !PLAIN_TAGS.has(tag)) {
    throw new RuleFault('RULE_YAML', `The YAML tag ${tag} has no meaning in a rule.`, offset, 'Remove the tag.');
  }
  const value = plain && !STRING_TAGS.has(tag) ? resolvePlain(content) : content;
  return { kind: 'scalar', value, text: content, offset };
}

/** The value of a key in a map; undefined when the node is no map or has no such key. */
export function entryOf(node: YamlNode, key: string): YamlEntry | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}
