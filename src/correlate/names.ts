import { type Alert, type Entity, type HostRole, learnFolderHosts, type Observations } from '../model/index.ts';
import { AccountNames } from './account-names.ts';
import { HostNames } from './host-names.ts';

/** Tells which names mean the same host or account. */
export interface Names {
  /** equal for names of one host */
  host(name: string): string;
  /** the host that a log is of which does not name one, told from the folder it lies in; empty when none is known */
  hostOfSource(source: string): string;
  /** equal for names of one account */
  account(name: string): string;
  /** the name of an account, where a log gives its SID only; any other as it is */
  accountName(account: string): string;
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
  for (const { sid, account } of observations.sessions) if (sid !== undefined) accounts.addSid(sid, account);
  for (const { host } of observations.leases) if (host !== undefined) hosts.add(host);
  for (const { host, context } of alerts) {
    hosts.add(host);
    if (context?.account !== undefined) accounts.add(accounts.named(context.account));
  }
  for (const { host } of observations.addresses) hosts.add(host);
  const folderHost = learnFolderHosts(observations.coverage);
  for (const { host, sources } of observations.coverage) {
    if (host === '') for (const source of sources) hosts.add(folderHost(source));
  }
  const byAddress = hostsByAddress(observations.addresses, hosts);
  return {
    host: remembered((name) => hosts.keyOf(byAddress.get(name) ?? name)),
    hostOfSource: (source) => hosts.keyOf(folderHost(source)),
    account: remembered((name) => accounts.keyOf(name)),
    accountName: (account) => accounts.named(account),
    hostEntity: (key, roles) => entity('host', key, hosts.namesOf(key), roles),
    accountEntity: (key) => entity('account', key, accounts.namesOf(key), []),
  };
}

/** Names are asked for by every session and command; there are few. */
function remembered(keyOf: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let key = known.get(name);
    if (key === undefined) {
      key = keyOf(name);
      known.set(name, key);
    }
    return key;
  };
}

/** Logs of the network know a host by its address only; it is told where one host alone ever had it. */
function hostsByAddress(addresses: Observations['addresses'], hosts: HostNames): ReadonlyMap<string, string> {
  const holders = new Map<string, string>();
  for (const { address, host } of addresses) {
    const key = hosts.keyOf(host);
    const known = holders.get(address);
    holders.set(address, known === undefined || known === key ? key : '');
  }
  return new Map([...holders].filter(([, host]) => host !== ''));
}

function entity(kind: 'host' | 'account', key: string, names: readonly string[], roles: readonly HostRole[]): Entity {
  return { id: `${kind}:${key}`, kind, name: names[0] ?? key, aliases: names.slice(1), roles };
}
