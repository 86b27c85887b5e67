import type { RuleDraft } from '../detection-item.ts';
import type { Expression, Logsource, RuleOrigin, SourcePosition } from '../rule.ts';

/** A rule that a filter names by id or name. */
export interface RuleReference {
  readonly text: string;
  readonly position: SourcePosition;
}

/** A Sigma filter, parsed: what must hold too before a rule that it fits may match. */
export interface SigmaFilter {
  readonly kind: 'filter';
  /** the title, when the document has no id */
  readonly id: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly logsource: Logsource;
  /** `any`: every rule whose logsource fits */
  readonly rules: 'any' | readonly RuleReference[];
  /** put beside the rule's own condition with `and` */
  readonly detection: Expression;
  /** placeholders of `|expand` without values; such a filter is not applied */
  readonly missingPlaceholders: readonly string[];
  readonly origin: RuleOrigin;
  /** as in a rule, kept with `keepDrafts` */
  readonly draft?: RuleDraft;
}
