import type { FieldRecord, FieldValue, RecordStructure } from '../model/index.ts';
import type { ByteSource, LogFormat, ReadProblem } from './format.ts';
import { splitByLines } from './lines.ts';
import { type PlainLine, plainLines } from './plain-lines.ts';
import { resumeLines } from './resume-lines.ts';

/**
 * The audit log of the Windows DHCP server (`DhcpSrvLog-Mon.log`, `DhcpV6SrvLog-Mon.log`): an explanation of event ids, a
 * line of names, then comma-separated lines. The names are those of an English server, whatever language the log is in. A
 * line behind the names that does not start with an id and a date is a Problem LINE_DAMAGED.
 * Source: Microsoft, "DHCP server log file format" (Analyze DHCP server log files).
 */
export const dhcpFormat: LogFormat<FieldRecord> = {
  name: 'windows-dhcp',
  sniff: looksLikeDhcp,
  split: splitByLines,
  resumption: resumeLines,
  *read(source, range) {
    const structure = isVersion6(source) ? V6 : V4;
    for (const line of plainLines(source, range)) {
      const item = readLine(line, structure);
      if (item !== undefined) yield item;
    }
  },
};

const V4: RecordStructure = {
  ...{ format: 'windows-dhcp', kind: '4' },
  fields: [
    ...['ID', 'Date', 'Time', 'Description', 'IP Address', 'Host Name', 'MAC Address', 'User Name', 'TransactionID'],
    ...['QResult', 'Probationtime', 'CorrelationID', 'Dhcid', 'VendorClass(Hex)', 'VendorClass(ASCII)'],
    ...['UserClass(Hex)', 'UserClass(ASCII)', 'RelayAgentInformation', 'DnsRegError'],
  ],
};
const V6: RecordStructure = {
  ...{ format: 'windows-dhcp', kind: '6' },
  fields: [
    ...['ID', 'Date', 'Time', 'Description', 'IP Address', 'Host Name', 'Error Code', 'Duid Length', 'Duid Bytes(Hex)'],
    ...['User Name', 'Dhcid', 'Subnet Prefix'],
  ],
};

const EVENT = /^\d{1,5},\d{1,2}\/\d{1,2}\/\d{2,4},\d{1,2}:\d\d:\d\d,/;
const EXPLANATION_BYTES = 4096;

class DhcpRecord implements FieldRecord {
  readonly kind = 'record';
  readonly structure: RecordStructure;
  readonly byteOffset: number;
  readonly #cells: readonly string[];

  constructor(structure: RecordStructure, { text, byteOffset }: PlainLine) {
    this.structure = structure;
    this.byteOffset = byteOffset;
    this.#cells = text.split(',', structure.fields!.length);
  }

  get(field: string): FieldValue | undefined {
    const column = this.structure.fields!.indexOf(field);
    return column < 0 ? undefined : this.#cells[column]?.trim() || undefined;
  }

  *entries(): Generator<readonly [string, FieldValue]> {
    for (const field of this.structure.fields!) {
      const value = this.get(field);
      if (value !== undefined) yield [field, value];
    }
  }
}

function readLine(line: PlainLine, structure: RecordStructure): FieldRecord | ReadProblem | undefined {
  if (EVENT.test(line.text) && !line.isTooLong) return new DhcpRecord(structure, line);
  if (isExplanation(line)) return undefined;
  const message = 'expected an event id, a date and a time between commas, found another text';
  return { kind: 'problem', code: 'LINE_DAMAGED', byteOffset: line.byteOffset, message };
}

/** The server writes the explanation anew whenever it begins a file: ids with their meaning, names, and prose. */
function isExplanation({ text, byteOffset }: PlainLine): boolean {
  return (
    byteOffset < EXPLANATION_BYTES || text.startsWith('ID,') || /^\d{1,5}\+?\t/.test(text) || /DHCP|^[\t ]/.test(text)
  );
}

function isVersion6(source: ByteSource): boolean {
  return /DHCPv6|IPv6/i.test(new TextDecoder().decode(source.read(0, EXPLANATION_BYTES)));
}

function looksLikeDhcp(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  if (/^\ufeff?ID,Date,Time,Description,IP(?:v6)? Address,Host Name/i.test(text)) return true;
  return (
    /DHCP/.test(text.slice(0, 256)) && (/^ID,[^\n]*,[^\n]*,/m.test(text) || EVENT.test(text.split('\n').at(-2) ?? ''))
  );
}
