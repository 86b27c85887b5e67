import type { FlowFact, OtherEventFact, RdpSessionFact } from '../../facts.ts';
import type { Host } from '../../organisation.ts';
import { type EventKind, listRecord, record, type WindowsRecord } from './event-kind.ts';
import { imageOf, qualified } from './field-text.ts';
import { TERMINAL_SERVICES } from './operational-kinds.ts';
import { sysmonHead } from './process-records.ts';
import { SECURITY } from './security-kinds.ts';
import { SYSMON } from './sysmon-kinds.ts';

/** Terminal services' own logs, and 4778 and 4779. */
export function rdpSessionRecords(fact: RdpSessionFact): readonly WindowsRecord[] {
  const { action, user, terminalSession, sourceAddress } = fact;
  const session = { User: qualified(user), SessionID: terminalSession };
  const withAddress = { ...session, Address: sourceAddress };
  const audited = {
    AccountName: user.user,
    AccountDomain: user.domain,
    LogonID: user.logonId,
    SessionName: `RDP-Tcp#${terminalSession}`,
    ClientName: fact.sourceName,
    ClientAddress: sourceAddress,
  };
  switch (action) {
    case 'authenticated': {
      const params = { Param1: user.user, Param2: user.domain, Param3: sourceAddress };
      return [record(TERMINAL_SERVICES.authenticated, params)];
    }
    case 'logon':
      return [record(TERMINAL_SERVICES.sessionLogon, withAddress)];
    case 'shell-start':
      return [record(TERMINAL_SERVICES.shellStart, withAddress)];
    case 'logoff':
      return [record(TERMINAL_SERVICES.sessionLogoff, session)];
    case 'disconnect':
      return [
        record(TERMINAL_SERVICES.sessionDisconnected, withAddress),
        record(SECURITY.sessionDisconnected, audited),
      ];
    case 'reconnect':
      return [record(TERMINAL_SERVICES.sessionReconnected, withAddress), record(SECURITY.sessionReconnected, audited)];
    case 'client-connect': {
      const server = { Name: 'Server Name', Value: fact.destination, CustomLevel: 'Info' };
      return [record(TERMINAL_SERVICES.clientConnecting, server, { userSid: user.sid })];
    }
  }
}

/** Sysmon 3 and Security 5156 of both ends, each in the log of its host. */
export function connectionRecords(fact: FlowFact): readonly (readonly [Host, WindowsRecord])[] {
  const { host, process, destinationHost, destinationProcess } = fact;
  return [
    ...(process === undefined ? [] : endRecords(fact, process, host, true)),
    ...(destinationHost === undefined || destinationProcess === undefined
      ? []
      : endRecords(fact, destinationProcess, destinationHost, false)),
  ];
}

function endRecords(
  fact: FlowFact,
  process: NonNullable<FlowFact['process']>,
  host: Host,
  isSource: boolean,
): readonly (readonly [Host, WindowsRecord])[] {
  // Sysmon hears of a TCP connection when it is made, the filtering platform already when it is tried.
  const isMade = fact.state !== 'S0' && fact.state !== 'REJ';
  return [
    [host, connectionAllowed(fact, process, isSource)] as const,
    ...(isMade && fact.protocol !== 'icmp' ? [[host, sysmonConnection(fact, process, isSource)] as const] : []),
  ];
}

/** Names that Sysmon gives to ports; `-` for all others. */
const PORT_NAME: Readonly<Record<number, string>> = {
  22: 'ssh',
  53: 'domain',
  80: 'http',
  88: 'kerberos',
  135: 'epmap',
  139: 'netbios-ssn',
  389: 'ldap',
  443: 'https',
  445: 'microsoft-ds',
  3389: 'ms-wbt-server',
};

function sysmonConnection(fact: FlowFact, process: NonNullable<FlowFact['process']>, isSource: boolean): WindowsRecord {
  const { sourceAddress, destinationAddress, sourcePort, destinationPort } = fact;
  const sourceName = isSource || fact.host.role !== 'firewall' ? fact.host.fqdn : '-';
  return record(SYSMON.connection, {
    ...sysmonHead(fact.timeMs, process),
    Protocol: fact.protocol,
    Initiated: isSource,
    SourceIsIpv6: sourceAddress.includes(':'),
    SourceIp: sourceAddress,
    SourceHostname: sourceName,
    SourcePort: sourcePort,
    SourcePortName: PORT_NAME[sourcePort] ?? '-',
    DestinationIsIpv6: destinationAddress.includes(':'),
    DestinationIp: destinationAddress,
    DestinationHostname: fact.destinationHost?.fqdn ?? fact.destinationName ?? '-',
    DestinationPort: destinationPort,
    DestinationPortName: PORT_NAME[destinationPort] ?? '-',
  });
}

/** Directions and layers of the filtering platform: 14592 inbound at 14610 (receive/accept), 14593 outbound at 14611 (connect). */
const INBOUND = { direction: '%%14592', layer: '%%14610', layerId: 44 } as const;
const OUTBOUND = { direction: '%%14593', layer: '%%14611', layerId: 48 } as const;
/** IANA protocol numbers. */
const PROTOCOL = { tcp: 6, udp: 17, icmp: 1 } as const;

function connectionAllowed(
  fact: FlowFact,
  process: NonNullable<FlowFact['process']>,
  isSource: boolean,
): WindowsRecord {
  const { direction, layer, layerId } = isSource ? OUTBOUND : INBOUND;
  return record(SECURITY.connectionAllowed, {
    ProcessID: process.pid,
    Application: devicePath(imageOf(process)),
    Direction: direction,
    SourceAddress: fact.sourceAddress,
    SourcePort: String(fact.sourcePort),
    DestAddress: fact.destinationAddress,
    DestPort: String(fact.destinationPort),
    Protocol: PROTOCOL[fact.protocol],
    FilterRTID: 65865 + layerId,
    LayerName: layer,
    LayerRTID: layerId,
  });
}

function devicePath(image: string): string {
  return /^[a-z]:\\/i.test(image) ? `\\device\\harddiskvolume3${image.slice(2)}`.toLowerCase() : image;
}

/** GUIDs of providers that facts may name freely. */
const PROVIDER_GUID: Readonly<Record<string, string>> = {
  'Microsoft-Windows-ActiveDirectory_DomainService': '{0e8478c5-3605-4e8c-8497-1e730c959516}',
  'Microsoft-Windows-Bits-Client': '{ef1cc15b-46c1-414e-bb95-e76b077bd51e}',
  'Microsoft-Windows-DNS-Client': '{1c95126e-7eea-49a9-a3fe-a378b03ddb4d}',
  'Microsoft-Windows-DNS-Server-Service': '{71a551f5-c893-4849-886b-b5ec8502641e}',
  'Microsoft-Windows-DistributedCOM': '{1b562e86-b7aa-4131-badc-b6f3a001407e}',
  'Microsoft-Windows-GroupPolicy': '{aea1b4fa-97d1-45f2-a64c-4d69fffd92c9}',
  'Microsoft-Windows-Kernel-PnP': '{9c205a39-1250-487d-abd7-e831c6290539}',
  'Microsoft-Windows-Kernel-Power': '{331c3b3a-2005-44c2-ac5e-77220c37d6b4}',
  'Microsoft-Windows-PrintService': '{747ef6fd-e535-4d16-b510-42c90f6873a1}',
  'Microsoft-Windows-Security-Auditing': '{54849625-5478-4994-a5ba-3e3b0328c30d}',
  'Microsoft-Windows-Security-SPP': '{e23b33b0-c8c9-472c-a5f9-f2bdfea0f156}',
  'Microsoft-Windows-Time-Service': '{06edcfeb-0fd0-4e53-acca-a6f8bbf81bcb}',
  'Microsoft-Windows-User Profiles Service': '{89b1e9f0-5aff-44a6-9b44-0a07a7ce5845}',
  'Microsoft-Windows-Winlogon': '{dbe9b383-7cf3-4331-91cc-a3cb16a3b538}',
};
const CLASSIC_KEYWORDS = 0x0080000000000000n;
const MANIFEST_KEYWORDS = 0x8000000000000000n;

/** Kinds of other events, by all that makes them differ; facts name few. */
const otherKinds = new Map<string, EventKind>();

/** A record as the fact has it: named data, or a list of strings when no item has a name. */
export function otherEventRecords(fact: OtherEventFact): readonly WindowsRecord[] {
  const { data, user, process } = fact;
  const shape = data.map(([name, value]) => `${name}:${typeof value}`).join(' ');
  const key = [fact.channel, fact.provider, fact.eventId, fact.level, process === undefined, shape].join('|');
  let kind = otherKinds.get(key);
  if (kind === undefined) {
    kind = otherKind(fact);
    otherKinds.set(key, kind);
  }
  const extras = {
    ...(user === undefined ? {} : { userSid: user.sid }),
    ...(process === undefined ? {} : { processId: process.pid }),
  };
  const values = data.map(([, value]) => value);
  return [kind.payload === 'list' ? listRecord(kind, values.map(String), extras) : { kind, values, ...extras }];
}

function otherKind({ channel, provider, eventId, level, data, process }: OtherEventFact): EventKind {
  const guid = PROVIDER_GUID[provider];
  const isNamed = data.some(([name]) => name !== '');
  return {
    channel,
    provider: { name: provider, ...(guid === undefined ? {} : { guid }) },
    ...(guid === undefined ? { qualifiers: 0 } : {}),
    ...{ eventId, version: 0, level, task: 0, opcode: 0 },
    keywords: guid === undefined ? CLASSIC_KEYWORDS : MANIFEST_KEYWORDS,
    writer: process === undefined ? 'nobody' : 'acting',
    payload: isNamed ? 'named' : 'list',
    fields: isNamed
      ? data.map(([name, value]) => ({ name, type: typeof value === 'number' ? 'uint32' : 'string' }))
      : [],
  };
}
