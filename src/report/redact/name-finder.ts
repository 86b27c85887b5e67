/** A text to be replaced wherever it stands, without regard to case. */
export interface HiddenName {
  readonly text: string;
  /** absent for a name that stays as it stands, and keeps those inside of it from being replaced */
  readonly replacement?: string;
}

/** Of a tree whose branches are what names have in common, so that long names cost no more than short ones. */
interface Node {
  readonly label: string;
  readonly next: Map<number, Node>;
  hidden?: HiddenName | undefined;
}

// Shorter names stand inside ordinary words ("sa" in "message"), so they are replaced only where they stand alone.
const FEWEST_ANYWHERE = 5;
// Hardly a name or a password is longer. Encoded commands are; what goes on without a space behind so much of one is of it.
const MOST_COMPARED = 64;

/**
 * Makes a function that replaces names in texts: at each place the longest that stands there. Names of five characters or
 * more are replaced inside other words too. Time is linear in the text's length, whatever the number and length of names.
 */
export function nameReplacer(names: Iterable<HiddenName>): (text: string) => string {
  const root: Node = { label: '', next: new Map() };
  for (const hidden of names) add(root, hidden);
  return (text) => {
    const folded = fold(text);
    let result = '';
    let copied = 0;
    for (let index = 0; index < folded.length; index++) {
      const found = longestAt(root, folded, index);
      if (found === undefined) continue;
      const end = endOf(found, folded, index);
      result += text.slice(copied, index) + (found.replacement ?? text.slice(index, end));
      index = end - 1;
      copied = end;
    }
    return copied === 0 ? text : result + text.slice(copied);
  };
}

function add(root: Node, hidden: HiddenName): void {
  let node = root;
  for (let rest = fold(hidden.text).slice(0, MOST_COMPARED); rest !== ''; ) {
    const unit = rest.charCodeAt(0);
    const child = node.next.get(unit);
    if (child === undefined) {
      node.next.set(unit, { label: rest, next: new Map(), hidden });
      return;
    }
    const shared = sharedLength(child.label, rest);
    const upper = shared === child.label.length ? child : split(child, shared);
    node.next.set(unit, upper);
    node = upper;
    rest = rest.slice(shared);
  }
  node.hidden ??= hidden;
}

function split({ label, next, hidden }: Node, length: number): Node {
  const lower: Node = { label: label.slice(length), next, hidden };
  return { label: label.slice(0, length), next: new Map([[lower.label.charCodeAt(0), lower]]) };
}

function sharedLength(left: string, right: string): number {
  const most = Math.min(left.length, right.length);
  let length = 1;
  while (length < most && left.charCodeAt(length) === right.charCodeAt(length)) length++;
  return length;
}

function longestAt(root: Node, text: string, start: number): HiddenName | undefined {
  let found: HiddenName | undefined;
  let node = root;
  for (let end = start; ; ) {
    const child = node.next.get(text.charCodeAt(end));
    if (child === undefined || !standsAt(text, child.label, end)) return found;
    end += child.label.length;
    const { hidden } = child;
    if (hidden !== undefined && (hidden.text.length >= FEWEST_ANYWHERE || standsAlone(text, start, end)))
      found = hidden;
    node = child;
  }
}

/** As `startsWith`, which is slower; the end first, where texts that an attacker made alike differ. */
function standsAt(text: string, label: string, start: number): boolean {
  for (let index = label.length - 1; index > 0; index--) {
    if (text.charCodeAt(start + index) !== label.charCodeAt(index)) return false;
  }
  return true;
}

function endOf({ text: name }: HiddenName, text: string, start: number): number {
  if (name.length <= MOST_COMPARED) return start + name.length;
  let end = start + MOST_COMPARED;
  while (end < text.length && !/[\s"']/.test(text[end]!)) end++;
  return text.startsWith(fold(name), start) ? Math.max(end, start + name.length) : end;
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
