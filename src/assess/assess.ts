import {
  type Assessment,
  type BehaviourSight,
  type CleanStatement,
  type Entity,
  type Incident,
  type Msg,
  msg,
  type Observations,
  type OrganisationNotes,
  type RuleNotes,
  type UnseenStep,
  type Visibility,
} from '../model/index.ts';
import { accountScopes } from './accounts.ts';
import { type ActorPattern, type GroupData, isOfStep, type PatternStep } from './actor-data.ts';
import { compareActors, type SeenStep, type SeenTechnique } from './actors.ts';
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
const EXAMPLES = 3;
const MOST_HOSTS = 8;
const YEAR_MS = 365.25 * 86_400_000;

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
    wouldSettle: [
      ...askAdministrators(input),
      ...(innocent?.check ?? []).slice(0, SETTLING).map((text) => msg('settle.check', { text })),
    ],
    actors: actorFits(input),
    unseen: unseenSteps(input),
    impact: organisation === undefined ? [] : impactOf(incident, entities, organisation, observations),
    accounts: accountScopes(incident, entities, observations),
    clean: visibility === undefined ? [] : cleanStatements(incident, visibility),
    earliestMs,
    startIsOpen: earliestMs === null || firstLogMs === null || earliestMs - firstLogMs < OPEN_START_MS,
  };
}

/** Administrators who may have done it themselves. */
function askAdministrators({ incident, entities, organisation }: AssessmentInput): Msg[] {
  const known = new Set((organisation?.administrators ?? []).map((name) => name.toLowerCase()));
  const used = entities.filter(
    ({ id, name, aliases }) =>
      incident.accounts.includes(id) && [name, ...aliases].some((one) => known.has(one.toLowerCase())),
  );
  return used.length === 0 ? [] : [msg('settle.ask', { accounts: { entities: used.map(({ id }) => id) } })];
}

/** The comparison of groups; of the actor with a published pattern, its steps instead of single techniques. */
function actorFits({ incident, groups, pattern, visibility, notesOf }: AssessmentInput): Assessment['actors'] {
  const steps = pattern.steps.flatMap((step): SeenStep[] => seenStep(step, incident, notesOf));
  const publishedMs = Date.parse(pattern.published);
  const yearsPublic = incident.lastMs === null ? 0 : (incident.lastMs - publishedMs) / YEAR_MS;
  const fits = compareActors(seenTechniques(incident), groups, { actor: pattern.actor, steps, yearsPublic });
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

/** A step as the most telling alert of it shows it; none when no alert does. */
function seenStep(step: PatternStep, { alerts }: Incident, notesOf: AssessmentInput['notesOf']): SeenStep[] {
  const own = alerts.filter(({ behaviours }) => behaviours.some((id) => isOfStep(step, id)));
  const graded = own.map(({ ruleId, title, ref }) => {
    return { ref, distinctiveness: notesOf({ id: ruleId, title })?.distinctiveness ?? 'G' };
  });
  const best = (['D', 'S', 'G'] as const).find((one) => graded.some(({ distinctiveness }) => distinctiveness === one));
  if (best === undefined) return [];
  const evidence = graded.filter(({ distinctiveness }) => distinctiveness === best).map(({ ref }) => ref);
  return [{ title: step.title, distinctiveness: best, evidence: evidence.slice(0, EXAMPLES) }];
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

/**
 * Steps of the pattern of which nothing was seen, because nothing could be; and those that were seen, but could have happened
 * unseen on other hosts of the incident as well.
 */
function unseenSteps({ incident, pattern, visibility, entities }: AssessmentInput): UnseenStep[] {
  const behaviours = new Set(incident.alerts.flatMap((alert) => alert.behaviours));
  const hosts = namesOfHosts(incident, entities);
  return pattern.steps.flatMap((step) => {
    const sights = (visibility?.behaviours ?? []).filter(({ behaviour }) => isOfStep(step, behaviour));
    const { id: behaviour, title } = step;
    if ([...behaviours].some((id) => isOfStep(step, id))) {
      const blind = blindHosts(sights, hosts);
      if (blind.length === 0) return [];
      const because = msg('unseen.on-hosts', { hosts: blind.slice(0, MOST_HOSTS).join(', '), count: blind.length });
      return [{ behaviour, title, because }];
    }
    const blind = sights.filter(({ sight }) => sight !== 'yes');
    return blind.length === 0 ? [] : [{ behaviour, title, because: worst(blind).because }];
  });
}

/** Names of the hosts of an incident, in small letters, with what they are called. */
function namesOfHosts(incident: Incident, entities: readonly Entity[]): ReadonlyMap<string, string> {
  const ids = new Set(incident.hosts);
  const own = entities.filter(({ id }) => ids.has(id));
  return new Map(
    own.flatMap(({ name, aliases }) => [name, ...aliases].map((one) => [one.toLowerCase(), name] as const)),
  );
}

/** Hosts on which no way to do a step could be seen for sure, of those where some could happen. */
function blindHosts(sights: readonly BehaviourSight[], hosts: ReadonlyMap<string, string>): string[] {
  const possible = sights.filter(({ sight, hostsInAll }) => sight !== 'no' && hostsInAll > 0);
  if (possible.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { blindHosts: blind } of possible) {
    const names = new Set(blind.map((host) => hosts.get(host.toLowerCase())).filter((name) => name !== undefined));
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count === possible.length).map(([name]) => name);
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
