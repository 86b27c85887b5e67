import type { FieldRecord, RecordStructure } from '../model/index.ts';
import type { LogFormat, ReadProblem } from './format.ts';
import { splitByLines } from './lines.ts';
import { MapRecord } from './map-record.ts';
import { type PlainLine, plainLines } from './plain-lines.ts';
import { resumeLines } from './resume-lines.ts';

/**
 * The debug log of the Windows DNS server (`dns.log`): one line a packet, and lines of other kinds whose text is `message`.
 * Where packets are logged in detail, what stands below their lines is passed over. The date is kept as it stands, as its
 * form is that of the server's language.
 * Source: the key that the server writes at the head of the log.
 */
export const dnsDebugFormat: LogFormat<FieldRecord> = {
  name: 'windows-dns-debug',
  sniff: (head) => {
    const text = new TextDecoder().decode(head);
    return (
      /^\ufeff?\s*DNS Server log\b|Message logging key \(for packets/.test(text) || text.split('\n').some(isPacket)
    );
  },
  split: splitByLines,
  resumption: resumeLines,
  *read(source, range) {
    for (const line of plainLines(source, range)) {
      const item = readLine(line);
      if (item !== undefined) yield item;
    }
  },
};

const PACKET: RecordStructure = { format: 'windows-dns-debug', kind: 'packet' };
const NOTE: RecordStructure = { format: 'windows-dns-debug', kind: 'note' };

// A date of any language, a time, perhaps a half of the day; then the thread, and what the line is about.
const LINE =
  /^(?<date>\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.? {1,2}\d{1,2}[:.]\d\d[:.]\d\d(?: [AaPp]\.?[Mm]\.?)?) (?<thread>[\dA-Fa-f]{3,8}) (?<context>[A-Z]{2,12}) +(?<rest>.*)$/;
const REST =
  /^(?<packet>[\dA-Fa-f]{8,16}) (?<protocol>UDP|TCP) (?<direction>Snd|Rcv) (?<remote>\S{1,64}) +(?<xid>[\dA-Fa-f]{4}) (?<response>[R ]) (?<opcode>\S) \[(?<flags>[\dA-Fa-f]{4}) (?<bits>[A-Z ]{0,8}?) *(?<rcode>[A-Z0-9]{1,16})\] +(?<type>\S{1,32}) +(?<name>\S{1,1024})\s*$/;

function isPacket(line: string): boolean {
  return / PACKET /.test(line) && LINE.test(line.trimEnd());
}

function readLine({ text, byteOffset, isTooLong }: PlainLine): FieldRecord | ReadProblem | undefined {
  const { date = '', thread = '', context = '', rest = '' } = LINE.exec(text)?.groups ?? {};
  if (date === '' || isTooLong) return isProse(text) ? undefined : damaged(byteOffset);
  const head: [string, string][] = [
    ['date', date],
    ['thread', thread],
    ['context', context],
  ];
  const packet = REST.exec(rest)?.groups;
  if (packet === undefined) {
    return context === 'PACKET'
      ? damaged(byteOffset)
      : new MapRecord(NOTE, byteOffset, new Map([...head, ['message', rest]]));
  }
  const { name = '', response = '', bits = '', ...own } = packet as Record<string, string>;
  const more: [string, string][] = [
    ['response', response === 'R' ? 'true' : 'false'],
    ['bits', bits.replaceAll(' ', '')],
    ['name', nameOf(name)],
  ];
  return new MapRecord(PACKET, byteOffset, new Map([...head, ...Object.entries(own), ...more]));
}

/** The key at the head, what stands below a packet that is logged in detail, and comments of the server about its log. */
function isProse(text: string): boolean {
  return /^[\s\ufeff]/.test(text) || /^(?:DNS Server log|Log file wrap|Message logging key|TCP|UDP|Field)/.test(text);
}

/** `(6)update(7)example(3)net(0)` as a name with dots; the root is a dot. */
function nameOf(text: string): string {
  const labels = text.split(/\(\d{1,3}\)/).filter((label) => label !== '');
  return text.startsWith('(') ? labels.join('.') || '.' : text;
}

function damaged(byteOffset: number): ReadProblem {
  const message = 'expected a time, a thread and a packet, found another text';
  return { kind: 'problem', code: 'LINE_DAMAGED', byteOffset, message };
}
