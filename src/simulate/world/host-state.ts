import type { Host, Principal } from '../organisation.ts';
import { hexOf, type Random } from '../random.ts';
import type { RunningProcess, Subject } from '../windows-facts.ts';
import type { LogonSession } from './session.ts';

/** A process that runs, and where. */
export interface LiveProcess extends RunningProcess {
  readonly on: HostState;
  readonly parent?: LiveProcess;
  /** the logon session that it ends with */
  session: LogonSession | undefined;
  isOver: boolean;
}

/** Logon id of SYSTEM, the same on every host (learn.microsoft.com, event 4624). */
export const SYSTEM_LOGON_ID = 0x3e7;
/** Null SID: nobody. */
export const NOBODY: Subject = { sid: 'S-1-0-0', user: '-', domain: '-', logonId: 0 };

/** Windows gives process ids in steps of four; below 200 sits what starts first. */
const PID_STEP = 4;
const LOWEST_PID = 50;
const HIGHEST_PID = 3400;

/** What a host remembers while it is simulated: its boot, processes, logon sessions, tickets and address. */
export class HostState {
  readonly host: Host;
  readonly random: Random;
  readonly system: Subject;
  readonly localService: Subject;
  readonly networkService: Subject;
  readonly machineAccount: Principal;
  readonly sessions = new Set<LogonSession>();
  /** what runs by a name of ours: `lsass`, `services`, `svchost:Schedule` */
  readonly services = new Map<string, LiveProcess>();
  /** service tickets of the machine account, by name, with the time when they end */
  readonly tickets = new Map<string, number>();
  /** answers of the name server, with the time when they end */
  readonly names = new Map<string, number>();
  bootMs = 0;
  isUp = false;
  /** its leased or tunnel address; that of the host when fixed */
  address: string;
  /** it is with its owner at home, outside the company's network */
  isAway = false;
  /** nobody is at it and it sleeps: it says nothing and cannot be reached */
  isAsleep = false;
  /** not the organisation's: it keeps no logs */
  isForeign = false;
  readonly #livePids = new Set<number>();
  readonly #machineDigits: string;
  #nextLogonId = 0;
  #nextTerminalSession = 1;

  constructor(host: Host, random: Random) {
    this.host = host;
    this.random = random;
    this.address = host.fixedAddress ?? '';
    this.machineAccount = { sid: host.sid, user: `${host.name}$`, domain: host.domain };
    this.system = { ...this.machineAccount, sid: 'S-1-5-18', logonId: SYSTEM_LOGON_ID };
    this.localService = { sid: 'S-1-5-19', user: 'LOCAL SERVICE', domain: 'NT AUTHORITY', logonId: 0x3e5 };
    this.networkService = { ...this.machineAccount, sid: 'S-1-5-20', logonId: 0x3e4 };
    this.#machineDigits = hexOf(`${host.fqdn}/machine`, 8);
  }

  /** Whether it can be reached over the network. */
  get isReachable(): boolean {
    return this.isUp && !this.isAway && !this.isAsleep && this.address !== '';
  }

  /** Forgets everything that a restart ends. */
  restart(timeMs: number): void {
    this.bootMs = timeMs;
    this.isUp = true;
    this.isAsleep = false;
    this.sessions.clear();
    this.services.clear();
    this.tickets.clear();
    this.names.clear();
    this.#livePids.clear();
    this.#nextLogonId = 0x9000 + this.random.integer(0, 0x4000);
    this.#nextTerminalSession = 1;
  }

  /** Logon ids grow; between two that we show lie others that no log shows. */
  newLogonId(): number {
    this.#nextLogonId += this.random.integer(0x40, 0x3000);
    return this.#nextLogonId;
  }

  newTerminalSession(): number {
    return this.#nextTerminalSession++;
  }

  newPid(): number {
    for (;;) {
      const pid = PID_STEP * this.random.integer(LOWEST_PID, HIGHEST_PID);
      if (this.#livePids.has(pid)) continue;
      this.#livePids.add(pid);
      return pid;
    }
  }

  freePid(pid: number): void {
    this.#livePids.delete(pid);
  }

  get processCount(): number {
    return this.#livePids.size;
  }

  /** Sysmon's form: machine, start in seconds, process id and a count. */
  processGuid(startMs: number, pid: number): string {
    const seconds = Math.floor(startMs / 1000)
      .toString(16)
      .padStart(8, '0');
    const rest = `${pid.toString(16).padStart(8, '0')}${this.random.hex(8)}`;
    const [a, b, c] = [this.#machineDigits, seconds, rest];
    return `{${a}-${b.slice(4)}-${b.slice(0, 4)}-${c.slice(0, 4)}-${c.slice(4)}}`.toUpperCase();
  }

  logonGuid(logonId: number): string {
    const digits = hexOf(`${this.#machineDigits}/${this.bootMs}/${logonId}`, 32);
    return `{${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}}`.toUpperCase();
  }
}
