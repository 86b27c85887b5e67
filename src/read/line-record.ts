import type { FieldRecord, FieldValue, JsonRecord, RecordStructure } from '../model/index.ts';
import type { TextBytes } from './body-key-value.ts';
import { parseStructuredData } from './body-structured-data.ts';
import type { JsonObjectRecord } from './json-record.ts';
import { type FieldValues, NamedValues } from './named-values.ts';
import type { SyslogHeader } from './syslog-header.ts';

/** A line of a text log, cut into header and message. */
export interface LineParts {
  readonly text: string;
  readonly header: SyslogHeader;
  /** of its first byte, in the file */
  readonly byteOffset: number;
  /** its bytes, where each is one character */
  readonly bytes?: TextBytes | undefined;
}

/** Reads the fields of a message that starts at a place of a line. */
export type MessageParser = (text: string, start: number, bytes?: TextBytes) => FieldValues;

/**
 * A line as a record. Its fields are those of the message, then those of the header under fixed names, which
 * `syslog.` before them tells from fields of the message with the same name. Nothing is parsed before it is asked for.
 */
export class LineRecord implements FieldRecord {
  readonly kind = 'record';
  readonly structure: RecordStructure;
  readonly #line: LineParts;
  readonly #parse: MessageParser | undefined;
  #body: FieldValues | undefined;

  /** @param parse reads the fields of the message; undefined when it is mere text */
  constructor(structure: RecordStructure, line: LineParts, parse?: MessageParser) {
    this.structure = structure;
    this.#line = line;
    this.#parse = parse;
  }

  get byteOffset(): number {
    return this.#line.byteOffset;
  }

  get(field: string): FieldValue | undefined {
    return this.#fields().get(field) ?? headerField(this.#line, field);
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    const body = this.#fields();
    const header = headerEntries(this.#line);
    if (body.size === 0) return header;
    const isParsed = this.#parse !== undefined;
    const others = header.filter(([name]) => !(isParsed && name === 'message') && body.get(name) === undefined);
    return [...body.entries(), ...others];
  }

  #fields(): FieldValues {
    this.#body ??= this.#readFields();
    return this.#body;
  }

  #readFields(): FieldValues {
    const { text, header, bytes } = this.#line;
    if (this.#parse !== undefined) return this.#parse(text, header.messageStart, bytes);
    return header.structuredData === undefined ? NOTHING : parseStructuredData(header.structuredData);
  }
}

const NOTHING = new NamedValues();

/** A line whose message is a JSON object: the record of that object, with the fields of the header beside its own. */
export class JsonLineRecord implements JsonRecord {
  readonly kind = 'record';
  readonly #object: JsonObjectRecord;
  readonly #line: LineParts;

  constructor(object: JsonObjectRecord, line: LineParts) {
    this.#object = object;
    this.#line = line;
  }

  get structure(): RecordStructure {
    return this.#object.structure;
  }

  get value(): JsonRecord['value'] {
    return this.#object.value;
  }

  get byteOffset(): number {
    return this.#line.byteOffset;
  }

  get(field: string): FieldValue | undefined {
    return this.#object.get(field) ?? headerField(this.#line, field);
  }

  *entries(): Generator<readonly [string, FieldValue]> {
    yield* this.#object.entries();
    for (const entry of headerEntries(this.#line)) {
      if (entry[0] !== 'message' && this.#object.get(entry[0]) === undefined) yield entry;
    }
  }
}

// RFC 5424 section 6.2.1, tables 1 and 2, by the names that syslog.h gives them.
const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

const HEADER_FIELDS: Readonly<Record<string, (line: LineParts) => FieldValue | undefined>> = {
  timestamp: ({ header }) => header.timestamp,
  hostname: ({ header }) => header.hostname,
  program: ({ header }) => header.program,
  pid: ({ header }) => header.pid,
  msgid: ({ header }) => header.msgid,
  priority: ({ header }) => header.priority,
  facility: ({ header: { priority } }) => (priority === undefined ? undefined : FACILITIES[priority >> 3]),
  severity: ({ header: { priority } }) => (priority === undefined ? undefined : SEVERITIES[priority & 7]),
  structured_data: ({ header }) => header.structuredData,
  'relay.timestamp': ({ header }) => header.relay?.timestamp,
  'relay.hostname': ({ header }) => header.relay?.hostname,
  repeated: ({ text, header }) => repeatedTimes(text, header.messageStart),
  message: ({ text, header }) => (header.messageStart < text.length ? text.slice(header.messageStart) : undefined),
};

const PREFIX = 'syslog.';

function headerField(line: LineParts, field: string): FieldValue | undefined {
  return READERS_BY_NAME.get(field)?.(line);
}

const HEADER_READERS = Object.entries(HEADER_FIELDS);
const READERS_BY_NAME = new Map(
  HEADER_READERS.flatMap(([name, read]) => [[name, read] as const, [PREFIX + name, read]]),
);

function headerEntries(line: LineParts): (readonly [string, FieldValue])[] {
  const entries: (readonly [string, FieldValue])[] = [];
  for (const [name, read] of HEADER_READERS) {
    const value = read(line);
    if (value !== undefined) entries.push([name, value]);
  }
  return entries;
}

/** How often the message before, or the one in brackets, came again (syslogd, rsyslogd). */
function repeatedTimes(text: string, start: number): number | undefined {
  const window = text.slice(start, start + 64);
  const times = /^(?:last )?message repeated (\d{1,9}) times/.exec(window)?.[1];
  return times === undefined ? undefined : Number(times);
}
