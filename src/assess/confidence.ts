import { type Argument, type Confidence, type Incident, levelRank, msg, type RuleNotes } from '../model/index.ts';

/** Tactics are the independent signs: one tool run ten times is one sign. */
const HIGH_SIGNS = 5;
const MODERATE_SIGNS = 3;
const GRAVE = levelRank('high');
// What everybody does shows no stage of an intrusion.
const TOLD = levelRank('low');

/** How sure it is that an incident is an intrusion, with what speaks for and against. */
export interface Judgement {
  readonly confidence: Confidence;
  readonly evidenceFor: readonly Argument[];
  readonly evidenceAgainst: readonly Argument[];
}

/**
 * Judges as intelligence standards define the words: `high` rests on several independent signs from more than one source,
 * `moderate` on plausible signs that do not suffice for more, `low` on scant or ambiguous ones.
 * Source: US ODNI, Intelligence Community Directive 203, analytic standards.
 */
export function judge(incident: Incident): Judgement {
  const evidenceFor = [...signs(incident), ...grave(incident), ...across(incident)];
  const evidenceAgainst = against(incident);
  const told = incident.alerts.filter(({ raisedLevel }) => levelRank(raisedLevel) >= TOLD);
  const tactics = new Set(told.flatMap((alert) => alert.tactics)).size;
  const sources = new Set(incident.alerts.map(({ ref }) => ref.source)).size;
  const graves = new Set(
    incident.alerts.filter(({ raisedLevel }) => levelRank(raisedLevel) >= GRAVE).map(({ ruleId }) => ruleId),
  ).size;
  const isHigh = tactics >= HIGH_SIGNS && sources >= 2 && graves >= 2;
  const isModerate = (tactics >= MODERATE_SIGNS && graves >= 1) || graves >= 2;
  const isDoubtful = evidenceAgainst.some(({ weight }) => weight === 'strong');
  const confidence = isHigh && !isDoubtful ? 'high' : isModerate || isHigh ? 'moderate' : 'low';
  return { confidence, evidenceFor, evidenceAgainst };
}

/** The best innocent explanation: that of the gravest rule that has one. */
export function innocentExplanation(
  incident: Incident,
  notesOf: (rule: { readonly id: string; readonly title: string }) => RuleNotes | undefined,
): { readonly text: string; readonly check: readonly string[] } | undefined {
  const gravest = incident.alerts.toSorted((a, b) => levelRank(b.raisedLevel) - levelRank(a.raisedLevel));
  for (const { ruleId, title } of gravest) {
    const notes = notesOf({ id: ruleId, title });
    if (notes?.innocent !== undefined) return { text: notes.innocent, check: notes.check };
  }
  return undefined;
}

function signs({ stages, alerts }: Incident): Argument[] {
  if (stages.length < 2) return [];
  const first = stages.map(({ tactic }) => alerts.find(({ tactics }) => tactics.includes(tactic))!);
  return [
    {
      text: msg('for.stages', { count: stages.length, stages: stages.map(({ tactic }) => tactic).join(', ') }),
      weight: stages.length >= HIGH_SIGNS ? 'strong' : 'some',
      evidence: first.map(({ ref }) => ref),
    },
  ];
}

function grave({ alerts }: Incident): Argument[] {
  const byRule = new Map(
    alerts.filter(({ raisedLevel }) => levelRank(raisedLevel) >= GRAVE).map((alert) => [alert.ruleId, alert]),
  );
  return [...byRule.values()].slice(0, 5).map(({ title, host, raisedLevel, ref }) => ({
    text: msg('for.grave', { title, host }),
    weight: raisedLevel === 'critical' ? ('strong' as const) : ('some' as const),
    evidence: [ref],
  }));
}

function across({ hosts, links }: Incident): Argument[] {
  const between = links.filter(
    ({ kind }) => kind === 'remote-target' || kind === 'new-account-on-host' || kind === 'same-lease',
  );
  if (hosts.length < 2 || between.length === 0) return [];
  return [
    {
      text: msg('for.spread', { hosts: hosts.length, links: between.length }),
      weight: 'some',
      evidence: between
        .slice(0, 5)
        .flatMap(({ evidence }) => evidence)
        .slice(0, 5),
    },
  ];
}

function against({ alerts, accounts, hosts, usualAlerts }: Incident): Argument[] {
  const found: Argument[] = [];
  const add = (
    key: string,
    args: Record<string, string | number>,
    weight: Argument['weight'],
    shown: Incident['alerts'] = alerts,
  ): void => {
    found.push({ text: msg(key, args), weight, evidence: shown.slice(0, 3).map(({ ref }) => ref) });
  };
  if (usualAlerts > 0) {
    const weight = usualAlerts * 2 > alerts.length ? 'strong' : 'some';
    add('against.usual', { count: usualAlerts, of: alerts.length }, weight);
  }
  const practised = alerts.filter(({ level, raisedLevel }) => levelRank(raisedLevel) < levelRank(level));
  if (practised.length > 0) add('against.practice', { count: practised.length, of: alerts.length }, 'some', practised);
  if (alerts.every(({ raisedLevel }) => levelRank(raisedLevel) < GRAVE)) add('against.nothing-grave', {}, 'some');
  if (hosts.length === 1) add('against.one-host', {}, 'weak');
  if (accounts.length === 1) add('against.one-account', {}, 'weak');
  return found;
}
