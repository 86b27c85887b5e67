import type { Alert, EventRef, Observations, ProcessStart, RuleNotes, Session } from '../src/model/index.ts';

/** What correlation and assessment work with, invented. */
export interface InventedCase {
  readonly alerts: readonly Alert[];
  readonly observations: Observations;
  readonly notesOf: (rule: { readonly id: string }) => RuleNotes | undefined;
  /** how many facts the tables stand for: the sum of what they count */
  readonly facts: number;
  /** rows in all tables */
  readonly rows: number;
  /** how many intrusions are hidden in it */
  readonly steps: number;
}

// The whole: two months of an organisation of 4,000 hosts. A share has as many of all.
const WHOLE = {
  ...{ hosts: 4_000, accounts: 4_000, administrators: 60, alerts: 50_000, sessions: 250_000, paths: 150_000 },
  ...{ commands: 200_000, processes: 60_000, leases: 30_000, intrusions: 20, facts: 10_000_000 },
} as const;
const START_MS = Date.UTC(2026, 0, 5);
const SPAN_MS = 60 * 86_400_000;
const DAY_MS = 86_400_000;
const FIRST_DAY = START_MS / DAY_MS;
const ALERTS_OF_INTRUSION = 120;
const HOSTS_OF_INTRUSION = 6;
const LEVELS = ['informational', 'low', 'low', 'medium', 'medium', 'high', 'critical'] as const;
const TACTICS = ['execution', 'discovery', 'lateral-movement', 'credential-access', 'collection', 'defense-evasion'];

/**
 * Alerts and observations of an invented organisation: administrators at work, and intrusions among them, each over some
 * hosts, by sessions that were opened from one another. The same share gives the same.
 * @param share 1 for 50,000 alerts and 10 million facts
 */
export function inventedCase(share: number): InventedCase {
  const size = (whole: number): number => Math.max(1, Math.round(whole * share));
  const random = createRandom(7);
  const sessions = makeSessions(size(WHOLE.sessions), size, random);
  const processes = makeProcesses(size(WHOLE.processes), sessions, random);
  const intrusions = size(WHOLE.intrusions);
  const stories = Array.from({ length: intrusions }, (_, index) => intrusion(index, size, random));
  const alerts = [
    ...stories.flatMap((story) => story.alerts),
    ...everydayAlerts(size(WHOLE.alerts) - intrusions * ALERTS_OF_INTRUSION, sessions, processes, random),
  ];
  const tables = {
    sessions: [...sessions, ...stories.flatMap((story) => story.sessions)],
    processes,
    commands: makeCommands(size(WHOLE.commands), size, random),
    logons: makePaths(size(WHOLE.paths), size, random),
    leases: makeLeases(size(WHOLE.leases), size),
    coverage: makeCoverage(size(WHOLE.hosts)),
    addresses: makeAddresses(size(WHOLE.hosts)),
  };
  const observations: Observations = {
    ...{ ...tables, accountHours: [], flows: [], relays: [], changes: [], names: [], clocks: [], limits: [] },
  };
  const rows = Object.values(tables).reduce((sum, table) => sum + table.length, 0);
  const counted = [...tables.commands, ...tables.logons].reduce((sum, { count }) => sum + count, 0);
  const facts = rows - tables.commands.length - tables.logons.length + counted;
  return { alerts, observations, notesOf: notesOfRule, facts, rows, steps: intrusions };
}

type Random = (below: number) => number;
type Size = (whole: number) => number;

/** Numerical Recipes' linear congruential generator: quick, and the same everywhere. */
function createRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// One text for each name, as `observe` keeps them.
const hostNames = Array.from({ length: WHOLE.hosts }, (_, index) => `ws${String(index).padStart(5, '0')}.corp.example`);
const sources = hostNames.map((host) => `logs/${host}/Security.evtx`);

function hostName(index: number): string {
  return hostNames[index]!;
}

function ref(host: number, record: number): EventRef {
  return { source: sources[host]!, record };
}

function makeSessions(count: number, size: Size, random: Random): Session[] {
  return Array.from({ length: count }, (_, index): Session => {
    const host = random(size(WHOLE.hosts));
    const from = random(size(WHOLE.hosts));
    const startMs = START_MS + random(SPAN_MS);
    return {
      host: hostName(host),
      logonId: `0x${(index + 0x1_0000).toString(16)}`,
      account: index % 10 === 0 ? administrator(size, random) : user(size, random),
      kind: index % 3 === 0 ? 'remote-interactive' : 'network',
      address: addressOf(from),
      startMs,
      endMs: startMs + random(DAY_MS / 4),
      ref: ref(host, index),
    };
  });
}

const administrators = Array.from({ length: WHOLE.administrators }, (_, index) => `CORP\\adm${index}`);
const users = Array.from({ length: WHOLE.accounts }, (_, index) => `CORP\\user${index}`);

function administrator(size: Size, random: Random): string {
  return administrators[random(size(WHOLE.administrators))]!;
}

function user(size: Size, random: Random): string {
  return users[random(size(WHOLE.accounts))]!;
}

function addressOf(host: number): string {
  return `10.${host >> 14}.${(host >> 7) & 127}.${host & 127}`;
}

function makeProcesses(count: number, sessions: readonly Session[], random: Random): ProcessStart[] {
  return Array.from({ length: count }, (_, index) => {
    const session = sessionOfAdministrator(sessions, random);
    const timeMs = session.startMs + random(600_000);
    return {
      ...{
        host: session.host,
        account: session.account,
        timeMs,
        pid: index,
        image: 'C:\\Windows\\System32\\cmd.exe',
        logonId: session.logonId,
      },
      ...(index % 4 === 0 ? {} : { parent: index - 1 }),
      ref: { source: session.ref.source, record: 10_000_000 + index },
    };
  });
}

/** Every tenth session is of an administrator, and so are nearly all everyday alerts. */
function sessionOfAdministrator(sessions: readonly Session[], random: Random): Session {
  return sessions[random(Math.floor(sessions.length / 10)) * 10]!;
}

function makeCommands(count: number, size: Size, random: Random): Observations['commands'] {
  const each = Math.round((WHOLE.facts * 0.6) / WHOLE.commands);
  return Array.from({ length: count }, (_, index) => {
    const host = random(size(WHOLE.hosts));
    const firstMs = firstTime(random);
    return {
      host: hostName(host),
      account: user(size, random),
      program: `tool${index % 200}.exe`,
      shape: `/check <n> /area:${index % 17}`,
      days: daysOf(random),
      firstRef: ref(host, index),
      firstMs,
      lastMs: firstMs + SPAN_MS / 2,
      count: each,
    };
  });
}

function makePaths(count: number, size: Size, random: Random): Observations['logons'] {
  const each = Math.round((WHOLE.facts * 0.37) / WHOLE.paths);
  return Array.from({ length: count }, (_, index) => {
    const host = random(size(WHOLE.hosts));
    const firstMs = firstTime(random);
    return {
      account: user(size, random),
      host: hostName(host),
      from: addressOf(index % 4096),
      kind: 'network',
      failures: 0,
      days: daysOf(random),
      firstRef: ref(host, index),
      firstMs,
      lastMs: firstMs + SPAN_MS / 2,
      count: each,
    };
  });
}

function firstTime(random: Random): number {
  return START_MS + random(SPAN_MS / 2);
}

function daysOf(random: Random): [number, number][] {
  const first = FIRST_DAY + random(40);
  return [
    [first, first + 2],
    [first + 7, first + 9],
  ];
}

function makeLeases(count: number, size: Size): Observations['leases'] {
  const hosts = size(WHOLE.hosts);
  return Array.from({ length: count }, (_, index) => {
    const fromMs = START_MS + Math.floor(index / hosts) * 8 * DAY_MS;
    const host = index % hosts;
    return {
      ...{ address: addressOf(host), kind: 'dhcp' as const, host: hostName(host), fromMs, toMs: fromMs + 8 * DAY_MS },
      ref: { source: 'logs/dhcp/server.log', record: index },
    };
  });
}

function makeCoverage(hosts: number): Observations['coverage'] {
  return Array.from({ length: hosts }, (_, host) => ({
    ...{ host: hostName(host), product: 'windows', log: 'Security', events: 20_000 },
    ...{ firstMs: START_MS, lastMs: START_MS + SPAN_MS, kinds: [], records: [], clockJumps: [] },
    ...{ hours: [[START_MS / 3_600_000, (START_MS + SPAN_MS) / 3_600_000] as const], sources: [ref(host, 0).source] },
  }));
}

function makeAddresses(hosts: number): Observations['addresses'] {
  return Array.from({ length: hosts }, (_, host) => ({
    ...{ host: hostName(host), address: addressOf(host), basis: 'own' as const, firstRef: ref(host, 1) },
    ...{ firstMs: START_MS, lastMs: START_MS + SPAN_MS, count: 60 },
  }));
}

function everydayAlerts(
  count: number,
  sessions: readonly Session[],
  processes: readonly ProcessStart[],
  random: Random,
): Alert[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const process = processes[random(processes.length)]!;
    const session = sessionOfAdministrator(sessions, random);
    const isProcess = index % 2 === 0;
    const { host, logonId, account } = isProcess ? process : session;
    const timeMs = isProcess ? process.timeMs : session.startMs + random(600_000);
    const own = { host, account: account ?? '' };
    return alert(random(40), own, isProcess ? process.ref : { ...session.ref, record: 20_000_000 + index }, timeMs, {
      ...(logonId === undefined ? {} : { logonId }),
    });
  });
}

/** One intruder: from host to host by desktops, some twenty alerts on each, over five days. */
function intrusion(
  index: number,
  size: Size,
  random: Random,
): { readonly alerts: Alert[]; readonly sessions: Session[] } {
  const firstMs = START_MS + 20 * DAY_MS + random(20 * DAY_MS);
  const account = `CORP\\stolen${index}`;
  const hosts = Array.from({ length: HOSTS_OF_INTRUSION }, () => random(size(WHOLE.hosts)));
  const sessions = hosts.map((host, step): Session => {
    const startMs = firstMs + step * 600_000;
    const from = hosts[step - 1];
    return {
      ...{ host: hostName(host), logonId: `0x${(0x4000_0000 + index * 16 + step).toString(16)}`, account, startMs },
      ...{ kind: step === 0 ? ('interactive' as const) : ('remote-interactive' as const), endMs: startMs + 5 * DAY_MS },
      ...(from === undefined ? {} : { address: addressOf(from) }),
      ref: ref(host, 30_000_000 + index * 16 + step),
    };
  });
  const alerts = Array.from({ length: ALERTS_OF_INTRUSION }, (_, step) => {
    const session = sessions[step % HOSTS_OF_INTRUSION]!;
    const timeMs = session.startMs + 900_000 + Math.floor(step / HOSTS_OF_INTRUSION) * 3 * 3_600_000;
    const record = 40_000_000 + index * ALERTS_OF_INTRUSION + step;
    return alert(40 + (step % 40), session, { source: session.ref.source, record }, timeMs, {
      logonId: session.logonId,
    });
  });
  return { alerts, sessions };
}

/** Rules below 40 are everyday, those from 40 on are those of intruders. */
function alert(
  rule: number,
  { host, account }: Pick<Session, 'host' | 'account'>,
  event: EventRef,
  timeMs: number,
  context: { readonly logonId?: string },
): Alert {
  const level = rule < 40 ? LEVELS[rule % 4]! : LEVELS[2 + (rule % 5)]!;
  const image = `C:\\Windows\\System32\\tool${rule}.exe`;
  const commandLine = `${image} /check ${event.record} /area:${rule % 17}`;
  return {
    rule: {
      id: `rule-${rule}`,
      title: `Rule ${rule}`,
      level,
      tags: [`attack.${TACTICS[rule % 6]}`, `attack.t10${10 + rule}`],
    },
    ...{ event, timeMs, host, because: [{ field: 'Image', value: image }] },
    context: { ...context, account, image, commandLine, shape: `/check <n> /area:${rule % 17}` },
  };
}

function notesOfRule({ id }: { readonly id: string }): RuleNotes | undefined {
  return { behaviours: [`row-${id}`], defender: [], check: [], rises: [], distinctiveness: 'S' };
}
