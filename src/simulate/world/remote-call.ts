import type { DceRpcDetail } from '../facts.ts';
import { connect } from './connect.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import type { World } from './world.ts';

/** One remote call, as Zeek tells it. */
export function call(endpoint: string, operation: string, namedPipe: string): DceRpcDetail {
  return { protocol: 'dce-rpc', afterMs: 6, endpoint, operation, namedPipe, roundTripMs: 3 };
}

/** The connection of remote calls; none to the own host. */
export function rpc(
  world: World,
  client: LiveProcess,
  target: HostState,
  port: number,
  afterMs: number,
  details: readonly DceRpcDetail[],
): void {
  if (client.on === target) return;
  connect(world, {
    from: client.on,
    to: target,
    port,
    lastsMs: 900,
    sentBytes: 1900 * details.length,
    receivedBytes: 2300 * details.length,
    service: 'dce_rpc,gssapi,krb',
    details,
    process: client,
    afterMs,
  });
}
