/**
 * Simulate: an invented organisation at work, with or without an intruder, as the log files that its hosts, firewall and
 * sensor would keep, and the truth about them.
 * In: an organisation, a scenario, a seed. Out: blocks of files, ground truth.
 * Must not know: the disk, the clock, detections. Nothing is executed; only records are made. Imports model and evtx.
 */

export { EVICTION_STEPS, type EvictionStep } from './eviction/index.ts';
export type { PlayedStep, ScenarioStep, TruthEvent } from './ground-truth.ts';
export { LOG_SETTINGS, type LogSetting } from './log-settings.ts';
export type { PutBytes, RecordPlace } from './log-writer.ts';
export { NEEDED_ACTIONS, type NeededAction, type NeededActionName } from './needed-actions.ts';
export { ORGANISATION_SCHEMA, type OrganisationFile, parseOrganisationFile } from './organisation-file.ts';
export { organisationNotes } from './organisation-notes.ts';
export {
  ACTION_HELP,
  EFFECT_HELP,
  parseScenarioFile,
  playable,
  SCENARIO_SCHEMA,
  type ScenarioFile,
  type ScenarioVariant,
} from './scenario/index.ts';
export type { GroundTruth, Scenario, SimulationOptions } from './simulate.ts';
export { prepareWorld, QUIET, simulate } from './simulate.ts';
