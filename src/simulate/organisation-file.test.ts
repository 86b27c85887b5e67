import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it, test } from 'vitest';
import { UsageError } from '../model/index.ts';
import { addressNumber, isInRange, rangeOf } from './addresses.ts';
import { buildOrganisation } from './build-organisation.ts';
import { type OrganisationFile, parseOrganisationFile } from './organisation-file.ts';

const FILE = 'content/organisations/utility.yml';

function utility(): Record<string, unknown> {
  return load(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
}

function faultOf(value: unknown): UsageError {
  try {
    parseOrganisationFile(value, 'mine.yml');
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('an organisation file', () => {
  it('of ours is accepted', () => {
    expect(parseOrganisationFile(utility(), FILE).domain).toBe('CALDERBAY');
  });

  it.each<[string, (file: Record<string, unknown>) => unknown, RegExp]>([
    ['is no map', () => 'text', /expected a map, found "text"/],
    ['lacks a key', ({ zones: _, ...rest }) => rest, /zones is missing/],
    ['has a key too many', (file) => ({ ...file, colour: 'red' }), /colour is not known here/],
    [
      'has a network that is none',
      (file) => ({ ...file, publicAddress: '300.1.1.1' }),
      /publicAddress expected text of the form/,
    ],
    ['has a number for a text', (file) => ({ ...file, name: 7 }), /name expected text, found 7/],
    [
      'has a time that is none',
      (file) => ({ ...file, routines: { ...(file.routines as object), backupAt: '25:00' } }),
      /routines\.backupAt/,
    ],
    ['has too few hosts', (file) => ({ ...file, hosts: 3 }), /hosts expected at least 20, found 3/],
    [
      'has an unknown role',
      (file) => ({ ...file, machines: [{ ...(file.machines as object[])[0], role: 'toaster' }] }),
      /machines\[0\]\.role expected one of/,
    ],
    [
      'has no domain controller',
      (file) => ({
        ...file,
        machines: (file.machines as { role: string }[])
          .filter(({ role }) => role !== 'domain-controller')
          .concat([{ name: 'X', role: 'management-server', zone: 'servers', system: 'Windows Server 2019' } as never]),
      }),
      /none with the role domain-controller/,
    ],
  ])('that %s is refused with the place', (_, change, message) => {
    const fault = faultOf(change(utility()));
    expect(fault.code).toBe('ORGANISATION_INVALID');
    expect(fault.message).toMatch(message);
    expect(fault.file).toBe('mine.yml');
    expect(fault.hint).toContain('organisation.schema.json');
  });

  it('cannot set what it has no key for', () => {
    const file = JSON.parse(JSON.stringify(utility()).replace('"name"', '"__proto__":{"polluted":1},"name"'));
    expect(faultOf(file).message).toContain('__proto__');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('an organisation', () => {
  const file: OrganisationFile = parseOrganisationFile(utility(), FILE);
  const organisation = buildOrganisation(file, 200, 9);

  it('has as many machines as asked for, each name and address once', () => {
    const names = organisation.hosts.map(({ name }) => name);
    const addresses = organisation.hosts.flatMap(({ fixedAddress, zone }) =>
      zone === 'outside' ? [] : (fixedAddress ?? []),
    );
    expect(organisation.hosts).toHaveLength(200);
    expect(new Set(names).size).toBe(200);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('has fixed addresses inside the segment of each machine', () => {
    const networks = new Map(organisation.zones.map(({ name, network }) => [name, rangeOf(network)]));
    const outside = organisation.hosts.filter(
      ({ fixedAddress, zone }) =>
        fixedAddress !== undefined && !isInRange(addressNumber(fixedAddress), networks.get(zone)!),
    );
    expect(outside).toEqual([]);
  });

  it('gives each account a name and a SID of its own', () => {
    expect(new Set(organisation.accounts.map(({ user }) => user)).size).toBe(organisation.accounts.length);
    const sids = [...organisation.accounts, ...organisation.hosts].map(({ sid }) => sid);
    expect(new Set(sids).size).toBe(sids.length);
    expect(organisation.accounts.every(({ user }) => user.length <= 20)).toBe(true);
  });

  it('has administrators with a second account, and a VPN for those who work at home', () => {
    const administrators = organisation.people.filter(({ adminAccount }) => adminAccount !== undefined);
    expect(administrators).toHaveLength(4);
    expect(administrators.every(({ adminAccount }) => adminAccount!.groups.includes('Domain Admins'))).toBe(true);
    expect(organisation.people.filter(({ homeShare, account }) => homeShare > 0 !== account.mayUseVpn)).toEqual([]);
  });
});

test.each<[string, (file: OrganisationFile) => OrganisationFile, number, RegExp]>([
  [
    'a client network that is too small',
    (file) => ({ ...file, zones: { ...file.zones, clients: { ...file.zones.clients, network: '10.21.0.0/24' } } }),
    400,
    /10\.21\.0\.0\/24 of the zone clients is too small/,
  ],
  [
    'two machines of one name',
    (file) => ({
      ...file,
      machines: file.machines.map((machine) => ({
        ...machine,
        name: machine.role === 'historian' ? 'CBDC01' : machine.name,
      })),
    }),
    40,
    /Two machines have the name CBDC01/,
  ],
])('%s is refused before anything is simulated', (_, change, hosts, message) => {
  const file = change(parseOrganisationFile(utility(), FILE));
  expect(() => buildOrganisation(file, hosts, 1)).toThrow(message);
});

test('20,000 machines still have names and SIDs of their own', () => {
  const organisation = buildOrganisation(parseOrganisationFile(utility(), FILE), 20_000, 1);
  expect(new Set(organisation.accounts.map(({ user }) => user)).size).toBe(organisation.accounts.length);
});
