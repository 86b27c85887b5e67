import type { CaseFile } from '../model/index.ts';
import { jsonText } from './alerts-ndjson.ts';

/** A CaseFile whose alerts are not held in memory. */
export type CaseFileHead = Omit<CaseFile, 'alerts'>;

// Deep enough for the links of an incident to be pieces of their own.
const PIECES_DEPTH = 3;

/**
 * Writes a CaseFile as JSON, in small pieces, with the alerts last so that nothing has to be known twice.
 * @param alertLines the alerts as `alertLine` wrote them; read once, in order
 */
export function* caseFileJson(head: CaseFileHead, alertLines: Iterable<string>): Generator<string> {
  yield '{';
  for (const [name, value] of Object.entries(head)) {
    if (value === undefined) continue;
    yield `${jsonText(name)}:`;
    yield* pieces(value, PIECES_DEPTH);
    yield ',\n';
  }
  yield '"alerts":[';
  let separator = '\n';
  for (const line of alertLines) {
    yield separator + line.trimEnd();
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** A value as JSON text under the rules of `jsonText`, its members so many levels deep one by one. */
function* pieces(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield jsonText(value);
    return;
  }
  const isList = Array.isArray(value);
  // The items of the file's own lists stand on lines of their own.
  const gap = isList && depth === PIECES_DEPTH ? '\n' : '';
  let separator = `${isList ? '[' : '{'}${gap}`;
  if (isEmpty(value)) yield separator;
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield isList ? separator : `${separator}${jsonText(name)}:`;
    yield* pieces(member, depth - 1);
    separator = `,${gap}`;
  }
  yield `${gap}${isList ? ']' : '}'}`;
}

function isEmpty(value: object): boolean {
  return Object.values(value).every((member) => member === undefined);
}
