import { END_TAG_BYTES, type EventFinder, eventFinder } from './evtx-xml-finder.ts';
import { type ParsedEvent, parseEventXml } from './evtx-xml-parser.ts';
import { XmlEventRecord } from './evtx-xml-record.ts';
import type { ByteSource, LogFormat, ReadProblem, ReadRange } from './format.ts';
import { HEAD_BYTES } from './format.ts';
import { splitByLines } from './lines.ts';
import { resumeWhole } from './resume-whole.ts';
import { utf8Reader } from './utf8.ts';

type XmlItem = XmlEventRecord | ReadProblem;

/**
 * Windows events as XML, one or many, with any root or none: `wevtutil qe /f:xml`, exports of Event Viewer,
 * `Get-WinEvent` with `ToXml()`, collectors. Source of the layout: Win32, "Event Schema".
 */
export const evtxXmlFormat: LogFormat<XmlEventRecord> = {
  name: 'evtx-xml',
  sniff: (head) => {
    const text = new TextDecoder().decode(head);
    return /^\s*</.test(text) && /<Event(?:\s[^<>]*)?>\s*<System[\s>]/.test(text);
  },
  split: splitByLines,
  resumption: resumeWhole,
  *read(source, range) {
    if (!hasDtd(source)) yield* readEvents(source, range);
    else if (range.first === 0) {
      const message = 'The text declares document types of its own, as event logs never do; it is not read.';
      yield { kind: 'problem', code: 'XML_DTD', byteOffset: 0, message };
    }
  },
};

function hasDtd(source: ByteSource): boolean {
  const [prolog = ''] = new TextDecoder().decode(source.read(0, HEAD_BYTES)).split(/<Event[\s>]/, 1);
  return prolog.includes('<!DOCTYPE');
}

const BLOCK_BYTES = 1 << 20;
// As for lines: the longest event that Windows writes is 64 KiB; escapes and pretty printing take several times that.
const MOST_EVENT_BYTES = 4 << 20;

interface Block {
  readonly bytes: Uint8Array;
  /** of its first byte, in the source */
  readonly at: number;
  /** events that begin here or behind belong to the next range */
  readonly to: number;
  /** nothing follows it, or it is as large as may be */
  readonly isLast: boolean;
}

/** Where reading goes on, and what is known of what comes there. */
interface Rest {
  /** in the block */
  readonly from: number;
  /** the next end tag, when no beginning comes first, is of an event that was dealt with */
  readonly isEndOwed: boolean;
}

/** What begins in a range. */
function* readEvents(source: ByteSource, range: ReadRange): Generator<XmlItem> {
  for (const item of readFrom(source, whereToBegin(source, range.first), range)) {
    if ((item.byteOffset ?? 0) >= range.first) yield item;
  }
}

// An event before a place is found in as many bytes, and what is within it is not mistaken for events of its own.
const LOOK_BACK_BYTES = 1 << 20;
const MOST_EVENTS_BACK = 8;

/** Behind an event that lies before a place, or across it; the place itself when no such event is near. */
function whereToBegin(source: ByteSource, first: number): number {
  if (first === 0) return 0;
  const at = Math.max(0, first - LOOK_BACK_BYTES);
  const bytes = source.read(at, first - at + LOOK_BACK_BYTES);
  const finder = eventFinder(bytes, true);
  const starts = finder.startsBefore(first - at, MOST_EVENTS_BACK);
  const parse = eventParser({ bytes, at, to: first, isLast: true }, finder);
  const stops = starts.flatMap((start) => {
    const end = finder.endBehind(start);
    const parsed = end < 0 ? '' : parse(start, end);
    return typeof parsed === 'string' ? [] : [at + parsed.stop];
  });
  return stops.find((stop) => stop > first) ?? stops.at(-1) ?? first;
}

function* readFrom(source: ByteSource, from: number, range: ReadRange): Generator<XmlItem> {
  const to = Math.min(source.sizeBytes, range.count === undefined ? source.sizeBytes : range.first + range.count);
  let at = from;
  let want = BLOCK_BYTES;
  let isEndOwed = false;
  while (at < to) {
    const bytes = source.read(at, want);
    if (bytes.length === 0) return;
    const isLast = at + bytes.length >= source.sizeBytes || want >= MOST_EVENT_BYTES;
    const rest: Rest = yield* readBlock({ bytes, at, to, isLast }, isEndOwed);
    want = rest.from === 0 ? want * 2 : BLOCK_BYTES;
    at += rest.from;
    isEndOwed = rest.isEndOwed;
  }
}

/** Reads the events of a block that are whole in it; the rest is read again with more behind it. */
function* readBlock(block: Block, isEndOwed: boolean): Generator<XmlItem, Rest> {
  const { bytes, at, to, isLast } = block;
  const finder = eventFinder(bytes, isLast);
  const parse = eventParser(block, finder);
  for (let from = 0; ; ) {
    const start = finder.nextStart(from);
    const end = finder.nextEnd(from);
    if (end >= 0 && (start < 0 || end < start)) {
      if (at + from >= to) break;
      if (!isEndOwed && finder.hasSystem(from, end))
        yield damaged(at + from, 'an event ends here whose beginning is damaged');
      isEndOwed = false;
      from = end + END_TAG_BYTES;
    } else if (start < 0) {
      // The first bytes of a tag may be at the end of the block.
      return { from: isLast ? bytes.length : Math.max(from, bytes.length - END_TAG_BYTES), isEndOwed };
    } else if (at + start >= to) break;
    else if (end < 0) {
      if (!isLast) return { from: start, isEndOwed };
      yield damaged(at + start, 'no end of this event comes before the end of the text, or within 4 MiB');
      const [last = 0] = finder.startsBefore(bytes.length, 1);
      return last > start ? { from: last, isEndOwed: false } : { from: bytes.length, isEndOwed: true };
    } else {
      const parsed = parse(start, end);
      if (parsed === 'more') return { from: start, isEndOwed };
      if (typeof parsed === 'string') yield damaged(at + start, parsed);
      else yield new XmlEventRecord(at + start, parsed.event);
      isEndOwed = typeof parsed === 'string';
      from = typeof parsed === 'string' ? start + 1 : parsed.stop;
    }
  }
  return { from: to - at, isEndOwed };
}

// `</Event>` inside of an event is of an element of that name in its payload, or stands in CDATA.
const MOST_INNER_ENDS = 8;
// Sound events are parsed once. Damage and what attackers write may be tried again and again; so often, then no more.
const MOST_PARSED_PER_BYTE = 16;

/**
 * Parses events of a block.
 * @returns a function that gives the event and where it stops, what is wrong with it, or `more` when it needs more text
 */
function eventParser({ bytes, isLast }: Block, finder: EventFinder) {
  const text = utf8Reader(bytes);
  let budgetBytes = bytes.length * MOST_PARSED_PER_BYTE;
  return (start: number, end: number): { readonly event: ParsedEvent; readonly stop: number } | string => {
    let stop = end;
    for (let tries = 0; stop >= 0 && tries < MOST_INNER_ENDS; tries++) {
      const size = stop - start;
      budgetBytes -= size;
      const next = budgetBytes < 0 ? finder.nextStart(start + 1) : -1;
      if (next >= 0 && next < stop) break;
      const parsed = parseEventXml(text(start, stop + END_TAG_BYTES));
      if (typeof parsed === 'string') return parsed;
      if (parsed !== undefined) return { event: parsed, stop: stop + END_TAG_BYTES };
      stop = finder.endBehind(stop + END_TAG_BYTES);
    }
    // At most twice for each block, whatever it holds.
    if (stop < 0 && !isLast && start > bytes.length / 2) return 'more';
    return 'the tags of this event do not fit each other';
  };
}

function damaged(byteOffset: number, message: string): ReadProblem {
  return { kind: 'problem', code: 'XML_EVENT_DAMAGED', byteOffset, message };
}
