import type { Host } from './organisation.ts';

/** What every fact has. */
export interface FactBase {
  /** unique in a simulation; facts of one millisecond come in its order */
  readonly id: number;
  /** UTC */
  readonly timeMs: number;
  /** where it happened, and whose log shows it */
  readonly host: Host;
  /** the step of the scenario that it belongs to; undefined for everyday life */
  readonly truth?: string;
}
