import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, test } from 'vitest';
import { readAsHunt } from '../scripts/read-fixtures.ts';
import { AddressBook } from '../src/correlate/index.ts';
import type { FieldValue, LogEvent, ProcessStart } from '../src/model/index.ts';
import { createObserver } from '../src/observe/index.ts';
import { createProcesses } from '../src/observe/processes.ts';
import { parseOrganisationFile } from '../src/simulate/organisation-file.ts';
import { MemoryFiles } from '../src/simulate/records/memory-files.ts';
import { QUIET, simulate } from '../src/simulate/simulate.ts';

const ORGANISATION = 'content/organisations/utility.yml';
const files = new MemoryFiles();
let zoneMs = 0;

beforeAll(() => {
  const organisation = parseOrganisationFile(load(readFileSync(ORGANISATION, 'utf8')), ORGANISATION);
  zoneMs = organisation.utcOffsetMinutes * 60_000;
  const play = { hosts: 20, days: 4, seed: 11, startDate: '2026-03-02', noise: 4, hasPenetrationTest: true };
  simulate({ organisation, scenario: QUIET, ...play }, files.put);
}, 120_000);

function* eventsOf(file: string): Generator<LogEvent> {
  for (const item of readAsHunt(file, files.bytes(file))) if (item.kind === 'event') yield item.event;
}

describe('lineage in a simulated organisation, with 5 % of process starts gone and numbers used again at once', () => {
  test('is right in 99 of 100 cases where the parent is still there, and what is wrong is marked as inferred', () => {
    const sum = { known: 0, right: 0, wrong: 0, unmarked: 0, reused: 0 };
    for (const sysmon of files.names.filter((name) => name.endsWith('Sysmon%4Operational.evtx'))) {
      const security = sysmon.replace(/[^/]+$/, 'Security.evtx');
      if (!files.names.includes(security)) continue;
      const host = judged(parentsIn(sysmon), followed(security));
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += host[key];
    }
    expect(sum.known).toBeGreaterThan(900);
    expect(sum.reused, 'starts under a number that was used before').toBeGreaterThan(1000);
    expect(sum.right / sum.known).toBeGreaterThanOrEqual(0.99);
    expect(sum.unmarked, `${sum.wrong} of ${sum.known} are wrong`).toBe(0);
  }, 120_000);
});

/** The true parent of each start by Sysmon's GUIDs: number and time of both, as the kernel gave them. */
function parentsIn(file: string): Map<string, string> {
  const [byGuid, parents] = [new Map<string, string>(), new Map<string, string>()];
  for (const event of eventsOf(file)) {
    if (event.get('EventID') !== 1) continue;
    const key = `${event.get('ProcessId')} ${Math.floor(event.timeMs! / 1000)}`;
    byGuid.set(String(event.get('ProcessGuid')), key);
    const parent = byGuid.get(String(event.get('ParentProcessGuid')));
    if (parent !== undefined) parents.set(key, parent);
  }
  return parents;
}

interface Followed {
  readonly starts: readonly ProcessStart[];
  /** number and time of a start as they were, by its record */
  readonly realOf: ReadonlyMap<number | string, string>;
  readonly reused: number;
}

/** What the observer makes of a Security log from which starts are missing, with few numbers for all processes. */
function followed(file: string): Followed {
  const processes = createProcesses({ keepAll: true });
  const numbers = new FewNumbers();
  const realOf = new Map<number | string, string>();
  for (const event of eventsOf(file)) {
    const id = event.get('EventID');
    if (id !== 4688 && id !== 4689) continue;
    const take = processes.bind(event.schema)!;
    const record = event.ref.record!;
    if (id === 4689) {
      const number = Number(event.get('ProcessId'));
      take(withFields(event, { ProcessId: numbers.of(number) }));
      numbers.free(number);
      continue;
    }
    const [parent, own] = [Number(event.get('ProcessId')), Number(event.get('NewProcessId'))];
    const fields = { ProcessId: numbers.of(parent), NewProcessId: numbers.of(own) };
    realOf.set(record, `${own} ${Math.floor(event.timeMs! / 1000)}`);
    // Every twentieth, whichever it is.
    if (Number(record) % 20 !== 7) take(withFields(event, fields));
  }
  return { starts: processes.result().processes, realOf, reused: numbers.reused };
}

/** Gives the number that has been free for the shortest time, so that a new process looks like the last one that ended. */
class FewNumbers {
  readonly #given = new Map<number, number>();
  readonly #free: number[] = [];
  #next = 4;
  reused = 0;

  of(real: number): string {
    let given = this.#given.get(real);
    if (given === undefined) {
      const again = this.#free.pop();
      if (again !== undefined) this.reused++;
      given = again ?? this.#next;
      if (again === undefined) this.#next += 4;
      this.#given.set(real, given);
    }
    return `0x${given.toString(16)}`;
  }

  free(real: number): void {
    const given = this.#given.get(real);
    if (given === undefined) return;
    this.#given.delete(real);
    this.#free.push(given);
  }
}

function withFields(event: LogEvent, fields: Readonly<Record<string, string>>): LogEvent {
  const { schema, ref, timeMs, host } = event;
  return {
    ...{ schema, ref, timeMs, host },
    get: (name: string): FieldValue | undefined => fields[name] ?? event.get(name),
    entries: () => event.entries(),
  };
}

function judged(parents: ReadonlyMap<string, string>, { starts, realOf, reused }: Followed) {
  const sum = { known: 0, right: 0, wrong: 0, unmarked: 0, reused };
  const seen = new Set(starts.map(({ ref }) => realOf.get(ref.record!)));
  for (const start of starts) {
    const parent = parents.get(realOf.get(start.ref.record!)!);
    const found = start.parent === undefined ? undefined : realOf.get(starts[start.parent]!.ref.record!);
    if (parent !== undefined && seen.has(parent)) {
      sum.known++;
      if (found === parent) sum.right++;
    }
    if (found === undefined || parent === undefined || found === parent) continue;
    sum.wrong++;
    if (start.isParentInferred !== true) sum.unmarked++;
  }
  return sum;
}

describe('leases in a simulated organisation', () => {
  test('say in 99 of 100 cases which host and which user was behind an address', () => {
    const observer = createObserver();
    for (const file of files.names.filter((name) => /^(?:dhcp|syslog)\//.test(name)))
      for (const event of eventsOf(file)) observer.add(file.startsWith('dhcp/') ? inUtc(event) : event);
    const { leases } = observer.observations();
    const book = new AddressBook({ leases, addresses: [] });
    const inLease = (kind: string, address: unknown): boolean =>
      leases.some((lease) => lease.kind === kind && lease.address === address);
    const sum = { hosts: 0, rightHosts: 0, users: 0, rightUsers: 0 };
    for (const file of files.names.filter((name) => name.startsWith('windows/')))
      for (const event of eventsOf(file)) {
        const address = String(event.get('SourceIp') ?? event.get('IpAddress') ?? '');
        if (event.get('EventID') === 3 && String(event.get('Initiated')) === 'true' && inLease('dhcp', address)) {
          sum.hosts++;
          if (isHost(book.holderOf(address, event.timeMs!)?.host, event.host)) sum.rightHosts++;
        }
        // What computers do with their own accounts says nothing of who sits before them.
        const account = String(event.get('TargetUserName'));
        if (event.get('EventID') === 4624 && inLease('vpn', address) && !account.endsWith('$')) {
          sum.users++;
          if (isUser(book.holderOf(address, event.timeMs!)?.user, account)) sum.rightUsers++;
        }
      }
    expect(sum.hosts).toBeGreaterThan(150);
    expect(sum.users).toBeGreaterThan(25);
    expect(sum.rightHosts / sum.hosts).toBeGreaterThanOrEqual(0.99);
    expect(sum.rightUsers / sum.users).toBeGreaterThanOrEqual(0.99);
  }, 120_000);
});

/** The DHCP server writes the time of its zone, which `--source-tz` says in a hunt. */
function inUtc(event: LogEvent): LogEvent {
  const { schema, ref, host } = event;
  const timeMs = event.timeMs! - zoneMs;
  return { schema, ref, timeMs, host, get: (name) => event.get(name), entries: () => event.entries() };
}

function isHost(held: string | undefined, host: string): boolean {
  return shortName(held ?? '') === shortName(host);
}

function shortName(host: string): string {
  return host.split('.')[0]!.toLowerCase();
}

/** Administrators open the VPN with their own name and log on with the one for administration, `adm-NAME`. */
function isUser(held: string | undefined, account: string): boolean {
  return held !== undefined && account.toLowerCase().replace(/^adm-/, '') === held.toLowerCase().replace(/^adm-/, '');
}
