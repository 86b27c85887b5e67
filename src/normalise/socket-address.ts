/**
 * Address and port of an internet socket, as audit records have it: the bytes of a `struct sockaddr` in hexadecimal digits.
 * @returns undefined for other families, and for too few bytes
 * Source: linux/in.h (sockaddr_in), linux/in6.h (sockaddr_in6); the family in the byte order of the machine.
 */
export function socketAddress(digits: string): { readonly address: string; readonly port: number } | undefined {
  const family = digits.slice(0, 4).toUpperCase();
  const port = Number.parseInt(digits.slice(4, 8), 16);
  if (Number.isNaN(port)) return undefined;
  if ((family === '0200' || family === '0002') && digits.length >= 16) {
    const bytes = [8, 10, 12, 14].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
    return { address: bytes.join('.'), port };
  }
  if ((family === '0A00' || family === '000A') && digits.length >= 48) {
    return { address: shortened(digits.slice(16, 48)), port };
  }
  return undefined;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
function shortened(digits: string): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number.parseInt(digits.slice(4 * index, 4 * index + 4), 16).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort(
    (left, right) => right[0].length - left[0].length || left.index - right.index,
  );
  const text = groups.join(':');
  const run = runs[0];
  if (run === undefined) return text;
  return `${text.slice(0, run.index)}::${text.slice(run.index + run[0].length).replace(/^:/, '')}`;
}
