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
  /** alternatives of a row, each as the sources that suffice together; ones that no source describes are left out */
  alternativesOf(row: CatalogueRow): readonly (readonly EvidenceSource[])[];
  stateOn(host: CoveredHost, source: EvidenceSource): EvidenceState;
  /** whether any host of the kind sent logs */
  isKnown(kind: HostClass): boolean;
  /** hosts on which the row could happen: those of the narrowest kind that its evidence is about, and that are known */
  hostsOf(row: CatalogueRow): ReadonlySet<CoveredHost>;
  /** whether a row can be seen on a host, by its own logs and by sensors; `without` is taken as if it were not there */
  sightOn(host: CoveredHost, row: CatalogueRow, without?: string): Sight;
}

// From the narrowest to the widest; what a sensor sees happens on others.
const CLASSES: readonly HostClass[] = ['controllers', 'web', 'firewalls', 'cloud', 'linux', 'windows', 'sensors'];
// Fewer events say nothing of what a log usually holds.
const LEAST_EVENTS = 20;
// The policy came or went within the logs when it fits less than this share of the events.
const MOST_FILLED = 0.98;
// A host of a kind of which half have a log should have it too.
const USUAL = 0.5;
// A log that should have spoken in this many hours is empty by accident once in a thousand times.
const EXPECTED_HOURS = 7;

const SIGHT: Readonly<Record<EvidenceState['state'], Sight>> = {
  ...{ on: 'yes', some: 'partly', unproven: 'partly', quiet: 'partly', off: 'no', missing: 'no', absent: 'no' },
};

/** Of the sources, the first that fits an item counts. */
export function evidenceOn(
  hosts: readonly CoveredHost[],
  { sources, logs }: Pick<VisibilityData, 'sources' | 'logs'>,
): Evidence {
  const isMissing = missingLogs(hosts, logs);
  const states = new Map<CoveredHost, Map<EvidenceSource, EvidenceState>>();
  const sensors = hosts.filter(({ classes }) => classes.has('sensors'));
  const rows = new Map<CatalogueRow, readonly (readonly EvidenceSource[])[]>();
  const places = new Map<CatalogueRow, ReadonlySet<CoveredHost>>();

  const alternativesOf: Evidence['alternativesOf'] = (row) => {
    let known = rows.get(row);
    if (known === undefined) {
      known = (row.needs ?? []).map((items) => items.flatMap((item) => sourcesOf(item, sources)));
      known = known.filter((alternative) => alternative.length > 0);
      rows.set(row, known);
    }
    return known;
  };
  const stateOn: Evidence['stateOn'] = (host, source) => {
    const ofHost = states.get(host) ?? new Map<EvidenceSource, EvidenceState>();
    states.set(host, ofHost);
    const known = ofHost.get(source) ?? { source, ...stateIn(host, source, isMissing) };
    ofHost.set(source, known);
    return known;
  };
  const stateFor = (host: CoveredHost, source: EvidenceSource, without: string | undefined): Sight => {
    const loggers = source.hosts === 'sensors' && !host.classes.has('sensors') ? sensors : [host];
    return loggers.reduce<Sight>((best, place) => {
      const { state, log } = stateOn(place, source);
      return place === host && log !== undefined && log === without ? best : betterSight(best, SIGHT[state]);
    }, 'no');
  };
  const hostsOf: Evidence['hostsOf'] = (row) => {
    const known = places.get(row);
    if (known !== undefined) return known;
    const asked = new Set(alternativesOf(row).flatMap((alternative) => alternative.map((source) => source.hosts)));
    const kinds = CLASSES.filter((one) => asked.has(one));
    const found = kinds.map((one) => hosts.filter(({ classes }) => classes.has(one)));
    const narrowest = new Set(found.find((list) => list.length > 0));
    places.set(row, narrowest);
    return narrowest;
  };
  return {
    ...{ alternativesOf, stateOn },
    isKnown: (kind) => hosts.some(({ classes }) => classes.has(kind)),
    hostsOf,
    sightOn: (host, row, without) =>
      alternativesOf(row)
        .map((items) => items.map((item) => stateFor(host, item, without)).reduce(worseSight, 'yes'))
        .reduce<Sight>(betterSight, 'no'),
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
): Omit<EvidenceState, 'source'> {
  const log = logOn(host, source);
  if (log === undefined) return { state: isMissing(host, source), log: undefined };
  const kinds = (source.kinds ?? []).flatMap((kind) => log.kinds.get(kind) ?? []);
  const there = { log: log.log };
  if (source.kinds !== undefined && kinds.length === 0) {
    return { state: source.unseen === 'off' && log.events >= LEAST_EVENTS ? 'off' : 'unproven', ...there };
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
  const activeHours = new Map(
    hosts.map((host) => [host, hoursIn(mergedRuns([...host.logs.values()].flatMap(runsOf)))]),
  );
  const rates = new Map<EvidenceSource, { readonly isUsual: boolean; readonly rate: number }>();
  const rateOf = (source: EvidenceSource): { readonly isUsual: boolean; readonly rate: number } => {
    const ofClass = hosts.filter(({ classes }) => classes.has(source.hosts));
    const having = ofClass.flatMap((host) => {
      const log = logOn(host, source);
      return log === undefined ? [] : [{ spoken: hoursIn(log.hours), active: activeHours.get(host)! }];
    });
    const isDefault = logs.find(({ log }) => log === source.logs[0])?.default.includes(source.hosts) === true;
    const active = having.reduce((sum, one) => sum + one.active, 0);
    const spoken = having.reduce((sum, one) => sum + one.spoken, 0);
    const isUsual = isDefault || (having.length > 0 && having.length >= ofClass.length * USUAL);
    // Nobody has it: what is on by default speaks every day.
    return { isUsual, rate: active === 0 ? Number.POSITIVE_INFINITY : spoken / active };
  };
  return (host, source) => {
    const { isUsual, rate } = rates.get(source) ?? rateOf(source);
    rates.set(source, { isUsual, rate });
    if (!isUsual) return 'absent';
    return activeHours.get(host)! * rate >= EXPECTED_HOURS ? 'missing' : 'quiet';
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
