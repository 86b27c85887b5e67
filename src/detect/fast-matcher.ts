import type { Because, GatheredBytes, LogEvent, LogsourceView, Schema } from '../model/index.ts';
import { EqualRules, RuleEvaluators, readFields, type SigmaRule } from '../sigma/index.ts';
import type { Candidate } from './candidates.ts';
import { type DerivedValues, type EventView, emptied, eventView } from './event-view.ts';
import { NoMatchMemory, repeatCount } from './no-match-memory.ts';
import { Blocks } from './raw-search.ts';
import { CopiedMatch, copiesAmong } from './rule-copies.ts';
import { type RulePart, RuleParts } from './rule-part.ts';
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
  const parts = new RuleParts(evaluators);
  const equals = new EqualRules();
  const turn = new Turn();
  let schemas = 0;
  return (candidates, schema) => {
    if (candidates.length === 0) return { match: () => NOTHING };
    const { copies, firsts } = copiesAmong(candidates, equals);
    const [ofFields, ofAll]: [number[], number[]] = [[], []];
    for (const index of firsts) (readFields(candidates[index]!.rule) === undefined ? ofAll : ofFields).push(index);
    const candidatesAt = (indexes: readonly number[]): Candidate[] => indexes.map((index) => candidates[index]!);
    const partOf = (indexes: readonly number[], recall?: Recall): SchemaPart[] => {
      if (indexes.length === 0) return [];
      const those = { candidates: candidatesAt(indexes), schema };
      const made = parts.partFor(recall === undefined ? { ...those, blocks } : those);
      const rules = those.candidates.map(({ rule }) => rule);
      return [new SchemaPart({ ...made, indexes, rules }, evaluators, recall)];
    };
    const recall = new Recall(memory, ++schemas, ownFields(candidatesAt(ofFields), schema));
    const copied = new Map(
      [...copies].map(([first, list]) => [first, list.map((index) => [index, candidates[index]!.rule] as const)]),
    );
    return new FastMatcher([...partOf(ofFields, recall), ...partOf(ofAll)], copied, turn);
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

/** By the index of a candidate, copies of it with their indexes. */
type Copies = ReadonlyMap<number, readonly (readonly [index: number, rule: SigmaRule])[]>;

class FastMatcher implements SchemaMatcher {
  readonly #parts: readonly SchemaPart[];
  readonly #copies: Copies;
  readonly #turn: Turn;
  #derived: DerivedValues = new Map();

  constructor(parts: readonly SchemaPart[], copies: Copies, turn: Turn) {
    this.#parts = parts;
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
      for (const [index, rule] of this.#copies.get(first) ?? []) found.set(index, new CopiedMatch(rule, match));
    }
  }
}

/** An event, and the bytes of all fields that rules read, where they can be told. */
interface ReadableEvent {
  readonly event: LogEvent;
  readonly fields: GatheredBytes | undefined;
}

/** A part, and what a schema has for it. */
interface SchemaRules {
  readonly part: RulePart;
  /** for each of its groups */
  readonly views: readonly LogsourceView[];
  /** of its rules among the candidates of the schema */
  readonly indexes: readonly number[];
  readonly rules: readonly SigmaRule[];
}

/** Some rules that are tried on the events of a schema: those that read single fields, or those that read whole events. */
class SchemaPart {
  readonly #part: RulePart;
  readonly #views: readonly EventView[];
  readonly #indexes: readonly number[];
  readonly #rules: readonly SigmaRule[];
  readonly #evaluators: RuleEvaluators;
  readonly #recall: Recall | undefined;

  /** @param recall for rules that read single fields */
  constructor({ part, views, indexes, rules }: SchemaRules, evaluators: RuleEvaluators, recall: Recall | undefined) {
    this.#part = part;
    this.#views = views.map(eventView);
    this.#indexes = indexes;
    this.#rules = rules;
    this.#evaluators = evaluators;
    this.#recall = recall;
  }

  release(): void {
    for (const view of this.#views) view.release();
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
    const search = rawText === undefined ? undefined : this.#part.searchFor(rawText);
    if (search?.rulesOut(rawText!, fields)) return found;
    let all = found;
    this.#part.groups.forEach(({ rules, indexes }, group) => {
      const hits = search?.hits[group];
      if (hits?.rules.length === 0 && !search?.needsFields[group]) return;
      const view = this.#views[group]!;
      view.show(event, derived);
      for (const place of rules.match(view, hits)) {
        const index = indexes[place]!;
        const candidate = this.#indexes[index]!;
        all ??= new Map();
        if (!all.has(candidate)) all.set(candidate, new FoundMatch(this.#rules[index]!, view, this.#evaluators));
      }
    });
    return all;
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
