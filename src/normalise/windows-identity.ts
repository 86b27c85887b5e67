import type { JsonObject } from './windows-parts.ts';

/** The log an event is of, and what wrote it. */
export interface WindowsIdentity {
  readonly channel: unknown;
  readonly provider: unknown;
}

export const SECURITY = { channel: 'Security', provider: 'Microsoft-Windows-Security-Auditing' };
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

// From "The event logging service has shut down" to the last of Microsoft's list of audit events.
const FIRST_SECURITY_ID = 4608;
const LAST_SECURITY_ID = 6424;
const LAST_SYSMON_ID = 255;

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
  if (eventId <= LAST_SYSMON_ID && ('ProcessGuid' in value || 'SourceProcessGUID' in value)) return SYSMON;
  const hasAccount = ['SubjectUserName', 'TargetUserName', 'SubjectUserSid'].some((field) => field in value);
  if (hasAccount && eventId >= FIRST_SECURITY_ID && eventId <= LAST_SECURITY_ID) return SECURITY;
  const isNamed = 'EventID' in value || 'Event ID' in value;
  return typeof provider === 'string' && isNamed ? { channel: undefined, provider } : undefined;
}
