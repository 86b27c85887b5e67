import type { Problem } from '../model/index.ts';
import { accessLogFormat } from './access-log.ts';
import { auditdFormat } from './auditd.ts';
import { cefFormat } from './cef.ts';
import { csvFormat } from './csv.ts';
import { describeContent } from './describe-content.ts';
import { dhcpFormat } from './dhcp.ts';
import { dnsDebugFormat } from './dns-debug.ts';
import { withoutMark } from './encoding.ts';
import { evtxFormat } from './evtx.ts';
import { evtxXmlFormat } from './evtx-xml.ts';
import { type ByteSource, HEAD_BYTES, type LogFormat } from './format.ts';
import { journaldFormat } from './journald.ts';
import { jsonFormat } from './json.ts';
import { jsonlFormat } from './jsonl.ts';
import { keyValueFormat } from './key-value.ts';
import { leefFormat } from './leef.ts';
import { nfdumpFormat } from './nfdump.ts';
import { isOwnResult } from './own-results.ts';
import { powershellTranscriptFormat } from './powershell-transcript.ts';
import { syslogFormat } from './syslog.ts';
import { syslogStreamFormat } from './syslog-stream.ts';
import { w3cFormat } from './w3c.ts';
import { zeekFormat } from './zeek.ts';

/** Every log format that Landfall reads; the first that knows the content reads it. */
export const LOG_FORMATS = [
  evtxFormat,
  evtxXmlFormat,
  jsonFormat,
  jsonlFormat,
  zeekFormat,
  w3cFormat,
  accessLogFormat,
  auditdFormat,
  dhcpFormat,
  dnsDebugFormat,
  powershellTranscriptFormat,
  nfdumpFormat,
  journaldFormat,
  cefFormat,
  leefFormat,
  keyValueFormat,
  csvFormat,
  syslogStreamFormat,
  syslogFormat,
] as const;

type RecordOf<Format> = Format extends LogFormat<infer LogRecord> ? LogRecord : never;

/** A format whose records may be of any. */
export type AnyLogFormat = LogFormat<RecordOf<(typeof LOG_FORMATS)[number]>>;

// For all files: formats look at the head and keep nothing of it.
const headRoom = new Uint8Array(HEAD_BYTES);

/** The format of a file by its content, never by its name; a Problem FILE_EMPTY or FORMAT_UNKNOWN when it has none. */
export function identify(source: string, bytes: ByteSource): AnyLogFormat | Problem {
  if (bytes.sizeBytes === 0) return { code: 'FILE_EMPTY', source, message: 'The file is empty (0 bytes).' };
  const head = withoutMark(bytes.read(0, HEAD_BYTES, headRoom));
  const isOwn = isOwnResult(head);
  const format = isOwn ? undefined : LOG_FORMATS.find((candidate: AnyLogFormat) => candidate.sniff(head));
  if (format !== undefined) return format;
  const content = isOwn ? 'a result of Landfall' : describeContent(head);
  return {
    code: 'FORMAT_UNKNOWN',
    source,
    message: `This is ${content}, not a log that Landfall reads.`,
  };
}

/** The format with this name. @throws Error when there is none, which is a bug: names come from `identify` */
export function formatNamed(name: string): AnyLogFormat {
  const format = LOG_FORMATS.find((candidate: AnyLogFormat) => candidate.name === name);
  if (format === undefined) throw new Error(`no log format is called ${name}`);
  return format;
}
