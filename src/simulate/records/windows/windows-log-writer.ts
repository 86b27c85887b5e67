import { EvtxWriter, type PreparedEvent } from '../../../evtx/index.ts';
import type { Fact } from '../../facts.ts';
import type { LogWriter, PutBytes, RecordPlace } from '../../log-writer.ts';
import type { Host } from '../../organisation.ts';
import { hash32 } from '../../random.ts';
import { type EventKind, type EventWriter, eventLayout, layoutValues, type WindowsRecord } from './event-kind.ts';
import { windowsRecords } from './windows-records.ts';

/** Ticks of 100 ns in a millisecond. */
const TICKS_PER_MS = 10_000;
/** Windows Server 2022 and Windows 11 write version 3.2 of the format. */
const FIRST_BUILD_OF_3_2 = 20348;

/** One open log. */
interface OpenLog {
  readonly file: string;
  readonly evtx: EvtxWriter;
  nextRecordId: number;
  /** time of the last record: UTC ms, and ticks behind it; records of a log come in order */
  lastMs: number;
  lastTicks: number;
}

/**
 * Writes the event logs of all Windows hosts: a file for each host and channel, named as Windows names them, below
 * `windows/HOST/`. A log that was cleared goes on in its file with the record that says so, as a collector has it that
 * gathered continuously. Holds one unfinished chunk of 64 KiB for each log.
 * @param put gets blocks of a file in order, its header of 4 KiB at offset 0 last
 */
export function createWindowsLogWriter(put: PutBytes): LogWriter {
  const hosts = new Map<Host, Map<string, OpenLog>>();

  const logOf = (host: Host, channel: string): OpenLog => {
    let logs = hosts.get(host);
    if (logs === undefined) {
      logs = new Map();
      hosts.set(host, logs);
    }
    let log = logs.get(channel);
    if (log === undefined) {
      log = openLog(host, channel);
      logs.set(channel, log);
    }
    return log;
  };

  return {
    write(fact: Fact, places?: RecordPlace[]): void {
      windowsRecords(fact).forEach(([host, event], index) => {
        const log = logOf(host, event.kind.channel);
        places?.push({ file: log.file, record: log.nextRecordId });
        writeRecord(log, host, event, fact, index, put);
      });
    },
    finish(): void {
      for (const logs of hosts.values()) {
        for (const { file, evtx } of logs.values()) {
          for (const { byteOffset, bytes } of evtx.finish()) put(file, byteOffset, bytes);
        }
      }
      hosts.clear();
    },
  };
}

function openLog(host: Host, channel: string): OpenLog {
  const file = `windows/${host.name}/${channel.replaceAll('/', '%4')}.evtx`;
  // Logs of a host in use have long been written to.
  const nextRecordId = 1000 + (hash32(file) % 400_000);
  const build = Number(host.version.split('.')[2] ?? 0);
  const evtx = new EvtxWriter({ version: build >= FIRST_BUILD_OF_3_2 ? '3.2' : '3.1', firstRecordId: nextRecordId });
  return { file, evtx, nextRecordId, lastMs: 0, lastTicks: 0 };
}

function writeRecord(log: OpenLog, host: Host, event: WindowsRecord, fact: Fact, index: number, put: PutBytes): void {
  advance(log, fact, index);
  const { userSid = event.kind.userSid, activityId } = event;
  const moment = {
    timeMs: log.lastMs,
    ticks: BigInt(log.lastTicks),
    computer: host.fqdn,
    execution: execution(host, event, fact.id),
    ...(userSid === undefined ? undefined : { securityUserId: userSid }),
    ...(activityId === undefined ? undefined : { correlation: { activityId } }),
  };
  for (const { byteOffset, bytes } of log.evtx.addPrepared(layoutOf(event), moment, layoutValues(event))) {
    put(log.file, byteOffset, bytes);
  }
  log.nextRecordId++;
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
function advance(log: OpenLog, fact: Fact, index: number): void {
  const ticks = Math.min(((Math.imul(fact.id, 0x9e3779b1) >>> 0) % 8000) + index * 37, TICKS_PER_MS - 1);
  if (fact.timeMs > log.lastMs || (fact.timeMs === log.lastMs && ticks > log.lastTicks)) {
    log.lastMs = fact.timeMs;
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
