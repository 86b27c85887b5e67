import {
  type Code,
  call,
  choose,
  giveBack,
  i32,
  type Local,
  repeatWhile,
  type Variables,
  v128,
  type WasmFunction,
  wasmFunction,
  when,
} from '../wasm/index.ts';
import {
  BLOCK_AT,
  ESCAPES_AT,
  FOLLOWERS_AT,
  GATHERED_AT,
  HASH_AT,
  HEX_AT,
  LENGTHS_AT,
  LEVELS_AT,
  MEMBER_BYTES,
  MEMBER_OF_AT,
  MOST_GATHERED_BYTES,
  MOST_LEVELS,
  MOST_MEMBERS,
  MOST_NAME_BYTES,
  MOST_NAMES,
  NAME_BYTES,
  NAME_SLOTS,
  NAMES_AT,
  PARENTS_AT,
  SCAN_OF_AT,
  SLOTS_AT,
  TAPE_AT,
  UNKNOWN_AT,
} from './kernel-layout.ts';

/*
 * The functions of the kernel that find the members of JSON objects. A name has a number from 1 on, other numbers in other
 * objects: `a` of the whole and `a` of its member `b` are two names.
 */

/** What a value is, as far as it matters for reading it. */
export const PLAIN_STRING = 1;
export const ESCAPED_STRING = 2;
export const OTHER = 3;

/** What `scan` gives: the object is left to JSON.parse; a name must be learnt first; else bits. */
export const REFUSED = 0;
export const UNKNOWN = -1;
export const ACCEPTED = 1;
/** JSON could have written the line with fewer escapes. */
export const HAS_OTHER_ESCAPE = 2;

const HAS_ESCAPE = 1;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const MINUS = 0x2d;
const OBJECT = 0x7b;
const LIST = 0x5b;
const VECTOR_BYTES = 16;
// Knuth, The Art of Computer Programming, volume 3, section 6.4.
const HASH_FACTOR = 0x9e37_79b1;
// So many names with the same hash are made on purpose.
const MOST_PROBES = 16;

/** How an escape goes on, as `ESCAPES_AT` says. */
const SIMPLE = 1;
const SLASH = 2;
const UNICODE = 3;

/** Fills the tables that the functions look up. */
export function fillTables(memory: Uint8Array): void {
  for (const letter of '"\\bfnrt') memory[ESCAPES_AT + letter.charCodeAt(0)] = SIMPLE;
  memory[ESCAPES_AT + '/'.charCodeAt(0)] = SLASH;
  memory[ESCAPES_AT + 'u'.charCodeAt(0)] = UNICODE;
  for (const digit of '0123456789abcdefABCDEF') memory[HEX_AT + digit.charCodeAt(0)] = 1;
}

/** @param first the place of the first of them among the functions that are assembled together */
export function jsonFunctions(first: number): readonly WasmFunction[] {
  const [ofString, ofNumber, ofSpace, ofStands, ofName] = [first, first + 1, first + 2, first + 3, first + 4];
  return [
    stringEnd(),
    numberEnd(),
    spaceEnd(),
    stands(),
    nameAt({ stringEnd: (at) => call(ofString, at), stands: (name, at) => call(ofStands, name, at) }),
    scan({
      stringEnd: (at) => call(ofString, at),
      numberEnd: (at) => call(ofNumber, at),
      spaceEnd: (at) => call(ofSpace, at),
      stands: (name, at) => call(ofStands, name, at),
      nameAt: (at, parent) => call(ofName, at, parent),
    }),
    gather(),
  ];
}

const number = i32.of;

function byteAt(at: Code, offset = 0): Code {
  return i32.load8(at, BLOCK_AT + offset);
}

function wordOf(index: Code, tableAt: number): Code {
  return i32.load(i32.shiftLeft(index, number(2)), tableAt);
}

function setWord(index: Code, tableAt: number, value: Code): Code {
  return i32.store(i32.shiftLeft(index, number(2)), value, tableAt);
}

function isByte(value: Code, byte: number): Code {
  return i32.equals(value, number(byte));
}

/**
 * `(from) => end`: behind the quote of a string, to behind its last quote, times 4, with `HAS_ESCAPE` and
 * `HAS_OTHER_ESCAPE`; -1 when it is no string.
 */
function stringEnd(): WasmFunction {
  return wasmFunction('stringEnd', 1, ([at], variables) => {
    const [found, flags, byte] = [variables.i32(), variables.i32(), variables.i32()];
    return [
      ...repeatWhile(
        number(1),
        found.set(stopsIn(at!, variables)),
        repeatWhile(i32.isZero(found.value), at!.increase(number(VECTOR_BYTES)), found.set(stopsIn(at!, variables))),
        at!.increase(i32.trailingZeros(found.value)),
        byte.set(byteAt(at!.value)),
        when(
          isByte(byte.value, QUOTE),
          giveBack(i32.or(i32.shiftLeft(i32.add(at!.value, number(1)), number(2)), flags.value)),
        ),
        when(i32.differs(byte.value, number(BACKSLASH)), giveBack(number(-1))),
        skipEscape(at!, flags, byte),
      ),
      ...number(-1),
    ];
  });
}

/** Bits of the next 16 bytes at which a plain part of a string ends. */
function stopsIn(at: Local, variables: Variables): Code {
  const part = variables.v128();
  return [
    ...part.set(v128.load(at.value, BLOCK_AT)),
    ...v128.bitOfEachByte(
      v128.or(
        v128.or(v128.equalBytes(part.value, v128.ofByte(QUOTE)), v128.equalBytes(part.value, v128.ofByte(BACKSLASH))),
        v128.smallerBytes(part.value, v128.ofByte(0x20)),
      ),
    ),
  ];
}

/** Goes on behind an escape that is one, and takes note of it. */
function skipEscape(at: Local, flags: Local, kind: Local): Code {
  const isHex = (digit: number): Code => i32.load8(byteAt(at.value, 2 + digit), HEX_AT);
  const allHex = [1, 2, 3].reduce((all, digit) => i32.and(all, isHex(digit)), isHex(0));
  return [
    ...flags.set(i32.or(flags.value, number(HAS_ESCAPE))),
    ...kind.set(i32.load8(byteAt(at.value, 1), ESCAPES_AT)),
    ...when(i32.isZero(kind.value), giveBack(number(-1))),
    ...when(i32.differs(kind.value, number(SIMPLE)), flags.set(i32.or(flags.value, number(HAS_OTHER_ESCAPE)))),
    ...when(isByte(kind.value, UNICODE), when(i32.isZero(allHex), giveBack(number(-1))), at.increase(number(4))),
    ...at.increase(number(2)),
  ];
}

function isDigit(at: Code): Code {
  // As signed numbers, what is below '0' is not at least 0 and what is above '9' is not at most 9.
  const digit = i32.subtract(byteAt(at), number(0x30));
  return i32.and(i32.isAtMost(number(0), digit), i32.isAtMost(digit, number(9)));
}

/** `(at) => end` of a number; -1 when it is none. RFC 8259, section 6. */
function numberEnd(): WasmFunction {
  return wasmFunction('numberEnd', 1, ([at], variables) => {
    const from = variables.i32();
    const digits = [
      from.set(at!.value),
      repeatWhile(isDigit(at!.value), at!.increase(number(1))),
      when(i32.equals(at!.value, from.value), giveBack(number(-1))),
    ];
    return [
      ...when(isByte(byteAt(at!.value), MINUS), at!.increase(number(1))),
      ...choose(isByte(byteAt(at!.value), 0x30), [at!.increase(number(1))], digits),
      ...when(isByte(byteAt(at!.value), 0x2e), at!.increase(number(1)), ...digits),
      // Bit 5 folds the case of `e`.
      ...when(
        isByte(i32.or(byteAt(at!.value), number(0x20)), 0x65),
        at!.increase(number(1)),
        when(i32.or(isByte(byteAt(at!.value), 0x2b), isByte(byteAt(at!.value), MINUS)), at!.increase(number(1))),
        ...digits,
      ),
      ...at!.value,
    ];
  });
}

/** `(at) => end` of white space, but for line feeds, which end lines. */
function spaceEnd(): WasmFunction {
  return wasmFunction('spaceEnd', 1, ([at], variables) => {
    const byte = variables.i32();
    const isSpace = [0x20, 0x09, 0x0d].map((space) => isByte(byte.value, space)).reduce((all, one) => i32.or(all, one));
    return [
      ...byte.set(byteAt(at!.value)),
      ...repeatWhile(isSpace, at!.increase(number(1)), byte.set(byteAt(at!.value))),
      ...at!.value,
    ];
  });
}

/** `(name, at) => 1` if the name and the quote behind it stand at a place, else 0. */
function stands(): WasmFunction {
  return wasmFunction('stands', 2, ([name, at], variables) => {
    const [length, from, done] = [variables.i32(), variables.i32(), variables.i32()];
    const same = v128.bitOfEachByte(
      v128.equalBytes(v128.load(i32.add(at!.value, done.value), BLOCK_AT), v128.load(i32.add(from.value, done.value))),
    );
    const wanted = i32.subtract(i32.shiftLeft(number(1), i32.subtract(length.value, done.value)), number(1));
    return [
      ...length.set(i32.add(wordOf(name!.value, LENGTHS_AT), number(1))),
      ...from.set(i32.add(i32.multiply(name!.value, number(NAME_BYTES)), number(NAMES_AT))),
      ...repeatWhile(
        i32.isAtMost(i32.add(done.value, number(VECTOR_BYTES)), length.value),
        when(i32.differs(same, number(0xffff)), giveBack(number(0))),
        done.increase(number(VECTOR_BYTES)),
      ),
      ...i32.equals(i32.and(same, wanted), wanted),
    ];
  });
}

/** Code that calls other functions of the kernel. */
interface Calls {
  stringEnd(at: Code): Code;
  numberEnd(at: Code): Code;
  spaceEnd(at: Code): Code;
  stands(name: Code, at: Code): Code;
  nameAt(at: Code, parent: Code): Code;
}

/**
 * `(at, parent) => name` that stands behind a quote, in an object of a name or, for 0, in the whole; -1 for one that is not
 * known, of which `UNKNOWN_AT` tells the rest.
 */
function nameAt(calls: Pick<Calls, 'stringEnd' | 'stands'>): WasmFunction {
  return wasmFunction('nameAt', 2, ([at, parent], variables) => {
    const [end, length, hash, done] = [variables.i32(), variables.i32(), variables.i32(), variables.i32()];
    const [left, slot, probes, name] = [variables.i32(), variables.i32(), variables.i32(), variables.i32()];
    const word = i32.load(i32.add(at!.value, done.value), BLOCK_AT);
    const last = i32.and(word, i32.subtract(i32.shiftLeft(number(1), i32.shiftLeft(left.value, number(3))), number(1)));
    const mix = (value: Code): Code => [
      ...hash.set(i32.multiply(i32.xor(hash.value, value), number(HASH_FACTOR))),
      ...hash.set(i32.xor(hash.value, i32.shiftRight(hash.value, number(15)))),
    ];
    const isIt = i32.and(
      i32.equals(wordOf(name.value, PARENTS_AT), parent!.value),
      i32.and(i32.equals(wordOf(name.value, LENGTHS_AT), length.value), calls.stands(name.value, at!.value)),
    );
    const leave = [
      i32.store(number(UNKNOWN_AT), at!.value),
      i32.store(number(UNKNOWN_AT), length.value, 4),
      i32.store(number(UNKNOWN_AT), parent!.value, 8),
      i32.store(number(UNKNOWN_AT), slot.value, 12),
      giveBack(number(-1)),
    ];
    return [
      ...slot.set(number(-1)),
      ...end.set(calls.stringEnd(at!.value)),
      ...length.set(i32.subtract(i32.subtract(i32.shiftRight(end.value, number(2)), number(1)), at!.value)),
      ...when(
        i32.or(
          i32.isAtMost(end.value, number(-1)),
          i32.or(i32.and(end.value, number(HAS_ESCAPE)), i32.isAtMost(number(MOST_NAME_BYTES + 1), length.value)),
        ),
        ...leave,
      ),
      ...hash.set(i32.multiply(i32.add(parent!.value, length.value), number(HASH_FACTOR))),
      ...left.set(length.value),
      ...repeatWhile(
        i32.isAtMost(number(4), left.value),
        mix(word),
        done.increase(number(4)),
        left.increase(number(-4)),
      ),
      ...when(left.value, mix(last)),
      ...slot.set(i32.and(hash.value, number(NAME_SLOTS - 1))),
      ...repeatWhile(
        i32.differs(probes.value, number(MOST_PROBES)),
        name.set(wordOf(slot.value, SLOTS_AT)),
        when(i32.isZero(name.value), ...leave),
        when(isIt, giveBack(name.value)),
        slot.set(i32.and(i32.add(slot.value, number(1)), number(NAME_SLOTS - 1))),
        probes.increase(number(1)),
      ),
      ...slot.set(number(-1)),
      ...leave.flat(),
      ...number(-1),
    ];
  });
}

/** The variables of `scan`. */
interface ScanState {
  readonly at: Local;
  readonly scanNumber: Local;
  /** how many levels of objects have members with names of their own */
  readonly namedLevels: Local;
  readonly level: Local;
  /** a bit for each level that is an object, not a list */
  readonly objects: Local;
  /** the name of the object at hand, 0 for the whole; -1 where members have no names of their own */
  readonly parent: Local;
  /** of the member before */
  readonly before: Local;
  /** of the member at hand */
  readonly name: Local;
  /** how many members were found */
  readonly members: Local;
  /** where the member at hand is on the tape; 0 when it is not kept */
  readonly member: Local;
  readonly kind: Local;
  readonly flags: Local;
  readonly byte: Local;
  readonly end: Local;
  readonly isOpened: Local;
}

/** `(start, end, scan number, named levels) => flags`. Behind the object there must be a line feed. */
function scan(calls: Calls): WasmFunction {
  return wasmFunction('scan', 4, ([at, limit, scanNumber, namedLevels], variables) => {
    const one = (): Local => variables.i32();
    const state: ScanState = {
      ...{ at: at!, scanNumber: scanNumber!, namedLevels: namedLevels!, level: one(), objects: one(), parent: one() },
      ...{ before: one(), name: one(), members: one(), member: one(), kind: one(), flags: one(), byte: one() },
      ...{ end: one(), isOpened: one() },
    };
    const { level, objects, flags, isOpened } = state;
    const skip = at!.set(calls.spaceEnd(at!.value));
    const finish = [skip, giveBack(i32.multiply(flags.value, i32.isAtMost(limit!.value, at!.value)))];
    return [
      ...flags.set(number(ACCEPTED)),
      ...skip,
      ...refuseUnless(isByte(byteAt(at!.value), OBJECT)),
      ...at!.set(calls.spaceEnd(i32.add(at!.value, number(1)))),
      ...when(isByte(byteAt(at!.value), OBJECT + 2), at!.increase(number(1)), ...finish),
      ...level.set(number(1)),
      ...objects.set(number(1 << 1)),
      ...state.before.set(number(MOST_NAMES + 1)),
      ...repeatWhile(
        number(1),
        state.member.set(number(0)),
        when(isObject(state), readName(state, calls)),
        readValue(state, calls),
        when(i32.isZero(isOpened.value), endMember(state), closeLevels(state, calls, finish)),
      ),
      ...number(REFUSED),
    ];
  });
}

function refuseUnless(condition: Code): Code {
  return when(i32.isZero(condition), giveBack(number(REFUSED)));
}

// 33 levels, of which the first is never left: a bit for each of the others and itself.
function isObject({ objects, level }: ScanState): Code {
  return i32.and(i32.shiftRight(objects.value, i32.and(level.value, number(31))), number(1));
}

/** A name and its colon; where the object's members have names of their own, its place on the tape. */
function readName(state: ScanState, calls: Calls): Code {
  const { at, name, before, parent, member, members, flags, end, scanNumber } = state;
  const place = i32.add(at.value, number(1));
  const known = [
    name.set(wordOf(before.value, FOLLOWERS_AT)),
    when(
      // Number 0 is no name.
      i32.or(i32.isZero(name.value), i32.isZero(calls.stands(name.value, place))),
      name.set(calls.nameAt(place, parent.value)),
      when(i32.equals(name.value, number(-1)), giveBack(number(UNKNOWN))),
      setWord(before.value, FOLLOWERS_AT, name.value),
    ),
    refuseUnless(i32.differs(wordOf(name.value, SCAN_OF_AT), scanNumber.value)),
    refuseUnless(i32.differs(members.value, number(MOST_MEMBERS))),
    setWord(name.value, SCAN_OF_AT, scanNumber.value),
    setWord(name.value, MEMBER_OF_AT, members.value),
    member.set(i32.add(i32.multiply(members.value, number(MEMBER_BYTES)), number(TAPE_AT))),
    members.increase(number(1)),
    before.set(name.value),
    at.increase(i32.add(wordOf(name.value, LENGTHS_AT), number(2))),
  ];
  return [
    ...refuseUnless(isByte(byteAt(at.value), QUOTE)),
    ...choose(i32.isAtMost(number(0), parent.value), known, [
      end.set(calls.stringEnd(place)),
      goBehindString(at, end, flags),
    ]),
    ...at.set(calls.spaceEnd(at.value)),
    ...refuseUnless(isByte(byteAt(at.value), 0x3a)),
    ...at.set(calls.spaceEnd(i32.add(at.value, number(1)))),
  ];
}

function goBehindString(at: Local, end: Local, flags: Local): Code {
  return [
    ...refuseUnless(i32.isAtMost(number(0), end.value)),
    ...flags.set(i32.or(flags.value, i32.and(end.value, number(HAS_OTHER_ESCAPE)))),
    ...at.set(i32.shiftRight(end.value, number(2))),
  ];
}

/** Goes behind a value, or into one: then `isOpened`. */
function readValue(state: ScanState, calls: Calls): Code {
  const { at, byte, end, flags, kind, member, isOpened } = state;
  const isList = isByte(i32.or(byte.value, number(0x20)), OBJECT);
  return [
    ...isOpened.set(number(0)),
    ...byte.set(byteAt(at.value)),
    ...when(member.value, i32.store(member.value, at.value)),
    ...choose(
      isByte(byte.value, QUOTE),
      [
        end.set(calls.stringEnd(i32.add(at.value, number(1)))),
        goBehindString(at, end, flags),
        kind.set(i32.add(number(PLAIN_STRING), i32.and(end.value, number(HAS_ESCAPE)))),
      ],
      [kind.set(number(OTHER)), choose(isList, [open(state, calls)], [readScalar(state, calls)])],
    ),
  ];
}

/** `{` and `[` differ in bit 5, and so do the bytes that close them. */
function open(state: ScanState, calls: Calls): Code {
  const { at, byte, end, level, objects, parent, before, name, member, isOpened, namedLevels } = state;
  const ofLevel = i32.multiply(level.value, number(12));
  const bit = i32.shiftLeft(number(1), i32.and(level.value, number(31)));
  return [
    ...end.set(calls.spaceEnd(i32.add(at.value, number(1)))),
    ...choose(
      i32.equals(byteAt(end.value), i32.add(byte.value, number(2))),
      [at.set(i32.add(end.value, number(1)))],
      [
        refuseUnless(i32.differs(level.value, number(MOST_LEVELS))),
        i32.store(ofLevel, parent.value, LEVELS_AT),
        i32.store(ofLevel, before.value, LEVELS_AT + 4),
        i32.store(ofLevel, member.value, LEVELS_AT + 8),
        parent.set(number(-1)),
        when(
          i32.and(
            isByte(byte.value, OBJECT),
            i32.and(
              i32.differs(member.value, number(0)),
              i32.isAtMost(i32.add(level.value, number(1)), namedLevels.value),
            ),
          ),
          parent.set(name.value),
          before.set(i32.add(name.value, number(MOST_NAMES + 1))),
        ),
        level.increase(number(1)),
        objects.set(i32.and(objects.value, i32.xor(bit, number(-1)))),
        when(isByte(byte.value, OBJECT), objects.set(i32.or(objects.value, bit))),
        at.set(end.value),
        isOpened.set(number(1)),
      ],
    ),
  ];
}

function readScalar({ at, byte }: ScanState, calls: Calls): Code {
  const isWord = (text: string): Code => i32.equals(i32.load(at.value, BLOCK_AT), number(wordOfText(text)));
  const isFalse = i32.and(isWord('fals'), isByte(byteAt(at.value, 4), 0x65));
  return choose(
    i32.or(isByte(byte.value, MINUS), isDigit(at.value)),
    [at.set(calls.numberEnd(at.value)), refuseUnless(i32.isAtMost(number(0), at.value))],
    [
      choose(
        isFalse,
        [at.increase(number(5))],
        [refuseUnless(i32.or(isWord('true'), isWord('null'))), at.increase(number(4))],
      ),
    ],
  );
}

function wordOfText(text: string): number {
  return Array.from(text).reduce((word, letter, index) => word | (letter.charCodeAt(0) << (index * 8)), 0);
}

function endMember({ at, member, kind }: ScanState): Code {
  return when(member.value, i32.store(member.value, at.value, 4), i32.store(member.value, kind.value, 8));
}

/** Goes to the next member or item, out of the objects and lists that end before it. */
function closeLevels(state: ScanState, calls: Calls, finish: readonly Code[]): Code {
  const { at, byte, level, parent, before, member, kind } = state;
  const ofLevel = i32.multiply(level.value, number(12));
  // `}` for objects, `]` for lists.
  const closing = i32.add(number(LIST + 2), i32.shiftLeft(isObject(state), number(5)));
  return [
    ...at.set(calls.spaceEnd(at.value)),
    ...byte.set(byteAt(at.value)),
    ...repeatWhile(
      i32.differs(byte.value, number(COMMA)),
      refuseUnless(i32.equals(byte.value, closing)),
      at.increase(number(1)),
      level.increase(number(-1)),
      when(i32.isZero(level.value), ...finish),
      parent.set(i32.load(ofLevel, LEVELS_AT)),
      before.set(i32.load(ofLevel, LEVELS_AT + 4)),
      member.set(i32.load(ofLevel, LEVELS_AT + 8)),
      kind.set(number(OTHER)),
      endMember(state),
      at.set(calls.spaceEnd(at.value)),
      byte.set(byteAt(at.value)),
    ),
    ...at.set(calls.spaceEnd(i32.add(at.value, number(1)))),
  ];
}

/**
 * `(list, count, scan number) => bytes`: puts the values of members one behind the other, each behind a word that tells its
 * length, from a multiple of 4 on, with zeros between; a hash of all of it to `HASH_AT`. -1 when they are too long.
 */
function gather(): WasmFunction {
  return wasmFunction('gather', 3, ([list, count, scanNumber], variables) => {
    const [out, name, member, from] = [variables.i32(), variables.i32(), variables.i32(), variables.i32()];
    const [length, done, hashes] = [variables.i32(), variables.i32(), variables.v128()];
    const last = count!;
    const limit = number(GATHERED_AT + MOST_GATHERED_BYTES - 8);
    const copy = [
      member.set(i32.add(i32.multiply(wordOf(name.value, MEMBER_OF_AT), number(MEMBER_BYTES)), number(TAPE_AT))),
      from.set(i32.load(member.value)),
      length.set(i32.subtract(i32.load(member.value, 4), from.value)),
      when(i32.isAtMost(limit, i32.add(out.value, length.value)), giveBack(number(-1))),
      i32.store(out.value, i32.or(i32.shiftLeft(length.value, number(1)), number(1))),
      out.increase(number(4)),
      done.set(number(0)),
      repeatWhile(
        i32.isAtMost(i32.add(done.value, number(1)), length.value),
        v128.store(i32.add(out.value, done.value), v128.load(i32.add(from.value, done.value), BLOCK_AT)),
        done.increase(number(VECTOR_BYTES)),
      ),
      i32.store(i32.add(out.value, length.value), number(0)),
      out.increase(i32.and(i32.add(length.value, number(3)), number(-4))),
    ];
    const end = from;
    const lane = (index: number): Code => v128.word(hashes.value, index);
    return [
      ...last.set(i32.add(list!.value, i32.shiftLeft(count!.value, number(2)))),
      ...out.set(number(GATHERED_AT)),
      ...repeatWhile(
        i32.differs(list!.value, last.value),
        name.set(i32.load(list!.value)),
        choose(i32.equals(wordOf(name.value, SCAN_OF_AT), scanNumber!.value), copy, [
          when(i32.isAtMost(limit, out.value), giveBack(number(-1))),
          i32.store(out.value, number(0)),
          out.increase(number(4)),
        ]),
        list!.increase(number(4)),
      ),
      ...v128.store(out.value, v128.ofByte(0)),
      ...end.set(out.value),
      ...out.set(number(GATHERED_AT)),
      ...repeatWhile(
        i32.isAtMost(i32.add(out.value, number(1)), end.value),
        hashes.set(v128.multiplyWords(v128.xor(hashes.value, v128.load(out.value)), v128.ofWord(HASH_FACTOR))),
        hashes.set(v128.xor(hashes.value, v128.shiftWordsRight(hashes.value, number(15)))),
        out.increase(number(VECTOR_BYTES)),
      ),
      ...length.set(lane(0)),
      ...[1, 2, 3].flatMap((index) =>
        length.set(i32.xor(i32.multiply(length.value, number(HASH_FACTOR)), lane(index))),
      ),
      ...i32.store(number(HASH_AT), length.value),
      ...i32.subtract(end.value, number(GATHERED_AT)),
    ];
  });
}
