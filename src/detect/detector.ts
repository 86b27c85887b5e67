import type { Alert, LogEvent, Schema } from '../model/index.ts';
import type { SigmaRule } from '../sigma/index.ts';
import { candidatesFor } from './candidates.ts';
import { fastMatcher } from './fast-matcher.ts';
import type { MatcherFactory, RuleMatch, SchemaMatcher } from './schema-matcher.ts';

/** Finds the alerts of one event after another. */
export interface Detector {
  /**
   * The alerts of an event, in the order of the rules, each rule once. `because` holds values as the log has them; of a
   * field that is computed from others (`TargetObject` of event 4657), the computed value.
   */
  detect(event: LogEvent): readonly Alert[];
}

const NO_ALERTS: readonly Alert[] = [];

/**
 * Binds rules to each schema when its first event comes, and tries only those from then on.
 * @param rules as `bindRules` returns them
 * @param matcherFor how the rules of a schema are tried; the fast matcher unless the plain one is given, its oracle
 */
export function createDetector(rules: readonly SigmaRule[], matcherFor: MatcherFactory = fastMatcher): Detector {
  const matchers = new WeakMap<Schema, SchemaMatcher>();
  return {
    detect: (event) => {
      let matcher = matchers.get(event.schema);
      if (matcher === undefined) {
        matcher = matcherFor(candidatesFor(event.schema, rules), event.schema);
        matchers.set(event.schema, matcher);
      }
      const matches = matcher.match(event);
      return matches.length === 0 ? NO_ALERTS : matches.map((match) => toAlert(match, event));
    },
  };
}

function toAlert({ rule, because }: RuleMatch, event: LogEvent): Alert {
  const channel = event.schema.constants?.get('Channel');
  const eventId = event.schema.constants?.get('EventID');
  return {
    rule: { id: rule.id, title: rule.title, level: rule.level, tags: rule.tags },
    event: {
      ...event.ref,
      ...(typeof channel === 'string' ? { channel } : {}),
      ...(typeof eventId === 'number' ? { eventId } : {}),
    },
    timeMs: event.timeMs ?? null,
    host: event.host,
    because,
  };
}
