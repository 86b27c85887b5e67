import type { DerivedField, FieldValue } from '../../model/index.ts';

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
