import { ESCAPED_STRING, OTHER, PLAIN_STRING } from './json-kernel.ts';
import { MOST_LEVELS, MOST_MEMBERS, MOST_NAMES } from './kernel-layout.ts';
import { namesOf, pathWithin } from './kernel-members.ts';
import { NameTable } from './plain-names.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What may stand at a place of a string: anything but what ends or breaks it. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);
const HEX = hexDigits();

/** Where the value of a member stands, its quotes included, and what it is. */
export interface Member {
  readonly start: number;
  readonly end: number;
  readonly kind: number;
}

/**
 * Finds the members of JSON objects in a block of bytes, byte by byte: what `KernelMembers` does with vectors. Behind each
 * object there must be another byte.
 */
export class PlainMembers {
  readonly #bytes: Uint8Array;
  readonly #names: NameTable;
  readonly #starts = new Int32Array(MOST_MEMBERS);
  readonly #ends = new Int32Array(MOST_MEMBERS);
  readonly #kinds = new Uint8Array(MOST_MEMBERS);
  /** for each name, the number of the member that has it, and the number of the object in which it does */
  readonly #memberOf = new Int32Array(MOST_NAMES + 1);
  readonly #objectOf = new Int32Array(MOST_NAMES + 1);
  /** the members of the object that a member holds, by the name of that */
  readonly #inner = new Map<string, PlainMembers>();
  #object = 0;
  #start = -1;
  #end = 0;
  #isPlain = true;
  #isAccepted = false;
  #kind = OTHER;

  constructor(bytes: Uint8Array, names = new NameTable()) {
    this.#bytes = bytes;
    this.#names = names;
  }

  /** Whether no character of the object scanned last is escaped but `\`, `"` and control characters. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** Scans the object that is all there is between two places. @returns false when it is none, or left to JSON.parse */
  scan(start: number, end: number): boolean {
    if (this.#start === start && this.#end === end) return this.#isAccepted;
    this.#isAccepted = this.#scan(start, end);
    return this.#isAccepted;
  }

  #scan(start: number, end: number): boolean {
    this.#start = start;
    this.#end = end;
    this.#isPlain = true;
    this.#object++;
    let at = this.#space(start);
    if (this.#bytes[at] !== 0x7b) return false;
    at = this.#space(at + 1);
    if (this.#bytes[at] === 0x7d) return this.#space(at + 1) === end;
    let name = 0;
    for (let member = 0; member < MOST_MEMBERS; member++) {
      name = this.#name(at, name, member);
      if (name === 0) return false;
      at = this.#member(at + this.#names.lengthOf(name) + 2, member);
      if (at < 0) return false;
      at = this.#space(at);
      if (this.#bytes[at] !== 0x2c) return this.#bytes[at] === 0x7d && this.#space(at + 1) === end;
      at = this.#space(at + 1);
    }
    return false;
  }

  /** A member of the object at a path in the one that was scanned; undefined when absent. */
  locate(path: string, name: string): Member | undefined {
    const [first, ...rest] = namesOf(path);
    if (first === undefined) return this.#find(name);
    return this.#within(first)?.locate(rest.reduce(pathWithin, ''), name);
  }

  /** Whether there is an object at a path whose members are found. */
  reaches(path: string): boolean {
    const [first, ...rest] = namesOf(path);
    if (first === undefined) return true;
    return this.#within(first)?.reaches(rest.reduce(pathWithin, '')) ?? false;
  }

  #find(name: string): Member | undefined {
    const number = this.#names.numbers.get(name);
    if (number === undefined || this.#objectOf[number] !== this.#object) return undefined;
    const member = this.#memberOf[number]!;
    return { start: this.#starts[member]!, end: this.#ends[member]!, kind: this.#kinds[member]! };
  }

  /** The members of the object that a member is. */
  #within(name: string): PlainMembers | undefined {
    const member = this.#find(name);
    if (member === undefined) return undefined;
    let inner = this.#inner.get(name);
    if (inner === undefined) {
      inner = new PlainMembers(this.#bytes);
      this.#inner.set(name, inner);
    }
    return inner.scan(member.start, member.end) ? inner : undefined;
  }

  /** The number of the name that stands at a place; 0 when it is left to JSON.parse, also when it stands there twice. */
  #name(at: number, before: number, member: number): number {
    if (at >= this.#end || this.#bytes[at] !== QUOTE) return 0;
    const number = this.#names.numberAt(this.#bytes, at + 1, this.#end, before);
    if (this.#objectOf[number] === this.#object) return 0;
    this.#objectOf[number] = this.#object;
    this.#memberOf[number] = member;
    return number;
  }

  /** @param from behind the quote of its name @returns the place behind its value; -1 when it is none */
  #member(from: number, member: number): number {
    const colon = this.#space(from);
    if (this.#bytes[colon] !== 0x3a) return -1;
    const start = this.#space(colon + 1);
    const end = this.#value(start, 1);
    this.#starts[member] = start;
    this.#ends[member] = end;
    this.#kinds[member] = this.#kind;
    return end;
  }

  /** The place behind a value; -1 when it is none, or goes on behind the end. */
  #value(at: number, depth: number): number {
    const first = at < this.#end ? this.#bytes[at]! : 0;
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
    if (at < this.#end && this.#bytes[at] === close) return at + 1;
    if (depth === MOST_LEVELS) return -1;
    for (; ; at = this.#space(at + 1)) {
      if (isObject) {
        if (at >= this.#end || this.#bytes[at] !== QUOTE) return -1;
        at = this.#string(at + 1);
        if (at < 0) return -1;
        at = this.#space(at);
        if (this.#bytes[at] !== 0x3a) return -1;
        at = this.#space(at + 1);
      }
      at = this.#value(at, depth + 1);
      if (at < 0) return -1;
      at = this.#space(at);
      if (at >= this.#end) return -1;
      if (this.#bytes[at] === close) return at + 1;
      if (this.#bytes[at] !== 0x2c) return -1;
    }
  }

  #string(from: number): number {
    const bytes = this.#bytes;
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
    switch (this.#bytes[at]) {
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
        for (let digit = at + 1; digit < at + 5; digit++) if (HEX[this.#bytes[digit] ?? 0] !== 1) return -1;
        return at + 5;
      }
      default:
        return -1;
    }
  }

  #number(from: number): number {
    let at = this.#bytes[from] === 0x2d ? from + 1 : from;
    at = this.#bytes[at] === 0x30 ? at + 1 : this.#digits(at);
    if (at >= 0 && this.#bytes[at] === 0x2e) at = this.#digits(at + 1);
    if (at < 0) return -1;
    if (this.#bytes[at] !== 0x65 && this.#bytes[at] !== 0x45) return at;
    const sign = this.#bytes[at + 1];
    return this.#digits(sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
  }

  /** The place behind at least one digit; -1 without any. */
  #digits(from: number): number {
    let at = from;
    while (at < this.#end && this.#bytes[at]! >= 0x30 && this.#bytes[at]! <= 0x39) at++;
    return at > from ? at : -1;
  }

  #word(at: number, word: string): number {
    for (let index = 0; index < word.length; index++) {
      if (this.#bytes[at + index] !== word.charCodeAt(index)) return -1;
    }
    return at + word.length;
  }

  #space(from: number): number {
    let at = from;
    for (; at < this.#end; at++) {
      const byte = this.#bytes[at];
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) break;
    }
    return at;
  }
}

function hexDigits(): Uint8Array {
  const isHex = new Uint8Array(256);
  for (const digit of '0123456789abcdefABCDEF') isHex[digit.charCodeAt(0)] = 1;
  return isHex;
}
