import { pick, type RandomBelow } from './target.ts';

type TextMutation = (lines: string[], random: RandomBelow) => void;

/** Pieces of Sigma and YAML that change what a rule means, or break it. */
const PIECES = [
  ...[
    '|all',
    '|contains',
    '|re',
    '|re|i',
    '|cidr',
    '|base64offset|contains',
    '|wide',
    '|windash',
    '|fieldref',
    '|exists',
  ],
  ...['|expand', '|lt', '|neq', '|cased', '|minute', '|utf16', '|', '*', '?', '\\', '\\\\', '\\*', '%name%'],
  ...[' and ', ' or ', ' not ', '1 of ', 'all of ', 'them', '(', ')', '((((((((', 'selection*', '|count() > 1'],
  ...[
    ': ',
    '- ',
    '  ',
    '\t',
    '#',
    '&a',
    '*a',
    '<<: *a',
    '!!binary ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '|\n',
    '>-\n',
    '---\n',
  ],
  ...[
    'null',
    '~',
    'true',
    '.nan',
    '0x10',
    '1e999',
    '-1',
    '999999999999999999999',
    '2024-01-01',
    '',
    '\u0000',
    '\ud800',
    '\u202e',
  ],
  ...[
    '(a+)+$',
    '(?i)',
    '[',
    'a{1,99999}',
    '(?<=a)',
    '\\d*\\d*\\d*x',
    '(?P<n>a)(?P=n)',
    '::/0',
    '10.0.0.0/33',
    'title:',
    'detection:',
  ],
];

const MUTATIONS: readonly TextMutation[] = [
  (lines, random) => lines.splice(random(lines.length), 1 + random(3)),
  (lines, random) => lines.splice(random(lines.length), 0, pick(lines, random)),
  (lines, random) => changeLine(lines, random, (line, at) => line.slice(0, at) + pick(PIECES, random) + line.slice(at)),
  (lines, random) => changeLine(lines, random, (line, at) => line.slice(0, at) + line.slice(at + 1 + random(4))),
  (lines, random) => changeLine(lines, random, (line) => line.replace(/: .*$/, `: ${pick(PIECES, random)}`)),
  (lines, random) => changeLine(lines, random, (line) => ' '.repeat(random(6)) + line.trimStart()),
  (lines, random) =>
    changeLine(lines, random, (line, at) => line.slice(0, at) + pick(PIECES, random).repeat(random(300))),
  (lines, random) =>
    changeLine(lines, random, (line, at) => line.slice(0, at) + String.fromCharCode(random(0x10000)) + line.slice(at)),
];

/** Changes 1 to 6 places of a rule's text. */
export function mutateRule(bytes: Uint8Array, random: RandomBelow): Uint8Array {
  const lines = new TextDecoder().decode(bytes).split('\n');
  for (let count = 1 + random(6); count > 0 && lines.length > 0; count--) pick(MUTATIONS, random)(lines, random);
  return new TextEncoder().encode(lines.join('\n'));
}

function changeLine(lines: string[], random: RandomBelow, change: (line: string, at: number) => string): void {
  const index = random(lines.length);
  const line = lines[index] ?? '';
  lines[index] = change(line, random(line.length + 1));
}
