import type { FieldRecord } from '../model/index.ts';
import type { ByteSource, LogFormat, ReadProblem } from './format.ts';
import { resumeLines } from './resume-lines.ts';
import { lineRecord, Structures } from './syslog.ts';
import { utf8Reader } from './utf8.ts';

/**
 * What a syslog server received over TCP, as it was received: frames `LENGTH MESSAGE`, one behind the other, with or
 * without line feeds between. Source: RFC 6587 section 3.4.1, "Octet Counting".
 */
export const syslogStreamFormat: LogFormat<FieldRecord> = {
  name: 'syslog-stream',
  sniff: (head) => {
    const first = frameAt(head, 0);
    if (first === undefined) return false;
    const next = skipFeeds(head, first.end);
    return next < head.length && frameAt(head, next) !== undefined;
  },
  // Only from the first frame on can be said where the others start.
  split: () => [{ first: 0 }],
  resumption: resumeLines,
  *read(source, range) {
    const structures = new Structures();
    const to = range.count === undefined ? source.sizeBytes : range.first + range.count;
    for (const item of frames(source)) {
      if (item.byteOffset >= to) return;
      if (item.byteOffset < range.first) continue;
      if (item.kind === 'problem') yield item;
      else yield lineRecord('syslog', { text: item.text(), byteOffset: item.byteOffset }, structures);
    }
  },
};

interface Frame {
  readonly kind: 'frame';
  readonly byteOffset: number;
  /** without the feed that some senders count */
  readonly text: () => string;
}

const BLOCK_BYTES = 1 << 20;
const MAX_FRAME_BYTES = 4 << 20;
const LINE_FEED = 0x0a;
const LESS_THAN = 0x3c;
const SPACE = 0x20;

function* frames(source: ByteSource): Generator<Frame | (ReadProblem & { readonly byteOffset: number })> {
  let [bytes, base, at] = [source.read(0, BLOCK_BYTES), 0, 0];
  while (base + at < source.sizeBytes) {
    at = skipFeeds(bytes, at);
    const frame = frameAt(bytes, at);
    const isCut = frame === undefined ? at + MAX_HEAD > bytes.length : frame.end > bytes.length;
    const isLast = base + bytes.length >= source.sizeBytes;
    if (isCut && !isLast && at > 0) {
      [base, at] = [base + at, 0];
      bytes = source.read(base, Math.max(BLOCK_BYTES, frame === undefined ? 0 : frame.end));
      if (bytes.length === 0) return;
    } else if (isCut && !isLast && frame !== undefined && frame.end <= MAX_FRAME_BYTES + MAX_HEAD) {
      bytes = source.read(base, frame.end);
      if (bytes.length < frame.end) return;
    } else if (frame === undefined) {
      const next = nextFrame(bytes, at + 1);
      if (at < bytes.length) yield noFrame(base + at);
      at = next;
    } else {
      const [start, end] = [frame.start, Math.min(frame.end, bytes.length)];
      const block = bytes;
      yield { kind: 'frame', byteOffset: base + at, text: () => utf8Reader(block)(start, withoutFeed(block, end)) };
      at = end;
    }
  }
}

function noFrame(byteOffset: number): ReadProblem & { readonly byteOffset: number } {
  return { kind: 'problem', code: 'LINE_DAMAGED', byteOffset, message: 'expected a counted line of syslog' };
}

// The digits of 4 MiB, a blank, `<`.
const MAX_HEAD = 9;

/** A frame that starts here: digits, a blank and a priority. */
function frameAt(bytes: Uint8Array, at: number): { readonly start: number; readonly end: number } | undefined {
  let length = 0;
  let start = at;
  while (start < at + 7 && isDigit(bytes[start])) length = length * 10 + bytes[start++]! - 0x30;
  if (start === at || bytes[start] !== SPACE || bytes[start + 1] !== LESS_THAN || !isDigit(bytes[start + 2]))
    return undefined;
  return length > 0 && length <= MAX_FRAME_BYTES ? { start: start + 1, end: start + 1 + length } : undefined;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Where the next thing that looks like a frame starts; the end of the bytes when nothing does. */
function nextFrame(bytes: Uint8Array, from: number): number {
  for (let mark = bytes.indexOf(LESS_THAN, from); mark >= 0; mark = bytes.indexOf(LESS_THAN, mark + 1)) {
    let start = mark - 1;
    while (start > from && isDigit(bytes[start - 1]) && start > mark - MAX_HEAD) start--;
    if (frameAt(bytes, start) !== undefined) return start;
  }
  return bytes.length;
}

function skipFeeds(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === LINE_FEED || bytes[at] === 0x0d) at++;
  return at;
}

function withoutFeed(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at > 0 && (bytes[at - 1] === LINE_FEED || bytes[at - 1] === 0x0d)) at--;
  return at;
}
