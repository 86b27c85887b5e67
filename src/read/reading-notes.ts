import type { LogEvent, Problem, Schema } from '../model/index.ts';
import type { PieceStep } from './piece.ts';

/** What was read from a piece. Plain data. */
export interface ReadingReport extends PieceStep {
  /** the first 1,000; `problemCount` counts all */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** first and last event time, UTC milliseconds; null when no event is dated */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** in the order of appearance, at most 10,000 */
  readonly hosts: readonly string[];
  readonly channels: readonly string[];
  /** of the events: how many have no time */
  readonly undated: number;
  /** events that were left out because of their time; not among `events` */
  readonly outsideTime: number;
}

/** Takes notes of what goes by while a piece is read, in bounded memory. */
export interface ReadingNotes {
  /** @returns false for an event that is left out because of its time */
  addEvent(event: LogEvent): boolean;
  addProblem(problem: Problem): void;
  events(): number;
  problemCount(): number;
  report(sizeBytes: number): ReadingReport;
}

// A file of damage alone would hold a problem for every few bytes, a forged one a host for every record.
const MAX_PROBLEMS = 1000;
const MAX_HOSTS = 10_000;

/** From a time on (included) and before a time, UTC milliseconds since 1970. */
export interface TimeRange {
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/**
 * Starts with nothing seen.
 * @param range only events in it count; those without a time are kept
 */
export function takeReadingNotes(range: TimeRange = {}): ReadingNotes {
  const { sinceMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = range;
  const problems: Problem[] = [];
  const hosts = new Set<string>();
  const schemas = new Set<Schema>();
  let events = 0;
  let problemCount = 0;
  let undated = 0;
  let outsideTime = 0;
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    addEvent: (event) => {
      const { timeMs } = event;
      if (timeMs !== undefined && (timeMs < sinceMs || timeMs >= untilMs)) {
        outsideTime++;
        return false;
      }
      events++;
      schemas.add(event.schema);
      if (event.host !== '' && hosts.size < MAX_HOSTS) hosts.add(event.host);
      if (timeMs === undefined) undated++;
      else {
        if (timeMs < firstMs) firstMs = timeMs;
        if (timeMs > lastMs) lastMs = timeMs;
      }
      return true;
    },
    addProblem: (problem) => {
      if (problemCount++ < MAX_PROBLEMS) problems.push(problem);
    },
    events: () => events,
    problemCount: () => problemCount,
    report: (sizeBytes) => ({
      events,
      undated,
      outsideTime,
      bytes: sizeBytes,
      problems,
      problemCount,
      hosts: [...hosts],
      channels: channelsOf(schemas),
      firstMs: Number.isFinite(firstMs) ? firstMs : null,
      lastMs: Number.isFinite(lastMs) ? lastMs : null,
    }),
  };
}

/** The report of a piece that could not be read at all. */
export function unreadPiece(sizeBytes: number, problem: Problem): ReadingReport {
  const notes = takeReadingNotes();
  notes.addProblem(problem);
  return notes.report(sizeBytes);
}

/** The report of a piece whose file is not the one any more that the piece was cut from. */
export function replacedPiece(source: string, sizeBytes: number): ReadingReport {
  const message = 'Another file took its place while the hunt was running; the next hunt reads it.';
  return unreadPiece(sizeBytes, { code: 'FILE_UNREADABLE', source, message });
}

function channelsOf(schemas: ReadonlySet<Schema>): string[] {
  const channels = new Set<string>();
  for (const { id, product, constants } of schemas) {
    const channel = product === 'windows' ? constants?.get('Channel') : id;
    if (typeof channel === 'string' && channel !== '') channels.add(channel);
  }
  return [...channels];
}
