import type { EventRef, LogEvent, Observations, Schema } from '../model/index.ts';
import { fileName } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { KeptStarts, NOT_KEPT } from './kept-starts.ts';
import { SharedTexts } from './shared-texts.ts';
import { categoryView, type FieldReader } from './view.ts';

// A host runs some hundred processes at a time; a log without ends of processes never says which are gone.
const MAX_LIVE = 4_096;
// Of all logs together: those of logs that have been read are forgotten, the oldest first. Some 60 MB.
const MAX_LIVE_IN_ALL = 100_000;
// As many as alerts are looked at for incidents; with what is made of them some 50 MB.
const MAX_KEPT = 100_000;
// People and programs nest a dozen; a chain without end would keep all of its members alive.
const MAX_DEPTH = 256;
const MAX_COMMAND = 4_096;
const MAX_IMAGE = 1_024;

/**
 * Process starts as one piece of a log gives them: those to keep, and those that may yet matter to the next piece. Plain
 * data; who absorbs it takes the entries over.
 */
export interface ProcessPart {
  /** parents before their children */
  readonly processes: readonly ProcessEntry[];
  /** ends of processes that started in an earlier piece */
  readonly ends: readonly ProcessEnd[];
  /** sessions in which something alerted */
  readonly keptSessions: readonly (readonly [log: string, logonId: string])[];
}

export interface ProcessEnd {
  readonly log: string;
  readonly pid: number;
  readonly guid: string | undefined;
  readonly image: string | undefined;
  readonly timeMs: number;
}

/** A start that may get a parent, an end and children. There are thousands in each piece: all members are always there. */
export interface ProcessEntry {
  readonly host: string;
  /** the log that says so: one start may stand in two logs of a host */
  readonly log: string;
  readonly timeMs: number;
  readonly pid: number;
  readonly image: string;
  readonly ref: EventRef;
  readonly parentPid: number | undefined;
  readonly guid: string | undefined;
  readonly commandLine: string | undefined;
  readonly account: string | undefined;
  readonly logonId: string | undefined;
  readonly parentImage: string | undefined;
  parent: ProcessEntry | undefined;
  isParentInferred: boolean;
  endMs: number | undefined;
  /** among those that are kept */
  row: number;
  isLive: boolean;
  isUnresolved: boolean;
  depth: number;
}

/** The starts of processes with their lineage. */
export interface Processes extends Aspect<ProcessPart, Pick<Observations, 'processes'>> {
  /** An event alerted: its process is kept, with its ancestors, descendants and session. Call after it was added. */
  keep(event: LogEvent): void;
}

/**
 * Follows processes: the parent of a start is found by its GUID, else by its number among those alive, if the names
 * agree. Numbers are used again; a start whose parent's own start is not in the log has none.
 */
export function createProcesses(options: { readonly keepAll?: boolean } = {}): Processes {
  const state: KeepState = { kept: new KeptStarts(MAX_KEPT), forgotten: 0, keepAll: options.keepAll === true };
  const logs = new ProcessLogs(state);
  const texts = new SharedTexts();
  return {
    bind: (schema) => {
      const logOf = logFinder(schema, logs);
      const creation = categoryView(schema, 'process_creation');
      if (creation !== undefined) return (event) => logOf(event).start(event, creation);
      const termination = categoryView(schema, 'process_termination');
      return termination === undefined ? undefined : (event) => logOf(event).end(event, termination);
    },
    keep: (event) => {
      logs.find(`${event.host}\n${logName(event.schema)}`)?.keepProcessOf(event);
    },
    absorb: (part) => {
      for (const entry of part.processes) shareTexts(entry, texts);
      for (const end of part.ends) logs.named(end.log).noteEnd(end);
      for (const entry of part.processes) logs.named(entry.log).adopt(entry);
      for (const end of part.ends) logs.named(end.log).applyEnd(end);
      for (const entry of part.processes) logs.named(entry.log).enter(entry);
      for (const [log, logonId] of part.keptSessions) logs.named(log).keepSession(logonId);
      logs.forgetOldest(logsOf(part));
      state.kept.settle();
    },
    part: () => partOf(logs.all(), state.kept.unwritten()),
    result: () => ({ processes: state.kept.list() }),
    get dropped() {
      return state.kept.dropped + state.forgotten;
    },
  };
}

/** A hunt holds a hundred thousand starts, of a few hundred programs. */
function shareTexts(entry: { -readonly [Key in keyof ProcessEntry]: ProcessEntry[Key] }, texts: SharedTexts): void {
  entry.host = texts.of(entry.host);
  entry.log = texts.of(entry.log);
  entry.image = texts.of(entry.image);
  entry.ref = { ...entry.ref, source: texts.of(entry.ref.source) };
  entry.commandLine = texts.ofAny(entry.commandLine);
  entry.account = texts.ofAny(entry.account);
  entry.logonId = texts.ofAny(entry.logonId);
  entry.parentImage = texts.ofAny(entry.parentImage);
}

function logsOf({ processes, ends }: ProcessPart): ReadonlySet<string> {
  const logs = new Set<string>();
  for (const { log } of processes) logs.add(log);
  for (const { log } of ends) logs.add(log);
  return logs;
}

interface KeepState {
  readonly kept: KeptStarts;
  /** logs that went on after their processes were forgotten */
  forgotten: number;
  readonly keepAll: boolean;
}

/** The logs of all hosts; processes that may yet matter are forgotten where there are too many of them. */
class ProcessLogs {
  readonly #state: KeepState;
  /** the one that was fed last at the end */
  readonly #logs = new Map<string, ProcessLog>();
  readonly #sizes = new Map<string, number>();
  readonly #forgotten = new Set<string>();
  #size = 0;

  constructor(state: KeepState) {
    this.#state = state;
  }

  find(name: string): ProcessLog | undefined {
    return this.#logs.get(name);
  }

  named(name: string): ProcessLog {
    const known = this.#logs.get(name);
    if (known !== undefined) return known;
    // It goes on after all: parents of what starts now may be among what was forgotten.
    if (this.#forgotten.delete(name)) this.#state.forgotten++;
    const log = new ProcessLog(name, this.#state);
    this.#logs.set(name, log);
    return log;
  }

  /** @param fed names of the logs that went on */
  forgetOldest(fed: ReadonlySet<string>): void {
    for (const name of fed) {
      const log = this.named(name);
      this.#logs.delete(name);
      this.#logs.set(name, log);
      this.#size += log.size - (this.#sizes.get(name) ?? 0);
      this.#sizes.set(name, log.size);
    }
    for (const name of this.#logs.keys()) {
      if (this.#size <= MAX_LIVE_IN_ALL) return;
      this.#size -= this.#sizes.get(name) ?? 0;
      this.#sizes.delete(name);
      this.#logs.delete(name);
      this.#forgotten.add(name);
    }
  }

  all(): ProcessLog[] {
    return [...this.#logs.values()];
  }
}

/** Most events have the host of the one before. */
function logFinder(schema: Schema, logs: ProcessLogs): (event: LogEvent) => ProcessLog {
  const channel = logName(schema);
  let [lastHost, name] = ['', `\n${channel}`];
  return ({ host }) => {
    if (host !== lastHost) [lastHost, name] = [host, `${host}\n${channel}`];
    return logs.named(name);
  };
}

function logName({ constants, id }: Schema): string {
  const channel = constants?.get('Channel');
  return typeof channel === 'string' ? channel : id.split('/').slice(0, 2).join('/');
}

/** The processes that one log of one host tells of. */
class ProcessLog {
  readonly name: string;
  readonly #state: KeepState;
  readonly #live = new Map<number, ProcessEntry>();
  readonly #byGuid = new Map<string, ProcessEntry>();
  /** starts that were added and whose parent must stand in an earlier piece, if anywhere */
  readonly #unresolved: ProcessEntry[] = [];
  readonly #foreignEnds: ProcessEnd[] = [];
  readonly #sessions = new Set<string>();
  #newest: ProcessEntry | undefined;
  #writesEnds = false;

  constructor(name: string, state: KeepState) {
    this.name = name;
    this.#state = state;
  }

  /** how many processes and ends it holds that may yet matter */
  get size(): number {
    return this.#live.size + this.#unresolved.length + this.#foreignEnds.length;
  }

  start(event: LogEvent, view: FieldReader): void {
    const { timeMs } = event;
    const guid = view.text(event, 'ProcessGuid');
    const pid = view.number(event, 'ProcessId') ?? (guid === undefined ? undefined : standInFor(guid));
    const image = view.text(event, 'Image');
    if (timeMs === undefined || pid === undefined || image === undefined) return;
    const entry: ProcessEntry = {
      host: event.host,
      log: this.name,
      timeMs,
      pid,
      image: image.slice(0, MAX_IMAGE),
      ref: event.ref,
      parentPid: view.number(event, 'ParentProcessId'),
      guid,
      commandLine: view.text(event, 'CommandLine')?.slice(0, MAX_COMMAND),
      account: view.text(event, 'User'),
      logonId: view.text(event, 'LogonId'),
      parentImage: view.text(event, 'ParentImage')?.slice(0, MAX_IMAGE),
      parent: undefined,
      isParentInferred: false,
      endMs: undefined,
      row: NOT_KEPT,
      isLive: true,
      isUnresolved: false,
      depth: 0,
    };
    this.#resolve(entry, view.text(event, 'ParentProcessGuid'));
    this.#add(entry);
  }

  end(event: LogEvent, view: FieldReader): void {
    const { timeMs } = event;
    const pid = view.number(event, 'ProcessId');
    if (timeMs === undefined || pid === undefined) return;
    const [guid, image] = [view.text(event, 'ProcessGuid'), view.text(event, 'Image')];
    const end: ProcessEnd = { log: this.name, pid, guid, image, timeMs };
    if (!this.applyEnd(end) && this.#foreignEnds.length < MAX_LIVE) this.#foreignEnds.push(end);
  }

  /** Notes an end of a later piece, so that what starts in it behind the end has another parent. */
  noteEnd(end: ProcessEnd): void {
    this.#writesEnds = true;
    const entry = this.#endedBy(end);
    if (entry !== undefined) entry.endMs = end.timeMs;
  }

  /** @returns whether the start of what ended is known */
  applyEnd(end: ProcessEnd): boolean {
    this.noteEnd(end);
    const entry = this.#endedBy(end);
    if (entry !== undefined) this.#bury(entry);
    return entry !== undefined;
  }

  keepProcessOf(event: LogEvent): void {
    const own = this.#newest;
    if (own !== undefined && sameRef(own.ref, event.ref)) this.#keepStory(own);
    else {
      const guid = event.get('ProcessGuid') ?? event.get('SourceProcessGUID');
      const entry = typeof guid === 'string' ? this.#byGuid.get(guid) : undefined;
      if (entry !== undefined) this.#keepStory(entry);
    }
  }

  keepSession(logonId: string): void {
    this.#sessions.add(logonId);
    for (const entry of this.#live.values()) if (entry.logonId === logonId) this.#keep(entry);
  }

  /** Takes over an entry of a later piece, parents first; `enter` is to follow when all are taken. */
  adopt(entry: ProcessEntry): void {
    const { row, parent } = entry;
    entry.row = NOT_KEPT;
    entry.isUnresolved = false;
    entry.depth = (parent?.depth ?? -1) + 1;
    if (parent === undefined) this.#resolve(entry, undefined);
    if (row !== NOT_KEPT) this.#keep(entry);
    else this.#keepIfInStory(entry);
  }

  enter(entry: ProcessEntry): void {
    if (entry.isLive) this.#enter(entry);
  }

  exported(): {
    readonly entries: readonly ProcessEntry[];
    readonly ends: readonly ProcessEnd[];
    readonly sessions: Set<string>;
  } {
    const entries = [...this.#live.values(), ...this.#unresolved];
    return { entries, ends: this.#foreignEnds, sessions: this.#sessions };
  }

  #resolve(entry: ProcessEntry, parentGuid: string | undefined): void {
    const byGuid = parentGuid === undefined ? undefined : this.#byGuid.get(parentGuid);
    if (byGuid !== undefined) {
      setParent(entry, byGuid);
      return;
    }
    const candidate = entry.parentPid === undefined ? undefined : this.#live.get(entry.parentPid);
    // With GUIDs on both sides, another GUID is another process.
    const isOther = parentGuid !== undefined && candidate?.guid !== undefined;
    if (candidate === undefined || isOther || !couldBeParent(candidate, entry)) entry.isUnresolved = true;
    else {
      setParent(entry, candidate);
      if (!this.#writesEnds || entry.parentImage === undefined) entry.isParentInferred = true;
    }
  }

  #add(entry: ProcessEntry): void {
    this.#newest = entry;
    this.#enter(entry);
    if (entry.isUnresolved && this.#unresolved.length < MAX_LIVE) this.#unresolved.push(entry);
    this.#keepIfInStory(entry);
  }

  #enter(entry: ProcessEntry): void {
    const before = this.#live.get(entry.pid);
    if (before !== undefined) this.#bury(before);
    this.#live.set(entry.pid, entry);
    if (entry.guid !== undefined) this.#byGuid.set(entry.guid, entry);
    if (this.#live.size > MAX_LIVE) this.#bury(this.#live.values().next().value!);
  }

  #endedBy({ pid, guid, image, timeMs }: ProcessEnd): ProcessEntry | undefined {
    const entry = (guid === undefined ? undefined : this.#byGuid.get(guid)) ?? this.#live.get(pid);
    if (entry === undefined || entry.timeMs > timeMs) return undefined;
    return image === undefined || sameProgram(entry.image, image) ? entry : undefined;
  }

  #keepIfInStory(entry: ProcessEntry): void {
    const isInStory = entry.parent !== undefined && isKept(entry.parent) && !isSystemRoot(entry.parent.image);
    if (this.#state.keepAll || isInStory || this.#sessions.has(entry.logonId ?? '')) this.#keep(entry);
  }

  #bury(entry: ProcessEntry): void {
    entry.isLive = false;
    if (this.#live.get(entry.pid) === entry) this.#live.delete(entry.pid);
    if (entry.guid !== undefined) this.#byGuid.delete(entry.guid);
    this.#state.kept.end(entry);
  }

  #keepStory(entry: ProcessEntry): void {
    this.#keep(entry);
    if (entry.logonId !== undefined && !isSystemLogon(entry.logonId)) this.keepSession(entry.logonId);
  }

  #keep(entry: ProcessEntry): void {
    for (let one: ProcessEntry | undefined = entry; one !== undefined && !isKept(one); one = one.parent) {
      if (!this.#state.kept.keep(one)) return;
    }
  }
}

function isKept({ row }: ProcessEntry): boolean {
  return row !== NOT_KEPT;
}

/** A negative number, the same for one GUID: some collectors pass on the GUID of a process and drop its number. */
function standInFor(guid: string): number {
  let hash = 0;
  for (let index = 0; index < guid.length; index++) hash = (Math.imul(hash, 31) + guid.charCodeAt(index)) | 0;
  return -1 - (hash >>> 1);
}

function setParent(entry: ProcessEntry, parent: ProcessEntry): void {
  entry.depth = parent.depth + 1;
  if (entry.depth <= MAX_DEPTH) entry.parent = parent;
  else entry.depth = 0;
}

function couldBeParent(candidate: ProcessEntry, child: ProcessEntry): boolean {
  if (candidate.timeMs > child.timeMs || (candidate.endMs ?? Number.POSITIVE_INFINITY) < child.timeMs) return false;
  return child.parentImage === undefined || sameProgram(candidate.image, child.parentImage);
}

/** Paths are compared whole where both are whole: `C:\a\cmd.exe` is not `D:\cmd.exe`, but `cmd.exe` may be either. */
function sameProgram(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (left === right) return true;
  return (!left.includes('\\') || !right.includes('\\')) && fileName(left) === fileName(right);
}

/** All of a host's processes descend from these: being their child tells nothing. */
function isSystemRoot(image: string): boolean {
  return /^(?:services|svchost|wininit|winlogon|explorer|smss|userinit|taskeng|wmiprvse|systemd|init)(?:\.exe)?$/i.test(
    fileName(image),
  );
}

/** The sessions of the system, the local and the network service: 0x3e7, 0x3e4, 0x3e5. */
function isSystemLogon(logonId: string): boolean {
  return /^0x0*3e[745]$/i.test(logonId) || logonId === '999' || logonId === '996' || logonId === '997';
}

function sameRef(a: EventRef, b: EventRef): boolean {
  return a.source === b.source && a.record === b.record && a.byteOffset === b.byteOffset;
}

function partOf(logs: readonly ProcessLog[], kept: Iterable<ProcessEntry>): ProcessPart {
  const exported = logs.map((log) => log.exported());
  const entries = new Set<ProcessEntry>();
  const addLine = (entry: ProcessEntry): void => {
    for (let one: ProcessEntry | undefined = entry; one !== undefined && !entries.has(one); one = one.parent)
      entries.add(one);
  };
  for (const entry of kept) addLine(entry);
  for (const { entries: ofLog } of exported) for (const entry of ofLog) addLine(entry);
  return {
    processes: [...entries].sort((a, b) => a.depth - b.depth || a.timeMs - b.timeMs),
    ends: exported.flatMap(({ ends }) => ends),
    keptSessions: exported.flatMap(({ sessions }, index) =>
      [...sessions].map((session) => [logs[index]!.name, session] as const),
    ),
  };
}
