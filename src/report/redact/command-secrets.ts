import { fileName } from '../../model/index.ts';

// What follows one of these words, behind `:`, `=` or a space, is a secret to a program or a script.
const SECRET_WORD =
  /^(?:p|pw|pwd|pass|passwd|password|passphrase|asplaintext|secret|client[-_]?secret|token|access[-_]?key|api[-_]?key|rp|hashes|aes-?key)$/i;
// Alone they mean other things too (a port, a path), so that they count only for programs which ask for a password so.
const SHORT_WORD = /^(?:p|rp|pw|hashes)$/i;
const SHORT_WORD_PROGRAMS =
  /^(?:psexec(?:64)?|paexec|schtasks|at|winrs|plink|pscp|sshpass|mysql|mysqldump|wmic|evil-winrm|impacket-\w+|\w+exec\.py|secretsdump\.py)$/i;
const ARCHIVERS = /^(?:7z|7za|7zr|rar|winrar|unrar)$/i;
const ASSIGNED =
  /(?<![A-Za-z0-9])(?:pw|pwd|pass|passwd|password|passphrase|secret|client[-_]?secret|token|access[-_]?key|api[-_]?key)["']?(?:\s{0,8}=\s{0,8}|:)["']?([^"'&;,\s}]{1,512})/gi;
const IN_ADDRESS = /\/\/[^/\s:@]{1,256}:([^@\s/]{1,256})@/g;
// Encoded commands and keys cannot be looked through for names.
const ENCODED = /[A-Za-z0-9+/]{60,}={0,2}/g;
const SECURE_STRING = 'convertto-securestring';
const MOST_DEPTH = 3;
const MOST_OF_NET = 12;
const FEWEST_CHARACTERS = 4;
// What stands behind such a word when it is a setting, not a secret.
const NO_SECRET = /^(?:true|false|null|none|enabled|disabled|required|never|always|expired|prompt|changed|unchanged)$/i;

/**
 * Passwords, keys and encoded commands in a command line or another text of a log: behind the switches that programs of
 * Windows and their like have for them, in connection strings and addresses, and where `net user` and `net use` want them.
 * @returns as they stand in the text, without quotes; takes time linear in the text's length
 */
export function secretsIn(text: string): string[] {
  const encoded = [...text.matchAll(ENCODED)].map(([whole]) => whole).filter(isEncoded);
  return [...new Set([...encoded, ...argumentSecrets(text, MOST_DEPTH)])].filter(isWorthHiding);
}

function argumentSecrets(text: string, depth: number): string[] {
  const words = splitArguments(text);
  const secrets: string[] = [...assignedIn(text)];
  let program = '';
  words.forEach((word, index) => {
    const next = words[index + 1] ?? '';
    const name = fileName(word).replace(/\.exe$/, '');
    if (ARCHIVERS.test(name) || SHORT_WORD_PROGRAMS.test(name) || name === SECURE_STRING) program = name;
    secrets.push(...switchSecret(word, next, program));
    if (/^net1?$/.test(name)) secrets.push(...netSecrets(words.slice(index + 1, index + MOST_OF_NET)));
    if (depth > 0 && /\s/.test(word)) secrets.push(...argumentSecrets(word, depth - 1));
  });
  return secrets;
}

/** The secret that a switch gives, or announces. */
function switchSecret(word: string, next: string, program: string): string[] {
  if (word.toLowerCase() === SECURE_STRING) return isSwitch(next) ? [] : [next];
  const parts = /^(?:--?|\/)([A-Za-z][\w-]*)(?:[:=](.*))?$/s.exec(word);
  if (ARCHIVERS.test(program)) {
    const password = /^-h?p(.+)$/is.exec(word)?.[1];
    if (password !== undefined) return [password];
  }
  if (parts === null) return [];
  const [, name = '', value] = parts;
  if (/^e(?:nc?|nco.*|c)?$/i.test(name) && value === undefined) return isEncoded(next) ? [next] : [];
  if (/^string$/i.test(name) && program === SECURE_STRING) return [next];
  if (!SECRET_WORD.test(name)) return [];
  if (value !== undefined && value !== '') return [value];
  if (SHORT_WORD.test(name) && !SHORT_WORD_PROGRAMS.test(program)) return [];
  return isSwitch(next) ? [] : [next];
}

/** `net user NAME PASSWORD`, `net use [DEVICE] \\HOST\SHARE PASSWORD /user:NAME` and `/user:NAME PASSWORD`. */
function netSecrets(words: readonly string[]): string[] {
  const [verb = '', ...rest] = words;
  const plain = rest.filter((word) => !isSwitch(word));
  if (/^user$/i.test(verb)) return plain.slice(1, 2);
  if (!/^use$/i.test(verb)) return [];
  return plain.filter((word) => !/^\\\\|^(?:[a-z]:|\*)$/i.test(word)).slice(0, 1);
}

function assignedIn(text: string): string[] {
  return [ASSIGNED, IN_ADDRESS].flatMap((expression) => [...text.matchAll(expression)].map(([, value = '']) => value));
}

/** Arguments as programs of Windows see them: apart at spaces, quotes keep together and are taken off. */
function splitArguments(text: string): string[] {
  const words = text.match(/(?:"[^"]*"?|'[^']*'?|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/["']/g, ''));
}

function isSwitch(word: string): boolean {
  return word === '' || /^[-/]/.test(word);
}

/** Long text in which letters of both kinds and digits are mixed, unlike a path or a word. */
function isEncoded(text: string): boolean {
  return text.length >= 20 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) && /[A-Z]/.test(text) && /[a-z]/.test(text);
}

function isWorthHiding(secret: string): boolean {
  // A star asks for the password; a path is where something lies, and `%1` and `$x` are filled in elsewhere.
  if (secret.length < FEWEST_CHARACTERS || NO_SECRET.test(secret)) return false;
  return !/^(?:\*+|[A-Za-z]:\\.*|\\\\.*|[%$]\w+%?)$/s.test(secret);
}
