import { timestampAt } from './syslog-timestamp.ts';

/** What stands before the message of a syslog line; a part that is missing, or `-`, is undefined. */
export interface SyslogHeader {
  /** facility times 8 plus severity, 0 to 191 */
  priority: number | undefined;
  timestamp: string | undefined;
  hostname: string | undefined;
  program: string | undefined;
  pid: string | undefined;
  msgid: string | undefined;
  /** as it stands, with its brackets */
  structuredData: string | undefined;
  /** of a line that a relay sent on with a header of its own: what that one says */
  relay: { readonly timestamp: string | undefined; readonly hostname: string | undefined } | undefined;
  /** index of the message's first character */
  messageStart: number;
}

const SPACE = 0x20;
const COLON = 0x3a;
const PERCENT = 0x25;
// RFC 3164 has 32 characters; daemons in containers and their like have longer ones.
const MAX_PROGRAM_LENGTH = 96;
// A line that has passed more relays than this is no line of a log.
const MAX_HEADERS = 4;

/**
 * Reads the header of a syslog line, as far as there is one: RFC 5424, RFC 3164 with all that devices and relays make of
 * it, the forms in which rsyslog writes files, Cisco's sequence numbers, lines that were relayed with a second header. Takes time linear in the length of
 * the header, never throws.
 * Sources: RFC 3164 section 4, RFC 5424 section 6, RFC 6587 section 3.4.1 (count before the line).
 */
export function readSyslogHeader(text: string): SyslogHeader {
  let header = readOne(text, 0);
  for (let count = 1; count < MAX_HEADERS; count++) {
    const inner = innerHeader(text, header);
    if (inner === undefined) break;
    const relay = header.relay ?? { timestamp: header.timestamp, hostname: header.hostname };
    header = {
      ...inner,
      relay,
      priority: inner.priority ?? header.priority,
      timestamp: inner.timestamp ?? header.timestamp,
      hostname: inner.hostname ?? header.hostname,
    };
  }
  return header;
}

/** Whether a line has a header of which its time or priority can be told. */
export function hasSyslogHeader({ priority, timestamp, hostname, program }: SyslogHeader): boolean {
  return priority !== undefined || (timestamp !== undefined && (hostname !== undefined || program !== undefined));
}

function innerHeader(text: string, outer: SyslogHeader): SyslogHeader | undefined {
  const at = outer.messageStart;
  if (text.startsWith(FORWARDED, at) && outer.program === undefined) {
    const colon = text.indexOf(': ', at);
    const hostname = text.slice(at + FORWARDED.length, colon);
    if (colon < 0 || hostname.includes(' ')) return undefined;
    return readTag(text, { ...emptyHeader(colon + 2), timestamp: outer.timestamp, hostname });
  }
  if (priorityEnd(text, at) > at) return readOne(text, at);
  // A program's own timestamp at the start of its message is no second header.
  if (outer.program !== undefined || outer.timestamp === undefined) return undefined;
  const { form } = timestampAt(text, skipSequenceNumber(text, at)) ?? {};
  return form === 'bsd' || form === 'iso' ? readOne(text, at) : undefined;
}

// What AIX puts before lines that it sends on.
const FORWARDED = 'Message forwarded from ';

function emptyHeader(messageStart: number): SyslogHeader {
  // Written out, because a spread takes as long as reading the header does.
  return {
    priority: undefined,
    timestamp: undefined,
    hostname: undefined,
    program: undefined,
    pid: undefined,
    msgid: undefined,
    structuredData: undefined,
    relay: undefined,
    messageStart,
  };
}

function readOne(text: string, start: number): SyslogHeader {
  let at = skipOctetCount(text, start);
  const header = emptyHeader(at);
  const behindPriority = priorityEnd(text, at);
  if (behindPriority > at) {
    header.priority = Number(text.slice(at + 1, behindPriority - 1));
    at = behindPriority;
  }
  const behindVersion = versionEnd(text, at);
  if (behindVersion > at) return readNewHeader(text, behindVersion, header);
  return readOldHeader(text, at, header);
}

/** `83 <34>1 ...` in a dump of a TCP stream with counted lines. */
function skipOctetCount(text: string, at: number): number {
  const end = digitsEnd(text, at, 5);
  if (end === at || text.charCodeAt(end) !== SPACE) return at;
  return priorityEnd(text, end + 1) > end + 1 ? end + 1 : at;
}

function priorityEnd(text: string, at: number): number {
  if (text[at] !== '<') return at;
  const end = digitsEnd(text, at + 1, 3);
  return end > at + 1 && text[end] === '>' && Number(text.slice(at + 1, end)) <= 191 ? end + 1 : at;
}

/** RFC 5424: a version before the timestamp. */
function versionEnd(text: string, at: number): number {
  const end = digitsEnd(text, at, 2);
  if (end === at || text.charCodeAt(end) !== SPACE) return at;
  const isTime = timestampAt(text, end + 1)?.form === 'iso' || text.startsWith('- ', end + 1);
  return isTime || epochEnd(text, end + 1) > end + 1 ? end + 1 : at;
}

/** Meraki writes seconds since 1970 in the place of the timestamp. */
function epochEnd(text: string, at: number): number {
  const end = digitsEnd(text, at, 10);
  if (end !== at + 10) return at;
  const fraction = text[end] === '.' ? digitsEnd(text, end + 1, 9) : end;
  return text.charCodeAt(fraction) === SPACE ? fraction : at;
}

function digitsEnd(text: string, at: number, most: number): number {
  let end = at;
  while (end < at + most && isDigit(text.charCodeAt(end))) end++;
  return end;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** RFC 5424 behind the version: TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]. */
function readNewHeader(text: string, start: number, header: SyslogHeader): SyslogHeader {
  const isEpoch = epochEnd(text, start) > start;
  let at = start;
  const next = (): string | undefined => {
    const end = tokenEnd(text, at);
    const token = text.slice(at, end);
    at = Math.min(end + 1, text.length);
    return token === '-' || token === '' ? undefined : token;
  };
  header.timestamp = next();
  header.hostname = next();
  header.program = next();
  if (!isEpoch) {
    header.pid = next();
    header.msgid = next();
    const end = structuredDataEnd(text, at);
    if (end > at + 1) header.structuredData = text.slice(at, end);
    at = end;
    if (text.charCodeAt(at) === SPACE) at++;
    if (text.charCodeAt(at) === 0xfeff) at++;
  }
  header.messageStart = at;
  return header;
}

/** Behind `-` or behind elements in brackets; where it starts when it is neither. */
function structuredDataEnd(text: string, start: number): number {
  if (text[start] === '-' && (start + 1 === text.length || text.charCodeAt(start + 1) === SPACE)) return start + 1;
  let at = start;
  while (text[at] === '[') {
    const end = elementEnd(text, at);
    if (end < 0) return at;
    at = end;
  }
  return at;
}

function elementEnd(text: string, start: number): number {
  let isQuoted = false;
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\' && isQuoted) at++;
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === ']' && !isQuoted) return at + 1;
  }
  return -1;
}

/** RFC 3164: TIMESTAMP HOSTNAME TAG: MSG, any of them missing. */
function readOldHeader(text: string, start: number, header: SyslogHeader): SyslogHeader {
  let at = skipSequenceNumber(text, skipBlanks(text, start));
  let found = timestampAt(text, at);
  if (found === undefined) {
    // Cisco's origin id stands before the timestamp: `45: edge-1: *Mar  1 18:46:11: %SYS-5-CONFIG_I: ...`.
    const end = tokenEnd(text, at);
    const behind = timestampAt(text, end + 1);
    if (text.charCodeAt(end - 1) === COLON && end > at + 1 && behind !== undefined) {
      header.hostname = text.slice(at, end - 1);
      at = end + 1;
      found = behind;
    }
  }
  if (found !== undefined) {
    header.timestamp = text.slice(at, found.end);
    at = skipBlanks(text, text.charCodeAt(found.end) === COLON ? found.end + 1 : found.end);
  } else if (header.priority === undefined) return header;
  header.messageStart = at;
  if (isMessage(text, at)) return header;
  return readTag(text, found === undefined ? header : readHostname(text, header));
}

/** `000123: ` before all else, as Cisco numbers its lines; Nexus leaves the number out. */
function skipSequenceNumber(text: string, at: number): number {
  const end = digitsEnd(text, at, 10);
  return text.startsWith(': ', end) ? skipBlanks(text, end + 2) : at;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

function readHostname(text: string, header: SyslogHeader): SyslogHeader {
  if (header.hostname !== undefined) return header;
  const at = header.messageStart;
  const end = tokenEnd(text, at);
  const isTag = tagAt(text, at) !== undefined;
  const next = skipBlanks(text, end);
  // `fw01: %ASA-6-...` is a host, `sshd: ...` is a program.
  if (isTag && !(text.charCodeAt(next) === PERCENT && text.charCodeAt(end - 1) === COLON)) return header;
  const hostname = text.slice(at, isTag ? end - 1 : end);
  header.hostname = hostname === '-' || hostname === '' ? undefined : hostname;
  header.messageStart = text.startsWith(': ', next) ? skipBlanks(text, next + 2) : next;
  return header;
}

function readTag(text: string, header: SyslogHeader): SyslogHeader {
  const at = header.messageStart;
  const tag = isMessage(text, at) ? undefined : tagAt(text, at);
  if (tag === undefined) return header;
  header.program = tag.program;
  header.pid = tag.pid;
  header.messageStart = skipBlanks(text, tag.end);
  return skipMessageId(text, header);
}

interface Tag {
  readonly program: string;
  readonly pid: string | undefined;
  readonly end: number;
}

/** `sshd[123]:`, `kernel:`, `su(pam_unix)[12]:`; undefined when what stands there is no tag. */
function tagAt(text: string, start: number): Tag | undefined {
  const end = Math.min(tokenEnd(text, start), start + MAX_PROGRAM_LENGTH);
  for (let at = start; at < end; at++) {
    const char = text[at]!;
    if (char === '=' || char === '"' || char === '<') return undefined;
    if (char === '[') {
      const close = text.indexOf(']', at);
      if (at === start || close < 0 || close > at + MAX_PROGRAM_LENGTH) return undefined;
      const isEnd = close + 1 === text.length || text[close + 1] === ':' || text[close + 1] === ' ';
      if (!isEnd) return undefined;
      const behind = text[close + 1] === ':' ? close + 2 : close + 1;
      return { program: text.slice(start, at), pid: text.slice(at + 1, close) || undefined, end: behind };
    }
    if (char === ':' && at > start && (at + 1 === text.length || text.charCodeAt(at + 1) === SPACE)) {
      // A number is no program, but one that Cisco gives its lines.
      if (digitsEnd(text, start, 10) === at) return undefined;
      return { program: text.slice(start, at), pid: undefined, end: at + 1 };
    }
  }
  return undefined;
}

/** `[ID 702911 auth.info] ` before the message, as Solaris writes it. */
function skipMessageId(text: string, header: SyslogHeader): SyslogHeader {
  const at = header.messageStart;
  if (!text.startsWith('[ID ', at)) return header;
  const close = text.indexOf('] ', at);
  if (close < 0 || close > at + 40) return header;
  header.msgid = text.slice(at + 4, text.indexOf(' ', at + 4));
  header.messageStart = close + 2;
  return header;
}

/** Whether a message starts here, and neither a host nor a program. */
function isMessage(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === PERCENT || text[at] === '{' || text[at] === '<') return true;
  if (text.startsWith('CEF:', at) || text.startsWith('LEEF:', at)) return true;
  if (text.startsWith('last message repeated ', at) || text.startsWith('message repeated ', at)) return true;
  for (let end = at; end < at + MAX_PROGRAM_LENGTH; end++) {
    const char = text[end];
    if (char === '=') return end > at;
    if (char === undefined || !isNameCharacter(char)) break;
  }
  return text[at + 1] === ',' && isDigit(code);
}

function isNameCharacter(char: string): boolean {
  return (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || (char >= '0' && char <= '9') || char === '_';
}

function tokenEnd(text: string, at: number): number {
  const end = text.indexOf(' ', at);
  return end < 0 ? text.length : end;
}
