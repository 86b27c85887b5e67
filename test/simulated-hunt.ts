import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgedCase } from '../scripts/incidents/judge.ts';
import type { Part } from '../scripts/incidents/played-together.ts';
import { type AssessmentInput, assess, seeVisibility } from '../src/assess/index.ts';
import { findInputs } from '../src/cli/hunt-inputs.ts';
import { readRuleFiles } from '../src/cli/rule-files.ts';
import { visibilityData } from '../src/cli/visibility-data.ts';
import { correlate } from '../src/correlate/index.ts';
import { Investigation, type LoadedRules, loadRules } from '../src/investigate.ts';
import type { Alert, Observations, RuleNotes, Visibility } from '../src/model/index.ts';
import { openFile } from '../src/read/index.ts';
import { ruleKey } from '../src/report/index.ts';
import type { GroundTruth } from '../src/simulate/index.ts';
import { DETECTIONS } from './content-files.ts';
import { type SimulatedSize, simulateInto } from './simulate-into.ts';

/** What a hunt hands to correlation, and what was played. */
export interface SimulatedHunt {
  /** the folder of the logs */
  readonly logs: string;
  readonly truth: GroundTruth;
  readonly alerts: readonly Alert[];
  readonly observations: Observations;
  readonly visibility: Visibility;
  readonly events: number;
  readonly notesOf: (rule: { readonly id: string; readonly title: string }) => RuleNotes | undefined;
}

/** Simulates scenarios in one organisation and hunts with Landfall's own rules, within this process. */
export async function simulatedHunt(
  parts: readonly Part[],
  size: SimulatedSize,
  folder: string,
): Promise<SimulatedHunt> {
  const logs = join(folder, 'logs');
  const truth = simulateInto(logs, parts, size);
  const rules = loadRules({ ruleTexts: readRuleFiles([DETECTIONS]).texts });
  const investigation = new Investigation(rules, { carve: false, zones: [] });
  const alerts: Alert[] = [];
  let events = 0;
  for (const piece of (await findInputs([logs], [])).pieces) {
    const bytes = openFile(piece.source, piece.place);
    if ('code' in bytes) throw new Error(bytes.message);
    const run = investigation.run(piece, bytes, (alert) => alerts.push(alert));
    let step = run.next();
    while (step.done !== true) step = run.next(true);
    if (step.value.observed !== undefined) investigation.observer.absorb(step.value.observed);
    investigation.correlator.add(step.value.matches);
    events += step.value.events;
    bytes.close();
  }
  alerts.push(...investigation.correlator.correlate(Date.parse(truth.end)).alerts);
  const observations = investigation.observer.observations();
  const visibility = seeVisibility(observations, visibilityData());
  return { logs, truth, alerts, observations, visibility, events, notesOf: notesIn(rules) };
}

/** What correlation and assessment make of it. */
export function judged(hunt: Omit<SimulatedHunt, 'truth' | 'logs'>): JudgedCase {
  const { alerts, observations, visibility, events, notesOf } = hunt;
  const found = correlate({ alerts, observations, notesOf });
  const published = {
    groups: actorData<AssessmentInput['groups']>('groups'),
    pattern: actorData<AssessmentInput['pattern']>('pattern'),
  };
  const assessments = found.incidents.map((incident) =>
    assess({ incident, entities: found.entities, observations, visibility, notesOf, ...published }),
  );
  return { ...found, assessments, alerts, events };
}

/** A file of content/actors. */
function actorData<Data>(name: 'groups' | 'pattern'): Data {
  return JSON.parse(readFileSync(`content/actors/${name}.json`, 'utf8')) as Data;
}

function notesIn(rules: LoadedRules): SimulatedHunt['notesOf'] {
  const notes = new Map([...rules.bound, ...rules.correlations].map((rule) => [ruleKey(rule), rule.notes]));
  return (rule) => notes.get(ruleKey(rule));
}
