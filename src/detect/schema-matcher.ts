import type { Because, LogEvent, LogsourceView, Schema } from '../model/index.ts';
import { compileRule, type RuleMatcher, type SigmaRule } from '../sigma/index.ts';
import type { Candidate } from './candidates.ts';
import { type DerivedValues, type EventView, emptied, eventView } from './event-view.ts';

/** A rule that matched an event, and the fields and values that made it. */
export interface RuleMatch {
  readonly rule: SigmaRule;
  /** found out when it is asked for; valid until the next event, as `view` is */
  readonly because: readonly Because[];
  /** the event under the field names of the rule's logsource; valid until the next event */
  readonly view: EventView;
}

/** The rules of one schema, ready to be tried on its events. */
export interface SchemaMatcher {
  /** Each rule at most once, in the order of the rules. */
  match(event: LogEvent): readonly RuleMatch[];
}

/** Prepares the candidates of a schema once; what it returns sees every event of the schema. */
export type MatcherFactory = (candidates: readonly Candidate[], schema: Schema) => SchemaMatcher;

const NOTHING: readonly RuleMatch[] = [];

/** Tries every candidate on every event: the obvious matcher, and the oracle of faster ones. */
export const plainMatcher: MatcherFactory = (candidates) => {
  const views = new Map<LogsourceView, EventView>();
  for (const view of candidates.flatMap((candidate) => candidate.views)) views.set(view, eventView(view));
  const tries = candidates.map(({ rule, views: own }) => ({
    ...{ rule, matcher: matcherOf(rule) },
    views: own.map((view) => views.get(view)!),
  }));
  let derived: DerivedValues = new Map();
  return {
    match: (event) => {
      if (tries.length === 0) return NOTHING;
      derived = emptied(derived);
      for (const view of views.values()) view.show(event, derived);
      return tries.flatMap(({ rule, matcher, views: own }) => {
        const match = firstMatch(matcher, own);
        return match === undefined ? [] : [{ rule, ...match }];
      });
    },
  };
};

// A rule is compiled once, however many schemas it is bound to.
const compiled = new WeakMap<SigmaRule, RuleMatcher>();

function matcherOf(rule: SigmaRule): RuleMatcher {
  let matcher = compiled.get(rule);
  if (matcher === undefined) {
    matcher = compileRule(rule);
    compiled.set(rule, matcher);
  }
  return matcher;
}

function firstMatch(
  matcher: RuleMatcher,
  views: readonly EventView[],
): Pick<RuleMatch, 'because' | 'view'> | undefined {
  for (const view of views) {
    const because = matcher.explain(view);
    if (because !== undefined) return { because, view };
  }
  return undefined;
}
