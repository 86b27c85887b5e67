import {
  type BehaviourSight,
  byCodePoint,
  type Change,
  type ClockSkew,
  type HostAddress,
  type LogCoverage,
  type Msg,
  msg,
  type Sight,
  type Visibility,
  type VisibilityGap,
} from '../model/index.ts';
import { type CoveredHost, type CoveredHosts, coveredHosts, extreme } from './covered-hosts.ts';
import type { EmptyLog } from './empty-logs.ts';
import { type Doubts, type Evidence, evidenceOn } from './evidence.ts';
import { type HourSpan, mainSpan, within } from './hour-span.ts';
import { fixesOf, type NeededFix, neededFixes } from './needed-fixes.ts';
import { settingGaps } from './setting-gaps.ts';
import { clockGaps, type TimeGap, timeGaps } from './time-gaps.ts';
import type { CatalogueRow, VisibilityData } from './visibility-data.ts';

/** What is known of the logs: a part of `Observations`. */
export interface VisibilityInput {
  readonly coverage: readonly LogCoverage[];
  readonly addresses: readonly HostAddress[];
  readonly changes: readonly Change[];
  readonly clocks: readonly ClockSkew[];
  /** logs of which a file is there without an event */
  readonly empty?: readonly EmptyLog[];
}

// Ten thousand hosts with a gap each; a list that nobody reads to its end.
const MOST_GAPS = 10_000;
const MOST_BLIND = 50;
const NAMED = 3;

/**
 * Says what could be seen in logs: which hours of which logs are there, what is missing from them, which behaviours of the
 * catalogue could have been seen, and what would close the gaps.
 * @returns hosts, gaps and fixes in a stable order; behaviours in that of the catalogue
 */
export function seeVisibility(input: VisibilityInput, data: VisibilityData): Visibility {
  const span = mainSpan(input.coverage);
  const inSpan = input.coverage.map((log) => within(log, span));
  const covered = coveredHosts(inSpan, input.addresses);
  const { hosts } = covered;
  const logs = hosts.flatMap((host) => [...host.logs.values()]);
  const firstMs = logs.reduce<number | null>((first, log) => extreme(Math.min, first, log.firstMs), null);
  const lastMs = logs.reduce<number | null>((last, log) => extreme(Math.max, last, log.lastMs), null);
  const evidence = evidenceOn(hosts, data);
  const inTime = gapsInTime(covered, input, span);
  const hides = hiddenRows(data.rows, evidence);
  const hidden = inTime.map((gap) => ({ gap, hides: hides(gap) }));
  const gaps = [
    ...hidden.map(({ gap, hides }) => finished(gap, hides)),
    ...settingGaps(hosts, data, evidence, input.empty),
  ];
  const holes = holesByRow(hidden);
  const seen = data.rows.map((row) => sightOf(row, evidence, holes.get(row) ?? new Set()));
  return {
    ...{ firstMs, lastMs, grid: gridOf(hosts, span) },
    gaps: gaps.slice(0, MOST_GAPS),
    gapsLeftOut: Math.max(0, gaps.length - MOST_GAPS),
    behaviours: seen.map(({ sight }) => sight),
    fixes: fixesOf(
      data,
      gaps,
      seen.map(({ needed }) => needed),
    ),
  };
}

/**
 * Says of each row on which hosts it could happen, and whether it could be seen there by the logs and settings that there
 * are; stretches of time that are missing are left out.
 * @param doubts what is said where the logs cannot tell
 * @returns by id of the row, then by name of the host
 */
export function sightsOnHosts(
  { coverage, addresses }: Pick<VisibilityInput, 'coverage' | 'addresses'>,
  data: VisibilityData,
  doubts?: Doubts,
): ReadonlyMap<string, ReadonlyMap<string, Sight>> {
  const evidence = evidenceOn(coveredHosts(coverage, addresses).hosts, data, doubts);
  return new Map(
    data.rows.map((row) => {
      const hosts = [...evidence.hostsOf(row)].map((host) => [host.name, evidence.sightOn(host, row)] as const);
      return [row.id, new Map(hosts)];
    }),
  );
}

function gapsInTime(covered: CoveredHosts, input: VisibilityInput, span: HourSpan): TimeGap[] {
  const cleared = new Map<CoveredHost | undefined, Change[]>();
  for (const change of input.changes) {
    if (change.kind !== 'log-cleared') continue;
    const host = covered.find(change.host);
    cleared.set(host, [...(cleared.get(host) ?? []), change]);
  }
  const ofHosts = covered.hosts.flatMap((host) => timeGaps(host, cleared.get(host) ?? [], span));
  return [...ofHosts, ...clockGaps(covered, input.clocks)];
}

function gridOf(hosts: readonly CoveredHost[], span: HourSpan): Visibility['grid'] {
  const hoursInAll = span.last - span.first + 1;
  return hosts.flatMap(({ name, logs }) =>
    [...logs.values()]
      .toSorted((a, b) => byCodePoint(a.log, b.log))
      .map(({ log, hours }) => {
        const hoursCovered = hours.reduce((sum, [first, last]) => sum + last - first + 1, 0);
        return { host: name, log, hoursCovered, hoursInAll };
      }),
  );
}

/** Rows that could be seen on the host, but not without the log. A clock that is wrong hides nothing. */
function hiddenRows(rows: readonly CatalogueRow[], evidence: Evidence): (gap: TimeGap) => readonly CatalogueRow[] {
  // A log that fills up quickly has thousands of gaps.
  const known = new Map<CoveredHost, Map<string, readonly CatalogueRow[]>>();
  return ({ kind, host, log }) => {
    if (kind === 'clock-off' || kind === 'clock-jump') return [];
    const ofHost = known.get(host) ?? new Map<string, readonly CatalogueRow[]>();
    known.set(host, ofHost);
    const hidden = ofHost.get(log) ?? rows.filter((row) => isHidden(row, host, log, evidence));
    ofHost.set(log, hidden);
    return hidden;
  };
}

function isHidden(row: CatalogueRow, host: CoveredHost, log: string, evidence: Evidence): boolean {
  if (!isAbout(row, host, evidence)) return false;
  const sight = evidence.sightOn(host, row);
  return sight !== 'no' && evidence.sightOn(host, row, log) !== sight;
}

/** A row is about the hosts on which it could happen, and about the sensors that would see it there. */
function isAbout(row: CatalogueRow, host: CoveredHost, evidence: Evidence): boolean {
  if (evidence.hostsOf(row).has(host)) return true;
  const ofSensors = evidence
    .alternativesOf(row)
    .flat()
    .some((source) => source.hosts === 'sensors');
  return ofSensors && host.classes.has('sensors');
}

interface HiddenRows {
  readonly gap: TimeGap;
  readonly hides: readonly CatalogueRow[];
}

/** The hosts on which each row could not be seen all the time. */
function holesByRow(hidden: readonly HiddenRows[]): ReadonlyMap<CatalogueRow, ReadonlySet<CoveredHost>> {
  const byRow = new Map<CatalogueRow, Set<CoveredHost>>();
  for (const { gap, hides } of hidden) {
    for (const row of hides) byRow.set(row, (byRow.get(row) ?? new Set()).add(gap.host));
  }
  return byRow;
}

function finished(
  { host, kind, log, fromMs, toMs, message, fix }: TimeGap,
  hides: readonly CatalogueRow[],
): VisibilityGap {
  const id = [kind, host.name, log, ...(fromMs === null ? [] : [String(fromMs)])].join(' ');
  return { id, kind, host: host.name, log, fromMs, toMs, message, hides: hides.map((row) => row.id), fix };
}

interface SeenRow {
  readonly sight: BehaviourSight;
  readonly needed: readonly NeededFix[];
}

function sightOf(row: CatalogueRow, evidence: Evidence, holes: ReadonlySet<CoveredHost>): SeenRow {
  const { id, title, tactic, techniques } = row;
  const hosts = [...evidence.hostsOf(row)];
  const sights = hosts.map((host) => {
    const sight = evidence.sightOn(host, row);
    return { host, sight: sight === 'yes' && holes.has(host) ? ('partly' as const) : sight };
  });
  const blind = sights.filter(({ sight }) => sight !== 'yes');
  const needed = neededFixes(
    row,
    blind.map(({ host }) => host),
    evidence,
  );
  const sight = {
    ...{ behaviour: id, title, ...(tactic === undefined ? {} : { tactic }), techniques },
    sight: together(sights.map(({ sight }) => sight)),
    because: reasonOf(row, sights, evidence, holes),
    ...{ hostsSeeing: hosts.length - blind.length, hostsInAll: hosts.length },
    blindHosts: blind.slice(0, MOST_BLIND).map(({ host }) => host.name),
    fixes: [...new Set(needed.map(({ fix }) => fix))],
  };
  return { sight, needed };
}

function together(sights: readonly Sight[]): Sight {
  if (sights.length === 0 || sights.every((sight) => sight === 'no')) return 'no';
  return sights.every((sight) => sight === 'yes') ? 'yes' : 'partly';
}

interface HostSight {
  readonly host: CoveredHost;
  readonly sight: Sight;
}

function reasonOf(
  row: CatalogueRow,
  sights: readonly HostSight[],
  evidence: Evidence,
  holes: ReadonlySet<CoveredHost>,
): Msg {
  if (row.needs === undefined) return msg('sight.never', { reason: row.reason ?? '' });
  const evidenceText = [
    ...new Set(
      evidence
        .alternativesOf(row)
        .flat()
        .map((source) => source.evidence),
    ),
  ].join(' or ');
  const blind = sights.filter(({ sight }) => sight !== 'yes');
  const seeing = sights.length - blind.length;
  const args = { evidence: evidenceText, seeing, hosts: sights.length, blind: fewNames(blind) };
  if (sights.length === 0) return msg('sight.no-host', args);
  if (blind.length === 0) return msg('sight.everywhere', args);
  if (blind.every(({ sight }) => sight === 'no')) {
    return seeing === 0 ? msg('sight.nowhere', args) : msg('sight.not-on', args);
  }
  const isHoleAlone = ({ host }: HostSight): boolean => holes.has(host) && evidence.sightOn(host, row) === 'yes';
  if (blind.every(isHoleAlone)) return msg('sight.not-always', args);
  return msg('sight.unproven', args);
}

function fewNames(blind: readonly HostSight[]): string {
  const names = blind.slice(0, NAMED).map(({ host }) => host.name);
  const more = blind.length - names.length;
  return names.join(', ') + (more > 0 ? ` +${more}` : '');
}
