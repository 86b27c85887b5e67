import { gzipSync, type Zippable, zipSync } from 'fflate';
import { type EventDefinition, writeEvtx } from '../src/evtx/write/index.ts';

/** Inputs of fixtures/read that are not text: bytes by path below it. */
export function makeReadFixtures(): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ['evtx/small.evtx', writeEvtx(SMALL_LOG, { firstRecordId: 4711 })],
    ['evtx/forwarded.evtx', writeEvtx(SMALL_LOG.map(forwarded), { firstRecordId: 90, inline: true })],
    ...gzipInputs(),
    ...zipInputs(),
    ...tarInputs(),
    ...encodingInputs(),
  ]);
}

type Inputs = readonly (readonly [path: string, bytes: Uint8Array])[];

const CHANGED = '2026-03-02T10:00:00Z';

const LINES = [
  '{"EventID":4624,"Channel":"Security","Computer":"dc01.isabela-power.test","TargetUserName":"j.müller","LogonType":3}',
  '{"EventID":4634,"Channel":"Security","Computer":"dc01.isabela-power.test","TargetUserName":"j.müller","LogonType":3}',
  '',
].join('\n');

function gzipInputs(): Inputs {
  const whole = gzipSync(utf8(LINES), { mtime: CHANGED });
  const parts = LINES.split(/(?<=\n)/).map((line) => gzipSync(utf8(line), { mtime: CHANGED }));
  return [
    ['gzip/lines.json.gz', whole],
    ['gzip/two-parts.gz', joined(parts)],
    ['gzip/twice.gz.gz', gzipSync(whole, { mtime: CHANGED })],
    ['gzip/cut-off.gz', whole.subarray(0, whole.length - 11)],
    ['gzip/wrong-checksum.gz', changed(whole, whole.length - 8)],
    ['gzip/line-end-behind.gz', joined([whole, utf8('\n')])],
    ['gzip/padded.gz', joined([whole, new Uint8Array(500)])],
    ['gzip/not-a-log.gz', gzipSync(utf8('Only a note.'), { mtime: CHANGED })],
    ['gzip/empty.gz', gzipSync(utf8(''), { mtime: CHANGED })],
  ];
}

/** As collectors of evidence write them: paths of Windows, percent-encoded. */
function zipInputs(): Inputs {
  const winevt = 'uploads/auto/C%3A/Windows/System32/winevt/Logs';
  const collection: Zippable = {
    [`${winevt}/Security.evtx`]: writeEvtx(SMALL_LOG.slice(0, 1), { firstRecordId: 4711 }),
    'results/Custom.Logons.json': utf8(LINES),
    'uploads.json': utf8('{"vfs_path":"C:\\\\Windows","file_size":69632}\n'),
    'collection.txt': utf8('Only a note.'),
  };
  const options = { mtime: CHANGED, level: 9 } as const;
  const lines = zipSync({ 'lines.json': utf8(LINES) }, { ...options, level: 0 });
  const nested: Zippable = { 'inner.zip': lines, '../..\\outside/lines.json': utf8(LINES), 'empty.log': utf8('') };
  const deflated = zipSync({ 'lines.json': utf8(LINES) }, options);
  const names = new TextEncoder().encode('lines.json').length;
  return [
    ['zip/collection.zip', zipSync(collection, options)],
    ['zip/nested.zip', zipSync(nested, options)],
    // Bit 0 of the flags: encrypted (APPNOTE 4.4.4), in the directory.
    ['zip/encrypted.zip', changed(deflated, deflated.length - 22 - 46 - names + 8)],
    ['zip/damaged-member.zip', changed(deflated, 30 + names + 12)],
    ['zip/cut-off.zip', deflated.subarray(0, deflated.length - 30)],
    [
      'zip/document.xlsx',
      zipSync({ '[Content_Types].xml': utf8('<Types/>'), 'xl/workbook.xml': utf8('<a/>') }, options),
    ],
    ['zip/no-members.zip', zipSync({}, options)],
  ];
}

function tarInputs(): Inputs {
  const log = tarMember('var/log/lines.json', utf8(LINES));
  const long = `${'long-folder-name/'.repeat(12)}lines.json`;
  const archive = joined([
    ...[tarMember('var/log/', new Uint8Array(0), '5'), log, tarMember('././@LongLink', utf8(`${long}\0`), 'L')],
    ...[tarMember(long.slice(0, 100), utf8(LINES)), new Uint8Array(1024)],
  ]);
  return [
    ['tar/logs.tar', archive],
    ['tar/logs.tar.gz', gzipSync(archive, { mtime: CHANGED })],
    ['tar/cut-off.tar', archive.subarray(0, 1024 + 200)],
    ['tar/damaged-header.tar', joined([log, changed(log, 3)])],
  ];
}

/** A header and the content, in blocks of 512 bytes. Source: POSIX.1-1988, "ustar". */
function tarMember(name: string, content: Uint8Array, type = '0'): Uint8Array {
  const member = new Uint8Array(512 + Math.ceil(content.length / 512) * 512);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  const put = (at: number, text: string): void => member.set(utf8(text), at);
  put(0, name);
  put(100, octal(0o644, 7));
  put(124, octal(content.length, 11));
  put(136, octal(Date.parse(CHANGED) / 1000, 11));
  put(148, ' '.repeat(8));
  put(156, type);
  put(257, 'ustar\0');
  const sum = member.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  member.set(content, 512);
  return member;
}

function encodingInputs(): Inputs {
  return [
    ['encodings/utf-16le-mark.json', utf16(`\ufeff${LINES}`)],
    ['encodings/utf-16le.json', utf16(LINES)],
    ['encodings/utf-16be-mark.json', swapped(utf16(`\ufeff${LINES}`))],
    ['encodings/utf-16be.json', swapped(utf16(LINES))],
    ['encodings/utf-8-mark.json', utf8(`\ufeff${LINES}`)],
    ['encodings/windows-1252.json', Uint8Array.from(LINES, (character) => character.charCodeAt(0))],
  ];
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap((_, at) => [text.charCodeAt(at) & 0xff, text.charCodeAt(at) >> 8]));
}

function swapped(bytes: Uint8Array): Uint8Array {
  return bytes.map((_, at) => bytes[at ^ 1]!);
}

/** The bytes with one bit of one byte changed. */
function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = copy[at]! ^ 1;
  return copy;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const SMALL_LOG: readonly EventDefinition[] = [
  {
    provider: { name: 'Microsoft-Windows-Security-Auditing', guid: '54849625-5478-4994-A5BA-3E3B0328C30D' },
    ...{ eventId: 4688, version: 2, level: 0, task: 13312, opcode: 0, keywords: 0x8020000000000000n },
    ...{ timeMs: Date.UTC(2026, 2, 2, 9, 14, 7, 250), ticks: 1234n },
    execution: { processId: 4, threadId: 312 },
    ...{ channel: 'Security', computer: 'dc01.isabela-power.test' },
    eventData: [
      { name: 'SubjectUserSid', type: 'sid', value: 'S-1-5-21-1004336348-1177238915-682003330-1113' },
      { name: 'SubjectUserName', value: 'svc-backup' },
      { name: 'NewProcessId', type: 'hexInt64', value: 0x1a4 },
      { name: 'NewProcessName', value: 'C:\\Windows\\System32\\ntdsutil.exe' },
      { name: 'CommandLine', value: 'ntdsutil "ac i ntds" ifm "create full C:\\Windows\\Temp\\<größe> & co"' },
      { name: 'ParentProcessName', value: null },
    ],
  },
  {
    provider: { name: 'Service Control Manager', eventSourceName: 'Service Control Manager' },
    ...{ eventId: 7045, qualifiers: 16384, level: 4, task: 0, keywords: 0x8080000000000000n },
    timeMs: Date.UTC(2026, 2, 2, 9, 14, 9),
    ...{ channel: 'System', computer: 'dc01.isabela-power.test', securityUserId: 'S-1-5-18' },
    eventData: [
      { name: 'ServiceName', value: 'pulse-helper' },
      { name: 'ImagePath', value: '%SystemRoot%\\Temp\\p.exe' },
    ],
  },
  {
    provider: { name: 'Microsoft-Windows-Eventlog', guid: 'FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148' },
    ...{ eventId: 1102, version: 0, level: 4, task: 104, opcode: 0, keywords: 0x4020000000000000n },
    timeMs: Date.UTC(2026, 2, 2, 9, 20, 0),
    ...{ channel: 'Security', computer: 'dc01.isabela-power.test' },
    userData: {
      name: 'LogFileCleared',
      namespace: 'http://manifests.microsoft.com/win/2004/08/windows/eventlog',
      children: [
        { name: 'SubjectUserName', children: [{ value: 'svc-backup' }] },
        { name: 'SubjectLogonId', children: [{ value: 0x3e7, type: 'hexInt64' }] },
      ],
    },
  },
];

/** As a collector keeps it: a number of its own, and the texts that the sender's computer has for it. */
function forwarded(event: EventDefinition, index: number): EventDefinition {
  return {
    ...event,
    eventRecordId: 4711 + index,
    renderingInfo: { culture: 'en-US', message: 'A text.', level: 'Information', channel: event.channel, keywords: [] },
  };
}
