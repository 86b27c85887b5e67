import type { LintCheck } from './check.ts';
import { METADATA_CHECKS } from './metadata-checks.ts';

/** Every check of one document. One more check is one more entry in a table and a case in fixtures/sigma/lint. */
export const CHECKS: readonly LintCheck[] = [...METADATA_CHECKS];
