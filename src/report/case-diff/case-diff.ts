import {
  type AlertedRule,
  alertId,
  type BehaviourSight,
  byCodePoint,
  type CaseFile,
  type Level,
  levelRank,
  type VisibilityGap,
} from '../../model/index.ts';
import { ruleKey } from '../alert-groups.ts';
import { type IncidentChange, incidentChanges } from './incident-changes.ts';

/** Alerts of one rule that only one of two CaseFiles has. */
export interface AlertChange {
  readonly rule: Pick<AlertedRule, 'id' | 'title' | 'level'>;
  readonly added: number;
  readonly gone: number;
}

/** A behaviour that could be seen better or worse. */
export interface SightChange {
  readonly behaviour: string;
  readonly title: string;
  readonly before: BehaviourSight['sight'];
  readonly after: BehaviourSight['sight'];
}

/** Names that only one of two CaseFiles has. */
export interface NameChange {
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** What one CaseFile was made from. */
export interface CaseBasis {
  readonly version: string;
  readonly complete: boolean;
  readonly events: number;
  readonly alerts: number;
  readonly incidents: number;
  /** rules that could match */
  readonly rules: number;
  /** first and last event, UTC milliseconds */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

/** What changed from one CaseFile to another. Plain data; lists are in a fixed order. */
export interface CaseDiff {
  readonly caseDiffVersion: 1;
  readonly before: CaseBasis;
  readonly after: CaseBasis;
  /** the gravest first */
  readonly incidents: readonly IncidentChange[];
  /** incidents of which nothing changed */
  readonly incidentsSame: number;
  /** of all incidents together, by the names that are shown */
  readonly hosts: NameChange;
  readonly accounts: NameChange;
  readonly alerts: readonly AlertChange[];
  readonly gapsOpened: readonly VisibilityGap[];
  readonly gapsClosed: readonly VisibilityGap[];
  readonly sights: readonly SightChange[];
  /** rules that could match; `changed` are those that find something else or at another level */
  readonly rules: NameChange & { readonly changed: readonly string[]; readonly isKnown: boolean };
  readonly sources: NameChange;
}

/** Compares two CaseFiles; incidents are known again by their alerts, alerts by rule and record. */
export function diffCases(before: CaseFile, after: CaseFile): CaseDiff {
  const { changes, same } = incidentChanges(before, after);
  return {
    caseDiffVersion: 1,
    before: basisOf(before),
    after: basisOf(after),
    incidents: changes,
    incidentsSame: same,
    hosts: namesChanged(before, after, 'host'),
    accounts: namesChanged(before, after, 'account'),
    alerts: alertChanges(before, after),
    gapsOpened: gapsOnlyIn(after, before),
    gapsClosed: gapsOnlyIn(before, after),
    sights: sightChanges(before, after),
    rules: ruleChanges(before, after),
    sources: sourceChanges(before, after),
  };
}

/** Whether nothing changed but what the CaseFiles were made from. */
export function isSame(diff: CaseDiff): boolean {
  const lists = [diff.incidents, diff.alerts, diff.gapsOpened, diff.gapsClosed, diff.sights];
  const names = [diff.hosts, diff.accounts, diff.sources, diff.rules].flatMap(({ added, gone }) => [added, gone]);
  return [...lists, ...names, diff.rules.changed].every((list) => list.length === 0);
}

/** The gravest level of what is worse than before: incidents that are new, or grew, or rose. */
export function gravestWorse({ incidents }: CaseDiff): Level | undefined {
  const worse = incidents.filter(({ kind }) => kind === 'new' || kind === 'grown');
  return worse.map(({ level }) => level).sort((a, b) => levelRank(b) - levelRank(a))[0];
}

function basisOf({ tool, complete, events, alerts, incidents = [], rules, sources }: CaseFile): CaseBasis {
  const times = sources.flatMap(({ firstMs, lastMs }) => [firstMs, lastMs]).filter((timeMs) => timeMs !== null);
  return {
    ...{ version: tool.version, complete, events, alerts: alerts.length, incidents: incidents.length },
    rules: rules.bound,
    firstMs: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
    lastMs: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
  };
}

function namesChanged(before: CaseFile, after: CaseFile, kind: 'host' | 'account'): NameChange {
  const namesOf = ({ entities = [] }: CaseFile) =>
    new Map(entities.filter((entity) => entity.kind === kind).map(({ id, name }) => [id, name]));
  const [old, now] = [namesOf(before), namesOf(after)];
  return {
    added: [...now].filter(([id]) => !old.has(id)).map(([, name]) => name),
    gone: [...old].filter(([id]) => !now.has(id)).map(([, name]) => name),
  };
}

function alertChanges(before: CaseFile, after: CaseFile): AlertChange[] {
  const [old, now] = [before, after].map(({ alerts }) => new Map(alerts.map((alert) => [alertId(alert), alert.rule])));
  const changes = new Map<string, { rule: AlertChange['rule']; added: number; gone: number }>();
  const count = (rule: AlertChange['rule'], side: 'added' | 'gone'): void => {
    const { id, title, level } = rule;
    const known = changes.get(ruleKey(rule)) ?? { rule: { id, title, level }, added: 0, gone: 0 };
    known[side]++;
    changes.set(ruleKey(rule), known);
  };
  for (const [id, rule] of now!) if (!old!.has(id)) count(rule, 'added');
  for (const [id, rule] of old!) if (!now!.has(id)) count(rule, 'gone');
  return [...changes.values()].sort(
    (a, b) =>
      levelRank(b.rule.level) - levelRank(a.rule.level) ||
      b.added + b.gone - a.added - a.gone ||
      byCodePoint(ruleKey(a.rule), ruleKey(b.rule)),
  );
}

function gapsOnlyIn({ visibility }: CaseFile, other: CaseFile): VisibilityGap[] {
  const known = new Set((other.visibility?.gaps ?? []).map(({ id }) => id));
  return (visibility?.gaps ?? []).filter(({ id }) => !known.has(id));
}

function sightChanges(before: CaseFile, after: CaseFile): SightChange[] {
  const old = new Map((before.visibility?.behaviours ?? []).map(({ behaviour, sight }) => [behaviour, sight]));
  return (after.visibility?.behaviours ?? []).flatMap(({ behaviour, title, sight }) => {
    const was = old.get(behaviour);
    return was === undefined || was === sight ? [] : [{ behaviour, title, before: was, after: sight }];
  });
}

function ruleChanges(before: CaseFile, after: CaseFile): CaseDiff['rules'] {
  const [old, now] = [before, after].map(
    ({ rules }) => new Map((rules.versions ?? []).map((rule) => [ruleKey(rule), rule])),
  );
  const isKnown = before.rules.versions !== undefined && after.rules.versions !== undefined;
  if (!isKnown) return { added: [], gone: [], changed: [], isKnown };
  const titles = (list: typeof old, other: typeof old, isChanged: boolean): string[] =>
    [...list!]
      .filter(([key, { version }]) => {
        const twin = other!.get(key);
        return isChanged ? twin !== undefined && twin.version !== version : twin === undefined;
      })
      .map(([, { title }]) => title);
  return { added: titles(now, old, false), gone: titles(old, now, false), changed: titles(now, old, true), isKnown };
}

function sourceChanges(before: CaseFile, after: CaseFile): NameChange {
  const [old, now] = [sourceNames(before), sourceNames(after)];
  const onlyIn = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] =>
    [...one].filter(([key]) => !other.has(key)).map(([, name]) => name);
  return { added: onlyIn(now, old), gone: onlyIn(old, now) };
}

/**
 * The logs that were read, by what makes them the same log in another collection: file name and first host, where that
 * tells them apart; shown without the folders that all have in common.
 */
function sourceNames({ sources }: CaseFile): ReadonlyMap<string, string> {
  const read = sources.filter(({ skipped }) => skipped === undefined);
  const paths = read.map(({ source }) => source.split(/[/\\]/));
  const first = paths[0] ?? [];
  let common = 0;
  while (common < first.length - 1 && paths.every((path) => path[common] === first[common])) common++;
  const keys = read.map(({ hosts }, index) => `${paths[index]!.at(-1)} of ${hosts[0] ?? ''}`);
  const taken = new Map<string, number>();
  for (const key of keys) taken.set(key, (taken.get(key) ?? 0) + 1);
  const names = paths.map((path) => path.slice(common).join('/'));
  return new Map(names.map((name, index) => [taken.get(keys[index]!) === 1 ? keys[index]! : name, name]));
}
