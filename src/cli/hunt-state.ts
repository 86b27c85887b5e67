import { inSource, type PendingBlock } from '../normalise/index.ts';
import type { AnyLogFormat, ByteSource, ReadMark, ReadPlan } from '../read/index.ts';
import { isProblem, mergeMarks, openFile } from '../read/index.ts';
import { realPlace } from './result-files.ts';
import { checkStateFile, type KnownFile, type KnownFiles, readStateFile, writeStateFile } from './state-file.ts';

/** What earlier hunts read, and what this one adds to it. */
export interface HuntState {
  /** Plans the reading of a file; call once for each. */
  plan(source: string, format: AnyLogFormat, bytes: ByteSource): ReadPlan;
  /** what earlier hunts left open, by file */
  readonly open: ReadonlyMap<string, readonly PendingBlock[]>;
  /** Notes what was read of a piece. */
  add(source: string, mark: ReadMark | undefined): void;
  /**
   * Writes the state file; call when all results are written.
   * @param open what this hunt leaves open, by file
   * @throws UsageError OUTPUT_FAILED
   */
  save(open: ReadonlyMap<string, readonly PendingBlock[]>): void;
}

// A log may be out of reach for a while: at one hunt an hour, for four days.
const MOST_MISSED = 100;

interface PlannedFile {
  readonly format: string;
  /** first what was known before, then what was read */
  readonly marks: ReadMark[];
}

/**
 * Opens the state of a series of hunts.
 * @throws UsageError STATE_DAMAGED, OUTPUT_FAILED
 */
export function openHuntState(file: string): HuntState {
  const known = readStateFile(file);
  checkStateFile(file);
  const moved = movedFiles(known);
  const planned = new Map<string, PlannedFile>();
  const open = new Map<string, readonly PendingBlock[]>();
  return {
    open,
    plan: (source, format, bytes) => {
      const { plan, from } = planFor(realPlace(source), format, bytes, known, moved);
      planned.set(source, { format: format.name, marks: plan.known === undefined ? [] : [plan.known] });
      if (from !== undefined) {
        open.set(
          source,
          from.open.map((block) => inSource(block, source)),
        );
      }
      return plan;
    },
    add: (source, mark) => {
      if (mark !== undefined) planned.get(source)?.marks.push(mark);
    },
    save: (nowOpen) => writeStateFile(file, nextState(known, planned, open, nowOpen)),
  };
}

/** Known logs that may be the one at hand, and stand no more where they stood: a copy is a log of its own. */
type MovedFiles = (format: AnyLogFormat, bytes: ByteSource) => readonly KnownFile[];

function movedFiles(known: KnownFiles): MovedFiles {
  const indexes = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  const stillThere = new Map<string, boolean>();
  return (format, bytes) => {
    const index = indexes.get(format.name) ?? indexTraces(known, format);
    indexes.set(format.name, index);
    if (index.size === 0) return [];
    const places = format.resumption.traces(bytes).flatMap((trace) => [...(index.get(trace) ?? [])]);
    return [...new Set(places)].flatMap((place) => {
      const file = known.get(place)!;
      const isThere = stillThere.get(place) ?? isAt(place, format, file);
      stillThere.set(place, isThere);
      return isThere ? [] : [file];
    });
  };
}

/** The places of logs of a format by what is found in them again whatever their name. */
function indexTraces(known: KnownFiles, format: AnyLogFormat): ReadonlyMap<string, ReadonlySet<string>> {
  const index = new Map<string, Set<string>>();
  for (const [place, { format: name, mark }] of known) {
    if (name !== format.name) continue;
    for (const trace of format.resumption.tracesOf(mark)) {
      const places = index.get(trace) ?? new Set();
      index.set(trace, places.add(place));
    }
  }
  return index;
}

function isAt(place: string, { resumption }: AnyLogFormat, { mark }: KnownFile): boolean {
  const bytes = openFile(place);
  if (isProblem(bytes)) return false;
  try {
    return resumption.plan(bytes, mark)?.isSame === true;
  } finally {
    bytes.close();
  }
}

/** A log is the one that stood at its place before, or one that has another name now, or new. */
function planFor(
  place: string,
  format: AnyLogFormat,
  bytes: ByteSource,
  known: KnownFiles,
  moved: MovedFiles,
): { readonly plan: ReadPlan; readonly from: KnownFile | undefined } {
  const { resumption } = format;
  const own = known.get(place);
  const ownPlan = own?.format === format.name ? resumption.plan(bytes, own.mark) : undefined;
  if (ownPlan?.isSame) return { plan: ownPlan, from: own };
  for (const from of moved(format, bytes)) {
    const plan = resumption.plan(bytes, from.mark);
    if (plan?.isSame) return { plan, from };
  }
  if (ownPlan !== undefined) return { plan: ownPlan, from: own };
  const plan = resumption.plan(bytes, undefined);
  if (plan === undefined) throw new Error(`the format ${format.name} has no plan for a new file`);
  return { plan, from: undefined };
}

function nextState(
  known: KnownFiles,
  planned: ReadonlyMap<string, PlannedFile>,
  open: ReadonlyMap<string, readonly PendingBlock[]>,
  nowOpen: ReadonlyMap<string, readonly PendingBlock[]>,
): KnownFiles {
  const next = new Map<string, KnownFile>();
  for (const [place, file] of known) {
    if (file.missed < MOST_MISSED) next.set(place, { ...file, missed: file.missed + 1 });
  }
  for (const [source, { format, marks }] of planned) {
    const place = realPlace(source);
    const mark = mergeMarks(marks);
    if (mark === undefined) next.delete(place);
    else next.set(place, { format, mark, open: nowOpen.get(source) ?? open.get(source) ?? [], missed: 0 });
  }
  return next;
}
