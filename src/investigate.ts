import { bindRules, createDetector, type Detector } from './detect/index.ts';
import {
  type Alert,
  type Level,
  levelRank,
  type Problem,
  type Schema,
  type UnboundRule,
  type UsageError,
} from './model/index.ts';
import { createWindowsNormaliser, type WindowsNormaliser, windowsKnowledge } from './normalise/index.ts';
import { type ByteSource, formatNamed, type ReadRange } from './read/index.ts';
import { parsePlaceholders, parseRules, type SigmaRule } from './sigma/index.ts';

// The only file that knows the order of the stages: read, normalise, detect.

/** The text of a rule file, or of a file with placeholder values. */
export interface RuleText {
  readonly file: string;
  readonly text: string;
}

/** What an investigation looks for and how. Plain data: it is sent to worker threads. */
export interface InvestigationSetup {
  readonly ruleTexts: readonly RuleText[];
  readonly placeholders?: RuleText;
  /** rules below it are left out */
  readonly minLevel?: Level;
  readonly carve: boolean;
}

/** A part of one file that can be investigated by itself. Plain data. */
export interface Piece {
  /** path of the file as the user gave it */
  readonly source: string;
  /** name of its log format */
  readonly format: string;
  readonly range: ReadRange;
  /** the last piece of its file */
  readonly isLast: boolean;
  /** about how many bytes it has, for progress */
  readonly sizeBytes: number;
}

/** How far a piece is. */
export interface PieceStep {
  readonly events: number;
  readonly bytes: number;
}

/** What was read from a piece. */
export interface PieceReport extends PieceStep {
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

/** The rules of a setup, parsed and sorted out. */
export interface LoadedRules {
  readonly loaded: number;
  readonly bound: readonly SigmaRule[];
  readonly unbound: readonly UnboundRule[];
  readonly errors: readonly UsageError[];
  /** rules below the least level, which count nowhere else */
  readonly leftOut: number;
}

// A file of damage alone would hold a problem for every few bytes, a forged one a host for every record.
const MAX_PROBLEMS = 1000;
const MAX_HOSTS = 10_000;

// Often enough for ten updates a second with thousands of rules, seldom enough to cost nothing.
const ITEMS_PER_STEP = 256;

/**
 * Parses the rules and sorts out those that can never match what Landfall reads.
 * @throws UsageError when the placeholder file is wrong; errors in rules are returned
 */
export function loadRules({ ruleTexts, placeholders, minLevel }: InvestigationSetup): LoadedRules {
  const values =
    placeholders === undefined ? {} : { placeholders: parsePlaceholders(placeholders.text, placeholders.file) };
  const rules: SigmaRule[] = [];
  const unbound: UnboundRule[] = [];
  const errors: UsageError[] = [];
  let leftOut = 0;
  for (const { file, text } of ruleTexts) {
    const parsed = parseRules(text, file, values);
    const wanted = parsed.rules.filter(({ level }) => levelRank(level) >= levelRank(minLevel ?? 'informational'));
    rules.push(...wanted);
    leftOut += parsed.rules.length - wanted.length;
    for (const { kind } of parsed.others) {
      unbound.push({ id: '', title: '', file, reason: `a Sigma ${kind} is read but not run by this version` });
    }
    errors.push(...parsed.errors);
  }
  const binding = bindRules(rules, windowsKnowledge());
  const all = [...binding.unbound, ...unbound];
  return { loaded: rules.length + unbound.length, bound: binding.bound, unbound: all, errors, leftOut };
}

/** Runs pieces through the stages, one after another; keeps what the stages have learnt between pieces. */
export class Investigation {
  readonly #normaliser: WindowsNormaliser = createWindowsNormaliser();
  readonly #detector: Detector;
  readonly #carve: boolean;

  constructor({ bound }: Pick<LoadedRules, 'bound'>, { carve }: Pick<InvestigationSetup, 'carve'>) {
    this.#detector = createDetector(bound);
    this.#carve = carve;
  }

  /**
   * Investigates one piece.
   * @param bytes the whole file of the piece
   * @param onAlert called with each alert, in the order of the records
   * @yields how far it is; give it `false` to stop early with what was found so far
   */
  *run(piece: Piece, bytes: ByteSource, onAlert: (alert: Alert) => void): Generator<PieceStep, PieceReport, boolean> {
    const { source, range, sizeBytes } = piece;
    const problems: Problem[] = [];
    const hosts = new Set<string>();
    const schemas = new Set<Schema>();
    let [events, problemCount, firstMs, lastMs, startByte] = [0, 0, Infinity, -Infinity, -1];
    for (const item of formatNamed(piece.format).read(bytes, range, { carve: this.#carve })) {
      if (item.kind === 'problem') {
        const { kind: _, ...problem } = item;
        if (problemCount++ < MAX_PROBLEMS) problems.push({ ...problem, source });
      } else {
        events++;
        const event = this.#normaliser.toLogEvent(item, source);
        schemas.add(event.schema);
        if (hosts.size < MAX_HOSTS) hosts.add(event.host);
        firstMs = Math.min(firstMs, event.timeMs ?? Infinity);
        lastMs = Math.max(lastMs, event.timeMs ?? -Infinity);
        for (const alert of this.#detector.detect(event)) onAlert(alert);
      }
      if (startByte < 0) startByte = item.byteOffset ?? 0;
      if ((events + problemCount) % ITEMS_PER_STEP !== 0) continue;
      if (!(yield { events, bytes: Math.min(sizeBytes, (item.byteOffset ?? 0) - startByte) })) break;
    }
    const channels = [...schemas].map((schema) => schema.constants?.get('Channel'));
    return {
      ...{ events, bytes: sizeBytes, problems, problemCount },
      ...{ firstMs: Number.isFinite(firstMs) ? firstMs : null, lastMs: Number.isFinite(lastMs) ? lastMs : null },
      hosts: [...hosts].filter((host) => host !== ''),
      channels: [...new Set(channels.filter((channel) => typeof channel === 'string'))],
    };
  }
}

/** The report of a piece that could not be read at all. */
export function unreadPiece(piece: Piece, problem: Problem): PieceReport {
  const nothing = { events: 0, firstMs: null, lastMs: null, hosts: [], channels: [] };
  return { ...nothing, bytes: piece.sizeBytes, problems: [problem], problemCount: 1 };
}
