import type {
  FieldBytes,
  FieldValue,
  GatheredBytes,
  JsonMembers,
  JsonRecord,
  RawText,
  RecordStructure,
} from '../model/index.ts';
import { membersOf } from '../model/index.ts';
import type { MemberScanner } from './json-members.ts';
import { type JsonObject, JsonObjectRecord } from './json-record.ts';
import { pathWithin } from './kernel-members.ts';

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
  readonly #line: ScannedLine;
  #whole: JsonObjectRecord | undefined;

  constructor(structure: RecordStructure, byteOffset: number, line: ScannedLine, rawText: RawText | undefined) {
    this.structure = structure;
    this.byteOffset = byteOffset;
    this.members = new LineMembers(line, '');
    this.#line = line;
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
    return value === undefined && !this.#hasWithin(field) ? undefined : this.#record().get(field);
  }

  /** Whether there is a member in which a path may lead on. */
  #hasWithin(path: string): boolean {
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      if (this.members.has(path.slice(0, dot))) return true;
    }
    return false;
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return this.#record().entries();
  }

  #record(): JsonObjectRecord {
    this.#whole ??= new JsonObjectRecord(
      this.structure,
      this.byteOffset,
      this.#line.scanner.object(this.#line.start, this.#line.end),
    );
    return this.#whole;
  }
}

const OBJECT = 0x7b;

class LineMembers implements JsonMembers, FieldBytes {
  readonly #line: ScannedLine;
  readonly #path: string;

  constructor(line: ScannedLine, path: string) {
    this.#line = line;
    this.#path = path;
  }

  get fieldBytes(): FieldBytes {
    return this;
  }

  has(name: string): boolean {
    const { scanner, start, end } = this.#line;
    return scanner.has(start, end, name, this.#path);
  }

  get(name: string): unknown {
    const { scanner, start, end } = this.#line;
    return scanner.value(start, end, name, this.#path);
  }

  within(name: string): JsonMembers | undefined {
    const { scanner, start, end } = this.#line;
    if (!scanner.locate(start, end, name, this.#path) || scanner.bytes[scanner.start] !== OBJECT) return undefined;
    const path = pathWithin(this.#path, name);
    // What is unusual within is left to JSON.parse, too.
    return scanner.knowsMembersAt(start, end, path)
      ? new LineMembers(this.#line, path)
      : membersOf(this.get(name) as JsonObject);
  }

  gather(names: readonly string[]): GatheredBytes | undefined {
    const { scanner, start, end } = this.#line;
    return scanner.gather(start, end, names, this.#path);
  }
}
