import { type ActorFit, type Argument, type EventRef, msg } from '../model/index.ts';
import type { GroupData } from './actor-data.ts';

/** One technique that was seen, and the records that show it. */
export interface SeenTechnique {
  readonly technique: string;
  /** its tactic: one family of evidence */
  readonly tactic: string;
  readonly evidence: readonly EventRef[];
}

/** Explanations that are no published group, with what is to be expected of each before any evidence. */
const OTHERS: readonly (readonly [actor: string, prior: number])[] = [
  ['unknown', 0.55],
  ['ransomware', 0.12],
  ['red-team', 0.08],
  ['insider', 0.08],
];
// The rest is shared by the groups: a small one each. ../shared/intel, section 9.6: 0.02 to 0.05 for the one in question.
const GROUPS_PRIOR = 0.17;

// How likely a group shows a technique that it is known for in one intrusion, and one that it is not known for.
const KNOWN_FOR = 0.5;
const LEAST_RATE = 0.02;
// One family of evidence is worth no more than ten to one, all together no more than 300 to one.
const MOST_PER_FAMILY = Math.log(10);
const MOST_IN_ALL = Math.log(300);
/** Used by at most this many of the published groups: says something. */
const RARE = 15;
const LEAST_RARE = 2;
const LEAST_TECHNIQUES = 4;
const LIKELY = 0.6;
const POSSIBLE = 0.15;
const SHOWN = 5;

/**
 * Compares what was seen with what published groups are known for. Techniques are evidence by how few groups use them;
 * families are scored once each. Never says more than `likely`, and `not-enough` when nothing rare was seen.
 * @returns the best fits first; always with explanations that are no group
 */
export function compareActors(seen: readonly SeenTechnique[], data: GroupData): ActorFit[] {
  const distinct = distinctTechniques(seen);
  const rare = distinct.filter(({ technique }) => rateOf(technique, data) * data.groupsWithTechniques <= RARE);
  const isEnough = rare.length >= LEAST_RARE && distinct.length >= LEAST_TECHNIQUES;
  const scores = data.groups.map((group) => ({ group, logRatio: logRatio(group.techniques, distinct, data) }));
  // The best is worth no more than all evidence together may be; the others keep their distance from it.
  const best = Math.max(...scores.map(({ logRatio: one }) => one));
  const excess = Math.max(0, best - MOST_IN_ALL);
  const odds = scores.map(({ logRatio: one }) => (GROUPS_PRIOR / data.groups.length) * Math.exp(one - excess));
  const total = odds.reduce((sum, one) => sum + one, 0) + OTHERS.reduce((sum, [, prior]) => sum + prior, 0);
  const groups = scores.map(({ group }, index): ActorFit & { readonly share: number } => {
    const share = odds[index]! / total;
    const known = distinct.filter(({ technique }) => knows(group.techniques, technique));
    return {
      ...{ actor: group.id, name: group.name, share },
      band: !isEnough ? 'not-enough' : bandOf(share),
      ...{ stepsSeen: known.length, stepsSeeable: distinct.length },
      reasons: reasonsFor(known, data),
    };
  });
  const others = OTHERS.map(([actor, prior]): ActorFit & { readonly share: number } => ({
    ...{ actor, name: actor, share: prior / total, stepsSeen: 0, stepsSeeable: distinct.length, reasons: [] },
    band: !isEnough ? 'not-enough' : bandOf(prior / total),
  }));
  return [...groups, ...others]
    .sort((a, b) => b.share - a.share || (a.actor < b.actor ? -1 : 1))
    .map(({ share: _, ...fit }) => fit);
}

function bandOf(share: number): ActorFit['band'] {
  if (share >= LIKELY) return 'likely';
  return share >= POSSIBLE ? 'possible' : 'unlikely';
}

function logRatio(techniques: readonly string[], seen: readonly SeenTechnique[], data: GroupData): number {
  const families = new Map<string, number>();
  for (const { technique, tactic } of seen) {
    const rate = Math.max(LEAST_RATE, rateOf(technique, data));
    // Not being known for it speaks against a group a little: reports are incomplete.
    const ratio = knows(techniques, technique) ? KNOWN_FOR / rate : (1 - KNOWN_FOR) / (1 - rate);
    families.set(tactic, (families.get(tactic) ?? 0) + Math.log(ratio));
  }
  let sum = 0;
  for (const one of families.values()) sum += Math.max(-MOST_PER_FAMILY, Math.min(MOST_PER_FAMILY, one));
  return sum;
}

/** A group known for a technique may use any of its sub-techniques; one known for a sub-technique uses the technique. */
function knows(techniques: readonly string[], technique: string): boolean {
  const parent = technique.split('.')[0]!;
  return techniques.some(
    (one) => one === technique || one === parent || (technique === parent && one.startsWith(`${parent}.`)),
  );
}

/** The share of published groups that use a technique; of those not counted, estimated from the groups at hand. */
function rateOf(technique: string, { groupsUsing, groupsWithTechniques, groups }: GroupData): number {
  const counted = groupsUsing[technique];
  if (counted !== undefined) return (counted - 0.5) / groupsWithTechniques;
  const here = groups.filter(({ techniques }) => techniques.includes(technique)).length;
  // The groups at hand are well studied ones: their rate is above that of all.
  return (here + 0.5) / (groups.length * 2);
}

function reasonsFor(known: readonly SeenTechnique[], data: GroupData): Argument[] {
  return known
    .toSorted((a, b) => rateOf(a.technique, data) - rateOf(b.technique, data))
    .slice(0, SHOWN)
    .map(({ technique, evidence }) => {
      const using = Math.round(rateOf(technique, data) * data.groupsWithTechniques + 0.5);
      return {
        text: msg('actor.technique', { technique, groups: using, of: data.groupsWithTechniques }),
        weight: using <= RARE ? ('some' as const) : ('weak' as const),
        evidence,
      };
    });
}

function distinctTechniques(seen: readonly SeenTechnique[]): SeenTechnique[] {
  const byId = new Map<string, SeenTechnique>();
  for (const one of seen) if (!byId.has(one.technique)) byId.set(one.technique, one);
  return [...byId.values()];
}
