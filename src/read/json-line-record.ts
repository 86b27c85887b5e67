import type { FieldBytes, FieldValue, JsonMembers, JsonRecord, RawText, RecordStructure } from '../model/index.ts';
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
  readonly members: JsonMembers & FieldBytes;
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

  get fieldBytes(): FieldBytes {
    return this.members;
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

class LineMembers implements JsonMembers, FieldBytes {
  /** the text of a value is all that decides it */
  readonly form = 0;
  start = 0;
  end = 0;
  readonly #line: ScannedLine;

  constructor(line: ScannedLine) {
    this.#line = line;
  }

  get bytes(): Uint8Array {
    return this.#line.scanner.bytes;
  }

  locate(name: string): number {
    const { scanner, start, end } = this.#line;
    const member = scanner.find(start, end, name);
    if (member < 0) return this.#mayLeadInto(name) ? -1 : 0;
    this.start = scanner.startOf(member);
    this.end = scanner.endOf(member);
    return 1;
  }

  /** Whether a path with dots may lead to a member of a member. */
  #mayLeadInto(path: string): boolean {
    for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      if (this.has(path.slice(0, dot))) return true;
    }
    return false;
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
