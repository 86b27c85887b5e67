import type { FieldRecord, FieldValue, RecordStructure } from '../model/index.ts';

/** A record of which all fields are known when it is read, in the order of the line. */
export class MapRecord implements FieldRecord {
  readonly kind = 'record';
  readonly structure: RecordStructure;
  readonly byteOffset: number;
  readonly #fields: ReadonlyMap<string, FieldValue>;

  constructor(structure: RecordStructure, byteOffset: number, fields: ReadonlyMap<string, FieldValue>) {
    this.structure = structure;
    this.byteOffset = byteOffset;
    this.#fields = fields;
  }

  get(field: string): FieldValue | undefined {
    return this.#fields.get(field);
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return this.#fields;
  }
}
