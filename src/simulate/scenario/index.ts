/**
 * Scenarios: files that say what an invented intruder does, played with the functions that administrators are played with.
 * In: a scenario file and a world. Out: facts that bear the label of their step.
 * Must not know: how logs are written, rules, the disk.
 */
export { ACTION_HELP } from './actions.ts';
export { EFFECT_HELP } from './effects.ts';
export { playable } from './play.ts';
export {
  parseScenarioFile,
  SCENARIO_SCHEMA,
  type ScenarioFile,
  type ScenarioVariant,
} from './scenario-file.ts';
