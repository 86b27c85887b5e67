import {
  type AccountScope,
  type Entity,
  type EventRef,
  type Incident,
  msg,
  type Observations,
} from '../model/index.ts';

// Rows after which the secrets of a whole domain, or of a host, are in other hands. ../shared/intel, section 5.2.
const DOMAIN_LOST =
  /^ca-(?:ntdsutil-ifm|esent-ntds|shadow-copy-ntds|ifm-folder|ntds-object-access|ntds-repeat|secretsdump|dcsync)$/;
const MEMORY_READ = /^ca-(?:comsvcs-|lsass-handle|mimikatz)/;
const HIVES_SAVED = /^ca-reg-save$/;

/**
 * Sorts accounts by what an incident means for them: used, exposed, reachable, or no evidence. When the directory's
 * database left, all of them are exposed, and no list is shorter than that.
 */
export function accountScopes(
  incident: Incident,
  entities: readonly Entity[],
  { sessions }: Observations,
): AccountScope[] {
  const scopes = new Map<string, AccountScope>();
  const add = (scope: AccountScope): void => {
    if (!scopes.has(scope.account)) scopes.set(scope.account, scope);
  };
  for (const account of incident.accounts) add(used(account, incident, entities));
  const lost = incident.alerts.filter(({ behaviours }) => behaviours.some((id) => DOMAIN_LOST.test(id)));
  if (lost.length > 0) {
    const hosts = [...new Set(lost.map(({ host }) => host))].join(', ');
    add({ account: '*', class: 'exposed', reason: msg('account.domain-lost', { hosts }), evidence: refsOf(lost) });
  }
  for (const alert of incident.alerts) {
    const isHive = alert.behaviours.some((id) => HIVES_SAVED.test(id));
    const isMemory = alert.behaviours.some((id) => MEMORY_READ.test(id));
    if (!isHive && !isMemory) continue;
    const key = isHive ? 'account.hives-saved' : 'account.memory-read';
    if (isHive) {
      const account = `${alert.host}\\*`;
      add({ account, class: 'exposed', reason: msg(key, { host: alert.host }), evidence: [alert.ref] });
    }
    for (const session of sessionsAt(sessions, alert.host, alert.timeMs)) {
      const reason = msg('account.session-present', { host: alert.host, account: session.account });
      add({ account: session.account, class: 'exposed', reason, evidence: [alert.ref, session.ref] });
    }
  }
  return [...scopes.values()];
}

function used(account: string, { alerts }: Incident, entities: readonly Entity[]): AccountScope {
  const entity = entities.find(({ id }) => id === account);
  const names = new Set([entity?.name, ...(entity?.aliases ?? [])].map((name) => name?.toLowerCase()));
  const own = alerts.filter((alert) => names.has(alert.account?.toLowerCase()));
  const hosts = [...new Set(own.map(({ host }) => host))].join(', ');
  const evidence = refsOf(own.length > 0 ? own : alerts.slice(0, 1));
  return { account, class: 'used', reason: msg('account.used', { times: own.length, hosts }), evidence };
}

/** Logons whose secrets are in memory: all kinds but plain network logons. */
function sessionsAt(
  sessions: Observations['sessions'],
  host: string,
  timeMs: number | null,
): readonly Observations['sessions'][number][] {
  if (timeMs === null) return [];
  return sessions.filter(
    (session) =>
      session.host === host &&
      session.kind !== 'network' &&
      session.startMs <= timeMs &&
      (session.endMs ?? Number.POSITIVE_INFINITY) >= timeMs,
  );
}

function refsOf(alerts: Incident['alerts']): EventRef[] {
  return alerts.slice(0, 5).map(({ ref }) => ref);
}
