import { fromText } from './derive.ts';

/** A kernel registry path as Sysmon writes it: `\REGISTRY\MACHINE\SYSTEM\ControlSet001` is `HKLM\SYSTEM\CurrentControlSet`. */
export function sysmonRegistryPath(kernelPath: string): string {
  return kernelPath
    .replace(/^\\REGISTRY\\MACHINE(?=\\|$)/i, 'HKLM')
    .replace(/^\\REGISTRY\\USER(?=\\|$)/i, 'HKU')
    .replace(/^(HKLM\\SYSTEM)\\ControlSet\d{3}(?=\\|$)/i, '$1\\CurrentControlSet');
}

const HIVES: Readonly<Record<string, string>> = {
  HKEY_LOCAL_MACHINE: 'HKLM',
  HKEY_USERS: 'HKU',
  HKEY_CURRENT_USER: 'HKCU',
  HKEY_CLASSES_ROOT: 'HKCR',
  HKEY_CURRENT_CONFIG: 'HKCC',
};

/** A registry path with the hive's full name as Sysmon writes it: `HKEY_LOCAL_MACHINE\\x` is `HKLM\\x`. */
export function shortRegistryPath(path: string): string {
  const slash = path.indexOf('\\');
  const end = slash < 0 ? path.length : slash;
  const hive = HIVES[path.slice(0, end).toUpperCase()];
  return sysmonRegistryPath(hive === undefined ? path : hive + path.slice(end));
}

/** The changed value's full path from event 4657. */
export const TARGET_OBJECT = fromText(['ObjectName', 'ObjectValueName'], (key, value) => {
  if (key === undefined) return undefined;
  return value === undefined ? sysmonRegistryPath(key) : `${sysmonRegistryPath(key)}\\${value}`;
});

// Message strings of the Security log: %%1873 REG_SZ, %%1875 REG_BINARY, %%1876 REG_DWORD, %%1883 REG_QWORD.
const BINARY = '%%1875';
const DWORD = '%%1876';
const QWORD = '%%1883';

/** The new data as Sysmon writes it. */
export const DETAILS = fromText(['NewValueType', 'NewValue'], (type, data) => {
  if (type === BINARY) return sysmonData('binary', data);
  if (type === DWORD) return sysmonData('dword', data);
  return sysmonData(type === QWORD ? 'qword' : 'text', data);
});

/**
 * Data of a registry value as Sysmon writes it: `DWORD (0x00000001)`, `QWORD (0x00000000-0x00000001)`, `Binary Data` or the
 * text.
 * @param data numbers as decimal or hexadecimal digits; what is none stays as it is
 */
export function sysmonData(type: 'binary' | 'dword' | 'qword' | 'text', data: string | undefined): string | undefined {
  if (type === 'binary') return 'Binary Data';
  if (data === undefined || type === 'text' || !/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(data)) return data;
  const digits = BigInt(data).toString(16);
  if (type === 'dword') return `DWORD (0x${digits.padStart(8, '0')})`;
  const padded = digits.padStart(16, '0');
  return `QWORD (0x${padded.slice(0, -8)}-0x${padded.slice(-8)})`;
}

export const VALUE_ADDED = '%%1904';
export const VALUE_CHANGED = '%%1905';
export const VALUE_DELETED = '%%1906';

/** Sysmon's word for what happened to the value. */
export const EVENT_TYPE = fromText(['OperationType'], (operation) => {
  if (operation === VALUE_ADDED || operation === VALUE_CHANGED) return 'SetValue';
  return operation === VALUE_DELETED ? 'DeleteValue' : undefined;
});
