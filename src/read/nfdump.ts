import type { FieldRecord, FieldValue, RecordStructure } from '../model/index.ts';
import type { LogFormat, ReadProblem } from './format.ts';
import { splitByLines } from './lines.ts';
import { MapRecord } from './map-record.ts';
import { pipeFields } from './nfdump-pipe.ts';
import { type PlainLine, plainLines } from './plain-lines.ts';
import { resumeLines } from './resume-lines.ts';

/**
 * What nfdump prints (`-o line`, `long`, `extended`): a time, a duration, a protocol, two addresses with ports and an arrow
 * between, then numbers; packets and bytes with units, as `1.2 M`. Also `-o pipe`. Headings and the summary are passed over.
 * Source: nfdump(1), "OUTPUT FORMATS".
 */
export const nfdumpFormat: LogFormat<FieldRecord> = {
  name: 'nfdump',
  sniff: (head) => {
    const lines = new TextDecoder().decode(head).split('\n', 4);
    return (
      lines.some((line) => FLOW.test(line) || pipeFields(line.trimEnd()) !== undefined) ||
      /^Date first seen .*Src IP Addr:Port/.test(lines[0] ?? '')
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

const STRUCTURE: RecordStructure = { format: 'nfdump', kind: '' };

const FLOW =
  /^(?<first>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})?) +(?<duration>(?:\d{1,4} ?d )?[\d:.]{1,16}) +(?:(?:CREATE|DELETE|DENIED|INVALID|UPDATE|Ignore) +)*(?<proto>[A-Za-z0-9-]{1,16}) +(?<source>\S{3,64}) +<?-> +(?<target>\S{3,64}) +(?<rest>.{0,256})$/;

function readLine({ text, byteOffset, isTooLong }: PlainLine): FieldRecord | ReadProblem | undefined {
  const piped = pipeFields(text);
  if (piped !== undefined) return new MapRecord(STRUCTURE, byteOffset, new Map(piped));
  const found = isTooLong ? undefined : FLOW.exec(text)?.groups;
  if (found === undefined) return /^\d{4}-\d\d-\d\d /.test(text) || isTooLong ? damaged(byteOffset) : undefined;
  const { first = '', duration = '', proto = '', source = '', target = '', rest = '' } = found;
  const fields: [string, FieldValue][] = [
    ['first', first],
    ['duration', duration],
    ['proto', proto],
    ...placeOf('src', source),
    ...placeOf('dst', target),
    ...countsOf(rest),
  ];
  return new MapRecord(STRUCTURE, byteOffset, new Map(fields));
}

/** `10.0.0.1:443`, `2001:db8::1.443`; of ICMP, type and code stand in the place of the port. */
function placeOf(side: string, text: string): [string, FieldValue][] {
  const separator = text.includes('.') && text.split(':').length > 2 ? text.lastIndexOf('.') : text.lastIndexOf(':');
  if (separator < 0) return [[`${side}_addr`, text]];
  const port = text.slice(separator + 1);
  return [
    [`${side}_addr`, text.slice(0, separator)],
    [`${side}_port`, /^\d{1,5}$/.test(port) ? Number(port) : port],
  ];
}

const UNITS: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** Packets and bytes are the first two numbers behind flags and type of service, of which only the latter may be one. */
function countsOf(rest: string): [string, FieldValue][] {
  const flags = /^(?<flags>[A-Z.]{6,8}|0x[\da-f]{2}) +(?<tos>\d{1,3}) +/.exec(rest);
  const numbers = [...rest.slice(flags?.[0].length ?? 0).matchAll(/(?<number>\d+(?:\.\d+)?)(?: (?<unit>[kMGT])\b)?/g)];
  const count = (index: number): number => {
    const { number = '0', unit = '' } = numbers[index]?.groups ?? {};
    return Math.round(Number(number) * (UNITS[unit] ?? 1));
  };
  return [
    ...(flags?.groups?.flags === undefined ? [] : [['flags', flags.groups.flags] as [string, FieldValue]]),
    ['packets', count(0)],
    ['bytes', count(1)],
  ];
}

function damaged(byteOffset: number): ReadProblem {
  const message = 'expected a flow with an arrow between two addresses, found another text';
  return { kind: 'problem', code: 'LINE_DAMAGED', byteOffset, message };
}
