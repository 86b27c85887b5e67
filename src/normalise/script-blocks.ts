import type { FieldValue, LogEvent, Problem, Schema } from '../model/index.ts';
import type { WindowsNormaliser, WindowsRecord } from './windows.ts';

/** A PowerShell script block put together again from its 4104 events. */
export interface JoinedScriptBlock {
  /** names the block; as in `PendingBlock` */
  readonly key: string;
  /** reads like the block's first part, with the whole text in `ScriptBlockText` */
  readonly event: LogEvent;
  /** rules that already alerted on a part; only the others add something */
  readonly alertedRules: ReadonlySet<string>;
  /** parts that the log does not hold; their places are line breaks in the text */
  readonly missingParts: number;
}

/** What a joiner remembers, as plain data that can be sent to another worker. */
export interface ScriptBlockState {
  readonly pending: readonly PendingBlock[];
  /** by the block that they are about */
  readonly problems: readonly (readonly [key: string, problem: Problem])[];
}

/** A script block of which some parts were seen. */
export interface PendingBlock {
  readonly key: string;
  readonly source: string;
  readonly total: number;
  /** text by part number, counted from 1; empty once given up */
  readonly parts: readonly (readonly [part: number, text: string])[];
  readonly isGivenUp: boolean;
  readonly alertedRules: readonly string[];
  readonly first: FirstPart;
}

/** The part with the lowest number seen: what the joined event looks like. */
interface FirstPart {
  readonly part: number;
  readonly timeMs: number | undefined;
  readonly byteOffset: number | undefined;
  readonly header: readonly (readonly [field: string, value: FieldValue])[];
  readonly entries: readonly (readonly [field: string, value: FieldValue])[];
}

/** What became of the blocks that were open at the end of a file. */
export interface FinishedBlocks {
  /** what could not be judged as a whole */
  readonly problems: readonly Problem[];
  /** by block, the rules that alerted on it */
  readonly alertedRules: ReadonlyMap<string, readonly string[]>;
}

/** Bounds on what is remembered; sizes in UTF-16 units of script text. */
export interface ScriptBlockLimits {
  readonly maxParts: number;
  readonly maxBlockChars: number;
  readonly maxPendingChars: number;
  readonly maxPendingBlocks: number;
}

// PowerShell cuts blocks at some 16,000 characters, so 1,000 parts are 16 M; the largest seen in public logs are 1 M.
const DEFAULT_LIMITS: ScriptBlockLimits = {
  maxParts: 1_000,
  maxBlockChars: 16_000_000,
  maxPendingChars: 64_000_000,
  maxPendingBlocks: 10_000,
};

/** Collects the parts of script blocks that PowerShell spread over several events. */
export interface ScriptBlockJoiner {
  /**
   * Takes note of an event; anything but a part of a block of several is ignored.
   * @param alertedRules ids of the rules that alerted on this event
   * @returns the joined block when this was its last missing part
   */
  add(event: LogEvent, alertedRules: readonly string[]): JoinedScriptBlock | undefined;
  /** What is still unfinished, to be absorbed by the joiner of another piece of the same file. */
  state(): ScriptBlockState;
  /** @returns the blocks that were completed by it */
  absorb(state: ScriptBlockState): readonly JoinedScriptBlock[];
  /** Ends all: unfinished blocks of which at least two parts exist, in the order first seen, with what exists. */
  finish(): readonly JoinedScriptBlock[];
  /** `SCRIPT_BLOCK_LIMIT` for each block that was given up */
  problems(): readonly Problem[];
}

interface Block {
  readonly key: string;
  readonly source: string;
  readonly total: number;
  readonly parts: Map<number, string>;
  readonly alertedRules: Set<string>;
  chars: number;
  isGivenUp: boolean;
  first: FirstPart;
}

const HEADER_FIELDS = ['Channel', 'Provider_Name', 'EventID', 'Computer', 'EventRecordID', 'Level', 'Security_UserID'];

/**
 * Joins script blocks (event 4104, `ScriptBlockId`, `MessageNumber` of `MessageTotal`) so that rules also see text that
 * was cut in two. Blocks are told apart by file and computer too. Bounded: what exceeds a limit is judged part by part
 * only, and becomes a Problem.
 * @param normaliser gives the joined event its schema
 * Source: provider manifest of Microsoft-Windows-PowerShell.
 */
export function createScriptBlockJoiner(
  normaliser: WindowsNormaliser,
  limits: ScriptBlockLimits = DEFAULT_LIMITS,
): ScriptBlockJoiner {
  const blocks = new Map<string, Block>();
  const problems = new Map<string, Problem>();
  const isScriptBlock = scriptBlockTest();
  let pendingChars = 0;

  function giveUp(block: Block, why: string): void {
    noteProblem(block.key, limitProblem(block.source, block.first.byteOffset, why));
    pendingChars -= block.chars;
    block.chars = 0;
    block.parts.clear();
    block.isGivenUp = true;
  }

  function noteProblem(key: string, problem: Problem): void {
    if (!problems.has(key)) problems.set(key, problem);
  }

  function take(part: PendingBlock): JoinedScriptBlock | undefined {
    const block = blocks.get(part.key) ?? open(part);
    if (block === undefined) return undefined;
    for (const rule of part.alertedRules) block.alertedRules.add(rule);
    if (part.first.part < block.first.part) block.first = part.first;
    if (part.isGivenUp && !block.isGivenUp) giveUp(block, 'it was given up in another piece of the file');
    if (block.isGivenUp) return undefined;
    for (const [number, text] of part.parts) {
      if (block.parts.has(number)) continue;
      block.parts.set(number, text);
      block.chars += text.length;
      pendingChars += text.length;
    }
    if (block.chars > limits.maxBlockChars) giveUp(block, `it has more than ${limits.maxBlockChars} characters`);
    else if (block.parts.size === block.total) return close(block);
    else if (pendingChars > limits.maxPendingChars) giveUpOldest();
    return undefined;
  }

  function open(part: PendingBlock): Block | undefined {
    if (blocks.size >= limits.maxPendingBlocks) {
      noteProblem(part.source, limitProblem(part.source, part.first.byteOffset, 'too many blocks are unfinished'));
      return undefined;
    }
    const { key, source, total, first, isGivenUp } = part;
    const block = { key, source, total, first, isGivenUp, parts: new Map(), alertedRules: new Set<string>(), chars: 0 };
    blocks.set(key, block);
    if (total > limits.maxParts && !isGivenUp) giveUp(block, `it has more than ${limits.maxParts} parts`);
    return block;
  }

  function close(block: Block): JoinedScriptBlock {
    blocks.delete(block.key);
    pendingChars -= block.chars;
    return join(block, normaliser);
  }

  function giveUpOldest(): void {
    for (const block of blocks.values()) {
      if (pendingChars <= limits.maxPendingChars) return;
      if (!block.isGivenUp) giveUp(block, 'the unfinished blocks together are too large');
    }
  }

  return {
    add: (event, alertedRules) => {
      const part = isScriptBlock(event.schema) ? readPart(event, alertedRules) : undefined;
      return part === undefined ? undefined : take(part);
    },
    state: () => ({ pending: [...blocks.values()].map(toPending), problems: [...problems] }),
    absorb: (state) => {
      for (const [key, problem] of state.problems) noteProblem(key, problem);
      return state.pending.flatMap((block) => take(block) ?? []);
    },
    finish: () => {
      const rest = [...blocks.values()].filter((block) => block.parts.size > 1);
      const joined = rest.map((block) => join(block, normaliser));
      blocks.clear();
      pendingChars = 0;
      return joined;
    },
    problems: () => [...problems.values()],
  };
}

/** Whether events of a schema are script blocks, looked up once per schema. */
function scriptBlockTest(): (schema: Schema) => boolean {
  const known = new WeakMap<Schema, boolean>();
  return (schema) => {
    let isOne = known.get(schema);
    if (isOne === undefined) {
      isOne = schema.views.some((view) => view.category === 'ps_script');
      known.set(schema, isOne);
    }
    return isOne;
  };
}

function readPart(event: LogEvent, alertedRules: readonly string[]): PendingBlock | undefined {
  const part = Number(event.get('MessageNumber'));
  const total = Number(event.get('MessageTotal'));
  const id = event.get('ScriptBlockId');
  const text = event.get('ScriptBlockText');
  if (typeof id !== 'string' || typeof text !== 'string' || !Number.isSafeInteger(total) || total < 2) return undefined;
  if (!Number.isSafeInteger(part) || part < 1 || part > total) return undefined;
  const { source, byteOffset } = event.ref;
  return {
    key: blockKey(source, event.host, id, total),
    ...{ source, total, alertedRules, isGivenUp: false, parts: [[part, text]] },
    first: { part, timeMs: event.timeMs, byteOffset, ...fieldsOf(event) },
  };
}

function blockKey(source: string, host: string, id: string, total: number): string {
  return JSON.stringify([source, host, id, total]);
}

/** A block as if its parts had come from another file: its log has another name now. */
export function inSource(block: PendingBlock, source: string): PendingBlock {
  const [, host = '', id = ''] = JSON.parse(block.key) as string[];
  return { ...block, source, key: blockKey(source, host, id, block.total) };
}

function fieldsOf(event: LogEvent): Pick<FirstPart, 'header' | 'entries'> {
  const header = HEADER_FIELDS.flatMap((field) => {
    const value = event.get(field);
    return value === undefined ? [] : [[field, value] as const];
  });
  return { header, entries: [...event.entries()].filter(([field]) => field !== 'ScriptBlockText') };
}

function join(block: Block, normaliser: WindowsNormaliser): JoinedScriptBlock {
  const text = ['ScriptBlockText', joinedText(block.parts)] as const;
  const { timeMs, byteOffset, header, entries } = block.first;
  const fields = new Map([...header, ...entries, text]);
  const record: WindowsRecord = {
    timeMs,
    ...(byteOffset === undefined ? {} : { byteOffset }),
    get: (field) => fields.get(field),
    entries: () => [...entries, text],
  };
  return {
    key: block.key,
    event: normaliser.toLogEvent(record, block.source),
    alertedRules: block.alertedRules,
    missingParts: block.total - block.parts.size,
  };
}

/** A line break stands for missing parts, so that no text appears that was never there. */
function joinedText(parts: ReadonlyMap<number, string>): string {
  let joined = '';
  let previous = 0;
  for (const number of [...parts.keys()].sort((a, b) => a - b)) {
    if (number !== previous + 1) joined += '\n';
    joined += parts.get(number);
    previous = number;
  }
  return joined;
}

function toPending(block: Block): PendingBlock {
  const { key, source, total, first, isGivenUp } = block;
  return { key, source, total, first, isGivenUp, parts: [...block.parts], alertedRules: [...block.alertedRules] };
}

function limitProblem(source: string, byteOffset: number | undefined, why: string): Problem {
  return {
    code: 'SCRIPT_BLOCK_LIMIT',
    source,
    ...(byteOffset === undefined ? {} : { byteOffset }),
    message: `A PowerShell script block was judged part by part but not as a whole: ${why}.`,
  };
}
