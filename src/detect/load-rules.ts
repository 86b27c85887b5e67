import { type Level, type LogsourceKnowledge, levelRank, type Problem, type UsageError } from '../model/index.ts';
import {
  type AssembledRules,
  assembleRules,
  type CorrelationPlan,
  type CorrelationRule,
  type PlannedCorrelation,
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
  /** those that can match, and below the least level or not what these refer to */
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
  const isWanted = ({ level }: { readonly level: Level }): boolean => levelRank(level) >= levelRank(minLevel);
  const wanted = assembled.rules.filter(isWanted);
  const { bound, unbound } = bindRules(wanted, knowledge);
  const correlated = correlatedRules(assembled, isWanted, knowledge);
  const needed = correlated.bases.filter((rule) => !bound.includes(rule));
  const all = assembled.rules.length + assembled.correlations.length;
  const loaded = wanted.length + correlated.live.length + correlated.dead.length;
  return {
    bound: [...bound, ...needed],
    unbound: [...unbound, ...correlated.dead.map(unboundCorrelation)],
    correlations: correlated.all,
    quiet: needed.map((_, index) => bound.length + index),
    loaded,
    usable: bound.length + correlated.live.length,
    leftOut: all - loaded,
    errors: assembled.errors,
    notes: notesOf(setup, assembled),
  };
}

/** The correlations at or above the least level, and what they need. */
interface CorrelatedRules {
  /** those that can match */
  readonly live: readonly CorrelationRule[];
  readonly dead: readonly CorrelationRule[];
  /** `live` and what these refer to, even below the least level or dead */
  readonly all: readonly CorrelationRule[];
  /** the detection rules behind `all` */
  readonly bases: readonly SigmaRule[];
}

function correlatedRules(
  { rules, correlations }: AssembledRules,
  isWanted: (planned: PlannedCorrelation) => boolean,
  knowledge: LogsourceKnowledge,
): CorrelatedRules {
  const { plan } = planCorrelations(rules, correlations);
  const bases = plan.baseRules.map(({ rule }) => rule);
  const alive = aliveNodes(plan, new Set(bindRules(bases, knowledge).bound));
  const wanted = plan.correlations.filter(isWanted);
  const live = wanted.filter(({ node }) => alive[node]);
  const needed = neededNodes(plan, live);
  const rulesOf = (planned: readonly PlannedCorrelation[]): CorrelationRule[] => planned.map(({ rule }) => rule);
  return {
    live: rulesOf(live),
    dead: rulesOf(wanted.filter(({ node }) => !alive[node])),
    all: rulesOf(plan.correlations.filter(({ node }) => needed.has(node))),
    bases: bases.filter((_, node) => needed.has(node)),
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

/** By node, whether it can match: a correlation can when one of the rules can that it refers to. */
function aliveNodes({ baseRules, correlations }: CorrelationPlan, bound: ReadonlySet<SigmaRule>): readonly boolean[] {
  const alive = baseRules.map(({ rule }) => bound.has(rule));
  // Each stands after those it refers to.
  for (const { node, sources } of correlations) alive[node] = sources.some((source) => alive[source.node]);
  return alive;
}

function neededNodes({ correlations }: CorrelationPlan, wanted: readonly PlannedCorrelation[]): ReadonlySet<number> {
  const needed = new Set(wanted.map(({ node }) => node));
  for (const { node, sources } of correlations.toReversed()) {
    if (needed.has(node)) for (const source of sources) needed.add(source.node);
  }
  return needed;
}

function unboundCorrelation({ id, title, origin: { file } }: CorrelationRule): RuleBinding['unbound'][number] {
  return { id, title, file, reason: 'correlation: none of the rules it refers to can match' };
}
