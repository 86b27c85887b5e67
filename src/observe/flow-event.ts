import type { LogEvent, Schema } from '../model/index.ts';
import { RecentAnswers } from './recent-answers.ts';
import { NO_TEXT, Texts } from './texts.ts';
import { categoryView, type FieldReader, OWN_FIELDS } from './view.ts';

/** One connection as a log tells of it. */
export interface FlowFact {
  /** number of the text among those of the `FlowReaders`; so are the other ids */
  readonly fromId: number;
  /** undefined where the log does not say */
  readonly fromPort: number | undefined;
  readonly toId: number;
  readonly port: number;
  readonly protocolId: number;
  /** -1 where the log does not say, or texts are full */
  readonly serviceId: number;
  /** bytes from the one who opened it, and to him */
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly durationMs: number;
  /** when it began, UTC milliseconds; undefined when the log does not say */
  readonly startMs: number | undefined;
  readonly isRefused: boolean;
}

/** What it gives is valid until it is asked for the next event: the same object, as most lines of a firewall are flows. */
export type FlowReader = (event: LogEvent) => FlowFact | undefined;

/** Names of a log's fields for what a flow has. */
interface FlowFields {
  readonly from: string;
  readonly fromPort: string;
  readonly to: string;
  readonly port: string;
  readonly protocol: string;
  readonly service?: string;
  readonly bytesOut?: string;
  readonly bytesIn?: string;
  /** seconds */
  readonly duration?: string;
  /** the log is written when the connection ends */
  readonly isTimeOfEnd?: true;
  /** what became of the connection, and what that is when it was refused */
  readonly state?: string;
  readonly refused?: ReadonlySet<string>;
}

/** Zeek's states of connections that nobody answered or somebody refused. Source: Zeek, `conn.log`, `conn_state`. */
const UNANSWERED: ReadonlySet<string> = new Set(['S0', 'REJ', 'RSTOS0', 'RSTRH', 'SH', 'SHR']);
const DENIED: ReadonlySet<string> = new Set(['deny', 'blocked', 'client-rst-no-answer', 'timeout-no-answer']);

const ZEEK: FlowFields = {
  ...{
    from: 'id.orig_h',
    fromPort: 'id.orig_p',
    to: 'id.resp_h',
    port: 'id.resp_p',
    protocol: 'proto',
    service: 'service',
  },
  ...{ bytesOut: 'orig_bytes', bytesIn: 'resp_bytes', duration: 'duration' },
  state: 'conn_state',
  refused: UNANSWERED,
};
const FORTIGATE: FlowFields = {
  ...{ from: 'srcip', fromPort: 'srcport', to: 'dstip', port: 'dstport', protocol: 'proto', service: 'service' },
  ...{ bytesOut: 'sentbyte', bytesIn: 'rcvdbyte', duration: 'duration', isTimeOfEnd: true },
  state: 'action',
  refused: DENIED,
};
const CONNECTION: FlowFields = {
  ...{ from: 'SourceIp', fromPort: 'SourcePort', to: 'DestinationIp', port: 'DestinationPort', protocol: 'Protocol' },
};

// More ends of connections than one table of flows has rows.
const MAX_TEXTS = 1_000_000;

/** Reads connections for everybody who draws facts from them; an event that is read again is not read twice. */
export class FlowReaders {
  readonly texts = new Texts(MAX_TEXTS);
  readonly #readers = new Map<Schema, FlowReader | undefined>();

  /** How events of a schema tell of connections; undefined when they do not. */
  of(schema: Schema): FlowReader | undefined {
    if (!this.#readers.has(schema)) {
      const read = readerFor(schema, this.texts);
      this.#readers.set(schema, read && onceForEach(read));
    }
    return this.#readers.get(schema);
  }
}

function onceForEach(read: FlowReader): FlowReader {
  let last: LogEvent | undefined;
  let fact: FlowFact | undefined;
  return (event) => {
    if (event !== last) {
      fact = read(event);
      last = event;
    }
    return fact;
  };
}

function readerFor(schema: Schema, texts: Texts): FlowReader | undefined {
  if (schema.product === 'zeek') {
    const isFlow = schema.views.some(({ service }) => service === 'conn');
    return isFlow ? reader(ZEEK, OWN_FIELDS, texts) : undefined;
  }
  if (schema.product === 'fortigate') return isTraffic(schema) ? reader(FORTIGATE, OWN_FIELDS, texts) : undefined;
  const view = categoryView(schema, 'network_connection');
  return view && reader(CONNECTION, view, texts);
}

/** FortiOS writes connections to logs of their own. */
export function isTraffic({ views }: Schema): boolean {
  return views.some(({ service }) => service === 'traffic');
}

/** A flow that is read again and again from other events. */
class OpenFlow implements FlowFact {
  fromId = NO_TEXT;
  fromPort: number | undefined;
  toId = NO_TEXT;
  port = 0;
  protocolId = NO_TEXT;
  serviceId = NO_TEXT;
  bytesOut = 0;
  bytesIn = 0;
  durationMs = 0;
  startMs: number | undefined;
  isRefused = false;
}

/** @param view under which names the fields are read */
function reader(fields: FlowFields, view: FieldReader, texts: Texts): FlowReader {
  const flow = new OpenFlow();
  const protocols = new RecentAnswers((text) => texts.idOf(protocolName(text)));
  const services = new RecentAnswers((text) => texts.idOf(text));
  const refusals = new RecentAnswers((text) => fields.refused?.has(text) === true);
  const optionalText = (event: LogEvent, field: string | undefined): string | undefined =>
    field === undefined ? undefined : view.text(event, field);
  const optionalNumber = (event: LogEvent, field: string | undefined): number =>
    (field === undefined ? undefined : view.number(event, field)) ?? 0;
  return (event) => {
    const from = view.text(event, fields.from);
    const to = view.text(event, fields.to);
    if (from === undefined || to === undefined) return undefined;
    flow.fromId = texts.idOf(from);
    flow.fromPort = view.number(event, fields.fromPort);
    flow.toId = texts.idOf(to);
    flow.port = view.number(event, fields.port) ?? 0;
    flow.protocolId = protocols.of(view.text(event, fields.protocol) ?? '');
    const service = optionalText(event, fields.service);
    flow.serviceId = service === undefined ? NO_TEXT : services.of(service);
    flow.bytesOut = optionalNumber(event, fields.bytesOut);
    flow.bytesIn = optionalNumber(event, fields.bytesIn);
    flow.durationMs = 1000 * secondsOf(optionalText(event, fields.duration));
    const { timeMs } = event;
    flow.startMs = timeMs === undefined || fields.isTimeOfEnd !== true ? timeMs : timeMs - flow.durationMs;
    const state = optionalText(event, fields.state);
    flow.isRefused = state !== undefined && refusals.of(state);
    return flow;
  };
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const seconds = Number(text);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

/** IANA protocol numbers of what logs write as numbers. */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['6', 'tcp'],
  ['17', 'udp'],
  ['1', 'icmp'],
]);

function protocolName(protocol: string): string {
  return PROTOCOLS.get(protocol) ?? protocol.toLowerCase();
}
