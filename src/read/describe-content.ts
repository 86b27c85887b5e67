// First bytes of formats that people keep beside logs: file(1) magic, each format's own specification.
const SIGNATURES: readonly (readonly [byteOffset: number, signature: string, name: string])[] = [
  [4, 'LfLe', 'an old Windows event log (.evt, before Windows Vista)'],
  [0, 'PK\x03\x04', 'a zip archive'],
  [0, 'PK\x05\x06', 'an empty zip archive'],
  [0, '\x1f\x8b', 'a gzip file'],
  [0, '\x28\xb5\x2f\xfd', 'a zstd file'],
  [0, 'BZh', 'a bzip2 file'],
  [0, '\xfd7zXZ\0', 'an xz file'],
  [0, "7z\xbc\xaf'\x1c", 'a 7-Zip archive'],
  [0, 'Rar!', 'a RAR archive'],
  [257, 'ustar', 'a tar archive'],
  [0, 'regf', 'a Windows registry hive'],
  [0, 'MZ', 'a Windows program'],
  [0, '\x7fELF', 'a Linux program'],
  [0, 'SQLite format 3\0', 'an SQLite database'],
  [4, '\xef\xcd\xab\x89', 'an ESE database'],
  [0, '\xd4\xc3\xb2\xa1', 'a packet capture'],
  [0, '\xa1\xb2\xc3\xd4', 'a packet capture'],
  [0, '\x0a\x0d\x0d\x0a', 'a packet capture'],
  [0, '%PDF', 'a PDF document'],
  [0, '\x89PNG', 'a picture'],
  [0, '\xff\xd8\xff', 'a picture'],
  [0, 'GIF8', 'a picture'],
  [0, 'PMDM', 'a Windows minidump'],
  [0, 'MDMP', 'a Windows minidump'],
];

/**
 * Says in a few words what a file looks like that no log format knows, for example `a zip archive`.
 * @param head the first bytes of the file, at least one
 */
export function describeContent(head: Uint8Array): string {
  const text = Array.from(head.subarray(0, 1024), (byte) => String.fromCharCode(byte)).join('');
  for (const [byteOffset, signature, name] of SIGNATURES) if (text.startsWith(signature, byteOffset)) return name;
  if (/^\0+$/.test(text)) return 'nothing but zero bytes at its start';
  if (/^(\xff\xfe|\xfe\xff)/.test(text)) return describeText(text.slice(2).replaceAll('\0', ''));
  // Text of any 8-bit encoding holds no control characters but these; NUL and the like mean binary data.
  if (/[^\t\n\f\r\x1b\x20-\xff]/.test(text)) return 'binary data of an unknown kind';
  return describeText(text.replace(/^\xef\xbb\xbf/, ''));
}

function describeText(text: string): string {
  const start = text.trimStart();
  if (/^[{[]\s*["{[\]}\d]/.test(start)) return 'a JSON text';
  if (/^<\?xml|^<Events?\b/.test(start)) return 'an XML text';
  if (/^<(!doctype|html)/i.test(start)) return 'an HTML page';
  if (/^#(separator|fields)\b/.test(start)) return 'a Zeek log';
  if (/^<\d{1,3}>/.test(start)) return 'a syslog text';
  if (/^(title|logsource|detection|action):/m.test(start)) return 'a Sigma rule';
  if (/^[^\n,]*(,[^\n,]*){2,}\r?\n/.test(start)) return 'a CSV text';
  return 'a text';
}
