import { readFileSync } from 'node:fs';
import { knownRoles, seeVisibility, unseenHosts } from '../assess/index.ts';
import {
  type AssessmentInput,
  assessIncident,
  findIncidents,
  type Investigation,
  type LoadedRules,
} from '../investigate.ts';
import type { Alert, CaseFile, Observations, RuleNotes } from '../model/index.ts';
import { ruleKey } from '../report/index.ts';
import { planEviction } from '../respond/index.ts';
import { clocksApart } from './clocks-apart.ts';
import { evictionPlaybook } from './eviction-playbook.ts';
import type { GivenOrganisation } from './organisation-option.ts';
import { packagePlace } from './package-place.ts';
import { type CollectedAlerts, hasRoom } from './run-piece.ts';
import { visibilityData } from './visibility-data.ts';

// An alert takes about a kilobyte; more than this is not a hunt but a rule that fits everything.
const MOST_ALERTS = 200_000;

/** What incidents are, what they mean, and what could not be seen, as a CaseFile has it. */
export type FoundIncidents =
  | (Required<Pick<CaseFile, 'entities' | 'incidents' | 'findings' | 'assessments' | 'plans' | 'visibility'>> &
      Pick<CaseFile, 'clocks' | 'alertsNotCorrelated' | 'organisation'>)
  | Required<Pick<CaseFile, 'alertsOnly'>>;

/** Collects the alerts of a hunt for correlation. */
export interface IncidentFinder {
  add(found: Pick<CollectedAlerts, 'alerts' | 'alertsLeftOut'>): void;
  /** Once, when all is read. */
  find(investigation: Investigation, rules: LoadedRules): FoundIncidents;
}

/** For runs of which only alerts are wanted. */
export const NO_INCIDENTS: IncidentFinder = { add: () => undefined, find: () => ({ alertsOnly: true }) };

/**
 * Starts with no alert. Those beyond 200,000 are counted, not looked at for incidents.
 * @param organisation what is told of the hosts and of what depends on them
 */
export function incidentFinder(organisation: GivenOrganisation | undefined): IncidentFinder {
  const all: Alert[] = [];
  let leftOut = 0;
  return {
    add: ({ alerts, alertsLeftOut }) => {
      leftOut += alertsLeftOut;
      for (const alert of alerts) {
        if (hasRoom(all.length, MOST_ALERTS, alert)) all.push(alert);
        else leftOut++;
      }
    },
    find: ({ observer }, rules) => {
      const notes = new Map([...rules.bound, ...rules.correlations].map((rule) => [ruleKey(rule), rule.notes]));
      const notesOf = (rule: { readonly id: string; readonly title: string }): RuleNotes | undefined =>
        notes.get(ruleKey(rule));
      const observations = observer.observations();
      const roles = organisation === undefined ? {} : { roles: knownRoles(organisation.notes, observations) };
      const { entities, incidents, findings } = findIncidents({ alerts: all, observations, notesOf, ...roles });
      const visibility = seeVisibility(observations, visibilityData());
      const told = organisation === undefined ? {} : { organisation: organisation.notes };
      const published = incidents.length === 0 ? undefined : publishedData();
      const assessments = incidents.map((incident) =>
        assessIncident({ incident, entities, observations, visibility, notesOf, ...published!, ...told }),
      );
      const playbook = incidents.length === 0 ? undefined : evictionPlaybook();
      const plans = incidents.map((incident, index) =>
        planEviction({ incident, assessment: assessments[index]!, entities, observations, playbook: playbook! }),
      );
      return {
        ...{ entities, incidents, findings, assessments, plans, visibility, ...clocksApart(observations) },
        ...(leftOut === 0 ? {} : { alertsNotCorrelated: leftOut }),
        ...(organisation === undefined ? {} : { organisation: organisationReport(organisation, observations) }),
      };
    },
  };
}

function organisationReport({ notes, file, problems }: GivenOrganisation, { coverage, addresses }: Observations) {
  const seen = [...new Set([...coverage, ...addresses].map(({ host }) => host))];
  const { name, sector, contacts } = notes;
  const known = { file, name, ...(sector === undefined ? {} : { sector }), contacts };
  return { ...known, problems: [...problems, ...unseenHosts(notes, seen, file)] };
}

/** What is published of groups and of their patterns. */
function publishedData(): Pick<AssessmentInput, 'groups' | 'pattern'> {
  const read = (name: string): unknown => JSON.parse(readFileSync(packagePlace(`content/actors/${name}.json`), 'utf8'));
  return {
    groups: read('groups') as AssessmentInput['groups'],
    pattern: read('pattern') as AssessmentInput['pattern'],
  };
}
