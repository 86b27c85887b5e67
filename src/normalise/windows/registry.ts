import { fromText } from './derive.ts';

/** A kernel registry path as Sysmon writes it: `\REGISTRY\MACHINE\SYSTEM\ControlSet001` is `HKLM\SYSTEM\CurrentControlSet`. */
export function sysmonRegistryPath(kernelPath: string): string {
  return kernelPath
    .replace(/^\\REGISTRY\\MACHINE(?=\\|$)/i, 'HKLM')
    .replace(/^\\REGISTRY\\USER(?=\\|$)/i, 'HKU')
    .replace(/^(HKLM\\SYSTEM)\\ControlSet\d{3}(?=\\|$)/i, '$1\\CurrentControlSet');
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

/** The new data as Sysmon writes it: `DWORD (0x00000001)`, `QWORD (0x00000000-0x00000001)`, `Binary Data` or the text. */
export const DETAILS = fromText(['NewValueType', 'NewValue'], (type, data) => {
  if (type === BINARY) return 'Binary Data';
  if (data === undefined || (type !== DWORD && type !== QWORD) || !/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(data))
    return data;
  const digits = BigInt(data).toString(16);
  if (type === DWORD) return `DWORD (0x${digits.padStart(8, '0')})`;
  const padded = digits.padStart(16, '0');
  return `QWORD (0x${padded.slice(0, -8)}-0x${padded.slice(-8)})`;
});

export const VALUE_ADDED = '%%1904';
export const VALUE_CHANGED = '%%1905';
export const VALUE_DELETED = '%%1906';

/** Sysmon's word for what happened to the value. */
export const EVENT_TYPE = fromText(['OperationType'], (operation) => {
  if (operation === VALUE_ADDED || operation === VALUE_CHANGED) return 'SetValue';
  return operation === VALUE_DELETED ? 'DeleteValue' : undefined;
});
