import { type Level, type LogsourceKnowledge, levelRank, type Problem, type UsageError } from '../model/index.ts';
import {
  type AssembledRules,
  assembleRules,
  type CorrelationPlan,
  type CorrelationRule,
  parsePipeline,
  parsePlaceholders,
  parseRules,
  planCorrelations,
  type SigmaRule,
} from '../sigma/index.ts';
import { bindRules, type RuleBinding } from './bind-rules.ts';

/** The text of a rule file, a pipeline, or a file with placeholder values. */
export interface RuleText {
  readonly file: string;
  readonly text: string;
}

/** Which rules there are and what to make of them. Plain data. */
export interface RuleSetup {
  readonly ruleTexts: readonly RuleText[];
  readonly pipelines?: readonly RuleText[];
  readonly placeholders?: RuleText;
  /** rules below it are left out */
  readonly minLevel?: Level;
}

/**
 * The rules of a setup, parsed and sorted out. `bound` also holds what correlations refer to, even below the least level
 * or when nothing supplies it.
 */
export interface LoadedRules extends RuleBinding {
  readonly correlations: readonly CorrelationRule[];
  /** indexes in `bound` of rules that only correlations need: they match, but do not alert */
  readonly quiet: readonly number[];
  /** rules and correlations at or above the least level */
  readonly loaded: number;
  /** of these, how many can match */
  readonly usable: number;
  /** how many are below the least level */
  readonly leftOut: number;
  readonly errors: readonly UsageError[];
  /** filters and parts of pipelines that have no effect */
  readonly notes: readonly Problem[];
}

/**
 * Parses rules, applies filters and pipelines, and sorts out those that can never match what is known to be supplied.
 * @throws UsageError when the placeholder file or a pipeline is wrong; errors in rules are returned
 */
export function loadRulesFor(setup: RuleSetup, knowledge: LogsourceKnowledge): LoadedRules {
  const { minLevel = 'informational' } = setup;
  const assembled = assembleRules(...parsedFiles(setup));
  const isWanted = (level: Level | undefined): boolean =>
    level === undefined || levelRank(level) >= levelRank(minLevel);
  const wanted = assembled.rules.filter(({ level }) => isWanted(level));
  const correlations = assembled.correlations.filter(({ level }) => isWanted(level));
  const { bound, unbound } = bindRules(wanted, knowledge);
  const { plan } = planCorrelations(assembled.rules, correlations);
  const dead = deadCorrelations(plan, new Set(bindRules(rulesOf(plan), knowledge).bound));
  const needed = rulesOf(plan).filter((rule) => !bound.includes(rule));
  const live = correlations.filter((rule) => !dead.includes(rule));
  return {
    bound: [...bound, ...needed],
    unbound: [...unbound, ...dead.map(unboundCorrelation)],
    correlations: live,
    quiet: needed.map((_, index) => bound.length + index),
    loaded: wanted.length + correlations.length,
    usable: bound.length + live.length,
    leftOut: assembled.rules.length + assembled.correlations.length - wanted.length - correlations.length,
    errors: assembled.errors,
    notes: notesOf(setup, assembled),
  };
}

function parsedFiles({ ruleTexts, placeholders, pipelines = [] }: RuleSetup): Parameters<typeof assembleRules> {
  const values = placeholders === undefined ? undefined : parsePlaceholders(placeholders.text, placeholders.file);
  const options = { keepDrafts: pipelines.length > 0, ...(values === undefined ? {} : { placeholders: values }) };
  const files = ruleTexts.map(({ file, text }) => parseRules(text, file, options));
  return [files, pipelines.map(({ text, file }) => parsePipeline(text, file))];
}

function notesOf({ pipelines = [] }: RuleSetup, { gaps }: AssembledRules): Problem[] {
  const ofFilters = gaps.map(({ filter, position, reason }): Problem => {
    const message = `Line ${position.line}: the filter "${filter.title}" has no effect: ${reason}.`;
    return { code: 'FILTER_WITHOUT_EFFECT', source: filter.origin.file, message };
  });
  const ofPipelines = pipelines.flatMap(({ text, file }) =>
    parsePipeline(text, file).notes.map(({ message, position }): Problem => {
      return { code: 'PIPELINE_PART_IGNORED', source: file, message: `Line ${position.line}: ${message}` };
    }),
  );
  return [...ofFilters, ...ofPipelines];
}

function rulesOf({ baseRules }: CorrelationPlan): SigmaRule[] {
  return baseRules.map(({ rule }) => rule);
}

/** Correlations that rest on rules of which none can match. */
function deadCorrelations(
  { baseRules, correlations }: CorrelationPlan,
  bound: ReadonlySet<SigmaRule>,
): CorrelationRule[] {
  const alive = baseRules.map(({ rule }) => bound.has(rule));
  const dead: CorrelationRule[] = [];
  // Each stands after those it refers to.
  for (const { rule, node, sources } of correlations) {
    alive[node] = sources.some((source) => alive[source.node]);
    if (!alive[node]) dead.push(rule);
  }
  return dead;
}

function unboundCorrelation({ id, title, origin: { file } }: CorrelationRule): RuleBinding['unbound'][number] {
  return { id, title, file, reason: 'correlation: none of the rules it refers to can match' };
}
