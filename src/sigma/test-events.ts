import { type FieldValue, UsageError } from '../model/index.ts';
import { indexLines } from './line-index.ts';
import type { MatchableEvent } from './plain-matcher.ts';
import { RuleFault } from './rule-fault.ts';
import { readYaml, type YamlNode } from './yaml.ts';

/** An event written by hand or cut out of a log: field names and values. */
export interface TestEvent extends MatchableEvent {
  /** where it stands in its file, counted from 1 */
  readonly line: number;
}

/**
 * Reads events for trying rules on: one JSON object a line, or JSON or YAML with a map, a list of maps, or several
 * documents. Values are plain, null, or lists of plain values for fields that occur several times.
 * @returns events in the file's order
 * @throws UsageError EVENTS_INVALID with line and column
 */
export function parseTestEvents(text: string, file: string): readonly TestEvent[] {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const lines = indexLines(source);
  try {
    return isJsonLines(source) ? jsonLines(source) : yamlEvents(source, (offset) => lines.at(offset).line);
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    throw new UsageError('EVENTS_INVALID', error.message, {
      ...{ file, ...lines.at(error.offset) },
      hint: 'Write each event as a flat map: field names, and values that are text, numbers, true, false, null or lists of these.',
    });
  }
}

function isJsonLines(source: string): boolean {
  const filled = source.split('\n').filter((line) => line.trim() !== '');
  return filled.length > 0 && filled.every((line) => /^\s*\{.*\}\s*$/.test(line));
}

function jsonLines(source: string): TestEvent[] {
  const events: TestEvent[] = [];
  let offset = 0;
  for (const [index, line] of source.split('\n').entries()) {
    if (line.trim() !== '') events.push(testEvent(jsonFields(line, offset), index + 1));
    offset += line.length + 1;
  }
  return events;
}

function jsonFields(line: string, offset: number): Map<string, FieldValue> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw invalid(`This line is not JSON: ${(error as Error).message}.`, offset);
  }
  const fields = Object.entries(value as object);
  return new Map(fields.map(([name, one]) => [name, jsonValue(one, name, offset)]));
}

function jsonValue(value: unknown, name: string, offset: number): FieldValue {
  if (Array.isArray(value)) return value.map((one) => jsonValue(one, name, offset));
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as FieldValue;
  throw invalid(`The field "${name}" holds a map; events are flat.`, offset);
}

function yamlEvents(source: string, lineAt: (offset: number) => number): TestEvent[] {
  return readYaml(source).flatMap((document) => {
    if ('fault' in document) throw document.fault;
    const nodes = document.root.kind === 'list' ? document.root.items : [document.root];
    return nodes.map((node) => testEvent(yamlFields(node), lineAt(node.offset)));
  });
}

function yamlFields(node: YamlNode): Map<string, FieldValue> {
  if (node.kind !== 'map') throw invalid('An event must be a map of field names to values.', node.offset);
  return new Map(node.entries.map(({ key, value }) => [key, yamlValue(value, key)]));
}

function yamlValue(node: YamlNode, name: string): FieldValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map((item) => yamlValue(item, name));
  throw invalid(`The field "${name}" holds a map; events are flat.`, node.offset);
}

function testEvent(fields: ReadonlyMap<string, FieldValue>, line: number): TestEvent {
  return { line, get: (field) => fields.get(field), entries: () => fields.entries() };
}

function invalid(message: string, offset: number): RuleFault {
  return new RuleFault('EVENTS_INVALID', message, offset);
}
