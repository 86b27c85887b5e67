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
}

/** Takes notes of what goes by while a piece is read, in bounded memory. */
export interface ReadingNotes {
  addEvent(event: LogEvent): void;
  addProblem(problem: Problem): void;
  events(): number;
  problemCount(): number;
  report(sizeBytes: number): ReadingReport;
}

// A file of damage alone would hold a problem for every few bytes, a forged one a host for every record.
const MAX_PROBLEMS = 1000;
const MAX_HOSTS = 10_000;

/** Starts with nothing seen. */
export function takeReadingNotes(): ReadingNotes {
  const problems: Problem[] = [];
  const hosts = new Set<string>();
  const schemas = new Set<Schema>();
  let events = 0;
  let problemCount = 0;
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    addEvent: (event) => {
      events++;
      schemas.add(event.schema);
      if (event.host !== '' && hosts.size < MAX_HOSTS) hosts.add(event.host);
      const { timeMs } = event;
      if (timeMs === undefined) return;
      if (timeMs < firstMs) firstMs = timeMs;
      if (timeMs > lastMs) lastMs = timeMs;
    },
    addProblem: (problem) => {
      if (problemCount++ < MAX_PROBLEMS) problems.push(problem);
    },
    events: () => events,
    problemCount: () => problemCount,
    report: (sizeBytes) => ({
      ...{ events, bytes: sizeBytes, problems, problemCount, hosts: [...hosts], channels: channelsOf(schemas) },
      ...{ firstMs: Number.isFinite(firstMs) ? firstMs : null, lastMs: Number.isFinite(lastMs) ? lastMs : null },
    }),
  };
}

/** The report of a piece that could not be read at all. */
export function unreadPiece(sizeBytes: number, problem: Problem): ReadingReport {
  const notes = takeReadingNotes();
  notes.addProblem(problem);
  return notes.report(sizeBytes);
}

function channelsOf(schemas: ReadonlySet<Schema>): string[] {
  const channels = new Set<string>();
  for (const { constants } of schemas) {
    const channel = constants?.get('Channel');
    if (typeof channel === 'string' && channel !== '') channels.add(channel);
  }
  return [...channels];
}
