import { UsageError } from '../model/index.ts';
import { buildRule } from './build-rule.ts';
import { buildCorrelation } from './correlation/build-correlation.ts';
import type { CorrelationRule } from './correlation/correlation-rule.ts';
import { buildFilter } from './filter/build-filter.ts';
import type { SigmaFilter } from './filter/sigma-filter.ts';
import { indexLines, type LineIndex } from './line-index.ts';
import type { PlaceholderValues } from './modifiers.ts';
import type { SigmaRule } from './rule.ts';
import { RuleFault } from './rule-fault.ts';
import { entryOf, readYaml, type YamlMap, type YamlNode } from './yaml.ts';

export interface ParseOptions {
  /** values for `|expand`, by placeholder name without percent signs; see `parsePlaceholders` */
  readonly placeholders?: PlaceholderValues;
  /** keep what processing pipelines need; see `applyPipelines` */
  readonly keepDrafts?: boolean;
}

/** A document that says something about rules: what to leave out, or what to make of several matches. */
export type OtherDocument = CorrelationRule | SigmaFilter;

/** What a rule file holds. Every document is in exactly one list, but for collection actions, which only shape others. */
export interface ParsedRules {
  readonly rules: readonly SigmaRule[];
  readonly others: readonly OtherDocument[];
  readonly errors: readonly UsageError[];
}

// The largest community rule file has 90 KB; a YAML parser takes seconds for hundreds of megabytes.
const MAX_TEXT_LENGTH = 16 * 1024 * 1024;

/**
 * Parses all rules of a file. A document that is wrong becomes an error with line and column; the others are kept.
 * Collections (`action: global`, `reset`, `repeat`) are resolved as pySigma does.
 * @param file named in errors and in the rules' origin; not opened
 * @returns rules in the file's order, with conditions resolved and modifiers applied
 * @throws never for any text
 * Source: Sigma specification 2.1; what it leaves open follows pySigma 2.0.1 and says so where it is decided.
 * @example
 * const { rules, errors } = parseRules(text, 'rules/mimikatz.yml');
 */
export function parseRules(text: string, file: string, options: ParseOptions = {}): ParsedRules {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const lines = indexLines(source);
  const rules: SigmaRule[] = [];
  const others: OtherDocument[] = [];
  const errors: UsageError[] = [];
  const collection: Collection = { global: undefined, previous: undefined };
  for (const document of readDocuments(source)) {
    try {
      if ('fault' in document) throw document.fault;
      const map = asMap(document.root);
      const kind = otherKind(map);
      const origin = { file, ...lines.at(map.offset) };
      if (kind === 'correlation') others.push(buildCorrelation(map, { source, lines, origin }));
      else if (kind === 'filter') others.push(buildFilter(map, { source, lines, origin, options }));
      else {
        const resolved = applyAction(map, collection);
        if (resolved !== undefined) rules.push(buildRule(resolved, { source, lines, origin, options }));
      }
    } catch (error) {
      errors.push(toUsageError(error, file, lines));
    }
  }
  return { rules, others, errors };
}

/**
 * Parses a text that holds exactly one detection rule.
 * @throws UsageError for the first error, and when there is not exactly one rule
 */
export function parseRule(text: string, file: string, options: ParseOptions = {}): SigmaRule {
  const { rules, errors } = parseRules(text, file, options);
  if (errors[0] !== undefined) throw errors[0];
  const [rule] = rules;
  if (rule !== undefined && rules.length === 1) return rule;
  throw new UsageError('RULE_INVALID', `Expected one detection rule, found ${rules.length}.`, { file });
}

function readDocuments(source: string): ReturnType<typeof readYaml> {
  if (source.length <= MAX_TEXT_LENGTH) return readYaml(source);
  const message = `The file is longer than ${MAX_TEXT_LENGTH} characters.`;
  return [{ fault: new RuleFault('RULE_INVALID', message, 0, 'Split it into several files.') }];
}

function asMap(root: YamlNode): YamlMap {
  if (root.kind === 'map') return root;
  const hint = 'A rule starts with "title:".';
  throw new RuleFault(
    'RULE_INVALID',
    `A rule must be a map, here is ${root.kind === 'list' ? 'a list' : 'plain text'}.`,
    root.offset,
    hint,
  );
}

function otherKind(map: YamlMap): 'correlation' | 'filter' | undefined {
  if (entryOf(map, 'action') !== undefined) return undefined;
  if (entryOf(map, 'correlation') !== undefined) return 'correlation';
  return entryOf(map, 'filter') === undefined ? undefined : 'filter';
}

interface Collection {
  global: YamlMap | undefined;
  previous: YamlMap | undefined;
}

/**
 * As pySigma: what `global` holds is put over each following rule until `reset`; `repeat` puts its content over the
 * previous rule.
 * @returns the rule to build, or undefined when the document only shapes others
 */
function applyAction(map: YamlMap, collection: Collection): YamlMap | undefined {
  const action = entryOf(map, 'action');
  const own = action === undefined ? map : { ...map, entries: map.entries.filter((entry) => entry !== action) };
  const name = action?.value.kind === 'scalar' ? action.value.text : undefined;
  if (action === undefined) {
    collection.previous = collection.global === undefined ? map : overlay(map, collection.global);
    return collection.previous;
  }
  if (name === 'global') {
    collection.global = own;
    collection.previous = own;
    return undefined;
  }
  if (name === 'reset') {
    collection.global = undefined;
    return undefined;
  }
  if (name === 'repeat') {
    collection.previous = collection.previous === undefined ? own : overlay(collection.previous, own);
    return collection.previous;
  }
  throw new RuleFault('RULE_INVALID', 'An action must be global, reset or repeat.', action.keyOffset);
}

/** Maps are merged at every depth (bounded by the YAML depth), everything else is replaced. */
function overlay(base: YamlMap, top: YamlMap): YamlMap {
  const entries = new Map(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of top.entries) {
    const under = entries.get(entry.key)?.value;
    const isBoth = under?.kind === 'map' && entry.value.kind === 'map';
    entries.set(entry.key, isBoth ? { ...entry, value: overlay(under, entry.value as YamlMap) } : entry);
  }
  return { kind: 'map', entries: [...entries.values()], offset: base.offset };
}

function toUsageError(error: unknown, file: string, lines: LineIndex): UsageError {
  if (!(error instanceof RuleFault)) throw error;
  const { line, column } = lines.at(error.offset);
  return new UsageError(error.code, error.message, {
    file,
    line,
    column,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}
