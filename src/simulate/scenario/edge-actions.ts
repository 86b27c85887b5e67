import { MINUTE_MS, SECOND_MS } from '../calendar.ts';
import type { FirewallSystemFact } from '../facts.ts';
import {
  type Activity,
  callFromFirewall,
  crashSentence,
  signInToCloud,
  tellOfFirewall,
  type World,
} from '../world/index.ts';
import { oneOf } from './one-of.ts';
import type { Given, Stage } from './stage.ts';

/** The VPN daemon, or another program of the firewall, crashes. */
export function* firewallCrash({ world }: Stage, given: Given): Activity {
  tellOfFirewall(world, 'crash', crashSentence(world, given.text('firewall-crash')));
  yield 30 * SECOND_MS;
}

/**
 * From now on the firewall's own user acts, as after an authentication bypass: no login is told.
 * Source: Fortinet FG-IR-22-377.
 */
export function* firewallInternal(stage: Stage, given: Given): Activity {
  const ui = given.text('firewall-internal');
  const own = { sourceAddress: '127.0.0.1', destinationAddress: '127.0.0.1' };
  stage.firewall = { user: 'Local_Process_Access', ui, ...own, startMs: stage.world.nowMs };
  yield 2 * SECOND_MS;
}

const DEVICE_EVENTS = [
  'integrity-failure',
  'log-deleted',
  'shutdown',
  'start',
] as const satisfies readonly FirewallSystemFact['action'][];

/** What the firewall says of itself; under the login that is open, where somebody did it. */
export function* firewallDevice(stage: Stage, given: Given): Activity {
  const event = oneOf(given.text('firewall-device'), DEVICE_EVENTS);
  const by = event === 'log-deleted' || event === 'shutdown' ? stage.firewall : undefined;
  tellOfFirewall(stage.world, event, given.text('message'), by);
  yield 10 * SECOND_MS;
}

/** The firewall itself calls an address again and again, while the visit goes on. */
export function* firewallCalls({ world }: Stage, given: Given): Activity {
  world.start(
    callAgain(world, given.text('firewall-calls'), {
      port: given.number('port', 443),
      times: given.number('times', 1),
      everyMs: given.number('every', 15) * MINUTE_MS,
    }),
  );
  yield 5 * SECOND_MS;
}

function* callAgain(
  world: World,
  address: string,
  { port, times, everyMs }: { readonly port: number; readonly times: number; readonly everyMs: number },
): Activity {
  const random = world.random.fork(`firewall-calls/${address}`);
  for (let count = 0; count < times; count++) {
    const size = { sentBytes: random.integer(380, 900), receivedBytes: random.integer(220, 1400) };
    callFromFirewall(world, { address, port, lastsMs: random.integer(800, 5000), ...size });
    yield Math.round(everyMs * (0.96 + 0.08 * random.next()));
  }
}

const RISKS = ['none', 'low', 'medium', 'high'] as const;

/** Signs in to the cloud as an account. */
export function* cloudSignIn({ world, cast }: Stage, given: Given): Activity {
  const account = cast.account(given.raw('cloud-sign-in'));
  const from = given.text('from');
  const agent = given.optional('agent');
  const how = {
    ...{ client: given.optional('client') ?? 'Browser', isMultiFactor: false, isManagedDevice: false },
    ...(agent === undefined ? {} : { userAgent: agent }),
  };
  for (let count = given.number('fails', 0); count > 0; count--) {
    const failureReason = 'Invalid username or password or Invalid on-premise username or password.';
    signInToCloud(world, account, from, { ...how, errorCode: 50126, failureReason });
    yield 20 * SECOND_MS;
  }
  const riskLevel = oneOf(given.optional('risk') ?? 'none', RISKS);
  const risk = riskLevel === 'none' ? {} : ({ riskState: 'atRisk', riskEventTypes: ['unfamiliarFeatures'] } as const);
  const application = given.optional('application');
  signInToCloud(world, account, from, { ...how, riskLevel, ...risk, ...(application ? { application } : {}) });
  yield 30 * SECOND_MS;
}
