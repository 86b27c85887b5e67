import { DAY_MS, type LocalDay, localDay } from '../calendar.ts';
import type { Fact } from '../facts.ts';
import type { Account, Host, HostRole, Organisation, ServiceUse } from '../organisation.ts';
import { hash32, type Random, randomOf } from '../random.ts';
import { Agenda } from './agenda.ts';
import { HostState } from './host-state.ts';
import { NetworkState } from './network-state.ts';

/** Something that goes on for a while: yields how many ms it waits until it goes on. */
export type Activity = Generator<number, void, void>;

type WithoutOrigin<F> = F extends Fact ? Omit<F, 'id' | 'timeMs' | 'truth'> : never;
/** A fact without what the world adds. */
export type FactDraft = WithoutOrigin<Fact>;

/** What a world is made of. */
export interface WorldOptions {
  readonly organisation: Organisation;
  readonly seed: number;
  /** UTC ms; facts before it are not told */
  readonly startMs: number;
  /** UTC ms; facts from it on are not told */
  readonly endMs: number;
  /** how much everyday background there is; 1 is little, 10 is lifelike */
  readonly noise: number;
}

interface Task {
  readonly run: () => void;
  readonly truth: string | undefined;
}

/**
 * The invented organisation while time passes. Activities take turns in the order of time; what they do changes the
 * state of hosts and tells facts. Facts come out in order of time, however far ahead an activity told them.
 */
export class World {
  readonly organisation: Organisation;
  readonly startMs: number;
  readonly endMs: number;
  readonly noise: number;
  readonly random: Random;
  readonly network: NetworkState;
  /** the scenario step that is played at the moment: every fact told bears it, and what these lead to later */
  truth: string | undefined;
  readonly #hosts: ReadonlyMap<string, HostState>;
  readonly #byRole = new Map<HostRole, HostState[]>();
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #agenda = new Agenda<Task>();
  readonly #told = new Agenda<Fact>();
  readonly #controllers: readonly HostState[];
  readonly #foreign = new Set<Host>();
  #nowMs: number;
  #nextFactId = 1;
  #day: LocalDay;

  constructor(options: WorldOptions) {
    const { organisation, seed } = options;
    this.organisation = organisation;
    this.startMs = options.startMs;
    this.endMs = options.endMs;
    this.noise = options.noise;
    this.random = randomOf(`${seed}/${organisation.domain}`);
    this.#nowMs = options.startMs - DAY_MS;
    this.#hosts = new Map(
      organisation.hosts.map((host) => [host.name, new HostState(host, this.random.fork(`host/${host.name}`))]),
    );
    for (const state of this.#hosts.values()) {
      const alike = this.#byRole.get(state.host.role);
      if (alike === undefined) this.#byRole.set(state.host.role, [state]);
      else alike.push(state);
    }
    this.#accounts = new Map(organisation.accounts.map((account) => [account.user.toLowerCase(), account]));
    this.#controllers = this.hostsOf('domain-controller');
    this.network = new NetworkState(organisation, this.random.fork('network'));
    this.#day = this.dayAt(this.#nowMs);
  }

  /** UTC ms. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The local day of now. */
  get today(): LocalDay {
    if (this.#nowMs >= this.#day.startMs + DAY_MS) this.#day = this.dayAt(this.#nowMs);
    return this.#day;
  }

  dayAt(timeMs: number): LocalDay {
    return localDay(timeMs, this.organisation.utcOffsetMinutes, this.organisation.holidays);
  }

  /** ms until a minute of the local day of now; negative when it is past. */
  untilMinute(minute: number): number {
    return this.today.startMs + minute * 60_000 - this.#nowMs;
  }

  /** ms until the local midnight to come. */
  untilTomorrow(): number {
    return this.today.startMs + DAY_MS - this.#nowMs;
  }

  /** @throws Error for a name that no host has */
  host(name: string): HostState {
    const state = this.#hosts.get(name.toUpperCase());
    if (state === undefined) throw new Error(`there is no host ${name}`);
    return state;
  }

  stateOf(host: Host): HostState {
    return this.host(host.name);
  }

  get hosts(): Iterable<HostState> {
    return this.#hosts.values();
  }

  /** Hosts of some roles, role by role, in the order of the organisation. */
  hostsOf(...roles: readonly HostRole[]): readonly HostState[] {
    const [role] = roles;
    if (role !== undefined && roles.length === 1) return this.#byRole.get(role) ?? [];
    return roles.flatMap((one) => this.#byRole.get(one) ?? []);
  }

  /**
   * A machine that is not the organisation's, as a tester's or an intruder's laptop: it can do what any host can, but it
   * keeps no logs; only what others see of it is told.
   * @param address where it is, as the inside address of a VPN tunnel
   */
  foreignHost(name: string, address: string): HostState {
    const known = this.#hosts.values().next().value!.host;
    const host: Host = {
      ...known,
      name,
      fqdn: name.toLowerCase(),
      role: 'workstation',
      zone: 'outside',
      domain: name,
      sid: 'S-1-0-0',
      system: 'Windows 10 Pro',
      version: '10.0.19045',
    };
    this.#foreign.add(host);
    const state = new HostState(host, this.random.fork(`foreign/${name}/${address}`));
    state.address = address;
    state.isForeign = true;
    return state;
  }

  /** The first host of a role. @throws Error when there is none */
  hostOf(role: HostRole): HostState {
    const [first] = this.hostsOf(role);
    if (first === undefined) throw new Error(`there is no ${role}`);
    return first;
  }

  /** @throws Error for a name that no account has */
  account(user: string): Account {
    const account = this.#accounts.get(user.toLowerCase());
    if (account === undefined) throw new Error(`there is no account ${user}`);
    return account;
  }

  serviceAccount(use: ServiceUse): Account | undefined {
    return this.organisation.serviceAccounts.get(use);
  }

  /** The domain controller that a host asks: always the same while it is up. */
  controllerOf(client: HostState): HostState {
    if (client.host.role === 'domain-controller') return client;
    const up = this.#controllers.filter(({ isUp }) => isUp);
    const among = up.length > 0 ? up : this.#controllers;
    return among[hash32(client.host.name) % among.length]!;
  }

  /**
   * Tells a fact.
   * @param afterMs from now; facts outside the simulated time are dropped
   */
  emit(draft: FactDraft, afterMs = 0): void {
    const timeMs = Math.round(this.#nowMs + afterMs);
    if (timeMs < this.startMs || timeMs >= this.endMs) return;
    if (this.#foreign.has(draft.host)) {
      this.#tellOfStranger(draft, afterMs);
      return;
    }
    const origin = { id: this.#nextFactId++, timeMs };
    const fact = (
      this.truth === undefined ? { ...draft, ...origin } : { ...draft, ...origin, truth: this.truth }
    ) as Fact;
    this.#told.add(timeMs, fact);
  }

  /** Of a machine that is not ours only its connections are known, and not by which program. */
  #tellOfStranger(draft: FactDraft, afterMs: number): void {
    if (draft.kind !== 'flow') return;
    const { process: _, ...flow } = draft;
    this.emit({ ...flow, host: this.hostOf('firewall').host }, afterMs);
  }

  /** Does something later, under the scenario step of now. */
  after(delayMs: number, run: () => void): void {
    this.#agenda.add(this.#nowMs + Math.max(0, delayMs), { run, truth: this.truth });
  }

  /** Starts an activity; it keeps the scenario step that it sets itself. */
  start(activity: Activity, delayMs = 0): void {
    const step = (): void => {
      const { value, done } = activity.next();
      if (done !== true) this.after(value, step);
    };
    this.after(delayMs, step);
  }

  /** Lets time pass to the end, and gives every fact in order of time, then id. Once only. */
  *play(): Generator<Fact, void, void> {
    while (this.#agenda.nextMs < this.endMs) {
      const dueMs = this.#agenda.nextMs;
      while (this.#told.nextMs < dueMs) yield this.#told.take()!;
      const task = this.#agenda.take()!;
      this.#nowMs = dueMs;
      this.truth = task.truth;
      task.run();
    }
    for (let fact = this.#told.take(); fact !== undefined; fact = this.#told.take()) yield fact;
  }
}
