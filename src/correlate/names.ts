import type { Alert, Entity, HostRole, Observations } from '../model/index.ts';
import { AccountNames } from './account-names.ts';
import { HostNames } from './host-names.ts';

/** Tells which names mean the same host or account. */
export interface Names {
  /** equal for names of one host */
  host(name: string): string;
  /** equal for names of one account */
  account(name: string): string;
  /** the entities of the keys that were asked for, with all their names */
  hostEntity(key: string, roles: readonly HostRole[]): Entity;
  accountEntity(key: string): Entity;
}

/** Learns all names of hosts and accounts from alerts and observations. */
export function learnNames(alerts: readonly Alert[], observations: Observations): Names {
  const hosts = new HostNames();
  const accounts = new AccountNames();
  for (const { host, events } of observations.coverage) hosts.add(host, events);
  for (const { host, account, count } of observations.logons) {
    hosts.add(host, count);
    accounts.add(account, count);
  }
  for (const { host } of observations.leases) if (host !== undefined) hosts.add(host);
  for (const { host, context } of alerts) {
    hosts.add(host);
    if (context?.account !== undefined) accounts.add(context.account);
  }
  return {
    host: (name) => hosts.keyOf(name),
    account: (name) => accounts.keyOf(name),
    hostEntity: (key, roles) => entity('host', key, hosts.namesOf(key), roles),
    accountEntity: (key) => entity('account', key, accounts.namesOf(key), []),
  };
}

function entity(kind: 'host' | 'account', key: string, names: readonly string[], roles: readonly HostRole[]): Entity {
  return { id: `${kind}:${key}`, kind, name: names[0] ?? key, aliases: names.slice(1), roles };
}
