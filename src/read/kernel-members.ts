import type { GatheredBytes } from '../model/index.ts';
import type { WasmKernel } from '../wasm/index.ts';
import { HAS_OTHER_ESCAPE, REFUSED, UNKNOWN } from './json-kernel.ts';
import {
  BLOCK_AT,
  FOLLOWERS_AT,
  GATHERED_AT,
  HASH_AT,
  LENGTHS_AT,
  LIST_BYTES,
  LISTS_AT,
  MEMBER_BYTES,
  MEMBER_OF_AT,
  MOST_GATHERED_BYTES,
  MOST_NAME_BYTES,
  MOST_NAMES,
  NAME_BYTES,
  NAMES_AT,
  PARENTS_AT,
  SCAN_OF_AT,
  SLOTS_AT,
  TAPE_AT,
  UNKNOWN_AT,
} from './kernel-layout.ts';

/** No name holds it: those that do are left to JSON.parse. */
const PATH_SEPARATOR = '\0';
// Collectors nest a payload two or three levels deep.
const NAMED_LEVELS = 4;
// Names of members of members may not take what the members themselves need.
const MOST_INNER_NAMES = MOST_NAMES / 2;
const MOST_LEFT_NAMES = MOST_NAMES / 4;

/** The path of an object that is a member of the object at a path; `''` is the whole object. */
export function pathWithin(path: string, name: string): string {
  return `${path}${PATH_SEPARATOR}${name}`;
}

/** The names that lead to the object at a path. */
export function namesOf(path: string): readonly string[] {
  return path.split(PATH_SEPARATOR).slice(1);
}

/** Names in a list that the kernel can go through. */
interface NameList {
  readonly at: number;
  /** of the names that were known when it was made */
  readonly knownNames: number;
}

/** Finds the members of objects in the block that a kernel holds, one object at a time. */
export class KernelMembers {
  readonly #call: WasmKernel['call'];
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  readonly #gathered: { bytes: Uint8Array; words: Int32Array; length: number; hash: number };
  /** the numbers of the names of an object's members, by the path of the object */
  readonly #numbers = new Map<string, Map<string, number>>();
  #top = new Map<string, number>();
  /** of the object that each name may hold */
  readonly #paths: string[] = [];
  #lists = new WeakMap<readonly string[], Map<string, NameList>>();
  #listsEnd = LISTS_AT;
  #scanNumber = 0;
  #start = -1;
  #end = -1;
  #isAccepted = false;
  #isPlain = true;
  #hasPaths = true;

  constructor(memory: ArrayBuffer, call: WasmKernel['call']) {
    this.#call = call;
    this.#bytes = new Uint8Array(memory);
    this.#words = new Int32Array(memory);
    this.#forgetNames();
    this.#gathered = {
      bytes: new Uint8Array(memory, GATHERED_AT, MOST_GATHERED_BYTES),
      words: new Int32Array(memory, GATHERED_AT, MOST_GATHERED_BYTES >>> 2),
      ...{ length: 0, hash: 0 },
    };
  }

  /** Whether no character of the object scanned last is escaped but `\`, `"` and control characters. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** Whether the members of members were found, too. */
  get hasPaths(): boolean {
    return this.#hasPaths;
  }

  /** Whether the members of an object at a path are found: not where it lies deep. */
  reaches(path: string): boolean {
    return namesOf(path).length < NAMED_LEVELS;
  }

  /** Another block is held. */
  forgetLine(): void {
    this.#start = -1;
  }

  /** Another file is read: a forged one must not leave its names to all that come after it. */
  makeRoomForNames(): void {
    if (this.#paths.length > MOST_LEFT_NAMES) this.#forgetNames();
  }

  #forgetNames(): void {
    this.forgetLine();
    this.#top = new Map();
    this.#numbers.clear();
    this.#numbers.set('', this.#top);
    this.#paths.splice(0, Number.POSITIVE_INFINITY, '');
    this.#lists = new WeakMap();
    this.#listsEnd = LISTS_AT;
    this.#bytes.fill(0, FOLLOWERS_AT, LISTS_AT);
  }

  /** Scans the object that is all there is between two places. @returns false when it is none, or left to JSON.parse */
  scan(start: number, end: number): boolean {
    if (this.#start === start && this.#end === end) return this.#isAccepted;
    this.#hasPaths = true;
    let flags = this.#scanOnce(start, end);
    while (flags === UNKNOWN && this.#learnName()) flags = this.#scanOnce(start, end);
    this.#start = start;
    this.#end = end;
    this.#isAccepted = flags !== REFUSED && flags !== UNKNOWN;
    this.#isPlain = (flags & HAS_OTHER_ESCAPE) === 0;
    return this.#isAccepted;
  }

  /** The number of a member of the object that was scanned; -1 when absent. */
  find(path: string, name: string): number {
    const number = (path === '' ? this.#top : this.#numbers.get(path))?.get(name);
    if (number === undefined || this.#words[(SCAN_OF_AT >>> 2) + number] !== this.#scanNumber) return -1;
    return this.#words[(MEMBER_OF_AT >>> 2) + number]!;
  }

  startOf(member: number): number {
    return this.#words[(TAPE_AT + member * MEMBER_BYTES) >>> 2]!;
  }

  endOf(member: number): number {
    return this.#words[(TAPE_AT + member * MEMBER_BYTES + 4) >>> 2]!;
  }

  kindOf(member: number): number {
    return this.#words[(TAPE_AT + member * MEMBER_BYTES + 8) >>> 2]!;
  }

  /** The values of some members of the object that was scanned; undefined when they are too long. Valid until the next. */
  gather(path: string, names: readonly string[]): GatheredBytes | undefined {
    const list = this.#listOf(path, names);
    if (list === undefined || list.at === NO_LIST) return undefined;
    const length = this.#call.gather!(list.at, names.length, this.#scanNumber);
    if (length < 0) return undefined;
    this.#gathered.length = length;
    this.#gathered.hash = this.#words[HASH_AT >>> 2]!;
    return this.#gathered;
  }

  #scanOnce(start: number, end: number): number {
    this.#scanNumber = (this.#scanNumber + 1) | 0;
    return this.#call.scan!(start, end, this.#scanNumber, this.#hasPaths ? NAMED_LEVELS : 1);
  }

  /** @returns whether scanning once more goes further */
  #learnName(): boolean {
    const word = UNKNOWN_AT >>> 2;
    const [at, length, parent, slot] = this.#words.subarray(word, word + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const isInner = parent > 0;
    const most = isInner ? MOST_INNER_NAMES : MOST_NAMES;
    const name = length > MOST_NAME_BYTES ? undefined : asciiText(this.#bytes, BLOCK_AT + at, length);
    if (name !== undefined && slot >= 0 && this.#paths.length <= most) {
      this.#keep(name, at, parent, slot);
      return true;
    }
    if (!isInner) return false;
    this.#hasPaths = false;
    return true;
  }

  #keep(name: string, at: number, parent: number, slot: number): void {
    const number = this.#paths.length;
    const objectPath = this.#paths[parent]!;
    this.#paths.push(pathWithin(objectPath, name));
    const from = BLOCK_AT + at;
    this.#bytes.copyWithin(NAMES_AT + number * NAME_BYTES, from, from + name.length + 1);
    this.#words[(LENGTHS_AT >>> 2) + number] = name.length;
    this.#words[(PARENTS_AT >>> 2) + number] = parent;
    this.#words[(SLOTS_AT >>> 2) + slot] = number;
    const known = this.#numbers.get(objectPath);
    if (known === undefined) this.#numbers.set(objectPath, new Map([[name, number]]));
    else known.set(name, number);
  }

  #listOf(path: string, names: readonly string[]): NameList | undefined {
    let lists = this.#lists.get(names);
    if (lists === undefined) {
      lists = new Map();
      this.#lists.set(names, lists);
    }
    let list = lists.get(path);
    if (list === undefined || list.knownNames !== this.#paths.length) {
      list = this.#makeList(path, names, list?.at);
      if (list !== undefined) lists.set(path, list);
    }
    return list;
  }

  #makeList(path: string, names: readonly string[], oldAt: number | undefined): NameList | undefined {
    let at = oldAt === undefined || oldAt === NO_LIST ? this.#listsEnd : oldAt;
    const bytes = names.length * 4;
    if (bytes > LIST_BYTES) return undefined;
    const isNew = at === this.#listsEnd;
    if (isNew && at + bytes > LISTS_AT + LIST_BYTES) {
      // So many lists are rare; all others are made again.
      this.#lists = new WeakMap();
      at = LISTS_AT;
      this.#listsEnd = at;
      return undefined;
    }
    if (isNew) this.#listsEnd = at + bytes;
    const numbers = this.#numbers.get(path);
    // A path with dots may lead to a member of a member.
    const isPath = (name: string): boolean =>
      name.includes('.') && prefixesOf(name).some((prefix) => numbers?.has(prefix));
    if (names.some(isPath)) return { at: NO_LIST, knownNames: this.#paths.length };
    names.forEach((name, index) => {
      this.#words[(at >>> 2) + index] = numbers?.get(name) ?? 0;
    });
    return { at, knownNames: this.#paths.length };
  }
}

const NO_LIST = -1;

function prefixesOf(path: string): readonly string[] {
  const names = path.split('.');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('.'));
}

/** Undefined when it is not printable ASCII. */
function asciiText(bytes: Uint8Array, from: number, length: number): string | undefined {
  let text = '';
  for (let at = from; at < from + length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x20 || byte > 0x7e) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
