import { changeAccount, changeGroup } from '../world/index.ts';
import { domainUsersNeeding, type Eviction, type EvictionAct, hostsNeeding, principalOf } from './eviction.ts';
import { tellComputerChanged } from './eviction-records.ts';

/** Steps of the directory: accounts, passwords and keys. */
export const ACCOUNT_STEPS: Readonly<Record<string, EvictionAct>> = {
  'clean-administrators': makeCleanAdministrator,
  'disable-account': (eviction) => {
    const { world, shell } = eviction;
    for (const user of domainUsersNeeding(eviction, 'close')) {
      changeAccount(world, shell, principalOf(world, user), 'disable');
    }
  },
  'remove-made-account': (eviction) => {
    const { world, shell } = eviction;
    for (const user of domainUsersNeeding(eviction, 'remove')) {
      changeAccount(world, shell, principalOf(world, user), 'delete');
    }
  },
  'reset-used-account': resetUsedAccounts,
  'krbtgt-first': (eviction) => setPassword(eviction, 'krbtgt'),
  'krbtgt-second': (eviction) => setPassword(eviction, 'krbtgt'),
  'all-passwords': (eviction) => {
    const made = new Set(domainUsersNeeding(eviction, 'remove'));
    for (const [index, { user }] of eviction.world.organisation.accounts.entries()) {
      if (user !== 'krbtgt' && !user.endsWith('$') && !made.has(user)) setPassword(eviction, user, 100 + 900 * index);
    }
  },
  'computer-accounts': ({ world, shell }) => {
    let afterMs = 200;
    for (const state of world.hosts) {
      if (!state.host.system.startsWith('Windows')) continue;
      tellComputerChanged(world, shell, state, afterMs);
      afterMs += 700;
    }
  },
  'rebuild-controller': (eviction) => {
    const { world, shell } = eviction;
    for (const { host, machineAccount } of hostsNeeding(eviction, 'rebuild')) {
      if (host.role === 'domain-controller') changeAccount(world, shell, machineAccount, 'delete-computer');
    }
  },
  'rebuild-host': (eviction) => {
    const { world, shell } = eviction;
    for (const { host, machineAccount } of hostsNeeding(eviction, 'rebuild')) {
      if (host.role === 'domain-controller') continue;
      changeAccount(world, shell, machineAccount, 'delete-computer');
      changeAccount(world, shell, machineAccount, 'create-computer', 5000);
    }
  },
};

function makeCleanAdministrator({ world, account, shell }: Eviction): void {
  const { domain, domainSid } = world.organisation;
  changeAccount(world, shell, account, 'create');
  changeAccount(world, shell, account, 'enable', 120);
  // Relative id of Protected Users: 525. Source: Microsoft Learn, well-known SIDs.
  const group = { sid: `${domainSid}-525`, user: 'Protected Users', domain };
  changeGroup(world, shell, group, account, 'add', 400);
}

/** A used account may work again once it has a new password. */
function resetUsedAccounts(eviction: Eviction): void {
  const { world, shell } = eviction;
  const used = new Set(domainUsersNeeding(eviction, 'close'));
  for (const user of new Set([...used, ...domainUsersNeeding(eviction, 'reset')])) {
    setPassword(eviction, user);
    if (used.has(user)) changeAccount(world, shell, principalOf(world, user), 'enable', 4000);
  }
}

/** 4724, and 4738 for the attribute that changed. */
function setPassword({ world, shell }: Eviction, user: string, afterMs = 80): void {
  const target = principalOf(world, user);
  changeAccount(world, shell, target, 'reset-password', afterMs);
  changeAccount(world, shell, target, 'change', afterMs + 20);
}
