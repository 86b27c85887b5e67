import type { DerivedField, FieldRecord, FieldSource, LogsourceView, RecordStructure, Schema } from '../model/index.ts';
import { blockedBy } from './firewall-view.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { syslogHost, syslogTime, textIn } from './syslog-fields.ts';
import { timestampMs } from './timestamp.ts';

/**
 * Lines of devices and programs that no product knows: they are dated and have a host. CEF and LEEF name the ends of
 * connections in one way, so that rules for any firewall fit them; for others no rule is meant.
 * Must stand last among the products.
 */
export const otherDevices: Product = {
  name: 'other devices',
  knowledge: { supplies: [{ category: 'firewall', fields: 'open' }], gaps: [] },
  recognise: (structure) => {
    if (structure.format === 'jsonl') return (record) => (hasHeader(record) ? JSON_LINE : undefined);
    if (!FORMATS.has(structure.format)) return undefined;
    const kind = kindOf(structure);
    return () => kind;
  },
};

const FORMATS: ReadonlySet<string> = new Set(['syslog', 'cef', 'leef', 'key-value']);

/** Names of both formats; where they differ, CEF's is first. Source: the guides, extension dictionary and predefined attributes. */
const FLOW: LogsourceView = {
  category: 'firewall',
  fields: new Map<string, FieldSource>([
    ...Object.entries({ src_ip: 'src', dst_ip: 'dst', action: 'act' }),
    ['username', either('suser', 'usrName')],
    ['src_port', either('spt', 'srcPort')],
    ['dst_port', either('dpt', 'dstPort')],
    ['blocked', blockedBy('act')],
  ]),
};

function either(name: string, other: string): DerivedField {
  return { from: [name, other], derive: ([value, otherValue]) => value ?? otherValue };
}

/** A JSON object that came in a line of syslog. */
function hasHeader(record: FieldRecord): boolean {
  return record.get('syslog.timestamp') !== undefined;
}

const JSON_LINE: EventKind = {
  schema: { id: 'syslog/json', product: '', views: [] },
  ...{ timeMs: syslogTime, host: syslogHost },
};

/** Names of times and hosts. Source: the guides of CEF (`rt`, `dvchost`) and LEEF (`devTime`), and what logfmt is written with. */
const TIMES = ['rt', 'devTime', 'start', 'end', 'ts', 'time', 'timestamp', 'datetime'];
const HOSTS = ['dvchost', 'dvc', 'host'];

function kindOf({ format, kind }: RecordStructure): EventKind {
  const isLine = format === 'syslog' || format === 'key-value';
  const schema: Schema = { id: isLine ? format : `${format}/${kind}`, product: '', views: isLine ? [] : [FLOW] };
  if (format !== 'syslog') return { schema, timeMs, host };
  return {
    schema,
    timeMs: (record, context) => syslogTime(record, context) ?? timeMs(record, context),
    host: syslogHost,
  };
}

/** What the message says; the header may be of a relay. */
function timeMs(record: FieldRecord, context: RecordContext): number | undefined {
  for (const field of TIMES) {
    const ms = timestampMs(record.get(field), context);
    if (ms !== undefined) return ms;
  }
  const day = textIn(record, 'date');
  return timestampMs(`${day}T${textIn(record, 'time')}`, context) ?? syslogTime(record, context);
}

function host(record: FieldRecord): string {
  for (const field of HOSTS) {
    const name = textIn(record, field);
    if (name !== '') return name;
  }
  return syslogHost(record);
}
