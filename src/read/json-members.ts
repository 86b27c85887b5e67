import type { GatheredBytes } from '../model/index.ts';
import type { BlockKernel } from './block-kernel.ts';
import { PLAIN_STRING } from './json-kernel.ts';
import type { JsonObject } from './json-record.ts';
import { PlainMembers } from './plain-members.ts';
import type { NameTable } from './plain-names.ts';

const ZERO = 0x30;
const POINT = 0x2e;
// 2^53 has as many; what is read as more of them than that is exact, or greater than it.
const MOST_DIGITS = 16;
const POWERS_OF_TEN = Array.from({ length: MOST_DIGITS + 1 }, (_, power) => 10 ** power);

/**
 * Finds the members of JSON objects in a block of bytes without making values of them, and makes single values. Accepts
 * only what `JSON.parse` accepts, and leaves to it what is unusual. Behind each object there must be a line feed.
 *
 * Members of members are found by the path of their object (`pathWithin`).
 */
export class MemberScanner {
  readonly bytes: Uint8Array;
  /** where the value of the member that was located stands, its quotes included */
  start = 0;
  end = 0;
  readonly #text: (start: number, end: number) => string;
  readonly #kernel: BlockKernel | undefined;
  readonly #names: NameTable;
  #plainMembers: PlainMembers | undefined;
  #kind = 0;
  #isPlain = true;

  /** @param kernel searches with vectors while it holds `bytes` */
  constructor(
    bytes: Uint8Array,
    text: (start: number, end: number) => string,
    names: NameTable,
    kernel: BlockKernel | undefined,
  ) {
    this.bytes = bytes;
    this.#text = text;
    this.#names = names;
    this.#kernel = kernel;
  }

  // Hardly ever needed beside a kernel.
  get #plain(): PlainMembers {
    this.#plainMembers ??= new PlainMembers(this.bytes, this.#names);
    return this.#plainMembers;
  }

  /** Whether no character of the object scanned last is escaped but `\`, `"` and control characters. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** Scans the object that is all there is between two places. @returns false when it is none, or left to JSON.parse */
  scan(start: number, end: number): boolean {
    const members = this.#kernel?.holds(this.bytes) === true ? this.#kernel.members : this.#plain;
    const isAccepted = members.scan(start, end);
    this.#isPlain = members.isPlain;
    return isAccepted;
  }

  /** All of an object that `scan` accepts. */
  object(objectStart: number, objectEnd: number): JsonObject {
    return JSON.parse(this.#text(objectStart, objectEnd)) as JsonObject;
  }

  /** Whether an object that `scan` accepts has a member. */
  has(objectStart: number, objectEnd: number, name: string, path = ''): boolean {
    if (this.#kernel?.holds(this.bytes) === true) {
      const { members } = this.#kernel;
      members.scan(objectStart, objectEnd);
      if (path === '' || members.hasPaths) return members.find(path, name) >= 0;
    }
    return this.#locatePlainly(objectStart, objectEnd, name, path);
  }

  /** Whether an object that `scan` accepts has a member; `start` and `end` tell where. */
  locate(objectStart: number, objectEnd: number, name: string, path = ''): boolean {
    if (this.#kernel?.holds(this.bytes) === true) {
      const { members } = this.#kernel;
      members.scan(objectStart, objectEnd);
      if (path === '' || members.hasPaths) {
        const member = members.find(path, name);
        if (member < 0) return false;
        this.start = members.startOf(member);
        this.end = members.endOf(member);
        this.#kind = members.kindOf(member);
        return true;
      }
    }
    return this.#locatePlainly(objectStart, objectEnd, name, path);
  }

  /**
   * Whether the members of the object at a path can be located in an object that `scan` accepts: not where their names are
   * unusual, or where it lies deep.
   */
  knowsMembersAt(objectStart: number, objectEnd: number, path: string): boolean {
    if (this.#kernel?.holds(this.bytes) === true) {
      const { members } = this.#kernel;
      members.scan(objectStart, objectEnd);
      if (members.hasPaths) return members.reaches(path);
    }
    this.#plain.scan(objectStart, objectEnd);
    return this.#plain.reaches(path);
  }

  /** The value of a member of an object that `scan` accepts, as JSON.parse gives it; undefined when absent. */
  value(objectStart: number, objectEnd: number, name: string, path = ''): unknown {
    if (!this.locate(objectStart, objectEnd, name, path)) return undefined;
    const { start, end } = this;
    if (this.#kind === PLAIN_STRING) return this.#text(start + 1, end - 1);
    return this.#simpleNumber(start, end) ?? JSON.parse(this.#text(start, end));
  }

  /** The values of some members of an object that `scan` accepts; undefined when they cannot be put together. */
  gather(objectStart: number, objectEnd: number, names: readonly string[], path: string): GatheredBytes | undefined {
    if (this.#kernel?.holds(this.bytes) !== true) return undefined;
    const { members } = this.#kernel;
    members.scan(objectStart, objectEnd);
    return path === '' || members.hasPaths ? members.gather(path, names) : undefined;
  }

  #locatePlainly(objectStart: number, objectEnd: number, name: string, path: string): boolean {
    this.#plain.scan(objectStart, objectEnd);
    const member = this.#plain.locate(path, name);
    if (member === undefined) return false;
    this.start = member.start;
    this.end = member.end;
    this.#kind = member.kind;
    return true;
  }

  /** Numbers without sign and exponent are common and quick to make. */
  #simpleNumber(start: number, end: number): number | undefined {
    if (end - start > MOST_DIGITS + 1) return undefined;
    let [number, pointAt] = [0, end - 1];
    for (let at = start; at < end; at++) {
      const byte = this.bytes[at]!;
      if (byte === POINT) pointAt = at;
      else if (byte >= ZERO && byte <= ZERO + 9) number = number * 10 + (byte - ZERO);
      else return undefined;
    }
    // Of two numbers that are exact the quotient is the nearest there is, as JSON.parse gives it.
    return number > Number.MAX_SAFE_INTEGER ? undefined : number / POWERS_OF_TEN[end - 1 - pointAt]!;
  }
}
