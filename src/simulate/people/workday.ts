import { DAY_MS, HOUR_MS, MINUTE_MS } from '../calendar.ts';
import type { Person } from '../organisation.ts';
import type { Random } from '../random.ts';
import { boot } from '../world/boot.ts';
import { signInToCloud } from '../world/cloud.ts';
import { connect } from '../world/connect.ts';
import { logOnAtConsole, unlock } from '../world/desktop-logons.ts';
import type { HostState } from '../world/host-state.ts';
import { failLogon, logOff } from '../world/logons.ts';
import type { VpnSession } from '../world/network-state.ts';
import { shutDown } from '../world/power.ts';
import type { LogonSession } from '../world/session.ts';
import { closeVpn, failVpn, openVpn } from '../world/vpn.ts';
import type { Activity, World } from '../world/world.ts';

/** What a person does at the desk, now and then. */
export interface Habits {
  /** one thing; nothing else is begun, and nobody goes home, until it is done */
  readonly act: (world: World, session: LogonSession, random: Random) => Activity | undefined;
  /** mean time between two things at noise 1 */
  readonly meanGapMs: number;
}

/** Office networks lease for a day, so a weekend away means another address. */
const LEASE_MS = DAY_MS;
const ILL_CHANCE = 0.03;
const HOLIDAY_WEEK_CHANCE = 0.07;
const WRONG_PASSWORD_CHANCE = 0.03;

/** The working life of a person: days on and off, at the desk or at home over VPN, with lunch in between. */
export function* workingLife(world: World, person: Person, habits: Habits): Activity {
  const random = world.random.fork(`person/${person.account.user}`);
  let isOnHoliday = false;
  for (;;) {
    yield world.untilTomorrow();
    if (world.today.weekday === 1) isOnHoliday = random.chance(HOLIDAY_WEEK_CHANCE);
    if (!world.today.isWorkday || isOnHoliday || random.chance(ILL_CHANCE)) continue;
    yield* workday(world, person, habits, random);
  }
}

function* workday(world: World, person: Person, habits: Habits, random: Random): Activity {
  const host = world.stateOf(person.workstation);
  const isHome = random.chance(person.homeShare);
  const day = world.today;
  const endMinute = person.endsAtMinute + random.normal(0, 25);
  yield Math.max(0, Math.round(world.untilMinute(person.startsAtMinute + random.normal(0, 12))));
  yield* startMachine(world, host, isHome, random);
  yield random.integer(20, 90) * 1000;
  const { session, tunnel } = yield* arrive(world, person, host, isHome, random);
  readMail(world, person, isHome);
  const endMs = day.startMs + Math.round(endMinute * MINUTE_MS);
  yield* work(world, session, habits, endMs, random);
  yield* leave(world, host, session, tunnel, random);
}

// Some networks and browsers are new to the cloud's own judgement, also those of staff; a second factor settles it.
const UNFAMILIAR_SHARE = 0.02;

/** The mail of the day is fetched: a sign-in to the cloud, from the home line or the organisation's own address. */
function readMail(world: World, { account, homeAddress }: Person, isHome: boolean): void {
  const random = world.random.fork(`cloud/${account.user}/${world.today.date}`);
  const isUnfamiliar = isHome && random.chance(UNFAMILIAR_SHARE);
  signInToCloud(world, account, isHome ? homeAddress : world.organisation.publicAddress, {
    ...(isUnfamiliar
      ? { riskState: 'remediated', riskLevel: 'low', riskEventTypes: ['unfamiliarFeatures'], isManagedDevice: false }
      : {}),
  });
}

/** The machine is started, or wakes; in the office it asks for an address. */
function* startMachine(world: World, host: HostState, isHome: boolean, random: Random): Activity {
  host.isAway = isHome;
  host.isAsleep = false;
  const wakesUp = host.isUp && !random.chance(0.2);
  if (isHome) host.address = '192.168.178.23';
  else takeAddress(world, host);
  if (wakesUp) return;
  if (host.isUp) {
    shutDown(world, host, { sid: 'S-1-5-18', user: 'SYSTEM', domain: 'NT AUTHORITY' }, 'Other (Unplanned)');
    yield random.integer(20, 70) * 1000;
  }
  boot(world, host);
}

function takeAddress(world: World, host: HostState): void {
  const isNew = world.network.lease(host, world.nowMs, LEASE_MS);
  const server = world.hostOf('domain-controller');
  const leaseSeconds = LEASE_MS / 1000;
  world.emit({
    kind: 'dhcp-lease',
    host: server.host,
    action: isNew ? 'assign' : 'renew',
    client: host.host,
    address: host.address,
    leaseSeconds,
  });
  connect(world, {
    from: host,
    to: server,
    port: 67,
    protocol: 'udp',
    sourcePort: 68,
    lastsMs: 12,
    sentBytes: 330,
    receivedBytes: 340,
    service: 'dhcp',
    details: [
      {
        protocol: 'dhcp',
        afterMs: 0,
        mac: host.host.mac,
        hostName: host.host.name,
        assignedAddress: host.address,
        leaseSeconds,
      },
    ],
  });
}

interface Arrival {
  readonly session: LogonSession;
  readonly tunnel: VpnSession | undefined;
}

function* arrive(
  world: World,
  person: Person,
  host: HostState,
  isHome: boolean,
  random: Random,
): Generator<number, Arrival, void> {
  if (random.chance(WRONG_PASSWORD_CHANCE) && !isHome) {
    failLogon(world, host, person.account, { type: 2, failure: 'wrongPassword', sourceAddress: '127.0.0.1' });
    yield random.integer(5, 20) * 1000;
  }
  const locked = [...host.sessions].find(({ type, account }) => type === 2 && account === person.account);
  const session = locked ?? logOnAtConsole(world, host, person.account);
  if (locked !== undefined) unlock(world, locked);
  if (!isHome) return { session, tunnel: undefined };
  yield random.integer(30, 400) * 1000;
  if (random.chance(WRONG_PASSWORD_CHANCE)) {
    failVpn(world, person.account.user, person.homeAddress);
    yield random.integer(8, 40) * 1000;
  }
  const tunnel = openVpn(world, person.account, person.homeAddress);
  host.address = tunnel.tunnelAddress;
  host.isAway = false;
  return { session, tunnel };
}

/** Things to do until the end of the day, with a lunch break behind a locked screen. */
function* work(world: World, session: LogonSession, habits: Habits, endMs: number, random: Random): Activity {
  const lunchMs = world.nowMs + random.integer(200, 280) * MINUTE_MS;
  let hasEaten = false;
  while (world.nowMs < endMs && !session.isOver) {
    yield Math.ceil(Math.min(4 * HOUR_MS, random.exponential(habits.meanGapMs / world.noise)));
    if (session.isOver) return;
    if (!hasEaten && world.nowMs > lunchMs) {
      hasEaten = true;
      yield random.integer(20, 60) * MINUTE_MS;
      if (!session.isOver) unlock(world, session);
    } else yield* habits.act(world, session, random) ?? [];
  }
}

function* leave(
  world: World,
  host: HostState,
  session: LogonSession,
  tunnel: VpnSession | undefined,
  random: Random,
): Activity {
  const way = random.next();
  // What was just begun, as a command in a console, comes to its end first.
  yield random.integer(15, 60) * 1000;
  if (tunnel !== undefined) {
    closeVpn(world, tunnel);
    host.isAway = true;
    host.address = '192.168.178.23';
    yield random.integer(5, 60) * 1000;
  }
  if (tunnel !== undefined || way < 0.3) shutDown(world, host, session.account, 'Other (Planned)', session.shell);
  else {
    if (way < 0.6) logOff(world, session, true);
    host.isAsleep = true;
  }
}
