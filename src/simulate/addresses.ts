import { hash32 } from './random.ts';

/** A range of IPv4 addresses, as numbers of 32 bits. */
export interface AddressRange {
  readonly first: number;
  readonly size: number;
}

/** Reads `10.20.0.0/22`. */
export function rangeOf(network: string): AddressRange {
  const [address = '', bits = '32'] = network.split('/');
  const size = 2 ** (32 - Number(bits));
  return { first: Math.floor(addressNumber(address) / size) * size, size };
}

/** Whether an address, as a number, lies in a range. */
export function isInRange(address: number, range: AddressRange): boolean {
  return address >= range.first && address < range.first + range.size;
}

/** By character codes, since every flow is looked up: splitting took three times as long (profile of 100 hosts, 7 days). */
export function addressNumber(address: string): number {
  let value = 0;
  let part = 0;
  for (let index = 0; index < address.length; index++) {
    const code = address.charCodeAt(index);
    if (code === 46) {
      value = value * 256 + part;
      part = 0;
    } else part = part * 10 + code - 48;
  }
  return value * 256 + part;
}

/** The dotted form of a number. */
export function addressText(value: number): string {
  return `${Math.floor(value / 0x1000000)}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

// 198.18.0.0/15 is for benchmarks (RFC 2544), 203.0.113.0/24 and 198.51.100.0/24 for documentation (RFC 5737): none of
// them belongs to anybody.
const HOMES = rangeOf('198.18.0.0/16');
const STRANGERS = rangeOf('198.19.0.0/16');
const SITES = rangeOf('203.0.113.0/24');

/** The address of a home line; the n-th of the region. */
export function homeAddress(index: number): string {
  // A prime that shares nothing with the size of the range spreads neighbours apart and meets each address once.
  return addressText(HOMES.first + 256 + ((index * 4099) % (HOMES.size - 512)));
}

/** An address somewhere else on the internet. */
export function strangerAddress(draw: number): string {
  return addressText(STRANGERS.first + 1 + Math.floor(draw * (STRANGERS.size - 2)));
}

/** The address of a site, always the same for its name. */
export function siteAddress(name: string): string {
  return addressText(SITES.first + 1 + (hash32(name) % (SITES.size - 2)));
}

const COUNTRIES = ['United States', 'Germany', 'Brazil', 'Netherlands', 'India', 'Singapore', 'France', 'Vietnam'];

/**
 * Where a geography database would place an address, as FortiOS words it.
 * @param home the organisation's own country, where its home lines and its own address are
 */
export function countryOf(address: string, home: string): string {
  const value = addressNumber(address);
  if (isPrivate(value)) return 'Reserved';
  if (!isInRange(value, STRANGERS)) return home;
  return COUNTRIES[hash32(address.slice(0, address.lastIndexOf('.'))) % COUNTRIES.length]!;
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(rangeOf);

function isPrivate(value: number): boolean {
  return PRIVATE.some((range) => isInRange(value, range));
}
