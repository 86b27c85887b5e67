import type { FieldValue, Observations, PlanFields, PlanProof } from '../model/index.ts';
import type { PlaybookProof } from './playbook.ts';
import { type BoundTarget, isSystemName } from './targets.ts';

/** What proofs need to know of the organisation. */
export interface ProofSurroundings {
  /** names of the domain controllers */
  readonly controllers: readonly string[];
  /** user names of the domain that were seen to log on, sorted */
  readonly accounts: readonly string[];
  /** names of its computers with `$`, sorted */
  readonly computers: readonly string[];
}

// Names of one organisation; more would make a plan that nobody reads.
const MOST_NAMES = 5000;

/** Accounts and computers that logons and logs name. */
export function surroundingsOf(
  controllers: readonly string[],
  { logons, coverage }: Pick<Observations, 'logons' | 'coverage'>,
): ProofSurroundings {
  const windows = coverage.filter(({ product, log }) => product === 'windows' && log === 'Security');
  const hosts = new Set(windows.map(({ host }) => shortName(host)));
  const accounts = new Set<string>();
  for (const { account, count, failures, sid } of logons) {
    const [domain, user] = account.split('\\', 2);
    // S-1-5-21 begins accounts that people or programs were given. Source: Microsoft Learn, well-known SIDs.
    const isGiven = sid === undefined || sid.startsWith('S-1-5-21-');
    if (user === undefined || !isGiven || isSystemName(account) || count <= failures) continue;
    if (!user.endsWith('$') && !hosts.has(shortName(domain!))) accounts.add(user.toLowerCase());
  }
  return {
    controllers,
    accounts: few(accounts),
    computers: few(new Set([...hosts].filter((host) => host !== '').map((host) => `${host}$`))),
  };
}

function few(names: ReadonlySet<string>): string[] {
  return [...names].sort().slice(0, MOST_NAMES);
}

/** The proof of a step with the names of its target filled in. */
export function proofOf(proof: PlaybookProof, target: BoundTarget | null, surroundings: ProofSurroundings): PlanProof {
  if ('confirms' in proof) return { by: 'person', text: proof.text, confirms: proof.confirms };
  const fill = (lists: readonly PlanFields[] = []): PlanFields[] => lists.map((fields) => filled(fields, target));
  const { text, logs, on, times = 1, hoursApart = 0, each } = proof;
  const machine = target?.machine ?? target?.name;
  const hosts = on === 'controllers' ? surroundings.controllers : on === 'target' ? [machine ?? ''] : [];
  return {
    ...{ by: 'log', text, logs, hosts, times, hoursApart, undoneAnywhere: on !== 'target' },
    each: each === undefined ? null : { field: each.field, values: surroundings[each.of] },
    ...{ done: fill(proof.done), undone: fill(proof.undone) },
    ...{ settled: fill(proof.settled), tells: fill(proof.tells) },
  };
}

const PLACE = /\{(user|machine|name)\}/g;

function filled(fields: PlanFields, target: BoundTarget | null): PlanFields {
  const names: Readonly<Record<string, string>> = {
    user: target?.name ?? '',
    name: shortName(target?.name ?? '').toUpperCase(),
    machine: shortName(target?.machine ?? target?.name ?? '').toUpperCase(),
  };
  const fill = (value: FieldValue): FieldValue =>
    typeof value === 'string' ? value.replace(PLACE, (_, place: string) => names[place]!) : value;
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, fill(value)]));
}

function shortName(host: string): string {
  return host.split('.', 1)[0]!.toLowerCase();
}
