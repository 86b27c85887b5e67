/**
 * Stage: Incident and Assessment with a playbook to an EvictionPlan; and fresh LogEvents to what became of its steps.
 * In: model types, the playbook as plain data, the surroundings once a case. Out: EvictionPlan, StepVerdicts.
 * Must not know: other stages, Node, YAML. Nothing here runs anything; commands are texts, names in them are hostile.
 */
export { planEviction } from './plan.ts';
export { type Playbook, parsePlaybook } from './playbook.ts';
export { type Surroundings, surroundingsOf } from './surroundings.ts';
export { createPlanVerifier, type PlanVerifier } from './verify.ts';
