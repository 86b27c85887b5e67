import { UsageError } from '../model/index.ts';
import { addressText, homeAddress, rangeOf } from './addresses.ts';
import { minuteOfDay } from './calendar.ts';
import { type LogDamage, UNDAMAGED } from './log-damage.ts';
import { type HostLogging, LOG_SETTINGS } from './log-settings.ts';
import type { Account, Host, HostRole, Organisation, Person, Routines, Zone, ZoneName } from './organisation.ts';
import type { DepartmentEntry, OrganisationFile } from './organisation-file.ts';
import { hash32, hexOf, type Random, randomOf } from './random.ts';

/** Relative ids of accounts of one's own begin at 1000; people come behind the hosts. */
const FIRST_HOST_RID = 1001;
const FIRST_ACCOUNT_RID = 40001;
/** Addresses below it are for gateways and switches. */
const FIRST_FIXED = 10;

/**
 * Makes the organisation of a file.
 * @param hosts how many machines it has in all; what the file's own machines leave over is workstations, at least one
 * for each administrator and one more
 * @param loggingOf changes which records a host keeps
 * @throws UsageError ORGANISATION_INVALID when machines share a name, or a segment of the network is too small
 */
export function buildOrganisation(
  file: OrganisationFile,
  hosts: number,
  seed: number,
  loggingOf: LogDamage['loggingOf'] = UNDAMAGED.loggingOf,
): Organisation {
  const random = randomOf(`${seed}/organisation/${file.domain}`);
  const part = (): number => random.integer(100_000_000, 4_000_000_000);
  const context: Context = { file, random, domainSid: `S-1-5-21-${part()}-${part()}-${part()}`, loggingOf };
  const machines = makeMachines(context, hosts);
  const administrators = Math.max(file.administrators.atLeast, Math.floor(hosts / file.administrators.perHosts));
  const people = makePeople(context, Math.max(administrators + 1, hosts - machines.length), administrators, machines);
  checkRoom(file, machines, people);
  const staff = people.flatMap(({ account, adminAccount }) => [account, ...(adminAccount ? [adminAccount] : [])]);
  const services = serviceAccounts(context, staff.length);
  return {
    name: file.name,
    domain: file.domain,
    dnsDomain: file.dnsDomain,
    domainSid: context.domainSid,
    country: file.country,
    utcOffsetMinutes: file.utcOffsetMinutes,
    zones: zonesOf(file),
    hosts: [...machines, ...people.map(({ workstation }) => workstation)],
    accounts: [...staff, ...services, ...builtInAccounts(context)],
    people,
    serviceAccounts: new Map(file.serviceAccounts.map(({ use }, index) => [use, services[index]!])),
    shares: file.shares,
    websites: file.websites,
    holidays: new Set(file.holidays),
    routines: routinesOf(file),
    publicAddress: file.publicAddress,
  };
}

interface Context {
  readonly file: OrganisationFile;
  readonly random: Random;
  readonly domainSid: string;
  readonly loggingOf: LogDamage['loggingOf'];
}

/** Addresses of a segment that are for gateways, fixed machines and broadcasts. */
const KEPT_ADDRESSES = 60;

/** @throws UsageError ORGANISATION_INVALID when machines share a name, or a segment is too small */
function checkRoom(file: OrganisationFile, machines: readonly Host[], people: readonly Person[]): void {
  const names = machines.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`Two machines have the name ${twice}.`, 'Give each a name of its own.');
  const needs = new Map<ZoneName, number>([
    ['clients', people.length + KEPT_ADDRESSES],
    ['vpn', people.filter(({ account }) => account.mayUseVpn).length + KEPT_ADDRESSES],
  ]);
  for (const { zone } of machines) needs.set(zone, (needs.get(zone) ?? FIRST_FIXED) + 1);
  for (const [zone, needed] of needs) {
    const { network } = file.zones[zone];
    if (rangeOf(network).size - 1 > needed) continue;
    throw invalid(
      `The network ${network} of the zone ${zone} is too small for ${needed} addresses.`,
      'Give the zone a larger network, or the organisation fewer hosts.',
    );
  }
}

function invalid(message: string, hint: string): UsageError {
  return new UsageError('ORGANISATION_INVALID', message, { hint });
}

function routinesOf({ routines }: OrganisationFile): Routines {
  const { weekday, at, folder } = routines.directoryBackup;
  const { remoteRound: round } = routines;
  return {
    backupAtMinute: minuteOfDay(routines.backupAt)!,
    patchAtMinute: minuteOfDay(routines.patchAt)!,
    directoryBackup: { weekday, atMinute: minuteOfDay(at)!, folder },
    ...(round === undefined ? {} : { remoteRound: { atMinute: minuteOfDay(round.at)!, command: round.command } }),
  };
}

function zonesOf(file: OrganisationFile): Zone[] {
  return (Object.keys(file.zones) as ZoneName[]).map((name) => ({
    name,
    network: file.zones[name].network,
    interfaceName: file.zones[name].interface,
    interfaceRole: name === 'outside' ? 'wan' : name === 'ot-dmz' ? 'dmz' : name === 'vpn' ? 'undefined' : 'lan',
  }));
}

function makeMachines(context: Context, hosts: number): Host[] {
  const taken = new Map<ZoneName, number>();
  const machines: Host[] = [];
  for (const entry of context.file.machines) {
    const count = entry.perHosts === undefined ? 1 : Math.max(1, Math.round(hosts / entry.perHosts));
    for (let number = 1; number <= count; number++) {
      const name = entry.perHosts === undefined ? entry.name : `${entry.name}${String(number).padStart(2, '0')}`;
      const used = taken.get(entry.zone) ?? 0;
      taken.set(entry.zone, used + 1);
      const address =
        entry.zone === 'outside'
          ? context.file.publicAddress
          : addressText(rangeOf(context.file.zones[entry.zone].network).first + FIRST_FIXED + used);
      machines.push({
        ...hostOf(context, { name, role: entry.role, zone: entry.zone, system: entry.system }, machines.length),
        fixedAddress: address,
      });
    }
  }
  return machines;
}

type HostStart = Pick<Host, 'name' | 'role' | 'zone' | 'system'>;

function hostOf(context: Context, { name, role, zone, system }: HostStart, index: number): Host {
  const { random, file } = context;
  const isMember = !NO_MEMBERS.includes(role);
  const localSid = `S-1-5-21-${random.integer(1e8, 4e9)}-${random.integer(1e8, 4e9)}-${random.integer(1e8, 4e9)}`;
  const digits = hexOf(`${file.domain}/${name}/mac`, 6);
  return {
    name: name.toUpperCase(),
    fqdn: `${name.toLowerCase()}.${file.dnsDomain}`,
    role,
    zone,
    domain: isMember ? file.domain : name.toUpperCase(),
    sid: `${context.domainSid}-${FIRST_HOST_RID + index}`,
    localSid,
    system,
    version: versionOf(system),
    // 00:50:56 is VMware's prefix for servers, 98:fa:9b one of Lenovo's (IEEE registry).
    mac: `${role === 'workstation' || role === 'admin-workstation' ? '98:fa:9b' : '00:50:56'}:${digits.match(/../g)!.join(':')}`,
    utcOffsetMinutes: file.utcOffsetMinutes,
    logging: context.loggingOf({ name: name.toUpperCase(), role }, usualLogging(role)),
    ...(role === 'firewall' ? { serial: `FG200FT9${hash32(name).toString().padStart(8, '0').slice(0, 8)}` } : {}),
  };
}

/** Hosts that are in no Windows domain. */
const NO_MEMBERS: readonly HostRole[] = ['firewall', 'sensor', 'network-controller'];

/** Builds of the systems (learn.microsoft.com, "Windows release information"); ours are all of one FortiOS. */
const VERSIONS: readonly (readonly [part: string, version: string])[] = [
  ['Server 2016', '10.0.14393'],
  ['Server 2019', '10.0.17763'],
  ['Server 2022', '10.0.20348'],
  ['LTSC', '10.0.17763'],
  ['Windows 10', '10.0.19045'],
  ['Windows 11', '10.0.22631'],
  ['FortiGate', '7.2.8'],
];

function versionOf(system: string): string {
  return VERSIONS.find(([part]) => system.includes(part))?.[1] ?? '12';
}

const SERVER_ROLES: readonly HostRole[] = [
  'file-server',
  'iis-server',
  'tomcat-server',
  'database-server',
  'management-server',
  'monitoring-server',
  'backup-server',
  'jump-host',
];

/** What somebody has to set, and where he did; all else is on by default. */
const AGENTS_AND_POLICIES = {
  office: [
    ...['process-creation', 'command-lines', 'security-system-extension', 'directory-access', 'other-audit'],
    ...['script-blocks', 'module-logging'],
  ],
  sysmon: LOG_SETTINGS.filter((setting) => setting.startsWith('sysmon-')),
  servers: ['detailed-file-share'],
  controllers: ['object-access', 'registry-audit'],
} as const;

function usualLogging(role: HostRole): HostLogging {
  const isController = role === 'domain-controller';
  const isServer = isController || SERVER_ROLES.includes(role);
  const isPlant = role === 'engineering-station' || role === 'operator-station';
  const unset = [
    ...AGENTS_AND_POLICIES.office.filter(() => isPlant),
    ...AGENTS_AND_POLICIES.sysmon.filter(() => !isServer && role !== 'admin-workstation'),
    ...AGENTS_AND_POLICIES.servers.filter(() => !isServer),
    ...AGENTS_AND_POLICIES.controllers.filter(() => !isController),
    'connection-audit',
  ];
  return new Set(LOG_SETTINGS.filter((setting) => !unset.includes(setting)));
}

function makePeople(context: Context, seats: number, administrators: number, machines: readonly Host[]): Person[] {
  const { file, random } = context;
  const names = new Set<string>();
  const total = file.departments.reduce((sum, { share }) => sum + share, 0);
  return Array.from({ length: seats }, (_, index): Person => {
    const isAdministrator = index < administrators;
    const department = isAdministrator
      ? IT_DEPARTMENT
      : departmentAt(file.departments, ((index * 37) % 101) / 101, total);
    const displayName = freshName(context, names);
    const account = personAccount(context, displayName, index, department);
    const role = isAdministrator ? 'admin-workstation' : 'workstation';
    const name = `${file.workstations.prefix}${String(index + 1).padStart(4, '0')}`;
    const start = { name, role, zone: 'clients', system: random.pick(file.workstations.systems) } as const;
    const shift = Math.round(random.normal(0, 20));
    return {
      account,
      ...(isAdministrator ? { adminAccount: adminAccountOf(context, account, index) } : {}),
      department: department.name,
      workstation: { ...hostOf(context, start, machines.length + index), owner: account.user },
      startsAtMinute: minuteOfDay(department.starts)! + shift,
      endsAtMinute: minuteOfDay(department.ends)! + shift,
      homeShare: department.homeShare,
      homeAddress: homeAddress(index),
      isEngineer: department.engineers === true,
    };
  });
}

const IT_DEPARTMENT: DepartmentEntry = { name: 'IT', share: 0, starts: '08:00', ends: '17:00', homeShare: 0.2 };

function departmentAt(departments: readonly DepartmentEntry[], part: number, total: number): DepartmentEntry {
  let upTo = 0;
  for (const department of departments) {
    upTo += department.share / total;
    if (part < upTo) return department;
  }
  return departments.at(-1)!;
}

/** A name nobody has yet; the account name is made of it, so that must be free too. */
function freshName({ file, random }: Context, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const middle = attempt < 8 ? '' : `${String.fromCharCode(65 + random.integer(0, 25))}${attempt} `;
    const name = `${random.pick(file.firstNames)} ${middle}${random.pick(file.lastNames)}`;
    const user = userName(name);
    if (taken.has(user)) continue;
    taken.add(user);
    return name;
  }
}

/** `Ada Kessler` is `a.kessler`; Windows allows 20 characters. */
function userName(displayName: string): string {
  const words = displayName.toLowerCase().split(' ');
  const initials = words.slice(0, -1).map((word, index) => (index === 0 ? word[0] : word));
  return `${initials.join('')}.${words.at(-1)}`.slice(0, 20);
}

function personAccount(context: Context, displayName: string, index: number, department: DepartmentEntry): Account {
  const groups = ['Domain Users', department.name];
  const mayUseVpn = department.homeShare > 0;
  return {
    ...principal(context, userName(displayName), FIRST_ACCOUNT_RID + 2 * index),
    kind: 'person',
    displayName,
    dnsDomain: context.file.dnsDomain,
    groups: mayUseVpn ? [...groups, 'VPN-Users'] : groups,
    mayUseVpn,
  };
}

function adminAccountOf(context: Context, own: Account, index: number): Account {
  return {
    ...principal(context, `adm-${own.user}`.slice(0, 20), FIRST_ACCOUNT_RID + 2 * index + 1),
    kind: 'administrator',
    displayName: `${own.displayName} (Administration)`,
    dnsDomain: own.dnsDomain,
    groups: ['Domain Users', 'Domain Admins', 'VPN-Admins'],
    mayUseVpn: true,
  };
}

function serviceAccounts(context: Context, staff: number): Account[] {
  return context.file.serviceAccounts.map(({ name, groups }, index) => ({
    ...principal(context, name, FIRST_ACCOUNT_RID + 2 * staff + index),
    kind: 'service',
    displayName: name,
    dnsDomain: context.file.dnsDomain,
    groups,
    mayUseVpn: false,
  }));
}

function builtInAccounts(context: Context): Account[] {
  // 500, 501, 502: relative ids of the built-in accounts (learn.microsoft.com, "Well-known SIDs").
  const named = [
    ['Administrator', 500],
    ['Guest', 501],
    ['krbtgt', 502],
  ] as const;
  return named.map(([user, rid]) => ({
    ...principal(context, user, rid),
    kind: 'built-in',
    displayName: user,
    dnsDomain: context.file.dnsDomain,
    groups: user === 'Administrator' ? ['Domain Admins', 'Enterprise Admins'] : ['Domain Guests'],
    mayUseVpn: false,
  }));
}

function principal({ file, domainSid }: Context, user: string, rid: number) {
  return { sid: `${domainSid}-${rid}`, user, domain: file.domain };
}
