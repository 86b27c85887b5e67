/** A block of addresses; a single one has all bits as prefix. */
export interface AddressBlock {
  /** 4 or 16 bytes, those behind the prefix zero */
  readonly bytes: readonly number[];
  readonly prefixBits: number;
}

/** Reads an address or, in CIDR notation, a block; undefined when it is neither. Bits behind the prefix are cleared. */
export function parseBlock(text: string): AddressBlock | undefined {
  const slash = text.indexOf('/');
  const bytes = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (bytes === undefined) return undefined;
  const bits = bytes.length * 8;
  if (slash < 0) return { bytes, prefixBits: bits };
  const prefix = text.slice(slash + 1);
  const prefixBits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.POSITIVE_INFINITY;
  return prefixBits > bits ? undefined : { bytes: masked(bytes, prefixBits), prefixBits };
}

/** Bytes of an IPv4 or IPv6 address; an IPv4 address mapped into IPv6 becomes IPv4. Undefined when it is none. */
export function parseAddress(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined;
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** Equal for equal blocks only: `192.0.2.0/24`, of single addresses without the prefix; IPv6 as eight full groups. */
export function blockText({ bytes, prefixBits }: AddressBlock): string {
  const text = addressText(bytes);
  return prefixBits === bytes.length * 8 ? text : `${text}/${prefixBits}`;
}

/** Equal for equal addresses only. */
export function addressText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[2 * index]! << 8) | bytes[2 * index + 1]!);
  return groups.map((group) => group.toString(16)).join(':');
}

/** The address with all bits behind a prefix cleared. */
export function masked(bytes: readonly number[], prefixBits: number): readonly number[] {
  return bytes.map((byte, index) => {
    const bits = Math.max(0, Math.min(8, prefixBits - index * 8));
    return byte & (0xff00 >> bits) & 0xff;
  });
}

/** Whether every address of `inner` is in `outer`. */
export function isWithin(inner: AddressBlock, outer: AddressBlock): boolean {
  if (inner.bytes.length !== outer.bytes.length || inner.prefixBits < outer.prefixBits) return false;
  return masked(inner.bytes, outer.prefixBits).every((byte, index) => byte === outer.bytes[index]);
}

function parseV4(text: string): readonly number[] | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part <= 255) ? parts : undefined;
}

// The first 12 bytes of ::ffff:0:0/96. Source: RFC 4291, 2.5.5.2.
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function parseV6(text: string): readonly number[] | undefined {
  const zoneless = text.replace(/%.*$/, '');
  const halves = zoneless.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupBytes);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  const bytes = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return MAPPED.every((byte, index) => bytes[index] === byte) ? bytes.slice(12) : bytes;
}

/** Bytes of groups between colons, of which the last may be an IPv4 address. */
function groupBytes(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const v4 = index === groups.length - 1 ? parseV4(group) : undefined;
    if (v4 !== undefined) bytes.push(...v4);
    else if (/^[\da-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >>> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}
