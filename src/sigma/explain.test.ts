import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../model/index.ts';
import { type Explanation, explain, matchesRule, parseRule, parseTestEvents } from './index.ts';

type Fields = Readonly<Record<string, FieldValue>>;

function eventOf(fields: Fields) {
  const map = new Map(Object.entries(fields));
  return { get: (field: string) => map.get(field), entries: () => map.entries() };
}

function explained(detection: string, fields: Fields): Explanation {
  const text = `title: case\nlevel: low\nlogsource: { product: windows }\ndetection:\n${detection.replace(/^(?=.)/gm, '  ')}`;
  const rule = parseRule(text, 'case.yml');
  const event = eventOf(fields);
  const explanation = explain(rule, event);
  expect(explanation.isMatch).toBe(matchesRule(rule, event) !== undefined);
  return explanation;
}

const NETSH = `selection:
  Image|endswith: '\\netsh.exe'
  CommandLine|contains|all: [portproxy, add]
filter_main_admin:
  User: admin
condition: selection and not filter_main_admin
`;

describe('the shortest proof', () => {
  test.each<[title: string, detection: string, fields: Fields, because: string[]]>([
    [
      'a match names every value that was asked for, one sentence a field',
      NETSH,
      { Image: 'C:\\netsh.exe', CommandLine: 'portproxy add', User: 'x' },
      [
        "Image is 'C:\\netsh.exe'; it ends with '\\netsh.exe'",
        "CommandLine is 'portproxy add'; it contains 'portproxy' and 'add'",
        "User is 'x'; it is not 'admin'",
      ],
    ],
    [
      'one failing value is enough, and nothing else is said',
      NETSH,
      { Image: 'C:\\netsh.exe', CommandLine: 'portproxy show', User: 'x' },
      ["CommandLine is 'portproxy show'; it does not contain 'add'"],
    ],
    [
      'an exclusion is named',
      NETSH,
      { Image: 'C:\\netsh.exe', CommandLine: 'portproxy add', User: 'Admin' },
      ["User is 'Admin'; it is 'admin', which the rule excludes (filter_main_admin)"],
    ],
    [
      'an absent field is said to be absent',
      NETSH,
      { CommandLine: 'portproxy add' },
      ["the event has no field Image; the rule asks for one that ends with '\\netsh.exe'"],
    ],
    [
      'a list of which nothing fits is one sentence, cut after a few',
      'selection:\n  User: [a, b, c, d, e, f]\ncondition: selection\n',
      { User: 'x' },
      ["User is 'x'; it is not any of 'a', 'b', 'c', 'd' or 2 more"],
    ],
    [
      'of several ways that fail the shortest is told',
      'one:\n  User: [a, b]\ntwo:\n  Name: c\ncondition: one and two\n',
      { User: 'x', Name: 'y' },
      ["Name is 'y'; it is not 'c'"],
    ],
    [
      'keywords speak of the whole event',
      'keywords: [mimikatz]\ncondition: keywords\n',
      { User: 'x' },
      ["no value of the event contains 'mimikatz'"],
    ],
    [
      'case that differs is pointed out',
      'selection:\n  User|contains|cased: Adm\ncondition: selection\n',
      { User: 'sysadmin' },
      ["User is 'sysadmin'; it does not contain 'Adm', with this case (but for the case of letters it would)"],
    ],
    [
      'a field in other case is pointed out',
      'selection:\n  CommandLine: x\ncondition: selection\n',
      { commandline: 'x' },
      [
        "the event has no field CommandLine; the rule asks for one that is 'x' (it has commandline; names of fields are compared with case)",
      ],
    ],
    [
      'a number in another writing is pointed out',
      'selection:\n  Type: 23\ncondition: selection\n',
      { Type: '0x17' },
      ["Type is '0x17'; it is not 23 (the number is the same, the writing differs)"],
    ],
  ])('%s', (_title, detection, fields, because) => {
    expect(explained(detection, fields).because).toEqual(because);
  });

  test.each<[modifier: string, value: string, held: FieldValue, claim: string]>([
    ['cidr', '10.0.0.0/8', '192.0.2.1', 'it is no address of 10.0.0.0/8'],
    ['cidr', 'fe80::/10', '192.0.2.1', 'it is no address of fe80:0:0:0:0:0:0:0/10'],
    ['re', '^a+$', 'b', 'it does not match /^a+$/'],
    ['gt', '5', 3, 'it is not more than 5'],
    ['startswith', 'a*b', 'c', "it does not fit the pattern 'a*b*'"],
    ['fieldref', 'Other', 'c', 'it is not the value of Other'],
    ['hour', '3', '2026-03-03T04:00:00Z', 'it has not the hour 3'],
    ['exists', 'false', 'x', 'it is there'],
  ])('says what |%s: %s expects', (modifier, value, held, claim) => {
    const { because } = explained(`selection:\n  Field|${modifier}: ${value}\ncondition: selection\n`, { Field: held });
    expect(because.join()).toContain(claim);
  });
});

test('the tree has the whole condition with its names, outcomes and places', () => {
  const { tree } = explained(NETSH, { Image: 'C:\\netsh.exe', CommandLine: 'portproxy show' });
  expect(tree).toMatchObject({
    kind: 'all',
    isTrue: false,
    parts: [
      {
        ...{ kind: 'all', isTrue: false, identifier: 'selection' },
        parts: [
          { kind: 'test', isTrue: true, field: 'Image', value: 'C:\\netsh.exe', position: { line: 6, column: 21 } },
          { kind: 'all', isTrue: false, parts: [{ isTrue: true }, { isTrue: false }] },
        ],
      },
      { kind: 'not', isTrue: true, part: { kind: 'test', isTrue: false, identifier: 'filter_main_admin' } },
    ],
  });
});

test('a rule with placeholders that have no values says so', () => {
  const detection = "selection:\n  User|expand: '%Administrators%'\ncondition: selection\n";
  expect(explained(detection, { User: 'x' }).because).toEqual([
    'the rule cannot run, as %Administrators% has no values',
  ]);
});

describe('events to try rules on', () => {
  test.each([
    ['one JSON object a line', '{"A": 1}\n\n{"A": [2, "x"]}\n', [1, 3]],
    ['a JSON list', '[{"A": 1},\n {"A": [2, "x"]}]', [1, 2]],
    ['a YAML list', '- A: 1\n- A: [2, x]\n', [1, 2]],
    ['YAML documents', 'A: 1\n---\nA: [2, x]\n', [1, 3]],
  ])('may be %s', (_title, text, lines) => {
    const events = parseTestEvents(text, 'x.hits');
    expect(events.map((event) => event.get('A'))).toEqual([1, [2, 'x']]);
    expect(events.map(({ line }) => line)).toEqual(lines);
  });

  test.each([
    ['a field with a map', '{"A": {"B": 1}}', 'flat'],
    ['broken JSON', '{"A": 1}\n{"A": }', 'not JSON'],
    ['a plain list', '- a\n', 'must be a map'],
    ['what is no YAML', '{', 'YAML'],
  ])('are refused with a place when there is %s', (_title, text, message) => {
    expect(() => parseTestEvents(text, 'x.hits')).toThrow(expect.objectContaining({ file: 'x.hits' }));
    expect(() => parseTestEvents(text, 'x.hits')).toThrow(message);
  });
});
