import type { JsonObject } from './windows-parts.ts';

/** The log an event is of, and what wrote it. */
export interface WindowsIdentity {
  readonly channel: unknown;
  readonly provider: unknown;
}

/** The Security log and what writes to it, but for the events of its own clearing. */
export const SECURITY = { channel: 'Security', provider: 'Microsoft-Windows-Security-Auditing' };
/** Sysmon's log. */
export const SYSMON = { channel: 'Microsoft-Windows-Sysmon/Operational', provider: 'Microsoft-Windows-Sysmon' };

/** Providers that write to one log, by the names that events and programs have for them. Source: `wevtutil gp`. */
const BY_PROVIDER: Readonly<Record<string, WindowsIdentity>> = {
  'Microsoft-Windows-Security-Auditing': SECURITY,
  'Microsoft Windows security auditing.': SECURITY,
  'Microsoft-Windows-Sysmon': SYSMON,
  Sysmon: SYSMON,
  'Service Control Manager': { channel: 'System', provider: 'Service Control Manager' },
  PowerShell: { channel: 'Windows PowerShell', provider: 'PowerShell' },
  'Microsoft-Windows-PowerShell': {
    channel: 'Microsoft-Windows-PowerShell/Operational',
    provider: 'Microsoft-Windows-PowerShell',
  },
  'Microsoft-Windows-Windows Defender': {
    channel: 'Microsoft-Windows-Windows Defender/Operational',
    provider: 'Microsoft-Windows-Windows Defender',
  },
  'Microsoft-Windows-TaskScheduler': {
    channel: 'Microsoft-Windows-TaskScheduler/Operational',
    provider: 'Microsoft-Windows-TaskScheduler',
  },
  'Microsoft-Windows-WMI-Activity': {
    channel: 'Microsoft-Windows-WMI-Activity/Operational',
    provider: 'Microsoft-Windows-WMI-Activity',
  },
};

// "The audit log was cleared" (Security) and "The System log file was cleared" have one provider.
const EVENTLOG = 'Microsoft-Windows-Eventlog';

/**
 * Logs whose events are known by their ids and by fields that events of these ids have: one of them tells.
 * Source: Microsoft, "Audit events"; the manifests of Sysmon, PowerShell, Defender and the Service Control Manager.
 */
const BY_FIELDS: readonly {
  readonly identity: WindowsIdentity;
  readonly ids: readonly [first: number, last: number];
  readonly fields: readonly string[];
}[] = [
  {
    identity: SYSMON,
    ids: [1, 255],
    fields: [
      'ProcessGuid',
      'SourceProcessGUID',
      'UtcTime',
      'ImageLoaded',
      'TargetObject',
      'TargetFilename',
      'PipeName',
    ],
  },
  // Process creation, connection and query of names have no other field that is their own.
  { identity: SYSMON, ids: [1, 22], fields: ['Image'] },
  {
    identity: byProvider('Microsoft-Windows-PowerShell'),
    ids: [4103, 4106],
    fields: ['ScriptBlockText', 'ContextInfo'],
  },
  {
    identity: SECURITY,
    ids: [4608, 6424],
    fields: [
      ...['SubjectUserName', 'SubjectUserSid', 'TargetUserName', 'NewProcessName', 'LogonType', 'ServiceFileName'],
      ...['ObjectName', 'ShareName', 'TaskContent', 'SourceAddress'],
    ],
  },
  { identity: byProvider('Service Control Manager'), ids: [7045, 7045], fields: ['ImagePath', 'ServiceName'] },
  {
    identity: byProvider('Microsoft-Windows-Windows Defender'),
    ids: [1006, 1119],
    fields: ['Threat Name', 'ThreatName'],
  },
];

function byProvider(provider: string): WindowsIdentity {
  return BY_PROVIDER[provider]!;
}

/**
 * Which log an event is of, when the record says it, or only names the provider, or neither but has fields that one log
 * alone has.
 * @returns undefined when nothing says that this is a Windows event
 */
export function identityOf(
  eventId: number,
  channel: unknown,
  provider: unknown,
  value: JsonObject,
): WindowsIdentity | undefined {
  const known =
    typeof provider === 'string' && Object.hasOwn(BY_PROVIDER, provider) ? BY_PROVIDER[provider] : undefined;
  if (typeof channel === 'string') return { channel, provider: known?.provider ?? provider };
  if (known !== undefined) return known;
  if (provider === EVENTLOG) return { channel: eventId === 1102 ? 'Security' : 'System', provider };
  const told = BY_FIELDS.find(
    ({ ids: [first, last], fields }) => eventId >= first && eventId <= last && fields.some((field) => field in value),
  );
  if (told !== undefined) return told.identity;
  const isNamed = 'EventID' in value || 'Event ID' in value;
  return typeof provider === 'string' && isNamed ? { channel: undefined, provider } : undefined;
}
