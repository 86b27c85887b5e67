import type { Node } from './binxml.ts';
import type { RecordCursor } from './record.ts';
import type { EvtxValue } from './types.ts';
import { TYPE } from './value.ts';

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" };

/** The text of an entity reference; unknown ones stay as they are written. */
function entityText(name: string): string {
  return ENTITIES[name] ?? `&${name};`;
}

/** A value as text; items of an array are joined by commas. */
export function valueText(value: EvtxValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(valueText).join(',') : String(value);
}

/** The text of nodes that are no elements, joined. */
export function contentText(record: RecordCursor, nodes: readonly Node[], scope: number): string {
  let text = '';
  for (const node of nodes) text += nodeText(record, node, scope);
  return text;
}

/** The text of one node; empty for an element, an instruction and nested BinXML. */
export function nodeText(record: RecordCursor, node: Node, scope: number): string {
  switch (node.kind) {
    case 'text':
    case 'cdata':
      return node.text;
    case 'literal':
      return valueText(node.value);
    case 'slot':
      return record.slotType(scope, node.slot) === TYPE.binXml ? '' : valueText(record.slotValue(scope, node.slot));
    case 'char':
      return String.fromCharCode(node.unit);
    case 'entity':
      return entityText(node.name);
    default:
      return '';
  }
}
