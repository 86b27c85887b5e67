import type { PlanShell } from '../model/index.ts';

// Letters, digits and a few marks that names of hosts and accounts have: none of them ends a quoted text, begins an
// option, a variable of cmd (%) or an expression in any of the shells. Typographic quotes end texts in PowerShell.
const HARMLESS = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._@$-]*$/u;
// What is sent over ssh is read by a second shell, which would split it at blanks and fill in variables ($).
const HARMLESS_TWICE = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._@-]*$/u;
const LONGEST_NAME = 256;
const PLACE = /\{(?:host|device|account|machine|short)\}/g;

/** Whether a name from a log can be put into a command without any chance to act there. */
export function isHarmlessName(name: string): boolean {
  return name.length <= LONGEST_NAME && HARMLESS.test(name) && !name.endsWith(' ');
}

/**
 * Puts a name into the places of a line, quoted for the shell.
 * @param names by place: `host`, `device`, `account`, `machine`, `short` (a host's name without its domain)
 * @returns undefined when a name that is needed has characters that could act
 */
export function fillCommand(
  line: string,
  shell: PlanShell,
  names: Readonly<Record<string, string>>,
): string | undefined {
  const places = [...line.matchAll(PLACE)].map(([place]) => names[place.slice(1, -1)] ?? '');
  if (!places.every((name) => isHarmlessName(name) && (shell !== 'sh' || HARMLESS_TWICE.test(name)))) return undefined;
  const isComment = line.startsWith('#');
  return line.replace(PLACE, (place) => {
    const name = names[place.slice(1, -1)]!;
    return isComment ? name : quoted(name, shell);
  });
}

// In single quotes PowerShell and the shells of Linux read nothing but quotes; cmd and FortiOS know double quotes only.
function quoted(name: string, shell: PlanShell): string {
  return shell === 'powershell' || shell === 'entra' || shell === 'sh' ? `'${name}'` : `"${name}"`;
}
