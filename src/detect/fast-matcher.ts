import type {
  Because,
  FieldValue,
  GatheredBytes,
  LogEvent,
  LogsourceView,
  RawText,
  Schema,
  TextRuns,
} from '../model/index.ts';
import { compile, EqualRules, type RawEncoding, RuleEvaluators, readFields, type SigmaRule } from '../sigma/index.ts';
import type { Candidate } from './candidates.ts';
import { type DerivedValues, type EventView, emptied, eventView } from './event-view.ts';
import { NoMatchMemory, repeatCount } from './no-match-memory.ts';
import { Blocks, ownName, RawSearch, type RawSearchedRules } from './raw-search.ts';
import { CopiedMatch, copiesAmong, type RuleCopies } from './rule-copies.ts';
import type { MatcherFactory, RuleMatch, SchemaMatcher } from './schema-matcher.ts';

const NOTHING: readonly RuleMatch[] = [];

/**
 * Tries only rules of which the event shows a necessary condition, and explains only those that match; none on events like
 * one of which that was found out before. Finds what `plainMatcher` finds.
 */
export function fastMatchers(): MatcherFactory {
  const memory = new NoMatchMemory();
  const blocks = new Blocks();
  const evaluators = new RuleEvaluators();
  const equals = new EqualRules();
  const turn = new Turn();
  let schemas = 0;
  return (candidates, schema) => {
    if (candidates.length === 0) return { match: () => NOTHING };
    const { copies, firsts } = copiesAmong(candidates, equals);
    const [ofFields, ofAll]: [number[], number[]] = [[], []];
    for (const index of firsts) (readFields(candidates[index]!.rule) === undefined ? ofAll : ofFields).push(index);
    const recall = new Recall(
      memory,
      ++schemas,
      ownFields(
        ofFields.map((index) => candidates[index]!),
        schema,
      ),
    );
    const parts = [
      ...(ofFields.length === 0 ? [] : [new RulePart({ candidates, part: ofFields, schema }, { evaluators, recall })]),
      ...(ofAll.length === 0 ? [] : [new RulePart({ candidates, part: ofAll, schema }, { evaluators, blocks })]),
    ];
    return new FastMatcher(parts, { candidates, copies }, turn);
  };
}

/** The log's own fields that decide whether rules match, but for constants. */
function ownFields(candidates: readonly Candidate[], schema: Schema): readonly string[] {
  const names = new Set<string>();
  for (const { rule, views } of candidates) {
    for (const field of readFields(rule) ?? []) {
      for (const { fields } of views) {
        const source = fields.get(field) ?? field;
        for (const name of typeof source === 'string' ? [source] : source.from) names.add(name);
      }
    }
  }
  return [...names].filter((name) => schema.constants?.has(name) !== true);
}

/** What a schema keeps in mind of events that match nothing. */
class Recall {
  readonly #memory: NoMatchMemory;
  readonly #schema: number;
  readonly #fields: readonly string[];
  readonly #count = repeatCount();

  constructor(memory: NoMatchMemory, schema: number, fields: readonly string[]) {
    this.#memory = memory;
    this.#schema = schema;
    this.#fields = fields;
  }

  /** The bytes that decide whether rules match an event; undefined when they cannot be told. */
  fieldsOf({ fieldBytes }: LogEvent): GatheredBytes | undefined {
    return fieldBytes?.gather(this.#fields);
  }

  knows(fields: GatheredBytes): boolean {
    return this.#memory.recalls(fields, this.#schema, this.#count);
  }

  keep(fields: GatheredBytes): void {
    if (this.#count.pause === 0) this.#memory.keep(fields, this.#schema);
  }
}

/** Which schema had the last event: the others keep none, as each would keep a large part of some log. */
class Turn {
  #holder: FastMatcher | undefined;

  take(matcher: FastMatcher): void {
    if (this.#holder === matcher) return;
    this.#holder?.release();
    this.#holder = matcher;
  }
}

/** All candidates of a schema, and which of them are copies. */
interface CopiedCandidates extends Pick<RuleCopies, 'copies'> {
  readonly candidates: readonly Candidate[];
}

class FastMatcher implements SchemaMatcher {
  readonly #parts: readonly RulePart[];
  readonly #candidates: readonly Candidate[];
  readonly #copies: RuleCopies['copies'];
  readonly #turn: Turn;
  #derived: DerivedValues = new Map();

  constructor(parts: readonly RulePart[], { candidates, copies }: CopiedCandidates, turn: Turn) {
    this.#parts = parts;
    this.#candidates = candidates;
    this.#copies = copies;
    this.#turn = turn;
  }

  release(): void {
    this.#derived = emptied(this.#derived);
    for (const part of this.#parts) part.release();
  }

  match(event: LogEvent): readonly RuleMatch[] {
    this.#turn.take(this);
    this.#derived = emptied(this.#derived);
    let found: Map<number, RuleMatch> | undefined;
    for (const part of this.#parts) found = part.match(event, this.#derived, found);
    if (found === undefined) return NOTHING;
    if (this.#copies.size > 0) this.#addCopies(found);
    if (found.size === 1) return [...found.values()];
    return [...found].sort(([left], [right]) => left - right).map(([, match]) => match);
  }

  #addCopies(found: Map<number, RuleMatch>): void {
    for (const [first, match] of [...found]) {
      for (const copy of this.#copies.get(first) ?? []) {
        found.set(copy, new CopiedMatch(this.#candidates[copy]!.rule, match));
      }
    }
  }
}

/** What rules have in common with those of other schemas. */
interface Shared {
  readonly evaluators: RuleEvaluators;
  /** for rules that read single fields */
  readonly recall?: Recall;
  /** for rules that read whole events */
  readonly blocks?: Blocks;
}

/** Some candidates of a schema. */
interface PartOfSchema {
  readonly candidates: readonly Candidate[];
  /** their indexes */
  readonly part: readonly number[];
  readonly schema: Schema;
}

/** The rules that read events through one view. */
interface ViewRules extends RawSearchedRules {
  readonly view: EventView;
  /** index in the candidates, for each compiled rule */
  readonly candidateOf: readonly number[];
}

/** An event, and the bytes of all fields that rules read, where they can be told. */
interface ReadableEvent {
  readonly event: LogEvent;
  readonly fields: GatheredBytes | undefined;
}

/** Some candidates of a schema: those that read single fields, or those that read whole events. */
class RulePart {
  readonly #candidates: readonly Candidate[];
  readonly #groups: readonly ViewRules[];
  readonly #evaluators: RuleEvaluators;
  readonly #searches = new Map<RawEncoding, RawSearch>();
  readonly #recall: Recall | undefined;
  readonly #blocks: Blocks | undefined;

  constructor({ candidates, part, schema }: PartOfSchema, { evaluators, recall, blocks }: Shared) {
    this.#candidates = candidates;
    this.#groups = groupByView({ candidates, part, schema }, evaluators);
    this.#evaluators = evaluators;
    this.#recall = recall;
    this.#blocks = blocks;
  }

  release(): void {
    for (const { view } of this.#groups) view.release();
  }

  /** @param found by other parts @returns `found` with the matches of this part by candidate; undefined for none */
  match(
    event: LogEvent,
    derived: DerivedValues,
    found: Map<number, RuleMatch> | undefined,
  ): Map<number, RuleMatch> | undefined {
    const fields = this.#recall?.fieldsOf(event);
    if (fields !== undefined && this.#recall?.knows(fields)) return found;
    const before = found?.size ?? 0;
    const all = this.#match({ event, fields }, derived, found);
    if (fields !== undefined && (all?.size ?? 0) === before) this.#recall?.keep(fields);
    return all;
  }

  #match(
    { event, fields }: ReadableEvent,
    derived: DerivedValues,
    found: Map<number, RuleMatch> | undefined,
  ): Map<number, RuleMatch> | undefined {
    const { rawText } = event;
    const search = rawText === undefined ? undefined : this.#searchFor(rawText);
    if (search?.rulesOut(rawText!, fields)) return found;
    let all = found;
    this.#groups.forEach(({ view, rules, candidateOf }, group) => {
      const hits = search?.hits[group];
      if (hits?.rules.length === 0 && !search?.needsFields[group]) return;
      view.show(event, derived);
      for (const index of rules.match(view, hits)) {
        const candidate = candidateOf[index]!;
        all ??= new Map();
        if (!all.has(candidate))
          all.set(candidate, new FoundMatch(this.#candidates[candidate]!.rule, view, this.#evaluators));
      }
    });
    return all;
  }

  /** @returns undefined when the bytes do not hold all that is to be looked for in them */
  #searchFor({ encoding, layout }: RawText): RawSearch | undefined {
    let search = this.#searches.get(encoding);
    if (search === undefined) {
      search = new RawSearch(this.#groups, encoding, this.#blocks);
      this.#searches.set(encoding, search);
    }
    return search.prepare(layout) ? search : undefined;
  }
}

class FoundMatch implements RuleMatch {
  readonly rule: SigmaRule;
  readonly view: EventView;
  readonly #evaluators: RuleEvaluators;
  #because: readonly Because[] | undefined;

  constructor(rule: SigmaRule, view: EventView, evaluators: RuleEvaluators) {
    this.rule = rule;
    this.view = view;
    this.#evaluators = evaluators;
  }

  get because(): readonly Because[] {
    this.#because ??= this.#evaluators.reasons(this.rule, this.view);
    return this.#because;
  }
}

function groupByView({ candidates, part, schema }: PartOfSchema, evaluators: RuleEvaluators): readonly ViewRules[] {
  const byView = new Map<LogsourceView, number[]>();
  for (const index of part) {
    for (const view of candidates[index]!.views) {
      const known = byView.get(view);
      if (known === undefined) byView.set(view, [index]);
      else known.push(index);
    }
  }
  return [...byView].map(([view, candidateOf]) => ({
    view: eventView(view),
    fields: view,
    rules: compile(
      candidateOf.map((index) => candidates[index]!.rule),
      {
        constants: constantsOf(view, schema),
        isRaw: (field) => ownName(view, field) !== undefined,
        runsOf: (field) => runsOf(view, field),
      },
      evaluators,
    ),
    candidateOf,
  }));
}

function runsOf(view: LogsourceView, field: string): TextRuns | undefined {
  const source = view.fields.get(field);
  return typeof source === 'object' ? source.runs : undefined;
}

/** The schema's constants under the names that rules of a view use. */
function constantsOf(view: LogsourceView, schema: Schema): ReadonlyMap<string, FieldValue> {
  const constants = new Map<string, FieldValue>();
  for (const [field, value] of schema.constants ?? []) if (!view.fields.has(field)) constants.set(field, value);
  for (const [name, source] of view.fields) {
    const value = typeof source === 'string' ? schema.constants?.get(source) : undefined;
    if (value !== undefined) constants.set(name, value);
  }
  return constants;
}
