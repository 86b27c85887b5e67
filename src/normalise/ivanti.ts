import type { FieldRecord, FieldValue } from '../model/index.ts';
import { type MessagePattern, messageFields } from './message-fields.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { syslogHost, syslogTime, textIn } from './syslog-fields.ts';
import { timestampMs } from './timestamp.ts';

const PRODUCT = 'ivanti';

/**
 * Ivanti (Pulse, Juniper) Connect Secure: its standard lines, `TIME - NODE - [ADDRESS] USER(REALM)[ROLES] - TEXT`, and its
 * lines in WELF. Source: Ivanti Connect Secure administration guide, "Logging and Monitoring"; the numbers (`AUT24326`)
 * are in its log message reference.
 */
export const ivanti: Product = {
  name: PRODUCT,
  knowledge: {
    supplies: [{ product: PRODUCT, service: 'connect-secure', fields: 'open' }],
    gaps: [],
  },
  recognise: ({ format }) => {
    if (format !== 'syslog' && format !== 'key-value') return undefined;
    return (record) => {
      if (record.get('vpn') !== undefined && record.get('id') === 'firewall') return WELF;
      return STANDARD.test(textIn(record, 'message')) ? LINE : undefined;
    };
  },
};

const STANDARD = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} - \S{1,256} - \[[0-9A-Fa-f.:]{1,64}\] /;

/** What stands before the text of a standard line. */
const HEAD =
  '^(?<time>\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}) - (?<node>\\S+) - \\[(?<src_ip>[^\\]]*)\\] (?:(?:Default Network|Root)::)?(?<user>[^(]*)\\((?<realm>[^)]*)\\)\\[(?<roles>[^\\]]*)\\] - ';

const LINE_PATTERNS: readonly MessagePattern[] = [
  { pattern: new RegExp(`${HEAD}(?:(?<message_id>[A-Z]{3}\\d{5}): )?(?<text>.*)$`) },
];

/** What texts of both forms say of an attempt. The first that fits counts. */
const OUTCOMES: readonly (readonly [outcome: string, action: string, text: RegExp])[] = [
  ['failure', 'login', /(?:Login failed|authentication failed|Login rejected)/i],
  ['success', 'login', /(?:Login succeeded|authentication successful)/i],
  ['success', 'session-start', /(?:VPN Tunneling: Session started|Network Connect: Session started|session started)/i],
  [
    'success',
    'session-end',
    /(?:Session (?:timed out|ended|deleted|terminated)|Logout from|VPN Tunneling: Session ended)/i,
  ],
  ['success', 'host-checker', /Host Checker/],
];

// What is looked for stands at the start.
const LOOKED_AT = 400;

function judged(record: FieldRecord, text: string): (typeof OUTCOMES)[number] | undefined {
  const start = textIn(record, text).slice(0, LOOKED_AT);
  return OUTCOMES.find(([, , pattern]) => pattern.test(start));
}

function kindFrom(id: string, text: string, parts: Omit<EventKind, 'schema'>): EventKind {
  const view = { product: PRODUCT, service: 'connect-secure', fields: new Map() };
  return {
    schema: { id: `${PRODUCT}/${id}`, product: PRODUCT, views: [view] },
    ...parts,
    fields: new Map<string, (record: FieldRecord) => FieldValue | undefined>([
      ...(parts.fields ?? []),
      ['outcome', (record) => judged(record, text)?.[0]],
      ['action', (record) => judged(record, text)?.[1]],
    ]),
  };
}

const LINE_FIELDS = messageFields(LINE_PATTERNS);

const LINE = kindFrom('connect-secure', 'message', {
  timeMs: (record, context) => timestampMs(LINE_FIELDS.get('time')!(record), context) ?? syslogTime(record, context),
  host: (record) => String(LINE_FIELDS.get('node')!(record) ?? syslogHost(record)),
  fields: LINE_FIELDS,
});

/** `id=firewall time="..." fw=... vpn=... user=... realm=... src=... msg="AUT24326: ..."`. */
const WELF = kindFrom('connect-secure', 'msg', {
  timeMs: (record: FieldRecord, context: RecordContext) =>
    timestampMs(record.get('time'), context) ?? syslogTime(record, context),
  host: (record) => textIn(record, 'vpn') || syslogHost(record) || textIn(record, 'fw'),
  fields: new Map<string, (record: FieldRecord) => FieldValue | undefined>([
    ['src_ip', (record) => record.get('src')],
    ['node', (record) => record.get('vpn')],
    ['message_id', (record) => /^[A-Z]{3}\d{5}(?=:)/.exec(textIn(record, 'msg'))?.[0]],
    ['text', (record) => textIn(record, 'msg').replace(/^[A-Z]{3}\d{5}: /, '') || undefined],
  ]),
});
