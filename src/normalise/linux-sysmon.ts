import type { FieldRecord, FieldSource, FieldValue, LogsourceView } from '../model/index.ts';
import type { EventKind, Product } from './product.ts';
import { timestampMs } from './timestamp.ts';
import type { WindowsParts } from './windows-parts.ts';
import { partsOfXml } from './windows-xml.ts';

const PROCESS = ['UtcTime', 'ProcessGuid', 'ProcessId', 'Image', 'User'];

/** Events by their id, with what they answer and their fields. Source: Sysmon for Linux, sysmonmanifest.xml. */
const EVENTS: ReadonlyMap<string, { readonly category: string; readonly fields: readonly string[] }> = new Map([
  [
    '1',
    {
      category: 'process_creation',
      fields: [
        ...[...PROCESS, 'CommandLine', 'CurrentDirectory', 'LogonGuid', 'LogonId', 'TerminalSessionId'],
        ...['IntegrityLevel', 'Hashes', 'OriginalFileName', 'ParentProcessGuid', 'ParentProcessId', 'ParentImage'],
        ...['ParentCommandLine', 'ParentUser'],
      ],
    },
  ],
  [
    '3',
    {
      category: 'network_connection',
      fields: [
        ...[...PROCESS, 'Protocol', 'Initiated', 'SourceIp', 'SourceHostname', 'SourcePort', 'DestinationIp'],
        ...['DestinationHostname', 'DestinationPort', 'DestinationIsIpv6'],
      ],
    },
  ],
  ['5', { category: 'process_termination', fields: PROCESS }],
  ['9', { category: 'raw_access_thread', fields: [...PROCESS, 'Device'] }],
  ['11', { category: 'file_event', fields: [...PROCESS, 'TargetFilename', 'CreationUtcTime'] }],
  ['23', { category: 'file_delete', fields: [...PROCESS, 'TargetFilename', 'Hashes', 'IsExecutable', 'Archived'] }],
]);

/** Sysmon for Linux: Windows events as XML in messages to syslog or the journal. */
export const linuxSysmon: Product = {
  name: 'linux-sysmon',
  knowledge: {
    supplies: [
      { product: 'linux', service: 'sysmon', fields: 'open' },
      ...[...EVENTS.values()].map(({ category, fields }) => ({
        ...{ product: 'linux', category, service: 'sysmon', fields: new Set(fields) },
      })),
    ],
    gaps: [],
  },
  recognise: ({ format, kind }) => {
    if (format === 'syslog') return kind === 'sysmon' ? finderFor('message') : undefined;
    if (format !== 'journald' && !format.startsWith('json')) return undefined;
    const find = finderFor('MESSAGE');
    return (record) => (record.get('SYSLOG_IDENTIFIER') === 'sysmon' ? find(record) : undefined);
  },
};

/** @param message the field that holds the event */
function finderFor(message: string): (record: FieldRecord) => EventKind | undefined {
  const read = rememberingReader();
  const kinds = new Map([...EVENTS.keys()].map((eventId) => [eventId, kindOf(eventId, message, read)]));
  const other = kindOf('other', message, read);
  return (record) => {
    const parts = read(record.get(message));
    return parts === undefined ? undefined : (kinds.get(String(parts.eventId)) ?? other);
  };
}

type PartsReader = (message: FieldValue | undefined) => WindowsParts | undefined;

/** Rules ask for some dozen fields of one event after another. */
function rememberingReader(): PartsReader {
  let text = '';
  let parts: WindowsParts | undefined;
  return (message) => {
    if (typeof message !== 'string' || !message.startsWith('<Event')) return undefined;
    if (message !== text) [text, parts] = [message, partsOfXml(message)];
    return parts;
  };
}

function kindOf(eventId: string, message: string, read: PartsReader): EventKind {
  return {
    schema: { id: `linux/sysmon/${eventId}`, product: 'linux', views: viewsOf(eventId, message, read) },
    timeMs: (record, context) => timestampMs(textOf(read(record.get(message))?.time), context),
    host: (record) => textOf(read(record.get(message))?.computer) ?? '',
  };
}

function viewsOf(eventId: string, message: string, read: PartsReader): readonly LogsourceView[] {
  const { category, fields: names = [] } = EVENTS.get(eventId) ?? {};
  const fields = new Map<string, FieldSource>(
    names.map((name) => [name, { from: [message], derive: ([value]) => fieldOf(read(value), name) }]),
  );
  const own: LogsourceView = { product: 'linux', service: 'sysmon', fields };
  return category === undefined ? [own] : [own, { ...own, category }];
}

function fieldOf(parts: WindowsParts | undefined, name: string): FieldValue | undefined {
  const value = parts?.payloads[0]?.[name];
  return typeof value === 'string' && value !== '-' ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
