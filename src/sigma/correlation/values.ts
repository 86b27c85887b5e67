import type { FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import type { InputValue } from './correlation-input.ts';

/** A field's value as correlations see it; a field that occurs several times is one value, the list of them. */
export function toInputValue(value: FieldValue | undefined): InputValue {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value.length === 0) return null;
  return value.length === 1 ? toInputValue(value[0]) : JSON.stringify(value, (_, item) => plainItem(item));
}

function plainItem(item: unknown): unknown {
  return typeof item === 'bigint' ? String(item) : item;
}

/**
 * One text for the values at some places: equal texts are equal values, with case folded as Sigma compares text.
 * @returns undefined when a value is missing
 */
export function valueKey(values: readonly InputValue[], slots: readonly number[]): string | undefined {
  if (slots.length === 1) return keyOfOne(values[slots[0]!]);
  let key = '';
  for (const slot of slots) {
    const value = values[slot];
    if (value === null || value === undefined) return undefined;
    const text = foldCase(String(value));
    // With its length in front, so that no value can pretend to be two.
    key += `${text.length}:${text}`;
  }
  return key;
}

/** As `valueKey`, for one value. */
export function keyOfOne(value: InputValue | undefined): string | undefined {
  return value === null || value === undefined ? undefined : foldCase(String(value));
}

// Decimal only: hexadecimal and empty text are no amounts.
const NUMBER = /^\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*$/;

/** The number that a value is or spells; undefined when it is none. */
export function numberOf(value: InputValue): number | undefined {
  if (typeof value === 'string' && (value.length > 64 || !NUMBER.test(value))) return undefined;
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}
