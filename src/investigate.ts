import {
  type CorrelationMatches,
  type Correlator,
  createCorrelator,
  createDetector,
  type Detector,
  type LoadedRules,
  loadRulesFor,
  type RuleSetup,
} from './detect/index.ts';
import type { Alert, LogEvent, Problem } from './model/index.ts';
import {
  createNormaliser,
  createScriptBlockJoiner,
  type JoinedScriptBlock,
  type ScriptBlockJoiner,
  type ScriptBlockState,
  windowsKnowledge,
} from './normalise/index.ts';
import {
  type ByteSource,
  formatNamed,
  type Piece,
  type PieceStep,
  type ReadingNotes,
  type ReadingReport,
  takeReadingNotes,
} from './read/index.ts';

export type { LoadedRules, RuleSetup, RuleText } from './detect/index.ts';

/** How to look for what an investigation looks for. Plain data. */
export interface InvestigationSetup {
  /** also read what the logs no longer count as records */
  readonly carve: boolean;
}

/** What was read from a piece, and what may go on in the next one of its file. Plain data. */
export interface PieceReport extends ReadingReport {
  readonly openBlocks?: ScriptBlockState;
  /** matches that correlations need */
  readonly matches?: CorrelationMatches;
}

// Often enough for ten updates a second with thousands of rules, seldom enough to cost nothing.
const ITEMS_PER_STEP = 256;

/**
 * Parses the rules and sorts out those that can never match what Landfall reads.
 * @throws UsageError when the placeholder file is wrong; errors in rules are returned
 */
export function loadRules(setup: RuleSetup): LoadedRules {
  return loadRulesFor(setup, windowsKnowledge());
}

/** Runs pieces through the stages, one after another; keeps what the stages have learnt between pieces. */
export class Investigation {
  readonly #normaliser = createNormaliser();
  readonly #detector: Detector;
  readonly #correlator: Correlator;
  readonly #carve: boolean;

  constructor(rules: Pick<LoadedRules, 'bound' | 'correlations' | 'quiet'>, { carve }: InvestigationSetup) {
    this.#correlator = createCorrelator(rules);
    this.#detector = createDetector(rules.bound, this.#correlator);
    this.#carve = carve;
  }

  /** The correlator that this investigation's own matches go to; for the merged matches of all. */
  get correlator(): Correlator {
    return this.#correlator;
  }

  /**
   * Investigates one piece.
   * @param bytes the whole file of the piece
   * @param onAlert called with each alert, in the order of the records
   * @yields how far it is; give it `false` to stop early with what was found so far
   */
  *run(piece: Piece, bytes: ByteSource, onAlert: (alert: Alert) => void): Generator<PieceStep, PieceReport, boolean> {
    const { source, range, sizeBytes } = piece;
    const joiner = createScriptBlockJoiner(this.#normaliser.windows);
    const notes = takeReadingNotes();
    let startByte = -1;
    for (const item of formatNamed(piece.format).read(bytes, range, { carve: this.#carve })) {
      if (item.kind === 'problem') {
        const { kind: _, ...problem } = item;
        notes.addProblem({ ...problem, source });
      } else this.#investigate(this.#normaliser.toLogEvent(item, source), joiner, notes, onAlert);
      const byteOffset = item.byteOffset ?? 0;
      if (startByte < 0) startByte = byteOffset;
      if ((notes.events() + notes.problemCount()) % ITEMS_PER_STEP !== 0) continue;
      const goesOn = yield { events: notes.events(), bytes: Math.min(sizeBytes, byteOffset - startByte) };
      if (!goesOn) break;
    }
    if (!piece.isFirst || !piece.isLast)
      return { ...notes.report(sizeBytes), openBlocks: joiner.state(), ...this.#correlator.take() };
    for (const problem of this.finish(joiner, onAlert)) notes.addProblem(problem);
    return { ...notes.report(sizeBytes), ...this.#correlator.take() };
  }

  /** A joiner for what the pieces of one file leave open. */
  openJoiner(): ScriptBlockJoiner {
    return createScriptBlockJoiner(this.#normaliser.windows);
  }

  /** Goes on with what a piece left open; call in the order of the pieces. */
  absorb(joiner: ScriptBlockJoiner, { openBlocks }: PieceReport, onAlert: (alert: Alert) => void): void {
    if (openBlocks !== undefined) this.#detectJoined(joiner.absorb(openBlocks), onAlert);
  }

  /** Ends a file: what is open stays incomplete. @returns what could not be judged as a whole */
  finish(joiner: ScriptBlockJoiner, onAlert: (alert: Alert) => void): readonly Problem[] {
    this.#detectJoined(joiner.finish(), onAlert);
    return joiner.problems();
  }

  #investigate(event: LogEvent, joiner: ScriptBlockJoiner, notes: ReadingNotes, onAlert: (alert: Alert) => void): void {
    notes.addEvent(event);
    const alerts = this.#detector.detect(event);
    for (const alert of alerts) onAlert(alert);
    const joined = joiner.add(event, alerts.length === 0 ? [] : alerts.map(ruleOf));
    if (joined !== undefined) this.#detectJoined([joined], onAlert);
  }

  #detectJoined(blocks: readonly JoinedScriptBlock[], onAlert: (alert: Alert) => void): void {
    for (const { event, alertedRules } of blocks) {
      for (const alert of this.#detector.detect(event)) if (!alertedRules.has(ruleOf(alert))) onAlert(alert);
    }
  }
}

// Rules exist that share an id, or have none.
function ruleOf({ rule }: Alert): string {
  return `${rule.id} ${rule.title}`;
}
