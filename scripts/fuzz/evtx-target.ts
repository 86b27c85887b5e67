import {
  type ByteSource,
  corruptChecksum,
  dirtyHeaderCounts,
  EvtxDecodeError,
  type EvtxProblem,
  type EvtxRecord,
  flipBits,
  lieAboutRecordSize,
  loopHashChains,
  nestDeep,
  nestTemplates,
  readEvtx,
  repeatChunk,
  resealChecksums,
  spliceChunks,
  templateLoop,
  truncate,
  zeroHeader,
} from '../../src/evtx/index.ts';
import { fixturesEnding } from './fixtures.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { type FuzzTarget, pick, type RandomBelow } from './target.ts';

/** The EVTX reader: every record in all its forms, with and without carving. */
export const evtxTarget: FuzzTarget = {
  name: 'evtx',
  limitMs: 10_000,
  inputs: evtxInputs,
  mutate: mutateEvtx,
  check: (input) => {
    for (const carve of [false, true]) {
      for (const item of readEvtx(sourceOf(input), { carve })) {
        if (item.kind === 'problem') checkProblem(item, input.length);
        else checkRecord(item);
      }
    }
  },
};

/** The logs of the cases, and files that nest without end. */
export function evtxInputs(): Uint8Array[] {
  return [...fixturesEnding('fixtures/cases', '.evtx'), nestDeep(), nestTemplates(), templateLoop()];
}

const DAMAGES: readonly ((bytes: Uint8Array, seed: number) => Uint8Array)[] = [
  ...[truncate, flipBits, spliceChunks, repeatChunk, lieAboutRecordSize, zeroHeader, dirtyHeaderCounts],
  ...[corruptChecksum, loopHashChains],
  (bytes, seed) => flipBits(usedPart(bytes), seed, 64),
];

/** Damage as logs suffer it, then changed bytes where the records are; mostly with checksums that fit again. */
export function mutateEvtx(input: Uint8Array, random: RandomBelow): Uint8Array {
  const damaged = random(2) === 0 ? pick(DAMAGES, random)(input, random(2 ** 31)) : usedPart(input);
  const mutated = random(4) === 0 ? damaged : mutateBytes(damaged, random);
  return random(4) === 0 ? mutated : resealChecksums(mutated);
}

// Fixtures hold far more unused space than records; changes there find nothing.
function usedPart(file: Uint8Array): Uint8Array {
  let end = file.length;
  while (end > 0 && file[end - 1] === 0) end--;
  return file.slice(0, end + 64);
}

/** The bytes as a source. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

function checkProblem({ byteOffset, message }: EvtxProblem, sizeBytes: number): void {
  if (!(byteOffset >= 0 && byteOffset <= sizeBytes)) throw new Error(`problem at ${byteOffset} of ${sizeBytes} bytes`);
  if (message === '') throw new Error('problem without a message');
}

function checkRecord(record: EvtxRecord): void {
  if (Number.isNaN(record.timeMs) || Number.isNaN(record.writtenMs)) throw new Error('a time is NaN');
  for (const [field] of record.entries()) record.get(field);
  try {
    JSON.parse(record.toJson());
    record.toXml();
  } catch (error) {
    if (!(error instanceof EvtxDecodeError)) throw error;
  }
}
