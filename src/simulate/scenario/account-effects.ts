import type { Account } from '../organisation.ts';
import { hash32 } from '../random.ts';
import { changeAccount, changeGroup, type LiveProcess, type World } from '../world/index.ts';
import type { Given, Stage } from './stage.ts';

/** A new account of the domain: made, enabled, given a password. */
export function newAccount({ world }: Stage, process: LiveProcess, given: Given): void {
  const account = invented(world, given.text('new-account'));
  for (const [index, action] of (['create', 'enable', 'reset-password'] as const).entries()) {
    changeAccount(world, process, account, action, 80 + 15 * index);
  }
}

/** An account, known or just made, comes into a group of the domain. */
export function groupMember({ world }: Stage, process: LiveProcess, given: Given): void {
  const user = given.text('member');
  const known = world.organisation.accounts.find((account) => account.user.toLowerCase() === user.toLowerCase());
  const name = given.text('group-member');
  const group = { sid: groupSid(world, name), user: name, domain: world.organisation.domain };
  changeGroup(world, process, group, known ?? invented(world, user));
}

/** Relative ids of groups of every domain, learn.microsoft.com, "Well-known SIDs". */
const GROUP_RIDS: Readonly<Record<string, number>> = {
  'Domain Admins': 512,
  'Enterprise Admins': 519,
  'Schema Admins': 518,
};
const BUILT_IN_RIDS: Readonly<Record<string, number>> = {
  Administrators: 544,
  'Account Operators': 548,
  'Server Operators': 549,
  'Backup Operators': 551,
};
/** Relative ids of what is made while the simulation runs; those of the organisation stay below it. */
const FIRST_NEW_RID = 90_000;

function groupSid(world: World, name: string): string {
  const builtIn = BUILT_IN_RIDS[name];
  return builtIn === undefined
    ? `${world.organisation.domainSid}-${GROUP_RIDS[name] ?? newRid(name)}`
    : `S-1-5-32-${builtIn}`;
}

function invented(world: World, user: string): Account {
  const { domain, dnsDomain, domainSid } = world.organisation;
  const sid = `${domainSid}-${newRid(user)}`;
  return {
    sid,
    user,
    domain,
    dnsDomain,
    kind: 'person',
    displayName: user,
    groups: ['Domain Users'],
    mayUseVpn: false,
  };
}

function newRid(name: string): number {
  return FIRST_NEW_RID + (hash32(`rid ${name}`) % 9000);
}
