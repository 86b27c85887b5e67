import { HOUR_MS } from '../calendar.ts';
import type { KerberosDetail } from '../facts.ts';
import type { Account, Principal } from '../organisation.ts';
import { connect } from './connect.ts';
import type { HostState } from './host-state.ts';
import type { World } from './world.ts';

/** AES256 as 4768 and 4769 number it (RFC 3962). */
export const AES256 = 0x12;
/** RC4 (RFC 4757), which only old programs and those who crack tickets ask for. */
export const RC4 = 0x17;
const CIPHERS: Readonly<Record<number, string>> = { [AES256]: 'aes256-cts-hmac-sha1-96', [RC4]: 'rc4-hmac' };
/** Kerberos errors of RFC 4120, 7.5.9, as Windows shows them, with Zeek's words. */
const ERRORS: Readonly<Record<number, string>> = {
  6: 'KDC_ERR_C_PRINCIPAL_UNKNOWN',
  18: 'KDC_ERR_CLIENT_REVOKED',
  24: 'KDC_ERR_PREAUTH_FAILED',
};
/** The domain policy's default lifetime of tickets. */
const TICKET_MS = 10 * HOUR_MS;
const TGT_OPTIONS = 0x40810010;
const SERVICE_OPTIONS = 0x40810000;

/** How a ticket is asked for, and what becomes of it. */
export interface TicketOptions {
  readonly afterMs?: number;
  /** 0 success, 0x18 wrong password, 0x6 no such account, 0x12 locked or disabled */
  readonly status?: number;
  readonly encryption?: number;
}

/** Asks a domain controller for the ticket of an account (AS exchange). */
export function requestTgt(world: World, client: HostState, account: Principal, options: TicketOptions = {}): void {
  const { status = 0, encryption = AES256, afterMs = 0 } = options;
  const controller = world.controllerOf(client);
  const sourcePort = world.network.dynamicPort();
  tellExchange(world, client, controller, sourcePort, afterMs, {
    protocol: 'kerberos',
    afterMs: 1,
    request: 'AS',
    client: `${account.user}/${world.organisation.dnsDomain.toUpperCase()}`,
    service: `krbtgt/${world.organisation.dnsDomain.toUpperCase()}`,
    isSuccess: status === 0,
    error: ERRORS[status] ?? '',
    cipher: status === 0 ? CIPHERS[encryption]! : '',
  });
  world.emit(
    {
      kind: 'kerberos-tgt',
      host: controller.host,
      account,
      realm: world.organisation.dnsDomain.toUpperCase(),
      status,
      encryption,
      ticketOptions: TGT_OPTIONS,
      preAuthType: 2,
      clientAddress: client.address,
      clientPort: sourcePort,
    },
    afterMs + 2,
  );
}

/** A service ticket to be asked for. */
export interface ServiceTicket extends TicketOptions {
  /** `cifs`, `host`, `ldap`, `HTTP`, `TERMSRV`, `RestrictedKrbHost`, `MSSQLSvc` */
  readonly serviceClass: string;
  readonly target: HostState;
  /** the account that owns the service when it is not the machine's */
  readonly owner?: Account;
}

/** Asks for a service ticket, unless the session holds one that is still good (TGS exchange). */
export function requestTicket(
  world: World,
  client: HostState,
  account: Principal,
  tickets: Map<string, number>,
  request: ServiceTicket,
): void {
  const { target, serviceClass, owner, encryption = AES256, afterMs = 0 } = request;
  const name = `${serviceClass}/${target.host.fqdn}`;
  if ((tickets.get(name) ?? 0) > world.nowMs) return;
  tickets.set(name, world.nowMs + TICKET_MS);
  const controller = world.controllerOf(client);
  const sourcePort = world.network.dynamicPort();
  const realm = world.organisation.dnsDomain.toUpperCase();
  tellExchange(world, client, controller, sourcePort, afterMs, {
    protocol: 'kerberos',
    afterMs: 1,
    request: 'TGS',
    client: `${account.user}/${realm}`,
    service: name,
    isSuccess: true,
    error: '',
    cipher: CIPHERS[encryption]!,
  });
  world.emit(
    {
      kind: 'kerberos-service',
      host: controller.host,
      account,
      realm,
      service: owner ?? target.machineAccount,
      servicePrincipalName: name,
      status: 0,
      encryption,
      ticketOptions: SERVICE_OPTIONS,
      clientAddress: client.address,
      clientPort: sourcePort,
      logonGuid: controller.logonGuid(sourcePort),
    },
    afterMs + 2,
  );
}

/** The connection of one exchange; a domain controller asks itself without one. */
function tellExchange(
  world: World,
  client: HostState,
  controller: HostState,
  sourcePort: number,
  afterMs: number,
  detail: KerberosDetail,
): void {
  if (client === controller) return;
  connect(world, {
    from: client,
    to: controller,
    port: 88,
    sourcePort,
    lastsMs: client.random.integer(2, 14),
    sentBytes: client.random.integer(1400, 2200),
    receivedBytes: client.random.integer(1500, 2400),
    service: 'krb_tcp',
    details: [detail],
    afterMs,
  });
}
