/**
 * Stage: Incident and Assessment with a playbook to an EvictionPlan; and fresh LogEvents to what became of its steps.
 * In: model types, the playbook as plain data. Out: EvictionPlan, StepVerdicts. Commands are texts for people.
 * Must not know: other stages, Node, YAML. Nothing here runs anything; names come from logs and are hostile.
 */
export { planEviction } from './plan.ts';
export { type Playbook, parsePlaybook } from './playbook.ts';
export { createPlanVerifier, type PlanVerifier } from './verify.ts';
