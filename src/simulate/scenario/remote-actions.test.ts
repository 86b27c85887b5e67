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
  admin: { administrator: 'any' },
  jump: { host: 'jump-host' },
  dc: { host: 'domain-controller', index: 0 },
  files: { host: 'file-server' },
  director: { host: 'network-controller' },
};

/** What actions leave that are done from a console on the jump host. */
function played(actions: ScenarioFile['steps'][number]['do']): readonly Fact[] {
  const step = { visit: 'day', techniques: [], behaviours: [] };
  const come = [
    { 'vpn-login': 'admin', from: '{home}' },
    { desktop: 'jump', as: 'admin', hours: 2 },
    { shell: 'cmd.exe' },
  ];
  const steps = [
    { ...step, id: 'come', title: 'Comes', do: come },
    { ...step, id: 'act', title: 'Acts', do: actions },
  ];
  const visits = [{ id: 'day', day: 2, hours: [9, 11] }];
  const given = { name: 'mine', title: 'Mine', pick: PICK, words: {}, variants: [], visits, steps };
  const scenario = playable(parseScenarioFile(given, 'mine.yml'));
  const size = { hosts: 22, days: 3, seed: 7, startDate: '2026-03-02', noise: 1, hasPenetrationTest: false };
  return [...prepareWorld({ organisation, scenario, ...size }).play()].filter(({ truth }) => truth === 'act');
}

function ofKind<K extends FactKind>(facts: readonly Fact[], kind: K): Extract<Fact, { kind: K }>[] {
  return facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
}

function pathsRead(facts: readonly Fact[]): string[] {
  return ofKind(facts, 'share-access').map(({ share, relativeTarget }) => `${share}\\${relativeTarget}`);
}

test('a short-lived service writes the command to a batch file, and its answer is read over the share it names', () => {
  const facts = played([
    { smbexec: 'files', run: 'whoami', service: 'XyZ', batch: 'C:\\b.bat', share: '\\\\127.0.0.1\\C$' },
  ]);
  const [install] = ofKind(facts, 'service-install');
  expect(install).toMatchObject({ service: 'XyZ', runsAs: 'LocalSystem', host: { role: 'file-server' } });
  expect(install?.filePath).toBe(
    '%COMSPEC% /Q /c echo whoami ^> \\\\127.0.0.1\\C$\\__output 2^>^&1 > C:\\b.bat & %COMSPEC% /Q /c C:\\b.bat & del C:\\b.bat',
  );
  const starts = ofKind(facts, 'process-start').map(({ process }) => process.commandLine);
  expect(starts.at(-1)).toBe('whoami');
  expect(ofKind(facts, 'process-start').at(-1)?.process.user.user).toMatch(/\$$/);
  expect(pathsRead(facts)).toContain('\\\\*\\C$\\__output');
});

test.each(['SYSTEM32', 'Temp'])(
  'password stores go to files of eight letters in %s, which are read and deleted',
  (folder) => {
    const facts = played([{ 'remote-stores': 'files', folder }]);
    const file = new RegExp(`^\\\\\\\\\\*\\\\ADMIN\\$\\\\${folder}\\\\[A-Za-z]{8}\\.tmp$`);
    expect(pathsRead(facts).filter((path) => file.test(path))).toHaveLength(4);
    expect(pathsRead(facts)).toContain('\\\\*\\IPC$\\winreg');
    const calls = ofKind(facts, 'flow').flatMap(({ details }) => details);
    expect(calls.filter((detail) => 'operation' in detail && detail.operation === 'BaseRegSaveKey')).toHaveLength(2);
    expect(ofKind(facts, 'service-state').map(({ displayName }) => displayName)).toContain('Remote Registry');
  },
);

test('who plays a domain controller shows an account and asks for names first', () => {
  const facts = played([{ replicate: 'dc' }]);
  expect(ofKind(facts, 'directory').map(({ subject }) => subject.user)).not.toContainEqual(
    expect.stringMatching(/\$$/),
  );
  const operations = ofKind(facts, 'flow').flatMap(({ details }) =>
    details.flatMap((detail) => ('operation' in detail ? detail.operation : [])),
  );
  expect(operations).toEqual(expect.arrayContaining(['DRSCrackNames', 'DRSGetNCChanges']));
});

test('the web application of an appliance makes files and starts programs', () => {
  const facts = played([{ appliance: 'director', file: '/tmp/.x', run: '/bin/cat /tmp/.x' }]);
  const [made, run] = ofKind(facts, 'audit');
  expect(made).toMatchObject({ action: 'create-file', path: '/tmp/.x', process: { userName: 'versa' } });
  expect(run).toMatchObject({
    action: 'run',
    arguments: ['cat', '/tmp/.x'],
    process: { parentPid: made?.process.pid },
  });
});

describe('effects', () => {
  test('a port scanner leaves a connection for each host and port', () => {
    const facts = played([
      { command: 'sl.exe 10.20.0.1-9', effects: [{ sweep: 'servers', ports: [22, 445], hosts: 3 }] },
    ]);
    const tried = ofKind(facts, 'flow').filter(({ process }) => process?.image.endsWith('sl.exe'));
    expect(
      new Set(tried.map(({ destinationAddress, destinationPort }) => `${destinationAddress} ${destinationPort}`)).size,
    ).toBe(6);
    expect(tried.every(({ state }) => state === 'REJ' || state === 'RSTO')).toBe(true);
  });

  test('the time of a file is years before the one it had', () => {
    const [file] = ofKind(played([{ command: 'x.exe', effects: [{ 'change-time': 'C:\\a.jar', years: 3 }] }]), 'file');
    expect((file!.timeMs - file!.claimedTimeMs!) / 86_400_000 / 365).toBeCloseTo(3, 1);
  });

  test('a renamed library says what it was', () => {
    const effects = [{ load: 'C:\\Users\\Public\\x.dll', program: 'comsvcs.dll' }];
    const [load] = ofKind(played([{ command: 'rundll32 x.dll', effects }]), 'image-load');
    expect(load).toMatchObject({ loaded: 'C:\\Users\\Public\\x.dll', file: { originalFileName: 'COMSVCS.DLL' } });
  });

  test('a page in clear text is asked for by name, then fetched', () => {
    const facts = played([{ command: 'curl x', effects: [{ site: 'ip-api.com', path: '/json', agent: 'curl/8' }] }]);
    expect(ofKind(facts, 'dns-query')).toMatchObject([{ name: 'ip-api.com' }]);
    const details = ofKind(facts, 'flow').flatMap((flow) => flow.details);
    expect(details).toContainEqual(expect.objectContaining({ protocol: 'http', hostName: 'ip-api.com', uri: '/json' }));
  });

  test('what is listed, read or started is told by the program that does it', () => {
    const effects = [{ 'list-group': 'Administrators' }, { 'read-file': 'C:\\Windows\\NTDS\\ntds.dit' }];
    const facts = played([{ command: 'cmd /c a', inner: 'net1 localgroup', effects }]);
    expect(ofKind(facts, 'group-change')[0]).toMatchObject({ action: 'list', group: { sid: 'S-1-5-32-544' } });
    expect(ofKind(facts, 'group-change')[0]?.process?.image).toMatch(/net1\.exe$/);
    expect(ofKind(facts, 'file')[0]).toMatchObject({ action: 'read', process: { commandLine: 'net1 localgroup' } });
  });
});

test('files of a share come by the dozen, with their number, and programs with their sections', () => {
  const facts = played([
    {
      share: 'files',
      name: 'Projects',
      files: [
        { name: 'a #.pdf', count: 3 },
        { name: 'b.exe', action: 'write', sections: ['UPX0'] },
      ],
    },
  ]);
  expect(pathsRead(facts)).toEqual([
    '\\\\*\\Projects\\',
    ...[1, 2, 3].map((number) => `\\\\*\\Projects\\a ${number}.pdf`),
    '\\\\*\\Projects\\b.exe',
  ]);
  const details = ofKind(facts, 'flow').flatMap((flow) => flow.details);
  expect(details).toContainEqual(expect.objectContaining({ name: 'b.exe', sections: ['UPX0'] }));
});
