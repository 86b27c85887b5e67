import type { Problem } from '../model/index.ts';
import { ContainerError } from './container.ts';
import type { ContainerBudget } from './container-budget.ts';
import type { Spool, SpoolFile } from './container-spool.ts';
import { HEAD_BYTES } from './format.ts';

/** What is met while bytes are put into a spool. */
export type KeepItem =
  /** nothing was kept */
  | { readonly kind: 'skipped'; readonly source: string; readonly sizeBytes: number; readonly problem: Problem }
  /** not all was kept */
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** some time has gone by */
  | { readonly kind: 'step' };

// Often enough for signals and progress, seldom enough to cost nothing.
const BYTES_PER_STEP = 1 << 22;

/**
 * Puts bytes into the spool.
 * @param refuse says by the first bytes why the rest is not wanted
 * @returns where they are; undefined when there is nothing, and a skipped item has said why
 */
export function* keep<Place>(
  pieces: Iterable<Uint8Array>,
  source: string,
  { spool, budget }: { readonly spool: Spool<Place>; readonly budget: ContainerBudget },
  refuse: (head: Uint8Array) => Problem | undefined,
): Generator<KeepItem, { readonly place: Place; readonly sizeBytes: number } | undefined> {
  let damage: Problem | undefined;
  let file: SpoolFile<Place> | undefined;
  let [sizeBytes, sinceStep] = [0, 0];
  const skipped = (problem: Problem) => ({ kind: 'skipped', source, sizeBytes, problem }) as const;
  const onDamage = (error: ContainerError) => {
    damage = error.problemIn(source);
  };
  try {
    for (const piece of headFirst(untilDamage(pieces, onDamage))) {
      const refused = file === undefined ? refuse(piece) : undefined;
      if (refused !== undefined) {
        yield skipped(damage ?? refused);
        return undefined;
      }
      file ??= spool.begin();
      budget.add(piece.length);
      file.write(piece);
      sizeBytes += piece.length;
      sinceStep += piece.length;
      if (sinceStep < BYTES_PER_STEP) continue;
      sinceStep = 0;
      yield { kind: 'step' };
    }
  } catch (error) {
    file?.drop();
    if (!(error instanceof ContainerError)) throw error;
    yield skipped(error.problemIn(source));
    return undefined;
  }
  if (file === undefined) {
    yield skipped(damage ?? { code: 'FILE_EMPTY', source, message: 'The file is empty (0 bytes).' });
    return undefined;
  }
  if (damage !== undefined) yield { kind: 'problem', problem: damage };
  return { place: file.end(), sizeBytes };
}

/** What comes before damage is as good as ever. */
function* untilDamage(pieces: Iterable<Uint8Array>, onDamage: (error: ContainerError) => void): Generator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    if (!(error instanceof ContainerError) || error.code !== 'CONTAINER_DAMAGED') throw error;
    onDamage(error);
  }
}

/** The same bytes, with as many in the first piece as tell a format. */
function* headFirst(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let head = new Uint8Array(0);
  for (const piece of pieces) {
    if (head.length >= HEAD_BYTES) yield piece;
    else {
      const longer = new Uint8Array(head.length + piece.length);
      longer.set(head);
      longer.set(piece, head.length);
      head = longer;
      if (head.length >= HEAD_BYTES) yield head;
    }
  }
  if (head.length > 0 && head.length < HEAD_BYTES) yield head;
}
