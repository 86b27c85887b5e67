import { evtxTarget } from './evtx-target.ts';
import { feedsTarget } from './feeds-target.ts';
import { formatsTarget } from './formats-target.ts';
import { huntTarget } from './hunt-target.ts';
import { jsonlTarget } from './jsonl-target.ts';
import { rulesTarget } from './rules-target.ts';
import type { FuzzTarget } from './target.ts';

/** Everything that is fuzzed; one more is one file and one entry. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...[evtxTarget, rulesTarget, huntTarget, jsonlTarget, formatsTarget, feedsTarget],
];
