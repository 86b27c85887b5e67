import { Buffer } from 'node:buffer';
import type { Suppressor } from '../detect/index.ts';
import type { Investigation, PieceReport } from '../investigate.ts';
import { type Alert, type FieldValue, levelRank, type Problem } from '../model/index.ts';
import type { Piece } from '../read/index.ts';
import { isProblem, openFile, unreadPiece } from '../read/index.ts';
import { type AlertGroup, AlertGrouper, alertLine } from '../report/index.ts';
import { logHash } from './file-hash.ts';
import { markAlerts, type SuppressedCounts } from './suppressed-alerts.ts';

/** What a piece has come to so far, since the last call. */
export interface PieceProgress {
  readonly events: number;
  readonly bytes: number;
  readonly alerts: number;
}

/** Everything that is left of a piece when it is done: small, but for the alerts, which are ready to be written. */
export interface PieceResult {
  /** NDJSON, as `alertLine` writes it */
  readonly alertLines: Uint8Array;
  readonly groups: readonly AlertGroup[];
  /** what incidents are made of: the alerts without long values */
  readonly alerts: readonly Alert[];
  /** how many more there were than are held in `alerts` */
  readonly alertsLeftOut: number;
  readonly suppressed: SuppressedCounts;
  readonly report: PieceReport;
  /** of the whole file, with its first piece; absent when it was not asked for or could not be taken */
  readonly sha256?: string;
}

/** What alerts come to. */
export type CollectedAlerts = Pick<PieceResult, 'alertLines' | 'groups' | 'alerts' | 'alertsLeftOut' | 'suppressed'>;

/** Alerts as bytes and as groups. */
export interface AlertCollector {
  add(alert: Alert): void;
  readonly count: number;
  finish(): CollectedAlerts;
}

// 16 MiB of a log hold some 20,000 events; where more of them alert, a rule fits everything.
const MOST_ALERTS = 20_000;
const MAX_VALUE = 200;
const MAX_VALUES = 4;

const NO_REASONS: Alert['because'] = [];

/** An alert as incidents need it, which show a command or else the reasons: the alerts of a whole hunt are held in memory. */
function shortened(alert: Alert): Alert {
  const { rule, event, timeMs, host, context, suppressedBy, correlation } = alert;
  const because = context?.commandLine === undefined ? shortReasons(alert.because) : NO_REASONS;
  if (context === undefined || suppressedBy !== undefined || correlation !== undefined) return { ...alert, because };
  return { rule, event, timeMs, host, because, context };
}

function shortReasons(because: Alert['because']): Alert['because'] {
  if (because.length <= MAX_VALUES && because.every(({ value }) => isShort(value))) return because;
  return because.slice(0, MAX_VALUES).map(({ field, value }) => {
    return { field, value: typeof value === 'string' ? value.slice(0, MAX_VALUE) : value };
  });
}

function isShort(value: FieldValue): boolean {
  return typeof value !== 'string' || value.length <= MAX_VALUE;
}

// So that a flood of little things cannot keep the grave ones out.
const SHARE_OF_ALL = 0.75;

/** Whether one more alert is held: those below medium may fill three quarters of the room. */
function hasRoom(held: number, most: number, { rule: { level } }: Alert): boolean {
  return held < (levelRank(level) >= levelRank('medium') ? most : most * SHARE_OF_ALL);
}

// Text is turned into bytes in parts of this size, so that it never becomes one long string.
const FLUSH_CHARACTERS = 1 << 18;

/** What is wanted of alerts. */
export interface AlertWishes {
  /** marks those that people suppressed; they are kept */
  readonly suppressor?: Suppressor | undefined;
  /** false when nobody reads the alerts as lines, which then are not made */
  readonly takesLines?: boolean | undefined;
}

/** Collects the alerts of one piece. */
export function collectAlerts({ suppressor, takesLines = true }: AlertWishes = {}): AlertCollector {
  const marker = markAlerts(suppressor);
  const grouper = new AlertGrouper();
  const parts: Uint8Array[] = [];
  const alerts: Alert[] = [];
  let pending = '';
  let count = 0;
  return {
    add: (found) => {
      const alert = marker.mark(found);
      count++;
      if (takesLines) pending += alertLine(alert);
      grouper.add(alert);
      if (hasRoom(alerts.length, MOST_ALERTS, alert)) alerts.push(shortened(alert));
      if (pending.length < FLUSH_CHARACTERS) return;
      parts.push(Buffer.from(pending));
      pending = '';
    },
    get count() {
      return count;
    },
    finish: () => {
      return {
        alertLines: joined(parts, pending),
        groups: grouper.groups(),
        alerts,
        alertsLeftOut: count - alerts.length,
        suppressed: marker.counts,
      };
    },
  };
}

/** All parts as bytes that belong to nothing else, so that they can be given away. */
function joined(parts: readonly Uint8Array[], last: string): Uint8Array {
  if (parts.length === 0) return utf8.encode(last);
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const whole = new Uint8Array(size + Buffer.byteLength(last));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  utf8.encodeInto(last, whole.subarray(at));
  return whole;
}

const utf8 = new TextEncoder();

/** What is wanted of a piece besides its alerts. */
export interface PieceWishes extends AlertWishes {
  readonly takesHash?: boolean | undefined;
}

/**
 * Runs one piece, in a worker or in the main thread.
 * @param onProgress called every few thousand events; returns (a promise of) false to stop early, keeping what was found
 * @param wishes `takesHash`: the first piece of a file takes the hash of all of it
 */
export async function runPiece(
  investigation: Investigation,
  piece: Piece,
  onProgress: (progress: PieceProgress) => Promise<boolean> | boolean,
  { takesHash = false, ...wishes }: PieceWishes = {},
): Promise<PieceResult> {
  // Before the records, so that these are then read from memory.
  const nothing: PieceProgress = { events: 0, bytes: 0, alerts: 0 };
  const isWanted = takesHash && piece.isFirst;
  const sha256 = isWanted ? await logHash(piece.source, piece.place, () => onProgress(nothing)) : undefined;
  const result = await readPiece(investigation, piece, onProgress, collectAlerts(wishes));
  return sha256 === undefined ? result : { ...result, sha256 };
}

async function readPiece(
  investigation: Investigation,
  piece: Piece,
  onProgress: (progress: PieceProgress) => Promise<boolean> | boolean,
  collector: AlertCollector,
): Promise<PieceResult> {
  const bytes = openFile(piece.source, piece.place);
  if (isProblem(bytes)) return { ...collector.finish(), report: unreadPiece(piece.sizeBytes, bytes) };
  try {
    const steps = investigation.run(piece, bytes, collector.add);
    let reported: PieceProgress = { events: 0, bytes: 0, alerts: 0 };
    for (let goesOn = true; ; ) {
      const step = steps.next(goesOn);
      const now = { events: step.value.events, bytes: step.value.bytes, alerts: collector.count };
      goesOn = await onProgress({
        events: now.events - reported.events,
        bytes: now.bytes - reported.bytes,
        alerts: now.alerts - reported.alerts,
      });
      reported = now;
      if (step.done === true) return { ...collector.finish(), report: withFailure(step.value, bytes.failure()) };
    }
  } finally {
    bytes.close();
  }
}

function withFailure(report: PieceReport, failure: Problem | undefined): PieceReport {
  if (failure === undefined) return report;
  return { ...report, problems: [...report.problems, failure], problemCount: report.problemCount + 1 };
}
