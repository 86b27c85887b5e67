import { readFileSync } from 'node:fs';
import { emptyLogs, knownRoles, seeVisibility, unseenHosts } from '../assess/index.ts';
import { correlateSuppressed } from '../correlate/index.ts';
import { type AssessmentInput, assessIncident, type Investigation, type LoadedRules } from '../investigate.ts';
import type { CaseFile, Observations, RuleNotes, SourceReport } from '../model/index.ts';
import { ruleKey } from '../report/index.ts';
import { planEviction, surroundingsOf } from '../respond/index.ts';
import { clocksApart } from './clocks-apart.ts';
import { evictionPlaybook } from './eviction-playbook.ts';
import { HeldAlerts } from './held-alerts.ts';
import type { HuntOptions } from './hunt-options.ts';
import type { GivenOrganisation } from './organisation-option.ts';
import { packagePlace } from './package-place.ts';
import type { CollectedAlerts } from './run-piece.ts';
import { addCounts, type SuppressedCount } from './suppressed-alerts.ts';
import { isForIncident, suppressionReport } from './suppressions-option.ts';
import { visibilityData } from './visibility-data.ts';

// Some 100,000 alerts, or 30,000 of which no two are alike: then a rule fits everything, and a hunt is to fit into 400 MB.
const MOST_BYTES = 96 * 2 ** 20;

/** What incidents are, what they mean, and what could not be seen, as a CaseFile has it. */
export type FoundIncidents =
  | (Required<Pick<CaseFile, 'entities' | 'incidents' | 'findings' | 'assessments' | 'plans' | 'visibility'>> &
      Pick<CaseFile, 'clocks' | 'alertsNotCorrelated' | 'observationsLeftOut' | 'organisation' | 'suppressions'>)
  | Required<Pick<CaseFile, 'alertsOnly'>>;

/** Collects the alerts of a hunt for correlation. */
export interface IncidentFinder {
  add(found: Pick<CollectedAlerts, 'alerts' | 'alertsLeftOut' | 'suppressed'>): void;
  /** Once, when all is read. @param sources what was read, for the logs that hold nothing */
  find(
    investigation: Pick<Investigation, 'observer'>,
    rules: LoadedRules,
    sources?: readonly SourceReport[],
  ): FoundIncidents;
}

/** For runs of which only alerts are wanted. */
export const NO_INCIDENTS: IncidentFinder = { add: () => undefined, find: () => ({ alertsOnly: true }) };

/**
 * Starts with no alert. Those for which there is no room any more are counted, not looked at for incidents.
 * @param given what is told of the hosts, and which alerts people suppressed
 */
export function incidentFinder({
  organisation,
  suppressions,
}: Pick<HuntOptions, 'organisation' | 'suppressions'>): IncidentFinder {
  const counts = new Map<string, SuppressedCount>();
  let alertCount = 0;
  const held = new HeldAlerts(MOST_BYTES);
  let leftOut = 0;
  return {
    add: ({ alerts, alertsLeftOut, suppressed }) => {
      leftOut += alertsLeftOut;
      alertCount += alerts.length + alertsLeftOut;
      addCounts(counts, suppressed);
      for (const alert of alerts) if (!held.add(alert)) leftOut++;
    },
    find: ({ observer }, rules, sources = []) => {
      const notes = new Map([...rules.bound, ...rules.correlations].map((rule) => [ruleKey(rule), rule.notes]));
      const notesOf = (rule: { readonly id: string; readonly title: string }): RuleNotes | undefined =>
        notes.get(ruleKey(rule));
      const observations = observer.observations();
      const roles = organisation === undefined ? {} : { roles: knownRoles(organisation.notes, observations) };
      const { entities, incidents, findings, effects } = correlateSuppressed(
        { alerts: held.all, observations, notesOf, ...roles },
        suppressions?.suppressions ?? [],
        isForIncident,
      );
      // By name: each table of the observations is made when it is asked for.
      const { coverage, addresses, changes, clocks } = observations;
      const empty = emptyLogs(sources, coverage);
      const visibility = seeVisibility({ coverage, addresses, changes, clocks, empty }, visibilityData());
      const told = organisation === undefined ? {} : { organisation: organisation.notes };
      const published = incidents.length === 0 ? undefined : publishedData();
      const assessments = incidents.map((incident) =>
        assessIncident({ incident, entities, observations, visibility, notesOf, ...published!, ...told }),
      );
      const playbook = incidents.length === 0 ? undefined : evictionPlaybook();
      const surroundings = surroundingsOf(observations);
      const plans = incidents.map((incident, index) =>
        planEviction({ incident, assessment: assessments[index]!, entities, surroundings, playbook: playbook! }),
      );
      return {
        ...{ entities, incidents, findings, assessments, plans, visibility, ...clocksApart(observations) },
        ...(leftOut === 0 ? {} : { alertsNotCorrelated: leftOut }),
        ...(observations.limits.length === 0 ? {} : { observationsLeftOut: observations.limits }),
        ...(suppressions === undefined
          ? {}
          : {
              suppressions: suppressionReport(suppressions, {
                ...{ counts, effects, alerts: alertCount, lastMs: visibility.lastMs },
                rules: [...rules.bound, ...rules.correlations],
              }),
            }),
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
