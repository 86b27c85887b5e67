/**
 * An IPv6 address as text, in the one form that logs and people compare: lower case, no leading zeros, the longest run of two
 * or more zero groups as `::`, of equal ones the first.
 * @param groups eight numbers of 16 bits
 * Source: RFC 5952, section 4.
 */
export function ipv6Text(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort(
    (left, right) => zeros(right[0]) - zeros(left[0]) || left.index - right.index,
  );
  const run = runs[0];
  if (run === undefined) return text;
  return `${text.slice(0, run.index)}::${text.slice(run.index + run[0].length).replace(/^:/, '')}`;
}

function zeros(run: string): number {
  return run.split('0').length - 1;
}
