import type { Level, RuleNotes } from '../model/index.ts';
import type { RuleDraft } from './detection-item.ts';

/** A place in a rule file, both counted from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** Where a rule stands. */
export interface RuleOrigin extends SourcePosition {
  readonly file: string;
}

export interface Logsource {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
}

/** A piece of a string pattern: literal text, `*` (any run of characters) or `?` (one character). */
export type PatternPart = string | typeof ANY_RUN | typeof ANY_ONE;
export const ANY_RUN: unique symbol = Symbol('*');
export const ANY_ONE: unique symbol = Symbol('?');

/**
 * What one field (or, with field `''`, any field) must satisfy, with all modifiers resolved: `base64`, `wide`,
 * `windash`, `expand` and the like are already turned into the plain patterns they stand for.
 */
export type Predicate =
  | { readonly kind: 'text'; readonly parts: readonly PatternPart[]; readonly cased: boolean }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  | { readonly kind: 'number'; readonly value: number | bigint }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly expected: boolean }
  | { readonly kind: 'compare'; readonly operator: 'lt' | 'lte' | 'gt' | 'gte'; readonly value: number | bigint }
  | { readonly kind: 'cidr'; readonly network: Uint8Array; readonly prefixLength: number }
  | {
      readonly kind: 'fieldref';
      readonly field: string;
      readonly position: 'equals' | 'startswith' | 'endswith' | 'contains';
      readonly cased: boolean;
    }
  | {
      readonly kind: 'timepart';
      readonly part: TimePart;
      /** `hour|gte: 22` compares the part, as pySigma */
      readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte';
      readonly value: number | bigint;
    };

export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** A detection as a tree. `match` leaves test one field; `keyword` leaves test every field of the event. */
export type Expression = (
  | { readonly kind: 'and'; readonly operands: readonly Expression[] }
  | { readonly kind: 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'match'; readonly field: string; readonly predicate: Predicate; readonly position: SourcePosition }
  | { readonly kind: 'keyword'; readonly predicate: Predicate; readonly position: SourcePosition }
) & {
  /** the search identifier that this part is, for explanations */
  readonly identifier?: string;
};

/** A Sigma detection rule, parsed and with its condition resolved to one expression over fields. */
export interface SigmaRule {
  readonly kind: 'rule';
  readonly id: string;
  readonly name: string | undefined;
  readonly title: string;
  readonly status: string | undefined;
  readonly level: Level;
  readonly description: string | undefined;
  readonly author: string | undefined;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  readonly fields: readonly string[];
  /** of the custom map `landfall` */
  readonly notes?: RuleNotes | undefined;
  readonly logsource: Logsource;
  /** several conditions in a list are joined by `or`, as pySigma makes one query of each */
  readonly detection: Expression;
  /** placeholders of `|expand` without values, in order of appearance; such a rule must not run (specification, "Placeholders") */
  readonly missingPlaceholders: readonly string[];
  readonly origin: RuleOrigin;
  /** what processing pipelines change; kept with `keepDrafts` only, as it takes memory and cannot be sent to a worker */
  readonly draft?: RuleDraft;
}
