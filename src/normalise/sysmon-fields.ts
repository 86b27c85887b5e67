import type { DerivedField } from '../model/index.ts';
import { accountName, fromText } from './windows/derive.ts';
import { shortRegistryPath } from './windows/registry.ts';

/** The first of some fields that has a value. */
export function firstKnown(...from: readonly string[]): DerivedField {
  return { from, derive: (values) => values.find((value) => value !== undefined && value !== null) };
}

/** `DOMAIN\\name`, as Sysmon writes accounts, from two fields. */
export function accountOf(domain: string, name: string): DerivedField {
  return fromText([domain, name], (inDomain, user) => accountName(inDomain, user));
}

/** `MD5=..,SHA1=..,SHA256=..`, as Sysmon writes hashes, from a field for each of these algorithms and of `IMPHASH`. */
export function hashesOf(md5: string, sha1: string, sha256: string, imphash?: string): DerivedField {
  const fields = [md5, sha1, sha256, ...(imphash === undefined ? [] : [imphash])];
  return fromText(fields, (...values) => {
    const named = values.flatMap((value, index) => (value === undefined ? [] : [`${ALGORITHMS[index]}=${value}`]));
    return named.length === 0 ? undefined : named.join(',');
  });
}
const ALGORITHMS = ['MD5', 'SHA1', 'SHA256', 'IMPHASH'];

/** A registry key with the name of a value in it, as Sysmon writes both. */
export function registryTarget(key: string | undefined, name: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  const isWhole = name === undefined || key.toLowerCase().endsWith(`\\${name.toLowerCase()}`);
  return shortRegistryPath(isWhole ? key : `${key}\\${name}`);
}
