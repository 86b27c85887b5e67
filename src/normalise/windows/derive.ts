import type { DerivedField, FieldSource, FieldValue } from '../../model/index.ts';

/** A field computed from log fields that are read as text; undefined where one is absent, empty or not a plain value. */
export function fromText(
  from: readonly string[],
  derive: (...texts: (string | undefined)[]) => FieldValue | undefined,
): DerivedField {
  return { from, derive: (values) => derive(...values.map(asText)) };
}

/** A field that tools name differently: the first of these log fields that is present, as the log holds it. */
export function firstOf(...from: readonly string[]): DerivedField {
  return { from, derive: (values) => values.find((value) => value !== undefined) };
}

/** A plain value as text; undefined for an absent, empty or repeated one and for `-`, which Windows writes for "none". */
export function asText(value: FieldValue | undefined): string | undefined {
  if (value === undefined || value === null || typeof value === 'object') return undefined;
  const text = String(value);
  return text === '' || text === '-' ? undefined : text;
}

/** A decimal number from `0x1f4` (Security log) or `500`; as Sysmon writes process ids. */
export function decimalOf(field: string): DerivedField {
  return fromText([field], (text) => {
    const number = text === undefined ? Number.NaN : Number(text);
    return Number.isSafeInteger(number) ? number : undefined;
  });
}

/** `DOMAIN\name`, as Sysmon writes accounts. */
export function accountName(domain: string | undefined, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  return domain === undefined ? name : `${domain}\\${name}`;
}

/**
 * ECS' `user.name`: an account without its domain, for `UTIL\anna` and `anna@util.example` `anna`. Products write the same
 * account in different forms; under this name rules can compare it across them.
 */
export function userNameOf(account: FieldSource): DerivedField {
  const { from, derive }: DerivedField =
    typeof account === 'string' ? { from: [account], derive: ([value]) => value } : account;
  return { from, derive: (values) => withoutDomain(asText(derive(values))) };
}

function withoutDomain(account: string | undefined): string | undefined {
  const at = account?.lastIndexOf('@') ?? -1;
  const name = account?.slice(account.lastIndexOf('\\') + 1, at > 0 ? at : undefined);
  return name === '' ? undefined : name;
}

/** With `user.name`, where the table has `User`. */
export function withUserName(fields: ReadonlyMap<string, FieldSource>): ReadonlyMap<string, FieldSource> {
  const account = fields.get('User');
  return account === undefined ? fields : new Map([...fields, ['user.name', userNameOf(account)]]);
}
