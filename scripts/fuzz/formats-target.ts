import type { LogEvent, Problem } from '../../src/model/index.ts';
import { fixtureFolders, fixturesIn, readAsHunt } from '../read-fixtures.ts';
import { mutateFile } from './mutate-file.ts';
import { type FuzzTarget, pick } from './target.ts';

let others: readonly Uint8Array[] | undefined;

/** The inputs of every log format, read and normalised. */
export const formatsTarget: FuzzTarget = {
  name: 'formats',
  limitMs: 10_000,
  inputs: formatInputs,
  mutate: (input, random) => {
    others ??= formatInputs();
    return mutateFile(input, random(3) === 0 ? pick(others, random) : input, random);
  },
  check: checkRead,
};

function formatInputs(): Uint8Array[] {
  return fixtureFolders().flatMap((format) =>
    fixturesIn(format).flatMap(({ bytes }) => (bytes.length > 0 ? [bytes] : [])),
  );
}

/** Reads a file, asks for everything it says. @throws Error when something of it is not sound */
export function checkRead(input: Uint8Array): void {
  let sizeBytes = input.length;
  for (const item of readAsHunt('fuzz', input)) {
    if (item.kind === 'file') sizeBytes = item.sizeBytes;
    else if (item.kind === 'problem') checkProblem(item.problem, Math.max(sizeBytes, input.length));
    else checkEvent(item.event, sizeBytes);
  }
}

function checkProblem({ code, byteOffset = 0, message }: Problem, sizeBytes: number): void {
  // Of a container in a container nobody knows here how large it is.
  const end = code.startsWith('CONTAINER') ? Number.POSITIVE_INFINITY : sizeBytes;
  if (!(byteOffset >= 0 && byteOffset <= end)) throw new Error(`problem at ${byteOffset}: ${message}`);
  if (message === '') throw new Error('problem without a message');
}

function checkEvent(event: LogEvent, sizeBytes: number): void {
  const { timeMs, host, schema, ref } = event;
  if (timeMs !== undefined && Number.isNaN(new Date(timeMs).getTime())) throw new Error(`a time is ${timeMs}`);
  if (typeof host !== 'string' || schema.id === '') throw new Error('an event without host or schema');
  if (!((ref.byteOffset ?? 0) <= sizeBytes)) throw new Error(`event at ${ref.byteOffset}`);
  for (const [field] of event.entries()) event.get(field);
}
