import type { FieldValue, LogsourceView, RawLayout, RawText, Schema } from '../model/index.ts';
import { type CompiledRules, compile, foldCase } from '../sigma/index.ts';
import type { Candidate } from './candidates.ts';
import { type DerivedValues, type EventView, eventView } from './event-view.ts';
import { explainRule, type MatcherFactory, type RuleMatch } from './schema-matcher.ts';

const NOTHING: readonly RuleMatch[] = [];

/** The rules that read events through one view. */
interface ViewRules {
  readonly view: EventView;
  readonly rules: CompiledRules;
  /** index in the candidates, for each compiled rule */
  readonly candidateOf: readonly number[];
  /** whether raw bytes hold the text of all fields that are looked for in them */
  readonly isCovered: (raw: RawText) => boolean;
}

/**
 * Tries only rules of which the event shows a necessary condition, and explains only those that match. Finds what
 * `plainMatcher` finds.
 */
export const fastMatcher: MatcherFactory = (candidates, schema) => {
  const groups = groupByView(candidates, schema);
  const derived: DerivedValues = new Map();
  return {
    match: (event) => {
      let found: RuleMatch[] | undefined;
      let order: number[] = [];
      derived.clear();
      const raw = event.rawText;
      for (const { view, rules, candidateOf, isCovered } of groups) {
        view.show(event, derived);
        const isRaw = raw !== undefined && isCovered(raw);
        for (const index of rules.match(view, isRaw ? raw : undefined)) {
          const candidate = candidateOf[index]!;
          if (order.includes(candidate)) continue;
          const { rule } = candidates[candidate]!;
          const because = explainRule(rule, view);
          if (because === undefined) continue;
          found ??= [];
          found.push({ rule, because, view });
          order = [...order, candidate];
        }
      }
      return found === undefined ? NOTHING : inRuleOrder(found, order);
    },
  };
};

function inRuleOrder(found: readonly RuleMatch[], order: readonly number[]): readonly RuleMatch[] {
  if (found.length === 1) return found;
  const positions = [...found.keys()].sort((left, right) => order[left]! - order[right]!);
  return positions.map((position) => found[position]!);
}

function groupByView(candidates: readonly Candidate[], schema: Schema): readonly ViewRules[] {
  const byView = new Map<LogsourceView, number[]>();
  candidates.forEach(({ views }, index) => {
    for (const view of views) {
      const known = byView.get(view);
      if (known === undefined) byView.set(view, [index]);
      else known.push(index);
    }
  });
  return [...byView].map(([view, candidateOf]) => {
    const rules = compile(
      candidateOf.map((index) => candidates[index]!.rule),
      {
        constants: constantsOf(view, schema),
        isRaw: (field) => typeof ownName(view, field) === 'string',
      },
    );
    return { view: eventView(view), rules, candidateOf, isCovered: coverage(view, rules) };
  });
}

/** The log's own name of a field; undefined when it is computed. */
function ownName(view: LogsourceView, field: string): string | undefined {
  const source = view.fields.get(field) ?? field;
  return typeof source === 'string' ? source : undefined;
}

// What a layout covers is found once for each; layouts of one encoding only are met in one schema.
function coverage(view: LogsourceView, rules: CompiledRules): (raw: RawText) => boolean {
  const known = new WeakMap<RawLayout, boolean>();
  return ({ encoding, layout }) => {
    let isCovered = known.get(layout);
    if (isCovered === undefined) {
      isCovered = rules
        .rawLiterals(encoding)
        .every(({ field, text }) => holdsText(layout, ownName(view, field) ?? '', text));
      known.set(layout, isCovered);
    }
    return isCovered;
  };
}

/** Whether a text that any event of a layout has in a field stands in its raw bytes. */
function holdsText(layout: RawLayout, field: string, text: string): boolean {
  if (!layout.isRaw(field)) return false;
  return field !== '' || !layout.constantTexts.some((constant) => foldCase(constant).includes(text));
}

/** The schema's constants under the names that rules of a view use. */
function constantsOf(view: LogsourceView, schema: Schema): ReadonlyMap<string, FieldValue> {
  const constants = new Map<string, FieldValue>();
  for (const [field, value] of schema.constants ?? []) if (!view.fields.has(field)) constants.set(field, value);
  for (const [name, source] of view.fields) {
    const value = typeof source === 'string' ? schema.constants?.get(source) : undefined;
    if (value !== undefined) constants.set(name, value);
  }
  return constants;
}
