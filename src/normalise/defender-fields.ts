import type { DerivedField, FieldSource, FieldValue } from '../model/index.ts';
import { accountOf, registryTarget } from './sysmon-fields.ts';
import { asText, fromText } from './windows/derive.ts';
import { sysmonData } from './windows/registry.ts';

/** The full path of a file: Defender writes it into the column of the folder, older exports only the folder. */
export function pathOf(folder: string, file: string): DerivedField {
  return fromText([folder, file], (path, name) => {
    if (path === undefined || name === undefined) return path ?? name;
    if (path.toLowerCase().endsWith(name.toLowerCase())) return path;
    const separator = path.startsWith('/') ? '/' : '\\';
    return path.endsWith(separator) ? path + name : path + separator + name;
  });
}

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

/** The registry key, with the value's name where there is one; of what was deleted or renamed, as it was before. */
export const REGISTRY_TARGET: DerivedField = fromText(
  ['RegistryKey', 'RegistryValueName', 'PreviousRegistryKey', 'PreviousRegistryValueName'],
  (key, name, previousKey, previousName) =>
    key === undefined ? registryTarget(previousKey, previousName) : registryTarget(key, name),
);

/** The value's data as Sysmon writes it. */
export const REGISTRY_DETAILS: DerivedField = fromText(['RegistryValueType', 'RegistryValueData'], (type, data) => {
  const kind = type?.toLowerCase();
  return sysmonData(kind === 'binary' || kind === 'dword' || kind === 'qword' ? kind : 'text', data);
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
  'user.name': 'InitiatingProcessAccountName',
};
