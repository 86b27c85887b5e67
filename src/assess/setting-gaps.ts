import { type Msg, msg, type VisibilityGap } from '../model/index.ts';
import type { CoveredHost } from './covered-hosts.ts';
import { type EmptyLog, isEmptyHere } from './empty-logs.ts';
import { type Evidence, type EvidenceState, logOn } from './evidence.ts';
import type { CatalogueRow, EvidenceSource, KnownLog, VisibilityData } from './visibility-data.ts';

const GAPS: ReadonlySet<EvidenceState['state']> = new Set(['some', 'off', 'missing']);

/**
 * Logs that a host lacks and settings that are off there, as far as they keep something from being seen.
 * @param empty logs of which a file is there without an event: of these it is said so
 */
export function settingGaps(
  hosts: readonly CoveredHost[],
  data: VisibilityData,
  evidence: Evidence,
  empty: readonly EmptyLog[] = [],
): VisibilityGap[] {
  const bySource = rowsBySource(data, evidence);
  return hosts.flatMap((host) => {
    const found = [...bySource].flatMap(([source, rows]): FoundGap[] => {
      if (!host.classes.has(source.hosts) || source.costly === true) return [];
      const { state, log } = evidence.stateOn(host, source);
      if (!GAPS.has(state)) return [];
      const hides = rows.filter((row) => evidence.hostsOf(row).has(host) && evidence.sightOn(host, row) !== 'yes');
      return hides.length === 0 ? [] : [{ source, state, log, hides, hasEvents: hasEvents(host, source) }];
    });
    return [...byLog(found)].map(([key, gaps]) => {
      const gap = gapOf(host, key, gaps, data.logs);
      const isEmpty = gap.kind === 'log-missing' && isEmptyHere(empty, host.name, gap.log);
      return isEmpty ? { ...gap, message: msg('gap.log-empty', { host: host.name, log: gap.log }) } : gap;
    });
  });
}

interface FoundGap {
  readonly source: EvidenceSource;
  readonly state: EvidenceState['state'];
  readonly log: string | undefined;
  readonly hides: readonly CatalogueRow[];
  /** whether the log has events of the source at all */
  readonly hasEvents: boolean;
}

function hasEvents(host: CoveredHost, { kinds = [], ...source }: EvidenceSource): boolean {
  const log = logOn(host, source);
  return kinds.some((kind) => log?.kinds.has(kind) === true);
}

function rowsBySource({ rows }: VisibilityData, evidence: Evidence): ReadonlyMap<EvidenceSource, CatalogueRow[]> {
  const bySource = new Map<EvidenceSource, CatalogueRow[]>();
  for (const row of rows) {
    for (const source of new Set(evidence.alternativesOf(row).flat())) {
      bySource.set(source, [...(bySource.get(source) ?? []), row]);
    }
  }
  return bySource;
}

/** A log that is missing is one gap, whatever is read in it, and so are events, whatever field of them; else a setting is one gap each. */
function byLog(found: readonly FoundGap[]): ReadonlyMap<string, readonly FoundGap[]> {
  const groups = new Map<string, FoundGap[]>();
  for (const gap of found) {
    const key = keyOf(gap);
    groups.set(key, [...(groups.get(key) ?? []), gap]);
  }
  return groups;
}

function keyOf({ source: { logs, evidence }, state, hasEvents }: FoundGap): string {
  if (state === 'missing') return logs[0]!;
  return hasEvents ? evidence : evidence.split('+')[0]!;
}

function gapOf(host: CoveredHost, key: string, gaps: readonly FoundGap[], logs: readonly KnownLog[]): VisibilityGap {
  const first = gaps.find(({ source }) => source.field === undefined) ?? gaps[0]!;
  const { source, state, log = key } = first;
  const kind = state === 'missing' ? 'log-missing' : 'setting-off';
  return {
    ...{ id: `${kind} ${host.name} ${key}`, kind, host: host.name, log, fromMs: null, toMs: null },
    message: messageOf(host, key, first),
    hides: [...new Set(gaps.flatMap(({ hides }) => hides.map(({ id }) => id)))],
    fix: (kind === 'log-missing' ? logs.find((known) => known.log === log)?.fix : undefined) ?? source.fix,
  };
}

function messageOf({ name }: CoveredHost, key: string, { source, state, log = key, hasEvents }: FoundGap): Msg {
  if (state === 'missing') return msg('gap.log-missing', { host: name, log });
  const args = { host: name, log, kinds: (source.kinds ?? []).join(', '), field: source.field ?? '' };
  if (state === 'some') return msg('gap.field-in-part', args);
  return source.field === undefined || !hasEvents ? msg('gap.events-off', args) : msg('gap.field-off', args);
}
