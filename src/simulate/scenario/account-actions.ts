import { addressText, rangeOf } from '../addresses.ts';
import type { Principal } from '../organisation.ts';
import {
  type Activity,
  FAILURES,
  failLogon,
  foreignSession,
  type HostState,
  RC4,
  remoteWmiWithAnswer,
  requestTicket,
} from '../world/index.ts';
import { applyEffects } from './effects.ts';
import { innerOf } from './inner-process.ts';
import { type Given, type Stage, sessionOf, startersOf } from './stage.ts';

const SECOND = 1000;

/** A machine of his own in the office network, from which he works as an account that he has. */
export function* laptop(stage: Stage, given: Given): Activity {
  const { world, cast } = stage;
  const { first, size } = rangeOf(world.network.zoneNamed('clients').network);
  const address = given.optional('address') ?? addressText(first + size - 4);
  stage.sessions.push(foreignSession(world, given.text('laptop'), address, cast.account(given.raw('as'))));
  stage.shell = undefined;
  yield 20 * SECOND;
}

/** Tries passwords over the network, from where he is. */
export function* wrongPasswords(stage: Stage, given: Given): Activity {
  const { world } = stage;
  const target = given.host('wrong-passwords');
  const { on } = sessionOf(stage);
  const tried = triedAccounts(stage, given, target);
  const reason = given.optional('reason') ?? 'wrongPassword';
  const failure = reason in FAILURES ? (reason as keyof typeof FAILURES) : 'wrongPassword';
  for (let count = given.number('times', 1); count > 0; count--) {
    for (const account of tried) {
      failLogon(world, target, account, {
        ...{ type: 3, failure, sourceAddress: on.address, sourceName: on.host.name },
        sourcePort: world.network.dynamicPort(),
      });
      yield world.random.integer(300, 2500);
    }
  }
}

/** Names that are given are tried as local accounts of the target. */
function triedAccounts({ world, cast }: Stage, given: Given, target: HostState): readonly Principal[] {
  const names = given.texts('names');
  if (names.length > 0) return names.map((user) => ({ sid: 'S-1-0-0', user, domain: target.host.name }));
  const people = world.organisation.people.map(({ account }) => account);
  return given.raw('as') === 'everybody' ? people : [cast.account(given.raw('as'))];
}

/** Asks for a ticket of every service account in the cipher that is easily cracked. */
export function* kerberoast(stage: Stage, _given: Given): Activity {
  const { world } = stage;
  const { on, account, tickets } = sessionOf(stage);
  const target = world.hostOf('database-server');
  for (const [use, owner] of world.organisation.serviceAccounts) {
    // One name a service: a ticket that is held is not asked for again.
    const serviceClass = `${use}Svc`;
    requestTicket(world, on, account, tickets, { serviceClass, target, owner, encryption: RC4 });
    yield 400;
  }
}

/** As Impacket's wmiexec does: every answer goes to a file of ADMIN$, is read and removed. */
export function* wmiexec(stage: Stage, given: Given): Activity {
  const { world, cast } = stage;
  const { client, session } = startersOf(stage);
  const as = given.optional('as') === undefined ? {} : { as: cast.account(given.raw('as')) };
  const lastsMs = given.number('seconds', 3) * SECOND;
  const spec = { target: given.host('wmiexec'), command: given.text('run'), lastsMs, ...as };
  const { process } = remoteWmiWithAnswer(world, client, session, spec);
  yield SECOND;
  applyEffects(stage, innerOf(stage, process, given), given.list('effects'));
  yield lastsMs + world.random.integer(4, 40) * SECOND;
}
