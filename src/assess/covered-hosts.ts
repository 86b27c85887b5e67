import type { ClockJump, CoveredKind, HostAddress, LogCoverage, RecordRun } from '../model/index.ts';
import type { HostClass } from './visibility-data.ts';

/** Hours since 1970, first and last of each run, ascending and apart. */
export type HourRuns = readonly (readonly [first: number, last: number])[];

/** A log of a host under all its names together. */
export interface CoveredLog {
  readonly log: string;
  readonly product: string;
  readonly events: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly hours: HourRuns;
  readonly kinds: ReadonlyMap<string, CoveredKind>;
  readonly records: readonly RecordRun[];
  readonly clockJumps: readonly ClockJump[];
}

/** A host with its logs, by their names. */
export interface CoveredHost {
  readonly name: string;
  readonly classes: ReadonlySet<HostClass>;
  readonly logs: ReadonlyMap<string, CoveredLog>;
}

// What these write is about others: the host of an event is not the machine that logs.
const OBSERVERS: Readonly<Record<string, string>> = {
  ...{ zeek: 'Zeek', suricata: 'Suricata', netflow: 'NetFlow', 'windows-dhcp': 'DHCP server' },
  ...{ 'windows-dns': 'DNS server', azure: 'Entra ID', m365: 'Microsoft 365' },
};
const CLASS_OF_PRODUCT: Readonly<Record<string, HostClass>> = {
  ...{ iis: 'web', webserver: 'web', fortigate: 'firewalls', zeek: 'sensors', linux: 'linux', azure: 'cloud' },
};
// Only domain controllers write these. Source: Microsoft, audit events 4768 and 4769; log "Directory Service".
const CONTROLLER_KINDS = ['4768', '4769'];

/** All hosts, by name, and which of them any name means. */
export interface CoveredHosts {
  readonly hosts: readonly CoveredHost[];
  find(name: string): CoveredHost | undefined;
}

/** Puts coverage together by host; names of one host (`DC01`, `dc01.corp.example`, its own address) are one. */
export function coveredHosts(coverage: readonly LogCoverage[], addresses: readonly HostAddress[]): CoveredHosts {
  const keyOf = hostKeys(coverage, addresses);
  const byHost = new Map<string, { readonly names: Map<string, number>; readonly parts: LogCoverage[] }>();
  for (const part of coverage) {
    const observer = OBSERVERS[part.log.split('/')[0]!] ?? OBSERVERS[part.product];
    if (part.product === '' && part.host === '') continue;
    const name = observer ?? (part.host || part.product);
    const key = observer ?? (keyOf(part.host) || part.product);
    const host = byHost.get(key) ?? { names: new Map<string, number>(), parts: [] };
    byHost.set(key, host);
    host.names.set(name, (host.names.get(name) ?? 0) + part.events);
    host.parts.push(part);
  }
  const covered = new Map([...byHost].map(([key, { names, parts }]) => [key, coveredHost(mostFrequent(names), parts)]));
  return {
    hosts: [...covered.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (name) => covered.get(keyOf(name)),
  };
}

function coveredHost(name: string, parts: readonly LogCoverage[]): CoveredHost {
  const logs = new Map<string, CoveredLog>();
  for (const part of parts) {
    const known = logs.get(part.log);
    logs.set(part.log, known === undefined ? logOf(part) : merged(known, logOf(part)));
  }
  return { name, classes: classesOf([...logs.values()]), logs };
}

function logOf({ log, product, events, firstMs, lastMs, hours, kinds, records, clockJumps }: LogCoverage): CoveredLog {
  const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));
  return { log, product, events, firstMs, lastMs, hours, kinds: byKind, records, clockJumps };
}

/** Records of two sources that name one host differently are numbered apart: only those of the larger one are told. */
function merged(one: CoveredLog, other: CoveredLog): CoveredLog {
  const larger = one.events >= other.events ? one : other;
  const kinds = new Map(one.kinds);
  for (const [kind, seen] of other.kinds) {
    const known = kinds.get(kind);
    kinds.set(kind, known === undefined ? seen : mergedKind(known, seen));
  }
  return {
    ...{ log: one.log, product: one.product, events: one.events + other.events, kinds },
    firstMs: extreme(Math.min, one.firstMs, other.firstMs),
    lastMs: extreme(Math.max, one.lastMs, other.lastMs),
    hours: mergedRuns([...one.hours, ...other.hours]),
    ...{ records: larger.records, clockJumps: larger.clockJumps },
  };
}

function mergedKind(one: CoveredKind, other: CoveredKind): CoveredKind {
  const filled = { ...one.filled };
  for (const [field, count] of Object.entries(other.filled ?? {})) filled[field] = (filled[field] ?? 0) + count;
  return {
    ...{ kind: one.kind, count: one.count + other.count, filled },
    firstMs: extreme(Math.min, one.firstMs, other.firstMs),
    lastMs: extreme(Math.max, one.lastMs, other.lastMs),
  };
}

/** Runs in any order to ascending ones that are apart. */
export function mergedRuns(runs: readonly (readonly [number, number])[]): HourRuns {
  const apart: [number, number][] = [];
  for (const [first, last] of [...runs].sort((a, b) => a[0] - b[0])) {
    const before = apart.at(-1);
    if (before === undefined || first > before[1] + 1) apart.push([first, last]);
    else before[1] = Math.max(before[1], last);
  }
  return apart;
}

/** The least or greatest of two times of which each may be unknown. */
export function extreme(pick: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return pick(a, b);
}

function classesOf(logs: readonly CoveredLog[]): ReadonlySet<HostClass> {
  const classes = new Set<HostClass>();
  for (const { log, product, kinds } of logs) {
    const ofProduct = CLASS_OF_PRODUCT[product];
    if (ofProduct !== undefined) classes.add(ofProduct);
    if (product !== 'windows' || log.startsWith('windows-')) continue;
    classes.add('windows');
    const isKerberos = log === 'Security' && CONTROLLER_KINDS.some((kind) => kinds.has(kind));
    if (isKerberos || log === 'Directory Service') classes.add('controllers');
  }
  return classes;
}

function mostFrequent(names: ReadonlyMap<string, number>): string {
  return [...names].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0];
}

/** A short name stands for a full one when only one full name has it; an address for the one host that says it is its own. */
function hostKeys(coverage: readonly LogCoverage[], addresses: readonly HostAddress[]): (name: string) => string {
  const fullByShort = new Map<string, Set<string>>();
  for (const { host } of coverage) {
    const lower = host.toLowerCase();
    const short = shortName(lower);
    if (short !== lower) fullByShort.set(short, (fullByShort.get(short) ?? new Set()).add(lower));
  }
  const keyOfName = (name: string): string => {
    const lower = name.toLowerCase();
    const short = shortName(lower);
    return (fullByShort.get(short)?.size ?? 0) > 1 ? lower : short;
  };
  const owners = new Map<string, Set<string>>();
  for (const { address, host, basis } of addresses) {
    if (basis === 'own') owners.set(address, (owners.get(address) ?? new Set()).add(keyOfName(host)));
  }
  return (name) => {
    const owner = owners.get(name);
    return owner?.size === 1 ? [...owner][0]! : keyOfName(name);
  };
}

function shortName(lower: string): string {
  if (/^[\d.]+$/.test(lower) || lower.includes(':')) return lower;
  const dot = lower.indexOf('.');
  return dot < 0 ? lower : lower.slice(0, dot);
}
