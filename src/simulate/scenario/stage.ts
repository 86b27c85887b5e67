import type { FirewallSession, HostState, LiveProcess, LogonSession, VpnSession, World } from '../world/index.ts';
import type { Cast } from './cast.ts';
import type { ScenarioAction } from './scenario-file.ts';
import { unplayable } from './unplayable.ts';

/** Where an intruder is at the moment: what he has opened, the last on top. */
export interface Stage {
  readonly world: World;
  readonly cast: Cast;
  firewall: FirewallSession | undefined;
  vpn: VpnSession | undefined;
  /** desktops, from the first to where he is */
  readonly sessions: LogonSession[];
  /** the console in which commands run */
  shell: LiveProcess | undefined;
  /** the last process that an action started: what its effects come from */
  process: LiveProcess | undefined;
}

/** The arguments of an action, checked as they are read. */
export class Given {
  readonly #values: ScenarioAction;
  readonly #stage: Stage;
  readonly #what: string;

  constructor(what: string, values: ScenarioAction, stage: Stage) {
    this.#what = what;
    this.#values = values;
    this.#stage = stage;
  }

  /** @throws UsageError naming the action when it is missing */
  text(key: string): string {
    const value = this.optional(key);
    if (value === undefined) throw unplayable(`the action "${this.#what}" lacks "${key}"`);
    return value;
  }

  optional(key: string): string | undefined {
    const value = this.#values[key];
    return value === undefined ? undefined : this.#stage.cast.text(String(value));
  }

  number(key: string, otherwise: number): number {
    const value = this.#values[key];
    return typeof value === 'number' ? value : otherwise;
  }

  flag(key: string): boolean {
    return this.#values[key] === true;
  }

  host(key: string): HostState {
    return this.#stage.cast.host(String(this.#values[key] ?? ''));
  }

  list(key: string): readonly ScenarioAction[] {
    const value = this.#values[key];
    return Array.isArray(value) ? (value as ScenarioAction[]) : [];
  }

  numbers(key: string): readonly number[] {
    const value = this.#values[key];
    return Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : [];
  }

  texts(key: string): readonly string[] {
    const value = this.#values[key];
    return Array.isArray(value) ? value.map((one) => this.#stage.cast.text(String(one))) : [];
  }

  raw(key: string): string {
    return String(this.#values[key] ?? '');
  }
}

/** Where he is. @throws UsageError when no session is open */
export function sessionOf({ sessions }: Stage): LogonSession {
  const session = sessions.at(-1);
  if (session === undefined) throw unplayable('no session is open at this point of the scenario');
  return session;
}

/** A session and a process of it from which something can be reached. @throws UsageError when no session is open */
export function startersOf(stage: Stage): { readonly session: LogonSession; readonly client: LiveProcess } {
  const session = sessionOf(stage);
  const client = stage.shell ?? session.shell;
  if (client === undefined) throw unplayable('the open session has no desktop');
  return { session, client };
}

/** The console. @throws UsageError when none is open */
export function shellOf({ shell }: Stage): LiveProcess {
  if (shell === undefined) throw unplayable('no console is open at this point of the scenario');
  return shell;
}
