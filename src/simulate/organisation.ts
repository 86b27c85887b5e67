import type { HostLogging } from './log-settings.ts';

/** What a host is for; rules of habit, noise and audit policy hang on it. */
export type HostRole =
  | 'domain-controller'
  | 'file-server'
  | 'iis-server'
  | 'tomcat-server'
  | 'database-server'
  | 'management-server'
  | 'monitoring-server'
  | 'backup-server'
  | 'jump-host'
  | 'workstation'
  | 'admin-workstation'
  | 'historian'
  | 'engineering-station'
  | 'operator-station'
  | 'firewall'
  | 'sensor'
  | 'network-controller';

/** A segment of the network. */
export type ZoneName = 'servers' | 'clients' | 'management' | 'ot-dmz' | 'ot' | 'vpn' | 'outside';

/** A machine of the organisation. One object a host: it may be a key. */
export interface Host {
  /** NetBIOS name in capitals: `DC01` */
  readonly name: string;
  /** full name in lower case: `dc01.corp.example` */
  readonly fqdn: string;
  readonly role: HostRole;
  readonly zone: ZoneName;
  /** NetBIOS name of the domain, or the host's own name when it is in none */
  readonly domain: string;
  /** S-1-5-21-...-RID of the computer account */
  readonly sid: string;
  /** S-1-5-21-... of its local accounts */
  readonly localSid: string;
  /** `Windows Server 2019 Standard`, `FortiOS 7.2.8` */
  readonly system: string;
  /** `10.0.17763`; `7.2.8` */
  readonly version: string;
  readonly mac: string;
  /** its address when it is fixed; those of others come from their lease (`World.addressOf`) */
  readonly fixedAddress?: string;
  /** the person who sits at it */
  readonly owner?: string;
  /** minutes that its local time is ahead of UTC */
  readonly utcOffsetMinutes: number;
  readonly logging: HostLogging;
  /** serial number, of a firewall (`devid`) */
  readonly serial?: string;
}

/** What stands behind an account. */
export type AccountKind = 'person' | 'administrator' | 'service' | 'machine' | 'built-in' | 'firewall-admin';

/** An account as events name it. */
export interface Principal {
  readonly sid: string;
  /** `j.weber`, `DC01$`, `SYSTEM` */
  readonly user: string;
  /** NetBIOS domain, host name or `NT AUTHORITY` */
  readonly domain: string;
}

/** An account of the organisation. One object an account: it may be a key. */
export interface Account extends Principal {
  readonly kind: AccountKind;
  /** `Jana Weber` */
  readonly displayName: string;
  /** lower case, of the mail and the Kerberos realm: `corp.example` */
  readonly dnsDomain: string;
  /** names of domain groups */
  readonly groups: readonly string[];
  readonly mayUseVpn: boolean;
}

/** Working life of a person. */
export interface Person {
  readonly account: Account;
  /** the second account of an administrator: `adm-j.weber` */
  readonly adminAccount?: Account;
  readonly department: string;
  readonly workstation: Host;
  /** minutes after local midnight */
  readonly startsAtMinute: number;
  readonly endsAtMinute: number;
  /** chance of a working day at home, over VPN */
  readonly homeShare: number;
  /** the public address of the home line */
  readonly homeAddress: string;
  /** works on the engineering stations too */
  readonly isEngineer: boolean;
}

/** A shared folder of the file servers. */
export interface Share {
  readonly name: string;
  /** with their folders: `GIS\network.mxd` */
  readonly files: readonly string[];
}

/** What a service account is for; `directory-lookup` is the one whose password is stored on the firewall. */
export type ServiceUse = 'backup' | 'monitoring' | 'directory-lookup' | 'database' | 'patching' | 'web';

/** What happens by itself, in minutes after local midnight. */
export interface Routines {
  readonly backupAtMinute: number;
  readonly patchAtMinute: number;
  /** the weekly copy of the directory database with ntdsutil */
  readonly directoryBackup: { readonly weekday: number; readonly atMinute: number; readonly folder: string };
  /** an administrator's daily round over the servers with PsExec */
  readonly remoteRound?: { readonly atMinute: number; readonly command: string };
}

/** A range of addresses. */
export interface Zone {
  readonly name: ZoneName;
  /** CIDR: `10.20.0.0/22` */
  readonly network: string;
  /** FortiOS interface: `port3` */
  readonly interfaceName: string;
  readonly interfaceRole: 'lan' | 'wan' | 'dmz' | 'undefined';
}

/** The invented company: everything that does not change while it is simulated. */
export interface Organisation {
  readonly name: string;
  /** NetBIOS: `HOLTWERK` */
  readonly domain: string;
  /** `corp.holtwerk.example` */
  readonly dnsDomain: string;
  /** S-1-5-21-... */
  readonly domainSid: string;
  /** ISO 3166 name as FortiOS writes it */
  readonly country: string;
  readonly utcOffsetMinutes: number;
  readonly zones: readonly Zone[];
  readonly hosts: readonly Host[];
  readonly accounts: readonly Account[];
  readonly people: readonly Person[];
  /** the account of a use, for those that the file names */
  readonly serviceAccounts: ReadonlyMap<ServiceUse, Account>;
  readonly shares: readonly Share[];
  /** names of the sites that the staff visits */
  readonly websites: readonly string[];
  /** dates as `2026-12-25`, or `12-25` for every year */
  readonly holidays: ReadonlySet<string>;
  readonly routines: Routines;
  /** the outside address of the firewall */
  readonly publicAddress: string;
}
