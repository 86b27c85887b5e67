import type { CaseFileHead } from './case-file-json.ts';

// What people call the facts of each table.
const WORDS: Readonly<Record<string, string>> = {
  coverage: 'what logs cover',
  logons: 'logons',
  processes: 'started programs',
  commands: 'commands',
  flows: 'connections',
  relays: 'relayed connections',
  changes: 'changes of accounts and settings',
  leases: 'addresses given to machines',
  addresses: 'addresses of machines',
  names: 'looked-up names',
  clocks: 'clocks',
};

/**
 * Tells in a sentence that more was logged than is kept for incidents, gaps and plans.
 * @returns nothing when there was room for all, as in most hunts
 */
export function notKept({ observationsLeftOut = [] }: CaseFileHead): string[] {
  if (observationsLeftOut.length === 0) return [];
  const kinds = observationsLeftOut
    .toSorted((a, b) => b.dropped - a.dropped)
    .map(({ table, dropped }) => `${WORDS[table] ?? table} (${dropped.toLocaleString('en-US')} times)`);
  return [
    `These logs hold more than is kept at once, so some of it was not looked at for incidents, gaps and plans: ${kinds.join(', ')}. Alerts are not affected. Hunt a day at a time (--since, --until) to have all of it looked at.`,
  ];
}
