import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvtx } from '../src/evtx/index.ts';
import { type EventDefinition, writeEvtx } from '../src/evtx/write/index.ts';
import { sourceOf } from './dev-corpus.ts';

/** One event of the intrusion, as Windows has it. */
export interface WindowsFact {
  readonly timeMs: number;
  readonly computer: string;
  readonly channel: string;
  readonly provider: string;
  readonly eventId: number;
  readonly recordId: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** A way to hand over evidence: the files that hold the events, by name. */
export type Wrapping = (facts: readonly WindowsFact[]) => ReadonlyMap<string, Uint8Array>;

const LOGS = 'fixtures/cases/small-intrusion/logs';

// What every wrapping can carry, Defender's tables included: process creations, connections, files and registry values
// of Sysmon, and logons. Others (1102, 7045, 4104) have no row there or one with less in it, nor has it a column for the
// logon process and the length of the key, by which rules judge logons with NTLM.
const CARRIED: readonly (readonly [channel: string, eventId: number])[] = [
  ['Microsoft-Windows-Sysmon/Operational', 1],
  ['Microsoft-Windows-Sysmon/Operational', 3],
  ['Microsoft-Windows-Sysmon/Operational', 11],
  ['Microsoft-Windows-Sysmon/Operational', 13],
  ['Security', 4624],
];

/** The events of the small intrusion that every wrapping can carry, by time. */
export function intrusion(): WindowsFact[] {
  const files = readdirSync(LOGS, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.evtx'));
  const facts = files.flatMap((path) => factsOf(new Uint8Array(readFileSync(join(LOGS, path)))));
  return facts.sort((left, right) => left.timeMs - right.timeMs || left.recordId - right.recordId);
}

function factsOf(bytes: Uint8Array): WindowsFact[] {
  const facts: WindowsFact[] = [];
  for (const record of readEvtx(sourceOf(bytes))) {
    if (record.kind !== 'record') continue;
    const [channel, eventId] = [String(record.get('Channel')), Number(record.get('EventID'))];
    if (!CARRIED.some(([ofChannel, id]) => ofChannel === channel && id === eventId)) continue;
    if (record.get('AuthenticationPackageName') === 'NTLM') continue;
    const payload = [...record.entries()].filter(([name]) => !IDENTITY.has(name));
    facts.push({
      ...{ timeMs: record.timeMs!, channel, eventId, recordId: Number(record.recordId) },
      computer: String(record.get('Computer')),
      provider: String(record.get('Provider_Name')),
      fields: Object.fromEntries(payload.map(([name, value]) => [name, String(value ?? '')])),
    });
  }
  return facts;
}

const IDENTITY: ReadonlySet<string> = new Set(['EventID', 'Channel', 'Provider_Name', 'Computer', 'EventRecordID']);

/** The wrappings in which the same evidence must give the same alerts. */
export const WRAPPINGS: Readonly<Record<string, Wrapping>> = {
  EVTX: evtxFiles,
  'event XML': xmlFiles,
  'winlogbeat JSON': (facts) => lines('winlogbeat.ndjson', facts.map(winlogbeat)),
  'NXLog JSON': (facts) => lines('nxlog.json', facts.map(nxlog)),
  'Splunk export': (facts) => lines('splunk.json', facts.map(splunk)),
  'Defender CSV': defenderFiles,
  'Elasticsearch export': (facts) =>
    text(
      'hits.json',
      JSON.stringify({ hits: { hits: facts.map((fact) => ({ _id: 'x', _source: winlogbeat(fact) })) } }),
    ),
  'Velociraptor JSON': (facts) => lines('velociraptor.json', facts.map(velociraptor)),
  'Wazuh archive': (facts) => lines('archives.json', facts.map(wazuh)),
  'EvtxECmd CSV': evtxEcmdFiles,
  'OTLP JSON': otlpFiles,
};

function evtxFiles(facts: readonly WindowsFact[]): ReadonlyMap<string, Uint8Array> {
  const byLog = groupBy(facts, ({ computer, channel }) => `${computer}/${channel.replaceAll('/', '%4')}.evtx`);
  return new Map([...byLog].map(([file, events]) => [file, writeEvtx(events.map(definitionOf))]));
}

function definitionOf({
  timeMs,
  computer,
  channel,
  provider,
  eventId,
  recordId,
  fields,
}: WindowsFact): EventDefinition {
  return {
    ...{ timeMs, computer, channel, eventId, recordId },
    ...{ provider: { name: provider }, level: 4, task: eventId, keywords: 0n },
    eventData: Object.entries(fields).map(([name, value]) => ({ name, value })),
  };
}

function xmlFiles(facts: readonly WindowsFact[]): ReadonlyMap<string, Uint8Array> {
  return text(
    'events.xml',
    `<?xml version="1.0" encoding="utf-8"?>\r\n<Events>\r\n${facts.map(xml).join('\r\n')}\r\n</Events>\r\n`,
  );
}

function xml({ timeMs, computer, channel, provider, eventId, recordId, fields }: WindowsFact): string {
  const system = [
    `<Provider Name='${provider}'/><EventID>${eventId}</EventID><Version>2</Version><Level>4</Level>`,
    `<TimeCreated SystemTime='${new Date(timeMs).toISOString()}'/><EventRecordID>${recordId}</EventRecordID>`,
    `<Channel>${channel}</Channel><Computer>${computer}</Computer>`,
  ];
  const data = Object.entries(fields).map(([name, value]) => `<Data Name='${name}'>${escaped(value)}</Data>`);
  const namespace = 'http://schemas.microsoft.com/win/2004/08/events/event';
  return `<Event xmlns='${namespace}'><System>${system.join('')}</System><EventData>${data.join('')}</EventData></Event>`;
}

function escaped(value: string): string {
  const withEntities = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return withEntities
    .replaceAll("'", '&apos;')
    .replaceAll('"', '&quot;')
    .replace(/[\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function winlogbeat({ timeMs, computer, channel, provider, eventId, recordId, fields }: WindowsFact): object {
  return {
    '@timestamp': new Date(timeMs).toISOString(),
    '@metadata': { beat: 'winlogbeat', type: '_doc', version: '8.15.0' },
    agent: { type: 'winlogbeat', name: 'collector' },
    event: { code: String(eventId), kind: 'event', provider },
    host: { name: computer.toLowerCase() },
    winlog: {
      ...{ channel, event_id: String(eventId), record_id: recordId, api: 'wineventlog', opcode: 'Info' },
      ...{ provider_name: provider, computer_name: computer, event_data: fields },
    },
  };
}

function nxlog({ timeMs, computer, channel, provider, eventId, recordId, fields }: WindowsFact): object {
  return {
    EventTime: new Date(timeMs).toISOString().replace('Z', '000+00:00'),
    ...{ Hostname: computer, Keywords: '9223372036854775808', LevelValue: 4, EventType: 'INFO' },
    ...{ EventID: eventId, SourceName: provider, RecordNumber: recordId, Channel: channel, ...fields },
    ...{
      EventReceivedTime: new Date(timeMs + 2000).toISOString(),
      SourceModuleName: 'in',
      SourceModuleType: 'im_msvistalog',
    },
  };
}

function splunk(fact: WindowsFact, index: number): object {
  const { timeMs, computer, channel, eventId } = fact;
  return {
    ...{ preview: false, offset: index },
    result: {
      ...{ _raw: xml(fact), _time: new Date(timeMs).toISOString(), host: computer.split('.')[0], index: 'wineventlog' },
      ...{
        source: `XmlWinEventLog:${channel}`,
        sourcetype: 'XmlWinEventLog',
        EventCode: String(eventId),
        linecount: '1',
      },
    },
  };
}

function velociraptor({ timeMs, computer, channel, provider, eventId, recordId, fields }: WindowsFact): object {
  return {
    System: {
      ...{ Provider: { Name: provider }, EventID: { Value: eventId }, TimeCreated: { SystemTime: timeMs / 1000 } },
      ...{ EventRecordID: recordId, Channel: channel, Computer: computer },
    },
    EventData: fields,
  };
}

/** Names begin small and backslashes are doubled. */
function wazuh({ timeMs, computer, channel, provider, eventId, recordId, fields }: WindowsFact): object {
  const data = Object.entries(fields).map(([name, value]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    value.replaceAll('\\', '\\\\'),
  ]);
  const system = {
    ...{ providerName: provider, eventID: String(eventId), channel, computer, eventRecordID: String(recordId) },
    systemTime: new Date(timeMs).toISOString(),
  };
  return {
    agent: { name: 'x' },
    location: 'EventChannel',
    data: { win: { system, eventdata: Object.fromEntries(data) } },
  };
}

function evtxEcmdFiles(facts: readonly WindowsFact[]): ReadonlyMap<string, Uint8Array> {
  const rows = facts.map(({ timeMs, computer, channel, provider, eventId, recordId, fields }) => {
    const data = Object.entries(fields).map(([name, value]) => ({ '@Name': name, '#text': value }));
    const time = new Date(timeMs).toISOString().replace('T', ' ').replace('Z', '0000');
    return [1, recordId, time, eventId, provider, channel, computer, JSON.stringify({ EventData: { Data: data } })];
  });
  const header = 'RecordNumber,EventRecordId,TimeCreated,EventId,Provider,Channel,Computer,Payload';
  return text('evtxecmd.csv', `${header}\r\n${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`);
}

/** As the Windows event receiver of the OpenTelemetry collector writes bodies. */
function otlpFiles(facts: readonly WindowsFact[]): ReadonlyMap<string, Uint8Array> {
  const logRecords = facts.map(({ timeMs, computer, channel, provider, eventId, recordId, fields }) => ({
    timeUnixNano: `${timeMs}000000`,
    body: anyValue({
      ...{ channel, computer, event_id: { id: eventId, qualifiers: 0 }, provider: { name: provider } },
      ...{ record_id: recordId, system_time: new Date(timeMs).toISOString(), event_data: fields },
    }),
  }));
  return text('otlp.json', JSON.stringify({ resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords }] }] }));
}

function anyValue(value: unknown): object {
  if (typeof value === 'number') return { intValue: String(value) };
  if (typeof value !== 'object') return { stringValue: String(value) };
  return {
    kvlistValue: { values: Object.entries(value ?? {}).map(([key, inner]) => ({ key, value: anyValue(inner) })) },
  };
}

type Row = Readonly<Record<string, string | number | undefined>>;

/** A row of Defender's tables for each event, and the table it is in. */
const DEFENDER_ROWS: Readonly<Record<number, readonly [table: string, (fields: WindowsFact['fields']) => Row]>> = {
  1: ['DeviceProcessEvents', processRow],
  3: ['DeviceNetworkEvents', connectionRow],
  11: [
    'DeviceFileEvents',
    (fields) => ({ ActionType: 'FileCreated', ...fileRow(fields.TargetFilename), ...actingRow(fields) }),
  ],
  13: ['DeviceRegistryEvents', registryRow],
  4624: ['DeviceLogonEvents', logonRow],
};

function defenderFiles(facts: readonly WindowsFact[]): ReadonlyMap<string, Uint8Array> {
  const byTable = groupBy(facts, ({ eventId }) => DEFENDER_ROWS[eventId]![0]);
  return new Map(
    [...byTable].map(([table, events]) => {
      const rows = events.map(({ timeMs, computer, eventId, recordId, fields }) => ({
        Timestamp: new Date(timeMs).toISOString().replace('Z', '0000Z'),
        ...{ DeviceId: 'a'.repeat(40), DeviceName: computer.toLowerCase(), ReportId: recordId },
        ...DEFENDER_ROWS[eventId]![1](fields),
      }));
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const cells = rows.map((row: Row) => columns.map((column) => quoted(row[column] ?? '')).join(','));
      return [
        `${table}.csv`,
        new TextEncoder().encode(`\ufeff${columns.map(quoted).join(',')}\r\n${cells.join('\r\n')}\r\n`),
      ];
    }),
  );
}

function processRow(fields: WindowsFact['fields']): Row {
  const hashes = new Map(fields.Hashes?.split(',').map((hash) => hash.split('=') as [string, string]));
  const [domain, user] = account(fields.User);
  const [parentDomain, parentUser] = account(fields.ParentUser);
  return {
    ActionType: 'ProcessCreated',
    ...fileRow(fields.Image),
    ...{
      ProcessId: fields.ProcessId,
      ProcessCommandLine: fields.CommandLine,
      AccountDomain: domain,
      AccountName: user,
    },
    ...{ MD5: hashes.get('MD5'), SHA1: hashes.get('SHA1'), SHA256: hashes.get('SHA256') },
    ProcessIntegrityLevel: fields.IntegrityLevel,
    ProcessVersionInfoOriginalFileName: fields.OriginalFileName,
    ProcessVersionInfoCompanyName: fields.Company,
    ProcessVersionInfoProductName: fields.Product,
    ProcessVersionInfoFileDescription: fields.Description,
    ProcessVersionInfoProductVersion: fields.FileVersion,
    LogonId: Number(fields.LogonId),
    InitiatingProcessFileName: nameOf(fields.ParentImage),
    InitiatingProcessFolderPath: fields.ParentImage,
    InitiatingProcessCommandLine: fields.ParentCommandLine,
    InitiatingProcessId: fields.ParentProcessId,
    ...{ InitiatingProcessAccountDomain: parentDomain, InitiatingProcessAccountName: parentUser },
  };
}

function connectionRow(fields: WindowsFact['fields']): Row {
  const isOutbound = fields.Initiated === 'true';
  const [local, remote] = isOutbound ? ['Source', 'Destination'] : ['Destination', 'Source'];
  return {
    ActionType: isOutbound ? 'ConnectionSuccess' : 'InboundConnectionAccepted',
    ...{ LocalIP: fields[`${local}Ip`], LocalPort: fields[`${local}Port`] },
    ...{ RemoteIP: fields[`${remote}Ip`], RemotePort: fields[`${remote}Port`], RemoteUrl: fields[`${remote}Hostname`] },
    Protocol: fields.Protocol === 'udp' ? 'Udp' : 'Tcp',
    ...actingRow(fields),
  };
}

function registryRow(fields: WindowsFact['fields']): Row {
  const path = fields.TargetObject!.replace(/^HKLM/, 'HKEY_LOCAL_MACHINE').replace(/^HKU/, 'HKEY_USERS');
  const slash = path.lastIndexOf('\\');
  const number = /^DWORD \(0x([0-9a-f]+)\)$/.exec(fields.Details ?? '');
  return {
    ActionType: 'RegistryValueSet',
    ...{ RegistryKey: path.slice(0, slash), RegistryValueName: path.slice(slash + 1) },
    RegistryValueType: number === null ? 'String' : 'Dword',
    RegistryValueData: number === null ? fields.Details : Number.parseInt(number[1]!, 16),
    ...actingRow(fields),
  };
}

const LOGON_WORDS: Readonly<Record<string, string>> = {
  2: 'Interactive',
  3: 'Network',
  5: 'Service',
  7: 'Unlock',
  10: 'RemoteInteractive',
};

function logonRow(fields: WindowsFact['fields']): Row {
  return {
    ...{
      ActionType: 'LogonSuccess',
      LogonType: LOGON_WORDS[fields.LogonType!],
      Protocol: fields.AuthenticationPackageName,
    },
    ...{ AccountDomain: fields.TargetDomainName, AccountName: fields.TargetUserName, AccountSid: fields.TargetUserSid },
    ...{ RemoteIP: fields.IpAddress, RemotePort: fields.IpPort, RemoteDeviceName: fields.WorkstationName },
    ...{
      InitiatingProcessAccountName: fields.SubjectUserName,
      InitiatingProcessAccountDomain: fields.SubjectDomainName,
    },
    InitiatingProcessAccountSid: fields.SubjectUserSid,
  };
}

function actingRow(fields: WindowsFact['fields']): Row {
  const [domain, user] = account(fields.User);
  return {
    ...{ InitiatingProcessFileName: nameOf(fields.Image), InitiatingProcessFolderPath: fields.Image },
    ...{
      InitiatingProcessId: fields.ProcessId,
      InitiatingProcessAccountDomain: domain,
      InitiatingProcessAccountName: user,
    },
  };
}

function fileRow(path: string | undefined): Row {
  return { FileName: nameOf(path), FolderPath: path };
}

function nameOf(path: string | undefined): string | undefined {
  return path?.split('\\').at(-1);
}

function account(name: string | undefined): readonly [domain: string | undefined, user: string | undefined] {
  const [domain, user] = name?.split('\\') ?? [];
  return [domain, user];
}

function quoted(value: string | number): string {
  const cell = String(value);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function lines(file: string, objects: readonly object[]): ReadonlyMap<string, Uint8Array> {
  return text(file, `${objects.map((object) => JSON.stringify(object)).join('\n')}\n`);
}

function text(file: string, content: string): ReadonlyMap<string, Uint8Array> {
  return new Map([[file, new TextEncoder().encode(content)]]);
}
