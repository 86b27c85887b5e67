import type { DefenderStatusFact, HostFirewallFact, MalwareDetectionFact } from '../../facts.ts';
import { guidOf, hexOf } from '../../random.ts';
import { record, type WindowsRecord } from './event-kind.ts';
import { qualified } from './field-text.ts';
import { DEFENDER, FIREWALL } from './operational-kinds.ts';
import { SECURITY } from './security-kinds.ts';

const PRODUCT = { 'Product Name': 'Microsoft Defender Antivirus', 'Product Version': '4.18.24090.11' } as const;
const SIGNATURES = '1.421.12.0';
const ENGINE = '1.1.24090.11';
const SYSTEM_ACCOUNT = { Domain: 'NT AUTHORITY', User: 'SYSTEM', SID: 'S-1-5-18' } as const;

/** Numbers that Defender gives to severities, categories and actions (MSFT_MpThreat, "Manage Microsoft Defender"). */
const SEVERITY = { Low: '1', Moderate: '2', High: '4', Severe: '5' } as const;
const CATEGORY: Readonly<Record<string, string>> = {
  Backdoor: '6',
  Trojan: '8',
  Tool: '34',
  Exploit: '30',
  'Suspicious Behavior': '46',
  'Potentially Unwanted Software': '27',
};
const ACTION: Readonly<Record<string, string>> = {
  Clean: '1',
  Quarantine: '2',
  Remove: '3',
  Allow: '6',
  'User Defined': '8',
  'Not Applicable': '9',
  Block: '10',
};

/** Defender 1116 when it was seen, 1117 when something was done. */
export function malwareDetectionRecords(fact: MalwareDetectionFact): readonly WindowsRecord[] {
  const { action, threat, threatId, severity, category, path, response } = fact;
  const isActed = action === 'acted';
  const isBehaviour = path.startsWith('behavior:');
  const link = `https://go.microsoft.com/fwlink/?linkid=37020&name=${threat}&threatid=${threatId}&enterprise=0`;
  return [
    record(isActed ? DEFENDER.acted : DEFENDER.detected, {
      ...EMPTY_THREAT_FIELDS,
      ...PRODUCT,
      'Detection ID': fact.detectionGuid.toUpperCase(),
      'Detection Time': new Date(fact.timeMs).toISOString(),
      'Threat ID': String(threatId),
      'Threat Name': threat,
      'Severity ID': SEVERITY[severity],
      'Severity Name': severity,
      'Category ID': CATEGORY[category] ?? '0',
      'Category Name': category,
      FWLink: link,
      'Status Code': isActed ? '3' : '1',
      State: isActed ? '2' : '1',
      'Source ID': isBehaviour ? '2' : '3',
      'Source Name': isBehaviour ? 'System' : 'Real-Time Protection',
      'Process Name': fact.processName,
      'Detection User': qualified(fact.user),
      Path: path,
      'Action ID': isActed ? (ACTION[response] ?? '9') : '9',
      'Action Name': isActed ? response : 'Not Applicable',
      'Remediation User': isActed ? 'NT AUTHORITY\\SYSTEM' : '',
    }),
  ];
}

const EMPTY_THREAT_FIELDS = {
  Unused: '',
  Unused2: '',
  Unused3: '',
  Unused4: '',
  Unused5: '',
  Unused6: '',
  'Status Description': '',
  'Origin ID': '1',
  'Origin Name': 'Local machine',
  'Execution ID': '1',
  'Execution Name': 'Suspended',
  'Type ID': '0',
  'Type Name': 'Concrete',
  'Pre Execution Status': '0',
  'Error Code': '0x00000000',
  'Error Description': 'The operation completed successfully. ',
  'Post Clean Status': '0',
  'Additional Actions ID': '0',
  'Additional Actions String': 'No additional actions required',
  'Security intelligence Version': `AV: ${SIGNATURES}, AS: ${SIGNATURES}, NIS: ${SIGNATURES}`,
  'Engine Version': `AM: ${ENGINE}, NIS: ${ENGINE}`,
} as const;

/** Defender 2000, 1000, 1001, 5001 or 5007. */
export function defenderStatusRecords(fact: DefenderStatusFact): readonly WindowsRecord[] {
  const { action, oldValue, newValue } = fact;
  const scan = {
    ...PRODUCT,
    ...SYSTEM_ACCOUNT,
    'Scan ID': guidOf(hexOf(`scan ${fact.host.name} ${Math.floor(fact.timeMs / 86_400_000)}`, 32)),
    'Scan Type Index': '1',
    'Scan Type': 'Antimalware',
    'Scan Parameters Index': '1',
    'Scan Parameters': 'Quick Scan',
  };
  switch (action) {
    case 'signatures-updated':
      return [record(DEFENDER.signaturesUpdated, { ...signatures, ...versions(oldValue, newValue) })];
    case 'scan-started':
      return [record(DEFENDER.scanStarted, { ...scan, 'Scan Resources': '' })];
    case 'scan-finished':
      return [record(DEFENDER.scanFinished, { ...scan, ...SCAN_TIME })];
    case 'protection-disabled':
      return [record(DEFENDER.protectionDisabled, PRODUCT)];
    case 'setting-changed':
      return [record(DEFENDER.settingChanged, { ...PRODUCT, 'Old Value': oldValue, 'New Value': newValue })];
  }
}

const SCAN_TIME = { 'Scan Time Hours': '00', 'Scan Time Minutes': '04', 'Scan Time Seconds': '12' } as const;
const signatures = {
  ...PRODUCT,
  ...SYSTEM_ACCOUNT,
  'Security intelligence Type Index': '1',
  'Security intelligence Type': 'AntiVirus',
  'Update Type Index': '2',
  'Update Type': 'Delta',
  'Current Engine Version': ENGINE,
  'Previous Engine Version': ENGINE,
} as const;

function versions(oldValue: string, newValue: string) {
  return {
    'Current security intelligence Version': newValue,
    'Previous security intelligence Version': oldValue,
  };
}

/** Numbers of the firewall's own events: direction, IP protocol, action (2 block, 3 allow), all profiles. */
const PROTOCOL = { tcp: 6, udp: 17, any: 256 } as const;
const ALL_PROFILES = 0x7fffffff;

/** Firewall 2004, 2005 or 2006, and Security 4946 to 4948. */
export function hostFirewallRecords(fact: HostFirewallFact): readonly WindowsRecord[] {
  const { action, ruleId, rule, process } = fact;
  const identity = { RuleId: ruleId, RuleName: rule };
  const modifier = { ModifyingUser: process.user.sid, ModifyingApplication: process.image };
  const audited = record(AUDITED_RULE[action], { ProfileChanged: 'All', ...identity });
  if (action === 'delete') return [record(FIREWALL.ruleDeleted, { ...identity, ...modifier }), audited];
  const kind = action === 'add' ? FIREWALL.ruleAdded : FIREWALL.ruleChanged;
  return [record(kind, { ...identity, ...modifier, ...ruleFields(fact) }), audited];
}

const AUDITED_RULE = {
  add: SECURITY.firewallRuleAdded,
  change: SECURITY.firewallRuleChanged,
  delete: SECURITY.firewallRuleDeleted,
} as const;

function ruleFields(fact: HostFirewallFact) {
  return {
    Origin: 1,
    ApplicationPath: fact.application,
    ServiceName: '',
    Direction: fact.direction === 'in' ? 1 : 2,
    Protocol: PROTOCOL[fact.protocol],
    LocalPorts: fact.protocol === 'any' ? '' : fact.localPorts,
    RemotePorts: fact.protocol === 'any' ? '' : '*',
    Action: fact.isAllow ? 3 : 2,
    Profiles: ALL_PROFILES,
    LocalAddresses: '*',
    RemoteAddresses: fact.remoteAddresses,
    RemoteMachineAuthorizationList: '',
    RemoteUserAuthorizationList: '',
    EmbeddedContext: '',
    Flags: 1,
    Active: 1,
    SchemaVersion: 540,
    RuleStatus: 65536,
  };
}
