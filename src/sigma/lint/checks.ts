import type { LintCheck } from './check.ts';
import { CONDITION_CHECKS } from './condition-checks.ts';
import { CONVENTION_CHECKS } from './convention-checks.ts';
import { CORRELATION_CHECKS } from './correlation-checks.ts';
import { FILE_CHECKS } from './file-checks.ts';
import { FILTER_CHECKS } from './filter-checks.ts';
import { LOGSOURCE_CHECKS } from './logsource-checks.ts';
import { METADATA_CHECKS } from './metadata-checks.ts';
import { TAG_CHECKS } from './tag-checks.ts';
import { VALUE_CHECKS } from './value-checks.ts';

/** Every check of one document. One more check is one more entry in a table and a case in fixtures/sigma/lint. */
export const CHECKS: readonly LintCheck[] = [
  ...METADATA_CHECKS,
  ...TAG_CHECKS,
  ...LOGSOURCE_CHECKS,
  ...CONDITION_CHECKS,
  ...VALUE_CHECKS,
  ...CORRELATION_CHECKS,
  ...FILTER_CHECKS,
  ...FILE_CHECKS,
  ...CONVENTION_CHECKS,
];
