import type { LogEvent, Schema } from '../model/index.ts';
import { Texts } from './texts.ts';
import { categoryView, type FieldReader, OWN_FIELDS } from './view.ts';

/** One connection as a log tells of it. */
export interface FlowFact {
  readonly from: string;
  /** number of the text among those of the `FlowReaders`; so are the other ids */
  readonly fromId: number;
  /** undefined where the log does not say */
  readonly fromPort: number | undefined;
  readonly to: string;
  readonly toId: number;
  readonly port: number;
  readonly protocolId: number;
  readonly service?: string | undefined;
  /** bytes from the one who opened it, and to him */
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly durationMs: number;
  /** when it began, UTC milliseconds; undefined when the log does not say */
  readonly startMs: number | undefined;
  readonly isRefused: boolean;
}

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
  readonly refused?: (event: LogEvent) => boolean;
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
  refused: (event) => UNANSWERED.has(OWN_FIELDS.text(event, 'conn_state') ?? ''),
};
const FORTIGATE: FlowFields = {
  ...{ from: 'srcip', fromPort: 'srcport', to: 'dstip', port: 'dstport', protocol: 'proto', service: 'service' },
  ...{ bytesOut: 'sentbyte', bytesIn: 'rcvdbyte', duration: 'duration', isTimeOfEnd: true },
  refused: (event) => DENIED.has(OWN_FIELDS.text(event, 'action') ?? ''),
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
    return schema.views.some(({ service }) => service === 'conn')
      ? (event) => flowOf(event, ZEEK, OWN_FIELDS, texts)
      : undefined;
  }
  if (schema.product === 'fortigate') {
    return isTraffic(schema) ? (event) => flowOf(event, FORTIGATE, OWN_FIELDS, texts) : undefined;
  }
  const view = categoryView(schema, 'network_connection');
  return view && ((event) => flowOf(event, CONNECTION, view, texts));
}

/** FortiOS writes connections to logs of their own. */
export function isTraffic({ views }: Schema): boolean {
  return views.some(({ service }) => service === 'traffic');
}

function flowOf(event: LogEvent, fields: FlowFields, view: FieldReader, texts: Texts): FlowFact | undefined {
  const from = view.text(event, fields.from);
  const to = view.text(event, fields.to);
  if (from === undefined || to === undefined) return undefined;
  const durationMs = 1000 * (fields.duration === undefined ? 0 : secondsOf(view.text(event, fields.duration)));
  const { timeMs } = event;
  return {
    from,
    fromId: texts.idOf(from),
    fromPort: view.number(event, fields.fromPort),
    to,
    toId: texts.idOf(to),
    port: view.number(event, fields.port) ?? 0,
    durationMs,
    protocolId: texts.idOf(protocolName(view.text(event, fields.protocol) ?? '')),
    service: fields.service === undefined ? undefined : view.text(event, fields.service),
    bytesOut: fields.bytesOut === undefined ? 0 : (view.number(event, fields.bytesOut) ?? 0),
    bytesIn: fields.bytesIn === undefined ? 0 : (view.number(event, fields.bytesIn) ?? 0),
    startMs: timeMs === undefined || fields.isTimeOfEnd !== true ? timeMs : timeMs - durationMs,
    isRefused: fields.refused?.(event) ?? false,
  };
}

function secondsOf(text: string | undefined): number {
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
