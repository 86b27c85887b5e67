import type { FieldValue, JsonMembers, JsonRecord, RawText, RecordStructure } from '../model/index.ts';
import type { MemberScanner } from './json-members.ts';
import { type JsonObject, JsonObjectRecord } from './json-record.ts';

/** An object that a scanner has accepted. */
export interface ScannedLine {
  readonly scanner: MemberScanner;
  readonly start: number;
  readonly end: number;
}

/** A JSON object of which only those members are made that are asked for. */
export class JsonLineRecord implements JsonRecord {
  readonly kind = 'record';
  readonly structure: RecordStructure;
  readonly byteOffset: number;
  readonly rawText: RawText | undefined;
  readonly members: JsonMembers;
  readonly #makeValue: () => JsonObject;
  #whole: JsonObjectRecord | undefined;

  constructor(
    structure: RecordStructure,
    byteOffset: number,
    line: ScannedLine,
    makeValue: () => JsonObject,
    rawText: RawText | undefined,
  ) {
    this.structure = structure;
    this.byteOffset = byteOffset;
    this.members = new LineMembers(line);
    this.#makeValue = makeValue;
    this.rawText = rawText;
  }

  get value(): JsonObject {
    return this.#record().value;
  }

  get(field: string): FieldValue | undefined {
    const value = this.members.get(field);
    if (value === null || (value !== undefined && typeof value !== 'object')) return value as FieldValue;
    // A list, or a path into another member.
    return value === undefined && !field.includes('.') ? undefined : this.#record().get(field);
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return this.#record().entries();
  }

  #record(): JsonObjectRecord {
    this.#whole ??= new JsonObjectRecord(this.structure, this.byteOffset, this.#makeValue());
    return this.#whole;
  }
}

class LineMembers implements JsonMembers {
  readonly #line: ScannedLine;

  constructor(line: ScannedLine) {
    this.#line = line;
  }

  has(name: string): boolean {
    const { scanner, start, end } = this.#line;
    return scanner.has(start, end, name);
  }

  get(name: string): unknown {
    const { scanner, start, end } = this.#line;
    return scanner.value(start, end, name);
  }
}
