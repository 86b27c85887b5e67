import {
  type Alert,
  byCodePoint,
  type CorrelationResult,
  deedsOf,
  type Entity,
  type Finding,
  type HostRole,
  type Incident,
  type IncidentAlert,
  type Level,
  type Link,
  levelRank,
  type Msg,
  msg,
  type Observations,
  type RuleNotes,
  stableId,
} from '../model/index.ts';
import { isSystemAccount } from './account-names.ts';
import { AddressBook, isPrivateAddress } from './address-book.ts';
import { type AlertPoint, alertPoints } from './alert-points.ts';
import { clusters, isCertain } from './clusters.ts';
import { countedIn } from './counted-links.ts';
import { Habits } from './habits.ts';
import { incidentAlert, type Lowered, levelOf } from './incident-alert.ts';
import { type ProcessFinder, processFinder } from './incident-processes.ts';
import { independentRules } from './independent-rules.ts';
import { linkPoints } from './links.ts';
import { Logons } from './logons.ts';
import { loweredPoints } from './lowered.ts';
import { learnNames, type Names } from './names.ts';
import { newPairs } from './new-pairs.ts';
import type { PointLink } from './point-link.ts';
import { ProcessIndex } from './process-index.ts';
import { type KnownRoles, rolesOf } from './roles.ts';
import { incidentLevel, LEAST_SCORE, type ScoredAlert, scoreParts } from './score.ts';
import { sentHostsOf } from './sent-hosts.ts';
import { entryOf, nowOf, stagesOf, storyOf } from './story.ts';
import { toldLinks } from './told-links.ts';

/** What incidents are made of. */
export interface CorrelationInput {
  readonly alerts: readonly Alert[];
  readonly observations: Observations;
  /** what a rule says of itself; undefined for rules that are not Landfall's own */
  readonly notesOf: (rule: Alert['rule']) => RuleNotes | undefined;
  /** roles of hosts that people told, by name */
  readonly roles?: KnownRoles;
}

const NO_ROLES: KnownRoles = new Map();
// Two incidents of ten thousand would share one of 32 bits once in a hundred hunts; `withOwnIds` tells them apart.
const ID_DIGITS = 8;
const MOST_EXAMPLES = 3;
const GRAVE = levelRank('medium');

/**
 * Puts alerts together into incidents, each with the reasons why its parts belong together; what belongs to nothing is a
 * finding. Nothing is lost: every alert is in one of them. Same input, same result.
 */
export function correlate({ alerts, observations, notesOf, roles = NO_ROLES }: CorrelationInput): CorrelationResult {
  const names = learnNames(alerts, observations);
  const hostRoles = rolesOf(observations, names, roles);
  const points = alertPoints(alerts, notesOf, names);
  const addresses = new AddressBook(observations);
  const logons = new Logons(observations, points, names, addresses);
  const habits = new Habits({ points, observations, names, logons });
  const usual = points.map((point) => habits.usual(point));
  const lowered = loweredPoints(points, usual, habits, logons);
  const processes = new ProcessIndex(observations.processes);
  // What an account does by habit says nothing of what else happens on the host that day.
  const isOfUse = (link: PointLink): boolean =>
    isCertain(link) || (usual[link.from] === undefined && usual[link.to] === undefined);
  const links = [
    ...linkPoints({ points, observations, names, logons, addresses, processes }, isOfUse),
    ...[...newPairs(points, observations, names)].filter(isOfUse),
    ...[...countedIn(points, ({ index }) => lowered[index] !== undefined)].filter(isOfUse),
  ];
  const processesOf = processFinder(processes, names);
  const strangerOf = (point: AlertPoint): string | undefined => logons.strangerWithin(point);
  const sentTo = sentHostsOf(names, observations.coverage);
  const view: View = { points, usual, lowered, names, hostRoles, processesOf, strangerOf, sentTo };
  const grave = points.map((point) => usual[point.index] === undefined && levelRank(levelIn(view, point)) >= GRAVE);
  const groups = clusters(points.length, links, (index) => grave[index]!);
  const { incidents, rest } = sortOut(groupsOf(points, groups), linksOf(links, groups), view);
  incidents.sort((a, b) => levelRank(b.level) - levelRank(a.level) || b.score - a.score || byCodePoint(a.id, b.id));
  return {
    entities: entitiesOf(incidents, names, hostRoles),
    incidents: withOwnIds(incidents),
    findings: findingsOf(rest, view),
  };
}

interface View {
  readonly points: readonly AlertPoint[];
  readonly usual: readonly (Msg | undefined)[];
  readonly lowered: readonly (Lowered | undefined)[];
  readonly names: Names;
  readonly hostRoles: ReadonlyMap<string, readonly HostRole[]>;
  readonly processesOf: ProcessFinder;
  /** the machine in the network, but without logs, from which a point was done */
  readonly strangerOf: (point: AlertPoint) => string | undefined;
  /** other hosts on which the command of a point was to run */
  readonly sentTo: (point: AlertPoint) => readonly string[];
}

function alertOf(point: AlertPoint, { hostRoles, lowered, sentTo }: View): IncidentAlert {
  return incidentAlert(point, hostRoles.get(point.host) ?? [], lowered[point.index], sentTo(point));
}

function levelIn({ hostRoles, lowered }: View, point: AlertPoint): Level {
  return levelOf(point, hostRoles.get(point.host) ?? [], lowered[point.index]).level;
}

/** What somebody should be able to explain; below it is everyday. */
function isGrave({ raisedLevel }: IncidentAlert): boolean {
  return levelRank(raisedLevel) >= GRAVE;
}

function sortOut(
  groups: ReadonlyMap<number, readonly AlertPoint[]>,
  links: ReadonlyMap<number, readonly PointLink[]>,
  view: View,
): { readonly incidents: Incident[]; readonly rest: AlertPoint[] } {
  const incidents: Incident[] = [];
  const rest: AlertPoint[] = [];
  for (const [group, points] of groups) {
    const incident = incidentOf(points, links.get(group) ?? [], view);
    if (incident === undefined) for (const point of points) rest.push(point);
    else incidents.push(incident);
  }
  return { incidents, rest };
}

/** @returns undefined when the points make no story: one rule alone that is not critical, only habits, or too little */
function incidentOf(points: readonly AlertPoint[], links: readonly PointLink[], view: View): Incident | undefined {
  const scored = points.map((point) => scoredAlert(point, view));
  const told = scored.filter(({ isUsual, alert }) => !isUsual && isGrave(alert));
  if (rulesOf(told, 'critical') === 0 && independentRules(points, told) < 2) return undefined;
  const shown = toldLinks(links).map((link) => linkOf(link, view));
  const parts = scoreParts(scored, shown);
  const score = parts.reduce((sum, { points: one }) => sum + one, 0);
  if (score < LEAST_SCORE && rulesOf(told, 'high') === 0) return undefined;
  const alerts = scored.map(({ alert }) => alert);
  const times = alerts.map(({ timeMs }) => timeMs).filter((timeMs) => timeMs !== null);
  const stages = stagesOf(alerts);
  const firstId = alerts[0]!.id;
  return {
    id: `INC-${stableId(firstId).slice(0, ID_DIGITS).toUpperCase()}`,
    title: titleOf(scored),
    level: incidentLevel(scored),
    score,
    scoreParts: parts.toSorted((a, b) => b.points - a.points),
    ...{ firstMs: least(times), lastMs: most(times) },
    stages,
    hosts: hostsOf(points, { alerts, links: shown }, view).map((host) => `host:${host}`),
    accounts: unique(points.flatMap((point) => accountsOf(point, view.names))).map((account) => `account:${account}`),
    addresses: unique(points.flatMap(({ alert }) => alert.context?.addresses ?? [])).filter(
      (one) => !isPrivateAddress(one),
    ),
    entry: entryOf(alerts),
    now: nowOf(alerts),
    story: storyOf(told.map(({ alert }) => alert)),
    usualAlerts: scored.filter(({ isUsual }) => isUsual).length,
    alerts,
    links: shown,
    ...(shown.length === links.length ? {} : { linksLeftOut: links.length - shown.length }),
    ...view.processesOf(points),
  };
}

/**
 * Hosts in the order in which the story reaches them: a machine that keeps no logs stands behind the first that it entered,
 * one that a command was sent to behind the sender.
 */
function hostsOf(
  points: readonly AlertPoint[],
  incident: Pick<Incident, 'alerts' | 'links'>,
  { strangerOf, sentTo }: View,
): string[] {
  const deeds = deedsOf(incident);
  return unique(
    points.flatMap((point, index) => {
      if (!deeds.has(incident.alerts[index]!.id)) return [point.host];
      return [point.host, strangerOf(point) ?? '', ...sentTo(point)];
    }),
  );
}

function linkOf(link: PointLink, { points }: View): Link {
  const { kind, weight, explain } = link;
  const [{ id: from, alert: first }, { id: to, alert: second }] = [points[link.from]!, points[link.to]!];
  const { reason, evidence: between = [] } = explain(link);
  const evidence = [first.event, ...between, second.event];
  return { id: stableId(kind, from, to), from, to, kind, reason, weight, evidence };
}

/** An id that is taken is numbered. */
function withOwnIds(incidents: readonly Incident[]): Incident[] {
  const taken = new Map<string, number>();
  return incidents.map((incident) => {
    const count = (taken.get(incident.id) ?? 0) + 1;
    taken.set(incident.id, count);
    return count === 1 ? incident : { ...incident, id: `${incident.id}-${count}` };
  });
}

/** How many rules of a level or above. */
function rulesOf(told: readonly ScoredAlert[], level: Level): number {
  const grave = told.filter(({ alert }) => levelRank(alert.raisedLevel) >= levelRank(level));
  return new Set(grave.map(({ alert }) => alert.ruleId)).size;
}

function scoredAlert(point: AlertPoint, view: View): ScoredAlert {
  const { usual, hostRoles } = view;
  const roles = hostRoles.get(point.host) ?? [];
  return {
    alert: alertOf(point, view),
    distinctiveness: point.notes?.distinctiveness,
    isUsual: usual[point.index] !== undefined,
    hostKey: point.host,
    isOnController: roles.includes('domain-controller'),
  };
}

/** The gravest thing names the incident; how many hosts it reached goes with it. */
function titleOf(scored: readonly ScoredAlert[]): Msg {
  const gravest = scored
    .filter(({ isUsual }) => !isUsual)
    .reduce((best, one) => (levelRank(one.alert.raisedLevel) > levelRank(best.alert.raisedLevel) ? one : best));
  const hosts = new Set(scored.map(({ hostKey }) => hostKey)).size;
  const { title, host } = gravest.alert;
  return hosts === 1 ? msg('incident.title.one-host', { title, host }) : msg('incident.title', { title, host, hosts });
}

function accountsOf({ alert, account, targetAccounts }: AlertPoint, names: Names): string[] {
  const targets = [...targetAccounts].filter((target) => !isSystemAccount(target));
  return [
    ...(account === undefined || isSystemAccount(alert.context?.account ?? '') ? [] : [account]),
    ...targets.map((target) => names.account(target)),
  ];
}

function groupsOf(points: readonly AlertPoint[], groups: Int32Array): ReadonlyMap<number, readonly AlertPoint[]> {
  const byGroup = new Map<number, AlertPoint[]>();
  for (const point of points) {
    const group = groups[point.index]!;
    const list = byGroup.get(group);
    if (list === undefined) byGroup.set(group, [point]);
    else list.push(point);
  }
  return byGroup;
}

function linksOf(links: readonly PointLink[], groups: Int32Array): ReadonlyMap<number, readonly PointLink[]> {
  const byGroup = new Map<number, PointLink[]>();
  for (const link of links) {
    const group = groups[link.from]!;
    if (group !== groups[link.to]) continue;
    const list = byGroup.get(group);
    if (list === undefined) byGroup.set(group, [link]);
    else list.push(link);
  }
  return byGroup;
}

function entitiesOf(
  incidents: readonly Incident[],
  names: Names,
  roles: ReadonlyMap<string, readonly HostRole[]>,
): Entity[] {
  const keys = (of: (incident: Incident) => readonly string[]): string[] =>
    unique(incidents.flatMap(of)).map((id) => id.slice(id.indexOf(':') + 1));
  const named = keys(({ hosts }) => hosts);
  // A directory that was stolen concerns every controller, whether an incident names it or not.
  const controllers = [...roles].flatMap(([key, list]) => (list.includes('domain-controller') ? [key] : []));
  return [
    ...unique([...named, ...controllers]).map((key) => names.hostEntity(key, roles.get(key) ?? [])),
    ...keys(({ accounts }) => accounts).map((key) => names.accountEntity(key)),
  ];
}

function findingsOf(points: readonly AlertPoint[], view: View): Finding[] {
  const byRule = new Map<string, AlertPoint[]>();
  for (const point of points) {
    const key = `${point.alert.rule.id}\n${point.alert.rule.title}\n${point.host}`;
    const list = byRule.get(key);
    if (list === undefined) byRule.set(key, [point]);
    else list.push(point);
  }
  const findings = [...byRule].map(([key, list]) => findingOf(key, list, view));
  return findings.sort(
    (a, b) => levelRank(b.level) - levelRank(a.level) || b.alerts - a.alerts || byCodePoint(a.id, b.id),
  );
}

function findingOf(key: string, list: readonly AlertPoint[], view: View): Finding {
  const { usual } = view;
  const { rule, host } = list[0]!.alert;
  const times = list.flatMap(({ alert, lastMs }) => [alert.timeMs, lastMs]).filter((timeMs) => timeMs !== null);
  const isAllUsual = list.every(({ index }) => usual[index] !== undefined);
  const reasons = list.map(({ index }) => usual[index]).filter((reason) => reason !== undefined);
  const levels = list.map((point) => levelIn(view, point));
  const gravest = levels.reduce<Level>((best, one) => (levelRank(one) > levelRank(best) ? one : best), 'informational');
  return {
    ...{ id: stableId(key), ruleId: rule.id, title: rule.title, host },
    level: isAllUsual ? 'informational' : gravest,
    ...{ firstMs: least(times), lastMs: most(times) },
    alerts: list.reduce((sum, { count }) => sum + count, 0),
    usual: reasons.slice(0, 1),
    examples: list.slice(0, MOST_EXAMPLES).map(({ alert }) => alert.event),
  };
}

function least(times: readonly number[]): number | null {
  return times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b));
}

function most(times: readonly number[]): number | null {
  return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
