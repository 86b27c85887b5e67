import type { CaseFile } from '../model/index.ts';
import { jsonText } from './alerts-ndjson.ts';

/** A CaseFile whose alerts are not held in memory. */
export type CaseFileHead = Omit<CaseFile, 'alerts'>;

/**
 * Writes a CaseFile as JSON, piece by piece, with the alerts last so that nothing has to be known twice.
 * @param alertLines the alerts as `alertLine` wrote them; read once, in order
 */
export function* caseFileJson(head: CaseFileHead, alertLines: Iterable<string>): Generator<string> {
  const { sources, rules, problems, incidents, assessments, plans, ...rest } = head;
  yield `${jsonText(rest).slice(0, -1)},\n"rules":${jsonText(rules)},\n`;
  const lists = { incidents, assessments, plans, sources, problems };
  for (const [name, items] of Object.entries(lists)) if (items !== undefined) yield* list(name, items);
  yield '"alerts":[';
  let separator = '\n';
  for (const line of alertLines) {
    yield separator + line.trimEnd();
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* list(name: string, items: readonly unknown[]): Generator<string> {
  yield `"${name}":[`;
  let separator = '\n';
  for (const item of items) {
    yield separator + jsonText(item);
    separator = ',\n';
  }
  yield '\n],\n';
}
