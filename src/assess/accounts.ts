import {
  type AccountScope,
  deedsOf,
  type Entity,
  type EventRef,
  type Incident,
  type IncidentAlert,
  type LogonKind,
  msg,
  type Observations,
  sentElsewhere,
  tellsBehaviour,
} from '../model/index.ts';
import { madeAccounts } from './made-accounts.ts';
import { accountsFromStrangers, accountsStoredOnDevices } from './stored-accounts.ts';

// Rows after which the secrets of a whole domain, or of a host, are in other hands. ../shared/intel, section 5.2.
const DOMAIN_LOST =
  /^ca-(?:ntdsutil-ifm|esent-ntds|shadow-copy-ntds|ifm-folder|ntds-object-access|ntds-repeat|dcsync)$/;
// Of a controller the database, of another host its own stores.
const STORES_READ = /^ca-secretsdump$/;
const MEMORY_READ = /^ca-(?:comsvcs-|lsass-handle|mimikatz)/;
// Tickets whose passwords can be guessed at leisure; also as rules of others tag them.
const CRACKABLE_TICKET = 'T1558.003';
const HIVES_SAVED = /^ca-(?:reg-save|secretsdump)$/;
// The registry keeps the passwords of services and planned tasks themselves (LSA secrets), of people a slow hash at most; of
// memory only a plain network logon leaves nothing. Source: MITRE ATT&CK T1003.004 and T1003.005, Microsoft Learn, logon types.
const KEPT_IN_REGISTRY: ReadonlySet<LogonKind> = new Set(['service', 'batch']);

/**
 * Sorts accounts by what an incident means for them: used, exposed, reachable, or no evidence. When the directory's
 * database left, all of them are exposed, and no list is shorter than that. An account that stands in a graver class is
 * not named again. Source: ../shared/intel, section 5.5.
 */
export function accountScopes(
  incident: Incident,
  entities: readonly Entity[],
  observations: Observations,
): AccountScope[] {
  const scopes = new Map<string, AccountScope>();
  const add = (scope: AccountScope): void => {
    const account = idOf(scope.account, entities);
    if (!scopes.has(account.toLowerCase())) scopes.set(account.toLowerCase(), { ...scope, account });
  };
  for (const scope of madeAccounts(incident, entities, observations)) add(scope);
  const deeds = deedsOf(incident);
  const named = incident.accounts.map((account) => usedOrNear(account, incident, entities, deeds));
  for (const scope of named) if (scope.class === 'used') add(scope);
  for (const scope of accountsFromStrangers(incident, entities, observations)) add(scope);
  const controllers = new Set(
    entities
      .filter(({ roles }) => roles.includes('domain-controller'))
      .flatMap(({ name, aliases }) => [name, ...aliases].map((one) => one.toLowerCase())),
  );
  const isLoss = (alert: IncidentAlert): boolean =>
    shows(alert, DOMAIN_LOST) || (shows(alert, STORES_READ) && controllers.has(alert.host.toLowerCase()));
  const lost = incident.alerts.filter((alert) => deeds.has(alert.id) && tellsBehaviour(alert) && isLoss(alert));
  if (lost.length > 0) {
    const hosts = [...new Set(lost.map(({ host }) => host))].join(', ');
    add({ account: '*', class: 'exposed', reason: msg('account.domain-lost', { hosts }), evidence: refsOf(lost) });
  }
  for (const scope of accountsStoredOnDevices(incident, entities, observations)) add(scope);
  for (const scope of rememberedAccounts(incident, observations)) add(scope);
  for (const scope of ticketAccounts(incident, deeds)) add(scope);
  for (const scope of named) add(scope);
  return [...scopes.values()];
}

/** The entity's id when the name is of one, else the name. */
function idOf(account: string, entities: readonly Entity[]): string {
  const lower = account.toLowerCase();
  const found = entities.find(
    ({ kind, name, aliases }) => kind === 'account' && [name, ...aliases].some((one) => one.toLowerCase() === lower),
  );
  return found?.id ?? account;
}

/**
 * Used when it did something that is the intruder's. Else its owner worked where he did, or an alert names it as the
 * other party: then it is within his reach.
 */
function usedOrNear(
  account: string,
  { alerts }: Incident,
  entities: readonly Entity[],
  deeds: ReadonlySet<string>,
): AccountScope {
  const entity = entities.find(({ id }) => id === account);
  const names = new Set([entity?.name, ...(entity?.aliases ?? [])].map((name) => name?.toLowerCase()));
  const own = alerts.filter((alert) => names.has(alert.account?.toLowerCase()));
  const his = own.filter(({ id }) => deeds.has(id));
  const [shown, kind, key] =
    his.length > 0
      ? ([his, 'used', 'account.used'] as const)
      : ([own, 'reachable', own.length > 0 ? 'account.near' : 'account.named'] as const);
  const hosts = [...new Set(shown.map(({ host }) => host))].join(', ');
  const evidence = refsOf(shown.length > 0 ? shown : alerts.slice(0, 1));
  return { account, class: kind, reason: msg(key, { times: shown.length, hosts }), evidence };
}

/** Whose secrets a host kept in its memory or its stores when they were read. */
function rememberedAccounts(incident: Incident, { sessions }: Observations): AccountScope[] {
  const elsewhere = sentElsewhere(incident);
  return incident.alerts.flatMap((alert): AccountScope[] => {
    const isHive = shows(alert, HIVES_SAVED);
    if (elsewhere.has(alert.id)) return [];
    if (!isHive && !shows(alert, MEMORY_READ)) return [];
    const { host, ref } = alert;
    const stores: AccountScope = {
      ...{ account: `${host}\\*`, class: 'exposed', reason: msg('account.hives-saved', { host }), evidence: [ref] },
    };
    const isKept: (kind: LogonKind) => boolean = shows(alert, MEMORY_READ)
      ? (kind) => kind !== 'network'
      : (kind) => KEPT_IN_REGISTRY.has(kind);
    const present = sessionsAt(sessions, host, alert.timeMs, isKept).map(
      ({ account, ref: sessionRef }): AccountScope => {
        const reason = msg('account.session-present', { host, account });
        return { account, class: 'exposed', reason, evidence: [ref, sessionRef] };
      },
    );
    return [...(isHive ? [stores] : []), ...present];
  });
}

/** Services whose tickets he took in a cipher that can be cracked. */
function ticketAccounts({ alerts }: Incident, deeds: ReadonlySet<string>): AccountScope[] {
  const taken = alerts.filter(({ id, techniques }) => deeds.has(id) && techniques.includes(CRACKABLE_TICKET));
  return taken.flatMap(({ targetAccounts = [], account: by = '', ref }) =>
    targetAccounts
      .filter((account) => !account.endsWith('$'))
      .map((account): AccountScope => {
        return { account, class: 'exposed', reason: msg('account.ticket-taken', { account, by }), evidence: [ref] };
      }),
  );
}

/** Logons whose secrets the host keeps at a time. */
function sessionsAt(
  sessions: Observations['sessions'],
  host: string,
  timeMs: number | null,
  isKept: (kind: LogonKind) => boolean,
): readonly Observations['sessions'][number][] {
  if (timeMs === null) return [];
  return sessions.filter(
    (session) =>
      session.host === host &&
      isKept(session.kind) &&
      session.startMs <= timeMs &&
      (session.endMs ?? Number.POSITIVE_INFINITY) >= timeMs,
  );
}

function shows({ behaviours }: IncidentAlert, wanted: RegExp): boolean {
  return behaviours.some((id) => wanted.test(id));
}

function refsOf(alerts: Incident['alerts']): EventRef[] {
  return alerts.slice(0, 5).map(({ ref }) => ref);
}
