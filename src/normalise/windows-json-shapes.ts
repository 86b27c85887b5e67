import { identityOf, SYSMON } from './windows-identity.ts';
import { fieldsOfLabels, fieldsOfMessage } from './windows-message.ts';
import { firstIn, isObject, type JsonObject, objectIn, parsedObject, type WindowsParts } from './windows-parts.ts';
import {
  attributeOf,
  elementText,
  membersBelow,
  payloadsOf,
  plainId,
  single,
  wazuhPayload,
} from './windows-payload.ts';
import { partsOfXml } from './windows-xml.ts';
import { ecsReader, sysmonFieldsOfEcs } from './winlogbeat-ecs.ts';

/** One way in which a program writes Windows events as JSON or as rows: how to know it, and where it keeps what. */
type ShapeReader = (value: JsonObject, depth: number) => WindowsParts | undefined;

// A record within a record within a record: a shipper's envelope around a store's around a collector's.
const MAX_ENVELOPES = 4;

/**
 * Windows events in shapes that are read by looking into them: envelopes of shippers and stores, rendered XML or messages,
 * and flat ones under names of many programs.
 * @returns undefined when the object is no Windows event in one of them
 */
export function otherShapeOf(value: JsonObject): WindowsParts | undefined {
  const parts = read(value, 0);
  return parts?.provider === SYSMON_FOR_LINUX ? undefined : parts;
}

// Writes the same XML, and is no Windows.
const SYSMON_FOR_LINUX = 'Linux-Sysmon';

function read(value: JsonObject, depth: number): WindowsParts | undefined {
  if (depth > MAX_ENVELOPES) return undefined;
  for (const reader of READERS) {
    const parts = reader(value, depth);
    if (parts !== undefined) return parts;
  }
  return undefined;
}

/** Members that hold a whole event: Splunk HEC, OpenTelemetry, Chainsaw, Wazuh, osquery, Docker and Fluentd. */
const ENVELOPES = ['event', 'body', 'document', 'columns', '_source', 'result', 'data', 'fields', 'log', 'message'];

/** Members that hold the event's XML: Splunk, Elastic (`include_xml`), Vector, Sentinel, NXLog and OpenTelemetry. */
const XML_MEMBERS = [
  '_raw',
  'xml',
  'EventXml',
  'EventXML',
  'RawEventData',
  'event',
  'body',
  'message',
  'Message',
  'log',
];

const WAZUH: ShapeReader = (value) => {
  if (!isObject(value.win)) return undefined;
  const system = objectIn(value.win, 'system');
  if (system.eventID === undefined) return undefined;
  return {
    eventId: system.eventID,
    channel: system.channel,
    provider: system.providerName,
    computer: system.computer,
    recordId: system.eventRecordID,
    time: system.systemTime,
    payloads: [wazuhPayload(objectIn(value.win, 'eventdata')), wazuhPayload(objectIn(value.win, 'userData'))],
  };
};

/** `Event.System` as XML converters write it, and `System` beside `EventData` (Velociraptor, OpenWEC). */
const SYSTEM: ShapeReader = (value) => {
  const event = isObject(value.Event) ? value.Event : value;
  const system = objectIn(event, 'System');
  if (!('EventID' in system)) return undefined;
  return {
    eventId: elementText(system.EventID),
    channel: elementText(system.Channel),
    provider: attributeOf(system, 'Provider', 'Name'),
    computer: elementText(system.Computer),
    recordId: elementText(system.EventRecordID),
    time: attributeOf(system, 'TimeCreated', 'SystemTime') ?? system.TimeCreated,
    payloads: payloadsOf(event),
  };
};

/** winlogbeat and Elastic agent with dotted names, as Kibana, `_search` with `fields` and CSV exports write them. */
const DOTTED_WINLOG: ShapeReader = (value) => {
  const prefix = ['winlog.', 'winlogbeat_winlog_', 'winlog_'].find(
    (start) => `${start}event_data` in value || hasId(value, start),
  );
  if (prefix === undefined) return undefined;
  const get = (name: string): unknown => single(value[prefix + name]);
  const eventId = get('event_id') ?? single(value['event.code']) ?? value.event_code;
  const provider = get('provider_name') ?? single(value['event.provider']);
  const channel = get('channel') ?? (provider === SYSMON.provider ? SYSMON.channel : undefined);
  const separator = prefix.endsWith('.') ? '.' : '_';
  return {
    eventId,
    channel,
    provider,
    computer: get('computer_name') ?? single(value['host.name']),
    recordId: get('record_id'),
    time: single(value['@timestamp']) ?? value.timestamp,
    payloads: [
      membersBelow(value, `${prefix}event_data${separator}`),
      membersBelow(value, `${prefix}user_data${separator}`),
      ...(channel === SYSMON.channel
        ? [
            sysmonFieldsOfEcs(
              eventId,
              ecsReader((name) => single(value[name])),
            ),
          ]
        : []),
    ],
  };
};

const GELF: ShapeReader = (value, depth) => {
  if (!('_EventID' in value || '_winlogbeat_winlog_event_id' in value || '_event_id' in value)) return undefined;
  const bare = Object.fromEntries(Object.entries(value).map(([name, member]) => [name.replace(/^_/, ''), member]));
  return read(bare, depth + 1);
};

/** EVTX read by osquery: `data` is JSON text with `EventData`. */
const OSQUERY: ShapeReader = (value) => {
  if (!('eventid' in value) || !('provider_name' in value)) return undefined;
  const data = parsedObject(value.data);
  return {
    eventId: value.eventid,
    channel: value.source ?? value.channel,
    provider: value.provider_name,
    computer: value.computer_name ?? value.computer,
    recordId: undefined,
    time: value.datetime ?? value.time,
    payloads: data === undefined ? [] : payloadsOf(data),
  };
};

/** EvtxECmd's CSV and JSON: the payload is JSON text of the event's XML. */
const EVTX_ECMD: ShapeReader = (value) => {
  if (!('EventId' in value) || !('Payload' in value) || !('Channel' in value)) return undefined;
  return {
    eventId: value.EventId,
    channel: value.Channel,
    provider: value.Provider,
    computer: value.Computer,
    recordId: value.EventRecordId ?? value.RecordNumber,
    time: value.TimeCreated,
    payloads: payloadsOf(parsedObject(value.Payload) ?? {}),
  };
};

/** Hayabusa's timelines: channels are abbreviated; the event's own names survive in some profiles. */
const HAYABUSA: ShapeReader = (value) => {
  if (!('RuleTitle' in value) || !('EventID' in value) || !('Timestamp' in value)) return undefined;
  const channel = String(value.Channel ?? '');
  return {
    eventId: value.EventID,
    channel: HAYABUSA_CHANNELS[channel] ?? channel,
    provider: undefined,
    computer: value.Computer,
    recordId: value.RecordID,
    time: value.Timestamp,
    payloads: ['AllFieldInfo', 'ExtraFieldInfo', 'Details'].map((name) => objectIn(value, name)),
  };
};

const XML: ShapeReader = (value) => {
  for (const name of XML_MEMBERS) {
    const text = value[name];
    const start = typeof text === 'string' ? text.indexOf('<Event') : -1;
    // A syslog or a byte order mark may stand before it, no more.
    const parts = start >= 0 && start < MAX_XML_HEADER ? partsOfXml((text as string).slice(start)) : undefined;
    if (parts !== undefined) return { ...parts, payloads: [...parts.payloads, value] };
  }
  return undefined;
};
const MAX_XML_HEADER = 256;

/** Splunk's plain text of Windows events: `LogName=Security` and so on, a line each, the message last. */
const SPLUNK_TEXT: ShapeReader = (value) => {
  const raw = firstIn(value, ['_raw', 'event', 'body', 'message']);
  if (typeof raw !== 'string' || !/^(?:LogName|EventCode)=/m.test(raw.slice(0, MAX_XML_HEADER))) return undefined;
  const messageAt = raw.indexOf('\nMessage=');
  const head = messageAt < 0 ? raw : raw.slice(0, messageAt);
  const names = Object.fromEntries(
    [...head.matchAll(/^([A-Za-z]{1,32})=(.*?)\r?$/gm)].map(([, name, text]) => [name!, text]),
  );
  if (names.EventCode === undefined || names.LogName === undefined) return undefined;
  const message = messageAt < 0 ? '' : raw.slice(messageAt + '\nMessage='.length);
  const parts = {
    eventId: names.EventCode,
    ...(identityOf(Number(names.EventCode), names.LogName, names.SourceName, value) ?? NO_IDENTITY),
    computer: names.ComputerName,
    recordId: names.RecordNumber,
    time: /^\d{1,2}\/\d{1,2}\/\d{4} \d\d:\d\d:\d\d [AP]M/.exec(raw)?.[0] ?? value._time ?? value.time,
    payloads: [value],
  };
  return withMessage(parts, value, message);
};

const NO_IDENTITY = { channel: undefined, provider: undefined };

/** Names that programs give to what every event has, when fields stand side by side. */
const FLAT_NAMES = {
  eventId: ['EventID', 'EventId', 'EventCode', 'event_id', 'Event ID', 'EventIdentifier', 'eventID', 'event.code'],
  channel: ['Channel', 'LogName', 'EventLog', 'log_name', 'channel', 'Log Name', 'Log', 'ContainerLog'],
  provider: [
    ...['Provider_Name', 'ProviderName', 'SourceName', 'Provider', 'EventSourceName', 'provider_name', 'source_name'],
    ...['Source', 'provider'],
  ],
  computer: [
    ...['Computer', 'Hostname', 'ComputerName', 'MachineName', 'computer_name', 'computer', 'DvcHostname', 'HostName'],
    ...['agent_hostname', 'host', 'source'],
  ],
  recordId: ['EventRecordID', 'EventRecordId', 'RecordNumber', 'RecordID', 'RecordId', 'record_id', 'record_number'],
  time: [
    ...['@timestamp', 'TimeCreated', 'SystemTime', 'UtcTime', 'EventTime', 'TimeGenerated', 'Date and Time'],
    ...['system_time', 'Timestamp', 'timestamp', '_time', 'time', 'TimeCreatedUtc', 'Time'],
  ],
  message: ['Message', 'message', 'RenderedDescription', 'Description', 'full_message', 'column6'],
} as const;

const FLAT: ShapeReader = (value) => {
  // Get-WinEvent calls it `Id`, as others call anything.
  const names = 'ProviderName' in value ? [...FLAT_NAMES.eventId, 'Id'] : FLAT_NAMES.eventId;
  const eventId = plainId(firstIn(value, names));
  if (eventId === undefined) return undefined;
  const provider = firstIn(value, FLAT_NAMES.provider);
  const providerText = isObject(provider) ? provider.name : provider;
  const identity = identityOf(eventId, firstIn(value, FLAT_NAMES.channel), providerText, value);
  if (identity === undefined) return undefined;
  const parts = {
    eventId,
    ...identity,
    computer: firstIn(value, FLAT_NAMES.computer),
    recordId: firstIn(value, FLAT_NAMES.recordId),
    time: firstIn(value, FLAT_NAMES.time),
    payloads: payloadsOf(value),
  };
  return withMessage(parts, value, firstIn(value, FLAT_NAMES.message));
};

const ENVELOPE: ShapeReader = (value, depth) => {
  for (const name of ENVELOPES) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    const inner = isObject(member) ? member : parsedObject(member);
    const parts = inner === undefined ? undefined : read(inner, depth + 1);
    if (parts !== undefined) return parts;
  }
  return undefined;
};

/** The strictest first. */
const READERS: readonly ShapeReader[] = [
  ...[WAZUH, SYSTEM, DOTTED_WINLOG, GELF, OSQUERY, EVTX_ECMD, HAYABUSA, XML, SPLUNK_TEXT, FLAT, ENVELOPE],
];

/** Channels as Hayabusa abbreviates them. Source: its `rules/config/channel_abbreviations.txt`. */
const HAYABUSA_CHANNELS: Readonly<Record<string, string>> = {
  App: 'Application',
  BitsCli: 'Microsoft-Windows-Bits-Client/Operational',
  Defender: 'Microsoft-Windows-Windows Defender/Operational',
  Firewall: 'Microsoft-Windows-Windows Firewall With Advanced Security/Firewall',
  NTLM: 'Microsoft-Windows-NTLM/Operational',
  PwSh: 'Microsoft-Windows-PowerShell/Operational',
  PwShClassic: 'Windows PowerShell',
  Sec: 'Security',
  Sys: 'System',
  Sysmon: 'Microsoft-Windows-Sysmon/Operational',
  TaskSch: 'Microsoft-Windows-TaskScheduler/Operational',
  WMI: 'Microsoft-Windows-WMI-Activity/Operational',
};

function withMessage(parts: WindowsParts, value: JsonObject, message: unknown): WindowsParts {
  const eventId = String(parts.eventId);
  const isSysmon = parts.channel === SYSMON.channel;
  const fields = typeof message === 'string' ? fieldsOfMessage(eventId, isSysmon, message) : {};
  return { ...parts, payloads: [...parts.payloads, fields, fieldsOfLabels(eventId, value)] };
}

function hasId(value: JsonObject, prefix: string): boolean {
  return `${prefix}event_id` in value || (`${prefix}channel` in value && 'event.code' in value);
}
