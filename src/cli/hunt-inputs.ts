import type { Problem } from '../model/index.ts';
import type { AnyLogFormat, ByteSource, FoundFile, Piece } from '../read/index.ts';
import { findFiles, identify, isProblem, openFile } from '../read/index.ts';
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
}

/**
 * Finds the logs below the paths by their content and cuts them into pieces. The same pieces for any number of workers.
 * @param ownResults files that this run writes; an earlier run may have left them among the logs
 * @param state when given, only what is new since earlier hunts is read
 * @throws UsageError INPUT_MISSING
 */
export function findInputs(paths: readonly string[], ownResults: readonly string[], state?: HuntState): HuntInputs {
  const own = new Set(ownResults.map(realPlace));
  const files: HuntFile[] = [];
  const pieces: Piece[] = [];
  const leftOut: LeftOut[] = [];
  for (const found of findFiles(paths)) {
    const inspected = found.kind === 'skipped' ? found : inspect(found, state);
    if ('pieces' in inspected) {
      files.push(inspected.file);
      pieces.push(...inspected.pieces);
    } else if (own.size === 0 || !own.has(realPlace(found.source))) leftOut.push(inspected);
  }
  return { files, pieces, leftOut };
}

function inspect(
  { source, changedMs }: FoundFile,
  state: HuntState | undefined,
): { file: HuntFile; pieces: readonly Piece[] } | LeftOut {
  const bytes = openFile(source);
  if (isProblem(bytes)) return { source, sizeBytes: 0, problem: bytes };
  try {
    const { sizeBytes } = bytes;
    const format = identify(source, bytes);
    if (isProblem(format)) return { source, sizeBytes, problem: bytes.failure() ?? format };
    const file = { source, format: format.name, sizeBytes, changedMs };
    if (state === undefined) return { file, pieces: cut(file, splitEvenly(format, bytes)) };
    const { ranges, known } = state.plan(source, format, bytes);
    const pieces = cut(
      file,
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

function cut({ source, format, changedMs }: HuntFile, parts: readonly PiecePart[]): readonly Piece[] {
  return parts.map((part, index) => ({
    ...{ source, format, changedMs, ...part },
    isFirst: index === 0,
    isLast: index === parts.length - 1,
  }));
}
