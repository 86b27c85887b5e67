import { CATEGORY_SOURCES } from './windows/categories.ts';
import type { JsonObject } from './windows-parts.ts';

// Sysmon's message is `Name: value` for each field, in English on every system. Source: its manifest, `sysmon -m`.
const SYSMON_NAMES: ReadonlySet<string> = new Set(
  CATEGORY_SOURCES.filter(({ service }) => service === 'sysmon').flatMap(({ logFields }) => logFields),
);

/** Headings of the Security log's messages, and what the names of the accounts below them begin with. */
const ACCOUNT_HEADINGS: Readonly<Record<string, string>> = {
  Subject: 'Subject',
  'Creator Subject': 'Subject',
  'New Logon': 'Target',
  'Target Subject': 'Target',
  'Target Account': 'Target',
  'New Account': 'Target',
  User: 'Target',
  Group: 'Target',
  'New Group': 'Target',
  'Deleted Group': 'Target',
  'Account For Which Logon Failed': 'Target',
  'Account Whose Credentials Were Used': 'Target',
  'Account That Was Locked Out': 'Target',
  'Account Information': 'Target',
  Member: 'Member',
};

const ACCOUNT_LABELS: Readonly<Record<string, string>> = {
  'Security ID': 'UserSid',
  'Account Name': 'UserName',
  'Account Domain': 'DomainName',
  'Group Name': 'UserName',
  'Group Domain': 'DomainName',
  'Logon ID': 'LogonId',
};

/**
 * Labels of messages and the fields of the events behind them.
 * Source: Microsoft, "Audit events" (the text and the XML of each event of the Security log); System 7045.
 */
const LABELS: Readonly<Record<string, string>> = {
  'Logon Type': 'LogonType',
  'New Process ID': 'NewProcessId',
  'New Process Name': 'NewProcessName',
  'Token Elevation Type': 'TokenElevationType',
  'Mandatory Label': 'MandatoryLabel',
  'Creator Process ID': 'ProcessId',
  'Creator Process Name': 'ParentProcessName',
  'Process Command Line': 'CommandLine',
  'Process ID': 'ProcessId',
  'Process Name': 'ProcessName',
  'Caller Process ID': 'ProcessId',
  'Caller Process Name': 'ProcessName',
  'Workstation Name': 'WorkstationName',
  'Source Workstation': 'Workstation',
  'Source Network Address': 'IpAddress',
  'Source Address': 'SourceAddress',
  'Source Port': 'IpPort',
  'Network Address': 'IpAddress',
  'Client Address': 'IpAddress',
  'Client Port': 'IpPort',
  'Destination Address': 'DestAddress',
  'Destination Port': 'DestPort',
  'Application Name': 'Application',
  'Logon Process': 'LogonProcessName',
  'Authentication Package': 'AuthenticationPackageName',
  'Package Name (NTLM only)': 'LmPackageName',
  'Key Length': 'KeyLength',
  'Logon GUID': 'LogonGuid',
  'Impersonation Level': 'ImpersonationLevel',
  'Elevated Token': 'ElevatedToken',
  'Failure Reason': 'FailureReason',
  Status: 'Status',
  'Sub Status': 'SubStatus',
  'Failure Code': 'Status',
  'Result Code': 'Status',
  'Error Code': 'Status',
  'Logon Account': 'TargetUserName',
  Privileges: 'PrivilegeList',
  'Target Server Name': 'TargetServerName',
  'Additional Information': 'TargetInfo',
  'Service Name': 'ServiceName',
  'Service ID': 'ServiceSid',
  'Service File Name': 'ServiceFileName',
  'Service Type': 'ServiceType',
  'Service Start Type': 'ServiceStartType',
  'Service Account': 'ServiceAccount',
  'Task Name': 'TaskName',
  'Task Content': 'TaskContent',
  'Object Server': 'ObjectServer',
  'Object Type': 'ObjectType',
  'Object Name': 'ObjectName',
  'Object Value Name': 'ObjectValueName',
  'Operation Type': 'OperationType',
  'Old Value Type': 'OldValueType',
  'Old Value': 'OldValue',
  'New Value Type': 'NewValueType',
  'New Value': 'NewValue',
  'Handle ID': 'HandleId',
  'Share Name': 'ShareName',
  'Share Path': 'ShareLocalPath',
  'Relative Target Name': 'RelativeTargetName',
  Accesses: 'AccessList',
  'Access Mask': 'AccessMask',
  'Access Reasons': 'AccessReason',
  Properties: 'Properties',
  'Ticket Options': 'TicketOptions',
  'Ticket Encryption Type': 'TicketEncryptionType',
  'Pre-Authentication Type': 'PreAuthType',
  'SAM Account Name': 'SamAccountName',
};

/** Labels that stand for another field in one event: service installs of the System log, and Windows Filtering Platform. */
const LABELS_OF_EVENT: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['7045', { 'Service File Name': 'ImagePath', 'Service Start Type': 'StartType', 'Service Account': 'AccountName' }],
  ['5156', { 'Source Port': 'SourcePort' }],
  ['5157', { 'Source Port': 'SourcePort' }],
]);

/**
 * The fields of an event from its rendered English message, where the way there is well defined: Sysmon's messages name
 * them, those of the Security log label them below headings. A label that occurs again is part of the value before it,
 * so that text within a value cannot replace a field that stands before.
 * @param eventId as text
 * @returns an empty object for other messages
 */
export function fieldsOfMessage(eventId: string, isSysmon: boolean, message: string): JsonObject {
  const lines = message.split(/\r?\n|\r/);
  return isSysmon ? sysmonFields(lines) : labelledFields(eventId, lines);
}

function sysmonFields(lines: readonly string[]): JsonObject {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    if (SYSMON_NAMES.has(name) && !fields.has(name)) {
      fields.set(name, line.slice(colon + 1).replace(/^ /, ''));
      last = name;
    } else if (last !== '' && line !== '') fields.set(last, `${fields.get(last)}\r\n${line}`);
  }
  return Object.fromEntries(fields);
}

function labelledFields(eventId: string, lines: readonly string[]): JsonObject {
  const fields = new Map<string, string>();
  const own = LABELS_OF_EVENT.get(eventId) ?? {};
  let heading = '';
  for (const line of lines) {
    const labelled = labelOf(line);
    if (labelled === undefined) continue;
    const [label, value, isIndented] = labelled;
    if (!isIndented && value === '') heading = label;
    const accounts = ACCOUNT_HEADINGS[heading];
    const suffix = isIndented && accounts !== undefined ? ACCOUNT_LABELS[label] : undefined;
    const field = suffix === undefined ? (own[label] ?? LABELS[label]) : `${accounts}${suffix}`;
    if (field !== undefined && value !== '' && !fields.has(field)) fields.set(field, value);
  }
  return Object.fromEntries(fields);
}

// Some 40 characters are the longest label; what is beyond is text.
const MAX_LABEL = 64;

function labelOf(line: string): readonly [label: string, value: string, isIndented: boolean] | undefined {
  const colon = line.slice(0, MAX_LABEL).indexOf(':');
  if (colon < 0) return undefined;
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim(), /^\s/.test(line)];
}

/** Labels as Splunk extracts them: `_` for what is no letter or digit. Those of one word are names of other fields too. */
const EXTRACTED: ReadonlyMap<string, string> = new Map(
  Object.keys(LABELS).flatMap((label) => (label.includes(' ') ? [[extractedName(label), label] as const] : [])),
);
const EXTRACTED_ACCOUNTS: ReadonlyMap<string, string> = new Map(
  Object.entries(ACCOUNT_LABELS).map(([label, suffix]) => [extractedName(label), suffix]),
);

function extractedName(label: string): string {
  return label.replace(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '');
}

/** Fields that Splunk extracted from messages, several values of one label as a list. */
export function fieldsOfLabels(eventId: string, value: JsonObject): JsonObject {
  const own = LABELS_OF_EVENT.get(eventId);
  const fields: Record<string, unknown> = {};
  for (const [name, found] of Object.entries(value)) {
    const values: readonly unknown[] = Array.isArray(found) ? found : [found];
    const label = EXTRACTED.get(name);
    if (label !== undefined) fields[own?.[label] ?? LABELS[label]!] = values[0];
    const account = EXTRACTED_ACCOUNTS.get(name);
    if (account === undefined) continue;
    // The account that acts stands first; a single one is that of events without another.
    fields[`Subject${account}`] = values[0];
    if (values.length > 1) fields[`Target${account}`] = values[1];
  }
  return fields;
}
