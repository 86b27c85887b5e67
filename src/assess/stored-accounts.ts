import {
  type AccountScope,
  type Entity,
  type HostAddress,
  type Incident,
  type LogCoverage,
  type LogonPath,
  msg,
  type Observations,
} from '../model/index.ts';

// Rows that mean that somebody could read all settings of a device. ../shared/intel, sections 4 and 5.2.
const SETTINGS_READABLE = /^(?:edge-admin-login-wan|fgt-|ca-appliance-cred)/;
const HOUR_MS = 3_600_000;
// A machine that was brought is there for days; leases of addresses last a week or so.
const AROUND_MS = 7 * 24 * HOUR_MS;

/**
 * Accounts whose password a device of the incident keeps, to ask the directory: they log on from the device's address,
 * and never at the device itself, as those do whose password it tries for them. Of an account that came while the device's
 * own logs are silent this cannot be told; one that is kept comes with everybody, so it is seen at other times too.
 */
export function accountsStoredOnDevices(
  { hosts, alerts }: Incident,
  entities: readonly Entity[],
  observations: Observations,
): AccountScope[] {
  return entities.flatMap((device) => {
    if (!isDevice(device) || !hosts.includes(device.id)) return [];
    const own = alerts.filter(
      ({ host, behaviours }) => isNamed(device, host) && behaviours.some((id) => SETTINGS_READABLE.test(id)),
    );
    if (own.length === 0) return [];
    const { logons, coverage } = observations;
    const visitors = new Set(logons.filter(({ host }) => isNamed(device, host)).map(({ account }) => userOf(account)));
    const hours = coverage.filter(({ host }) => isNamed(device, host)).flatMap((log) => log.hours);
    const from = logonsFrom(device, observations).filter(
      ({ account, firstMs, lastMs }) =>
        !visitors.has(userOf(account)) && [firstMs, lastMs].some((timeMs) => isIn(hours, timeMs)),
    );
    return from.map(({ account, firstRef }): AccountScope => {
      const reason = msg('account.stored-on-device', { account, device: device.name });
      return { account, class: 'exposed', reason, evidence: [own[0]!.ref, firstRef] };
    });
  });
}

/** Accounts that logged on from a machine of the incident that keeps no logs, so that all it did is his. */
export function accountsFromStrangers(
  { hosts, firstMs, lastMs }: Incident,
  entities: readonly Entity[],
  observations: Observations,
): AccountScope[] {
  const { coverage } = observations;
  return entities.flatMap((machine) => {
    if (isDevice(machine) || !hosts.includes(machine.id) || keepsLogs(machine, coverage)) return [];
    const from = logonsFrom(machine, observations).filter((path) => isWithin(path, firstMs, lastMs));
    return from.map(({ account, firstRef }): AccountScope => {
      const reason = msg('account.logged-on-from', { account, host: machine.name });
      return { account, class: 'used', reason, evidence: [firstRef] };
    });
  });
}

/** Successful logons at other hosts from the addresses of a machine, or from its name. */
function logonsFrom(machine: Entity, { addresses, logons }: Observations): LogonPath[] {
  const places = new Set(addresses.filter(({ host }) => isNamed(machine, host)).map(addressOf));
  return logons.filter(
    ({ from, host, count, failures, account }) =>
      count > failures &&
      !account.endsWith('$') &&
      !isNamed(machine, host) &&
      (places.has(from) || (from !== '' && isNamed(machine, from))),
  );
}

/** Whether a time is in runs of hours; true when either is not known. */
function isIn(hours: LogCoverage['hours'], timeMs: number | null): boolean {
  if (hours.length === 0 || timeMs === null) return true;
  const hour = Math.floor(timeMs / HOUR_MS);
  return hours.some(([first, last]) => first <= hour && hour <= last);
}

function isDevice({ kind, roles }: Entity): boolean {
  return kind === 'device' || roles.includes('firewall');
}

function addressOf({ address }: HostAddress): string {
  return address;
}

function isWithin({ firstMs, lastMs }: LogonPath, fromMs: number | null, toMs: number | null): boolean {
  if (firstMs === null || lastMs === null || fromMs === null || toMs === null) return true;
  return lastMs >= fromMs - AROUND_MS && firstMs <= toMs + AROUND_MS;
}

// Asked for each incident of a case with the same list, which has a line for each log of each host.
const namesByCoverage = new WeakMap<Observations['coverage'], ReadonlySet<string>>();

function keepsLogs({ name, aliases }: Entity, coverage: Observations['coverage']): boolean {
  const known = namesByCoverage.get(coverage) ?? new Set(coverage.map(({ host }) => host.toLowerCase()));
  namesByCoverage.set(coverage, known);
  return [name, ...aliases].some((one) => known.has(one.toLowerCase()));
}

function isNamed({ name, aliases }: Entity, host: string): boolean {
  const lower = host.toLowerCase();
  return lower === name.toLowerCase() || aliases.some((alias) => alias.toLowerCase() === lower);
}

function userOf(account: string): string {
  return account.slice(account.lastIndexOf('\\') + 1).toLowerCase();
}
