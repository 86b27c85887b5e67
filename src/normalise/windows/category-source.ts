import type { FieldSource } from '../../model/index.ts';

/** Events of a Windows log that carry what rules of a Sigma category look for. */
export interface CategorySource {
  readonly category: string;
  /** the service (see services.ts) whose channels carry the events */
  readonly service: string;
  readonly eventIds: readonly number[];
  /**
   * Tells apart events of one id that mean different things. A value listed by no source of this id, or none at all,
   * fits every source: better a rule too many than a silent one.
   */
  readonly when?: { readonly field: string; readonly values: readonly string[] };
  /** names that rules use and the log does not */
  readonly fields: ReadonlyMap<string, FieldSource>;
  /** the log's own names that rules of the category may use, as documented for these events */
  readonly logFields: readonly string[];
}

export const NO_FIELDS: ReadonlyMap<string, FieldSource> = new Map();

/** A table of fields, written as an object. */
export function fieldTable(table: Readonly<Record<string, FieldSource>>): ReadonlyMap<string, FieldSource> {
  return new Map(Object.entries(table));
}
