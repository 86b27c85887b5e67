import type { ClockSkew, LogEvent, Observations, Schema } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { FlowReaders } from './flow-event.ts';
import { medianOf, SightingSketch } from './sighting-sketch.ts';
import { NO_TEXT } from './texts.ts';
import { categoryView, OWN_FIELDS } from './view.ts';

/** What one clock leaves: some of what was logged by it, and how late what it logged was received. Plain data. */
export interface ClockPart {
  readonly clock: string;
  /** fingerprint of something that other machines log too, and when this clock says it was, UTC ms */
  readonly sightings: readonly (readonly [print: number, timeMs: number])[];
  readonly receipts: readonly Receipts[];
}

/** Differences between the time of receipt and the time of an event, in whole seconds with how often each was. */
interface Receipts {
  readonly receiver: string;
  readonly delays: readonly (readonly [seconds: number, count: number])[];
}

// Machines of one hunt whose clocks are compared; each takes some hundred KB at most.
const MAX_CLOCKS = 256;
const MAX_DELAYS = 512;
// Fewer are chance: a port that is used again looks like a shared connection.
const LEAST_SHARED = 5;
// Chance spreads over days: that three of it agree to two seconds happens once in a thousand million times.
const LEAST_AGREEING = 3;
const AGREEING_MS = 2000;
// Further apart than any two zones, so that it is not a clock: somebody moved one of them, or a coincidence.
const MOST_SKEW_MS = 27 * 3600e3;

interface OpenClock {
  readonly sightings: SightingSketch;
  readonly receipts: Map<string, Map<number, number>>;
}

/**
 * How far the clocks of machines are apart, told from what two of them logged: the same connection, the same logon, or a
 * line that one sent and the other received. Connections and logons are sampled by fingerprint, so that each machine
 * keeps the same ones whatever else it logs.
 * @param readers how connections are read; share them with the other kinds of facts that are drawn from them
 */
export function createClocks(readers = new FlowReaders()): Aspect<readonly ClockPart[], Pick<Observations, 'clocks'>> {
  const clocks = new Map<string, OpenClock>();
  let dropped = 0;
  const clockOf = (name: string): OpenClock | undefined => {
    let clock = clocks.get(name);
    if (clock === undefined && clocks.size >= MAX_CLOCKS) dropped++;
    else if (clock === undefined) {
      clock = { sightings: new SightingSketch(), receipts: new Map() };
      clocks.set(name, clock);
    }
    return clock;
  };
  return {
    bind: (schema) => {
      const shared = sharedKey(schema, readers);
      let last: { readonly host: string; readonly clock: OpenClock | undefined } | undefined;
      // Most events have the host of the one before.
      const clockOfEvent: ClockFinder = ({ host }) => {
        if (last?.host !== host || last.clock === undefined) last = { host, clock: clockOf(nameOfClock(host, schema)) };
        return last.clock;
      };
      return (event) => take(event, shared, clockOfEvent);
    },
    absorb: (parts) => {
      for (const { clock: name, sightings, receipts } of parts) {
        const clock = clockOf(name);
        for (const [print, timeMs] of sightings) clock?.sightings.add(print, timeMs);
        for (const { receiver, delays } of receipts)
          for (const [seconds, count] of delays) if (clock !== undefined) addDelay(clock, receiver, seconds, count);
      }
    },
    part: () => [...clocks].map(([name, clock]) => partOf(name, clock)),
    result: () => ({ clocks: [...skewsByReceipt(clocks), ...skewsByShared(clocks)] }),
    get dropped() {
      return dropped;
    },
  };
}

/** Something that other machines log too; valid until the next event is asked. */
interface Sighting {
  /** what they know of it as well, quickly had: most is not kept, for which this is enough */
  readonly sign: number;
  readonly timeMs: number;
  key(): string;
}

type ClockFinder = (event: LogEvent) => OpenClock | undefined;
type SharedKey = (event: LogEvent) => Sighting | undefined;

function take(event: LogEvent, shared: SharedKey | undefined, clockOf: ClockFinder): void {
  const { receivedMs } = event;
  if (shared === undefined && receivedMs === undefined) return;
  const found = shared?.(event);
  if (found === undefined && receivedMs === undefined) return;
  const clock = clockOf(event);
  if (found !== undefined && clock?.sightings.mayKeep(found.sign) === true)
    clock.sightings.addKey(found.sign, found.key(), found.timeMs);
  if (clock === undefined || receivedMs === undefined || event.timeMs === undefined) return;
  const receiver = event.get('syslog.relay.hostname');
  addDelay(clock, typeof receiver === 'string' ? receiver : '', Math.round((receivedMs - event.timeMs) / 1000), 1);
}

// Their events have the host of which they tell; the time is that of the sensor, which they do not name.
const SENSORS: ReadonlySet<string> = new Set(['zeek', 'suricata']);

function nameOfClock(host: string, { product }: Schema): string {
  return SENSORS.has(product) || host === '' ? product : host.toLowerCase();
}

function addDelay({ receipts }: OpenClock, receiver: string, seconds: number, count: number): void {
  const delays = receipts.get(receiver) ?? new Map<number, number>();
  if (receipts.size < MAX_CLOCKS) receipts.set(receiver, delays);
  if (delays.has(seconds) || delays.size < MAX_DELAYS) delays.set(seconds, (delays.get(seconds) ?? 0) + count);
}

function partOf(clock: string, { sightings, receipts }: OpenClock): ClockPart {
  return {
    clock,
    sightings: sightings.all(),
    receipts: [...receipts].map(([receiver, delays]) => ({ receiver, delays: [...delays] })),
  };
}

/** How events of a schema name something that other machines log too; undefined when they do not. */
function sharedKey(schema: Schema, readers: FlowReaders): SharedKey | undefined {
  if (schema.product === 'windows' && LOGON_IDS.has(Number(schema.constants?.get('EventID')))) return logonKey;
  const read = readers.of(schema);
  if (read !== undefined) {
    const seen = new SeenConnection((id: number) => readers.texts.at(id));
    return (event) => {
      const flow = read(event);
      // Texts without a number cannot be told apart.
      if (flow === undefined || flow.fromId === NO_TEXT || flow.toId === NO_TEXT) return undefined;
      return seen.set(flow.fromId, flow.fromPort, flow.toId, flow.port, flow.startMs);
    };
  }
  const seen = new SeenConnection((text: string) => text);
  const view = categoryView(schema, 'firewall');
  if (view === undefined) return undefined;
  return (event) => {
    const [from, to] = [view.text(event, 'src_ip'), view.text(event, 'dst_ip')];
    if (from === undefined || to === undefined || event.timeMs === undefined) return undefined;
    // PAN-OS writes its log when the connection has ended; others have no such field.
    const startMs = event.timeMs - (view.number(event, 'elapsed') ?? 0) * 1000;
    return seen.set(from, view.number(event, 'src_port'), to, view.number(event, 'dst_port'), startMs);
  };
}

// 4624, 4648: logon, with the LogonGuid of the ticket; 4769: the domain controller issued it. Source: Microsoft, audit
// event 4769, "Logon GUID".
const LOGON_IDS: ReadonlySet<number> = new Set([4624, 4648, 4769]);
const NO_GUID = /^\{?[0-]*\}?$/;

function logonKey(event: LogEvent): ReturnType<SharedKey> {
  const guid = OWN_FIELDS.text(event, 'LogonGuid');
  if (guid === undefined || NO_GUID.test(guid) || event.timeMs === undefined) return undefined;
  // A GUID is as good as random.
  const sign = Number.parseInt(guid.replace('{', '').slice(0, 7), 16) || 0;
  return { sign, key: () => `logon ${guid.toLowerCase()}`, timeMs: event.timeMs };
}

/** A connection by its ends, in an order of their own, because some logs put the machine that writes them first. */
class SeenConnection<End> implements Sighting {
  readonly #textOf: (end: End) => string;
  #from: End | undefined;
  #fromPort = 0;
  #to: End | undefined;
  #toPort = 0;
  sign = 0;
  timeMs = 0;

  /** @param textOf writes an end: most are not asked for, because most sightings are not kept */
  constructor(textOf: (end: End) => string) {
    this.#textOf = textOf;
  }

  /** @returns itself, or undefined where a port or the time is not known */
  set(
    from: End,
    fromPort: number | undefined,
    to: End,
    toPort: number | undefined,
    timeMs: number | undefined,
  ): Sighting | undefined {
    // Time servers and the like use one port at both ends, always: their first packets tell when each log begins.
    if (!fromPort || !toPort || fromPort === toPort || timeMs === undefined) return undefined;
    this.#from = from;
    this.#fromPort = fromPort;
    this.#to = to;
    this.#toPort = toPort;
    this.sign = Math.min(fromPort, toPort) * 0x1_0000 + Math.max(fromPort, toPort);
    this.timeMs = timeMs;
    return this;
  }

  key(): string {
    const one = `${this.#textOf(this.#from!)} ${this.#fromPort}`;
    const other = `${this.#textOf(this.#to!)} ${this.#toPort}`;
    return one < other ? `${one} ${other}` : `${other} ${one}`;
  }
}

/** Compares each pair of clocks that saw enough of the same. */
function skewsByShared(clocks: ReadonlyMap<string, OpenClock>): ClockSkew[] {
  const seen = new Map<number, [clock: string, timeMs: number][]>();
  for (const [name, { sightings }] of clocks)
    for (const [print, timeMs] of sightings.all()) {
      const list = seen.get(print);
      if (list === undefined) seen.set(print, [[name, timeMs]]);
      else list.push([name, timeMs]);
    }
  const pairs = new Map<string, { readonly names: readonly [string, string]; readonly differences: number[] }>();
  for (const list of seen.values())
    for (let first = 0; first < list.length; first++)
      for (const [against, timeMs] of list.slice(first + 1)) {
        const [clock, clockMs] = list[first]!;
        const key = `${clock}\n${against}`;
        const pair = pairs.get(key) ?? { names: [clock, against] as const, differences: [] };
        pairs.set(key, pair);
        if (Math.abs(clockMs - timeMs) <= MOST_SKEW_MS) pair.differences.push(clockMs - timeMs);
      }
  return [...pairs.values()].flatMap(({ names: [clock, against], differences }) => {
    const skewMs = medianOf(differences);
    const spreadMs = medianOf(differences.map((difference) => Math.abs(difference - skewMs)));
    return doAgree(differences, skewMs, spreadMs)
      ? [{ clock, against, by: 'shared', skewMs, spreadMs, events: differences.length }]
      : [];
  });
}

/** Of few all must agree, of many most: some are another connection by the same ports. */
function doAgree(differences: readonly number[], skewMs: number, spreadMs: number): boolean {
  if (differences.length >= LEAST_SHARED) return spreadMs <= Math.max(AGREEING_MS, Math.abs(skewMs) / 10);
  const isClose = (difference: number): boolean => Math.abs(difference - skewMs) <= AGREEING_MS;
  return differences.length >= LEAST_AGREEING && differences.every(isClose);
}

/**
 * Nothing is received before it happened, and what is quickest takes next to no time: so the tenth that came quickest says
 * how far the clocks are apart. A sender that is behind cannot be told from one that always sends late, unless its
 * delay hardly varies.
 */
function skewsByReceipt(clocks: ReadonlyMap<string, OpenClock>): ClockSkew[] {
  return [...clocks].flatMap(([clock, { receipts }]) =>
    [...receipts].flatMap(([against, delays]): ClockSkew[] => {
      const sorted = [...delays].sort(([left], [right]) => left - right);
      const events = sorted.reduce((sum, [, count]) => sum + count, 0);
      const [quick, slow] = [0.1, 0.9].map((share) => quantile(sorted, events * share));
      if (events < LEAST_SHARED || quick === undefined || slow === undefined) return [];
      const [skewMs, spreadMs] = [-quick * 1000, (slow - quick) * 1000];
      const isTold = Math.abs(skewMs) <= MOST_SKEW_MS && (skewMs > 0 || spreadMs <= Math.max(2000, -skewMs / 10));
      return isTold ? [{ clock, against, by: 'receipt', skewMs, spreadMs, events }] : [];
    }),
  );
}

function quantile(sorted: readonly (readonly [seconds: number, count: number])[], rank: number): number | undefined {
  let passed = 0;
  for (const [seconds, count] of sorted) {
    passed += count;
    if (passed >= rank) return seconds;
  }
  return undefined;
}
