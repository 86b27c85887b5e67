import type { AccountHours, EventRef, LogEvent, LogonKind, Observations, Session } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { BoundedTable } from './bounded-table.ts';
import { type LogonStart, logonReader } from './logon-event.ts';
import { LogonPaths, type LogonPathsPart } from './logon-paths.ts';
import { type SessionsPart, SessionTable } from './session-table.ts';

const MAX_SESSIONS = 300_000;
const MAX_ENDS = 10_000;
const MAX_STARTS = 100_000;
const MAX_ACCOUNTS = 100_000;
const HOUR_MS = 3_600_000;
// 1 January 1970 was a Thursday: that many hours after a Monday, 0 o'clock.
const EPOCH_HOUR = 72;

/** Kinds of logons that follow a person's day. */
const PERSONAL: ReadonlySet<LogonKind> = new Set([
  ...(['interactive', 'unlock', 'remote-interactive', 'cached', 'ssh', 'vpn', 'device', 'cloud'] as const),
]);

/** Logons as one piece gives them. Plain data. */
export interface LogonPart {
  readonly paths: LogonPathsPart;
  readonly hours: readonly AccountHours[];
  readonly sessions: SessionsPart;
  /** ends of sessions that started in an earlier piece */
  readonly ends: readonly (readonly [host: string, logonId: string, timeMs: number])[];
  readonly starts: readonly (readonly [host: string, timeMs: number])[];
}

type LogonResult = Pick<Observations, 'logons' | 'accountHours' | 'sessions'>;

/** Who came in where from where, when accounts are at work, and the sessions of people. */
export function createLogons(): Aspect<LogonPart, LogonResult> {
  const table = new LogonTable();
  return {
    bind: (schema) => {
      const read = logonReader(schema);
      if (read === undefined) return undefined;
      return (event) => {
        const fact = read(event);
        if (fact === undefined) return;
        const { host, timeMs } = event;
        if (fact.what === 'logon') table.logon(fact, event);
        else if (timeMs === undefined) return;
        else if (fact.what === 'start') table.start(host, timeMs);
        else table.end(host, fact.logonId, timeMs);
      };
    },
    absorb: (part) => table.absorb(part),
    part: () => table.part(),
    result: () => table.result(),
    get dropped() {
      return table.dropped;
    },
  };
}

class LogonTable {
  readonly #paths = new LogonPaths();
  readonly #hours = new BoundedTable<{ readonly account: string; readonly hours: number[] }>(MAX_ACCOUNTS);
  readonly #sessions = new SessionTable(MAX_SESSIONS);
  readonly #ends: (readonly [string, string, number])[] = [];
  readonly #starts: (readonly [host: string, timeMs: number])[] = [];

  get dropped(): number {
    return this.#sessions.dropped + this.#paths.dropped + this.#hours.dropped;
  }

  logon(fact: LogonStart, event: LogEvent): void {
    const { account, kind, isSuccess } = fact;
    const { host, timeMs, ref } = event;
    this.#paths.add(fact, event);
    if (!isSuccess || timeMs === undefined || fact.isBackground) return;
    if (PERSONAL.has(kind)) this.#hour(account, timeMs);
    if (fact.logonId !== undefined) this.#startSession(fact, fact.logonId, host, timeMs, ref);
  }

  start(host: string, timeMs: number): void {
    if (this.#starts.length < MAX_STARTS) this.#starts.push([host, timeMs]);
  }

  end(host: string, logonId: string, timeMs: number): void {
    if (!this.#sessions.end(host, logonId, timeMs) && this.#ends.length < MAX_ENDS)
      this.#ends.push([host, logonId, timeMs]);
  }

  absorb(part: LogonPart): void {
    this.#paths.absorb(part.paths);
    for (const { account, hours } of part.hours) {
      const known = this.#hoursOf(account);
      for (let at = 0; known !== undefined && at < hours.length; at += 2) addHour(known, hours[at]!, hours[at + 1]!);
    }
    for (const [host, logonId, timeMs] of part.ends) this.end(host, logonId, timeMs);
    this.#sessions.absorb(part.sessions);
    for (const [host, timeMs] of part.starts) this.start(host, timeMs);
  }

  part(): LogonPart {
    const [paths, hours] = [this.#paths.part(), this.#allHours()];
    return { paths, hours, sessions: this.#sessions.part(), ends: this.#ends, starts: this.#starts };
  }

  result(): LogonResult {
    const starts = startsByHost(this.#starts);
    const sessions = this.#sessions.all().map((session) => closedByStart(session, starts.get(session.host) ?? []));
    return { logons: this.#paths.all(), accountHours: this.#allHours(), sessions };
  }

  #hour(account: string, timeMs: number): void {
    const hours = this.#hoursOf(account);
    const hour = (((Math.floor(timeMs / HOUR_MS) + EPOCH_HOUR) % 168) + 168) % 168;
    if (hours !== undefined) addHour(hours, hour, 1);
  }

  #hoursOf(account: string): number[] | undefined {
    return this.#hours.at(account, () => ({ account, hours: [] }))?.hours;
  }

  #startSession(fact: LogonStart, logonId: string, host: string, startMs: number, ref: EventRef): void {
    const { account, kind, sid, address, workstation, isElevated } = fact;
    this.#sessions.add({ host, logonId, account, kind, sid, address, workstation, isElevated, startMs, ref });
  }

  #allHours(): AccountHours[] {
    return [...this.#hours.values()];
  }
}

/** @param hours as `AccountHours` has them: an account is at work in few of the 168, and a log may hold any number of accounts */
function addHour(hours: number[], hour: number, logons: number): void {
  for (let at = 0; at < hours.length; at += 2) {
    if (hours[at] !== hour) continue;
    hours[at + 1]! += logons;
    return;
  }
  hours.push(hour, logons);
}

/** A session that was never ended goes no further than the next start of its host. */
function closedByStart(session: Session, starts: LogonPart['starts']): Session {
  if (session.endMs !== null) return session;
  const later = starts.filter(([, timeMs]) => timeMs > session.startMs).map(([, timeMs]) => timeMs);
  return later.length === 0 ? session : { ...session, endMs: Math.min(...later), isEndInferred: true };
}

function startsByHost(starts: LogonPart['starts']): ReadonlyMap<string, LogonPart['starts']> {
  const byHost = new Map<string, (readonly [string, number])[]>();
  for (const start of starts) {
    const known = byHost.get(start[0]);
    if (known === undefined) byHost.set(start[0], [start]);
    else known.push(start);
  }
  return byHost;
}
