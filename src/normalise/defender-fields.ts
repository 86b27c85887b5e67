import type { DerivedField, FieldSource, FieldValue } from '../model/index.ts';
import { accountName, asText, fromText } from './windows/derive.ts';

/** The full path of a file: Defender writes it into the column of the folder, older exports only the folder. */
export function pathOf(folder: string, file: string): DerivedField {
  return fromText([folder, file], (path, name) => {
    if (path === undefined || name === undefined) return path ?? name;
    if (path.toLowerCase().endsWith(name.toLowerCase())) return path;
    const separator = path.startsWith('/') ? '/' : '\\';
    return path.endsWith(separator) ? path + name : path + separator + name;
  });
}

/** `DOMAIN\name` as Sysmon writes accounts. */
export function accountOf(domain: string, name: string): DerivedField {
  return fromText([domain, name], (inDomain, user) => accountName(inDomain, user));
}

/** `MD5=..,SHA1=..,SHA256=..` as Sysmon writes hashes. */
export function hashesOf(prefix = ''): DerivedField {
  const columns = [`${prefix}MD5`, `${prefix}SHA1`, `${prefix}SHA256`];
  return fromText(columns, (...values) => {
    const named = values.flatMap((value, index) => (value === undefined ? [] : [`${NAMES[index]}=${value}`]));
    return named.length === 0 ? undefined : named.join(',');
  });
}
const NAMES = ['MD5', 'SHA1', 'SHA256'];

/** A member of the column `AdditionalFields`, which is an object in JSON and JSON text in CSV. */
export function additional(...names: readonly string[]): DerivedField {
  return {
    from: [ADDITIONAL, ...names.map((name) => `${ADDITIONAL}.${name}`)],
    derive: ([text, ...members]) => members.find((member) => member !== undefined) ?? memberOf(text, names),
  };
}
const ADDITIONAL = 'AdditionalFields';

function memberOf(text: FieldValue | undefined, names: readonly string[]): FieldValue | undefined {
  if (typeof text !== 'string' || !text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const member = names.map((name) => value[name]).find((inner) => inner !== undefined);
    return typeof member === 'object' ? undefined : (member as FieldValue | undefined);
  } catch {
    return undefined;
  }
}

/** A value that is the same in every event of a kind. */
export function constant(value: FieldValue): DerivedField {
  return { from: [], derive: () => value };
}

/** The registry key, with the value's name where there is one, as Sysmon writes it. */
export const REGISTRY_TARGET: DerivedField = fromText(
  ['RegistryKey', 'RegistryValueName', 'PreviousRegistryKey', 'PreviousRegistryValueName'],
  (key, name, previousKey, previousName) => {
    const path = key ?? previousKey;
    const value = key === undefined ? previousName : name;
    return path === undefined ? undefined : sysmonKey(value === undefined ? path : `${path}\\${value}`);
  },
);

const HIVES: Readonly<Record<string, string>> = {
  HKEY_LOCAL_MACHINE: 'HKLM',
  HKEY_USERS: 'HKU',
  HKEY_CURRENT_USER: 'HKCU',
  HKEY_CLASSES_ROOT: 'HKCR',
  HKEY_CURRENT_CONFIG: 'HKCC',
};

function sysmonKey(key: string): string {
  const slash = key.indexOf('\\');
  const hive = HIVES[(slash < 0 ? key : key.slice(0, slash)).toUpperCase()];
  const path = hive === undefined || slash < 0 ? (hive ?? key) : hive + key.slice(slash);
  return path.replace(/^(HKLM\\SYSTEM)\\ControlSet\d{3}(?=\\|$)/i, '$1\\CurrentControlSet');
}

/** The value's data as Sysmon writes it: `DWORD (0x00000001)`, `Binary Data` or the text. */
export const REGISTRY_DETAILS: DerivedField = fromText(['RegistryValueType', 'RegistryValueData'], (type, data) => {
  const kind = type?.toLowerCase();
  if (kind === 'binary') return 'Binary Data';
  if (data === undefined || (kind !== 'dword' && kind !== 'qword')) return data;
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(data)) return data;
  const digits = BigInt(data).toString(16);
  if (kind === 'dword') return `DWORD (0x${digits.padStart(8, '0')})`;
  const padded = digits.padStart(16, '0');
  return `QWORD (0x${padded.slice(0, -8)}-0x${padded.slice(-8)})`;
});

// Microsoft, "Audit logon events": the numbers of the Security log behind Defender's words.
const LOGON_TYPES: Readonly<Record<string, number>> = {
  interactive: 2,
  network: 3,
  batch: 4,
  service: 5,
  unlock: 7,
  networkcleartext: 8,
  newcredentials: 9,
  remoteinteractive: 10,
  'remote interactive (rdp) logons': 10,
  cachedinteractive: 11,
  cachedremoteinteractive: 12,
  cachedunlock: 13,
};

/** The number of a type of logon; its word where it is none of Windows' types. */
export const LOGON_TYPE: DerivedField = fromText(['LogonType'], (type) =>
  type === undefined ? undefined : (LOGON_TYPES[type.toLowerCase()] ?? type),
);

/** The number of a logon session in hexadecimal digits, as Windows writes it. */
export const LOGON_ID: DerivedField = fromText(['LogonId'], (id) =>
  id !== undefined && /^\d{1,20}$/.test(id) ? `0x${BigInt(id).toString(16)}` : id,
);

/** `tcp` and `udp`, as Sysmon writes them. */
export const PROTOCOL: DerivedField = fromText(['Protocol'], (protocol) =>
  protocol?.toLowerCase().replace(/v[46]$/, ''),
);

/** The end of a connection where it started or where it went: of an inbound one, the remote end started it. */
export function endOf(side: 'source' | 'destination', local: string, remote: string): DerivedField {
  return {
    from: ['ActionType', local, remote],
    derive: ([action, here, there]) => {
      const isInbound = asText(action)?.startsWith('Inbound') === true;
      return (side === 'source') === isInbound ? there : here;
    },
  };
}

/** Columns of the process that did what is reported, under Sysmon's names. */
export const ACTING_PROCESS: Readonly<Record<string, FieldSource>> = {
  Image: pathOf('InitiatingProcessFolderPath', 'InitiatingProcessFileName'),
  ProcessId: 'InitiatingProcessId',
  CommandLine: 'InitiatingProcessCommandLine',
  ParentImage: 'InitiatingProcessParentFileName',
  User: accountOf('InitiatingProcessAccountDomain', 'InitiatingProcessAccountName'),
};
