import type { LogsourceView, Schema } from '../model/index.ts';
import type { SigmaRule } from '../sigma/index.ts';
import { leafHolds } from './leaf.ts';
import { fitsLogsource } from './logsource.ts';
import { truthOf } from './truth.ts';

/** A rule that may match events of a schema, and the views to try it through. */
export interface Candidate {
  readonly rule: SigmaRule;
  readonly views: readonly LogsourceView[];
}

/**
 * The rules that may match events of a schema, in the order given. Left out are rules for other logsources and rules
 * that the schema's constants already refute: what demands `EventID: 7045` is never tried on 7036.
 */
export function candidatesFor(schema: Schema, rules: readonly SigmaRule[]): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const rule of rules) {
    const views = schema.views.filter((view) => fitsLogsource(rule.logsource, view) && !isRefuted(rule, view, schema));
    if (views.length > 0) candidates.push({ rule, views });
  }
  return candidates;
}

function isRefuted(rule: SigmaRule, view: LogsourceView, { constants }: Schema): boolean {
  if (constants === undefined) return false;
  const truth = truthOf(rule.detection, (leaf) => {
    if (leaf.kind === 'keyword' || leaf.predicate.kind === 'fieldref') return undefined;
    const source = view.fields.get(leaf.field) ?? leaf.field;
    const value = typeof source === 'string' ? constants.get(source) : undefined;
    return value === undefined ? undefined : leafHolds(rule, leaf, value);
  });
  return truth === false;
}
