import { byCodePoint, type VisibilityFix, type VisibilityGap } from '../model/index.ts';
import type { CoveredHost } from './covered-hosts.ts';
import type { Evidence } from './evidence.ts';
import type { CatalogueRow, VisibilityData } from './visibility-data.ts';

/** A setting that would let a row be seen, and the hosts that lack it; none when no host of its kind is known. */
export interface NeededFix {
  readonly fix: string;
  readonly hosts: readonly CoveredHost[];
}

/** The settings of each alternative that is not proven where the row cannot be seen. */
export function neededFixes(row: CatalogueRow, blind: readonly CoveredHost[], evidence: Evidence): NeededFix[] {
  const sources = [...new Set(evidence.alternativesOf(row).flat())].filter(({ costly }) => costly !== true);
  return sources.flatMap((source) => {
    if (!evidence.isKnown(source.hosts)) return [{ fix: source.fix, hosts: [] }];
    const hosts = blind.filter(
      (host) => host.classes.has(source.hosts) && evidence.stateOn(host, source).state !== 'on',
    );
    return hosts.length === 0 ? [] : [{ fix: source.fix, hosts }];
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
