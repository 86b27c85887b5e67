import { byCodePoint, type VisibilityFix, type VisibilityGap } from '../model/index.ts';
import type { CoveredHost } from './covered-hosts.ts';
import { ELSEWHERE, type Evidence } from './evidence.ts';
import type { CatalogueRow, VisibilityData } from './visibility-data.ts';

/** A setting that would let a row be seen, and the hosts that lack it; none when no host of its kind is known. */
export interface NeededFix {
  readonly fix: string;
  readonly hosts: readonly CoveredHost[];
}

// A computer that issues tickets is a domain controller; without them none is known.
const SHOWS_CONTROLLERS = 'kerberos-audit';

/** The settings of each alternative that is not proven where the row cannot be seen. */
export function neededFixes(row: CatalogueRow, blind: readonly CoveredHost[], evidence: Evidence): NeededFix[] {
  const sources = [...new Set(evidence.alternativesOf(row).flat())].filter(({ costly }) => costly !== true);
  if (blind.length === 0 && evidence.hostsOf(row).size > 0) return [];
  return sources.flatMap((source) => {
    const ofKind = evidence.hostsOfKind(source.hosts);
    if (ofKind.length === 0) {
      const missing = source.hosts === 'controllers' ? [source.fix, SHOWS_CONTROLLERS] : [source.fix];
      return missing.map((fix) => ({ fix, hosts: [] }));
    }
    const loggers = ELSEWHERE.has(source.hosts) ? ofKind : blind.filter(({ classes }) => classes.has(source.hosts));
    const lacking = loggers.filter((host) => evidence.stateOn(host, source).state !== 'on');
    return lacking.length === 0 ? [] : [{ fix: source.fix, hosts: lacking }];
  });
}

/** All settings that close gaps or let rows be seen, those that help most rows first. */
export function fixesOf(
  { fixes }: VisibilityData,
  gaps: readonly VisibilityGap[],
  needed: readonly (readonly NeededFix[])[],
): VisibilityFix[] {
  const hosts = new Map<string, Set<string>>();
  const rows = new Map<string, number>();
  const hostsOf = (fix: string): Set<string> => {
    const list = hosts.get(fix) ?? new Set();
    hosts.set(fix, list);
    return list;
  };
  for (const { fix, host, hides } of gaps) {
    if (fix === undefined) continue;
    hostsOf(fix).add(host);
    rows.set(fix, Math.max(rows.get(fix) ?? 0, hides.length));
  }
  for (const ofRow of needed) {
    for (const { fix, hosts: lacking } of ofRow) for (const { name } of lacking) hostsOf(fix).add(name);
    for (const fix of new Set(ofRow.map((one) => one.fix))) {
      hostsOf(fix);
      rows.set(fix, (rows.get(fix) ?? 0) + 1);
    }
  }
  return fixes
    .filter(({ id }) => hosts.has(id))
    .map((fix) => ({ ...fix, hosts: [...hosts.get(fix.id)!].sort(byCodePoint) }))
    .sort((a, b) => (rows.get(b.id) ?? 0) - (rows.get(a.id) ?? 0) || byCodePoint(a.id, b.id));
}
