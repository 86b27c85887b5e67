import type { Problem } from '../model/index.ts';
import type { AnyLogFormat, ByteSource, FilePlace, FoundLog, Piece } from '../read/index.ts';
import { isProblem, openFile } from '../read/index.ts';
import { findLogs } from './find-logs.ts';
import type { HuntState } from './hunt-state.ts';
import { realPlace } from './result-files.ts';

/** A file that will be read. */
export interface HuntFile {
  readonly source: string;
  readonly format: string;
  readonly sizeBytes: number;
  /** when it last changed, UTC milliseconds since 1970 */
  readonly changedMs: number;
  /** only what is new since an earlier hunt will be read */
  readonly continued?: true;
}

/** A file that will not be read, and why. */
export interface LeftOut {
  readonly source: string;
  readonly sizeBytes: number;
  readonly problem: Problem;
}

/** What there is to do, in reading order. */
export interface HuntInputs {
  readonly files: readonly HuntFile[];
  readonly pieces: readonly Piece[];
  readonly leftOut: readonly LeftOut[];
  /** what could not be had of files that are read all the same */
  readonly damages: readonly Problem[];
}

/**
 * Finds the logs below the paths by their content, in archives too, and cuts them into pieces. The same pieces for any
 * number of workers.
 * @param ownResults files that this run writes; an earlier run may have left them among the logs
 * @param state when given, only what is new since earlier hunts is read
 * @throws UsageError INPUT_MISSING
 */
export async function findInputs(
  paths: readonly string[],
  ownResults: readonly string[],
  state?: HuntState,
): Promise<HuntInputs> {
  const own = new Set(ownResults.map(realPlace));
  const inputs = { files: [] as HuntFile[], pieces: [] as Piece[], leftOut: [] as LeftOut[], damages: [] as Problem[] };
  for await (const found of findLogs(paths)) {
    if (found.kind === 'problem') inputs.damages.push(found.problem);
    else addInput(found.kind === 'skipped' ? found : inspect(found, state), inputs, own);
  }
  return inputs;
}

type Inspected = { readonly file: HuntFile; readonly pieces: readonly Piece[] } | LeftOut;

function addInput(
  inspected: Inspected,
  { files, pieces, leftOut }: { files: HuntFile[]; pieces: Piece[]; leftOut: LeftOut[] },
  own: ReadonlySet<string>,
): void {
  if ('pieces' in inspected) {
    files.push(inspected.file);
    for (const piece of inspected.pieces) pieces.push(piece);
  } else if (own.size === 0 || !own.has(realPlace(inspected.source))) leftOut.push(inspected);
}

function inspect(log: FoundLog<FilePlace>, state: HuntState | undefined): Inspected {
  const { source, place, format, changedMs } = log;
  const bytes = openFile(source, place);
  if (isProblem(bytes)) return { source, sizeBytes: 0, problem: bytes };
  try {
    const file = { source, format: format.name, sizeBytes: bytes.sizeBytes, changedMs };
    if (state === undefined) return { file, pieces: cut(log, splitEvenly(format, bytes)) };
    const { ranges, known } = state.plan(source, format, bytes);
    const pieces = cut(
      log,
      ranges.map(({ point, ...range }) => ({ ...range, resume: point })),
    );
    return { file: known === undefined ? file : { ...file, continued: true }, pieces };
  } finally {
    bytes.close();
  }
}

type PiecePart = Pick<Piece, 'range' | 'sizeBytes' | 'resume'>;

function splitEvenly(format: AnyLogFormat, bytes: ByteSource): readonly PiecePart[] {
  const ranges = format.split(bytes);
  return ranges.map((range) => ({ range, sizeBytes: bytes.sizeBytes / ranges.length }));
}

// Written out: V8 gives each object that is put together of others a shape of its own, which takes more room than the object.
function cut({ source, place, format, changedMs }: FoundLog<FilePlace>, parts: readonly PiecePart[]): readonly Piece[] {
  const isItself = place.path === source;
  return parts.map(({ range, sizeBytes, resume }, index) => {
    const isFirst = index === 0;
    const isLast = index === parts.length - 1;
    const piece: Piece = { source, format: format.name, changedMs, range, isFirst, isLast, sizeBytes };
    if (isItself && resume === undefined) return piece;
    return { ...piece, ...(isItself ? {} : { place }), ...(resume === undefined ? {} : { resume }) };
  });
}
