import type { FieldRecord, FieldValue, RecordStructure } from '../model/index.ts';
import { readAuditFields } from './audit-fields.ts';

/** One line of an audit log, cut into what stands before its fields and the fields. */
export interface AuditLine {
  readonly node: string;
  readonly type: string;
  /** seconds since 1970, with a fraction */
  readonly time: string;
  readonly serial: string;
  /** the fields as they stand */
  readonly rest: string;
  readonly byteOffset: number;
}

const HEAD = /^(?:node=(\S{1,255}) )?type=([A-Za-z0-9_[\]]{1,64}) msg=audit\((\d{1,12}(?:\.\d{1,9})?):(\d{1,20})\):/;

/** @returns undefined for text that does not start as a line of an audit log does */
export function auditLineOf(text: string, byteOffset: number): AuditLine | undefined {
  const head = HEAD.exec(text);
  if (head === null) return undefined;
  const [all, node = '', type = '', time = '', serial = ''] = head;
  return { node, type, time, serial, rest: text.slice(all.length), byteOffset };
}

/** The records of one system call or message, which share time and number. */
export class AuditEvent {
  /** computer, time and number: what its records have in common */
  readonly key: string;
  readonly records: AuditRecord[] = [];
  /** no more lines of it are to come */
  isClosed = false;
  /** number of the line that was its last so far */
  lastLine = 0;
  /** characters of all its fields as they stand */
  length = 0;

  constructor(key: string) {
    this.key = key;
  }

  ofType(type: string): AuditRecord | undefined {
    return this.records.find((record) => record.line.type === type);
  }
}

// The kernel knows some 200 types; only a forged log has more.
const MAX_STRUCTURES = 1000;
const structures = new Map<string, RecordStructure>();

function structureOf(type: string): RecordStructure {
  let structure = structures.get(type);
  if (structure === undefined) {
    if (structures.size >= MAX_STRUCTURES) structures.clear();
    structure = { format: 'auditd', kind: type };
    structures.set(type, structure);
  }
  return structure;
}

/**
 * One line of an audit log. A name with a type and a dot before it is a field of another record of the same event:
 * `SYSCALL.exe`, asked of an EXECVE record, is the program that was replaced by the one with these arguments.
 */
export class AuditRecord implements FieldRecord {
  readonly kind = 'record';
  readonly structure: RecordStructure;
  readonly line: AuditLine;
  readonly #event: AuditEvent;
  #fields: ReadonlyMap<string, FieldValue> | undefined;

  constructor(line: AuditLine, event: AuditEvent) {
    this.line = line;
    this.structure = structureOf(line.type);
    this.#event = event;
  }

  get byteOffset(): number {
    return this.line.byteOffset;
  }

  get(field: string): FieldValue | undefined {
    const own = this.#own().get(field);
    if (own !== undefined) return own;
    const dot = field.indexOf('.');
    return dot < 0 ? undefined : this.#event.ofType(field.slice(0, dot))?.get(field.slice(dot + 1));
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return this.#own();
  }

  #own(): ReadonlyMap<string, FieldValue> {
    if (this.#fields === undefined) {
      const { node, type, time, serial } = this.line;
      const head: [string, FieldValue][] = [...(node === '' ? [] : [['node', node] as [string, string]])];
      this.#fields = new Map([
        ...head,
        ['type', type],
        ['time', time],
        ['serial', serial],
        ...readAuditFields(this.#text(), type),
      ]);
    }
    return this.#fields;
  }

  /** Arguments that one line cannot hold go on in further EXECVE records of the event; the first has them all. */
  #text(): string {
    const { type, rest } = this.line;
    if (type !== 'EXECVE') return rest;
    const all = this.#event.records.filter(({ line }) => line.type === 'EXECVE');
    return all[0] === this && all.length > 1 ? all.map(({ line }) => line.rest).join(' ') : rest;
  }
}
