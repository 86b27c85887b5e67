import type { FieldRecord, FieldValue, RecordStructure } from '../model/index.ts';
import { ByteCursor } from './byte-cursor.ts';
import type { LogFormat, ReadProblem } from './format.ts';
import { NamedValues } from './named-values.ts';
import { resumeWhole } from './resume-whole.ts';

/**
 * The systemd journal as `journalctl -o export` writes it: fields line by line, or with their length before them where they
 * hold line feeds; an empty line behind each entry. An entry of another form is a Problem LINE_DAMAGED, and the next
 * is sought behind an empty line. As a field may hold anything, it is read from its start.
 * Source: systemd.io, "Journal Export Formats".
 */
export const journaldFormat: LogFormat<FieldRecord> = {
  name: 'journald',
  sniff: (head) => /^\s*__CURSOR=/.test(new TextDecoder().decode(head.subarray(0, 64))),
  split: () => [{ first: 0 }],
  resumption: resumeWhole,
  *read(source, range) {
    const cursor = new ByteCursor(source, range.first);
    for (let item = nextEntry(cursor); item !== undefined; item = nextEntry(cursor)) yield item;
  },
};

const STRUCTURE: RecordStructure = { format: 'journald', kind: '' };

const FEED = 0x0a;
const EQUALS = 0x3d;
// journald's own limits: DATA_SIZE_MAX of 768 MiB is for core dumps; a message has at most 64 KiB, a field name 64 bytes.
const MAX_NAME_BYTES = 64;
const MAX_VALUE_BYTES = 4 << 20;
const MAX_FIELDS = 1024;
const MAX_ENTRY_LENGTH = 8 << 20;

class JournalRecord implements FieldRecord {
  readonly kind = 'record';
  readonly structure = STRUCTURE;
  readonly byteOffset: number;
  readonly #fields: NamedValues;

  constructor(byteOffset: number, fields: NamedValues) {
    this.byteOffset = byteOffset;
    this.#fields = fields;
  }

  get(field: string): FieldValue | undefined {
    return this.#fields.get(field);
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return this.#fields.entries();
  }
}

function nextEntry(cursor: ByteCursor): FieldRecord | ReadProblem | undefined {
  while (cursor.peek() === FEED) cursor.at++;
  if (cursor.peek() < 0) return undefined;
  const start = cursor.at;
  const fields = new NamedValues();
  let length = 0;
  while (cursor.peek() >= 0 && cursor.peek() !== FEED) {
    const field = readField(cursor);
    if (typeof field === 'string') {
      skipLine(cursor);
      skipEntry(cursor);
      return { kind: 'problem', code: 'LINE_DAMAGED', byteOffset: start, message: field };
    }
    length += field.value.length;
    if (fields.size < MAX_FIELDS && length <= MAX_ENTRY_LENGTH) fields.add(field.name, field.value);
  }
  return new JournalRecord(start, fields);
}

/** @returns what is wrong with it, as a text, where it is none */
function readField(cursor: ByteCursor): { readonly name: string; readonly value: string } | string {
  const nameStart = cursor.at;
  let byte = cursor.peek();
  for (; byte >= 0 && byte !== FEED && byte !== EQUALS; byte = cursor.peek()) {
    if (cursor.at - nameStart > MAX_NAME_BYTES) return 'a name of a field is longer than 64 bytes';
    cursor.at++;
  }
  const name = textOf(cursor.slice(nameStart, cursor.at));
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name)) return 'expected the name of a field, found another text';
  cursor.at++;
  return byte === EQUALS ? readLine(cursor, name) : readCounted(cursor, name);
}

function readLine(cursor: ByteCursor, name: string): ReturnType<typeof readField> {
  const start = cursor.at;
  const end = skipLine(cursor);
  if (end - start > MAX_VALUE_BYTES) return `the value of ${name} is longer than 4 MiB`;
  return { name, value: textOf(cursor.slice(start, end)) };
}

/** Eight bytes of length, little-endian, before the value. */
function readCounted(cursor: ByteCursor, name: string): ReturnType<typeof readField> {
  const head = cursor.slice(cursor.at, cursor.at + 8);
  if (head.length < 8) return 'the entry ends within a field';
  const length = Number(new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_VALUE_BYTES) return `the value of ${name} is longer than 4 MiB`;
  const start = cursor.at + 8;
  const value = cursor.slice(start, start + length);
  if (value.length < length) return 'the entry ends within a field';
  cursor.at = start + length;
  if (cursor.peek() !== FEED) return `no line feed follows the value of ${name}`;
  cursor.at++;
  return { name, value: textOf(value) };
}

/** @returns the place of the line feed, behind which the cursor is */
function skipLine(cursor: ByteCursor): number {
  for (let rest = cursor.rest(); rest.length > 0; rest = cursor.rest()) {
    const feed = rest.indexOf(FEED);
    if (feed >= 0) {
      cursor.at += feed + 1;
      return cursor.at - 1;
    }
    cursor.at += rest.length;
  }
  return cursor.at;
}

function skipEntry(cursor: ByteCursor): void {
  while (cursor.peek() >= 0 && cursor.peek() !== FEED) skipLine(cursor);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
