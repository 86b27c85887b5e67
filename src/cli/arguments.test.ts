import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';
import { suggest } from './suggest.ts';

const COMMAND = {
  name: 'try',
  options: [
    { name: 'rules', short: 'r', value: 'DIR', repeatable: true, summary: '' },
    { name: 'json', value: 'FILE', summary: '' },
    { name: 'quiet', short: 'q', summary: '' },
    { name: 'verbose', short: 'v', summary: '' },
  ],
};

test.each<[string, readonly string[], readonly string[]]>([
  ['a --rules x b', ['a', 'b'], ['x']],
  ['--rules=x --rules y a', ['a'], ['x', 'y']],
  ['-r x -ry a', ['a'], ['x', 'y']],
  ['-qvr x a', ['a'], ['x']],
  ['-qv -- --rules x', ['--rules', 'x'], []],
  ['--json - - a', ['-', 'a'], []],
  ['--rules=--odd', [], ['--odd']],
  ['--rules=', [], ['']],
])('%s', (line, operands, rules) => {
  const given = parseArguments(line.split(' '), COMMAND);
  expect({ operands: given.operands, rules: given.values('rules') }).toEqual({ operands, rules });
  expect(given.has('quiet')).toBe(line.includes('q'));
});

test.each([
  ['--rules', '--rules needs a value.'],
  ['--rules --json x', '--rules needs a value.'],
  ['--quiet=yes', '--quiet is a switch and takes no value.'],
  ['--json a --json b', '--json was given twice.'],
  ['--qiet', 'landfall try has no option --qiet.'],
  ['-x', 'landfall try has no option -x.'],
])('%s is refused: %s', (line, message) => {
  expect(() => parseArguments(line.split(' '), COMMAND)).toThrow(message);
});

test.each([
  ['hnut', 'hunt'],
  ['HUNT', 'hunt'],
  ['du', 'dump'],
  ['xyzzy', undefined],
])('%s is taken for %s', (word, likely) => {
  expect(suggest(word, ['hunt', 'dump'])).toBe(likely);
});
