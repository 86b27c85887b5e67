import type { Alert, LogEvent, Schema } from '../model/index.ts';
import type { CorrelationCollector, CorrelationInput, SigmaRule } from '../sigma/index.ts';
import { candidateFinder } from './candidates.ts';
import { type AlertPlace, alertPlace, eventAlert } from './event-alert.ts';
import { fastMatchers } from './fast-matcher.ts';
import { createIndicatorMatcher, type IndicatorOptions } from './indicator-matcher.ts';
import type { MatcherFactory, RuleMatch, SchemaMatcher } from './schema-matcher.ts';

/** Finds the alerts of one event after another. */
export interface Detector {
  /**
   * The alerts of an event, in the order of the rules, each rule once, then those of published values. `because` holds
   * values as the log has them; of a field that is computed from others (`TargetObject` of event 4657), the computed value.
   * @param isWanted rules that it denies do not alert
   */
  detect(event: LogEvent, isWanted?: (rule: AlertRule) => boolean): readonly Alert[];
}

/** What names the rule of an alert. */
type AlertRule = Pick<Alert['rule'], 'id' | 'title'>;

export interface DetectorOptions extends IndicatorOptions {
  /** how the rules of a schema are tried; the fast matcher unless the plain one is given, its oracle */
  readonly matcherFor?: MatcherFactory;
  /** takes from matches what correlations need */
  readonly collector?: CorrelationCollector;
  /** called with what the collector took of a match */
  readonly onInput?: (input: CorrelationInput) => void;
  /** rules that only correlations speak of: they match, but do not alert */
  readonly silent?: ReadonlySet<unknown>;
}

const NO_ALERTS: readonly Alert[] = [];

/**
 * Binds rules to each schema when its first event comes, and tries only those from then on.
 * @param rules as `bindRules` returns them
 */
export function createDetector(rules: readonly SigmaRule[], options: DetectorOptions = {}): Detector {
  const { matcherFor = fastMatchers(), collector, onInput, silent } = options;
  const candidatesFor = candidateFinder(rules);
  const matchers = new WeakMap<Schema, SchemaMatcher>();
  const indicators = createIndicatorMatcher(options);
  const byRules: Detector['detect'] = (event, isWanted) => {
    let matcher = matchers.get(event.schema);
    if (matcher === undefined) {
      matcher = matcherFor(candidatesFor(event.schema), event.schema);
      matchers.set(event.schema, matcher);
    }
    const matches = matcher.match(event);
    if (matches.length === 0) return NO_ALERTS;
    if (collector !== undefined && onInput !== undefined) collect(matches, collector, onInput);
    const loud = silent === undefined ? matches : matches.filter(({ rule }) => !silent.has(rule));
    const wanted = isWanted === undefined ? loud : loud.filter(({ rule }) => isWanted(rule));
    if (wanted.length === 0) return NO_ALERTS;
    const place = alertPlace(event);
    return wanted.map((match) => toAlert(match, place));
  };
  if (indicators === undefined) return { detect: byRules };
  return {
    detect: (event, isWanted) => {
      const [ruled, published] = [byRules(event, isWanted), indicators.match(event)];
      if (published.length === 0) return ruled;
      return [...ruled, ...(isWanted === undefined ? published : published.filter(({ rule }) => isWanted(rule)))];
    },
  };
}

function collect(
  matches: readonly RuleMatch[],
  collector: CorrelationCollector,
  onInput: (input: CorrelationInput) => void,
): void {
  for (const { rule, view } of matches) {
    if (!collector.needs(rule)) continue;
    const input = collector.collect(rule, view.timeMs, (field) => view.get(field), view.ref);
    if (input !== undefined) onInput(input);
  }
}

function toAlert({ rule, because }: RuleMatch, place: AlertPlace): Alert {
  return eventAlert(place, alertRule(rule), because);
}

const alertRules = new WeakMap<SigmaRule, Alert['rule']>();

/** What alerts say of their rule: one object for all of them. */
function alertRule(rule: SigmaRule): Alert['rule'] {
  let told = alertRules.get(rule);
  if (told === undefined) {
    told = { id: rule.id, title: rule.title, level: rule.level, tags: rule.tags };
    alertRules.set(rule, told);
  }
  return told;
}
