/*
 * What lies where in the memory of the kernel that searches blocks of lines, in bytes. What is not touched takes no memory.
 */

/** How many different names of members are known. Collectors write some hundred; a forged log may have any number. */
export const MOST_NAMES = 4096;
/** Without its quotes. */
export const MOST_NAME_BYTES = 255;
/** Of names, found by a hash. */
export const NAME_SLOTS = MOST_NAMES * 4;
/** A name with the quote that ends it, and room to read 16 bytes at a time. */
export const NAME_BYTES = MOST_NAME_BYTES + 1 + 16;
/** More than any event has. */
export const MOST_MEMBERS = 1024;
/** Collectors nest a handful of levels; what is deeper is left to JSON.parse. */
export const MOST_LEVELS = 32;
/** Place of its start, its end, and its kind. */
export const MEMBER_BYTES = 12;
/** As long as a block of lines may become. */
export const MOST_BLOCK_BYTES = 4 << 20;
/** Values that are put one behind the other. */
export const MOST_GATHERED_BYTES = 1 << 18;
/** Lists of names. */
export const LIST_BYTES = 1 << 20;

/** Bytes beyond an end that may be read or written 16 at a time. */
const MARGIN = 64;
const NAME_WORDS = (MOST_NAMES + 1) * 4;

let end = 0;

/** The next bytes that are free, from a multiple of 64 on. */
function room(bytes: number): number {
  const at = end;
  end = Math.ceil((at + bytes + MARGIN) / MARGIN) * MARGIN;
  return at;
}

/** What may stand behind a backslash, by byte. */
export const ESCAPES_AT = room(256);
/** 1 for hexadecimal digits, by byte. */
export const HEX_AT = room(256);
/** What `scan` leaves behind of a name that it does not know: its place, its length, its object's name, its slot. */
export const UNKNOWN_AT = room(16);
export const HASH_AT = room(4);
/** For each level, what is known of the object around it: its name, its last member's name, its place on the tape. */
export const LEVELS_AT = room((MOST_LEVELS + 1) * 12);
/** The members that were found, in their order. */
export const TAPE_AT = room(MOST_MEMBERS * MEMBER_BYTES);
/** For each name, the member that has it, and the number of the scan that said so. */
export const MEMBER_OF_AT = room(NAME_WORDS);
export const SCAN_OF_AT = room(NAME_WORDS);
/** For each name its length, the name of the object in which it stands, and its bytes. */
export const LENGTHS_AT = room(NAME_WORDS);
export const PARENTS_AT = room(NAME_WORDS);
export const NAMES_AT = room((MOST_NAMES + 1) * NAME_BYTES);
/** For each name, which followed it last; then which was the first in the object that has the name. */
export const FOLLOWERS_AT = room(NAME_WORDS * 2);
export const SLOTS_AT = room(NAME_SLOTS * 4);
export const LISTS_AT = room(LIST_BYTES);
export const GATHERED_AT = room(MOST_GATHERED_BYTES);
export const BLOCK_AT = room(MOST_BLOCK_BYTES);
export const MEMORY_BYTES = end;
