/** The part of Node's Buffer that searches bytes; absent in browsers. */
interface NativeSearch {
  indexOf(text: string, from: number, encoding: 'latin1'): number;
}
interface NativeSearchMaker {
  from(buffer: ArrayBufferLike, byteOffset: number, length: number): NativeSearch;
}

const native = (globalThis as { Buffer?: NativeSearchMaker }).Buffer;

/** Finds where events begin and end in a block of XML. Places must not go back. */
export interface EventFinder {
  /** `<Event ...>` before `<System`, at or behind a place; -1 when there is none */
  nextStart(from: number): number;
  /** `</Event>`, at or behind a place; -1 when there is none */
  nextEnd(from: number): number;
  /** the same, behind any place */
  endBehind(from: number): number;
  /** whether the System of an event begins or ends between two places: what follows on an inner `</Event>` has none */
  hasSystem(from: number, to: number): boolean;
  /** the last beginnings before a place, in order */
  startsBefore(to: number, most: number): readonly number[];
}

const START = '<Event';
const END = '</Event>';
/** Bytes of the tag that ends an event. */
export const END_TAG_BYTES = END.length;
// Of the start tag with its namespace, and the space up to System; ten times what any program writes.
const MOST_TAG_BYTES = 1024;

/** @param isLast nothing follows on the block, so that a beginning at its end is none */
export function eventFinder(bytes: Uint8Array, isLast: boolean): EventFinder {
  const find = searchIn(bytes);
  const startFrom = (from: number): number => {
    let at = find(START, from);
    while (at >= 0 && !isStart(bytes, at, isLast)) at = find(START, at + 1);
    return at;
  };
  const nextSystem = remembered((from) => find('System>', from));
  return {
    nextStart: remembered(startFrom),
    nextEnd: remembered((from) => find(END, from)),
    endBehind: (from) => find(END, from),
    hasSystem: (from, to) => {
      const system = nextSystem(from);
      return system >= 0 && system < to;
    },
    startsBefore: (to, most) => {
      const starts: number[] = [];
      for (let at = startFrom(0); at >= 0 && at < to; at = startFrom(at + 1)) {
        starts.push(at);
        if (starts.length > most) starts.shift();
      }
      return starts;
    },
  };
}

function remembered(find: (from: number) => number): (from: number) => number {
  let found: number | undefined;
  return (from) => {
    if (found === undefined || (found >= 0 && found < from)) found = find(from);
    return found;
  };
}

function searchIn(bytes: Uint8Array): (text: string, from: number) => number {
  if (native !== undefined) {
    const searched = native.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return (text, from) => searched.indexOf(text, from, 'latin1');
  }
  const text = new TextDecoder('latin1').decode(bytes);
  return (wanted, from) => text.indexOf(wanted, from);
}

const GREATER = 0x3e;
const SPACES: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const SYSTEM = [...'<System'].map((character) => character.charCodeAt(0));

/** An element of this name in a payload has no System. What the block is too short to tell counts as one. */
function isStart(bytes: Uint8Array, start: number, isLast: boolean): boolean {
  let at = start + START.length;
  if (at < bytes.length && bytes[at] !== GREATER && !SPACES.has(bytes[at])) return false;
  const end = Math.min(bytes.length, start + MOST_TAG_BYTES);
  while (at < end && bytes[at] !== GREATER) at++;
  at++;
  while (at < end && SPACES.has(bytes[at])) at++;
  if (at + SYSTEM.length > bytes.length) return !isLast;
  return at < end && SYSTEM.every((byte, index) => bytes[at + index] === byte);
}
