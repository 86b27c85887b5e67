import { type ContainerFormat, damaged, type Member, piecesOf } from './container.ts';
import type { ByteSource } from './format.ts';

// POSIX.1-1988 (ustar), pax (POSIX.1-2001) and GNU tar, "Basic Tar Format".
const BLOCK_BYTES = 512;
// A name of a pax or GNU header; longer ones are of no file.
const MOST_HEADER_BYTES = 1 << 20;

/** tar: POSIX ustar and pax, GNU and the old format of Unix 7. */
export const tarContainer: ContainerFormat = {
  name: 'tar',
  sniff: (head) => head.length >= BLOCK_BYTES && head[0] !== 0 && isHeader(head.subarray(0, BLOCK_BYTES)),
  members,
};

/** What headers of their own say about the next member. */
interface Extension {
  readonly path?: string;
  readonly sizeBytes?: number;
  readonly changedMs?: number;
}

function* members(bytes: ByteSource): Generator<Member> {
  let extension: Extension = {};
  for (let at = 0; at + BLOCK_BYTES <= bytes.sizeBytes; ) {
    const header = bytes.read(at, BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) return;
    if (!isHeader(header)) throw damaged('A header of the tar archive is damaged; what follows it is not read.', at);
    const type = String.fromCharCode(header[156]!);
    const byteOffset = at + BLOCK_BYTES;
    const sizeBytes = extension.sizeBytes ?? numberAt(header, 124, 12);
    at = byteOffset + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
    if ('xLK'.includes(type)) extension = { ...extension, ...extensionOf(type, bytes, byteOffset, sizeBytes) };
    else {
      const name = extension.path ?? nameOf(header);
      const changedMs = extension.changedMs ?? numberAt(header, 136, 12) * 1000;
      extension = {};
      // Regular files: `0`, NUL (Unix 7) and `7` (contiguous); a name that ends so is a folder of Unix 7.
      if ('0\x007'.includes(type) && !name.endsWith('/'))
        yield memberOf(bytes, { name, changedMs, byteOffset, sizeBytes });
    }
  }
}

function memberOf(
  bytes: ByteSource,
  {
    name,
    changedMs,
    byteOffset,
    sizeBytes,
  }: { name: string; changedMs: number; byteOffset: number; sizeBytes: number },
): Member {
  const isWhole = byteOffset + sizeBytes <= bytes.sizeBytes;
  return {
    ...{ name, changedMs },
    ...(isWhole ? { place: { byteOffset, sizeBytes } } : {}),
    *content() {
      yield* piecesOf(bytes, byteOffset, sizeBytes);
      if (!isWhole) throw damaged('The tar archive ends in the middle of this file; what is there is used.');
    },
  };
}

function isHeader(header: Uint8Array): boolean {
  const stated = numberAt(header, 148, 8);
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK_BYTES; at++) if (at < 148 || at >= 156) sum += header[at]!;
  return stated === sum && numberAt(header, 124, 12) >= 0;
}

/** Octal digits or, in GNU tar and star, a binary number behind a set first bit; -1 when it is neither. */
function numberAt(header: Uint8Array, at: number, length: number): number {
  const field = header.subarray(at, at + length);
  if ((field[0]! & 0x80) !== 0) return field.subarray(1).reduce((value, byte) => value * 256 + byte, field[0]! & 0x3f);
  const text = textOf(field).trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : -1;
}

function nameOf(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100));
  const isUstar = textOf(header.subarray(257, 262)) === 'ustar' && header[262] === 0;
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function extensionOf(type: string, bytes: ByteSource, byteOffset: number, sizeBytes: number): Extension {
  const content = bytes.read(byteOffset, Math.min(sizeBytes, MOST_HEADER_BYTES));
  if (type === 'L') return { path: textOf(content) };
  if (type === 'K') return {};
  const records = paxRecords(content);
  const [path, size, time] = ['path', 'size', 'mtime'].map((name) => records.get(name));
  return {
    ...(path === undefined ? {} : { path }),
    ...(size !== undefined && /^\d{1,15}$/.test(size) ? { sizeBytes: Number(size) } : {}),
    ...(time !== undefined && /^\d{1,12}(?:\.\d*)?$/.test(time) ? { changedMs: Math.floor(Number(time) * 1000) } : {}),
  };
}

/** Records `LENGTH NAME=VALUE\n`, the length counting all of it. Source: POSIX.1-2001, pax, "pax Extended Header". */
function paxRecords(content: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = space < 0 ? 0 : Number.parseInt(textOf(content.subarray(at, space)), 10);
    if (!(length > 0) || space - at > 10) break;
    const [name = '', ...value] = textOf(content.subarray(space + 1, at + length - 1)).split('=');
    records.set(name, value.join('='));
    at += length;
  }
  return records;
}

/** Up to the first NUL. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
