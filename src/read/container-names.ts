// The longest path that Windows takes is 32,767; no log has one of a thousand.
const MOST_CHARACTERS = 1024;

/**
 * Names for the members of one container: with `/`, never leading out of it, and no two the same. The same members in
 * the same order get the same names, so that they can be found again.
 */
export function memberNames(): (stated: string) => string {
  const taken = new Map<string, number>();
  return (stated) => {
    const name = safeName(stated);
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return before === 0 ? name : `${name} (${before + 1})`;
  };
}

function safeName(stated: string): string {
  const parts = stated
    .slice(0, MOST_CHARACTERS)
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/') || 'unnamed';
}
