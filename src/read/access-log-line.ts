/** Where the parts of an access log's line stand, in a block of bytes. */
export interface AccessPlaces {
  readonly start: number;
  /** of the bracket before the time, and of that behind it */
  readonly bracket: number;
  readonly bracketEnd: number;
  /** of the quote before the request, and of that behind it */
  readonly request: number;
  readonly requestEnd: number;
  readonly end: number;
}

const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** @returns undefined when the line has no time in brackets with a quoted request and a status behind it */
export function placesOf(bytes: Uint8Array, start: number, end: number): AccessPlaces | undefined {
  const bracket = bracketOf(bytes, start, end);
  if (bracket < 0) return undefined;
  const bracketEnd = indexIn(bytes, BRACKET_END, bracket, end);
  if (bracketEnd < 0 || bytes[bracketEnd + 1] !== SPACE) return undefined;
  // A format of a site's own may have the address and the like behind the time.
  const request = indexIn(bytes, QUOTE, bracketEnd, end);
  if (request < 0) return undefined;
  const requestEnd = requestEndOf(bytes, request + 1, end);
  return requestEnd < 0 ? undefined : { start, bracket, bracketEnd, request, requestEnd, end };
}

/** An IPv6 address or a user may stand in brackets too; the time starts with a digit and has a colon. */
function bracketOf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = indexIn(bytes, BRACKET, start, end); at >= 0; at = indexIn(bytes, BRACKET, at + 1, end)) {
    if (isDigit(bytes[at + 1]) && isDigit(bytes[at + 2]) && looksLikeTime(bytes, at + 1)) return at;
  }
  return -1;
}

const SLASH = 0x2f;
const HYPHEN = 0x2d;

/** `02/Mar/2026:` or `2026-03-`. */
function looksLikeTime(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 2] === SLASH && bytes[at + 6] === SLASH) || (bytes[at + 4] === HYPHEN && bytes[at + 7] === HYPHEN);
}

/** A quote within a request has a backslash before it, or is none: behind the last stand a blank and the status. */
function requestEndOf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE && bytes[at + 1] === SPACE && isStatus(bytes, at + 2)) return at;
  }
  return -1;
}

function isStatus(bytes: Uint8Array, at: number): boolean {
  return (isDigit(bytes[at]) && isDigit(bytes[at + 1]) && isDigit(bytes[at + 2])) || bytes[at] === HYPHEN;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function indexIn(bytes: Uint8Array, byte: number, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === byte) return at;
  return -1;
}
