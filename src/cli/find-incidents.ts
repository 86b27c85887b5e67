import { findIncidents as correlateAll, type Investigation, type LoadedRules } from '../investigate.ts';
import type { Alert, CorrelationResult } from '../model/index.ts';
import { ruleKey } from '../report/index.ts';

// An alert takes about a kilobyte; more than this is not a hunt but a rule that fits everything.
const MOST_ALERTS = 200_000;

/** Collects the alerts of a hunt for correlation. */
export interface IncidentFinder {
  add(alerts: readonly Alert[]): void;
  /** Once, when all is read. */
  find(investigation: Investigation, rules: LoadedRules): CorrelationResult & { readonly leftOut: number };
}

/** Starts with no alert. Those beyond 200,000 are counted, not correlated. */
export function incidentFinder(): IncidentFinder {
  const all: Alert[] = [];
  let leftOut = 0;
  return {
    add: (alerts) => {
      const room = Math.max(0, MOST_ALERTS - all.length);
      for (const alert of alerts.slice(0, room)) all.push(alert);
      leftOut += Math.max(0, alerts.length - room);
    },
    find: ({ observer }, rules) => {
      const notes = new Map([...rules.bound, ...rules.correlations].map((rule) => [ruleKey(rule), rule.notes]));
      const notesOf = (rule: Alert['rule']) => notes.get(ruleKey(rule));
      return { ...correlateAll({ alerts: all, observations: observer.observations(), notesOf }), leftOut };
    },
  };
}
