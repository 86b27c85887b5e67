/** Compares by code point, the same on every machine and in every locale. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  let index = 0;
  while (index < a.length && index < b.length && a[index] === b[index]) index++;
  // A surrogate stands for a code point above every single unit, U+E000..U+FFFF included.
  const left = a.codePointAt(index) ?? -1;
  const right = b.codePointAt(index) ?? -1;
  return left - right;
}
