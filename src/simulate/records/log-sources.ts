import type { Organisation } from '../organisation.ts';

/** What of an organisation shows in its logs besides its facts. */
export type LogSources = Pick<Organisation, 'name' | 'zones' | 'hosts' | 'utcOffsetMinutes'>;
