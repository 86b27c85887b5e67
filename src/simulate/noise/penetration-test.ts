import { addressNumber, addressText, rangeOf } from '../addresses.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../calendar.ts';
import type { Account } from '../organisation.ts';
import { connect, type Outsider } from '../world/connect.ts';
import { foreignSession } from '../world/foreign.ts';
import type { HostState } from '../world/host-state.ts';
import { RC4 } from '../world/kerberos.ts';
import { failLogon } from '../world/logons.ts';
import type { LogonSession } from '../world/session.ts';
import { useShare } from '../world/shares.ts';
import type { Activity, World } from '../world/world.ts';

const SCANNED_PORTS = [22, 80, 135, 139, 443, 445, 1433, 3389, 5985, 8080, 8443, 9251] as const;

const LAPTOP = 'PT-LAPTOP';

/**
 * Two days of an agreed penetration test, on a Tuesday and Wednesday in office hours: a tester's laptop in the client
 * network scans, sprays one password, asks for tickets with RC4, and looks at shares with the one account that falls.
 */
export function* penetrationTest(world: World): Activity {
  const random = world.random.fork('penetration-test');
  const { first, size } = rangeOf(world.network.zoneNamed('clients').network);
  const laptop: Outsider = { address: addressText(first + size - 3), name: LAPTOP };
  do yield world.untilTomorrow();
  while (world.today.weekday !== 2 || world.nowMs < world.startMs);
  for (let day = 0; day < 2; day++) {
    yield world.untilMinute(9 * 60 + 20);
    yield* scan(world, laptop, day);
    yield random.integer(30, 90) * MINUTE_MS;
    yield* spray(world, laptop);
    yield 1 * HOUR_MS;
    if (day === 1) yield* lookAtShares(world, laptop);
    yield Math.max(0, world.today.startMs + DAY_MS - world.nowMs);
  }
}

function* scan(world: World, laptop: Outsider, day: number): Activity {
  const random = world.random.fork(`penetration-test/scan/${day}`);
  const targets = [...world.hosts].filter(({ address, host }) => address !== '' && host.zone !== 'outside');
  for (const target of targets) {
    for (const port of SCANNED_PORTS) {
      const isOpen = random.chance(0.2);
      connect(world, {
        from: laptop,
        to: target,
        port,
        lastsMs: isOpen ? 4 : 0,
        sentBytes: 60,
        receivedBytes: isOpen ? 44 : 40,
        state: isOpen ? 'RSTO' : 'REJ',
      });
      yield random.integer(5, 60);
    }
  }
}

function* spray(world: World, laptop: Outsider): Activity {
  const controller = world.hostOf('domain-controller');
  for (const { account } of world.organisation.people) {
    yield 1500;
    failLogon(world, controller, account, {
      type: 3,
      failure: 'wrongPassword',
      sourceAddress: laptop.address,
      sourcePort: world.network.dynamicPort(),
      sourceName: laptop.name ?? '-',
    });
  }
}

/** The account that fell: tickets of every service account with RC4, then the shares of the file servers. */
function* lookAtShares(world: World, laptop: Outsider): Activity {
  const fallen = world.organisation.people.at(-1)!.account;
  const session = foreignSession(world, LAPTOP, laptop.address, fallen);
  const controller = world.hostOf('domain-controller');
  for (const service of world.organisation.serviceAccounts.values()) {
    yield 300;
    askWithRc4(world, controller, laptop, fallen, service);
  }
  for (const server of world.hostsOf('file-server')) {
    yield 20_000;
    visitShares(world, session, server);
  }
}

function askWithRc4(world: World, controller: HostState, laptop: Outsider, account: Account, service: Account): void {
  const clientPort = world.network.dynamicPort();
  const realm = world.organisation.dnsDomain.toUpperCase();
  world.emit({
    kind: 'kerberos-service',
    host: controller.host,
    account,
    realm,
    service,
    servicePrincipalName: `${service.user}/${controller.host.fqdn}`,
    status: 0,
    encryption: RC4,
    ticketOptions: 0x40810010,
    clientAddress: laptop.address,
    clientPort,
    logonGuid: controller.logonGuid(addressNumber(laptop.address) + clientPort),
  });
}

function visitShares(world: World, laptop: LogonSession, server: HostState): void {
  for (const [index, { name, files }] of world.organisation.shares.entries()) {
    const file = { name: files[0]!, action: 'read', sizeBytes: 20_000 } as const;
    useShare(world, laptop, server, { share: name, files: [file], afterMs: 100 + 400 * index });
  }
}
