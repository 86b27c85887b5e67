/** A text to be replaced wherever it stands, without regard to case. */
export interface HiddenName {
  readonly text: string;
  /** absent for a name that stays as it stands, and keeps those inside of it from being replaced */
  readonly replacement?: string;
}

interface Node {
  readonly next: Map<number, Node>;
  hidden?: HiddenName;
}

// Shorter names stand inside ordinary words ("sa" in "message"), so they are replaced only where they stand alone.
const FEWEST_ANYWHERE = 5;

/**
 * Makes a function that replaces names in texts: at each place the longest that stands there. Names of five characters or
 * more are replaced inside other words too. Time is linear in the text's length, whatever the number of names.
 */
export function nameReplacer(names: Iterable<HiddenName>): (text: string) => string {
  const root: Node = { next: new Map() };
  for (const hidden of names) add(root, hidden);
  return (text) => {
    const folded = fold(text);
    let result = '';
    let copied = 0;
    for (let index = 0; index < folded.length; index++) {
      const found = longestAt(root, folded, index);
      if (found === undefined) continue;
      const end = index + found.text.length;
      result += text.slice(copied, index) + (found.replacement ?? text.slice(index, end));
      index = end - 1;
      copied = end;
    }
    return copied === 0 ? text : result + text.slice(copied);
  };
}

function add(root: Node, hidden: HiddenName): void {
  const folded = fold(hidden.text);
  if (folded === '') return;
  let node = root;
  for (let index = 0; index < folded.length; index++) {
    const unit = folded.charCodeAt(index);
    let next = node.next.get(unit);
    if (next === undefined) {
      next = { next: new Map() };
      node.next.set(unit, next);
    }
    node = next;
  }
  node.hidden ??= hidden;
}

function longestAt(root: Node, text: string, start: number): HiddenName | undefined {
  let found: HiddenName | undefined;
  let node: Node | undefined = root;
  for (let index = start; node !== undefined; index++) {
    const { hidden } = node;
    if (hidden !== undefined && (hidden.text.length >= FEWEST_ANYWHERE || standsAlone(text, start, index)))
      found = hidden;
    node = index < text.length ? node.next.get(text.charCodeAt(index)) : undefined;
  }
  return found;
}

function standsAlone(text: string, start: number, end: number): boolean {
  return !isLetter(text[start - 1]) && !isLetter(text[end]);
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/** Small letters, with as many units as before so that places stay. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from({ length: text.length }, (_, index) => {
    const unit = text[index]!;
    const small = unit.toLowerCase();
    return small.length === 1 ? small : unit;
  }).join('');
}
