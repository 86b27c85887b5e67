import { expect, test } from 'vitest';
import { UsageError } from '../model/index.ts';
import { readOrganisation, unseenHosts } from './organisation-notes.ts';

const FILE = 'organisation.yml';

test('what is there twice counts once, by its first entry, and is said', () => {
  const hosts = [{ name: 'DC01', roles: ['server'] }, { name: 'dc01' }];
  const { notes, problems } = readOrganisation({ name: 'A', hosts, crownJewels: ['dc01', 'HIST01'] }, FILE);
  expect(notes.hosts).toEqual([
    { name: 'DC01', roles: ['server', 'crown-jewel'] },
    { name: 'HIST01', roles: ['crown-jewel'] },
  ]);
  expect(problems).toEqual([
    { code: 'ORGANISATION_DUPLICATE', source: FILE, message: 'The host "dc01" is there twice; the first counts.' },
  ]);
});

test('services that depend on each other in a circle are named in their order', () => {
  const services = [
    { name: 'A', dependsOn: ['B', 'X'] },
    { name: 'B', dependsOn: ['c'] },
    { name: 'C', dependsOn: ['A'] },
    { name: 'D', dependsOn: ['D'] },
  ];
  const { problems } = readOrganisation({ name: 'A', services }, FILE);
  expect(problems.map(({ message }) => message)).toEqual([
    'These services depend on each other in a circle: A → B → C → A.',
    'These services depend on each other in a circle: D → D.',
  ]);
});

test('a chain of two thousand services is no circle, and no stack', () => {
  const services = Array.from({ length: 2000 }, (_, index) => ({ name: `s${index}`, dependsOn: [`s${index + 1}`] }));
  expect(readOrganisation({ name: 'A', services }, FILE).problems).toEqual([]);
});

test('sites that are not listed, hosts that no log mentions and names of nothing are said', () => {
  const { notes, problems } = readOrganisation(
    {
      ...{ name: 'A', sites: ['Here'], networks: [{ name: 'n', range: '10.0.0.0/8', site: 'There' }] },
      hosts: [{ name: 'dc01.corp.example' }, { name: 'GONE' }],
      services: [{ name: 'S', dependsOn: ['DC01', 'gone', 'typo', 's'] }],
    },
    FILE,
  );
  expect(problems.map(({ message }) => message)).toEqual([
    '"n" is at the site "There", which sites does not list.',
    'These services depend on each other in a circle: S → S.',
  ]);
  expect(unseenHosts(notes, ['DC01', '10.1.2.3'], FILE).map(({ message }) => message)).toEqual([
    '"S" depends on "typo", which is no service or host of the file, and no log mentions it.',
    'No log mentions 1 of the 2 hosts of the file: GONE.',
  ]);
});

test.each([
  ['a list', [], 'The file expected a map'],
  ['no name', {}, 'name is missing'],
  ['an unknown key', { name: 'A', sevices: [] }, 'sevices is not known here; possible: name, sector'],
  ['a range that is none', { name: 'A', networks: [{ name: 'n', range: '10.0.0.300/8' }] }, 'is no IPv4 or IPv6'],
  ['host bits', { name: 'A', networks: [{ name: 'n', range: '10.0.0.1/8' }] }, 'has bits set behind its prefix'],
  ['a role that is none', { name: 'A', hosts: [{ name: 'h', roles: ['king'] }] }, 'hosts[0].roles[0] expected one of'],
])('%s is refused with its place', (_, value, message) => {
  expect(() => readOrganisation(value, FILE)).toThrow(UsageError);
  expect(() => readOrganisation(value, FILE)).toThrow(message);
});
