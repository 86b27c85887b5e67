import type { Alert, Assessment, CorrelationResult, EventRef, Incident, IncidentAlert } from '../../src/model/index.ts';
import type { GroundTruth } from '../../src/simulate/index.ts';

/** How the intrusion of one scenario came out of a hunt. */
export interface ScenarioResult {
  readonly scenario: string;
  /** its steps that leave something of the catalogue */
  readonly steps: number;
  /** those with a record in its incident */
  readonly stepsInIncident: number;
  /** place of its incident among all, from 1; 0 when none has a step of it */
  readonly rank: number;
  readonly level: string;
  /** incidents with a record of its steps; 1 when it is told as one story */
  readonly pieces: number;
  /** alerts of its incident above `informational`, and those of them on no record of its steps */
  readonly told: number;
  readonly foreign: number;
  /** words of the comparison for Volt Typhoon, and of the confidence */
  readonly fit: string;
  readonly confidence: string;
}

/** How a hunt through simulated logs came out. */
export interface RunResult {
  readonly seed: number;
  readonly hosts: number;
  readonly days: number;
  readonly events: number;
  readonly alerts: number;
  readonly incidents: number;
  readonly findings: number;
  /** alerts that are in no incident and no finding */
  readonly lost: number;
  /** incidents of level high or above without a record of any step */
  readonly highWithoutCause: number;
  readonly scenarios: readonly ScenarioResult[];
}

/** What a hunt says, as far as it is judged. */
export interface JudgedCase extends CorrelationResult {
  readonly alerts: readonly Alert[];
  readonly assessments: readonly Assessment[];
  readonly events: number;
}

const VOLT_TYPHOON = 'G1017';

/**
 * Judges the incidents of a case by what was played.
 * @param folder that was hunted through; `truth` names its files from there
 */
export function judge(found: JudgedCase, truth: GroundTruth, folder: string): RunResult {
  const { incidents, findings } = found;
  const steps = stepsByRecord(truth, folder);
  const correlated = new Map(
    found.alerts.map(({ rule, event, correlation }) => [`${rule.id}\n${placeOf(event)}`, correlation?.events ?? []]),
  );
  const stepsOf = ({ ruleId, ref }: IncidentAlert): string[] =>
    [ref, ...(correlated.get(`${ruleId}\n${placeOf(ref)}`) ?? [])].flatMap((one) => steps.get(placeOf(one)) ?? []);
  const counted = sum(incidents.flatMap(({ alerts }) => alerts.map(({ count }) => count)));
  const isForeign = ({ alerts, level }: Incident): boolean =>
    (level === 'high' || level === 'critical') && alerts.every((alert) => stepsOf(alert).length === 0);
  return {
    ...{ seed: truth.seed, hosts: truth.organisation.hosts, events: found.events },
    days: Math.round((Date.parse(truth.end) - Date.parse(truth.start)) / 86_400_000),
    ...{ alerts: found.alerts.length, incidents: incidents.length, findings: findings.length },
    lost: found.alerts.length - counted - sum(findings.map(({ alerts }) => alerts)),
    highWithoutCause: incidents.filter(isForeign).length,
    scenarios: scenariosOf(truth).map((scenario) => scenarioResult(scenario, found, truth, stepsOf)),
  };
}

/** Names of the scenarios that were played together: each step's id begins with the name of its own. */
function scenariosOf({ steps }: GroundTruth): string[] {
  return [...new Set(steps.map(({ id }) => scenarioOf(id)))];
}

function scenarioOf(stepId: string): string {
  return stepId.slice(0, Math.max(0, stepId.indexOf('/')));
}

function scenarioResult(
  scenario: string,
  { incidents, assessments }: JudgedCase,
  truth: GroundTruth,
  stepsOf: (alert: IncidentAlert) => readonly string[],
): ScenarioResult {
  const wanted = new Set(
    truth.steps
      .filter(({ id, behaviours }) => scenarioOf(id) === scenario && behaviours.length > 0)
      .map(({ id }) => id),
  );
  const isOwn = (alert: IncidentAlert): boolean => stepsOf(alert).some((id) => scenarioOf(id) === scenario);
  const withSteps = incidents.map((incident, index) => {
    const seen = new Set(incident.alerts.flatMap(stepsOf).filter((id) => wanted.has(id)));
    return { incident, index, seen: seen.size, isOwn: incident.alerts.some(isOwn) };
  });
  const own = withSteps.filter((one) => one.isOwn);
  const best = own.toSorted((a, b) => b.seen - a.seen)[0];
  const told = (best?.incident.alerts ?? []).filter(({ level }) => level !== 'informational');
  const assessment = assessments.find(({ incident }) => incident === best?.incident.id);
  return {
    ...{
      scenario,
      steps: wanted.size,
      stepsInIncident: best?.seen ?? 0,
      rank: best === undefined ? 0 : best.index + 1,
    },
    ...{ level: best?.incident.level ?? '', pieces: own.length, told: told.length },
    foreign: told.filter((alert) => !isOwn(alert)).length,
    fit: assessment?.actors.find(({ actor }) => actor === VOLT_TYPHOON)?.band ?? '',
    confidence: assessment?.confidence ?? '',
  };
}

function stepsByRecord(truth: GroundTruth, folder: string): ReadonlyMap<string, readonly string[]> {
  const steps = new Map<string, string[]>();
  for (const { id, events } of truth.steps) {
    for (const { file, record, byteOffset } of events) {
      const place = byteOffset === undefined ? { record } : { byteOffset };
      const key = placeOf({ source: `${folder}/${file}`, ...place } as EventRef);
      steps.set(key, [...(steps.get(key) ?? []), id]);
    }
  }
  return steps;
}

function placeOf({ source, record, byteOffset }: EventRef): string {
  return record === undefined ? `${source} @${byteOffset}` : `${source} ${record}`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
