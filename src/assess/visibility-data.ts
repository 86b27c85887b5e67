import type { Sight, VisibilityFix } from '../model/index.ts';

/** One behaviour of the catalogue and the evidence that shows it: `content/behaviours`. */
export interface CatalogueRow {
  readonly id: string;
  readonly title: string;
  /** of ATT&CK, `credential-access` */
  readonly tactic?: string;
  readonly techniques: readonly string[];
  /** alternatives; all items of one together show it whatever way it is done. Absent when no log can show it */
  readonly needs?: readonly (readonly string[])[];
  /** alternatives that show some ways of doing it only */
  readonly partly?: readonly (readonly string[])[];
  readonly reason?: string;
}

/** A kind of hosts that some evidence is about. */
export type HostClass = 'windows' | 'controllers' | 'web' | 'firewalls' | 'sensors' | 'linux' | 'cloud';

/** How one knows that a kind of evidence arrives: `content/visibility/sources.yml`. */
export interface EvidenceSource {
  /** item of `needs`; a `*` at its end stands for anything */
  readonly evidence: string;
  /** as the coverage names them; one that ends in `/` is a beginning */
  readonly logs: readonly string[];
  /** one of these proves that it is on; without them the log's being there does */
  readonly kinds?: readonly string[];
  readonly field?: string;
  /** what it means when the log is there without them; `nowhere`: off when no host of its kind has any for long */
  readonly unseen?: 'off' | 'nowhere' | 'unproven';
  readonly hosts: HostClass;
  /** other evidence is the better choice: its absence is no gap of its own */
  readonly costly?: true;
  readonly fix: string;
}

/** What to set where a log is missing. */
export interface KnownLog {
  readonly log: string;
  /** kinds of hosts that have it unless somebody took it away */
  readonly default: readonly HostClass[];
  readonly fix: string;
}

/** What must be known to say what could have been seen. */
export interface VisibilityData {
  readonly rows: readonly CatalogueRow[];
  readonly sources: readonly EvidenceSource[];
  readonly logs: readonly KnownLog[];
  readonly fixes: readonly Omit<VisibilityFix, 'hosts'>[];
}

/** The lesser of two: what needs both is seen as the worse of them. */
export function worseSight(left: Sight, right: Sight): Sight {
  return RANK[left] <= RANK[right] ? left : right;
}

/** The greater of two: either suffices. */
export function betterSight(left: Sight, right: Sight): Sight {
  return RANK[left] >= RANK[right] ? left : right;
}

const RANK: Readonly<Record<Sight, number>> = { no: 0, partly: 1, yes: 2 };
