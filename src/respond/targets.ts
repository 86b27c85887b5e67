import {
  type AccountClass,
  type AccountScope,
  type Assessment,
  deedsOf,
  type Entity,
  type HostRole,
  type Incident,
  type IncidentAlert,
  type PlanAccountKind,
  type PlanTarget,
  sentElsewhere,
} from '../model/index.ts';
import type { Platform } from './platform.ts';
import type { Surroundings } from './surroundings.ts';
import { isSystemName } from './system-names.ts';

/** Something that steps can be bound to, with what the incident says of it. */
export interface BoundTarget extends PlanTarget {
  readonly roles: readonly HostRole[];
  readonly alerts: readonly IncidentAlert[];
  /** those whose behaviour happened here, also by a command from another host, and not on one to which a command was sent */
  readonly alertsHere: readonly IncidentAlert[];
  /** the incident names it; a controller that it does not name is here for steps that concern all of them */
  readonly isNamed: boolean;
  /** some log of its own was read */
  readonly keepsLogs: boolean;
  /** of a host or device, or of that where an account is; accounts of the directory and of the cloud are on Windows */
  readonly platform: Platform;
  readonly accountClass?: AccountClass;
  readonly isMade?: boolean;
  /** where an account of a host, a device or a computer is */
  readonly machine?: string;
}

/** What targets are found from. */
export interface TargetInput {
  readonly incident: Incident;
  readonly assessment: Assessment;
  /** of the whole case */
  readonly entities: readonly Entity[];
  readonly surroundings: Surroundings;
}

/**
 * Hosts and devices of an incident in the order of the story, then the other domain controllers, then accounts: those
 * of the incident, those of the assessment.
 */
export function targetsOf({ incident, assessment, entities, surroundings }: TargetInput): BoundTarget[] {
  const controllers = entities.filter(
    ({ id, roles }) => roles.includes('domain-controller') && !incident.hosts.includes(id),
  );
  const sights = { ...surroundings, deeds: deedsOf(incident), elsewhere: sentElsewhere(incident) };
  const named = incident.hosts
    .map((id) => entityOf(id, entities, 'host'))
    .filter(({ name }) => !surroundings.vpnAddresses.has(name));
  const machines = [...named, ...controllers].map((entity) => machineTarget(entity, incident, sights));
  const scopes = new Map<string, Pick<AccountScope, 'class' | 'isMade'>>();
  for (const scope of assessment.accounts) {
    if (scope.account.endsWith('*')) continue;
    const { id } = entityOf(scope.account, entities, 'account');
    if (!scopes.has(id)) scopes.set(id, scope);
  }
  for (const id of incident.accounts) if (!scopes.has(id)) scopes.set(id, { class: 'used' });
  const accounts = [...scopes].flatMap(([id, { class: accountClass, isMade = false }]) =>
    accountTargets(entityOf(id, entities, 'account'), incident, machines).map((target) => ({
      ...target,
      accountClass,
      isMade,
    })),
  );
  return [...machines, ...accounts];
}

/** By id or by any of its names; a name that is no entity stands for itself. */
function entityOf(idOrName: string, entities: readonly Entity[], kind: 'host' | 'account'): Entity {
  const lower = idOrName.toLowerCase();
  const found =
    entities.find(({ id }) => id === idOrName) ??
    entities.find((entity) => entity.kind === kind && namesOf(entity).has(lower));
  const name = idOrName.startsWith(`${kind}:`) ? idOrName.slice(kind.length + 1) : idOrName;
  return found ?? { id: `${kind}:${name.toLowerCase()}`, kind, name, aliases: [], roles: [] };
}

function namesOf({ name, aliases }: Entity): Set<string> {
  return new Set([name, ...aliases].map((text) => text.toLowerCase()));
}

interface Sights extends Pick<Surroundings, 'logged' | 'hostByAddress' | 'platforms'> {
  readonly deeds: ReadonlySet<string>;
  readonly elsewhere: ReadonlySet<string>;
}

function machineTarget(
  entity: Entity,
  { alerts, hosts }: Incident,
  { deeds, elsewhere, logged, hostByAddress, platforms }: Sights,
): BoundTarget {
  const names = namesOf(entity);
  const kind = entity.roles.includes('firewall') || entity.kind === 'device' ? 'device' : 'host';
  const isHere = (host: string): boolean => names.has(host.toLowerCase()) || names.has(hostByAddress.get(host) ?? '');
  const isSentHere = ({ sentTo = [] }: IncidentAlert): boolean => sentTo.includes(entity.id);
  const own = alerts.filter((alert) => deeds.has(alert.id) && (isHere(alert.host) || isSentHere(alert)));
  return {
    ...{ kind, entity: entity.id, name: entity.name, roles: entity.roles, alerts: own },
    alertsHere: own.filter((alert) => isSentHere(alert) || !elsewhere.has(alert.id)),
    isNamed: hosts.includes(entity.id),
    keepsLogs: [...names].some((name) => logged.has(name)),
    platform: entity.roles.includes('domain-controller') ? 'windows' : platformOf(names, platforms),
  };
}

/** A host of which only others tell may be anything. */
function platformOf(names: ReadonlySet<string>, platforms: Surroundings['platforms']): Platform {
  const known = [...names].map((name) => platforms.get(name)).filter((platform) => platform !== undefined);
  return known.includes('windows') ? 'windows' : (known[0] ?? 'other');
}

/** One for each place where the account has to be closed: the directory and the cloud are two. */
function accountTargets(entity: Entity, { alerts }: Incident, machines: readonly BoundTarget[]): BoundTarget[] {
  const names = namesOf(entity);
  const own = alerts.filter(({ account }) => account !== undefined && names.has(account.toLowerCase()));
  const hosts = machines.filter((machine) => machine.alerts.some((alert) => own.includes(alert)));
  // A device has no domains: a name with one is of the directory that the device asks.
  const isOnDevicesOnly =
    hosts.length > 0 && hosts.every(({ kind }) => kind === 'device') && ![...names].some((name) => /[\\@]/.test(name));
  const device = isOnDevicesOnly ? hosts[0] : undefined;
  const targets = new Map<PlanAccountKind, BoundTarget>();
  for (const name of [entity.name, ...entity.aliases]) {
    const closed = closedAs(name, machines, device);
    if (closed.accountKind === 'system' || targets.has(closed.accountKind)) continue;
    targets.set(closed.accountKind, {
      ...{ kind: 'account', entity: entity.id, roles: [], alerts: own, alertsHere: own },
      ...{ isNamed: true, keepsLogs: true, ...closed },
      platform: machines.find((machine) => isOn(machine, closed.machine))?.platform ?? 'windows',
    });
  }
  return [...targets.values()];
}

function isOn({ name }: BoundTarget, machine: string | undefined): boolean {
  return machine !== undefined && shortName(name) === shortName(machine);
}

interface ClosedAs {
  readonly accountKind: PlanAccountKind;
  readonly name: string;
  readonly machine?: string;
}

/** Under which name, and where, an account is closed. */
function closedAs(name: string, machines: readonly BoundTarget[], device: BoundTarget | undefined): ClosedAs {
  const slash = name.lastIndexOf('\\');
  const domain = name.slice(0, Math.max(0, slash)).toLowerCase();
  const user = name.slice(slash + 1);
  if (isSystemName(name)) return { accountKind: 'system', name: user };
  if (user.endsWith('$')) return { accountKind: 'machine', name: user, machine: user.slice(0, -1) };
  if (device !== undefined) return { accountKind: 'device', name: user, machine: device.name };
  const machine = machines.find(
    ({ name: host, roles }) => !roles.includes('domain-controller') && shortName(host) === domain,
  );
  if (machine?.kind === 'device') return { accountKind: 'device', name: user, machine: machine.name };
  if (machine !== undefined) return { accountKind: 'local', name: user, machine: machine.name };
  return { accountKind: user.includes('@') ? 'cloud' : 'domain', name: user };
}

function shortName(host: string): string {
  return host.split('.', 1)[0]!.toLowerCase();
}
