import type { CloudFact } from './cloud-facts.ts';
import type { LinuxFact } from './linux-facts.ts';
import type { NetworkFact } from './network-facts.ts';
import type { WindowsFact } from './windows-facts.ts';

export type * from './cloud-facts.ts';
export type { FactBase } from './fact-base.ts';
export type * from './linux-facts.ts';
export type * from './network-facts.ts';
export type * from './windows-facts.ts';

/**
 * Something that happened in the invented organisation, in no log's words. A switch over `kind` turns it into records.
 * Facts are plain data, come in order of `timeMs` then `id`, and may be shared: nothing may change them.
 */
export type Fact = WindowsFact | LinuxFact | NetworkFact | CloudFact;

/** The word that tells facts apart. */
export type FactKind = Fact['kind'];
