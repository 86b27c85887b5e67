import {
  type Assessment,
  type BehaviourSight,
  type CleanStatement,
  type Entity,
  type Incident,
  msg,
  type Observations,
  type OrganisationNotes,
  type RuleNotes,
  type UnseenStep,
  type Visibility,
} from '../model/index.ts';
import { accountScopes } from './accounts.ts';
import { type ActorPattern, type GroupData, isOfStep } from './actor-data.ts';
import { compareActors, type SeenTechnique } from './actors.ts';
import { innocentExplanation, judge } from './confidence.ts';
import { impactOf } from './impact.ts';

/** What an incident is judged by. */
export interface AssessmentInput {
  readonly incident: Incident;
  readonly entities: readonly Entity[];
  readonly observations: Observations;
  readonly visibility: Visibility | undefined;
  readonly notesOf: (rule: { readonly id: string; readonly title: string }) => RuleNotes | undefined;
  readonly groups: GroupData;
  readonly pattern: ActorPattern;
  readonly organisation?: OrganisationNotes;
}

// The first trace this near to the beginning of the logs may not have been the first.
const OPEN_START_MS = 24 * 3_600_000;
const SETTLING = 4;

/** Says what an incident means: how sure, who it could be, what could not be seen, what it touches. */
export function assess(input: AssessmentInput): Assessment {
  const { incident, entities, observations, visibility, organisation, notesOf } = input;
  const innocent = innocentExplanation(incident, notesOf);
  const earliestMs = incident.firstMs;
  const firstLogMs = visibility?.firstMs ?? null;
  return {
    incident: incident.id,
    ...judge(incident),
    innocentExplanation:
      innocent === undefined ? msg('innocent.administration') : msg('innocent.rule', { text: innocent.text }),
    wouldSettle: (innocent?.check ?? []).slice(0, SETTLING).map((text) => msg('settle.check', { text })),
    actors: actorFits(input),
    unseen: unseenSteps(input),
    impact: organisation === undefined ? [] : impactOf(incident, entities, organisation),
    accounts: accountScopes(incident, entities, observations),
    clean: visibility === undefined ? [] : cleanStatements(incident, visibility),
    earliestMs,
    startIsOpen: earliestMs === null || firstLogMs === null || earliestMs - firstLogMs < OPEN_START_MS,
  };
}

/** The comparison of groups; of the actor with a published pattern, its steps instead of single techniques. */
function actorFits({ incident, groups, pattern, visibility }: AssessmentInput): Assessment['actors'] {
  const fits = compareActors(seenTechniques(incident), groups);
  const behaviours = new Set(incident.alerts.flatMap((alert) => alert.behaviours));
  const seen = pattern.steps.filter((step) => [...behaviours].some((id) => isOfStep(step, id)));
  const seeable = pattern.steps.filter(
    (step) =>
      seen.includes(step) ||
      (visibility?.behaviours ?? []).some(({ behaviour, sight }) => sight !== 'no' && isOfStep(step, behaviour)),
  );
  return fits.map((fit) =>
    fit.actor === pattern.actor ? { ...fit, stepsSeen: seen.length, stepsSeeable: seeable.length } : fit,
  );
}

function seenTechniques({ alerts }: Incident): SeenTechnique[] {
  const seen = new Map<string, SeenTechnique>();
  for (const { techniques, tactics, ref } of alerts) {
    for (const technique of techniques) {
      const known = seen.get(technique);
      if (known === undefined) seen.set(technique, { technique, tactic: tactics[0] ?? 'unknown', evidence: [ref] });
    }
  }
  return [...seen.values()];
}

/** Steps of the pattern of which nothing was seen, because nothing could be. */
function unseenSteps({ incident, pattern, visibility }: AssessmentInput): UnseenStep[] {
  const behaviours = new Set(incident.alerts.flatMap((alert) => alert.behaviours));
  return pattern.steps.flatMap((step) => {
    if ([...behaviours].some((id) => isOfStep(step, id))) return [];
    const sights = (visibility?.behaviours ?? []).filter(({ behaviour }) => isOfStep(step, behaviour));
    const blind = sights.filter(({ sight }) => sight !== 'yes');
    if (blind.length === 0) return [];
    const because = worst(blind).because;
    return [{ behaviour: step.id, title: step.title, because }];
  });
}

function worst(sights: readonly BehaviourSight[]): BehaviourSight {
  return sights.find(({ sight }) => sight === 'no') ?? sights[0]!;
}

/** What may be called clear: steps that could be seen everywhere, and were not; with the hosts and hours that rests on. */
function cleanStatements({ alerts }: Incident, { behaviours, firstMs, lastMs }: Visibility): CleanStatement[] {
  const seen = new Set(alerts.flatMap((alert) => alert.behaviours));
  if (firstMs === null || lastMs === null) return [];
  return behaviours
    .filter(({ behaviour, sight }) => sight === 'yes' && !seen.has(behaviour))
    .map(({ title, hostsSeeing, because }) => ({
      text: msg('clean.not-seen', { title, hosts: hostsSeeing, from: { timeMs: firstMs }, to: { timeMs: lastMs } }),
      restsOn: [because],
    }));
}
