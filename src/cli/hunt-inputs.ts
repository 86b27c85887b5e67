import type { Problem } from '../model/index.ts';
import type { Piece } from '../read/index.ts';
import { findFiles, identify, isProblem, openFile } from '../read/index.ts';
import { realPlace } from './result-files.ts';

/** A file that will be read. */
export interface HuntFile {
  readonly source: string;
  readonly format: string;
  readonly sizeBytes: number;
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
 * @throws UsageError INPUT_MISSING
 */
export function findInputs(paths: readonly string[], ownResults: readonly string[]): HuntInputs {
  const own = new Set(ownResults.map(realPlace));
  const files: HuntFile[] = [];
  const pieces: Piece[] = [];
  const leftOut: LeftOut[] = [];
  for (const found of findFiles(paths)) {
    const inspected = found.kind === 'skipped' ? found : inspect(found.source);
    if ('pieces' in inspected) {
      files.push(inspected.file);
      pieces.push(...inspected.pieces);
    } else if (own.size === 0 || !own.has(realPlace(found.source))) leftOut.push(inspected);
  }
  return { files, pieces, leftOut };
}

function inspect(source: string): { file: HuntFile; pieces: readonly Piece[] } | LeftOut {
  const bytes = openFile(source);
  if (isProblem(bytes)) return { source, sizeBytes: 0, problem: bytes };
  try {
    const { sizeBytes } = bytes;
    const format = identify(source, bytes);
    if (isProblem(format)) return { source, sizeBytes, problem: bytes.failure() ?? format };
    const ranges = format.split(bytes);
    const share = sizeBytes / ranges.length;
    const pieces = ranges.map((range, index) => ({
      ...{ source, format: format.name, range, sizeBytes: share },
      isFirst: index === 0,
      isLast: index === ranges.length - 1,
    }));
    return { file: { source, format: format.name, sizeBytes }, pieces };
  } finally {
    bytes.close();
  }
}
