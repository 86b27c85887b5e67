import type { LogsourceView, Schema } from '../model/index.ts';
import type { Logsource, SigmaRule } from '../sigma/index.ts';
import { constantTruth, testsConstants } from './constant-truth.ts';
import { fitsLogsource, logsourceKey } from './logsource.ts';
import { truthOf } from './truth.ts';

/** A rule that may match events of a schema, and the views to try it through. */
export interface Candidate {
  readonly rule: SigmaRule;
  readonly views: readonly LogsourceView[];
}

/** The rules of one logsource, and where each stands among all. */
interface LogsourceRules {
  readonly logsource: Logsource;
  readonly rules: { readonly rule: SigmaRule; readonly order: number }[];
}

/**
 * Prepares a choice among rules: thousands of rules have some hundred logsources, and some hundred schemas ask.
 * @returns the rules that may match events of a schema, in the order given. Left out are rules for other logsources and
 *   rules that the schema's constants already refute: what demands `EventID: 7045` is never tried on 7036.
 */
export function candidateFinder(rules: readonly SigmaRule[]): (schema: Schema) => readonly Candidate[] {
  const groups = groupByLogsource(rules);
  return (schema) => {
    const found: (Candidate & { readonly order: number })[] = [];
    for (const { logsource, rules: members } of groups) {
      const fitting = schema.views.filter((view) => fitsLogsource(logsource, view));
      if (fitting.length === 0) continue;
      for (const { rule, order } of members) {
        const views = fitting.filter((view) => !isRefuted(rule, view, schema));
        if (views.length > 0) found.push({ rule, views, order });
      }
    }
    return found.sort((left, right) => left.order - right.order).map(({ rule, views }) => ({ rule, views }));
  };
}

function groupByLogsource(rules: readonly SigmaRule[]): readonly LogsourceRules[] {
  const groups = new Map<string, LogsourceRules>();
  rules.forEach((rule, order) => {
    const key = logsourceKey(rule.logsource);
    const group = groups.get(key) ?? { logsource: rule.logsource, rules: [] };
    group.rules.push({ rule, order });
    groups.set(key, group);
  });
  return [...groups.values()];
}

function isRefuted(rule: SigmaRule, view: LogsourceView, schema: Schema): boolean {
  return testsConstants(rule, view, schema) && truthOf(rule.detection, constantTruth(view, schema)) === false;
}
