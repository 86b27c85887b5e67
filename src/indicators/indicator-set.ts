import type { Indicator, IndicatorKind } from '../model/index.ts';
import { addressText, masked, parseAddress, parseBlock } from './address.ts';

/** How the value of a field is read: what it may hold. `hashes` is a list as Sysmon writes it, `answer` an address or a name. */
export type ValueKind = 'address' | 'answer' | 'domain' | 'url' | 'hash' | 'hashes' | 'user-agent' | 'file';

/** Indicators by their values. */
export interface IndicatorSet {
  /** whether values of a kind can match at all */
  has(kind: ValueKind): boolean;
  /** The indicators that the value of a field matches, in the order given; some hundred nanoseconds. */
  find(kind: ValueKind, value: string): readonly Indicator[];
}

type Finder = (value: string) => readonly Indicator[];
type Table = ReadonlyMap<string, readonly Indicator[]>;

const NOTHING: readonly Indicator[] = [];

/** Prepares indicators for lookup. A domain also matches names below it, a path of a URL any host. */
export function createIndicatorSet(indicators: readonly Indicator[]): IndicatorSet {
  const tables = tablesOf(indicators);
  const finders = new Map<ValueKind, Finder>();
  const put = (kind: ValueKind, finder: Finder | undefined): void => {
    if (finder !== undefined) finders.set(kind, finder);
  };
  const [address, domain] = [addressFinder(tables.get('address')), domainFinder(tables.get('domain'))];
  put('address', address);
  put('domain', domain);
  put('answer', address !== undefined && domain !== undefined ? eitherOf(address, domain) : (address ?? domain));
  put('url', urlFinder(tables.get('url')));
  put('hash', hashFinder(tables));
  put('hashes', hashesFinder(tables));
  put('user-agent', userAgentFinder(tables.get('user-agent')));
  put('file', fileFinder(indicators));
  return { has: (kind) => finders.has(kind), find: (kind, value) => finders.get(kind)?.(value) ?? NOTHING };
}

function tablesOf(indicators: readonly Indicator[]): ReadonlyMap<IndicatorKind, Table> {
  const tables = new Map<IndicatorKind, Map<string, Indicator[]>>();
  for (const indicator of indicators) {
    const table = tables.get(indicator.kind) ?? new Map<string, Indicator[]>();
    tables.set(indicator.kind, table);
    push(table, indicator.value, indicator);
  }
  return tables;
}

function push<Key>(table: Map<Key, Indicator[]>, key: Key, indicator: Indicator): void {
  const known = table.get(key);
  if (known === undefined) table.set(key, [indicator]);
  else known.push(indicator);
}

function eitherOf(address: Finder, domain: Finder): Finder {
  return (value) => {
    const found = address(value);
    return found.length > 0 ? found : domain(value);
  };
}

function addressFinder(table: Table | undefined): Finder | undefined {
  if (table === undefined) return undefined;
  const prefixes = prefixesOf(table);
  return (value) => {
    const exact = table.get(value);
    if (exact !== undefined) return exact;
    // Most values are IPv4 as it is filed.
    const isPlain = !value.includes(':');
    if (isPlain && prefixes.length === 0) return NOTHING;
    const bytes = parseAddress(isPlain ? value : withoutPort(value));
    if (bytes === undefined) return NOTHING;
    const single = isPlain ? undefined : table.get(addressText(bytes));
    if (single !== undefined) return single;
    for (const { length, bits } of prefixes) {
      if (length !== bytes.length) continue;
      const block = table.get(`${addressText(masked(bytes, bits))}/${bits}`);
      if (block !== undefined) return block;
    }
    return NOTHING;
  };
}

interface Prefix {
  /** bytes of an address */
  readonly length: number;
  readonly bits: number;
}

/** The lengths of prefixes that blocks in a table have, the longest first. */
function prefixesOf(table: Table): readonly Prefix[] {
  const found = new Map<string, Prefix>();
  for (const value of table.keys()) {
    if (!value.includes('/')) continue;
    const { bytes, prefixBits } = parseBlock(value)!;
    found.set(`${bytes.length}/${prefixBits}`, { length: bytes.length, bits: prefixBits });
  }
  return [...found.values()].sort((left, right) => right.bits - left.bits);
}

/** `192.0.2.1:443`, `[2001:db8::1]:443` and `2001:db8::1` without what is not the address. */
function withoutPort(value: string): string {
  const bracket = /^\[([^\]]{2,45})\]/.exec(value)?.[1];
  if (bracket !== undefined) return bracket;
  const colon = value.indexOf(':');
  return value.includes('.') && value.indexOf(':', colon + 1) < 0 ? value.slice(0, colon) : value;
}

const LONGEST_NAME = 254;

function domainFinder(table: Table | undefined): Finder | undefined {
  if (table === undefined) return undefined;
  return (value) => {
    if (value.length > LONGEST_NAME) return NOTHING;
    const lower = value.toLowerCase();
    let name = lower.endsWith('.') ? lower.slice(0, -1) : lower;
    for (;;) {
      const found = table.get(name);
      if (found !== undefined) return found;
      const dot = name.indexOf('.');
      if (dot < 0) return NOTHING;
      name = name.slice(dot + 1);
    }
  };
}

/** Absolute URLs are filed without their scheme, paths with their first slash; queries count where an indicator has one. */
function urlFinder(table: Table | undefined): Finder | undefined {
  if (table === undefined) return undefined;
  const hasHosts = [...table.keys()].some((value) => !value.startsWith('/'));
  const ofPath = (path: string): readonly Indicator[] | undefined =>
    table.get(path) ?? table.get(path.split('?', 1)[0]!);
  return (value) => {
    const hash = value.indexOf('#');
    const whole = hash < 0 ? value : value.slice(0, hash);
    if (whole.startsWith('/')) return ofPath(whole) ?? NOTHING;
    const scheme = whole.indexOf('://');
    const rest = scheme < 0 ? whole : whole.slice(scheme + 3);
    const slash = rest.indexOf('/');
    const path = slash < 0 ? '' : rest.slice(slash);
    const found = path === '' ? undefined : ofPath(path);
    if (found !== undefined || !hasHosts) return found ?? NOTHING;
    const host = (slash < 0 ? rest : rest.slice(0, slash)).toLowerCase().replace(/:(?:80|443)$/, '');
    return (path === '' || path === '/' ? table.get(host) : ofPath(`${host}${path}`)) ?? NOTHING;
  };
}

function hashFinder(tables: ReadonlyMap<IndicatorKind, Table>): Finder | undefined {
  const byLength = new Map<number, Table>();
  for (const [length, kind] of [
    [64, 'sha256'],
    [40, 'sha1'],
    [32, 'md5'],
  ] as const) {
    const table = tables.get(kind);
    if (table !== undefined) byLength.set(length, table);
  }
  if (byLength.size === 0) return undefined;
  return (value) => byLength.get(value.length)?.get(value.toUpperCase()) ?? NOTHING;
}

const ALGORITHMS: readonly (readonly [name: string, kind: IndicatorKind])[] = [
  ...([
    ['SHA256', 'sha256'],
    ['SHA1', 'sha1'],
    ['MD5', 'md5'],
    ['IMPHASH', 'imphash'],
  ] as const),
];

/** `MD5=..,SHA256=..`: of one file, so that the first match says enough. */
function hashesFinder(tables: ReadonlyMap<IndicatorKind, Table>): Finder | undefined {
  const known = ALGORITHMS.flatMap(([name, kind]) => {
    const table = tables.get(kind);
    return table === undefined ? [] : [{ mark: `${name}=`, table }];
  });
  if (known.length === 0) return undefined;
  return (value) => {
    for (const { mark, table } of known) {
      const at = value.indexOf(mark);
      if (at < 0) continue;
      const start = at + mark.length;
      const comma = value.indexOf(',', start);
      const found = table.get(value.slice(start, comma < 0 ? undefined : comma).toUpperCase());
      if (found !== undefined) return found;
    }
    return NOTHING;
  };
}

function userAgentFinder(table: Table | undefined): Finder | undefined {
  return table && ((value) => table.get(value.toLowerCase()) ?? NOTHING);
}

/** Filed by the last part of their path; folders count where an indicator names them. */
function fileFinder(indicators: readonly Indicator[]): Finder | undefined {
  const table = new Map<string, Indicator[]>();
  for (const indicator of indicators)
    if (indicator.kind === 'file-name') push(table, lastPart(indicator.value), indicator);
  if (table.size === 0) return undefined;
  return (value) => {
    const found = table.get(lastPart(value).toLowerCase());
    if (found === undefined) return NOTHING;
    const path = value.replaceAll('/', '\\').toLowerCase();
    return found.filter(
      (one) => path === one.value || !one.value.includes('\\') || path.endsWith(`\\${withoutRoot(one.value)}`),
    );
  };
}

function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

function withoutRoot(path: string): string {
  return path.replace(/^\\+/, '');
}
