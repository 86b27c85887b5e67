import type { LintCheckInfo, UsageCode } from '../../model/index.ts';
import { SOURCES } from './check.ts';

/** What the parser itself refuses, by the code of its error. It stops at the first fault of a document. */
export const PARSER_CHECKS: ReadonlyMap<UsageCode, LintCheckInfo> = new Map<UsageCode, LintCheckInfo>([
  [
    'RULE_YAML',
    {
      id: 'yaml-invalid',
      severity: 'error',
      says: 'A rule file is valid YAML, and no key occurs twice in a map.',
      source: `${SOURCES.rules}, "Yaml File"`,
    },
  ],
  [
    'RULE_INVALID',
    {
      id: 'rule-invalid',
      severity: 'error',
      says: 'A rule has the parts and the kinds of values that the specification asks for.',
      source: `${SOURCES.rules}, "Components"`,
    },
  ],
  [
    'RULE_MODIFIER_UNKNOWN',
    {
      id: 'modifier-unknown',
      severity: 'error',
      says: 'Modifiers are those that the specification knows.',
      source: SOURCES.modifiers,
    },
  ],
  [
    'RULE_CONDITION',
    {
      id: 'condition-invalid',
      severity: 'error',
      says: 'A condition joins search identifiers that the rule has with and, or, not, "of" and brackets.',
      source: `${SOURCES.rules}, "Condition"`,
    },
  ],
]);
