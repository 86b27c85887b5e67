import { describeLogsource } from '../detect/index.ts';
import { type LoadedRules, loadRules, type RuleText } from '../investigate.ts';
import { byCodePoint, type Level } from '../model/index.ts';
import { jsonText, safeText } from '../report/index.ts';
import {
  type CorrelationPlan,
  type CorrelationRule,
  type Expression,
  type ParsedRules,
  type PlannedCorrelation,
  parseRules,
  planCorrelations,
  type SigmaRule,
} from '../sigma/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { readRuleFiles } from './rule-files.ts';
import { errorText, print, problemText, type Terminal, wantsColor } from './terminal.ts';

/** One rule as `landfall rules list` shows it. */
export interface ListedRule {
  readonly id: string;
  readonly level: Level;
  /** of a correlation its type, as `correlation=event_count` */
  readonly logsource: string;
  readonly title: string;
  readonly file: string;
  readonly isBound: boolean;
  /** why nothing can match it; absent when something can */
  readonly reason?: string;
}

/** Rules of the given folders; what could not be loaded was printed on the standard error. */
export interface GivenRules {
  readonly rules: readonly SigmaRule[];
  /** the correlations among them, those with an error left out */
  readonly plan: CorrelationPlan;
  readonly loaded: LoadedRules;
}

/** @throws UsageError RULES_NONE, INPUT_MISSING */
export async function givenRules(given: Arguments, terminal: Terminal): Promise<GivenRules> {
  const { texts, problems } = readRuleFiles(given.operands);
  for (const problem of problems) await print(terminal.stderr, problemText(problem));
  const loaded = loadRules({ ruleTexts: texts });
  const color = wantsColor(terminal.stderr, terminal, given.has('no-color'));
  for (const error of loaded.errors) await print(terminal.stderr, errorText(error, color));
  const parsed = texts.map(parsedText);
  const rules = parsed.flatMap((file) => file.rules);
  return { rules, plan: planCorrelations(rules, parsed.flatMap(correlationsOf)).plan, loaded };
}

function parsedText({ file, text }: RuleText): ParsedRules {
  return parseRules(text, file);
}

function correlationsOf({ others }: ParsedRules): readonly CorrelationRule[] {
  return others.filter((document) => document.kind === 'correlation');
}

/** `landfall rules list DIR...` @throws UsageError RULES_NONE, INPUT_MISSING, OPTION_VALUE */
export async function rulesList(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const listed = listRules(await givenRules(given, terminal));
  await print(terminal.stdout, format === 'json' ? `${jsonText({ rules: listed })}\n` : listText(listed));
  return 0;
}

function listRules({ rules, plan, loaded }: GivenRules): readonly ListedRule[] {
  const reasons = new Map(loaded.unbound.map((rule) => [`${rule.file} ${rule.id} ${rule.title}`, rule.reason]));
  const all = [...rules.map(ruleRow), ...plan.correlations.map(correlationRow)];
  return all.map((row) => {
    const reason = reasons.get(`${row.file} ${row.id} ${row.title}`);
    return { ...row, ...(reason === undefined ? { isBound: true } : { isBound: false, reason }) };
  });
}

type RuleRow = Omit<ListedRule, 'isBound' | 'reason'>;

function ruleRow({ id, level, logsource, title, origin: { file } }: SigmaRule): RuleRow {
  return { id, level, logsource: describeLogsource(logsource), title, file };
}

function correlationRow({ level, rule: { id, type, title, origin } }: PlannedCorrelation): RuleRow {
  return { id, level, logsource: `correlation=${type}`, title, file: origin.file };
}

function listText(listed: readonly ListedRule[]): string {
  const unbound = listed.filter(({ isBound }) => !isBound);
  const lines = listed.map(({ id, level, logsource, title, reason }) => {
    const bound = reason === undefined ? 'bound' : `not bound: ${reason}`;
    return safeText([id, level, logsource, title, bound].join('  '));
  });
  return [
    ...lines,
    `${listed.length} rules, ${listed.length - unbound.length} bound, ${unbound.length} not bound`,
    '',
  ].join('\n');
}

/** `landfall rules fields DIR...` @throws UsageError RULES_NONE, INPUT_MISSING, OPTION_VALUE */
export async function rulesFields(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const logsources = fieldCounts(await givenRules(given, terminal));
  await print(terminal.stdout, format === 'json' ? `${jsonText({ logsources })}\n` : fieldText(logsources));
  return 0;
}

interface LogsourceFields {
  readonly logsource: string;
  readonly rules: number;
  /** how many of its rules read a field, themselves or for a correlation, most first */
  readonly fields: readonly { readonly field: string; readonly rules: number }[];
}

function fieldCounts({ rules, plan }: GivenRules): readonly LogsourceFields[] {
  const correlated = new Map(plan.baseRules.map(({ rule, fields }) => [rule, fields]));
  const counts = new Map<string, { rules: number; fields: Map<string, number> }>();
  for (const rule of rules) {
    const name = describeLogsource(rule.logsource);
    const count = counts.get(name) ?? { rules: 0, fields: new Map() };
    counts.set(name, count);
    count.rules++;
    const fields = new Set([...fieldsOf(rule.detection), ...(correlated.get(rule) ?? [])]);
    for (const field of fields) count.fields.set(field, (count.fields.get(field) ?? 0) + 1);
  }
  return [...counts]
    .map(([logsource, count]) => ({ logsource, rules: count.rules, fields: sortedFields(count.fields) }))
    .sort((a, b) => b.rules - a.rules || byCodePoint(a.logsource, b.logsource));
}

function sortedFields(fields: ReadonlyMap<string, number>): LogsourceFields['fields'] {
  return [...fields]
    .map(([field, rules]) => ({ field, rules }))
    .sort((a, b) => b.rules - a.rules || byCodePoint(a.field, b.field));
}

/** The fields a detection reads, also those compared with; keywords read all and name none. */
function fieldsOf(expression: Expression): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.kind === 'and' || node.kind === 'or') node.operands.forEach(visit);
    else if (node.kind === 'not') visit(node.operand);
    else if (node.kind === 'match') {
      found.add(node.field);
      if (node.predicate.kind === 'fieldref') found.add(node.predicate.field);
    }
  };
  visit(expression);
  return found;
}

function fieldText(logsources: readonly LogsourceFields[]): string {
  return logsources
    .flatMap(({ logsource, rules, fields }) => [
      `${safeText(logsource)}: ${rules} ${rules === 1 ? 'rule' : 'rules'}`,
      ...fields.map(({ field, rules: count }) => `  ${String(count).padStart(6)}  ${safeText(field)}`),
      '',
    ])
    .join('\n');
}
