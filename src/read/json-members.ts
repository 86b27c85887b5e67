import { type BlockKernel, HAS_ESCAPE, HAS_OTHER_ESCAPE } from './block-kernel.ts';
import { MOST_NAMES, type NameTable } from './json-names.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What may stand at a place of a string: anything but what ends or breaks it. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);
const HEX = hexDigits();

// Collectors nest a handful of levels; what is deeper is left to JSON.parse.
const MAX_DEPTH = 32;

const MOST_MEMBERS = 1024;

/** What a value is, as far as it matters for reading it. */
const PLAIN_STRING = 1;
const ESCAPED_STRING = 2;
const OTHER = 3;

/**
 * Finds the members of JSON objects in a block of bytes without making values of them, and makes single values. Accepts
 * only what `JSON.parse` accepts, and leaves to it what is unusual. Behind each object there must be another byte.
 */
export class MemberScanner {
  readonly bytes: Uint8Array;
  readonly #text: (start: number, end: number) => string;
  readonly #names: NameTable;
  readonly #starts = new Int32Array(MOST_MEMBERS);
  readonly #ends = new Int32Array(MOST_MEMBERS);
  readonly #kinds = new Uint8Array(MOST_MEMBERS);
  /** for each name, the number of the member that has it, and the number of the object in which it does */
  readonly #memberOf = new Int32Array(MOST_NAMES + 1);
  readonly #objectOf = new Int32Array(MOST_NAMES + 1);
  /** by name, the text without escapes that was made last, and where it stands */
  readonly #lastStrings = new Map<string, { start: number; end: number; text: string }>();
  readonly #kernel: BlockKernel | undefined;
  #object = 0;
  #start = -1;
  #end = 0;
  #isPlain = true;
  #kind = OTHER;

  /** @param kernel looks for the ends of strings while it holds `bytes` */
  constructor(
    bytes: Uint8Array,
    text: (start: number, end: number) => string,
    names: NameTable,
    kernel: BlockKernel | undefined,
  ) {
    this.bytes = bytes;
    this.#kernel = kernel;
    this.#text = text;
    this.#names = names;
  }

  /** Whether no character of the object scanned last is escaped but `\`, `"` and control characters. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** Scans the object that is all there is between two places. @returns false when it is none, or left to JSON.parse */
  scan(start: number, end: number): boolean {
    this.#start = start;
    this.#end = end;
    this.#isPlain = true;
    this.#object++;
    let at = this.#space(start);
    if (this.bytes[at] !== 0x7b) return false;
    at = this.#space(at + 1);
    if (this.bytes[at] === 0x7d) return this.#space(at + 1) === end;
    let name = 0;
    for (let member = 0; member < MOST_MEMBERS; member++) {
      name = this.#name(at, name, member);
      if (name === 0) return false;
      at = this.#member(at + this.#names.lengthOf(name) + 2, member);
      if (at < 0) return false;
      at = this.#space(at);
      if (this.bytes[at] !== 0x2c) return this.bytes[at] === 0x7d && this.#space(at + 1) === end;
      at = this.#space(at + 1);
    }
    return false;
  }

  /** Whether an object that `scan` accepts has a member. */
  has(objectStart: number, objectEnd: number, name: string): boolean {
    return this.find(objectStart, objectEnd, name) >= 0;
  }

  /** The value of a member of an object that `scan` accepts, as JSON.parse gives it; undefined when absent. */
  value(objectStart: number, objectEnd: number, name: string): unknown {
    const member = this.find(objectStart, objectEnd, name);
    if (member < 0) return undefined;
    const start = this.#starts[member]!;
    const end = this.#ends[member]!;
    if (this.#kinds[member] === PLAIN_STRING) return this.#plainString(name, start + 1, end - 1);
    return this.#smallNumber(start, end) ?? JSON.parse(this.#text(start, end));
  }

  /** Where the value of a member starts, its quote included. */
  startOf(member: number): number {
    return this.#starts[member]!;
  }

  /** The place behind the value of a member. */
  endOf(member: number): number {
    return this.#ends[member]!;
  }

  /** Hosts, channels and programs are the same in one object after the other: comparing bytes is quicker than making text. */
  #plainString(name: string, start: number, end: number): string {
    const last = this.#lastStrings.get(name);
    if (last === undefined) {
      const text = this.#text(start, end);
      this.#lastStrings.set(name, { start, end, text });
      return text;
    }
    if (!this.#isSame(last.start, last.end, start, end)) {
      last.start = start;
      last.end = end;
      last.text = this.#text(start, end);
    }
    return last.text;
  }

  #isSame(start: number, end: number, otherStart: number, otherEnd: number): boolean {
    if (end - start !== otherEnd - otherStart) return false;
    for (let at = start, other = otherStart; at < end; at++, other++) {
      if (this.bytes[at] !== this.bytes[other]) return false;
    }
    return true;
  }

  /** The number of a member of an object that `scan` accepts, until another is asked about; -1 when absent. */
  find(objectStart: number, objectEnd: number, name: string): number {
    if (this.#start !== objectStart) this.scan(objectStart, objectEnd);
    const number = this.#names.numbers.get(name);
    return number === undefined || this.#objectOf[number] !== this.#object ? -1 : this.#memberOf[number]!;
  }

  /** The number of the name that stands at a place; 0 when it is left to JSON.parse, also when it stands there twice. */
  #name(at: number, before: number, member: number): number {
    if (at >= this.#end || this.bytes[at] !== QUOTE) return 0;
    const number = this.#names.numberAt(this.bytes, at + 1, this.#end, before);
    if (this.#objectOf[number] === this.#object) return 0;
    this.#objectOf[number] = this.#object;
    this.#memberOf[number] = member;
    return number;
  }

  /** @param from behind the quote of its name @returns the place behind its value; -1 when it is none */
  #member(from: number, member: number): number {
    const colon = this.#space(from);
    if (this.bytes[colon] !== 0x3a) return -1;
    const start = this.#space(colon + 1);
    const end = this.#value(start, 1);
    this.#starts[member] = start;
    this.#ends[member] = end;
    this.#kinds[member] = this.#kind;
    return end;
  }

  /** The place behind a value; -1 when it is none, or goes on behind the end. */
  #value(at: number, depth: number): number {
    const first = at < this.#end ? this.bytes[at]! : 0;
    if (first === QUOTE) return this.#string(at + 1);
    let end = -1;
    if (first === 0x7b || first === 0x5b) end = this.#nested(at + 1, first === 0x7b, depth);
    else if (first === 0x2d || (first >= 0x30 && first <= 0x39)) end = this.#number(at);
    else if (first === 0x74) end = this.#word(at, 'true');
    else if (first === 0x66) end = this.#word(at, 'false');
    else if (first === 0x6e) end = this.#word(at, 'null');
    this.#kind = OTHER;
    return end;
  }

  #nested(from: number, isObject: boolean, depth: number): number {
    const close = isObject ? 0x7d : 0x5d;
    let at = this.#space(from);
    if (at < this.#end && this.bytes[at] === close) return at + 1;
    if (depth === MAX_DEPTH) return -1;
    for (; ; at = this.#space(at + 1)) {
      if (isObject) {
        if (at >= this.#end || this.bytes[at] !== QUOTE) return -1;
        at = this.#string(at + 1);
        if (at < 0) return -1;
        at = this.#space(at);
        if (this.bytes[at] !== 0x3a) return -1;
        at = this.#space(at + 1);
      }
      at = this.#value(at, depth + 1);
      if (at < 0) return -1;
      at = this.#space(at);
      if (at >= this.#end) return -1;
      if (this.bytes[at] === close) return at + 1;
      if (this.bytes[at] !== 0x2c) return -1;
    }
  }

  #string(from: number): number {
    return this.#kernel?.holds(this.bytes) === true ? this.#stringByKernel(this.#kernel, from) : this.#plainly(from);
  }

  #stringByKernel(kernel: BlockKernel, from: number): number {
    const found = kernel.stringEnd(from);
    const at = found >> 2;
    if (found < 0 || at > this.#end) return -1;
    this.#kind = (found & HAS_ESCAPE) === 0 ? PLAIN_STRING : ESCAPED_STRING;
    if ((found & HAS_OTHER_ESCAPE) !== 0) this.#isPlain = false;
    return at;
  }

  /** What `#stringByKernel` does, byte by byte. */
  #plainly(from: number): number {
    const bytes = this.bytes;
    const end = this.#end;
    let kind = PLAIN_STRING;
    for (let at = from; at < end; ) {
      while (IS_PLAIN[bytes[at]!] === 1) at++;
      if (at >= end) return -1;
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.#kind = kind;
        return at + 1;
      }
      if (byte !== BACKSLASH) return -1;
      kind = ESCAPED_STRING;
      at = this.#escape(at + 1);
      if (at < 0) return -1;
    }
    return -1;
  }

  #escape(at: number): number {
    switch (this.bytes[at]) {
      case QUOTE:
      case BACKSLASH:
      case 0x62: // b f n r t
      case 0x66:
      case 0x6e:
      case 0x72:
      case 0x74:
        return at + 1;
      case 0x2f: // /
        this.#isPlain = false;
        return at + 1;
      case 0x75: {
        this.#isPlain = false;
        for (let digit = at + 1; digit < at + 5; digit++) if (HEX[this.bytes[digit] ?? 0] !== 1) return -1;
        return at + 5;
      }
      default:
        return -1;
    }
  }

  #number(from: number): number {
    let at = this.bytes[from] === 0x2d ? from + 1 : from;
    at = this.bytes[at] === 0x30 ? at + 1 : this.#digits(at);
    if (at >= 0 && this.bytes[at] === 0x2e) at = this.#digits(at + 1);
    if (at < 0) return -1;
    if (this.bytes[at] !== 0x65 && this.bytes[at] !== 0x45) return at;
    const sign = this.bytes[at + 1];
    return this.#digits(sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
  }

  /** The place behind at least one digit; -1 without any. */
  #digits(from: number): number {
    let at = from;
    while (at < this.#end && this.bytes[at]! >= 0x30 && this.bytes[at]! <= 0x39) at++;
    return at > from ? at : -1;
  }

  #word(at: number, word: string): number {
    for (let index = 0; index < word.length; index++) {
      if (this.bytes[at + index] !== word.charCodeAt(index)) return -1;
    }
    return at + word.length;
  }

  #space(from: number): number {
    let at = from;
    for (; at < this.#end; at++) {
      const byte = this.bytes[at];
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) break;
    }
    return at;
  }

  /** Numbers of few digits are common and quick to make. */
  #smallNumber(start: number, end: number): number | undefined {
    if (end - start > 9) return undefined;
    let number = 0;
    for (let at = start; at < end; at++) {
      const digit = this.bytes[at]! - 0x30;
      if (digit < 0 || digit > 9) return undefined;
      number = number * 10 + digit;
    }
    return number;
  }
}

function hexDigits(): Uint8Array {
  const isHex = new Uint8Array(256);
  for (const digit of '0123456789abcdefABCDEF') isHex[digit.charCodeAt(0)] = 1;
  return isHex;
}
