import {
  type Assessment,
  byCodePoint,
  type CaseFile,
  type Confidence,
  type Incident,
  type Level,
  levelRank,
  type Msg,
} from '../../model/index.ts';

/** What became of an incident. */
export interface IncidentChange {
  /** `grown`: more alerts, hosts or accounts, or a higher level; `changed`: anything else */
  readonly kind: 'new' | 'gone' | 'grown' | 'changed';
  /** ids in the two CaseFiles; one when it is in one only */
  readonly before: string | null;
  readonly after: string | null;
  readonly title: Msg;
  /** now, or when it was last there */
  readonly level: Level;
  readonly levelBefore: Level | null;
  readonly confidence: Confidence | null;
  readonly confidenceBefore: Confidence | null;
  readonly score: number;
  readonly scoreBefore: number | null;
  /** alerts as they are counted, repetitions too */
  readonly alertsAdded: number;
  readonly alertsGone: number;
  /** ids of entities newly reached, and no longer part of it */
  readonly hostsAdded: readonly string[];
  readonly hostsGone: readonly string[];
  readonly accountsAdded: readonly string[];
  readonly accountsGone: readonly string[];
  readonly stagesAdded: readonly string[];
  /** reasons for and against that changed, when the confidence did */
  readonly reasonsAdded: readonly Msg[];
  readonly reasonsGone: readonly Msg[];
  /** ids of other incidents of the earlier CaseFile that went into this one, and of the later one that were a part of it */
  readonly merged: readonly string[];
  readonly split: readonly string[];
}

interface Pair {
  readonly before: number;
  readonly after: number;
  readonly shared: number;
}

/** Pairs incidents by the alerts that they share, most first, and says what changed in each. */
export function incidentChanges(
  before: CaseFile,
  after: CaseFile,
): { readonly changes: readonly IncidentChange[]; readonly same: number } {
  const [old, now] = [before.incidents ?? [], after.incidents ?? []];
  const pairs = sharedAlerts(old, now);
  const [ofOld, ofNow] = [new Map<number, number>(), new Map<number, number>()];
  for (const pair of pairs) {
    if (ofOld.has(pair.before) || ofNow.has(pair.after)) continue;
    ofOld.set(pair.before, pair.after);
    ofNow.set(pair.after, pair.before);
  }
  const merged = (index: number): string[] =>
    pairs
      .filter((pair) => pair.after === index && ofNow.get(index) !== pair.before)
      .map((pair) => old[pair.before]!.id);
  const split = (index: number): string[] =>
    pairs.filter((pair) => pair.before === index && ofOld.get(index) !== pair.after).map((pair) => now[pair.after]!.id);
  const changes = now.map((incident, index) => {
    const twin = ofNow.get(index);
    const was = twin === undefined ? undefined : old[twin]!;
    return changeOf(was, incident, {
      ...{ before, after, merged: merged(index), split: twin === undefined ? [] : split(twin) },
    });
  });
  const gone = old.flatMap((incident, index) =>
    ofOld.has(index) ? [] : [changeOf(incident, undefined, { before, after, merged: [], split: split(index) })],
  );
  const told = [...changes, ...gone].filter((change) => change !== undefined);
  return { changes: told.sort(byGravity), same: changes.length + gone.length - told.length };
}

function byGravity(a: IncidentChange, b: IncidentChange): number {
  const idOf = ({ after, before }: IncidentChange): string => after ?? before ?? '';
  return levelRank(b.level) - levelRank(a.level) || b.score - a.score || byCodePoint(idOf(a), idOf(b));
}

function sharedAlerts(old: readonly Incident[], now: readonly Incident[]): readonly Pair[] {
  const places = new Map<string, number>();
  for (const [index, { alerts }] of old.entries()) for (const { id } of alerts) places.set(id, index);
  const shared = new Map<string, { before: number; after: number; shared: number }>();
  for (const [after, { alerts }] of now.entries()) {
    for (const { id } of alerts) {
      const before = places.get(id);
      if (before === undefined) continue;
      const pair = shared.get(`${before} ${after}`) ?? { before, after, shared: 0 };
      pair.shared++;
      shared.set(`${before} ${after}`, pair);
    }
  }
  return [...shared.values()].sort((a, b) => b.shared - a.shared || a.after - b.after || a.before - b.before);
}

interface Sides {
  readonly before: CaseFile;
  readonly after: CaseFile;
  readonly merged: readonly string[];
  readonly split: readonly string[];
}

/** @returns undefined when nothing changed */
function changeOf(was: Incident | undefined, is: Incident | undefined, sides: Sides): IncidentChange | undefined {
  const { title, level, score } = (is ?? was)!;
  const [old, now] = [assessmentOf(sides.before, was), assessmentOf(sides.after, is)];
  const alerts = alertsChanged(was, is);
  const hosts = listsChanged(was?.hosts, is?.hosts);
  const accounts = listsChanged(was?.accounts, is?.accounts);
  const reasons = old?.confidence === now?.confidence ? NO_REASONS : reasonsChanged(old, now);
  const change = {
    ...{ before: was?.id ?? null, after: is?.id ?? null, title, level, levelBefore: was?.level ?? null },
    ...{ confidence: now?.confidence ?? null, confidenceBefore: old?.confidence ?? null },
    ...{ score, scoreBefore: was?.score ?? null, alertsAdded: alerts.added, alertsGone: alerts.gone },
    ...{ hostsAdded: hosts.added, hostsGone: hosts.gone, accountsAdded: accounts.added, accountsGone: accounts.gone },
    stagesAdded: listsChanged(tacticsOf(was), tacticsOf(is)).added,
    ...{ reasonsAdded: reasons.added, reasonsGone: reasons.gone, merged: sides.merged, split: sides.split },
  };
  if (was === undefined) return { kind: 'new', ...change };
  if (is === undefined) return { kind: 'gone', ...change };
  if (isGrown(change)) return { kind: 'grown', ...change };
  return isChanged(change) ? { kind: 'changed', ...change } : undefined;
}

function isGrown(change: Omit<IncidentChange, 'kind'>): boolean {
  const { level, levelBefore, alertsAdded, hostsAdded, accountsAdded } = change;
  const isHigher = levelBefore !== null && levelRank(level) > levelRank(levelBefore);
  return isHigher || alertsAdded > 0 || hostsAdded.length > 0 || accountsAdded.length > 0;
}

function isChanged(change: Omit<IncidentChange, 'kind'>): boolean {
  const { alertsGone, hostsGone, accountsGone, stagesAdded, merged, split } = change;
  const lists = [hostsGone, accountsGone, stagesAdded, merged, split];
  const isOther =
    change.level !== change.levelBefore ||
    change.score !== change.scoreBefore ||
    change.confidence !== change.confidenceBefore;
  return isOther || alertsGone > 0 || lists.some((list) => list.length > 0);
}

const NO_REASONS: { readonly added: readonly Msg[]; readonly gone: readonly Msg[] } = { added: [], gone: [] };

function reasonsChanged(was: Assessment | undefined, is: Assessment | undefined): typeof NO_REASONS {
  const keyed = (list: Assessment | undefined): ReadonlyMap<string, Msg> =>
    new Map(
      [...(list?.evidenceFor ?? []), ...(list?.evidenceAgainst ?? [])].map(({ text }) => [JSON.stringify(text), text]),
    );
  const [old, now] = [keyed(was), keyed(is)];
  return {
    added: [...now].filter(([key]) => !old.has(key)).map(([, text]) => text),
    gone: [...old].filter(([key]) => !now.has(key)).map(([, text]) => text),
  };
}

function assessmentOf({ assessments = [] }: CaseFile, incident: Incident | undefined): Assessment | undefined {
  return incident && assessments.find((one) => one.incident === incident.id);
}

function tacticsOf(incident: Incident | undefined): readonly string[] {
  return incident?.stages.map(({ tactic }) => tactic) ?? [];
}

function alertsChanged(was: Incident | undefined, is: Incident | undefined): { added: number; gone: number } {
  const counts = new Map((was?.alerts ?? []).map(({ id, count }) => [id, -count]));
  for (const { id, count } of is?.alerts ?? []) counts.set(id, (counts.get(id) ?? 0) + count);
  const differences = [...counts.values()];
  return {
    added: differences.reduce((sum, count) => sum + Math.max(0, count), 0),
    gone: differences.reduce((sum, count) => sum - Math.min(0, count), 0),
  };
}

function listsChanged(was: readonly string[] = [], is: readonly string[] = []) {
  return { added: is.filter((one) => !was.includes(one)), gone: was.filter((one) => !is.includes(one)) };
}
