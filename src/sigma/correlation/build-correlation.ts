import { readLevel } from '../build-rule.ts';
import { nearest } from '../nearest.ts';
import { RuleFault } from '../rule-fault.ts';
import { readNotes } from '../rule-notes.ts';
import { entryOf, type YamlMap } from '../yaml.ts';
import { textOf, textsOf } from '../yaml-text.ts';
import { readCondition } from './condition.ts';
import { type CorrelationContext, scalars } from './correlation-context.ts';
import { CORRELATION_TYPES, type CorrelationRule, type CorrelationType, type FieldAlias } from './correlation-rule.ts';

const KNOWN_KEYS = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'];

/**
 * Builds a correlation rule from its document.
 * @throws RuleFault for the first thing that is wrong; an unknown key in the correlation section is, as it would change
 *   what is counted
 */
export function buildCorrelation(map: YamlMap, context: CorrelationContext): CorrelationRule {
  const title = textOf(map, 'title');
  if (title === undefined || title === '') throw invalid('The rule has no title.', map.offset, 'Add "title:".');
  const section = entryOf(map, 'correlation')!.value;
  if (section.kind !== 'map') throw invalid('"correlation:" must be a map.', section.offset);
  refuseUnknownKeys(section);
  const type = readType(section);
  const named = readReferences(section, context);
  const { condition, rules } = readCondition(section, type, named, context);
  return {
    kind: 'correlation',
    id: textOf(map, 'id') ?? title,
    name: textOf(map, 'name'),
    title,
    status: textOf(map, 'status'),
    level: textOf(map, 'level') === undefined ? undefined : readLevel(map),
    description: textOf(map, 'description'),
    author: textOf(map, 'author'),
    references: textsOf(map, 'references'),
    tags: textsOf(map, 'tags'),
    falsePositives: textsOf(map, 'falsepositives'),
    ...readNotes(map),
    type,
    rules,
    groupBy: distinctTexts(section, 'group-by'),
    timespanMs: readTimespan(section),
    condition,
    aliases: readAliases(section, context),
    // The specification's schema has it beside "correlation:", pySigma inside.
    generate: readFlag(section, 'generate') ?? readFlag(map, 'generate') ?? false,
    origin: context.origin,
  };
}

function refuseUnknownKeys(section: YamlMap): void {
  for (const { key, keyOffset } of section.entries) {
    if (KNOWN_KEYS.includes(key)) continue;
    const near = nearest(key, KNOWN_KEYS);
    const hint = near === undefined ? `Known are ${KNOWN_KEYS.join(', ')}.` : `Did you mean "${near}"?`;
    throw invalid(`A correlation has no "${key}".`, keyOffset, hint);
  }
}

function readType(section: YamlMap): CorrelationType {
  const text = textOf(section, 'type');
  const known = CORRELATION_TYPES.find((type) => type === text?.toLowerCase());
  if (known !== undefined) return known;
  const offset = entryOf(section, 'type')?.value.offset ?? section.offset;
  const hint = `Known are ${CORRELATION_TYPES.join(', ')}.`;
  throw invalid(text === undefined ? 'The correlation has no type.' : `"${text}" is no type.`, offset, hint);
}

function readReferences(section: YamlMap, { lines }: CorrelationContext): CorrelationRule['rules'] {
  const entry = entryOf(section, 'rules');
  if (entry === undefined) return [];
  const items = scalars(entry);
  if (items.length === 0) throw invalid('"rules:" is empty.', entry.keyOffset, 'Name rules by their id or name.');
  const seen = new Set<string>();
  return items.map(({ text, offset }) => {
    if (seen.has(text)) throw invalid(`The rule "${text}" is named twice.`, offset);
    seen.add(text);
    return { reference: text, position: lines.at(offset) };
  });
}

function distinctTexts(section: YamlMap, key: string): string[] {
  const entry = entryOf(section, key);
  return entry === undefined ? [] : [...new Set(scalars(entry).map(({ text }) => text))];
}

// Months and years as pySigma 2.0.1: the mean Gregorian year of 365.2425 days, and a twelfth of it.
const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ...{ s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, M: 2_629_746, y: 31_556_952 },
};

function readTimespan(section: YamlMap): number {
  const entry = entryOf(section, 'timespan');
  const hint = 'Write a number and s, m, h, d, w, M (months) or y, for example 90m.';
  if (entry === undefined) throw invalid('The correlation has no timespan.', section.offset, hint);
  const text = entry.value.kind === 'scalar' ? entry.value.text.trim() : '';
  // 10 characters at most: the specification's schema.
  const match = /^([0-9]{1,9})([smhdwMy])$/.exec(text);
  if (match === null) throw invalid(`"${text}" is no timespan.`, entry.value.offset, hint);
  const milliseconds = Number(match[1]) * UNIT_SECONDS[match[2]!]! * 1000;
  if (milliseconds > 0) return milliseconds;
  throw invalid('The timespan must be greater than zero.', entry.value.offset, hint);
}

function readAliases(section: YamlMap, { lines }: CorrelationContext): FieldAlias[] {
  const entry = entryOf(section, 'aliases');
  if (entry === undefined) return [];
  const shape = 'Write "alias name:", below it "rule name: field name".';
  if (entry.value.kind !== 'map') throw invalid('"aliases:" must be a map.', entry.value.offset, shape);
  return entry.value.entries.map(({ key, value }) => {
    if (value.kind !== 'map') throw invalid(`The alias "${key}" must be a map.`, value.offset, shape);
    const fields = value.entries.map((field) => ({
      rule: { reference: field.key, position: lines.at(field.keyOffset) },
      field: scalars({ ...field, key })[0]?.text ?? '',
    }));
    return { alias: key, fields };
  });
}

function readFlag(map: YamlMap, key: string): boolean | undefined {
  const value = entryOf(map, key)?.value;
  if (value === undefined) return undefined;
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value;
  throw invalid(`"${key}:" must be true or false.`, value.offset);
}

function invalid(message: string, offset: number, hint?: string): RuleFault {
  return new RuleFault('RULE_INVALID', message, offset, hint);
}
