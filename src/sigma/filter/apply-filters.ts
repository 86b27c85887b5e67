import type { RuleDraft } from '../detection-item.ts';
import type { Logsource, SigmaRule, SourcePosition } from '../rule.ts';
import type { RuleReference, SigmaFilter } from './sigma-filter.ts';

/** A filter, or one of the rules it names, that has no effect: never silent, as a filter is there to be applied. */
export interface FilterGap {
  readonly filter: SigmaFilter;
  /** in the filter's file */
  readonly position: SourcePosition;
  /** one clause in plain words */
  readonly reason: string;
}

/** Rules with their filters applied. */
export interface FilteredRules {
  /** all rules, in their order; those that no filter fits are the same objects */
  readonly rules: readonly SigmaRule[];
  readonly gaps: readonly FilterGap[];
}

/**
 * Puts the condition of each filter beside the condition of each rule that it fits, with `and`: a filter can only
 * suppress matches. A filter fits a rule when it names it by id (in any case) or by name, or says `any`, and when the
 * rule has the product, category and service that the filter's logsource names.
 * @returns gaps for filters that fit no rule, for the rules they name that they do not fit, and for filters with
 *   placeholders that have no values, which are not applied
 * @throws never
 * Source: Sigma filters specification 2.0.0; pySigma 2.0.1 for what fits.
 * @example
 * const { rules, others } = parseRules(text, 'rules.yml');
 * const filtered = applyFilters(rules, others.filter((other) => other.kind === 'filter'));
 */
export function applyFilters(rules: readonly SigmaRule[], filters: readonly SigmaFilter[]): FilteredRules {
  const usable = filters.filter((filter) => filter.missingPlaceholders.length === 0);
  return {
    rules: rules.map((rule) => usable.filter((filter) => fits(filter, rule)).reduce(suppress, rule)),
    gaps: filters.flatMap((filter) => gapsOf(filter, rules)),
  };
}

function suppress(rule: SigmaRule, filter: SigmaFilter): SigmaRule {
  const { draft, ...plain } = rule;
  // Explanations show it beside the rule's own search identifiers.
  const identifier = `filter "${filter.title}"`;
  const detection = { kind: 'and', operands: [rule.detection, { ...filter.detection, identifier }] } as const;
  if (draft === undefined || filter.draft === undefined) return { ...plain, detection };
  return { ...plain, detection, draft: suppressDraft(draft, filter.draft, { file: filter.origin.file, identifier }) };
}

/** Items carry places in their own file, so the filter's are told apart by the lines they belong to. */
function suppressDraft(
  rule: RuleDraft,
  { detection, lines }: RuleDraft,
  { file, identifier }: { file: string; identifier: string },
): RuleDraft {
  const suppressed = { detection: { ...detection, identifier }, lines, file };
  return { ...rule, filters: [...(rule.filters ?? []), suppressed] };
}

function fits(filter: SigmaFilter, rule: SigmaRule): boolean {
  if (!contains(filter.logsource, rule.logsource)) return false;
  return filter.rules === 'any' || filter.rules.some((reference) => isNamed(rule, reference));
}

function contains(filter: Logsource, rule: Logsource): boolean {
  return (['product', 'category', 'service'] as const).every(
    (key) => filter[key] === undefined || filter[key] === rule[key],
  );
}

function isNamed(rule: SigmaRule, { text }: RuleReference): boolean {
  return rule.id.toLowerCase() === text.toLowerCase() || rule.name === text;
}

function gapsOf(filter: SigmaFilter, rules: readonly SigmaRule[]): FilterGap[] {
  const missing = filter.missingPlaceholders;
  if (missing.length > 0) {
    const reason = `it has placeholders without values (${missing.join(', ')}) and is not applied`;
    return [{ filter, position: filter.origin, reason }];
  }
  if (filter.rules === 'any') {
    if (rules.some((rule) => contains(filter.logsource, rule.logsource))) return [];
    return [{ filter, position: filter.origin, reason: `no rule has the logsource ${describe(filter.logsource)}` }];
  }
  return filter.rules.flatMap((reference) => {
    const named = rules.filter((rule) => isNamed(rule, reference));
    if (named.some((rule) => contains(filter.logsource, rule.logsource))) return [];
    const [rule] = named;
    const reason =
      rule === undefined
        ? `there is no detection rule "${reference.text}"`
        : `the rule "${reference.text}" has the logsource ${describe(rule.logsource)}, the filter ${describe(filter.logsource)}`;
    return [{ filter, position: reference.position, reason }];
  });
}

function describe({ product, category, service }: Logsource): string {
  const parts = Object.entries({ product, category, service }).filter(([, value]) => value !== undefined);
  return parts.map(([name, value]) => `${name}=${value}`).join(' ');
}
