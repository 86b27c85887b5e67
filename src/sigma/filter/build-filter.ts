import { type RuleContext, readDetection, readLogsource } from '../build-rule.ts';
import { RuleFault } from '../rule-fault.ts';
import { entryOf, type YamlMap, type YamlNode } from '../yaml.ts';
import { textOf } from '../yaml-text.ts';
import type { RuleReference, SigmaFilter } from './sigma-filter.ts';

/**
 * Builds a filter from its document.
 * @throws RuleFault for the first thing that is wrong
 * Source: Sigma filters specification 2.0.0 (part of Sigma 2.1); pySigma 2.0.1 where it is silent: `rules` may be one id
 * or name, `any`, or an empty list, which is `any` too; the condition is one text.
 */
export function buildFilter(map: YamlMap, context: RuleContext): SigmaFilter {
  const title = textOf(map, 'title');
  if (title === undefined || title === '') throw invalid('The filter has no title.', map.offset, 'Add "title:".');
  const logsource = readLogsource(map, 'filter');
  const section = entryOf(map, 'filter')!.value;
  if (section.kind !== 'map') throw invalid('The filter must be a map.', section.offset, EXAMPLE);
  const rules = readReferences(section, context);
  const missing = new Set<string>();
  const { expression, tree } = readDetection(checkSection(section), OTHER_KEYS, context, missing);
  return {
    kind: 'filter',
    id: textOf(map, 'id') ?? title,
    title,
    description: textOf(map, 'description'),
    logsource,
    rules,
    detection: expression,
    missingPlaceholders: [...missing],
    origin: context.origin,
    ...(tree === undefined ? {} : { draft: { detection: tree, lines: context.lines, document: map } }),
  };
}

const OTHER_KEYS = new Set(['rules', 'condition']);
const EXAMPLE = 'Write "rules:", a selection and "condition: not selection" under "filter:".';

/** A list of conditions would be joined with `or`, which nobody expects of something that only suppresses. */
function checkSection(section: YamlMap): YamlMap {
  const condition = entryOf(section, 'condition')?.value;
  if (condition?.kind !== 'scalar' && condition !== undefined) {
    throw invalid('The condition of a filter must be one text.', condition.offset, 'Join the conditions with "and".');
  }
  if (section.entries.some(({ key }) => !OTHER_KEYS.has(key))) return section;
  throw invalid('The filter has no selection.', section.offset, EXAMPLE);
}

function readReferences(section: YamlMap, context: RuleContext): SigmaFilter['rules'] {
  const entry = entryOf(section, 'rules');
  const hint = 'Give ids or names of rules, or "any".';
  if (entry === undefined) throw invalid('The filter names no rules.', section.offset, hint);
  const { value } = entry;
  if (value.kind === 'scalar' && value.text.trim().toLowerCase() === 'any') return 'any';
  if (value.kind === 'list' && value.items.length === 0) return 'any';
  return (value.kind === 'list' ? value.items : [value]).map((node) => reference(node, context, hint));
}

function reference(node: YamlNode, { lines }: RuleContext, hint: string): RuleReference {
  const text = node.kind === 'scalar' && node.value !== null ? node.text.trim() : '';
  if (text === '') throw invalid('A rule must be named by its id or its name.', node.offset, hint);
  return { text, position: lines.at(node.offset) };
}

function invalid(message: string, offset: number, hint: string): RuleFault {
  return new RuleFault('RULE_INVALID', message, offset, hint);
}
