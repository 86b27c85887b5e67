import { bytesAsText } from './unescape.ts';

// The kernel writes at most some dozen fields a line; EXECVE has as many as arguments fit into 8 KiB lines.
const MAX_FIELDS = 4096;
const GROUP_SEPARATOR = '\x1d';

// Fields that the kernel and libaudit write as hexadecimal digits when they hold blanks, quotes or control characters
// (audit_log_untrustedstring, audit_encode_nv_string).
const UNTRUSTED =
  /^(?:a\d+|acct|bus|cmd|comm|ocomm|cwd|data|device|dir|exe|file|grp|id|key|name|new-disk|old-disk|path|proctitle|unit|vm|watch)$/;
const HEX = /^(?:[0-9A-F]{2})+$/;

/**
 * The fields of an audit record behind its time: `name=value`, with quoted and hexadecimal text decoded. What stands in
 * `msg='...'` and, of enriched records, behind a group separator, are fields like the others; of a name that comes
 * again, the first counts. Parts of a long argument (`a1[0]`, `a1[1]`) are one.
 * @param type of the record: in EXECVE `a0` and the like are text, and `command` is all of them; in SYSCALL they are numbers
 * Source: audit(8) event records, "Linux Audit Documentation" on field names and encodings.
 */
export function readAuditFields(text: string, type: string): ReadonlyMap<string, string | readonly string[]> {
  const fields = new Map<string, string | readonly string[]>(decisionOf(text));
  const parts = new Map<string, string>();
  let count = 0;
  for (let at = 0; at < text.length && count < MAX_FIELDS; ) {
    const equals = text.indexOf('=', at);
    if (equals < 0) break;
    const name = nameBefore(text, at, equals);
    if (name === 'msg' && text[equals + 1] === "'") {
      at = equals + 2;
      continue;
    }
    const end = valueEnd(text, equals + 1);
    const value = withoutList(text.slice(equals + 1, end));
    const part = /^(a\d+)\[\d+\]$/.exec(name);
    if (part !== null) parts.set(part[1]!, (parts.get(part[1]!) ?? '') + unquoted(value));
    else if (name !== '' && !fields.has(name)) addField(fields, name, value, type);
    count++;
    at = end;
  }
  for (const [name, value] of parts) fields.set(name, decoded(value));
  if (type === 'EXECVE') fields.set('command', commandOf(fields));
  return fields;
}

/** All arguments as they would be typed, but without quotes, as PROCTITLE has them. */
function commandOf(fields: ReadonlyMap<string, string | readonly string[]>): string {
  const values: string[] = [];
  for (let index = 0; index < MAX_FIELDS; index++) {
    const value = fields.get(`a${index}`);
    if (typeof value !== 'string') break;
    values.push(value);
  }
  return values.join(' ');
}

/** What SELinux decided stands without a name, `avc:  denied  { read } for`; the names are those that others give it. */
function decisionOf(text: string): readonly (readonly [string, string])[] {
  const decision = /^ *avc: +(denied|granted) +\{ ([^}]{1,256}) \}/.exec(text);
  return decision === null
    ? []
    : [
        ['seresult', decision[1]!],
        ['seperms', decision[2]!],
      ];
}

/** Words without a value are passed over. */
function nameBefore(text: string, from: number, equals: number): string {
  let start = equals;
  while (start > from && !isBreak(text[start - 1]!)) start--;
  return text.slice(start, equals);
}

function isBreak(character: string): boolean {
  return character === ' ' || character === GROUP_SEPARATOR || character === "'" || character === '(';
}

function valueEnd(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return behind(text, text.indexOf('"', start + 1));
  if (first === '{') return behind(text, text.indexOf('}', start + 1));
  let end = start;
  while (end < text.length && text[end] !== ' ' && text[end] !== GROUP_SEPARATOR && text[end] !== "'") end++;
  return end;
}

/** Daemons of old wrote `(hostname=?, addr=?)`. */
function withoutList(value: string): string {
  const last = value.at(-1);
  return last === ',' || (last === ')' && !value.includes('(')) ? value.slice(0, -1) : value;
}

function behind(text: string, at: number): number {
  return at < 0 ? text.length : at + 1;
}

function addField(fields: Map<string, string | readonly string[]>, name: string, value: string, type: string): void {
  if (value === '(null)' || value === '?' || value === '') return;
  const isText = UNTRUSTED.test(name) && (type === 'EXECVE' || !/^a\d/.test(name));
  if (name === 'key') fields.set(name, keysOf(value));
  else fields.set(name, isText && !value.startsWith('"') ? decoded(value) : unquoted(value));
}

/** Several keys of one rule come as one text with `\x01` between them. */
function keysOf(value: string): string | readonly string[] {
  // Some kernels leave a quote behind the digits.
  const text = value.startsWith('"') ? unquoted(value) : decoded(value.replace(/"$/, ''));
  return text.includes('\x01') ? text.split('\x01') : text;
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, value.length > 1 && value.endsWith('"') ? -1 : undefined) : value;
}

/** Hexadecimal digits as the text they stand for; the NULs between arguments become blanks. */
function decoded(value: string): string {
  return HEX.test(value) ? bytesAsText(value).replace(/\0+$/, '').replaceAll('\0', ' ') : value;
}
