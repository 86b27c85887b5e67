import type { FieldValue, LogEvent, Schema } from '../src/model/index.ts';

/** Events of an invented organisation, as the stages before would hand them to an observer. */
export interface InventedPiece {
  readonly events: Generator<LogEvent>;
}

export const HOSTS = 10_000;
const SERVERS = 500;
const ADMINISTRATORS = 60;
const SITES = 20_000;
const PROGRAMS = 240;
// 20,000 Windows events are about 16 MiB, one piece of a log.
const PIECE_EVENTS = 20_000;
const START_MS = Date.UTC(2026, 2, 2);
const SPAN_MS = 14 * 86_400_000;

const hosts = Array.from({ length: HOSTS }, (_, index) => `WS${String(index).padStart(5, '0')}.corp.example`);
const addresses = hosts.map((_, index) => `10.${index >> 14}.${(index >> 7) & 127}.${index & 127}`);
const users = hosts.map((_, index) => `user${index}`);
const sites = Array.from(
  { length: SITES },
  (_, index) => `198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
);
const programs = Array.from({ length: PROGRAMS }, (_, index) => `C:\\Program Files\\Tool ${index}\\tool${index}.exe`);
const administrators = Array.from({ length: ADMINISTRATORS }, (_, index) => `adm${index}`);

const ANY = windows('System', 7036);
const OTHERS = [4672, 4673, 4690, 4658, 4656, 4663, 4660, 4985, 5156, 5158, 4703, 4798, 4799, 5379, 4907].map((id) =>
  windows('Security', id),
);
const LOGON = windows('Security', 4624);
const LOGOFF = windows('Security', 4634);
const REQUEST = windows('Security', 4768);
const SERVICE = windows('System', 7045);
const START = windows('Security', 4688, 'process_creation', {
  ...{ Image: 'NewProcessName', ParentImage: 'ParentProcessName', User: 'SubjectUserName' },
  ...{ ProcessId: 'NewProcessId', ParentProcessId: 'ProcessId', LogonId: 'SubjectLogonId' },
});
const END = windows('Security', 4689, 'process_termination', { Image: 'ProcessName' });
const CONNECTION = zeek('conn');
const NAME = zeek('dns');
const LEASE = zeek('dhcp');

/**
 * Cuts a number of events into pieces: three of a computer's own logs to one of a sensor that sees all. Whoever works where
 * is fixed; when, and what of it comes next, is pseudo-random, the same in every run.
 */
export function* inventedPieces(events: number): Generator<InventedPiece> {
  const pieces = Math.ceil(events / PIECE_EVENTS);
  for (let piece = 0; piece < pieces; piece++) {
    const count = Math.min(PIECE_EVENTS, events - piece * PIECE_EVENTS);
    yield { events: piece % 4 === 3 ? sensorEvents(piece, pieces, count) : hostEvents(piece, pieces, count) };
  }
}

type Random = (below: number) => number;

/** Numerical Recipes' linear congruential generator: quick, and the same everywhere. */
function createRandom(seed: number): Random {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The logs of one computer after another; with few events a piece holds many computers, with many half of one. */
function* hostEvents(piece: number, pieces: number, count: number): Generator<LogEvent> {
  const random = createRandom(piece + 1);
  const first = Math.floor((piece / pieces) * HOSTS);
  const each = Math.max(1, Math.ceil(HOSTS / pieces));
  const numbers = new RecordNumbers(piece * PIECE_EVENTS);
  for (let index = 0; index < count; index++) {
    const host = (first + Math.floor((index / count) * each)) % HOSTS;
    const timeMs = START_MS + Math.floor((index / count) * SPAN_MS);
    yield hostEvent({ host, index, piece, timeMs, numbers }, random);
  }
}

/** The numbers of a channel's records: each is one more than the one before, whatever another channel writes. */
class RecordNumbers {
  readonly #first: number;
  readonly #next = new Map<string, number>();

  constructor(first: number) {
    this.#first = first;
  }

  next(host: number, channel: FieldValue | undefined): number {
    const log = `${channel} ${host}`;
    const number = this.#next.get(log) ?? this.#first;
    this.#next.set(log, number + 1);
    return number;
  }
}

interface Moment {
  readonly host: number;
  readonly index: number;
  readonly piece: number;
  readonly timeMs: number;
  /** where the host's own log numbers it */
  readonly numbers?: RecordNumbers;
}

function hostEvent(moment: Moment, random: Random): LogEvent {
  const kind = random(1000);
  if (kind < 500) return event(kind < 50 ? ANY : OTHERS[random(OTHERS.length)]!, moment, {});
  if (kind < 700)
    return kind < 620 ? logon(moment, random) : event(LOGOFF, moment, { TargetLogonId: hex(moment.index - 7) });
  if (kind < 950) return kind < 840 ? start(moment, random) : end(moment, random);
  if (kind < 998) return request(moment, random);
  return event(SERVICE, moment, { ServiceName: `svc${random(400)}`, ImagePath: programs[random(PROGRAMS)]! });
}

/** Everybody at his own computer, thirty people at each server, administrators everywhere. */
function logon(moment: Moment, random: Random): LogEvent {
  const { host, index } = moment;
  const isServer = host % (HOSTS / SERVERS) === 0;
  const who = isServer ? (host + 7 * random(30)) % HOSTS : host;
  const isAdministrator = random(50) === 0;
  const from = isAdministrator ? random(ADMINISTRATORS) : who;
  return event(LOGON, moment, {
    TargetUserName: isAdministrator ? administrators[from]! : users[who]!,
    TargetDomainName: 'CORP',
    ...{ TargetUserSid: `S-1-5-21-1-2-3-${1000 + who}`, TargetLogonId: hex(index) },
    LogonType: isServer || isAdministrator ? '3' : '2',
    IpAddress: addresses[from]!,
    WorkstationName: '-',
  });
}

function start(moment: Moment, random: Random): LogEvent {
  const { host, index } = moment;
  const program = programs[(host + random(30)) % PROGRAMS]!;
  return event(START, moment, {
    NewProcessName: program,
    ParentProcessName: programs[host % PROGRAMS]!,
    NewProcessId: hex(4 * (index % 16_000)),
    ProcessId: hex(4 * ((index - 3) % 16_000)),
    SubjectUserName: users[host]!,
    SubjectLogonId: hex(index - 50),
    CommandLine: `"${program}" --check ${index} --area ${random(3)}`,
  });
}

function end(moment: Moment, random: Random): LogEvent {
  const { host, index } = moment;
  const fields = {
    ProcessId: hex(4 * ((index - 20) % 16_000)),
    ProcessName: programs[(host + random(30)) % PROGRAMS]!,
  };
  return event(END, moment, fields);
}

function request(moment: Moment, random: Random): LogEvent {
  const who = random(HOSTS);
  return event(REQUEST, moment, { TargetUserName: `WS${who}$`, IpAddress: addresses[who]! });
}

/** Half of the connections go to servers, the others to the net, most of them to few places. */
function* sensorEvents(piece: number, pieces: number, count: number): Generator<LogEvent> {
  const random = createRandom(piece + 1);
  for (let index = 0; index < count; index++) {
    const timeMs = START_MS + Math.floor(((piece + index / count) / pieces) * SPAN_MS);
    const moment = { host: random(HOSTS), index, piece, timeMs };
    const kind = random(1000);
    if (kind < 900) yield connection(moment, random);
    else yield kind < 990 ? name(moment, random) : lease(moment);
  }
}

function connection(moment: Moment, random: Random): LogEvent {
  const isInside = random(2) === 0;
  const server = (HOSTS / SERVERS) * ((moment.host + random(20)) % SERVERS);
  const place = random(8) === 0 ? random(SITES) : random(40);
  return event(CONNECTION, moment, {
    'id.orig_h': addresses[moment.host]!,
    'id.orig_p': 20_000 + random(40_000),
    proto: 'tcp',
    conn_state: 'SF',
    'id.resp_h': isInside ? addresses[server]! : sites[place]!,
    'id.resp_p': isInside ? [445, 88, 389][random(3)]! : 443,
    duration: random(300),
    orig_bytes: random(100_000),
    resp_bytes: random(1_000_000),
    service: isInside ? 'smb' : 'ssl',
  });
}

function name(moment: Moment, random: Random): LogEvent {
  const site = random(8) === 0 ? random(SITES) : random(40);
  const fields = { 'id.orig_h': addresses[moment.host]!, query: `site${site}.example`, answers: [sites[site]!] };
  return event(NAME, moment, fields);
}

function lease(moment: Moment): LogEvent {
  const { host } = moment;
  const fields = {
    assigned_addr: addresses[host]!,
    host_name: hosts[host]!,
    mac: `02:00:00:00:${host >> 8}:${host & 255}`,
  };
  return event(LEASE, moment, fields);
}

function event(schema: Schema, moment: Moment, fields: Record<string, FieldValue>): LogEvent {
  const { host, index, piece, timeMs, numbers } = moment;
  const record = numbers?.next(host, schema.constants?.get('Channel'));
  if (record !== undefined) fields.EventRecordID = record;
  return {
    schema,
    timeMs,
    host: record === undefined ? '' : hosts[host]!,
    ref:
      record === undefined
        ? { source: `logs/${piece}.log`, byteOffset: index * 200 }
        : { source: `logs/${piece}.evtx`, record },
    get: (field) => fields[field],
    entries: () => Object.entries(fields),
  };
}

function windows(channel: string, id: number, category?: string, fields: Record<string, string> = {}): Schema {
  const views =
    category === undefined ? [] : [{ product: 'windows', category, fields: new Map(Object.entries(fields)) }];
  const constants = new Map<string, FieldValue>([
    ['Channel', channel],
    ['EventID', id],
  ]);
  return { id: `windows/${channel}/${id}`, product: 'windows', views, constants };
}

function zeek(service: string): Schema {
  return { id: `zeek/${service}`, product: 'zeek', views: [{ product: 'zeek', service, fields: new Map() }] };
}

function hex(value: number): string {
  return `0x${Math.max(0, value).toString(16)}`;
}
