import { siteAddress } from '../addresses.ts';
import { connect, type Outsider } from './connect.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import type { World } from './world.ts';

/** How long an answer is kept. */
const TTL_MS = 20 * 60_000;

/** A client asks for a name, unless it still knows the answer. */
export function lookUp(
  world: World,
  client: HostState,
  name: string,
  address: string | undefined,
  process?: LiveProcess,
): void {
  if ((client.names.get(name) ?? 0) > world.nowMs) return;
  client.names.set(name, world.nowMs + TTL_MS);
  const answers = address === undefined ? [] : [address];
  const controller = world.controllerOf(client);
  if (client !== controller && client.address !== '') {
    connect(world, {
      from: client,
      to: controller,
      port: 53,
      protocol: 'udp',
      lastsMs: client.random.integer(1, 40),
      sentBytes: 30 + name.length,
      receivedBytes: 60 + 2 * name.length,
      service: 'dns',
      details: [
        {
          protocol: 'dns',
          afterMs: 0,
          query: name,
          queryType: 'A',
          responseCode: address === undefined ? 'NXDOMAIN' : 'NOERROR',
          answers,
          ttlSeconds: TTL_MS / 1000,
          roundTripMs: client.random.integer(1, 40),
        },
      ],
    });
  }
  // 9003: DNS_ERROR_RCODE_NAME_ERROR.
  const status = address === undefined ? 9003 : 0;
  if (process === undefined) return;
  world.emit({ kind: 'dns-query', host: client.host, name, queryType: 'A', status, answers, process }, 5);
}

/** A client asks for a site on the internet. */
export function resolveSite(world: World, client: HostState, name: string, process?: LiveProcess): Outsider {
  const address = siteAddress(name);
  lookUp(world, client, name, address, process);
  return { address, name };
}
