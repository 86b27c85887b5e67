import type { DerivedField, FieldValue, LogsourceView, RawText, Schema, TextRuns } from '../model/index.ts';
import {
  compile,
  type Expression,
  type RawEncoding,
  type RuleEvaluators,
  type SigmaRule,
  testedFields,
} from '../sigma/index.ts';
import type { Candidate } from './candidates.ts';
import { constantTruth, testsConstants } from './constant-truth.ts';
import { type Blocks, ownName, RawSearch, type RawSearchedRules } from './raw-search.ts';
import type { Leaf } from './truth.ts';

/** Some candidates of a schema: those that read single fields, or those that read whole events. */
export interface PartOfSchema {
  readonly candidates: readonly Candidate[];
  readonly schema: Schema;
  /** for candidates that read whole events */
  readonly blocks?: Blocks;
}

/** The rules of a part that read events through one view. */
interface GroupOfRules extends RawSearchedRules {
  /** index in the part, for each compiled rule */
  readonly indexes: readonly number[];
}

/** The candidates of a part that read events through a view, by their indexes. */
type ByView = ReadonlyMap<LogsourceView, readonly number[]>;

/** Some rules made ready for the events of one or more schemas, which have all in common that these rules read. */
export class RulePart {
  readonly groups: readonly GroupOfRules[];
  readonly #searches = new Map<RawEncoding, RawSearch>();
  readonly #blocks: Blocks | undefined;

  constructor(groups: readonly GroupOfRules[], blocks: Blocks | undefined) {
    this.groups = groups;
    this.#blocks = blocks;
  }

  /** @returns undefined when the bytes do not hold all that is to be looked for in them */
  searchFor({ encoding, layout }: RawText): RawSearch | undefined {
    let search = this.#searches.get(encoding);
    if (search === undefined) {
      search = new RawSearch(this.groups, encoding, this.#blocks);
      this.#searches.set(encoding, search);
    }
    return search.prepare(layout) ? search : undefined;
  }
}

// Of 578 parts for the schemas of an EVTX corpus 470 had the same one or two rules, and the largest had nothing alike.
const MOST_SHARED = 16;
// A log may invent kinds of events without end; those that come later start anew.
const MOST_PARTS = 4096;

/** Makes parts, of few rules one for all schemas to which these are the same. */
export class RuleParts {
  readonly #evaluators: RuleEvaluators;
  readonly #parts = new Map<string, RulePart>();
  readonly #numbers = new Map<SigmaRule | DerivedField, number>();

  constructor(evaluators: RuleEvaluators) {
    this.#evaluators = evaluators;
  }

  /** @returns the part, and the views of the schema through which its groups are to read events */
  partFor(part: PartOfSchema): { readonly part: RulePart; readonly views: readonly LogsourceView[] } {
    const byView = groupByView(part);
    const views = [...byView.keys()];
    if (part.candidates.length > MOST_SHARED) return { part: this.#newPart(part, byView), views };
    const key = this.#keyOf(part, byView);
    let shared = this.#parts.get(key);
    if (shared === undefined) {
      shared = this.#newPart(part, byView);
      if (this.#parts.size >= MOST_PARTS) this.#parts.clear();
      this.#parts.set(key, shared);
    }
    return { part: shared, views };
  }

  #newPart({ candidates, schema, blocks }: PartOfSchema, byView: ByView): RulePart {
    const groups = [...byView].map(([view, indexes]) => {
      const rules = indexes.map((index) => candidates[index]!.rule);
      return { fields: view, rules: compile(rules, knowledgeOf(view, schema), this.#evaluators), indexes };
    });
    return new RulePart(groups, blocks);
  }

  /** All that decides how rules are filed: which they are, where their fields come from, and what constants say of their tests. */
  #keyOf({ candidates, schema, blocks }: PartOfSchema, byView: ByView): string {
    const groups = [...byView].map(([view, indexes]) =>
      indexes.map((index) => {
        const { rule } = candidates[index]!;
        const sources = testedFields(rule).map((field) => view.fields.get(field) ?? field);
        const named = sources.map((source) => (typeof source === 'string' ? source : this.#numberOf(source)));
        return [index, this.#numberOf(rule), truthsOf(rule, view, schema), ...named];
      }),
    );
    return JSON.stringify([blocks === undefined, ...groups]);
  }

  #numberOf(one: SigmaRule | DerivedField): number {
    const number = this.#numbers.get(one) ?? this.#numbers.size;
    this.#numbers.set(one, number);
    return number;
  }
}

function groupByView({ candidates }: PartOfSchema): ByView {
  const byView = new Map<LogsourceView, number[]>();
  candidates.forEach(({ views }, index) => {
    for (const view of views) {
      const known = byView.get(view);
      if (known === undefined) byView.set(view, [index]);
      else known.push(index);
    }
  });
  return byView;
}

/** What constants say of each test of a rule; empty when it tests none. */
function truthsOf(rule: SigmaRule, view: LogsourceView, schema: Schema): string {
  if (!testsConstants(rule, view, schema)) return '';
  const truth = constantTruth(view, schema);
  return leavesOf(rule.detection)
    .map((leaf) => ({ true: '1', false: '0', undefined: '-' })[`${truth(leaf)}`])
    .join('');
}

function leavesOf(expression: Expression): readonly Leaf[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.operands.flatMap(leavesOf);
    case 'not':
      return leavesOf(expression.operand);
    default:
      return [expression];
  }
}

/** A function of its own, so that what it returns holds no more than it has to. */
function knowledgeOf(view: LogsourceView, schema: Schema): Parameters<typeof compile>[1] {
  return {
    constants: constantsOf(view, schema),
    isRaw: (field) => ownName(view, field) !== undefined,
    runsOf: (field) => runsOf(view, field),
  };
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
