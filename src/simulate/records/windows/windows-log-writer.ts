import { type EvtxBlock, EvtxWriter, type PreparedEvent } from '../../../evtx/index.ts';
import { MINUTE_MS } from '../../calendar.ts';
import type { Fact } from '../../facts.ts';
import { type LogDamage, UNDAMAGED } from '../../log-damage.ts';
import type { PutBytes, RecordPlace, RecordWriter } from '../../log-writer.ts';
import type { Host } from '../../organisation.ts';
import { hash32 } from '../../random.ts';
import { type EventKind, type EventWriter, eventLayout, layoutValues, type WindowsRecord } from './event-kind.ts';
import { SECURITY } from './security-kinds.ts';
import { SYSTEM } from './system-kinds.ts';
import { windowsRecords } from './windows-records.ts';

/** Ticks of 100 ns in a millisecond. */
const TICKS_PER_MS = 10_000;
/** Windows Server 2022 and Windows 11 write version 3.2 of the format. */
const FIRST_BUILD_OF_3_2 = 20348;

/** One open log. */
interface OpenLog {
  readonly host: Host;
  readonly channel: string;
  readonly file: string;
  evtx: EvtxWriter;
  nextRecordId: number;
  /** the record before the next one is not there */
  isAfterHole: boolean;
  /** blocks that go when the log is cleared; undefined when they are put at once */
  held: EvtxBlock[] | undefined;
  /** time of the last record: UTC ms, and ticks behind it; records of a log come in order */
  lastMs: number;
  lastTicks: number;
}

/**
 * Writes the event logs of all Windows hosts: a file for each host and channel, named as Windows names them, below
 * `windows/HOST/`. A log that was cleared goes on in its file with the record that says so, as a collector has it that
 * gathered continuously, unless the damage says that what it held is gone. Holds one unfinished chunk of 64 KiB for each
 * log, and the whole of those that may go.
 * @param put gets blocks of a file in order, its header of 4 KiB at offset 0 last
 */
export function createWindowsLogWriter(put: PutBytes, damage: LogDamage = UNDAMAGED): RecordWriter {
  const hosts = new Map<Host, Map<string, OpenLog>>();
  /** by file: the first record that is still there */
  const gone = new Map<string, number>();

  const logOf = (host: Host, channel: string): OpenLog => {
    let logs = hosts.get(host);
    if (logs === undefined) {
      logs = new Map();
      hosts.set(host, logs);
    }
    let log = logs.get(channel);
    if (log === undefined) {
      log = openLog(host, channel, damage);
      logs.set(channel, log);
    }
    return log;
  };

  return {
    write(fact: Fact, places?: RecordPlace[]): void {
      recordsByClock(fact, damage).forEach(({ host, event, timeMs }, index) => {
        const cleared = clearedChannel(event);
        if (cleared !== undefined && damage.isClearedGone(host)) empty(logOf(host, cleared), gone);
        const log = logOf(host, event.kind.channel);
        if (damage.isLost(host, log.channel, fact.timeMs)) {
          log.nextRecordId++;
          log.isAfterHole = true;
          return;
        }
        places?.push({ file: log.file, record: log.nextRecordId });
        writeRecord(log, event, { id: fact.id, timeMs }, index, put);
      });
    },
    finish(): void {
      for (const logs of hosts.values()) {
        for (const { file, evtx, held = [] } of logs.values()) {
          for (const { byteOffset, bytes } of [...held, ...evtx.finish()]) put(file, byteOffset, bytes);
        }
      }
      hosts.clear();
    },
    isGone: ({ file, record }) => record < (gone.get(file) ?? 0),
  };
}

/** A record, and when it happened by the clock of its host. */
interface ToldRecord {
  readonly host: Host;
  readonly event: WindowsRecord;
  readonly timeMs: number;
}

function recordsByClock(fact: Fact, damage: LogDamage): readonly ToldRecord[] {
  return windowsRecords(fact).map(([host, event], index) => {
    const clockMs = damage.clockMs(host, fact.timeMs);
    if (clockMs === 0) return { host, event, timeMs: fact.timeMs };
    // Its fields have times too.
    const told = { ...fact, timeMs: fact.timeMs + clockMs };
    return { host, event: windowsRecords(told)[index]![1], timeMs: told.timeMs };
  });
}

/** The log that a record says was cleared. */
function clearedChannel({ kind, values }: WindowsRecord): string | undefined {
  if (kind === SECURITY.logCleared) return kind.channel;
  if (kind !== SYSTEM.logCleared) return undefined;
  return String(values[kind.fields.findIndex(({ name }) => name === 'Channel')]);
}

/** The numbers of records go on. */
function empty(log: OpenLog, gone: Map<string, number>): void {
  log.evtx = createEvtx(log.host, log.nextRecordId);
  log.held = [];
  gone.set(log.file, log.nextRecordId);
}

function openLog(host: Host, channel: string, damage: LogDamage): OpenLog {
  const file = `windows/${host.name}/${channel.replaceAll('/', '%4')}.evtx`;
  // Logs of a host in use have long been written to.
  const nextRecordId = 1000 + (hash32(file) % 400_000);
  const evtx = createEvtx(host, nextRecordId);
  const held = damage.isClearedGone(host) ? [] : undefined;
  return { host, channel, file, evtx, nextRecordId, isAfterHole: false, held, lastMs: 0, lastTicks: 0 };
}

function createEvtx({ version }: Host, firstRecordId: number): EvtxWriter {
  const build = Number(version.split('.')[2] ?? 0);
  return new EvtxWriter({ version: build >= FIRST_BUILD_OF_3_2 ? '3.2' : '3.1', firstRecordId });
}

type Moment = Pick<Fact, 'id' | 'timeMs'>;

function writeRecord(log: OpenLog, event: WindowsRecord, moment: Moment, index: number, put: PutBytes): void {
  const { host } = log;
  advance(log, moment, index);
  const { userSid = event.kind.userSid, activityId } = event;
  const head = {
    ...(log.isAfterHole ? { recordId: log.nextRecordId } : undefined),
    timeMs: log.lastMs,
    ticks: BigInt(log.lastTicks),
    computer: host.fqdn,
    execution: execution(host, event, moment.id),
    ...(userSid === undefined ? undefined : { securityUserId: userSid }),
    ...(activityId === undefined ? undefined : { correlation: { activityId } }),
  };
  for (const block of log.evtx.addPrepared(layoutOf(event), head, layoutValues(event))) {
    if (log.held === undefined) put(log.file, block.byteOffset, block.bytes);
    else log.held.push(block);
  }
  log.nextRecordId++;
  log.isAfterHole = false;
}

const layouts = new WeakMap<EventKind, PreparedEvent>();

/** Events of one kind are alike: they all have strings or none, and a Binary element or none. */
function layoutOf({ kind, values, binary }: WindowsRecord): PreparedEvent {
  let layout = layouts.get(kind);
  if (layout === undefined) {
    layout = eventLayout(kind, values.length, binary !== undefined);
    layouts.set(kind, layout);
  }
  return layout;
}

/** Moves the log to the fact's time, with seven digits behind the second, and behind the record before it. */
function advance(log: OpenLog, { id, timeMs }: Moment, index: number): void {
  const ticks = Math.min(((Math.imul(id, 0x9e3779b1) >>> 0) % 8000) + index * 37, TICKS_PER_MS - 1);
  // Facts come in order: only a clock that is set goes back so far.
  const isSetBack = timeMs < log.lastMs - MINUTE_MS;
  if (isSetBack || timeMs > log.lastMs || (timeMs === log.lastMs && ticks > log.lastTicks)) {
    log.lastMs = timeMs;
    log.lastTicks = ticks;
    return;
  }
  log.lastTicks++;
  if (log.lastTicks < TICKS_PER_MS) return;
  log.lastMs++;
  log.lastTicks = 0;
}

/** Process and thread of `Execution`: each service has a process of its own for as long as the simulation lasts. */
function execution(
  host: Host,
  { kind, processId }: WindowsRecord,
  factId: number,
): { readonly processId: number; readonly threadId: number } {
  const threadId = (((Math.imul(factId, 0x85ebca6b) >>> 0) % 2000) + 10) * 4;
  switch (kind.writer) {
    case 'nobody':
      return { processId: 0, threadId: 0 };
    case 'kernel':
      return { processId: 4, threadId };
    case 'acting':
      return { processId: processId ?? serviceProcess(host, kind.writer), threadId };
    default:
      return { processId: serviceProcess(host, kind.writer), threadId };
  }
}

const serviceProcesses = new WeakMap<Host, Map<EventWriter, number>>();

function serviceProcess(host: Host, writer: EventWriter): number {
  let ofHost = serviceProcesses.get(host);
  if (ofHost === undefined) {
    ofHost = new Map();
    serviceProcesses.set(host, ofHost);
  }
  let processId = ofHost.get(writer);
  if (processId === undefined) {
    processId = ((hash32(`${host.name} ${writer}`) % 700) + 120) * 4;
    ofHost.set(writer, processId);
  }
  return processId;
}
