/** An IP network: address bytes (4 or 16) with the host bits zero. */
export interface IpNetwork {
  readonly network: Uint8Array;
  readonly prefixLength: number;
}

/** Reads an IPv4 or IPv6 address (RFC 4291 text forms, a zone such as `%eth0` is dropped); undefined when it is none. */
export function parseIp(text: string): Uint8Array | undefined {
  // Rules hold one address against a dozen networks, one after the other.
  if (text !== lastText) {
    lastAddress = readIp(text);
    lastText = text;
  }
  return lastAddress;
}

let lastText = '';
let lastAddress: Uint8Array | undefined;

function readIp(text: string): Uint8Array | undefined {
  // 45: the longest text form, an IPv6 address with an embedded IPv4 one; then room for a zone.
  if (text.length > 80) return undefined;
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Uint8Array | undefined {
  const groups = text.split('.');
  if (groups.length !== 4) return undefined;
  // As Python's ipaddress: no leading zeros, they mean octal to some readers.
  if (!groups.every((group) => /^(?:0|[1-9][0-9]{0,2})$/.test(group) && Number(group) <= 255)) return undefined;
  return Uint8Array.from(groups, Number);
}

function parseIpv6(text: string): Uint8Array | undefined {
  const address = text.split('%', 1)[0]!;
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const head = ipv6Bytes(halves[0]!);
  const tail = halves.length === 2 ? ipv6Bytes(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

function ipv6Bytes(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    if (group.includes('.') && index === groups.length - 1) {
      const embedded = parseIpv4(group);
      if (embedded === undefined) return undefined;
      bytes.push(...embedded);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else return undefined;
  }
  return bytes;
}

/**
 * Reads a CIDR; an address without a length is that one address. As Python's `ip_network`, which pySigma uses, an
 * address with host bits set is refused.
 * @returns the network, or a sentence that says what is wrong
 */
export function parseCidr(text: string): IpNetwork | string {
  const [addressText, lengthText, ...rest] = text.trim().split('/');
  const address = parseIp(addressText!);
  if (address === undefined || rest.length > 0) return `"${text}" is no IPv4 or IPv6 network`;
  const bits = address.length * 8;
  const prefixLength = lengthText === undefined ? bits : Number(lengthText);
  if (lengthText !== undefined && (!/^[0-9]{1,3}$/.test(lengthText) || prefixLength > bits)) {
    return `"/${lengthText}" is no prefix length from 0 to ${bits}`;
  }
  const network = address.map((byte, index) => byte & maskByte(prefixLength, index));
  if (network.some((byte, index) => byte !== address[index])) return `"${text}" has bits set behind its prefix length`;
  return { network, prefixLength };
}

function maskByte(prefixLength: number, index: number): number {
  const bits = Math.max(0, Math.min(8, prefixLength - index * 8));
  return (0xff00 >> bits) & 0xff;
}

// ::ffff:0:0/96, the IPv4-mapped addresses that Windows writes for IPv4 peers of dual-stack sockets (RFC 4291, 2.5.5.2).
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/**
 * Whether an address lies in a network. An IPv4-mapped IPv6 address lies in IPv4 networks too: Windows logs one host in
 * both spellings (pySigma leaves this to its back ends).
 */
export function isInNetwork(address: Uint8Array, { network, prefixLength }: IpNetwork): boolean {
  let bytes = address;
  if (network.length === 4 && address.length === 16) {
    if (!MAPPED_PREFIX.every((byte, index) => address[index] === byte)) return false;
    bytes = address.subarray(12);
  }
  if (bytes.length !== network.length) return false;
  return network.every((byte, index) => (bytes[index]! & maskByte(prefixLength, index)) === byte);
}
