import { UsageError } from '../model/index.ts';
import { indexLines } from './line-index.ts';
import type { PlaceholderValues } from './modifiers.ts';
import { RuleFault } from './rule-fault.ts';
import { readYaml, type YamlNode } from './yaml.ts';

/**
 * Reads a placeholder file: a YAML map from a placeholder's name, with or without percent signs, to a value or a list
 * of values. Text values are patterns: `srv*` has a wildcard.
 * @throws UsageError RULE_YAML or RULE_INVALID with line and column
 * @example
 * parsePlaceholders("Servers: ['srv*', db01]", 'placeholders.yml').get('Servers'); // ['srv*', 'db01']
 */
export function parsePlaceholders(text: string, file: string): PlaceholderValues {
  const lines = indexLines(text);
  try {
    const values = new Map<string, (string | number)[]>();
    for (const document of readYaml(text)) {
      if ('fault' in document) throw document.fault;
      addValues(document.root, values);
    }
    return values;
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new UsageError(error.code, error.message, { file, ...lines.at(error.offset), ...hint });
  }
}

function addValues(root: YamlNode, values: Map<string, (string | number)[]>): void {
  if (root.kind !== 'map') {
    throw new RuleFault(
      'RULE_INVALID',
      'A placeholder file must be a map.',
      root.offset,
      'Write it like "Servers: [srv1, srv2]".',
    );
  }
  for (const { key, value } of root.entries) {
    const list = values.get(plainName(key)) ?? [];
    for (const item of value.kind === 'list' ? value.items : [value]) list.push(placeholderValue(item, key));
    values.set(plainName(key), list);
  }
}

function plainName(key: string): string {
  return /^%.+%$/.test(key) ? key.slice(1, -1) : key;
}

function placeholderValue(node: YamlNode, key: string): string | number {
  if (node.kind === 'scalar' && node.value !== null) return typeof node.value === 'number' ? node.value : node.text;
  throw new RuleFault('RULE_INVALID', `The placeholder "${key}" must have text or numbers as values.`, node.offset);
}
