import { countryOf, homeAddress, strangerAddress } from '../addresses.ts';
import type { Account } from '../organisation.ts';
import type { Random } from '../random.ts';
import type { HostState, World } from '../world/index.ts';
import type { Pick, ScenarioFile, ScenarioVariant } from './scenario-file.ts';
import { unplayable } from './unplayable.ts';

/** What a scenario's names stand for in one organisation: hosts, accounts, addresses and wordings. */
export class Cast {
  readonly #hosts = new Map<string, HostState>();
  readonly #accounts = new Map<string, Account>();
  readonly #texts = new Map<string, string>();
  readonly #world: World;

  /** @throws UsageError for a pick that the organisation cannot give */
  constructor(world: World, file: ScenarioFile, variant: ScenarioVariant | undefined) {
    this.#world = world;
    const random = world.random.fork(`scenario/${file.name}/${variant?.name ?? ''}`);
    for (const [name, pick] of Object.entries(file.pick)) this.#choose(name, pick, random.fork(name));
    const words = { ...file.words, ...variant?.words };
    for (const [name, wordings] of Object.entries(words))
      this.#texts.set(name, random.fork(`words/${name}`).pick(wordings));
  }

  /** The host that a name of the scenario, or of the organisation, means. @throws UsageError for a name of neither */
  host(name: string): HostState {
    const called = this.text(name).toUpperCase();
    const host = this.#hosts.get(name) ?? [...this.#world.hosts].find((one) => one.host.name === called);
    if (host === undefined) throw unplayable(`there is no host "${name}"`);
    return host;
  }

  /** @throws UsageError for a name that is no account */
  account(name: string): Account {
    const called = this.text(name).toLowerCase();
    const { accounts } = this.#world.organisation;
    const account = this.#accounts.get(name) ?? accounts.find(({ user }) => user.toLowerCase() === called);
    if (account === undefined) throw unplayable(`there is no account "${name}"`);
    return account;
  }

  /** A text with every `{name}` replaced: hosts by their names, accounts by their users, words by the chosen wording. */
  text(template: string): string {
    let text = template;
    // Words may name other words, a few levels deep.
    for (let round = 0; round < 4 && text.includes('{'); round++) {
      text = text.replace(
        /\{([a-z][a-z0-9_-]*)(?:\.([a-z]+))?\}/gi,
        (whole, name: string, part?: string) => this.#valueOf(name, part) ?? whole,
      );
    }
    return text;
  }

  #valueOf(name: string, part: string | undefined): string | undefined {
    const host = this.#hosts.get(name);
    if (host !== undefined)
      return part === 'address' ? host.address : part === 'fqdn' ? host.host.fqdn : host.host.name;
    const account = this.#accounts.get(name);
    if (account !== undefined) return part === 'domain' ? account.domain : account.user;
    if (name === 'domain') return part === 'dns' ? this.#world.organisation.dnsDomain : this.#world.organisation.domain;
    return this.#texts.get(name);
  }

  #choose(name: string, pick: Pick, random: Random): void {
    const { organisation } = this.#world;
    if ('host' in pick) {
      const hosts = this.#world.hostsOf(pick.host);
      if (hosts.length === 0) throw unplayable(`the organisation has no ${pick.host} for ${name}`);
      this.#hosts.set(name, pick.index === undefined ? random.pick(hosts) : hosts[pick.index % hosts.length]!);
    } else if ('outside' in pick) {
      const number = random.integer(1, 60_000);
      this.#texts.set(
        name,
        pick.outside === 'home' ? homeAddress(40_000 + (number % 9_000)) : this.#stranger(pick.outside, random),
      );
    } else if ('appliance' in pick) {
      this.#texts.set(name, this.#world.network.applianceAddress(pick.appliance, random.integer(0, 19)));
    } else if ('service' in pick) {
      const account = organisation.serviceAccounts.get(pick.service);
      if (account === undefined) throw unplayable(`the organisation has no service account for ${pick.service}`);
      this.#accounts.set(name, account);
    } else if ('administrator' in pick) {
      const administrators = organisation.people.flatMap(({ adminAccount }) => adminAccount ?? []);
      this.#accounts.set(name, random.pick(this.#stillFree(administrators)));
    } else {
      const people = organisation.people.filter(
        ({ account, adminAccount, isEngineer }) =>
          adminAccount === undefined &&
          (pick.person !== 'vpn' || account.mayUseVpn) &&
          (pick.person !== 'engineer' || isEngineer),
      );
      this.#accounts.set(name, random.pick(this.#stillFree(people.map(({ account }) => account))));
    }
  }

  /** Picks are different people, as long as there are enough. */
  #stillFree(accounts: readonly Account[]): readonly Account[] {
    const taken = new Set(this.#accounts.values());
    const free = accounts.filter((account) => !taken.has(account));
    return free.length > 0 ? free : accounts;
  }

  #stranger(where: 'anywhere' | 'abroad', random: Random): string {
    const { country } = this.#world.organisation;
    let address = strangerAddress(random.next());
    while (where === 'abroad' && countryOf(address, country) === country) address = strangerAddress(random.next());
    return address;
  }
}
