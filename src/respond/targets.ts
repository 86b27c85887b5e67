import type {
  AccountClass,
  Assessment,
  Entity,
  HostRole,
  Incident,
  IncidentAlert,
  PlanAccountKind,
  PlanTarget,
} from '../model/index.ts';

/** Something that steps can be bound to, with what the incident says of it. */
export interface BoundTarget extends PlanTarget {
  readonly roles: readonly HostRole[];
  readonly alerts: readonly IncidentAlert[];
  readonly accountClass?: AccountClass;
  /** of a local or machine account */
  readonly machine?: string;
}

// Accounts that Windows itself acts under. Source: Microsoft Learn, well-known security identifiers.
const SYSTEM_DOMAIN = /^(?:nt authority|nt service|window manager|font driver host|iis apppool)\\/i;
const SYSTEM_NAME =
  /^(?:system|local service|network service|anonymous logon|localsystem|dwm-\d+|umfd-\d+|s-1-5-(?:7|18|19|20)|-|)$/i;

/** Hosts and devices of an incident, then its accounts, in the order of the story; the assessment's exposed ones last. */
export function targetsOf(incident: Incident, assessment: Assessment, entities: readonly Entity[]): BoundTarget[] {
  const machines = incident.hosts.map((id) => machineTarget(entityOf(id, entities, 'host'), incident));
  const scopes = new Map<string, AccountClass>(incident.accounts.map((id) => [id, 'used']));
  for (const { account, class: accountClass } of assessment.accounts) {
    if (account.endsWith('*')) continue;
    const { id } = entityOf(account, entities, 'account');
    if (!scopes.has(id)) scopes.set(id, accountClass);
  }
  const accounts = [...scopes].flatMap(([id, accountClass]) =>
    accountTargets(entityOf(id, entities, 'account'), incident, machines).map((target) => ({
      ...target,
      accountClass,
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

function machineTarget(entity: Entity, { alerts }: Incident): BoundTarget {
  const names = namesOf(entity);
  const kind = entity.roles.includes('firewall') || entity.kind === 'device' ? 'device' : 'host';
  const own = alerts.filter(({ host }) => names.has(host.toLowerCase()));
  return { kind, entity: entity.id, name: entity.name, roles: entity.roles, alerts: own };
}

/** One for each place where the account has to be closed: the directory and the cloud are two. */
function accountTargets(entity: Entity, { alerts }: Incident, machines: readonly BoundTarget[]): BoundTarget[] {
  const names = namesOf(entity);
  const own = alerts.filter(({ account }) => account !== undefined && names.has(account.toLowerCase()));
  const hosts = machines.filter((machine) => machine.alerts.some((alert) => own.includes(alert)));
  // A device has no domains: a name with one is of the directory that the device asks.
  const isOnDevicesOnly =
    hosts.length > 0 && hosts.every(({ kind }) => kind === 'device') && ![...names].some((name) => /[\\@]/.test(name));
  const targets = new Map<PlanAccountKind, BoundTarget>();
  for (const name of [entity.name, ...entity.aliases]) {
    const closed = closedAs(name, machines, isOnDevicesOnly);
    if (closed.accountKind === 'system' || targets.has(closed.accountKind)) continue;
    targets.set(closed.accountKind, { kind: 'account', entity: entity.id, roles: [], alerts: own, ...closed });
  }
  return [...targets.values()];
}

interface ClosedAs {
  readonly accountKind: PlanAccountKind;
  readonly name: string;
  readonly machine?: string;
}

/** Under which name, and where, an account is closed. */
function closedAs(name: string, machines: readonly BoundTarget[], isOnDevicesOnly: boolean): ClosedAs {
  const slash = name.lastIndexOf('\\');
  const domain = name.slice(0, Math.max(0, slash)).toLowerCase();
  const user = name.slice(slash + 1);
  if (SYSTEM_DOMAIN.test(name) || SYSTEM_NAME.test(user)) return { accountKind: 'system', name: user };
  if (user.endsWith('$')) return { accountKind: 'machine', name: user, machine: user.slice(0, -1) };
  if (isOnDevicesOnly) return { accountKind: 'device', name: user };
  const machine = machines.find(
    ({ name: host, roles }) => !roles.includes('domain-controller') && shortName(host) === domain,
  );
  if (machine !== undefined) return { accountKind: 'local', name: user, machine: machine.name };
  return { accountKind: user.includes('@') ? 'cloud' : 'domain', name: user };
}

function shortName(host: string): string {
  return host.split('.', 1)[0]!.toLowerCase();
}
