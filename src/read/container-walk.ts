import type { Problem } from '../model/index.ts';
import { ContainerError, type ContainerFormat, type Member, partOf, piecesOf } from './container.ts';
import { budgetFor, type ContainerBudget } from './container-budget.ts';
import { type KeepItem, keep } from './container-keep.ts';
import { memorySource } from './container-memory.ts';
import { memberNames } from './container-names.ts';
import type { Spool } from './container-spool.ts';
import { containerOf } from './containers.ts';
import { utf8Of, wideEncodingOf } from './encoding.ts';
import { type ByteSource, HEAD_BYTES } from './format.ts';
import { type AnyLogFormat, identify } from './identify.ts';

/** A file to look into. */
export interface FileAt<Place> {
  readonly source: string;
  readonly place: Place;
  /** UTC milliseconds since 1970 */
  readonly changedMs: number;
}

/** A log that was found: at `place` its bytes stand as its format reads them, out of containers and in UTF-8. */
export interface FoundLog<Place> extends FileAt<Place> {
  readonly kind: 'log';
  readonly format: AnyLogFormat;
  readonly sizeBytes: number;
}

/** What is met on the way through a file and what it holds. */
export type WalkItem<Place> = FoundLog<Place> | KeepItem;

/**
 * Finds the logs in a file: itself, or what it holds as a container, in containers in it too.
 * @param wanted when given, only what has one of these names or is inside of it
 * @yields logs and Problems in the order of the containers
 */
export function* walkFile<Place>(
  file: FileAt<Place>,
  spool: Spool<Place>,
  wanted?: readonly string[],
): Generator<WalkItem<Place>> {
  const bytes = spool.open(file.source, file.place);
  if ('code' in bytes) {
    yield { kind: 'skipped', source: file.source, sizeBytes: 0, problem: bytes };
    return;
  }
  try {
    yield* walkOpen({ file, bytes, depth: 0 }, { spool, budget: budgetFor(bytes.sizeBytes), wanted });
  } finally {
    bytes.close();
  }
}

interface Walk<Place> {
  readonly spool: Spool<Place>;
  readonly budget: ContainerBudget;
  readonly wanted: readonly string[] | undefined;
}

interface OpenAt<Place> {
  readonly file: FileAt<Place>;
  readonly bytes: ByteSource;
  /** how many containers it is in */
  readonly depth: number;
}

function* walkOpen<Place>(at: OpenAt<Place>, walk: Walk<Place>): Generator<WalkItem<Place>> {
  const { file, bytes } = at;
  const { source } = file;
  const { sizeBytes } = bytes;
  const head = bytes.read(0, HEAD_BYTES);
  const container = containerOf(head);
  if (container !== undefined) {
    yield* walkContainer(container, at, walk);
    return;
  }
  const format = identifyHead(source, head, bytes);
  if ('code' in format) yield { kind: 'skipped', source, sizeBytes, problem: bytes.failure?.() ?? format };
  else if (wideEncodingOf(head) === undefined) yield { kind: 'log', ...file, format, sizeBytes };
  else yield* walkWide(format, at, walk);
}

/** The format of a file whose text may be UTF-16. */
function identifyHead(source: string, head: Uint8Array, bytes: ByteSource): AnyLogFormat | Problem {
  const encoding = wideEncodingOf(head);
  if (encoding === undefined) return identify(source, bytes);
  const [first = new Uint8Array(0)] = utf8Of([head], encoding);
  return identify(source, memorySource(first));
}

function* walkWide<Place>(
  format: AnyLogFormat,
  { file, bytes }: OpenAt<Place>,
  walk: Walk<Place>,
): Generator<WalkItem<Place>> {
  const encoding = wideEncodingOf(bytes.read(0, HEAD_BYTES))!;
  const kept = yield* keep(utf8Of(piecesOf(bytes), encoding), file.source, walk, () => undefined);
  if (kept !== undefined) yield { kind: 'log', ...file, ...kept, format };
}

function* walkContainer<Place>(
  container: ContainerFormat,
  { file, bytes, depth }: OpenAt<Place>,
  walk: Walk<Place>,
): Generator<WalkItem<Place>> {
  const nameOf = memberNames();
  let found = 0;
  try {
    walk.budget.enter(depth + 1);
    for (const member of container.members(bytes)) {
      found++;
      walk.budget.addMember();
      const name = member.name === '' ? file.source : `${file.source}/${nameOf(member.name)}`;
      if (!isWanted(name, walk.wanted)) continue;
      const changedMs = Math.min(file.changedMs, member.changedMs ?? file.changedMs);
      yield* walkMember(
        member,
        { file: { source: name, place: file.place, changedMs }, bytes, depth: depth + 1 },
        walk,
      );
    }
    if (found > 0) return;
    const problem = {
      code: 'FILE_EMPTY',
      source: file.source,
      message: `This ${container.name} archive holds no files.`,
    } as const;
    yield { kind: 'skipped', source: file.source, sizeBytes: bytes.sizeBytes, problem };
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    const { source } = file;
    yield { kind: 'skipped', source, sizeBytes: bytes.sizeBytes, problem: error.problemIn(source) };
  }
}

/** @param at its name, and the place of the container that it is in */
function* walkMember<Place>(
  member: Member,
  { file, bytes, depth }: OpenAt<Place>,
  walk: Walk<Place>,
): Generator<WalkItem<Place>> {
  const { spool } = walk;
  if (member.place !== undefined) {
    const { byteOffset, sizeBytes } = member.place;
    // Members may overlap, so that many large ones fit into a small archive.
    walk.budget.add(sizeBytes);
    const place = spool.part(file.place, byteOffset, sizeBytes);
    yield* walkOpen({ file: { ...file, place }, bytes: partOf(bytes, byteOffset, sizeBytes), depth }, walk);
    return;
  }
  const kept = yield* keep(member.content(), file.source, walk, (head) => uselessness(file.source, head));
  if (kept === undefined) return;
  const inner = spool.open(file.source, kept.place);
  if ('code' in inner) {
    yield { kind: 'skipped', source: file.source, sizeBytes: kept.sizeBytes, problem: inner };
    return;
  }
  try {
    yield* walkOpen({ file: { ...file, place: kept.place }, bytes: inner, depth }, walk);
  } finally {
    inner.close();
  }
}

/** Why a member need not be taken out: nothing reads it. */
function uselessness(source: string, head: Uint8Array): Problem | undefined {
  if (containerOf(head) !== undefined) return undefined;
  const format = identifyHead(source, head, memorySource(head));
  return 'code' in format ? format : undefined;
}

/** Whether a name is one of what is wanted, lies in it, or may hold it. */
function isWanted(name: string, wanted: readonly string[] | undefined): boolean {
  return wanted?.some((one) => `${name}/`.startsWith(`${one}/`) || `${one}/`.startsWith(`${name}/`)) ?? true;
}
