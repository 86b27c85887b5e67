import type { DceRpcDetail, LdapDetail } from '../facts.ts';
import { service } from './boot.ts';
import { connect } from './connect.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { logOnRemotely } from './remote-logon.ts';
import type { LogonSession } from './session.ts';
import { useShare } from './shares.ts';
import type { World } from './world.ts';

/** Rights and classes in 4662 of who pulls secrets (MS-ADTS 5.1.3.2.1, and the class domainDNS). */
const GET_CHANGES = '{1131f6aa-9c07-11d1-f79f-00c04fc2dcd2}';
const GET_CHANGES_ALL = '{1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}';
const DOMAIN_CLASS = '{19195a5b-6da0-11d0-afd3-00c04fd930c9}';

/** Distinguished name of the domain. */
export function domainName(world: World): string {
  return `DC=${world.organisation.dnsDomain.replaceAll('.', ',DC=')}`;
}

function rpcDetails(endpoint: string, operations: readonly string[], namedPipe: string): DceRpcDetail[] {
  return operations.map((operation, index) => {
    return { protocol: 'dce-rpc', afterMs: 6 + 4 * index, endpoint, operation, namedPipe, roundTripMs: 3 };
  });
}

/** A program asks another host over RPC, on a port of its own. */
export function callRpc(world: World, process: LiveProcess, of: HostState, endpoint: string, operation: string): void {
  connect(world, {
    from: process.on,
    to: of,
    port: 49_670,
    lastsMs: 900,
    sentBytes: 3000,
    receivedBytes: 48_000,
    service: 'gssapi,dce_rpc,krb',
    process,
    details: rpcDetails(endpoint, [operation], '49670'),
    afterMs: 150,
  });
}

/** What a domain controller calls, and what a client calls that takes single accounts as one would. */
const CONTROLLER_CALLS = ['DRSBind', 'DRSGetNCChanges', 'DRSUnbind'];
const CLIENT_CALLS = ['DRSBind', 'DRSDomainControllerInfo', 'DRSCrackNames', 'DRSGetNCChanges', 'DRSUnbind'];

/** One domain controller fetches changes from another; or somebody who plays one does: then 4662 shows an account. */
export function replicateDirectory(
  world: World,
  from: LogonSession,
  controller: HostState,
  bytes: number,
  process?: LiveProcess,
): void {
  const calls = from.account.user.endsWith('$') ? CONTROLLER_CALLS : CLIENT_CALLS;
  const sourcePort = world.network.dynamicPort();
  const serviceClass = 'E3514235-4B06-11D1-AB04-00C04FC2DCD2';
  const session = logOnRemotely(world, from, controller, { serviceClass, sourcePort, lastsMs: 20_000 });
  connect(world, {
    from: from.on,
    to: controller,
    port: 49_155,
    sourcePort,
    lastsMs: 3000,
    sentBytes: 9000,
    receivedBytes: bytes,
    service: 'gssapi,dce_rpc,krb',
    details: rpcDetails('drsuapi', calls, '49155'),
    targetProcess: service(controller, 'lsass'),
    ...(process === undefined ? {} : { process }),
    afterMs: 40,
  });
  for (const [index, right] of [GET_CHANGES, GET_CHANGES_ALL].entries()) {
    world.emit(
      {
        kind: 'directory',
        host: controller.host,
        action: 'read',
        subject: session.subject,
        objectName: domainName(world),
        objectClass: DOMAIN_CLASS,
        properties: [right, DOMAIN_CLASS],
      },
      60 + 5 * index,
    );
  }
}

/** A program asks the directory by LDAP. */
export function searchDirectory(
  world: World,
  from: LogonSession,
  process: LiveProcess,
  query: Pick<LdapDetail, 'filter' | 'results'> & Partial<Pick<LdapDetail, 'object' | 'scope'>>,
): void {
  const controller = world.controllerOf(from.on);
  if (controller === from.on) return;
  const sourcePort = world.network.dynamicPort();
  logOnRemotely(world, from, controller, { serviceClass: 'ldap', sourcePort, lastsMs: 8000 });
  const { filter, results, object = domainName(world), scope = 'tree' } = query;
  connect(world, {
    from: from.on,
    to: controller,
    port: 389,
    sourcePort,
    lastsMs: 400 + 3 * results,
    sentBytes: 1200 + filter.length,
    receivedBytes: 900 + 600 * results,
    service: 'ldap_tcp,gssapi,krb',
    process,
    details: [
      {
        protocol: 'ldap',
        afterMs: 4,
        operation: 'bind',
        object: from.account.user,
        filter: '',
        scope: 'base',
        results: 1,
      },
      { protocol: 'ldap', afterMs: 20, operation: 'search', object, filter, scope, results },
    ],
    afterMs: 50,
  });
}

/** `net group ... /domain` and its like: SAMR calls to a domain controller, which lists the members (4799 for local groups). */
export function listAccounts(world: World, from: LogonSession, process: LiveProcess, group?: string): void {
  const controller = world.controllerOf(from.on);
  if (controller === from.on) return;
  const session = useShare(world, from, controller, {
    share: 'IPC$',
    files: [{ name: 'samr', action: 'open', sizeBytes: 0 }],
    afterMs: 90,
  });
  const operations =
    group === undefined
      ? ['SamrConnect5', 'SamrEnumerateUsersInDomain']
      : ['SamrConnect5', 'SamrOpenGroup', 'SamrGetMembersInGroup'];
  connect(world, {
    from: from.on,
    to: controller,
    port: 445,
    lastsMs: 300,
    sentBytes: 4000,
    receivedBytes: 9000,
    service: 'gssapi,smb,dce_rpc,krb',
    process,
    details: rpcDetails('samr', operations, '\\pipe\\lsass'),
    afterMs: 120,
  });
  if (group === undefined) return;
  world.emit(
    {
      kind: 'group-change',
      host: controller.host,
      action: 'list',
      scope: 'local',
      group: { sid: 'S-1-5-32-544', user: group, domain: 'Builtin' },
      subject: session.subject,
      process: service(controller, 'lsass'),
    },
    140,
  );
}
