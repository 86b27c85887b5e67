import type { FieldRecord } from '../model/index.ts';
import { AuditEvent, AuditRecord, auditLineOf } from './audit-event.ts';
import type { ByteSource, LogFormat, ReadProblem, ReadRange } from './format.ts';
import { type Line, readLines, splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';
import { utf8Reader } from './utf8.ts';

/**
 * Logs of the Linux audit daemon, raw or enriched. Each line is a record, of the kind that its type is; the lines of one
 * event know each other, also where lines of other events stand between them. A line of another form is a Problem
 * LINE_DAMAGED.
 */
export const auditdFormat: LogFormat<FieldRecord> = {
  name: 'auditd',
  sniff: looksLikeAudit,
  split: splitByLines,
  resumption: resumeLines,
  *read(source, range) {
    const joiner = new LineJoiner();
    for (const [line, isOwn] of linesAround(source, range)) {
      joiner.add(line, isOwn);
      yield* joiner.take();
      if (!isOwn && line.byteOffset >= range.first && !joiner.waits()) break;
    }
    joiner.closeAll();
    yield* joiner.take();
  },
};

// Lines of one event come within a few of each other; a line of a busy system may have some before it that are not its own.
const MAX_LINES_BETWEEN = 64;
// An EXECVE with long arguments takes some dozen lines; a forged event must not hold a whole log.
const MAX_EVENT_RECORDS = 1024;
// Arguments of a command take at most 2 MiB (ARG_MAX of Linux), twice as much in hexadecimal digits.
const MAX_EVENT_LENGTH = 4 << 20;
// What waits for lines to come; then all events are taken as they are.
const MAX_WAITING_LENGTH = 16 << 20;
// Far more than the lines of one event take.
const LOOK_BACK_BYTES = 256 << 10;

/** The lines of a range, with those before and behind it that may belong to events of which it holds a line. */
function* linesAround(source: ByteSource, range: ReadRange): Generator<readonly [line: Line, isOwn: boolean]> {
  const before = Math.max(0, range.first - LOOK_BACK_BYTES);
  if (range.first > 0) {
    for (const line of readLines(source, { first: before, count: range.first - before })) yield [line, false];
  }
  for (const line of readLines(source, range)) yield [line, true];
  if (range.count === undefined) return;
  for (const line of readLines(source, { first: range.first + range.count })) yield [line, false];
}

type Waiting = { readonly record: AuditRecord; readonly event: AuditEvent; readonly isOwn: boolean } | ReadProblem;

/** Puts lines together to events, and gives them in their order when all of their event have come. */
class LineJoiner {
  readonly #open = new Map<string, AuditEvent>();
  readonly #waiting: Waiting[] = [];
  #lines = 0;
  #waitingLength = 0;
  #block: Uint8Array | undefined;
  #text: (start: number, end: number) => string = () => '';

  add(line: Line, isOwn: boolean): void {
    this.#lines++;
    const text = this.#textOf(line);
    const parsed = line.isTooLong ? undefined : auditLineOf(text, line.byteOffset);
    if (parsed === undefined) {
      if (isOwn && !isNoise(text)) this.#waiting.push(damaged(line));
    } else {
      const event = this.#eventOf(`${parsed.node} ${parsed.time}:${parsed.serial}`);
      const record = new AuditRecord(parsed, event);
      event.records.push(record);
      event.lastLine = this.#lines;
      event.length += parsed.rest.length;
      this.#waitingLength += parsed.rest.length;
      this.#open.set(event.key, event);
      if (parsed.type === 'EOE' || isFull(event)) this.#close(event);
      this.#waiting.push({ record, event, isOwn });
    }
    if (this.#waitingLength > MAX_WAITING_LENGTH) this.closeAll();
    else this.#closeOld();
  }

  /** Whether a line of the range waits for lines to come. */
  waits(): boolean {
    return this.#waiting.some((item) => !('kind' in item) && item.isOwn);
  }

  /** What no longer waits, in the order of the lines. */
  *take(): Generator<AuditRecord | ReadProblem> {
    let taken = 0;
    for (const item of this.#waiting) {
      if ('kind' in item) yield item;
      else if (!item.event.isClosed) break;
      else {
        this.#waitingLength -= item.record.line.rest.length;
        if (item.isOwn) yield item.record;
      }
      taken++;
    }
    if (taken > 0) this.#waiting.splice(0, taken);
  }

  closeAll(): void {
    for (const event of this.#open.values()) event.isClosed = true;
    this.#open.clear();
  }

  #eventOf(key: string): AuditEvent {
    const event = this.#open.get(key) ?? new AuditEvent(key);
    // Set again behind all others, so that the first of the map is the one that was added to the longest ago.
    this.#open.delete(key);
    return event;
  }

  #close(event: AuditEvent): void {
    event.isClosed = true;
    this.#open.delete(event.key);
  }

  #closeOld(): void {
    for (const event of this.#open.values()) {
      if (this.#lines - event.lastLine <= MAX_LINES_BETWEEN) break;
      this.#close(event);
    }
  }

  #textOf({ bytes, start, end }: Line): string {
    if (this.#block !== bytes) {
      this.#block = bytes;
      this.#text = utf8Reader(bytes);
    }
    return this.#text(start, bytes[end - 1] === 0x0d ? end - 1 : end);
  }
}

function isFull({ records, length }: AuditEvent): boolean {
  return records.length >= MAX_EVENT_RECORDS || length >= MAX_EVENT_LENGTH;
}

/** Comments and what `ausearch` puts between events. */
function isNoise(text: string): boolean {
  return text.trim() === '' || text.startsWith('#') || text.startsWith('----') || text.startsWith('time->');
}

function damaged({ byteOffset, isTooLong }: Line): ReadProblem {
  const message = isTooLong
    ? 'the line is longer than 4 MiB'
    : 'expected type=... msg=audit(time:number): at its start, found another text';
  return { kind: 'problem', code: 'LINE_DAMAGED', byteOffset, message };
}

function looksLikeAudit(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  return /^\s*(?:(?:#|----|time->)[^\n]*\n\s*)*(?:node=\S+ )?type=[A-Z0-9_[\]]+ msg=audit\(\d/.test(text);
}
