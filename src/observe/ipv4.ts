const ZERO = 0x30;
const DOT = 0x2e;
// `255.255.255.255`
const MOST_CHARACTERS = 15;

/** The 32 bits of an IPv4 address in its usual writing, without leading zeros; undefined of any other text. */
export function addressOf(text: string): number | undefined {
  const { length } = text;
  if (length > MOST_CHARACTERS || length < 7) return undefined;
  let [address, part, digits, dots] = [0, 0, 0, 0];
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      if (digits === 0 || ++dots > 3) return undefined;
      address = address * 256 + part;
      part = 0;
      digits = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return undefined;
    part = part * 10 + digit;
    digits++;
    if (part > 255) return undefined;
  }
  return dots === 3 && digits > 0 ? address * 256 + part : undefined;
}

/** An IPv4 address in its usual writing. Joined, because V8 keeps the parts of a text that is put together with `+`. */
export function addressText(address: number): string {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
}
