import type { CaseFile, OrganisationNotes } from '../../model/index.ts';
import { addressKind } from '../ip-address.ts';

/** What tells an organisation's systems from those of others, and whom to call there. */
export type NotifiedOrganisation = Pick<OrganisationNotes, 'name' | 'domains' | 'networks' | 'hosts' | 'contacts'>;

/** Whose a name is. What cannot be told is nobody's, and so not the organisation's. */
export interface Membership {
  hasHost(name: string): boolean;
  /** @param host where it was seen; an account without a domain is of the organisation when all hosts that saw it are */
  hasAccount(name: string): boolean;
  hasDomain(name: string): boolean;
  hasAddress(address: string): boolean;
}

/** Where the names of a case stand. */
type NamesOfCase = Pick<CaseFile, 'entities' | 'alerts' | 'sources'>;

/** Sorts out whose the hosts and accounts of a case are. */
export function membershipOf(organisation: NotifiedOrganisation, caseFile: NamesOfCase): Membership {
  const domains = (organisation.domains ?? []).map((domain) => domain.toLowerCase().replace(/^\./, ''));
  const named = new Set(organisation.hosts.map(({ name }) => name.toLowerCase()));
  const ranges = organisation.networks.flatMap(({ range }) => rangeOf(range));
  const hasDomain = (name: string): boolean => {
    const lower = name.toLowerCase();
    return domains.some((domain) => lower === domain || lower.endsWith(`.${domain}`));
  };
  const owned = labelsByOwner(caseFile, hasDomain);
  const hasHost = (name: string): boolean => {
    const lower = name.toLowerCase().replace(/\$$/, '');
    const dot = lower.indexOf('.');
    if (dot > 0 && addressKind(lower) === undefined) return hasDomain(lower.slice(dot + 1)) || named.has(lower);
    return named.has(lower) || (owned.ours.has(lower) && !owned.others.has(lower));
  };
  const plainAccounts = accountsOnlyOn(caseFile, hasHost);
  return {
    hasHost,
    hasDomain,
    hasAccount: (name) => {
      const [, domain = '', user = ''] = /^(?:([^\\@]+)\\)?(.*)$/s.exec(name) ?? [];
      const at = user.lastIndexOf('@');
      if (domain !== '') return hasDomain(domain) || hasHost(domain);
      if (at > 0) return hasDomain(user.slice(at + 1));
      return plainAccounts.has(name.toLowerCase());
    },
    hasAddress: (address) => {
      const number = ipv4Number(address);
      return ranges.some(({ text, first, last }) =>
        number === undefined ? text === address.toLowerCase() : number >= first && number <= last,
      );
    },
  };
}

/** First labels of full names, by whose domain they are in: a short name that both have is nobody's. */
function labelsByOwner(
  { entities = [], alerts, sources }: NamesOfCase,
  hasDomain: (name: string) => boolean,
): { readonly ours: ReadonlySet<string>; readonly others: ReadonlySet<string> } {
  const ours = new Set<string>();
  const others = new Set<string>();
  const names = [
    ...entities.filter(({ kind }) => kind !== 'address').flatMap(({ name, aliases }) => [name, ...aliases]),
    ...alerts.map(({ host }) => host),
    ...sources.flatMap(({ hosts }) => hosts),
  ];
  for (const name of names) {
    const dot = name.indexOf('.');
    if (dot <= 0 || addressKind(name) !== undefined) continue;
    const owner = hasDomain(name.slice(dot + 1)) ? ours : others;
    owner.add(name.slice(0, dot).toLowerCase());
  }
  return { ours, others };
}

/** Names of accounts without a domain that were seen on hosts of the organisation only. */
function accountsOnlyOn({ alerts }: NamesOfCase, hasHost: (name: string) => boolean): ReadonlySet<string> {
  const ours = new Set<string>();
  const others = new Set<string>();
  for (const { host, context } of alerts) {
    const owner = hasHost(host) ? ours : others;
    for (const account of [context?.account, context?.targetAccount]) {
      if (account !== undefined) owner.add(account.toLowerCase());
    }
  }
  return new Set([...ours].filter((account) => !others.has(account)));
}

interface AddressRange {
  readonly text: string;
  readonly first: number;
  readonly last: number;
}

function rangeOf(network: string): AddressRange[] {
  const [address = '', bits = '32'] = network.split('/');
  const number = ipv4Number(address);
  const text = network.toLowerCase();
  if (number === undefined) return [{ text, first: 1, last: 0 }];
  const size = 2 ** (32 - Math.min(32, Math.max(0, Number(bits) || 0)));
  const first = Math.floor(number / size) * size;
  return [{ text, first, last: first + size - 1 }];
}

function ipv4Number(address: string): number | undefined {
  if (addressKind(address) !== 'ipv4') return undefined;
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
