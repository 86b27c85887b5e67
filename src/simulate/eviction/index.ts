/**
 * Eviction: what administrators do after an intrusion, so that their logs can be compared with a plan.
 * In: a world, what needs action, which steps are done. Out: facts without the label of a scenario's step.
 * Must not know: plans, proofs, how logs are written. Names of steps are those of content/playbooks/eviction.yml.
 */
export { EVICTION_STEPS, type EvictionStep, evict } from './evict.ts';
