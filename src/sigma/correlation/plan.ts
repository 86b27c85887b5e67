import { type Level, levelRank, UsageError } from '../../model/index.ts';
import { nearest } from '../nearest.ts';
import type { SigmaRule } from '../rule.ts';
import type { CorrelationReference, CorrelationRule } from './correlation-rule.ts';
import { hasNot } from './judge.ts';
import { type OrderPlan, planOrder } from './order-plan.ts';

/** A rule whose matches correlations need. */
export interface BaseRule {
  readonly rule: SigmaRule;
  /** the fields to read of each matching event, as the rule names them */
  readonly fields: readonly string[];
}

/** How to read from the matches of one referenced rule. The numbers are places in the match's `values`. */
export interface SourceSlots {
  /** the rule's node: below `baseRules.length` a base rule, from there on a correlation */
  readonly node: number;
  readonly group: readonly number[];
  readonly fields: readonly number[];
}

/** A correlation with its references looked up. */
export interface PlannedCorrelation {
  readonly rule: CorrelationRule;
  readonly level: Level;
  readonly node: number;
  /** one for each of the rule's `rules` */
  readonly sources: readonly SourceSlots[];
  /** what correlations of this one read: a place among its group values, or a place in `values` for each source */
  readonly exports: readonly (number | readonly number[])[];
  /** judged when a window is over, since more events could change the answer; see docs/decisions/0003 */
  readonly isWhole: boolean;
  /** the sequences of rules to look for; only for `temporal_ordered` */
  readonly order: OrderPlan | undefined;
}

/** Correlations ready to run, and the base rules they need. */
export interface CorrelationPlan {
  readonly baseRules: readonly BaseRule[];
  /** each after those it refers to */
  readonly correlations: readonly PlannedCorrelation[];
  /** rules that do not alert on their own, as a correlation without `generate` refers to them */
  readonly silent: ReadonlySet<SigmaRule | CorrelationRule>;
}

type AnyRule = SigmaRule | CorrelationRule;

/**
 * Looks up what correlations refer to. A correlation with an error is left out, and so are those that need it; the rules
 * it refers to keep alerting on their own.
 * @param rules all detection rules at hand, referred to or not
 * @returns the same plan for the same rules in the same order, so that workers and the main thread agree on numbers
 */
export function planCorrelations(
  rules: readonly SigmaRule[],
  correlations: readonly CorrelationRule[],
): { plan: CorrelationPlan; errors: UsageError[] } {
  // Names of rules may have to be decoded first.
  if (correlations.length === 0) return { plan: { baseRules: [], correlations: [], silent: new Set() }, errors: [] };
  const lookup = indexRules([...rules, ...correlations]);
  const errors: UsageError[] = [];
  const ordered = orderByNeed(correlations, lookup, errors);
  const baseRules = [...new Set(ordered.flatMap(({ targets }) => targets.filter((rule) => rule.kind === 'rule')))];
  const nodes = new Map<AnyRule, number>();
  for (const rule of baseRules) nodes.set(rule, nodes.size);
  for (const { rule } of ordered) nodes.set(rule, nodes.size);
  const needs = fieldNeeds(ordered);
  const planned: PlannedCorrelation[] = [];
  const levels = new Map<AnyRule, Level>();
  for (const resolved of ordered) {
    levels.set(resolved.rule, levelOf(resolved, levels));
    planned.push(planOne(resolved, nodes, needs, levels.get(resolved.rule)!));
  }
  const silent = new Set(ordered.flatMap(({ rule, targets }) => (rule.generate ? [] : targets)));
  const withFields = baseRules.map((rule) => ({ rule, fields: [...(needs.get(rule) ?? [])] }));
  return { plan: { baseRules: withFields, correlations: planned, silent }, errors };
}

interface Resolved {
  readonly rule: CorrelationRule;
  readonly targets: readonly AnyRule[];
  readonly order: OrderPlan | undefined;
  readonly aliases: ReadonlyMap<string, ReadonlyMap<AnyRule, string>>;
}

/** Ids come before names, as pySigma; undefined stands for a name that several rules have. */
interface Lookup {
  readonly byId: ReadonlyMap<string, AnyRule>;
  readonly byName: ReadonlyMap<string, AnyRule | undefined>;
}

function indexRules(rules: readonly AnyRule[]): Lookup {
  const byId = new Map<string, AnyRule>();
  const byName = new Map<string, AnyRule | undefined>();
  for (const rule of rules) {
    if (!byId.has(rule.id)) byId.set(rule.id, rule);
    if (rule.name === undefined) continue;
    byName.set(rule.name, byName.has(rule.name) ? undefined : rule);
  }
  return { byId, byName };
}

// Correlations of correlations: deeper than anyone reads, and far from the stack's end.
const MAX_DEPTH = 32;

/** Depth first, so that each stands after what it needs. */
function orderByNeed(correlations: readonly CorrelationRule[], lookup: Lookup, errors: UsageError[]): Resolved[] {
  const ordered: Resolved[] = [];
  const state = new Map<CorrelationRule, 'open' | 'good' | 'bad'>();
  const visit = (rule: CorrelationRule, depth: number): 'open' | 'good' | 'bad' => {
    const known = state.get(rule);
    if (known !== undefined) return known;
    state.set(rule, 'open');
    try {
      const resolved = resolve(rule, lookup);
      for (const [index, target] of resolved.targets.entries()) {
        if (target.kind === 'rule') continue;
        const outcome = depth >= MAX_DEPTH ? 'deep' : visit(target, depth + 1);
        if (outcome !== 'good') throw chainError(rule, rule.rules[index]!, outcome);
      }
      ordered.push(resolved);
      state.set(rule, 'good');
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      errors.push(error);
      state.set(rule, 'bad');
    }
    return state.get(rule)!;
  };
  for (const rule of correlations) visit(rule, 0);
  return ordered;
}

function chainError(rule: CorrelationRule, at: CorrelationReference, outcome: 'open' | 'bad' | 'deep'): UsageError {
  const name = `"${at.reference}"`;
  if (outcome === 'open') return referenceError(rule, at, `The correlation refers to itself through ${name}.`);
  if (outcome === 'bad')
    return referenceError(rule, at, `The correlation ${name} has an error.`, 'Correct that first.');
  return referenceError(rule, at, `Correlations refer to each other more than ${MAX_DEPTH} deep.`);
}

function resolve(rule: CorrelationRule, lookup: Lookup): Resolved {
  const targets = rule.rules.map((reference) => find(rule, reference, lookup));
  const twice = targets.findIndex((target, index) => targets.indexOf(target) !== index);
  if (twice !== -1) throw referenceError(rule, rule.rules[twice]!, 'The same rule is referred to twice.');
  const aliases = new Map(
    rule.aliases.map(({ alias, fields }) => {
      const byRule = fields.map((item) => [findAliased(rule, item.rule, targets, lookup), item.field] as const);
      return [alias, new Map(byRule)];
    }),
  );
  return { rule, targets, aliases, order: planOrder(rule) };
}

function find(rule: CorrelationRule, at: CorrelationReference, { byId, byName }: Lookup): AnyRule {
  const found = byId.get(at.reference) ?? byName.get(at.reference);
  if (found !== undefined) return found;
  if (byName.has(at.reference)) {
    throw referenceError(rule, at, `Several rules are named "${at.reference}".`, 'Refer to the rule by its id.');
  }
  const near = nearest(at.reference, byName.keys());
  const hint = near === undefined ? 'Give the folder that holds it.' : `Did you mean "${near}"?`;
  throw referenceError(rule, at, `There is no rule with the id or name "${at.reference}".`, hint);
}

function findAliased(
  rule: CorrelationRule,
  at: CorrelationReference,
  targets: readonly AnyRule[],
  lookup: Lookup,
): AnyRule {
  const found = find(rule, at, lookup);
  if (targets.includes(found)) return found;
  throw referenceError(rule, at, `The alias names "${at.reference}", which is not among the rules.`);
}

function referenceError(rule: CorrelationRule, at: CorrelationReference, message: string, hint?: string): UsageError {
  const where = { file: rule.origin.file, ...at.position };
  return new UsageError('RULE_INVALID', message, hint === undefined ? where : { ...where, hint });
}

function levelOf({ rule, targets }: Resolved, levels: ReadonlyMap<AnyRule, Level>): Level {
  if (rule.level !== undefined) return rule.level;
  const own = targets.map((target) => (target.kind === 'rule' ? target.level : levels.get(target)!));
  return own.reduce((highest, level) => (levelRank(level) > levelRank(highest) ? level : highest));
}

/** The name that a field of a correlation has in the matches of one of its rules. */
function fieldIn(target: AnyRule, field: string, { aliases }: Resolved): string {
  return aliases.get(field)?.get(target) ?? field;
}

function conditionFields({ condition }: CorrelationRule): readonly string[] {
  return condition.kind === 'compare' ? condition.fields : [];
}

/** Which fields are read of each rule's matches; those who need come first, so that needs are passed down. */
function fieldNeeds(ordered: readonly Resolved[]): Map<AnyRule, Set<string>> {
  const needs = new Map<AnyRule, Set<string>>();
  for (const resolved of ordered.toReversed()) {
    const { rule, targets } = resolved;
    const passed = [...(needs.get(rule) ?? [])].filter((field) => !rule.groupBy.includes(field));
    const fields = [...rule.groupBy, ...conditionFields(rule), ...passed];
    for (const target of targets) {
      const needed = needs.get(target) ?? new Set();
      for (const field of fields) needed.add(fieldIn(target, field, resolved));
      needs.set(target, needed);
    }
  }
  return needs;
}

function planOne(
  resolved: Resolved,
  nodes: ReadonlyMap<AnyRule, number>,
  needs: ReadonlyMap<AnyRule, ReadonlySet<string>>,
  level: Level,
): PlannedCorrelation {
  const { rule, targets, order } = resolved;
  const slotIn = (target: AnyRule, field: string): number =>
    [...needs.get(target)!].indexOf(fieldIn(target, field, resolved));
  const sources = targets.map((target) => ({
    node: nodes.get(target)!,
    group: rule.groupBy.map((field) => slotIn(target, field)),
    fields: conditionFields(rule).map((field) => slotIn(target, field)),
  }));
  const exports = [...(needs.get(rule) ?? [])].map((field) => {
    const place = rule.groupBy.indexOf(field);
    return place === -1 ? targets.map((target) => slotIn(target, field)) : place;
  });
  return { rule, level, node: nodes.get(rule)!, sources, exports, isWhole: isJudgedWhole(rule), order };
}

/** Lower bounds stay true while more events come; everything else needs the whole window. */
function isJudgedWhole({ condition, type, rules }: CorrelationRule): boolean {
  if (condition.kind === 'rules') return hasNot(condition.expression);
  // No more than all rules can be seen, so "equals all" is a lower bound as well.
  const most = type === 'temporal' || type === 'temporal_ordered' ? rules.length : Number.POSITIVE_INFINITY;
  return condition.bounds.some(({ operator, value }) => {
    if (operator === 'gt' || operator === 'gte') return false;
    return !((operator === 'eq' || operator === 'lte') && value >= most);
  });
}
