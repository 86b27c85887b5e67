import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../facts.ts';
import { parseOrganisationFile } from '../organisation-file.ts';
import { prepareWorld, type Scenario } from '../simulate.ts';
import type { Activity, World } from '../world/index.ts';
import { ADMINISTRATOR_JOBS } from './administrator-jobs.ts';

const FILE = 'content/organisations/utility.yml';
const NAMES = ADMINISTRATOR_JOBS.map(([, job]) => job.name);
const ROUNDS = 6;
const HOUR_MS = 3_600_000;

/** Each job some times over, one after the other, by an administrator who came to the office. */
const ALL_JOBS: Scenario = {
  name: 'all-jobs',
  steps: NAMES.map((id) => ({ id, title: id, techniques: [], behaviours: [] })),
  start: (world) => world.start(allJobs(world), 35 * HOUR_MS),
};

function* allJobs(world: World): Activity {
  const random = world.random.fork('all-jobs');
  for (let round = 0; round < ROUNDS; round++) {
    for (const [, job] of ADMINISTRATOR_JOBS) {
      const at = atWork(world);
      while (at() === undefined) yield HOUR_MS;
      const { session, account } = at()!;
      world.truth = job.name;
      yield* job({ world, session, account, random });
      world.truth = undefined;
      yield 60_000;
    }
  }
}

function atWork(world: World) {
  return () => {
    for (const { adminAccount, workstation } of world.organisation.people) {
      const host = world.stateOf(workstation);
      const session = [...host.sessions].find(({ type, shell }) => type === 2 && shell !== undefined);
      const isOffice = world.network.zoneOf(host.address || '0.0.0.0').name === 'clients';
      if (adminAccount !== undefined && session !== undefined && host.isReachable && isOffice) {
        return { session, account: adminAccount };
      }
    }
    return undefined;
  };
}

let facts: readonly Fact[];

beforeAll(() => {
  const organisation = parseOrganisationFile(load(readFileSync(FILE, 'utf8')), FILE);
  const options = { organisation, hosts: 36, days: 14, seed: 2, startDate: '2026-03-02', noise: 1 };
  facts = [...prepareWorld({ ...options, scenario: ALL_JOBS, hasPenetrationTest: false }).play()];
}, 120_000);

describe('a job of administrators', () => {
  it.each(NAMES)('%s leaves traces on more than the own machine', (name) => {
    const hosts = new Set(facts.filter(({ truth }) => truth === name).map(({ host }) => host.name));
    expect(hosts.size).toBeGreaterThan(name === 'exportLogs' ? 0 : 1);
  });

  it.each<[string, (fact: Fact) => boolean]>([
    ['workOnFirewall', (fact) => fact.kind === 'firewall-admin' && fact.action === 'logout'],
    ['forwardPort', (fact) => fact.kind === 'registry' && fact.target.endsWith('/1434')],
    ['scheduleTask', (fact) => fact.kind === 'scheduled-task' && fact.action === 'create'],
    ['onboard', (fact) => fact.kind === 'account-change' && fact.action === 'create'],
    ['runRemotely', (fact) => fact.kind === 'service-install' && fact.service === 'PSEXESVC'],
    ['useRemotePowerShell', (fact) => fact.kind === 'script-block' && fact.process.image.endsWith('wsmprovhost.exe')],
    ['lookAfterServer', (fact) => fact.kind === 'logon' && fact.logonType === 10],
  ])('%s shows what it is known by', (name, isMark) => {
    expect(facts.some((fact) => fact.truth === name && isMark(fact))).toBe(true);
  });

  it('names logon sessions that its host knows', () => {
    const known = new Set(
      facts.flatMap((fact) => (fact.kind === 'logon' ? [`${fact.host.name}/${fact.account.logonId}`] : [])),
    );
    const unknown = facts.filter(
      (fact) =>
        (fact.kind === 'account-change' || fact.kind === 'group-change') &&
        !known.has(`${fact.host.name}/${fact.subject.logonId}`),
    );
    expect(unknown.map(({ kind, host }) => `${kind} on ${host.name}`)).toEqual([]);
  });
});
