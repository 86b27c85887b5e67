import type {
  Fact,
  FirewallAdminFact,
  FirewallBackupFact,
  FirewallConfigFact,
  FirewallSystemFact,
  FirewallTrafficFact,
  VpnFact,
} from '../../facts.ts';
import type { Zone, ZoneName } from '../../organisation.ts';
import { guidOf, hash32, hexOf } from '../../random.ts';
import type { LogSources } from '../log-sources.ts';

/**
 * Lines of FortiOS 7. Ids, levels, descriptions and fields: Fortinet's FortiOS Log Message Reference 7.0 to 7.4; order of
 * fields: lines that devices wrote.
 */

/** A line behind its common head. */
export interface DeviceLine {
  /** ten digits: type, subtype, message id */
  readonly logId: string;
  readonly type: 'event' | 'traffic';
  readonly subtype: 'system' | 'vpn' | 'ha' | 'forward' | 'local';
  readonly level: 'information' | 'notice' | 'warning' | 'error' | 'critical' | 'alert';
  readonly fields: readonly DeviceField[];
}

/** Addresses are `bare`: FortiOS writes them without quotes, as it writes numbers. */
export type DeviceField = readonly [name: string, value: string | number | { readonly bare: string }];

/** What a firewall logs of a fact; nothing of facts of other hosts. */
export function deviceLines(fact: Fact, organisation: LogSources): readonly DeviceLine[] {
  switch (fact.kind) {
    case 'firewall-traffic':
      return [trafficLine(fact, organisation)];
    case 'firewall-admin':
      return [adminLine(fact)];
    case 'firewall-config':
      return [configLine(fact)];
    case 'firewall-backup':
      return [backupLine(fact)];
    case 'vpn':
      return vpnLines(fact);
    case 'firewall-system':
      return [systemLine(fact)];
    default:
      return [];
  }
}

/** IANA protocol numbers. */
const PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;

function trafficLine(fact: FirewallTrafficFact, organisation: LogSources): DeviceLine {
  const isForward = fact.direction === 'forward';
  const source = interfaceOf(organisation, fact.sourceZone);
  const destination = interfaceOf(organisation, fact.destinationZone);
  const isTranslated = fact.translatedAddress !== '';
  return {
    logId: isForward ? '0000000013' : '0001000014',
    type: 'traffic',
    subtype: fact.direction,
    level: 'notice',
    fields: [
      ['srcip', { bare: fact.sourceAddress }],
      ['srcport', fact.sourcePort],
      ['srcintf', source.name],
      ['srcintfrole', source.role],
      ['dstip', { bare: fact.destinationAddress }],
      ['dstport', fact.destinationPort],
      ['dstintf', destination.name],
      ['dstintfrole', destination.role],
      ['srccountry', fact.sourceCountry],
      ['dstcountry', fact.destinationCountry],
      ['sessionid', fact.sessionId],
      ['proto', PROTOCOL[fact.protocol]],
      ['action', fact.action],
      ['policyid', fact.policyId],
      ...(fact.sourceZone === 'device'
        ? []
        : ([['policytype', isForward ? 'policy' : 'local-in-policy']] satisfies DeviceField[])),
      ...(isForward && fact.policyId > 0
        ? ([['poluuid', policyUuid(organisation, fact.policyId)]] satisfies DeviceField[])
        : []),
      ...optional('user', fact.user),
      ...optional('group', fact.group),
      ['service', fact.service],
      ['trandisp', isTranslated ? 'snat' : 'noop'],
      ...(isTranslated
        ? ([
            ['transip', { bare: fact.translatedAddress }],
            ['transport', fact.translatedPort],
          ] satisfies DeviceField[])
        : []),
      ['app', fact.application === '' ? fact.service : fact.application],
      ['duration', fact.durationSeconds],
      ['sentbyte', fact.sentBytes],
      ['rcvdbyte', fact.receivedBytes],
      ['sentpkt', fact.sentPackets],
      ['rcvdpkt', fact.receivedPackets],
      ['appcat', 'unscanned'],
    ],
  };
}

/** VPN users come in by the tunnel's own interface; what the device calls itself comes from its virtual domain, `root`. */
function interfaceOf(
  { zones }: LogSources,
  name: ZoneName | 'device',
): { readonly name: string; readonly role: string } {
  const zone = zones.find((candidate: Zone) => candidate.name === name);
  return zone === undefined
    ? { name: 'root', role: 'undefined' }
    : { name: zone.interfaceName, role: zone.interfaceRole };
}

function policyUuid({ name }: LogSources, policyId: number): string {
  return guidOf(hexOf(`${name} policy ${policyId}`, 32))
    .slice(1, -1)
    .toLowerCase();
}

function system(
  logId: string,
  level: DeviceLine['level'],
  logdesc: string,
  fields: readonly DeviceField[],
): DeviceLine {
  return { logId, type: 'event', subtype: 'system', level, fields: [['logdesc', logdesc], ...fields] };
}

function adminLine(fact: FirewallAdminFact): DeviceLine {
  const { action, user, ui, method, profile, reason, timeMs } = fact;
  const session = String(Math.floor(timeMs / 1000));
  const who: readonly DeviceField[] = [
    ['user', user],
    ['ui', ui],
    ['method', method],
    ['srcip', { bare: fact.sourceAddress }],
    ['dstip', { bare: fact.destinationAddress }],
  ];
  switch (action) {
    case 'login':
      return system('0100032001', 'information', 'Admin login successful', [
        ['sn', session],
        ...who,
        ['action', 'login'],
        ['status', 'success'],
        ['reason', 'none'],
        ['profile', profile],
        ['msg', `Administrator ${user} logged in successfully from ${ui}`],
      ]);
    case 'login-failed':
      return system('0100032002', 'alert', 'Admin login failed', [
        ['sn', '0'],
        ...who,
        ['action', 'login'],
        ['status', 'failed'],
        ['reason', reason],
        ['msg', `Administrator ${user} login failed from ${ui} because of ${REASON_TEXT[reason] ?? reason}`],
      ]);
    case 'logout':
      return system('0100032003', 'information', 'Admin logout successful', [
        ['sn', session],
        ...who,
        ['action', 'logout'],
        ['status', 'success'],
        ['duration', fact.durationSeconds],
        ['reason', reason === '' ? 'exit' : reason],
        ['msg', `Administrator ${user} logged out from ${ui}`],
      ]);
    case 'lock-out':
      return system('0100032021', 'alert', 'Admin login disabled', [
        ['user', user],
        ['ui', ui],
        ['action', 'login'],
        ['status', 'failed'],
        ['reason', 'exceed_limit'],
        ['msg', `Login disabled from IP ${fact.sourceAddress} for 60 seconds because of 3 bad attempts`],
      ]);
  }
}

const REASON_TEXT: Readonly<Record<string, string>> = {
  passwd_invalid: 'invalid password',
  name_invalid: 'invalid user name',
};

function configLine({ id, action, user, ui, path, object, attributes }: FirewallConfigFact): DeviceLine {
  const hasObject = object !== '';
  const hasAttributes = attributes !== '';
  const [logId, logdesc] = hasObject
    ? hasAttributes
      ? ['0100044547', 'Object attribute configured']
      : ['0100044545', 'Object configured']
    : ['0100044546', 'Attribute configured'];
  return system(logId!, 'information', logdesc!, [
    ['user', user],
    ['ui', ui],
    ['action', action],
    ['cfgtid', hash32(`configuration ${id}`)],
    ['cfgpath', path],
    ...optional('cfgobj', object),
    ...optional('cfgattr', attributes),
    ['msg', `${action} ${path} ${object}`],
  ]);
}

function backupLine({ way, user, ui }: FirewallBackupFact): DeviceLine {
  const who: readonly DeviceField[] = [
    ['user', user],
    ['ui', ui],
  ];
  switch (way) {
    case 'gui':
      return system('0100032095', 'warning', 'Admin performed an action from GUI', [
        ...who,
        ['action', 'download'],
        ['status', 'success'],
        ['msg', `System config file has been downloaded by user ${user} via ${ui}`],
      ]);
    case 'scp':
      return system('0100032143', 'warning', 'System configuration backed up by SCP', [
        ...who,
        ['action', 'backup'],
        ['msg', `System configuration is backed up by ${user} via SCP`],
      ]);
    case 'cli':
    case 'api':
      return system('0100032142', 'notice', 'System configuration backed up', [
        ...who,
        ['action', 'backup'],
        ['status', 'success'],
        ['msg', `System configuration is backed up by user ${user} via ${ui}`],
      ]);
  }
}

/** A tunnel-mode client logs in to the web part first: two lines for up and for down. */
function vpnLines(fact: VpnFact): readonly DeviceLine[] {
  const isTunnel = fact.tunnelType === 'ssl-tunnel';
  switch (fact.action) {
    case 'new-connection':
      return [
        vpnLine(fact, '0101039943', 'information', 'SSL VPN new connection', 'ssl-new-con', 'SSL new connection'),
      ];
    case 'login-failed':
      return [
        vpnLine(fact, '0101039426', 'alert', 'SSL VPN login fail', 'ssl-login-fail', 'SSL user failed to logged in'),
      ];
    case 'tunnel-stats':
      return [
        vpnLine(fact, '0101039949', 'information', 'SSL VPN statistics', 'tunnel-stats', 'SSL tunnel statistics'),
      ];
    case 'tunnel-up': {
      const web = { ...fact, tunnelType: 'ssl-web', tunnelAddress: '', reason: 'login successfully' } as const;
      return [
        vpnLine(web, '0101039424', 'information', 'SSL VPN tunnel up', 'tunnel-up', 'SSL tunnel established'),
        ...(isTunnel
          ? [vpnLine(fact, '0101039947', 'information', 'SSL VPN tunnel up', 'tunnel-up', 'SSL tunnel established')]
          : []),
      ];
    }
    case 'tunnel-down': {
      const web = { ...fact, tunnelType: 'ssl-web', tunnelAddress: '' } as const;
      return [
        ...(isTunnel
          ? [vpnLine(fact, '0101039948', 'information', 'SSL VPN tunnel down', 'tunnel-down', 'SSL tunnel shutdown')]
          : []),
        vpnLine(web, '0101039425', 'information', 'SSL VPN tunnel down', 'tunnel-down', 'SSL tunnel shutdown'),
      ];
    }
  }
}

function vpnLine(
  fact: VpnFact,
  logId: string,
  level: DeviceLine['level'],
  logdesc: string,
  action: string,
  msg: string,
): DeviceLine {
  const hasTraffic = fact.action === 'tunnel-down' || fact.action === 'tunnel-stats';
  return {
    logId,
    type: 'event',
    subtype: 'vpn',
    level,
    fields: [
      ['logdesc', logdesc],
      ['action', action],
      ['tunneltype', fact.action === 'new-connection' ? 'ssl' : fact.tunnelType],
      ['tunnelid', fact.tunnelId],
      ['remip', { bare: fact.remoteAddress }],
      ...(fact.tunnelAddress === '' ? [] : ([['tunnelip', { bare: fact.tunnelAddress }]] satisfies DeviceField[])),
      ['srccountry', fact.remoteCountry],
      ['user', fact.user === '' ? 'N/A' : fact.user],
      ['group', fact.group === '' ? 'N/A' : fact.group],
      ['dst_host', 'N/A'],
      ['reason', fact.reason === '' ? 'N/A' : fact.reason],
      ...(hasTraffic
        ? ([
            ['duration', fact.durationSeconds],
            ['sentbyte', fact.sentBytes],
            ['rcvdbyte', fact.receivedBytes],
          ] satisfies DeviceField[])
        : []),
      ['msg', msg],
    ],
  };
}

function systemLine(fact: FirewallSystemFact): DeviceLine {
  const { message, user, ui, cpuPercent, memoryPercent, sessions } = fact;
  const who: readonly DeviceField[] = [...optional('user', user), ...optional('ui', ui)];
  const msg: DeviceField = ['msg', message];
  switch (fact.action) {
    case 'crash':
      return system('0100032546', 'warning', 'Application crashed', [['action', 'crash'], msg]);
    case 'integrity-failure':
      return system('0100020234', 'alert', 'File hash mismatch', [['severity', 'critical'], msg]);
    case 'start':
      return system('0100032009', 'information', 'FortiGate started', [msg]);
    case 'shutdown':
      return system('0100032200', 'critical', 'Device shutdown', [...who, ['action', 'shutdown'], msg]);
    case 'log-deleted':
      return system('0100032029', 'warning', 'Disk log file deleted', [...who, ['action', 'delete'], msg]);
    case 'performance':
      return system('0100040704', 'notice', 'System performance statistics', [
        ['action', 'perf-stats'],
        ['cpu', cpuPercent],
        ['mem', memoryPercent],
        ['totalsession', sessions],
        ['disk', 1],
        ['bandwidth', `${sessions * 7}/${sessions * 3}`],
        ['setuprate', Math.ceil(sessions / 60)],
        ['disklograte', 0],
        ['fazlograte', 0],
        [
          'msg',
          `Performance statistics: average CPU: ${cpuPercent}, memory:  ${memoryPercent}, concurrent sessions:  ${sessions}, setup-rate: ${Math.ceil(sessions / 60)}`,
        ],
      ]);
    case 'ha-sync':
      return {
        ...system('0108037903', 'information', 'Synchronization status with primary', [
          ['sync_type', 'configurations'],
          ['sync_status', 'in-sync'],
          msg,
        ]),
        subtype: 'ha',
      };
    case 'signatures-updated':
      return system('0100041000', 'notice', 'FortiGate update succeeded', [['status', 'update'], msg]);
    case 'firmware-upgraded':
      return system('0100032202', 'critical', 'Image restored', [
        ...who,
        ['action', 'restore-image'],
        ['status', 'success'],
        msg,
      ]);
  }
}

function optional(name: string, value: string): readonly DeviceField[] {
  return value === '' ? [] : [[name, value]];
}
