/**
 * What can be switched on and off in the logs of a host. Names of settings are those of the fixes in
 * `content/visibility/sources.yml` that switch them on; a name that ends in `-log` is a log that is collected at all.
 */
export const LOG_SETTINGS = [
  'security-log',
  'process-creation',
  'command-lines',
  'logon-audit',
  'kerberos-audit',
  'group-management',
  'security-system-extension',
  'directory-access',
  'detailed-file-share',
  'object-access',
  'registry-audit',
  'connection-audit',
  'other-audit',
  'system-log',
  'application-log',
  'powershell-log',
  'script-blocks',
  'module-logging',
  'classic-powershell-log',
  'defender-log',
  'other-windows-log',
  'sysmon-process',
  'sysmon-network',
  'sysmon-files',
  'sysmon-memory',
  'sysmon-pipes',
  'sysmon-registry',
  'web-access',
  'dhcp-log',
  'linux-audit',
  'entra-export',
  'fortigate-event',
  'fortigate-vpn',
  'fortigate-traffic',
  'zeek-sensor',
  'zeek-dns',
  'zeek-smb',
  'zeek-dce-rpc',
  'zeek-tls',
  'zeek-files',
] as const;

/** The name of a setting. */
export type LogSetting = (typeof LOG_SETTINGS)[number];

/** Which records a host keeps: those of which all settings are on. A fact that they do not cover leaves no record. */
export type HostLogging = ReadonlySet<LogSetting>;

type SettingOfEvent = Readonly<Partial<Record<number, LogSetting>>>;

interface ChannelSettings {
  /** the log itself */
  readonly log?: LogSetting;
  /** by event id: the audit policy or the part of a configuration that asks for it */
  readonly events?: SettingOfEvent;
}

// Subcategories: Microsoft, "Advanced security audit policy settings". 8222 of VSSAudit stands with the rare ones.
const SECURITY_EVENTS = byEvent({
  'process-creation': [4688, 4689],
  'logon-audit': [4624, 4625, 4634, 4647, 4648, 4672, 4778, 4779],
  'kerberos-audit': [4768, 4769, 4771, 4776],
  'group-management': [
    ...[4720, 4722, 4723, 4724, 4725, 4726, 4728, 4729, 4732, 4733, 4738, 4740, 4741, 4743, 4756, 4757, 4767, 4781],
    ...[4798, 4799],
  ],
  'security-system-extension': [4697],
  'directory-access': [4662, 5136],
  'detailed-file-share': [5140, 5145],
  'object-access': [4656, 4663],
  'registry-audit': [4657],
  'connection-audit': [5156],
  'other-audit': [4698, 4699, 4702, 4946, 4947, 4948, 8222],
});

const SYSMON_EVENTS = byEvent({
  'sysmon-process': [1, 5],
  'sysmon-network': [3, 22],
  'sysmon-files': [2, 11, 23, 26],
  'sysmon-memory': [7, 10],
  'sysmon-registry': [12, 13],
  'sysmon-pipes': [17, 18],
});

const CHANNELS: Readonly<Partial<Record<string, ChannelSettings>>> = {
  Security: { log: 'security-log', events: SECURITY_EVENTS },
  System: { log: 'system-log' },
  Application: { log: 'application-log' },
  'Windows PowerShell': { log: 'classic-powershell-log', events: byEvent({ 'module-logging': [800] }) },
  'Microsoft-Windows-PowerShell/Operational': {
    log: 'powershell-log',
    events: byEvent({ 'script-blocks': [4104], 'module-logging': [4103] }),
  },
  'Microsoft-Windows-Sysmon/Operational': { events: SYSMON_EVENTS },
  'Microsoft-Windows-Windows Defender/Operational': { log: 'defender-log' },
};
const OTHER_CHANNEL: ChannelSettings = { log: 'other-windows-log' };

/** What Zeek writes beside the logs that have a setting of their own. */
const ZEEK_LOGS: Readonly<Partial<Record<string, LogSetting>>> = {
  ...{ dns: 'zeek-dns', smb_files: 'zeek-smb', smb_mapping: 'zeek-smb', dce_rpc: 'zeek-dce-rpc' },
  ...{ ssl: 'zeek-tls', x509: 'zeek-tls', files: 'zeek-files', pe: 'zeek-files' },
};

// PowerShell logs what it finds suspicious, as a warning, whatever is set. Source: Microsoft, about_Logging_Windows.
const WARNING = 3;

/** Whether a Windows host writes an event: whether its log is collected and the event is asked for. */
export function isEventLogged(logging: HostLogging, event: EventIdentity): boolean {
  return settingsOfEvent(event).every((setting) => logging.has(setting));
}

/** What tells events of Windows apart. */
export interface EventIdentity {
  readonly channel: string;
  readonly eventId: number;
  readonly level: number;
}

/** The settings without which an event is not written. */
export function settingsOfEvent({ channel, eventId, level }: EventIdentity): readonly LogSetting[] {
  const { log, events } = CHANNELS[channel] ?? OTHER_CHANNEL;
  const isFlagged = eventId === 4104 && level === WARNING;
  const asked = isFlagged ? undefined : events?.[eventId];
  return [log, asked].filter((setting) => setting !== undefined);
}

/** The setting of a log of Zeek, by its name: `smb_files`. */
export function settingOfZeek(log: string): LogSetting {
  return ZEEK_LOGS[log] ?? 'zeek-sensor';
}

/** The setting of a FortiGate's log, by its type and subtype. */
export function settingOfFortiGate(type: string, subtype: string): LogSetting {
  if (type === 'traffic') return 'fortigate-traffic';
  return subtype === 'vpn' ? 'fortigate-vpn' : 'fortigate-event';
}

function byEvent(settings: Readonly<Partial<Record<LogSetting, readonly number[]>>>): SettingOfEvent {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([setting, ids]) => ids.map((id) => [id, setting as LogSetting])),
  );
}
