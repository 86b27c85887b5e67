import { fileName, type Incident, type IncidentProcess, type ProcessStart } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';
import type { ProcessIndex } from './process-index.ts';

/** Finds the processes of an incident. */
export type ProcessFinder = (points: readonly AlertPoint[]) => Pick<Incident, 'processes' | 'processesLeftOut'>;

// What still can be read as a tree; a script may start thousands.
const MOST_PROCESSES = 300;
// Sysmon and Security tell of one start within this.
const TWIN_MS = 2_000;

/**
 * Makes a finder of processes: those that alerted, what started them, and what they started, each with its parent.
 * @returns of an incident at most 300, those that alerted and what started them before all others; in order of time
 */
export function processFinder(index: ProcessIndex, names: Names): ProcessFinder {
  const { starts } = index;
  return (points) => {
    const alerted = alertedStarts(points, index);
    const chosen = new Set<number>();
    for (const one of alerted.keys()) addAncestors(one, starts, chosen);
    const leftOut = addDescendants(alerted.keys(), index, chosen);
    const inTime = [...chosen].sort((a, b) => starts[a]!.timeMs - starts[b]!.timeMs || a - b);
    const processes = joined(inTime, starts, { alerted, names });
    return { processes, ...(leftOut === 0 ? {} : { processesLeftOut: leftOut }) };
  };
}

/** Indexes of starts with the alerts about them. */
function alertedStarts(points: readonly AlertPoint[], index: ProcessIndex): Map<number, string[]> {
  const alerted = new Map<number, string[]>();
  for (const point of points) {
    const found = new Set<number>();
    for (const { event, context } of [point.alert, ...point.twins]) {
      const start = index.find(event, context?.processGuid);
      if (start !== undefined) found.add(start);
    }
    for (const start of found) alerted.set(start, [...(alerted.get(start) ?? []), point.id]);
  }
  return alerted;
}

function addAncestors(start: number, starts: readonly ProcessStart[], chosen: Set<number>): void {
  for (let index: number | undefined = start; index !== undefined; index = starts[index]?.parent) {
    if (chosen.has(index) || chosen.size >= MOST_PROCESSES) return;
    chosen.add(index);
  }
}

/** @returns how many found no room */
function addDescendants(from: Iterable<number>, processes: ProcessIndex, chosen: Set<number>): number {
  const seen = new Set(from);
  let leftOut = 0;
  for (const index of seen) {
    for (const child of processes.childrenOf(index)) seen.add(child);
    if (chosen.has(index)) continue;
    if (chosen.size < MOST_PROCESSES) chosen.add(index);
    else leftOut++;
  }
  return leftOut;
}

/** The chosen starts with new indexes; two records of one start are one. */
function joined(
  chosen: readonly number[],
  starts: readonly ProcessStart[],
  { alerted, names }: { readonly alerted: ReadonlyMap<number, readonly string[]>; readonly names: Names },
): IncidentProcess[] {
  const places = new Map<number, number>();
  const parents = new Map<number, number>();
  const latest = new Map<string, number>();
  const merged: Orphan[] = [];
  for (const index of chosen) {
    const { parent: from, ...start } = starts[index]!;
    const key = `${names.host(start.host)}\n${start.pid}\n${fileName(start.image)}`;
    const twin = latest.get(key);
    const isTwin = twin !== undefined && start.timeMs - merged[twin]!.timeMs <= TWIN_MS;
    const place = isTwin ? twin : merged.length;
    const alerts = alerted.get(index) ?? [];
    merged[place] = isTwin ? together(merged[place]!, start, alerts) : { ...start, alerts };
    places.set(index, place);
    latest.set(key, place);
    const parent = from === undefined ? undefined : places.get(from);
    if (parent !== undefined && parent !== place) parents.set(place, parent);
  }
  return merged.map((process, place) => {
    const parent = parents.get(place);
    return parent === undefined ? process : { ...process, parent };
  });
}

type Orphan = Omit<IncidentProcess, 'parent'>;

/** Of two records of one start the one that tells more, with the alerts of both. */
function together(one: Orphan, other: Omit<ProcessStart, 'parent'>, alerts: readonly string[]): Orphan {
  const all = [...new Set([...one.alerts, ...alerts])];
  const told = one.commandLine === undefined && other.commandLine !== undefined ? other : one;
  return { ...told, alerts: all };
}
