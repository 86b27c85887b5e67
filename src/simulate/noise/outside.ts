import { siteAddress, strangerAddress } from '../addresses.ts';
import { HOUR_MS, MINUTE_MS } from '../calendar.ts';
import type { Random } from '../random.ts';
import { signInToCloud } from '../world/cloud.ts';
import { connect } from '../world/connect.ts';
import { failFirewallLogin } from '../world/firewall-admin.ts';
import { callFromFirewall, tellOfFirewall } from '../world/firewall-device.ts';
import { failVpn } from '../world/vpn.ts';
import { callWebServer } from '../world/web.ts';
import type { Activity, World } from '../world/world.ts';

/** Mean times at noise 1. A public address is really probed every few seconds. */
const SCAN_GAP_MS = 12 * MINUTE_MS;
const GUESS_GAP_MS = 5 * HOUR_MS;
const WEB_GAP_MS = 40 * MINUTE_MS;

/** Ports that scanners try most. */
const PORTS = [22, 23, 80, 443, 445, 1433, 3389, 5900, 6379, 8080, 8443, 8081, 7547, 2222, 161] as const;

/** The internet knocks at the firewall: most of it is denied. */
export function* scanners(world: World): Activity {
  const random = world.random.fork('scanners');
  const to = { address: world.organisation.publicAddress };
  for (;;) {
    yield Math.ceil(random.exponential(SCAN_GAP_MS / world.noise));
    const from = { address: strangerAddress(random.next()) };
    const tries = random.chance(0.1) ? random.integer(3, 12) : 1;
    for (let index = 0; index < tries; index++) {
      const sourcePort = random.integer(1024, 65_535);
      connect(world, {
        from,
        to,
        port: random.pick(PORTS),
        sourcePort,
        lastsMs: 0,
        sentBytes: 44,
        receivedBytes: 0,
        state: 'S0',
      });
      yield random.integer(50, 3000);
    }
  }
}

const GUESSED = [
  'admin',
  'vpn',
  'test',
  'administrator',
  'user',
  'guest',
  'support',
  'backup',
  'fortinet',
  'sslvpn',
] as const;

/** And guesses names and passwords, at the VPN and at the management. */
export function* guessers(world: World): Activity {
  const random = world.random.fork('guessers');
  for (;;) {
    yield Math.ceil(random.exponential(GUESS_GAP_MS / world.noise));
    const address = strangerAddress(random.next());
    const isVpn = random.chance(0.7);
    for (let tries = random.integer(1, 4); tries > 0; tries--) {
      const user = random.pick(GUESSED);
      if (isVpn) failVpn(world, user, address, 'sslvpn_login_unknown_user');
      else failFirewallLogin(world, user, { address }, false);
      yield random.integer(2, 30) * 1000;
    }
  }
}

/** Somebody tries the staff's names at the cloud with a common password; old protocols know no second factor. */
export function* cloudGuessers(world: World): Activity {
  const random = world.random.fork('cloud-guessers');
  for (;;) {
    yield Math.ceil(random.exponential(GUESS_GAP_MS / world.noise));
    const address = strangerAddress(random.next());
    for (let tries = random.integer(1, 3); tries > 0; tries--) {
      signInToCloud(world, random.pick(world.organisation.people).account, address, {
        ...{ client: 'Authenticated SMTP', userAgent: '', isMultiFactor: false, isManagedDevice: false },
        ...{
          errorCode: 50126,
          failureReason: 'Invalid username or password or Invalid on-premise username or password.',
        },
        ...{ riskState: 'atRisk', riskLevel: 'medium', riskEventTypes: ['unfamiliarFeatures'] },
      });
      yield random.integer(2, 30) * 1000;
    }
  }
}

const PROBES = [
  '/.env',
  '/robots.txt',
  '/wp-login.php',
  '/favicon.ico',
  '/.git/config',
  '/autodiscover/autodiscover.xml',
] as const;
const PAGES = ['/', '/outages/', '/tariffs/', '/contact', '/account/login', '/css/site.css', '/img/map.png'] as const;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example/about)',
] as const;

/** Customers, and programs that look for holes, on the web servers. */
export function* visitors(world: World): Activity {
  const random = world.random.fork('visitors');
  for (;;) {
    yield Math.ceil(random.exponential(WEB_GAP_MS / world.noise));
    const isProbe = random.chance(0.2);
    const server = world.hostOf(random.chance(0.85) ? 'iis-server' : 'tomcat-server');
    if (!server.isUp) continue;
    const from = { address: strangerAddress(random.next()) };
    callWebServer(world, from, server, {
      path: isProbe
        ? random.pick(PROBES)
        : server.host.role === 'tomcat-server'
          ? '/authorization.do'
          : random.pick(PAGES),
      status: isProbe ? 404 : 200,
      userAgent: random.pick(AGENTS),
      receivedBytes: random.integer(900, 50_000),
      tookMs: random.integer(4, 300),
    });
  }
}

/** Names of the maker's services that a FortiGate calls (Fortinet, "FortiOS ports and protocols"). */
const MAKER_SERVICES = ['update.fortiguard.example', 'service.fortiguard.example', 'globalupdate.fortinet.example'];

/** What the firewall says of itself, and calls by itself. */
export function* firewallHealth(world: World): Activity {
  const random = world.random.fork('firewall');
  for (let hour = 0; ; hour++) {
    yield HOUR_MS;
    tellLoad(world, random);
    if (hour % 2 === 1) callMaker(world, random);
    if (hour % 24 === 3) tellOfFirewall(world, 'signatures-updated', 'FortiGate scheduled update');
    if (hour % 24 === 9) tellOfFirewall(world, 'ha-sync', 'The sync status with the primary: in-sync');
  }
}

function tellLoad(world: World, random: Random): void {
  world.emit({
    kind: 'firewall-system',
    host: world.hostOf('firewall').host,
    action: 'performance',
    user: '',
    ui: '',
    message: 'Performance statistics',
    cpuPercent: random.integer(2, 24),
    memoryPercent: random.integer(38, 52),
    sessions: random.integer(300, 2400),
  });
}

function callMaker(world: World, random: Random): void {
  callFromFirewall(world, {
    address: siteAddress(random.pick(MAKER_SERVICES)),
    port: 443,
    lastsMs: random.integer(2000, 60_000),
    sentBytes: random.integer(2000, 9000),
    receivedBytes: random.integer(5000, 400_000),
  });
}
