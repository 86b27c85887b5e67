import type { HostAddress, LogEvent, Observations, Schema } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { type SeenPart, SeenTable } from './seen-table.ts';
import { categoryView, OWN_FIELDS } from './view.ts';

const MAX_ADDRESSES = 200_000;

/** The addresses that hosts were seen to have: by their own logs, and by the names they give where they log on. */
export function createAddresses(): Aspect<SeenPart, Pick<Observations, 'addresses'>> {
  const addresses = new SeenTable(MAX_ADDRESSES, [true, true, true, true]);
  return {
    bind: (schema) => {
      const read = addressReader(schema);
      if (read === undefined) return undefined;
      return (event) => {
        const found = read(event);
        if (found !== undefined) addresses.seeTexts(event, found.host, found.address, found.basis, '');
      };
    },
    absorb: (part) => addresses.absorb(part),
    part: () => addresses.part(),
    result: () => ({ addresses: allOf(addresses) }),
    get dropped() {
      return addresses.dropped;
    },
  };
}

function allOf(addresses: SeenTable): HostAddress[] {
  const textOf = addresses.texts.reader();
  return Array.from({ length: addresses.size }, (_, row) => ({
    host: textOf(addresses.numberAt(row, 0)),
    address: textOf(addresses.numberAt(row, 1)),
    basis: textOf(addresses.numberAt(row, 2)) as HostAddress['basis'],
    firstRef: addresses.firstRefAt(row),
    ...addresses.whenAt(row),
  }));
}

type AddressReader = (event: LogEvent) => Pick<HostAddress, 'host' | 'address' | 'basis'> | undefined;

function addressReader(schema: Schema): AddressReader | undefined {
  if (schema.product !== 'windows') return undefined;
  const [channel, eventId] = [schema.constants?.get('Channel'), schema.constants?.get('EventID')];
  if (channel === 'Security' && eventId === 4624) return logonAddress;
  if (channel === 'Security' && eventId === 4768) return ticketAddress;
  const connection = categoryView(schema, 'network_connection');
  if (connection === undefined) return undefined;
  return (event) => {
    const isOwn = connection.text(event, 'Initiated') === 'true';
    const address = isOwn ? connection.text(event, 'SourceIp') : undefined;
    return address === undefined || isLocal(address) ? undefined : { host: event.host, address, basis: 'own' };
  };
}

/**
 * A computer that logs on with its own account says who it is by that name; one that uses NTLM names itself beside its
 * address. The name beside other logons is that of the computer logged on to.
 */
function logonAddress(event: LogEvent): ReturnType<AddressReader> {
  if (OWN_FIELDS.text(event, 'LogonType') !== '3') return undefined;
  const account = OWN_FIELDS.text(event, 'TargetUserName');
  const isMachine = account?.endsWith('$') === true && !account.startsWith('ANONYMOUS');
  const host = isMachine ? account.slice(0, -1) : OWN_FIELDS.text(event, 'WorkstationName');
  const address = OWN_FIELDS.text(event, 'IpAddress')?.replace(/^::ffff:/, '');
  if (host === undefined || address === undefined || isLocal(address) || isSameHost(host, event.host)) return undefined;
  return { host, address, basis: 'logon' };
}

/** Tickets are asked for by computers with their own accounts, too. */
function ticketAddress(event: LogEvent): ReturnType<AddressReader> {
  const account = OWN_FIELDS.text(event, 'TargetUserName');
  const address = OWN_FIELDS.text(event, 'IpAddress')?.replace(/^::ffff:/, '');
  if (account?.endsWith('$') !== true || address === undefined || isLocal(address)) return undefined;
  return { host: account.slice(0, -1), address, basis: 'logon' };
}

function isSameHost(a: string, b: string): boolean {
  return a.split('.')[0]!.toLowerCase() === b.split('.')[0]!.toLowerCase();
}

function isLocal(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address.startsWith('fe80:');
}
