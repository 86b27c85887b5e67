/** What kind of address a text is; undefined for another text, a pseudonym or a port behind the address. */
export function addressKind(text: string): 'ipv4' | 'ipv6' | undefined {
  const parts = text.split('.');
  if (parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return 'ipv4';
  return isIpv6(text) ? 'ipv6' : undefined;
}

/** RFC 4291, section 2.2: eight groups, or fewer around one `::`; the last two may be written as IPv4. */
function isIpv6(text: string): boolean {
  if (text.length > 45 || !text.includes(':')) return false;
  const last = text.slice(text.lastIndexOf(':') + 1);
  const hasIpv4 = last.includes('.') && addressKind(last) === 'ipv4';
  const plain = hasIpv4 ? `${text.slice(0, -last.length)}0:0` : text;
  const [left = '', right, ...more] = plain.split('::');
  if (more.length > 0) return false;
  const groups = [left, right ?? ''].flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return right === undefined ? groups.length === 8 : groups.length < 8;
}
