import {
  type Alert,
  alertId,
  type CorrelationResult,
  type Finding,
  type Incident,
  type IncidentAlert,
  type Level,
  levelRank,
  type Suppression,
  type SuppressionUse,
  stableId,
} from '../model/index.ts';
import { type CorrelationInput, correlate } from './correlate.ts';

/** What suppressions did to incidents, by their id. */
export type SuppressionEffects = ReadonlyMap<string, Pick<SuppressionUse, 'hidden' | 'wouldBe' | 'shownIn'>>;

/** Incidents without what people suppressed, and what that did. */
export interface SuppressedResult extends CorrelationResult {
  readonly effects: SuppressionEffects;
}

// As long as alerts of one rule are taken for repetitions, see alert-points.ts.
const REPETITION_MS = 10 * 60_000;
const MOST_EXAMPLES = 3;

/**
 * Puts alerts together as `correlate` does, and leaves suppressed ones out of incidents; they become findings of their
 * own. An incident is shown whole, with what is suppressed in it, when what is left of it is an incident by itself, or
 * when together it is graver than each of its suppressed alerts: nobody decided about such a chain.
 * @param suppressions those for incidents, by id: these stay, marked and last
 */
export function correlateSuppressed(
  input: CorrelationInput,
  suppressions: readonly Suppression[],
  isWanted: (suppression: Suppression, incident: Incident) => boolean,
): SuppressedResult {
  const marked = input.alerts.filter(({ suppressedBy }) => suppressedBy !== undefined);
  if (marked.length === 0) return withMarks(correlate(input), [], new Map(), suppressions, isWanted);
  const rest = input.alerts.filter(({ suppressedBy }) => suppressedBy === undefined);
  const [bare, remaining] = [correlate(input), correlate({ ...input, alerts: rest })];
  const repeated = repetitions(input.alerts);
  const remainingIds = new Set(remaining.incidents.flatMap(({ alerts }) => alerts.map(({ id }) => id)));
  const touched = bare.incidents.filter(({ alerts }) =>
    alerts.some((alert) => suppressedOf(alert, repeated).length > 0),
  );
  const isShown = (incident: Incident): boolean =>
    incident.alerts.some((alert) => repeated(alert).some((one) => remainingIds.has(alertId(one)))) ||
    isGraverThanSuppressed(incident, repeated);
  const shown = touched.filter(isShown);
  const kept = new Set(shown.flatMap(({ alerts }) => alerts.flatMap((alert) => suppressedOf(alert, repeated))));
  const hidden = marked.filter((alert) => !kept.has(alert));
  const hiddenSet = new Set(hidden);
  const final =
    kept.size === 0
      ? remaining
      : correlate({ ...input, alerts: input.alerts.filter((alert) => !hiddenSet.has(alert)) });
  const effects = effectsOf(
    hidden,
    touched.filter((incident) => !shown.includes(incident)),
    repeated,
  );
  const findings = [...final.findings, ...suppressedFindings(hidden)];
  return withMarks({ ...final, findings }, [...kept], effects, suppressions, isWanted);
}

type Repetitions = (alert: IncidentAlert) => readonly Alert[];

/** Finds the alerts that one in an incident stands for: those of its rule, host and account that follow it closely. */
function repetitions(alerts: readonly Alert[]): Repetitions {
  const keyOf = ({ rule, host, context }: Alert): string =>
    JSON.stringify([rule.id, rule.title, host, context?.account ?? '']);
  const byId = new Map(alerts.map((alert) => [alertId(alert), alert]));
  const byKey = new Map<string, Alert[]>();
  for (const alert of alerts.toSorted((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0))) {
    const list = byKey.get(keyOf(alert));
    if (list === undefined) byKey.set(keyOf(alert), [alert]);
    else list.push(alert);
  }
  return ({ id, count }) => {
    const first = byId.get(id);
    if (first === undefined) return [];
    if (count === 1) return [first];
    const list = byKey.get(keyOf(first))!;
    const found: Alert[] = [];
    let lastMs = first.timeMs ?? 0;
    for (let index = list.indexOf(first); index < list.length; index++) {
      const timeMs = list[index]!.timeMs ?? 0;
      if (timeMs - lastMs > REPETITION_MS) break;
      found.push(list[index]!);
      lastMs = timeMs;
    }
    return found;
  };
}

function suppressedOf(alert: IncidentAlert, repeated: Repetitions): readonly Alert[] {
  return repeated(alert).filter(({ suppressedBy }) => suppressedBy !== undefined);
}

function isGraverThanSuppressed({ level, alerts }: Incident, repeated: Repetitions): boolean {
  const suppressed = alerts.filter((alert) => suppressedOf(alert, repeated).length > 0);
  const gravest = Math.max(...suppressed.map(({ raisedLevel }) => levelRank(raisedLevel)));
  return suppressed.length < alerts.length && levelRank(level) > gravest;
}

function effectsOf(
  hidden: readonly Alert[],
  gone: readonly Incident[],
  repeated: Repetitions,
): Map<string, { hidden: number; wouldBe: SuppressionUse['wouldBe'][number][]; shownIn: string[] }> {
  const effects = new Map<
    string,
    { hidden: number; wouldBe: SuppressionUse['wouldBe'][number][]; shownIn: string[] }
  >();
  const effectOf = (id: string) => {
    const known = effects.get(id) ?? { hidden: 0, wouldBe: [], shownIn: [] };
    effects.set(id, known);
    return known;
  };
  for (const { suppressedBy } of hidden) effectOf(suppressedBy!).hidden++;
  for (const { id, level, title, alerts } of gone) {
    const by = new Set(
      alerts.flatMap((alert) => suppressedOf(alert, repeated)).map(({ suppressedBy }) => suppressedBy!),
    );
    for (const suppression of by) effectOf(suppression).wouldBe.push({ id, level, title });
  }
  return effects;
}

function suppressedFindings(hidden: readonly Alert[]): Finding[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of hidden) {
    const key = stableId('suppressed', alert.suppressedBy!, alert.rule.id, alert.rule.title, alert.host);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [alert]);
    else list.push(alert);
  }
  return [...groups].map(([id, alerts]) => {
    const { rule, host, suppressedBy } = alerts[0]!;
    const times = alerts.map(({ timeMs }) => timeMs).filter((timeMs) => timeMs !== null);
    return {
      ...{ id, ruleId: rule.id, title: rule.title, level: rule.level as Level, host, alerts: alerts.length, usual: [] },
      firstMs: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
      lastMs: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
      ...{ suppressedBy: suppressedBy!, examples: alerts.slice(0, MOST_EXAMPLES).map(({ event }) => event) },
    };
  });
}

/** Marks what is suppressed and shown all the same, and incidents that people suppressed; these come last. */
function withMarks(
  result: CorrelationResult,
  kept: readonly Alert[],
  effects: ReadonlyMap<string, { hidden: number; wouldBe: SuppressionUse['wouldBe'][number][]; shownIn: string[] }>,
  suppressions: readonly Suppression[],
  isWanted: (suppression: Suppression, incident: Incident) => boolean,
): SuppressedResult {
  const marks = new Map(kept.map((alert) => [alertId(alert), alert.suppressedBy!]));
  const all = new Map([...effects].map(([id, effect]) => [id, { ...effect, shownIn: [...effect.shownIn] }]));
  const incidents = result.incidents.map((incident) => {
    const by = suppressions.find((suppression) => isWanted(suppression, incident));
    const alerts = incident.alerts.map((alert) => {
      const suppressedBy = marks.get(alert.id);
      return suppressedBy === undefined ? alert : { ...alert, suppressedBy };
    });
    for (const id of new Set(alerts.flatMap(({ suppressedBy }) => suppressedBy ?? []))) {
      const effect = all.get(id) ?? { hidden: 0, wouldBe: [], shownIn: [] };
      effect.shownIn.push(incident.id);
      all.set(id, effect);
    }
    return by === undefined ? { ...incident, alerts } : { ...incident, alerts, suppressedBy: by.id };
  });
  const isOpen = ({ suppressedBy }: Incident): boolean => suppressedBy === undefined;
  const sorted = [...incidents.filter(isOpen), ...incidents.filter((incident) => !isOpen(incident))];
  return { ...result, incidents: sorted, effects: all };
}
