import { ATTACK_RENAMED, type BehaviourSight, byCodePoint, type Visibility } from '../model/index.ts';
import type { TimeText } from './clock.ts';
import { messageText } from './messages.ts';

/** The part of a rule that coverage is made of. */
export interface TaggedRule {
  readonly title: string;
  readonly tags: readonly string[];
}

/** Versions of ATT&CK whose names Landfall knows. */
export type AttackVersion = '18' | '19';

// Several v18 techniques became one; the nearest in name stands for it.
const RENAMED_BACK: ReadonlyMap<string, string> = new Map(
  [...ATTACK_RENAMED].map(([before, after]) => [after, before] as const).concat([['T1685', 'T1562.001']]),
);

/** How many rules speak of each technique and tactic. */
export interface AttackCoverage {
  /** technique id, `T1059.001`, to the titles of its rules; in order of the ids */
  readonly techniques: ReadonlyMap<string, readonly string[]>;
  /** tactic as its tag names it, to its number of rules */
  readonly tactics: ReadonlyMap<string, number>;
  /** rules without any technique */
  readonly withoutTechnique: number;
}

/** Counts techniques under the ids of one version of ATT&CK, whichever of both the tags use. */
export function attackCoverage(rules: readonly TaggedRule[], version: AttackVersion): AttackCoverage {
  const techniques = new Map<string, string[]>();
  const tactics = new Map<string, number>();
  let withoutTechnique = 0;
  for (const { title, tags } of rules) {
    const ids = new Set(tags.flatMap((tag) => techniqueOf(tag, version)));
    const names = new Set(tags.flatMap((tag) => tacticOf(tag, version)));
    if (ids.size === 0) withoutTechnique++;
    for (const id of ids) {
      const titles = techniques.get(id);
      if (titles === undefined) techniques.set(id, [title]);
      else titles.push(title);
    }
    for (const name of names) tactics.set(name, (tactics.get(name) ?? 0) + 1);
  }
  const sorted = [...techniques].sort(([a], [b]) => byCodePoint(a, b));
  return { techniques: new Map(sorted), tactics, withoutTechnique };
}

/** ATT&CK ids of the techniques that tags name, under the ids of one version. */
export function techniquesOf(tags: readonly string[], version: AttackVersion): string[] {
  return [...new Set(tags.flatMap((tag) => techniqueOf(tag, version)))];
}

/** The tactics that tags name, as ATT&CK writes them in tags. */
export function tacticsOf(tags: readonly string[], version: AttackVersion): string[] {
  return [...new Set(tags.flatMap((tag) => tacticOf(tag, version)))];
}

function techniqueOf(tag: string, version: AttackVersion): readonly string[] {
  const id = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase();
  if (id === undefined) return [];
  return [(version === '19' ? ATTACK_RENAMED : RENAMED_BACK).get(id) ?? id];
}

function tacticOf(tag: string, version: AttackVersion): readonly string[] {
  const name = /^attack\.([a-z_-]+)$/i.exec(tag)?.[1]?.toLowerCase().replaceAll('_', '-');
  if (name === undefined) return [];
  const isSplit = name === 'stealth' || name === 'defense-impairment';
  return [version === '18' && isSplit ? 'defense-evasion' : name];
}

// ColorBrewer "YlGnBu", three classes: told apart with every kind of colour blindness, and in print.
const RAMP = ['#edf8b1', '#7fcdbb', '#2c7fb8'];
// A comment shows what there is; the layer is not a list of rules.
const TITLES_IN_COMMENT = 10;

/**
 * Coverage as a layer for the ATT&CK Navigator: the score of a technique is its number of rules. Techniques carry no
 * tactic, so that they are coloured under each tactic they have in the Navigator's own version of ATT&CK.
 * @returns JSON text with a final line feed
 * Source: ATT&CK Navigator layer file format 4.5.
 */
export function navigatorLayer({ techniques }: AttackCoverage, version: AttackVersion, name: string): string {
  const most = Math.max(1, ...[...techniques.values()].map((titles) => titles.length));
  const layer = {
    name,
    versions: { attack: version, navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'Number of Sigma rules that speak of each technique. A rule is no proof that the technique is seen.',
    sorting: 3,
    layout: { layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques: [...techniques].map(([techniqueID, titles]) => ({
      techniqueID,
      score: titles.length,
      comment: commentOf(titles),
      enabled: true,
      showSubtechniques: !techniqueID.includes('.') && hasPart(techniques, techniqueID),
    })),
    gradient: { colors: RAMP, minValue: 1, maxValue: Math.max(2, most) },
    legendItems: [
      { label: '1 rule', color: RAMP[0] },
      { label: `${most} rules`, color: RAMP.at(-1) },
    ],
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
  };
  return `${JSON.stringify(layer, undefined, 2)}\n`;
}

function hasPart(techniques: ReadonlyMap<string, unknown>, id: string): boolean {
  return [...techniques.keys()].some((other) => other.startsWith(`${id}.`));
}

function commentOf(titles: readonly string[]): string {
  const more = titles.length - TITLES_IN_COMMENT;
  return [...titles.slice(0, TITLES_IN_COMMENT), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

// Okabe and Ito's palette: told apart with every kind of colour blindness.
const STATES = [
  { label: 'cannot see', score: 1, color: '#999999' },
  { label: 'could see', score: 2, color: '#56b4e9' },
  { label: 'seen', score: 3, color: '#d55e00' },
] as const;

/**
 * What could be seen as a layer for the ATT&CK Navigator: each technique of the catalogue is seen, could be seen or cannot
 * be seen; its comment says by which behaviours and why.
 * @param seen ids of the behaviours that rules alerted on
 * @returns JSON text with a final line feed
 * Source: ATT&CK Navigator layer file format 4.5.
 */
export function visibilityLayer(
  { behaviours }: Pick<Visibility, 'behaviours'>,
  seen: ReadonlySet<string>,
  version: AttackVersion,
  timeText: TimeText,
): string {
  const byTechnique = new Map<string, BehaviourSight[]>();
  for (const row of behaviours) {
    for (const id of new Set(row.techniques.flatMap((one) => techniqueOf(`attack.${one}`, version)))) {
      byTechnique.set(id, [...(byTechnique.get(id) ?? []), row]);
    }
  }
  const comment = ({ behaviour, title, sight, because }: BehaviourSight): string =>
    `${title}: ${seen.has(behaviour) ? 'seen' : sight}. ${messageText(because, { timeText, safe: (text) => text })}`;
  const layer = {
    name: 'Visibility',
    versions: { attack: version, navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'What these logs show, could have shown, and could not have shown of the catalogue of Landfall.',
    sorting: 3,
    layout: { layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques: [...byTechnique]
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([techniqueID, rows]) => {
        const { score, color } = STATES[stateOf(rows, seen)];
        return {
          ...{ techniqueID, score, color, comment: commentOf(rows.map(comment)), enabled: true },
          showSubtechniques: !techniqueID.includes('.') && hasPart(byTechnique, techniqueID),
        };
      }),
    gradient: { colors: STATES.map(({ color }) => color), minValue: 1, maxValue: 3 },
    legendItems: STATES.map(({ label, color }) => ({ label, color })),
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
  };
  return `${JSON.stringify(layer, undefined, 2)}\n`;
}

function stateOf(rows: readonly BehaviourSight[], seen: ReadonlySet<string>): 0 | 1 | 2 {
  if (rows.some(({ behaviour }) => seen.has(behaviour))) return 2;
  return rows.some(({ sight }) => sight !== 'no') ? 1 : 0;
}
