import type { Sight } from '../model/index.ts';
import { type CoveredHost, type CoveredLog, type HourRuns, mergedRuns } from './covered-hosts.ts';
import {
  betterSight,
  type CatalogueRow,
  type EvidenceSource,
  type HostClass,
  type KnownLog,
  type VisibilityData,
  worseSight,
} from './visibility-data.ts';

/** How it stands with one kind of evidence on one host. */
export interface EvidenceState {
  readonly source: EvidenceSource;
  /**
   * `on`: proven; `some`: in a part of the events only; `unproven`: the log is there, but nothing shows that these events
   * are asked for; `off`: the log is there without what happens all the time; `quiet`: the log is not there, but others of
   * its kind say so little that it may be empty; `missing`: others say much in it; `absent`: few others have it
   */
  readonly state: 'on' | 'some' | 'unproven' | 'off' | 'quiet' | 'missing' | 'absent';
  /** name of the log, as far as it is there */
  readonly log: string | undefined;
}

/** Tells how it stands with the evidence of catalogue rows on hosts. */
export interface Evidence {
  /** alternatives of a row, also those that show it in part, each as the sources that suffice together; ones that no source
   * describes are left out */
  alternativesOf(row: CatalogueRow): readonly (readonly EvidenceSource[])[];
  stateOn(host: CoveredHost, source: EvidenceSource): EvidenceState;
  /** the hosts of a kind that sent logs */
  hostsOfKind(kind: HostClass): readonly CoveredHost[];
  /** hosts on which the row could happen: those of the narrowest kind that its evidence is about, and that are known */
  hostsOf(row: CatalogueRow): ReadonlySet<CoveredHost>;
  /** whether a row can be seen on a host, by its own logs and those of sensors, firewalls and the cloud; `without` is taken
   * as if it were not there */
  sightOn(host: CoveredHost, row: CatalogueRow, without?: string): Sight;
}

/** What is said where logs cannot tell; `partly`, unless somebody knows better. */
export interface Doubts {
  /** whether a host was asked for events of which its log shows none */
  asked(source: EvidenceSource, host: CoveredHost): Sight;
  /** whether a host is a domain controller */
  isController(host: CoveredHost): Sight;
}

const UNKNOWN: Doubts = { asked: () => 'partly', isController: () => 'partly' };

// From the narrowest to the widest; what firewalls, the cloud and sensors see happens on others, as far as others are told of.
const CLASSES: readonly HostClass[] = ['controllers', 'web', 'linux', 'windows', 'firewalls', 'cloud', 'sensors'];
// Fewer events say nothing of what a log usually holds.
const LEAST_EVENTS = 20;
// The policy came or went within the logs when it fits less than this share of the events.
const MOST_FILLED = 0.98;
// A host of a kind of which half have a log should have it too.
const USUAL = 0.5;
// A log that should have spoken in this many hours is empty by accident once in a thousand times.
const EXPECTED_HOURS = 7;
// What some host does every day is asked for nowhere when logs of ten days together lack it.
const LEAST_LOG_HOURS = 240;
// Logons: a Security log that has them is one in which a domain controller would show itself, if tickets are asked for at all.
const TELLING_KINDS = ['4624', '4634'];
// Of the hosts that have a log: one in four that says less in it is no measure for others.
const QUIET_SHARE = 0.25;

/** Kinds of hosts that log what happens on others. */
export const ELSEWHERE: ReadonlySet<HostClass> = new Set(['sensors', 'firewalls', 'cloud']);
const UNTOLD: ReadonlySet<EvidenceState['state']> = new Set(['unproven', 'quiet']);
const SIGHT: Readonly<Record<EvidenceState['state'], Sight>> = {
  ...{ on: 'yes', some: 'partly', unproven: 'partly', quiet: 'partly', off: 'no', missing: 'no', absent: 'no' },
};

/**
 * Of the sources, the first that fits an item counts.
 * @param doubts what is said where the logs cannot tell
 */
export function evidenceOn(
  hosts: readonly CoveredHost[],
  { sources, logs }: Pick<VisibilityData, 'sources' | 'logs'>,
  doubts: Doubts = UNKNOWN,
): Evidence {
  const isMissing = missingLogs(hosts, logs);
  const states = new Map<CoveredHost, Map<EvidenceSource, EvidenceState>>();
  const isNowhere = nowhereIn(hosts);
  const rows = new Map<CatalogueRow, readonly Alternative[]>();
  const places = new Map<CatalogueRow, ReadonlySet<CoveredHost>>();

  const allOf = (row: CatalogueRow): readonly Alternative[] => {
    const known = rows.get(row) ?? alternativesIn(row, sources);
    rows.set(row, known);
    return known;
  };
  const alternativesOf: Evidence['alternativesOf'] = (row) => allOf(row).map(({ needed }) => needed);
  const stateOn: Evidence['stateOn'] = (host, source) => {
    const ofHost = states.get(host) ?? new Map<EvidenceSource, EvidenceState>();
    states.set(host, ofHost);
    const known = ofHost.get(source) ?? { source, ...stateIn(host, source, isMissing, isNowhere) };
    ofHost.set(source, known);
    return known;
  };
  const stateFor = (host: CoveredHost, source: EvidenceSource, without: string | undefined): Sight => {
    const isNameless = source.hosts === 'windows' && isKnownByWebLog(host);
    const isElsewhere = isNameless || (ELSEWHERE.has(source.hosts) && !host.classes.has(source.hosts));
    const loggers = isElsewhere ? hosts.filter(({ classes }) => classes.has(source.hosts)) : [host];
    const best = loggers.reduce<Sight>((best, place) => {
      const { state, log } = stateOn(place, source);
      const sight = UNTOLD.has(state) ? doubts.asked(source, place) : SIGHT[state];
      return place === host && log !== undefined && log === without ? best : betterSight(best, sight);
    }, 'no');
    return isNameless ? worseSight(best, doubts.asked(source, host)) : best;
  };
  const isAnyController = hosts.some(({ classes }) => classes.has('controllers'));
  const mayBeController = (host: CoveredHost): boolean =>
    host.classes.has('windows') && !host.classes.has('controllers') && !(isAnyController && isTold(host));
  const hostsOf: Evidence['hostsOf'] = (row) => {
    const known = places.get(row);
    if (known !== undefined) return known;
    const asked = alternativesOf(row).flat();
    const kinds = CLASSES.filter((one) => asked.some((source) => source.hosts === one));
    const isProven = (host: CoveredHost, source: EvidenceSource): boolean =>
      source.kinds !== undefined && host.classes.has('windows') && stateOn(host, source).state === 'on';
    const ofKind = (kind: HostClass): CoveredHost[] =>
      hosts.filter(
        (host) =>
          host.classes.has(kind) ||
          (kind === 'controllers' && asked.some((source) => source.hosts === kind && isProven(host, source))),
      );
    const found = kinds.map(ofKind).find((list) => list.length > 0);
    const narrowest = new Set(found ?? (kinds.includes('controllers') ? hosts.filter(mayBeController) : []));
    places.set(row, narrowest);
    return narrowest;
  };
  return {
    ...{ alternativesOf, stateOn },
    hostsOfKind: (kind) => hosts.filter(({ classes }) => classes.has(kind)),
    hostsOf,
    sightOn: (host, row, without) =>
      allOf(row)
        .map(({ needed, isWhole }) => {
          const sights = needed.map((source) => {
            const isDoubtful = source.hosts === 'controllers' && mayBeController(host);
            return worseSight(stateFor(host, source, without), isDoubtful ? doubts.isController(host) : 'yes');
          });
          return [...sights, isWhole ? ('yes' as const) : ('partly' as const)].reduce(worseSight);
        })
        .reduce<Sight>(betterSight, 'no'),
  };
}

/** What together shows a row, whatever way it is done, or some ways only. */
interface Alternative {
  readonly needed: readonly EvidenceSource[];
  readonly isWhole: boolean;
}

function alternativesIn(row: CatalogueRow, sources: readonly EvidenceSource[]): readonly Alternative[] {
  const { needs = [], partly = [] } = row;
  const all = [needs.map((items) => ({ items, isWhole: true })), partly.map((items) => ({ items, isWhole: false }))];
  return all
    .flat()
    .map(({ items, isWhole }) => ({ needed: items.flatMap((item) => sourcesOf(item, sources)), isWhole }))
    .filter(({ needed }) => needed.length > 0);
}

/** A host whose Security log holds what would tell whether it is a domain controller. */
function isTold({ logs }: CoveredHost): boolean {
  const security = logs.get('Security');
  return TELLING_KINDS.some((kind) => security?.kinds.has(kind) === true);
}

/** A web server whose log does not name it: it may be any of the hosts that are known by their own logs. */
function isKnownByWebLog({ classes }: CoveredHost): boolean {
  return classes.has('web') && !classes.has('windows') && !classes.has('linux');
}

/** Whether no host has an event of a source in logs that together are long enough to hold one. */
function nowhereIn(hosts: readonly CoveredHost[]): (source: EvidenceSource) => boolean {
  const known = new Map<EvidenceSource, boolean>();
  const find = (source: EvidenceSource): boolean => {
    const logs = hosts.flatMap((host) => (host.classes.has(source.hosts) ? (logOn(host, source) ?? []) : []));
    const isSeen = logs.some(({ kinds }) => source.kinds?.some((kind) => kinds.has(kind)) === true);
    return !isSeen && logs.reduce((sum, { hours }) => sum + hoursIn(hours), 0) >= LEAST_LOG_HOURS;
  };
  return (source) => {
    const isNowhere = known.get(source) ?? find(source);
    known.set(source, isNowhere);
    return isNowhere;
  };
}

/** The log of a source on a host. */
export function logOn({ logs }: CoveredHost, source: EvidenceSource): CoveredLog | undefined {
  for (const name of source.logs) {
    const exact = logs.get(name);
    if (exact !== undefined) return exact;
    if (!name.endsWith('/')) continue;
    for (const [log, covered] of logs) if (log.startsWith(name)) return covered;
  }
  return undefined;
}

function stateIn(
  host: CoveredHost,
  source: EvidenceSource,
  isMissing: ReturnType<typeof missingLogs>,
  isNowhere: ReturnType<typeof nowhereIn>,
): Omit<EvidenceState, 'source'> {
  const log = logOn(host, source);
  if (log === undefined) return { state: isMissing(host, source), log: undefined };
  const kinds = (source.kinds ?? []).flatMap((kind) => log.kinds.get(kind) ?? []);
  const there = { log: log.log };
  if (source.kinds !== undefined && kinds.length === 0) {
    const isOff = source.unseen === 'off' || (source.unseen === 'nowhere' && isNowhere(source));
    return { state: isOff && log.events >= LEAST_EVENTS ? 'off' : 'unproven', ...there };
  }
  const { field } = source;
  if (field === undefined) return { state: 'on', ...there };
  const count = kinds.reduce((sum, kind) => sum + kind.count, 0);
  const filled = kinds.reduce((sum, kind) => sum + (kind.filled?.[field] ?? 0), 0);
  if (filled === 0) return { state: 'off', ...there };
  return { state: filled >= count * MOST_FILLED ? 'on' : 'some', ...there };
}

/** Says of a log that a host does not have what that means, by the other hosts of its kind. */
function missingLogs(
  hosts: readonly CoveredHost[],
  logs: readonly KnownLog[],
): (host: CoveredHost, source: EvidenceSource) => 'quiet' | 'missing' | 'absent' {
  const activeHours = new Map<CoveredHost, number>();
  const activeOn = (host: CoveredHost): number => {
    const known = activeHours.get(host) ?? hoursIn(mergedRuns([...host.logs.values()].flatMap(runsOf)));
    activeHours.set(host, known);
    return known;
  };
  const rates = new Map<EvidenceSource, { readonly isUsual: boolean; readonly rate: number }>();
  const rateOf = (source: EvidenceSource): { readonly isUsual: boolean; readonly rate: number } => {
    const ofClass = hosts.filter(({ classes }) => classes.has(source.hosts));
    const having = ofClass.flatMap((host) => {
      const log = logOn(host, source);
      return log === undefined || activeOn(host) === 0 ? [] : [hoursIn(log.hours) / activeOn(host)];
    });
    const isDefault = logs.find(({ log }) => log === source.logs[0])?.default.includes(source.hosts) === true;
    const isUsual = isDefault || (having.length > 0 && having.length >= ofClass.length * USUAL);
    const quiet = having.toSorted((one, other) => one - other)[Math.floor((having.length - 1) * QUIET_SHARE)];
    // Nobody has it: what is on by default speaks every day.
    return { isUsual, rate: quiet ?? Number.POSITIVE_INFINITY };
  };
  return (host, source) => {
    const { isUsual, rate } = rates.get(source) ?? rateOf(source);
    rates.set(source, { isUsual, rate });
    if (!isUsual) return 'absent';
    return activeOn(host) * rate >= EXPECTED_HOURS ? 'missing' : 'quiet';
  };
}

function runsOf({ hours }: CoveredLog): HourRuns {
  return hours;
}

function hoursIn(runs: HourRuns): number {
  return runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** An item of `needs` with fields needs the source of each field that depends on a setting, else that of the events. */
function sourcesOf(item: string, sources: readonly EvidenceSource[]): readonly EvidenceSource[] {
  const [events = '', ...fields] = item.split('+');
  const ofFields = fields.flatMap((field) => sources.find(({ evidence }) => evidence === `${events}+${field}`) ?? []);
  if (ofFields.length > 0) return ofFields;
  const source = sources.find(({ evidence }) =>
    evidence.endsWith('*') ? events.startsWith(evidence.slice(0, -1)) : evidence === events,
  );
  return source === undefined ? [] : [source];
}
