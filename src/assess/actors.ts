import { type ActorFit, type Argument, type EventRef, msg } from '../model/index.ts';
import type { GroupData } from './actor-data.ts';

/** One technique that was seen, and the records that show it. */
export interface SeenTechnique {
  readonly technique: string;
  /** its tactic: one family of evidence */
  readonly tactic: string;
  readonly evidence: readonly EventRef[];
}

/** A step of a published pattern that was seen, by the most telling way in which it was. */
export interface SeenStep {
  readonly title: string;
  /** as `RuleNotes.distinctiveness` */
  readonly distinctiveness: 'D' | 'S' | 'G';
  readonly evidence: readonly EventRef[];
}

/** How one group is known to go about its steps, beyond the techniques. */
export interface SeenPattern {
  /** ATT&CK id of the group */
  readonly actor: string;
  readonly steps: readonly SeenStep[];
  /** years between its publication and what was seen: who reads can copy */
  readonly yearsPublic: number;
}

/**
 * Explanations that are no published group: what is to be expected of each before any evidence, and techniques that tell it.
 * What breaks things for money is T1485, T1486, T1489, T1490 and T1561 (ATT&CK, Impact).
 */
const OTHERS: readonly { readonly actor: string; readonly prior: number; readonly telling?: RegExp }[] = [
  { actor: 'unknown', prior: 0.55 },
  { actor: 'ransomware', prior: 0.12, telling: /^T1(?:485|486|489|490|561)/ },
  { actor: 'red-team', prior: 0.08 },
  { actor: 'insider', prior: 0.08 },
];
// The rest is shared by the groups: a small one each. ../shared/intel, section 9.6: 0.02 to 0.05 for the one in question.
const GROUPS_PRIOR = 0.17;
const PATTERN_PRIOR = 0.03;

// How likely a group shows a technique that it is known for in one intrusion; how likely one is seen of those that logs can
// show; and what is left of a group's odds when it does what it is not known for: reports are incomplete. Chosen on samples
// of what groups are known for and on simulated intrusions; the tests hold both.
const KNOWN_FOR = 0.3;
const SHOWN_OF_ALL = 0.15;
const NOT_KNOWN_FOR = 0.7;
const LEAST_RATE = 0.02;
// One family of evidence is worth no more than ten to one, all together no more than 300 to one.
const MOST_PER_FAMILY = Math.log(10);
const MOST_IN_ALL = Math.log(300);
// Ways of doing things: the published ones of one group, and those of a minority. ../shared/intel, sections 9.2 and 9.6.
const BY_PUBLISHED_WAY = Math.log(3);
const BY_MINORITY_WAY = Math.log(1.5);
const MOST_BY_WAYS = Math.log(30);
/** What was done before the first contact leaves no log: ATT&CK's reconnaissance and resource development. */
const BEFORE_CONTACT = /^T1(?:58[3-9]|59\d|608|650)/;
/** Used by at most this many of the published groups: says something. */
const RARE = 15;
const LEAST_RARE = 2;
const LEAST_TECHNIQUES = 4;
const LIKELY = 0.6;
const POSSIBLE = 0.15;
const SHOWN = 5;
const SHOWN_AGAINST = 2;
const OLD_YEARS = 1;

interface Weighed {
  readonly fit: Omit<ActorFit, 'band'>;
  readonly odds: number;
  /** before any evidence nothing is likely */
  readonly most: ActorFit['band'];
}

/**
 * Compares what was seen with what published groups are known for. Techniques are evidence by how few groups use them; what a
 * group is known for and was not seen counts against it, so that well-studied groups do not fit everything; families are
 * scored once each. Never says more than `likely`, and `not-enough` when nothing rare was seen.
 * @param pattern the steps of the group whose ways are known better than by techniques
 * @returns the best fits first; always with explanations that are no group
 */
export function compareActors(seen: readonly SeenTechnique[], data: GroupData, pattern?: SeenPattern): ActorFit[] {
  const distinct = distinctTechniques(seen);
  const rare = distinct.filter(({ technique }) => rateOf(technique, data) * data.groupsWithTechniques <= RARE);
  const isEnough = rare.length >= LEAST_RARE && distinct.length >= LEAST_TECHNIQUES;
  const weighed = [...weighGroups(distinct, data, pattern), ...weighOthers(distinct)];
  const total = weighed.reduce((sum, { odds }) => sum + odds, 0);
  return weighed
    .toSorted((a, b) => b.odds - a.odds || (a.fit.actor < b.fit.actor ? -1 : 1))
    .map(({ fit, odds, most }) => ({ ...fit, band: isEnough ? bandOf(odds / total, most) : 'not-enough' }));
}

function weighGroups(seen: readonly SeenTechnique[], data: GroupData, pattern: SeenPattern | undefined): Weighed[] {
  const scores = data.groups.map(({ id, techniques }) => {
    const own = pattern?.actor === id ? pattern : undefined;
    return logRatio(techniques, seen, data) + (own === undefined ? 0 : logRatioOfWays(own));
  });
  // The best is worth no more than all evidence together may be; the others keep their distance from it.
  const excess = Math.max(0, Math.max(...scores) - MOST_IN_ALL);
  return data.groups.map((group, index) => {
    const own = pattern?.actor === group.id ? pattern : undefined;
    const prior = own === undefined ? GROUPS_PRIOR / data.groups.length : PATTERN_PRIOR;
    const known = seen.filter(({ technique }) => knows(group.techniques, technique));
    const reasons = [
      ...reasonsFor(known, data),
      ...reasonsOfWays(own),
      ...reasonsAgainst(group.techniques, seen, data),
    ];
    return {
      ...{ odds: prior * Math.exp(scores[index]! - excess), most: 'likely' as const },
      fit: { actor: group.id, name: group.name, stepsSeen: known.length, stepsSeeable: seen.length, reasons },
    };
  });
}

function weighOthers(seen: readonly SeenTechnique[]): Weighed[] {
  return OTHERS.map(({ actor, prior, telling }) => {
    const told = telling === undefined ? [] : seen.filter(({ technique }) => telling.test(technique));
    const reasons = told.map(({ technique, evidence }): Argument => {
      return { text: msg('actor.impact', { technique }), weight: 'strong', evidence };
    });
    const odds = prior * (told.length > 0 ? Math.exp(MOST_PER_FAMILY) : 1);
    const most = told.length > 0 ? 'likely' : 'possible';
    return { odds, most, fit: { actor, name: actor, stepsSeen: told.length, stepsSeeable: seen.length, reasons } };
  });
}

function bandOf(share: number, most: ActorFit['band']): ActorFit['band'] {
  if (share >= LIKELY) return most;
  return share >= POSSIBLE ? 'possible' : 'unlikely';
}

function logRatio(techniques: readonly string[], seen: readonly SeenTechnique[], data: GroupData): number {
  const families = new Map<string, number>();
  for (const { technique, tactic } of seen) {
    const rate = Math.max(LEAST_RATE, rateOf(technique, data));
    const ratio = knows(techniques, technique) ? Math.max(1, KNOWN_FOR / rate) : NOT_KNOWN_FOR;
    families.set(tactic, (families.get(tactic) ?? 0) + Math.log(ratio));
  }
  const unseen = techniques.filter(
    (one) => !BEFORE_CONTACT.test(one) && !seen.some((two) => isSame(one, two.technique)),
  );
  let sum = unseen.length * Math.log(1 - SHOWN_OF_ALL);
  for (const one of families.values()) sum += Math.max(-MOST_PER_FAMILY, Math.min(MOST_PER_FAMILY, one));
  return sum;
}

/** Names and ports are copied once they are published: what they say halves every year. */
function logRatioOfWays({ steps, yearsPublic }: SeenPattern): number {
  const decay = 0.5 ** Math.max(0, yearsPublic);
  const ratios = steps.map(({ distinctiveness }) => {
    if (distinctiveness === 'G') return 0;
    return distinctiveness === 'S' ? BY_MINORITY_WAY : Math.max(BY_MINORITY_WAY, BY_PUBLISHED_WAY * decay);
  });
  const sum = ratios.reduce((all, one) => all + one, 0);
  return Math.min(MOST_BY_WAYS, sum);
}

/** A group known for a technique may use any of its sub-techniques; one known for a sub-technique uses the technique. */
function knows(techniques: readonly string[], technique: string): boolean {
  return techniques.some((one) => isSame(one, technique));
}

function isSame(one: string, other: string): boolean {
  return one === other || isBelow(one, other) || isBelow(other, one);
}

/** T1003.001 is below T1003. */
function isBelow(one: string, other: string): boolean {
  return one[other.length] === '.' && one.startsWith(other);
}

const rates = new WeakMap<GroupData, Map<string, number>>();

/** The share of published groups that use a technique; of those not counted, estimated from the groups at hand. */
function rateOf(technique: string, data: GroupData): number {
  const known = rates.get(data) ?? new Map<string, number>();
  rates.set(data, known);
  const rate = known.get(technique) ?? countedRate(technique, data);
  known.set(technique, rate);
  return rate;
}

function countedRate(technique: string, { groupsUsing, groupsWithTechniques, groups }: GroupData): number {
  const counted = groupsUsing[technique];
  if (counted !== undefined) return (counted - 0.5) / groupsWithTechniques;
  const here = groups.filter(({ techniques }) => techniques.includes(technique)).length;
  // The groups at hand are well studied ones: their rate is above that of all.
  return (here + 0.5) / (groups.length * 2);
}

function reasonsOfWays(pattern: SeenPattern | undefined): Argument[] {
  if (pattern === undefined) return [];
  const own = pattern.steps.filter(({ distinctiveness }) => distinctiveness !== 'G');
  const published = own.filter(({ distinctiveness }) => distinctiveness === 'D');
  if (own.length === 0) return [];
  const args = { steps: own.length, published: published.length };
  const evidence = own.flatMap((step) => step.evidence.slice(0, 1));
  const isOld = published.length > 0 && pattern.yearsPublic >= OLD_YEARS;
  const old = published.flatMap((step) => step.evidence.slice(0, 1));
  return [
    { text: msg('actor.ways', args), weight: own.length > SHOWN ? 'strong' : 'some', evidence },
    ...(isOld
      ? [{ text: msg('actor.copied', { steps: published.length }), weight: 'weak' as const, evidence: old }]
      : []),
  ];
}

/** The rarest things that were seen and that a group is not known for. */
function reasonsAgainst(techniques: readonly string[], seen: readonly SeenTechnique[], data: GroupData): Argument[] {
  return seen
    .filter(({ technique }) => !knows(techniques, technique) && data.groupsUsing[technique] !== undefined)
    .sort((a, b) => rateOf(a.technique, data) - rateOf(b.technique, data))
    .slice(0, SHOWN_AGAINST)
    .map(({ technique, evidence }) => ({
      text: msg('actor.not-known', { technique }),
      weight: 'weak' as const,
      evidence,
    }));
}

/** The rarest things that were seen and that a group is known for. */
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
