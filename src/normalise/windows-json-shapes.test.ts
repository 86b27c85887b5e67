import { expect, test } from 'vitest';
import type { JsonRecord } from '../model/index.ts';
import { JsonObjectRecord } from '../read/json-record.ts';
import { createNormaliser } from './normaliser.ts';
import { recordContext } from './record-context.ts';

const IMAGE = 'C:\\Windows\\System32\\whoami.exe';
const PROVIDER = 'Microsoft-Windows-Sysmon';
const CHANNEL = 'Microsoft-Windows-Sysmon/Operational';
const HOST = 'WSOPS07.brookwater.example.test';
const TIME = '2026-03-02T07:12:00.500Z';
const PAYLOAD = { Image: IMAGE, CommandLine: 'whoami /all', User: 'BROOKWATER\\a.lindqvist' };
const ID = { RuleName: '-', UtcTime: '2026-03-02 07:12:00.500' };
const MESSAGE = [
  'Process Create:',
  ...Object.entries({ ...ID, ...PAYLOAD }).map(([name, value]) => `${name}: ${value}`),
].join('\r\n');
const XML = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${PROVIDER}' Guid='{x}'/><EventID>1</EventID><TimeCreated SystemTime='2026-03-02T07:12:00.500000000Z'/><EventRecordID>118502</EventRecordID><Channel>${CHANNEL}</Channel><Computer>${HOST}</Computer></System><EventData>${Object.entries(
  PAYLOAD,
)
  .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
  .join('')}</EventData></Event>`;
const SYSTEM = {
  Provider: { Name: PROVIDER, Guid: '{x}' },
  EventID: { Value: 1 },
  TimeCreated: { SystemTime: Date.parse(TIME) / 1000 },
  EventRecordID: 118502,
  Channel: CHANNEL,
  Computer: HOST,
};
const SPLUNK_TEXT = [
  '03/02/2026 07:12:00 AM',
  `LogName=${CHANNEL}`,
  `SourceName=${PROVIDER}`,
  'EventCode=1',
  'EventType=4',
  `ComputerName=${HOST}`,
  'RecordNumber=118502',
  `Message=${MESSAGE}`,
].join('\r\n');
const DATA_LIST = Object.entries(PAYLOAD).map(([name, text]) => ({ '@Name': name, '#text': text }));
const dotted = (prefix: string, separator: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({ ...PAYLOAD }).map(([name, value]) => [`${prefix}event_data${separator}${name}`, value]),
  );

test.each<[shape: string, value: JsonRecord['value'], missing?: string]>([
  [
    'winlogbeat with dotted names',
    {
      '@timestamp': TIME,
      'winlog.channel': CHANNEL,
      'winlog.event_id': '1',
      'winlog.provider_name': PROVIDER,
      'winlog.computer_name': HOST,
      'winlog.record_id': 118502,
      ...dotted('winlog.', '.'),
    },
  ],
  [
    'Elastic agent, whose event id is in event.code',
    {
      '@timestamp': TIME,
      event: { code: '1', provider: PROVIDER },
      winlog: {
        channel: CHANNEL,
        provider_name: PROVIDER,
        computer_name: HOST,
        record_id: '118502',
        event_data: PAYLOAD,
      },
    },
  ],
  [
    'fields of a search in Kibana',
    {
      fields: {
        '@timestamp': [TIME],
        'winlog.channel': [CHANNEL],
        'winlog.event_id': ['1'],
        'winlog.provider_name': [PROVIDER],
        'winlog.computer_name': [HOST],
        'winlog.record_id': [118502],
        ...Object.fromEntries(Object.entries(dotted('winlog.', '.')).map(([name, value]) => [name, [value]])),
      },
    },
  ],
  ['Velociraptor', { System: SYSTEM, EventData: PAYLOAD, Message: 'x' }],
  [
    'a hunt of Velociraptor',
    {
      EventTime: TIME,
      Computer: HOST,
      Channel: CHANNEL,
      Provider: PROVIDER,
      EventID: 1,
      EventRecordID: 118502,
      EventData: PAYLOAD,
      OSPath: 'C:\\x.evtx',
    },
  ],
  [
    'OpenWEC',
    {
      System: { ...SYSTEM, EventID: 1, TimeCreated: TIME },
      EventData: PAYLOAD,
    },
  ],
  [
    'XML with @ before attributes',
    {
      Event: {
        System: {
          Provider: { '@Name': PROVIDER },
          EventID: { '#text': '1' },
          TimeCreated: { '@SystemTime': TIME },
          EventRecordID: '118502',
          Channel: CHANNEL,
          Computer: HOST,
        },
        EventData: { Data: DATA_LIST },
      },
    },
  ],
  [
    'evtx_dump with separate attributes',
    {
      Event: {
        System: {
          Provider_attributes: { Name: PROVIDER },
          EventID: 1,
          TimeCreated_attributes: { SystemTime: TIME },
          EventRecordID: 118502,
          Channel: CHANNEL,
          Computer: HOST,
        },
        EventData: PAYLOAD,
      },
    },
  ],
  [
    'Fluent Bit winevtlog',
    {
      ProviderName: PROVIDER,
      ProviderGuid: '{x}',
      EventID: 1,
      TimeCreated: '2026-03-02 08:12:00.500 +0100',
      EventRecordID: 118502,
      Channel: CHANNEL,
      Computer: HOST,
      Message: MESSAGE,
      StringInserts: ['-'],
    },
  ],
  [
    'Vector',
    {
      timestamp: TIME,
      host: 'relay',
      channel: CHANNEL,
      provider_name: PROVIDER,
      computer: HOST,
      event_id: 1,
      record_id: 118502,
      event_data: PAYLOAD,
      message: 'x',
    },
  ],
  [
    'OpenTelemetry, a body with a list',
    {
      body: {
        channel: CHANNEL,
        computer: HOST,
        event_id: { id: 1, qualifiers: 0 },
        provider: { name: PROVIDER, guid: '{x}' },
        record_id: 118502,
        system_time: TIME,
        event_data: { data: Object.entries(PAYLOAD).map(([name, value]) => ({ [name]: value })) },
        message: 'x',
      },
    },
  ],
  [
    'GELF of NXLog',
    {
      version: '1.1',
      host: HOST,
      short_message: 'Process Create:',
      timestamp: Date.parse(TIME) / 1000,
      _EventID: 1,
      _Channel: CHANNEL,
      _SourceName: PROVIDER,
      _RecordNumber: 118502,
      ...Object.fromEntries(Object.entries(PAYLOAD).map(([name, value]) => [`_${name}`, value])),
    },
  ],
  [
    'Graylog behind winlogbeat',
    {
      timestamp: TIME,
      winlogbeat_winlog_channel: CHANNEL,
      winlogbeat_winlog_event_id: '1',
      winlogbeat_winlog_provider_name: PROVIDER,
      winlogbeat_winlog_computer_name: HOST,
      winlogbeat_winlog_record_id: '118502',
      ...dotted('winlogbeat_winlog_', '_'),
    },
  ],
  [
    'Wazuh',
    {
      timestamp: '2026-03-02T07:12:03.000+0000',
      agent: { name: 'wsops07' },
      data: {
        win: {
          system: {
            providerName: PROVIDER,
            eventID: '1',
            eventRecordID: '118502',
            channel: CHANNEL,
            computer: HOST,
            systemTime: '2026-03-02T07:12:00.5000000Z',
          },
          eventdata: {
            image: IMAGE.replaceAll('\\', '\\\\'),
            commandLine: PAYLOAD.CommandLine,
            user: PAYLOAD.User.replaceAll('\\', '\\\\'),
          },
        },
      },
    },
  ],
  ['Splunk, XML', { _raw: XML, _time: 'x', host: 'relay', sourcetype: 'XmlWinEventLog', EventCode: '1' }],
  ['Splunk, text', { _raw: SPLUNK_TEXT, _time: TIME, host: 'relay', sourcetype: 'WinEventLog' }, 'milliseconds'],
  [
    'Splunk, extracted fields alone',
    {
      _time: TIME,
      host: 'relay',
      source: `XmlWinEventLog:${CHANNEL}`,
      EventCode: '1',
      Channel: CHANNEL,
      Computer: HOST,
      EventRecordID: '118502',
      SourceName: PROVIDER,
      ...PAYLOAD,
    },
  ],
  ['Splunk HEC', { time: 1772435520.5, host: 'relay', event: XML }],
  ['XML in a syslog message', { message: `<14>Mar  2 07:12:00 relay ${XML}` }],
  ['a JSON text in a message', { message: JSON.stringify({ System: SYSTEM, EventData: PAYLOAD }) }],
  [
    'osquery',
    {
      name: 'pack/windows_events',
      hostIdentifier: 'x',
      columns: {
        data: JSON.stringify({ EventData: PAYLOAD }),
        computer_name: HOST,
        datetime: TIME,
        eventid: '1',
        provider_name: PROVIDER,
        source: CHANNEL,
      },
    },
    'record',
  ],
  [
    'EvtxECmd',
    {
      RecordNumber: 7,
      EventRecordId: '118502',
      TimeCreated: '2026-03-02 07:12:00.5000000',
      EventId: 1,
      Provider: PROVIDER,
      Channel: CHANNEL,
      Computer: HOST,
      PayloadData1: 'x',
      Payload: JSON.stringify({ EventData: { Data: DATA_LIST } }),
    },
  ],
  [
    'Chainsaw',
    {
      group: 'Sigma',
      document: {
        kind: 'evtx',
        path: 'x.evtx',
        data: {
          Event: {
            System: {
              Provider_attributes: { Name: PROVIDER },
              EventID: 1,
              TimeCreated_attributes: { SystemTime: TIME },
              EventRecordID: 118502,
              Channel: CHANNEL,
              Computer: HOST,
            },
            EventData: PAYLOAD,
          },
        },
      },
    },
  ],
  [
    'Hayabusa with all fields',
    {
      Timestamp: '2026-03-02 07:12:00.500 +00:00',
      RuleTitle: 'x',
      Level: 'low',
      Computer: HOST,
      Channel: 'Sysmon',
      EventID: 1,
      RecordID: 118502,
      AllFieldInfo: PAYLOAD,
    },
    'provider',
  ],
  [
    'Get-WinEvent as JSON',
    {
      Id: 1,
      ProviderName: PROVIDER,
      LogName: CHANNEL,
      MachineName: HOST,
      RecordId: 118502,
      TimeCreated: `/Date(${Date.parse(TIME)})/`,
      Message: MESSAGE,
    },
  ],
  [
    'Sentinel, table WindowsEvent',
    {
      TimeGenerated: TIME,
      Channel: CHANNEL,
      Provider: PROVIDER,
      Computer: HOST,
      EventID: 1,
      EventRecordId: '118502',
      EventData: JSON.stringify(PAYLOAD),
    },
  ],
  [
    'Sentinel, table Event',
    {
      TimeGenerated: TIME,
      EventLog: CHANNEL,
      Source: PROVIDER,
      Computer: HOST,
      EventID: 1,
      EventRecordId: 118502,
      EventData: `<DataItem Type="System.XmlData"><EventData>${DATA_LIST.map((item) => `<Data Name="${item['@Name']}">${item['#text']}</Data>`).join('')}</EventData></DataItem>`,
    },
  ],
])('%s', (_, value, missing) => {
  const event = createNormaliser().toLogEvent(
    new JsonObjectRecord({ format: 'json', kind: '' }, 5, value),
    recordContext({ source: 'x' }),
  );
  expect(event.schema.id).toBe(`windows/${CHANNEL}/1/${missing === 'provider' ? '' : PROVIDER}`);
  expect(event.host).toBe(HOST);
  expect(event.timeMs).toBe(Date.parse(TIME) - (missing === 'milliseconds' ? 500 : 0));
  expect(event.ref).toEqual({ source: 'x', byteOffset: 5, ...(missing === 'record' ? {} : { record: 118502 }) });
  expect(Object.keys(PAYLOAD).map((name) => event.get(name))).toEqual(Object.values(PAYLOAD));
});
