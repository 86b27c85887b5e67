import type { NeededAction, NeededActionName } from '../needed-actions.ts';
import type { Account, Principal } from '../organisation.ts';
import { hash32 } from '../random.ts';
import type { HostState, LiveProcess, LogonSession, World } from '../world/index.ts';

/** An eviction while it goes on. */
export interface Eviction {
  readonly world: World;
  /** the clean administrator who does it */
  readonly account: Account;
  readonly session: LogonSession;
  readonly shell: LiveProcess;
  readonly needed: readonly NeededAction[];
}

/** What a step does, all at once. */
export type EvictionAct = (eviction: Eviction) => void;

/** Hosts that need an action, as far as they are the organisation's. */
export function hostsNeeding({ world, needed }: Eviction, action: NeededActionName): HostState[] {
  const names = new Set(namesNeeding(needed, 'host', action));
  return [...world.hosts].filter(({ host }) => names.has(host.name));
}

/** Names of accounts of the domain that need an action. */
export function domainUsersNeeding({ world, needed }: Eviction, action: NeededActionName): string[] {
  const prefix = `${world.organisation.domain}\\`;
  return namesNeeding(needed, 'account', action).flatMap((name) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  );
}

/** Names of accounts that only the firewall knows and that need an action. */
export function deviceUsersNeeding({ world, needed }: Eviction, action: NeededActionName): string[] {
  const prefix = `${world.hostOf('firewall').host.name}\\`;
  return namesNeeding(needed, 'account', action).flatMap((name) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  );
}

/** Whether any device or domain needs an action. */
export function isNeeded({ needed }: Eviction, action: NeededActionName): boolean {
  return needed.some((one) => one.action === action);
}

function namesNeeding(
  needed: readonly NeededAction[],
  kind: NeededAction['kind'],
  action: NeededActionName,
): readonly string[] {
  return needed.filter((one) => one.kind === kind && one.action === action).map(({ name }) => name);
}

/** An account of the domain by name, known to the organisation or not. */
export function principalOf({ organisation }: World, user: string): Principal {
  const known = organisation.accounts.find((account) => account.user.toLowerCase() === user.toLowerCase());
  if (known !== undefined) return known;
  const rid = user === 'krbtgt' ? 502 : 97_000 + (hash32(`eviction ${user}`) % 900);
  return { sid: `${organisation.domainSid}-${rid}`, user, domain: organisation.domain };
}
