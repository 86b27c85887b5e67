import type { CorrelationMatches, Correlator, Detector, IndicatorOptions, LoadedRules } from './detect/index.ts';
import { createCorrelator, createDetector, loadRulesFor, type RuleSetup, withContext } from './detect/index.ts';
import type { Alert, LogEvent } from './model/index.ts';
import type { FinishedBlocks, JoinedScriptBlock, NormalPart, ScriptBlockJoiner, Zones } from './normalise/index.ts';
import { createNormaliser, createScriptBlockJoiner, recordContext, suppliedKnowledge } from './normalise/index.ts';
import { createObserver, type ObservationPart, type Observer, type ObserverOptions } from './observe/index.ts';
import type {
  ByteSource,
  Piece,
  PieceStep,
  ReadingNotes,
  ReadingReport,
  ReadMark,
  ReadOptions,
  TimeRange,
} from './read/index.ts';
import { formatNamed, problemIn, replacedPiece, takeReadingNotes } from './read/index.ts';

export { type AssessmentInput, assess as assessIncident } from './assess/index.ts';
export type { LoadedRules, RuleSetup, RuleText } from './detect/index.ts';

/** How to read what is investigated, and what published values to look for. Plain data. */
export interface InvestigationSetup extends ReadOptions, TimeRange, Zones, IndicatorOptions, ObserverOptions {}

/** What was read from a piece, and what may go on in the next one. Plain data. */
export interface PieceReport extends ReadingReport, NormalPart {
  /** what was read of a piece that is to be noted; absent when it could not be read to where it says */
  readonly mark?: ReadMark;
  /** matches that correlations need */
  readonly matches?: CorrelationMatches;
  readonly observed?: ObservationPart;
}

// Often enough for ten updates a second with thousands of rules, seldom enough to cost nothing.
const ITEMS_PER_STEP = 256;

/**
 * Parses the rules and sorts out those that can never match what Landfall reads.
 * @throws UsageError when the placeholder file is wrong; errors in rules are returned
 */
export function loadRules(setup: RuleSetup): LoadedRules {
  return loadRulesFor(setup, suppliedKnowledge());
}

/** Runs pieces through the stages, one after another; keeps what the stages have learnt between pieces. */
export class Investigation {
  readonly #normaliser = createNormaliser();
  readonly #detector: Detector;
  /** where this investigation's own matches go to; for the merged matches of all */
  readonly correlator: Correlator;
  readonly observer: Observer;
  readonly #setup: InvestigationSetup;

  constructor(rules: Pick<LoadedRules, 'bound' | 'correlations' | 'quiet'>, setup: InvestigationSetup) {
    this.correlator = createCorrelator({ ...rules, minLevel: setup.minLevel });
    this.#detector = createDetector(rules.bound, { ...this.correlator, ...setup });
    this.#setup = setup;
    this.observer = createObserver(setup);
  }

  /**
   * Investigates one piece.
   * @param bytes the whole file of the piece
   * @param onAlert called with each alert, in the order of the records
   * @yields how far it is; give it `false` to stop early with what was found so far
   */
  *run(piece: Piece, bytes: ByteSource, onAlert: (alert: Alert) => void): Generator<PieceStep, PieceReport, boolean> {
    const { source, range, sizeBytes, resume } = piece;
    const format = formatNamed(piece.format);
    const context = recordContext(piece, this.#setup.zones);
    const joiner = createScriptBlockJoiner(this.#normaliser.windows);
    const [notes, observer] = [takeReadingNotes(this.#setup), createObserver(this.#setup)];
    const stages = { joiner, notes, observer, onAlert };
    const follower = resume && format.resumption.follow(bytes, range, resume);
    if (resume !== undefined && follower === undefined) return replacedPiece(source, sizeBytes);
    let [startByte, items, isWhole] = [-1, 0, true];
    for (const item of format.read(bytes, range, this.#setup)) {
      if (follower === undefined || follower.isNew(item)) {
        if (item.kind === 'problem') notes.addProblem(problemIn(source, item));
        else this.#investigate(this.#normaliser.toLogEvent(item, context), stages);
        follower?.add(item);
      }
      const byteOffset = item.byteOffset ?? 0;
      if (startByte < 0) startByte = byteOffset;
      if (++items % ITEMS_PER_STEP !== 0) continue;
      isWhole = yield { events: notes.events(), bytes: Math.min(sizeBytes, byteOffset - startByte) };
      if (!isWhole) break;
    }
    const goesOn = resume !== undefined || !piece.isFirst || !piece.isLast;
    if (!goesOn) for (const problem of this.finish(joiner, onAlert).problems) notes.addProblem(problem);
    return {
      observed: observer.part(),
      assumed: context.assumptions(),
      ...notes.report(sizeBytes),
      ...this.correlator.take(),
      ...(goesOn ? { openBlocks: joiner.state() } : {}),
      ...(follower === undefined || bytes.failure?.() !== undefined ? {} : { mark: follower.mark(isWhole) }),
    };
  }

  /** A joiner for what the pieces of one file leave open. */
  openJoiner(): ScriptBlockJoiner {
    return createScriptBlockJoiner(this.#normaliser.windows);
  }

  /** Goes on with what a piece left open; call in the order of the pieces. */
  absorb(joiner: ScriptBlockJoiner, { openBlocks }: PieceReport, onAlert: (alert: Alert) => void): void {
    if (openBlocks !== undefined) this.#detectJoined(joiner.absorb(openBlocks), onAlert);
  }

  /** Ends a file: what is open is judged incomplete. */
  finish(joiner: ScriptBlockJoiner, onAlert: (alert: Alert) => void): FinishedBlocks {
    const alertedRules = this.#detectJoined(joiner.finish(), onAlert);
    return { problems: joiner.problems(), alertedRules };
  }

  #investigate(event: LogEvent, { joiner, notes, observer, onAlert }: PieceStages): void {
    if (!notes.addEvent(event)) return;
    observer.add(event);
    const alerts = this.#detector.detect(event);
    const context = alerts.length === 0 ? undefined : observer.keep(event);
    for (const alert of alerts) onAlert(context === undefined ? alert : withContext(alert, context));
    const joined = joiner.add(event, alerts.length === 0 ? [] : alerts.map(({ rule }) => nameOf(rule)));
    if (joined !== undefined) this.#detectJoined([joined], onAlert);
  }

  #detectJoined(blocks: readonly JoinedScriptBlock[], onAlert: (alert: Alert) => void): FinishedBlocks['alertedRules'] {
    return new Map(
      blocks.map(({ key, event, alertedRules }) => {
        const alerts = this.#detector.detect(event, (rule) => !alertedRules.has(nameOf(rule)));
        for (const alert of alerts) onAlert(alert);
        return [key, alerts.map(({ rule }) => nameOf(rule))];
      }),
    );
  }
}

interface PieceStages {
  readonly joiner: ScriptBlockJoiner;
  readonly notes: ReadingNotes;
  readonly observer: Observer;
  readonly onAlert: (alert: Alert) => void;
}

// Rules exist that share an id, or have none.
function nameOf({ id, title }: Pick<Alert['rule'], 'id' | 'title'>): string {
  return `${id} ${title}`;
}
