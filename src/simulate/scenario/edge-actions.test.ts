import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { Fact, FactKind } from '../facts.ts';
import { parseOrganisationFile } from '../organisation-file.ts';
import { prepareWorld } from '../simulate.ts';
import { parseScenarioFile, playable, type ScenarioFile } from './index.ts';

const FILE = 'content/organisations/utility.yml';
const organisation = parseOrganisationFile(load(readFileSync(FILE, 'utf8')), FILE);

const PICK: ScenarioFile['pick'] = {
  home: { outside: 'home' },
  far: { outside: 'abroad' },
  branch: { appliance: 'branch' },
  one: { administrator: 'any' },
  two: { administrator: 'any' },
  clerk: { person: 'any' },
  web: { host: 'iis-server' },
  files: { host: 'file-server' },
  station: { host: 'engineering-station' },
};

/** What one step of actions leaves in the second day. */
function played(actions: ScenarioFile['steps'][number]['do']): readonly Fact[] {
  const step = { id: 'act', title: 'Acts', visit: 'day', techniques: [], behaviours: [], do: actions };
  const visits = [{ id: 'day', day: 2, hours: [9, 11] }];
  const given = { name: 'mine', title: 'Mine', pick: PICK, words: {}, variants: [], visits, steps: [step] };
  const scenario = playable(parseScenarioFile(given, 'mine.yml'));
  const size = { hosts: 22, days: 4, seed: 7, startDate: '2026-03-02', noise: 1, hasPenetrationTest: false };
  return [...prepareWorld({ organisation, scenario, ...size }).play()].filter(({ truth }) => truth === 'act');
}

function ofKind<K extends FactKind>(facts: readonly Fact[], kind: K): Extract<Fact, { kind: K }>[] {
  return facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
}

describe('on the firewall', () => {
  test('the web console is one address with itself, and no connection is seen', () => {
    const facts = played([
      { 'firewall-login': 'admin', from: '127.0.0.1', way: 'jsconsole' },
      { 'firewall-logout': true },
    ]);
    const ends = { kind: 'firewall-admin', sourceAddress: '127.0.0.1', destinationAddress: '127.0.0.1' };
    expect(facts).toMatchObject([
      { ...ends, action: 'login', ui: 'jsconsole' },
      { ...ends, action: 'logout' },
    ]);
  });

  test('its own user changes it without a login', () => {
    const facts = played([
      { 'firewall-internal': 'Report Runner' },
      { 'firewall-change': 'system.admin', action: 'Edit', object: 'admin', attributes: 'trusthost1[0.0.0.0 0.0.0.0]' },
    ]);
    expect(facts).toMatchObject([{ kind: 'firewall-config', user: 'Local_Process_Access', ui: 'Report Runner' }]);
  });

  test('it calls an address again and again, which no sensor behind it sees', () => {
    const facts = played([{ 'firewall-calls': '{home}', port: 8443, times: 5, every: 20 }]);
    expect(facts.map(({ kind }) => kind)).toEqual(new Array(5).fill('firewall-traffic'));
    const calls = ofKind(facts, 'firewall-traffic');
    expect(new Set(calls.map(({ sourceZone }) => sourceZone))).toEqual(new Set(['device']));
    const gaps = calls.slice(1).map(({ timeMs }, index) => (timeMs - calls[index]!.timeMs) / 60_000);
    expect(Math.min(...gaps)).toBeGreaterThan(18);
    expect(Math.max(...gaps)).toBeLessThan(22);
  });

  test('an event that it does not have is refused', () => {
    expect(() => played([{ 'firewall-device': 'melted', message: 'x' }])).toThrow('"melted" is not one of');
  });
});

describe('over the wire', () => {
  test('a connection shows a certificate that its owner signed himself, once or again', () => {
    const subject = 'CN=Vigor2926,O=DrayTek Corp.';
    const flows = ofKind(
      played([{ flow: 'files', to: '{home}', port: 443, hours: 0.001, certificate: subject, times: 3, every: 30 }]),
      'flow',
    );
    expect(flows).toHaveLength(3);
    for (const { details, service } of flows) {
      expect(service).toBe('ssl');
      expect(details).toMatchObject([{ protocol: 'tls', certificate: { subject, issuer: subject, isValid: false } }]);
    }
  });

  test('the sensor sees what reaches the router of a branch, and not what ends at the firewall', () => {
    const flows = ofKind(
      played([
        { flow: '{home}', to: '{branch}', port: 41_000 },
        { flow: '{home}', to: organisation.publicAddress, port: 41_000 },
      ]),
      'flow',
    );
    expect(flows.map(({ isAtSensor }) => isAtSensor)).toEqual([true, false]);
  });

  test('names that nobody has are tried as local accounts', () => {
    const facts = played([
      { laptop: 'PC-9', as: 'clerk' },
      { 'wrong-passwords': 'station', names: ['operator', 'hmi'], reason: 'noSuchUser' },
    ]);
    const failures = ofKind(facts, 'logon').filter(({ outcome }) => outcome === 'failure');
    expect(failures.map(({ account, host }) => [account.user, account.domain === host.name])).toEqual([
      ['operator', true],
      ['hmi', true],
    ]);
  });
});

describe('with accounts', () => {
  test('a new one has the same identity in every record of it', () => {
    const facts = played([
      {
        'web-shell': 'web',
        run: 'cmd.exe /c net user spare * /add /domain',
        effects: [{ 'new-account': 'spare' }, { 'group-member': 'Backup Operators', member: 'spare' }],
      },
    ]);
    const changes = ofKind(facts, 'account-change');
    expect(changes.map(({ action }) => action)).toEqual(['create', 'enable', 'reset-password']);
    const [grouped] = ofKind(facts, 'group-change');
    expect(grouped).toMatchObject({ group: { sid: 'S-1-5-32-551' }, member: { sid: changes[0]!.target.sid } });
  });

  test('the cloud tells wrong passwords, then the risk of the right one', () => {
    const signIns = ofKind(
      played([{ 'cloud-sign-in': 'clerk', from: '{far}', risk: 'high', client: 'IMAP4', fails: 2 }]),
      'cloud-sign-in',
    );
    expect(signIns.map(({ errorCode, riskState }) => [errorCode, riskState])).toEqual([
      [50126, 'none'],
      [50126, 'none'],
      [0, 'atRisk'],
    ]);
    expect(signIns[0]!.country).not.toBe('US');
  });

  test('two picks are two people', () => {
    const users = ofKind(
      played([
        { 'cloud-sign-in': 'one', from: '{home}' },
        { 'cloud-sign-in': 'two', from: '{home}' },
      ]),
      'cloud-sign-in',
    ).map(({ account }) => account.user);
    expect(new Set(users).size).toBe(2);
  });
});
