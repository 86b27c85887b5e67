import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readEvtx } from '../evtx/index.ts';
import type { Fact } from './facts.ts';
import { parseOrganisationFile } from './organisation-file.ts';
import { type GroundTruth, QUIET, type Scenario, type SimulationOptions, simulate } from './simulate.ts';
import {
  closeVpn,
  copyDirectory,
  foreignSession,
  openShell,
  openVpn,
  remoteWmic,
  run,
  type World,
} from './world/index.ts';

const file = 'content/organisations/utility.yml';
const OPTIONS: SimulationOptions = {
  organisation: parseOrganisationFile(load(readFileSync(file, 'utf8')), file),
  scenario: QUIET,
  hosts: 22,
  days: 2,
  seed: 3,
  startDate: '2026-03-02',
  noise: 1,
  hasPenetrationTest: false,
};

/** An administrator's account comes in over VPN and copies the directory of a domain controller. */
const THEFT: Scenario = {
  name: 'theft',
  steps: [
    { id: 'come-in', title: 'VPN with a stolen account', techniques: ['T1133'], behaviours: ['vpn-resid-source'] },
    { id: 'copy', title: 'Copy of the directory', techniques: ['T1003.003'], behaviours: ['ca-ntdsutil-ifm'] },
  ],
  start: (world) => world.start(theft(world), 30 * 3_600_000),
};

function* theft(world: World): Generator<number, void, void> {
  const account = world.organisation.people.find(({ adminAccount }) => adminAccount !== undefined)!.adminAccount!;
  world.truth = 'come-in';
  const tunnel = openVpn(world, account, '198.18.7.7');
  yield 60_000;
  const laptop = foreignSession(world, 'DESKTOP-7Q2', tunnel.tunnelAddress, account);
  world.truth = 'copy';
  const target = world.hostOf('domain-controller');
  const shell = openShell(world, laptop, 'cmd.exe');
  const command = 'cmd.exe /c ntdsutil "ac i ntds" ifm "create full C:\\Windows\\Temp\\pro" q q';
  const { process } = remoteWmic(world, shell, laptop, { target, command, lastsMs: 60_000 });
  yield 1000;
  const ntdsutil = run(world, process, 'ntdsutil  "ac i ntds" ifm "create full C:\\Windows\\Temp\\pro" q q', {
    lastsMs: 40_000,
  });
  copyDirectory(world, ntdsutil, 'C:\\Windows\\Temp\\pro');
  yield 600_000;
  closeVpn(world, tunnel);
}

interface Played {
  readonly truth: GroundTruth;
  readonly files: ReadonlyMap<string, Buffer>;
}

function play(options: SimulationOptions): Played {
  const files = new Map<string, Buffer>();
  const truth = simulate(options, (name, byteOffset, bytes) => {
    const old = files.get(name) ?? Buffer.alloc(0);
    const next = Buffer.alloc(Math.max(old.length, byteOffset + bytes.length));
    old.copy(next);
    next.set(bytes, byteOffset);
    files.set(name, next);
  });
  return { truth, files };
}

function digest({ files, truth }: Played): string {
  const hash = createHash('sha256').update(JSON.stringify(truth));
  for (const name of [...files.keys()].sort()) hash.update(name).update(files.get(name)!);
  return hash.digest('hex');
}

function textOf(files: Played['files'], name: string, record: number): string {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`${name} was not written`);
  if (!name.endsWith('.evtx')) return bytes.toString('utf8').split('\n')[record - 1] ?? '';
  const source = { sizeBytes: bytes.length, read: (from: number, size: number) => bytes.subarray(from, from + size) };
  for (const item of readEvtx(source)) {
    if (item.kind === 'record' && Number(item.recordId) === record) return item.toJson();
  }
  return '';
}

const quiet = play(OPTIONS);

describe('a simulated organisation', () => {
  it('is the same bytes again with the same options, and others with another seed', () => {
    const first = digest(quiet);
    expect(digest(play(OPTIONS))).toBe(first);
    expect(digest(play({ ...OPTIONS, seed: 4 }))).not.toBe(first);
  });

  it('has a folder for each Windows host, and logs of the firewall, the sensor, the cloud and the web server', () => {
    const { truth, files } = quiet;
    // Nobody may have been at a workstation.
    const others = /^(firewall|sensor|workstation|admin-workstation)$/;
    const windows = Object.entries(truth.organisation.roles).filter(([, role]) => !others.test(role));
    const withLogs = new Set([...files.keys()].map((name) => name.split('/')[1]));
    expect(windows.filter(([name]) => !withLogs.has(name))).toEqual([]);
    expect([...new Set([...files.keys()].map((name) => name.split('/')[0]))].sort()).toEqual([
      'auditd',
      'dhcp',
      'entra',
      'iis',
      'syslog',
      'tomcat',
      'windows',
      'zeek',
    ]);
  });

  it('grows with the noise that was asked for', () => {
    const size = ({ files }: Played): number => [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    expect(size(play({ ...OPTIONS, noise: 6 }))).toBeGreaterThan(1.5 * size(quiet));
  });
});

describe('a scenario', () => {
  const { truth, files } = play({ ...OPTIONS, scenario: THEFT });

  it('is told step by step, with hosts, accounts and records', () => {
    const [comeIn, copy] = truth.steps;
    expect(comeIn?.hosts).toContain('EDGE-FW-A');
    expect(copy?.hosts).toContain('CBDC01');
    expect(copy?.accounts.join()).toMatch(/CALDERBAY\\adm-/);
    expect(copy?.techniques).toEqual(['T1003.003']);
    expect(Date.parse(copy!.first)).toBeGreaterThan(Date.parse(comeIn!.first));
  });

  it('names records that are there and say what happened', () => {
    const texts = truth.steps.map(({ events }) => events.map((event) => textOf(files, event.file, event.record)));
    expect(texts.flat().filter((text) => text === '')).toEqual([]);
    expect(texts[0]!.join('\n')).toMatch(/tunnel-up/);
    for (const trace of [/ntdsutil/, /\$SNAP_/, /ExecMethod/, /WmiPrvSE/]) {
      expect(
        texts[1]!.some((text) => trace.test(text)),
        String(trace),
      ).toBe(true);
    }
  });

  it('keeps no logs of a machine that is not ours', () => {
    expect([...files.keys()].filter((name) => name.includes('DESKTOP-7Q2'))).toEqual([]);
  });

  it('leaves everyday life as it is without it', () => {
    const count = (played: Played, name: string): number => played.files.get(name)!.toString('utf8').split('\n').length;
    const name = [...files.keys()].find((candidate) => candidate.startsWith('iis/'))!;
    expect(count({ truth, files }, name)).toBe(count(quiet, name));
  });

  it('can miss logs: what is not logged leaves no record, and the truth says so', () => {
    const isLogged = (fact: Fact): boolean => fact.host.role !== 'domain-controller';
    const gaps = play({ ...OPTIONS, scenario: { ...THEFT, isLogged } });
    expect([...gaps.files.keys()].filter((name) => name.startsWith('windows/CBDC'))).toEqual([]);
    expect(gaps.truth.steps[1]!.events.every(({ file: name }) => !name.includes('CBDC'))).toBe(true);
  });
});
