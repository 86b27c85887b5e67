import type { Host } from '../organisation.ts';
import { guidOf, hexOf } from '../random.ts';
import { domainName, type HostState, type LiveProcess, type World } from '../world/index.ts';
import type { Eviction } from './eviction.ts';

const AUDITING = 'Microsoft-Windows-Security-Auditing';

/** Fields of a Security event that say who did it. */
function subjectOf({ user }: LiveProcess): readonly (readonly [string, string])[] {
  return [
    ['SubjectUserSid', user.sid],
    ['SubjectUserName', user.user],
    ['SubjectDomainName', user.domain],
    ['SubjectLogonId', `0x${user.logonId.toString(16)}`],
  ];
}

/** 4742 with a new password. Fields: Microsoft Learn, event 4742. */
export function tellComputerChanged(world: World, by: LiveProcess, state: HostState, afterMs: number): void {
  const { user, domain, sid } = state.machineAccount;
  const unchanged = (...names: readonly string[]) => names.map((name) => [name, '-'] as const);
  const when = new Date(world.nowMs + afterMs);
  const text = `${when.getUTCMonth() + 1}/${when.getUTCDate()}/${when.getUTCFullYear()} ${when.toISOString().slice(11, 19)}`;
  world.emit(
    {
      ...{ kind: 'other-event', channel: 'Security', provider: AUDITING, eventId: 4742, level: 0, host: by.on.host },
      data: [
        ...unchanged('ComputerAccountChange'),
        ['TargetUserName', user],
        ['TargetDomainName', domain],
        ['TargetSid', sid],
        ...subjectOf(by),
        ...unchanged(
          'PrivilegeList',
          'SamAccountName',
          'DisplayName',
          'UserPrincipalName',
          'HomeDirectory',
          'HomePath',
        ),
        ...unchanged('ScriptPath', 'ProfilePath', 'UserWorkstations'),
        ['PasswordLastSet', text],
        ...unchanged('AccountExpires', 'PrimaryGroupId', 'AllowedToDelegateTo', 'OldUacValue', 'NewUacValue'),
        ...unchanged('UserAccountControl', 'UserParameters', 'SidHistory', 'LogonHours', 'DnsHostName'),
        ...unchanged('ServicePrincipalNames'),
      ],
    },
    afterMs,
  );
}

/** 4794: the password of the Directory Services Restore Mode was set. Fields: Microsoft Learn, event 4794. */
export function tellRestoreModePassword({ world, shell }: Eviction, { host }: HostState): void {
  world.emit(
    {
      ...{ kind: 'other-event', channel: 'Security', provider: AUDITING, eventId: 4794, level: 0, host },
      data: [...subjectOf(shell), ['Workstation', host.name], ['Status', '0x0']],
    },
    1500,
  );
}

/** KdsSvc 4004: a root key was made. Source: Microsoft Learn, create the KDS root key. */
export function tellRootKey(world: World, host: Host): void {
  world.emit(
    {
      ...{ kind: 'other-event', channel: 'Microsoft-Windows-KdsSvc/Operational', provider: 'Microsoft-Windows-KdsSvc' },
      ...{ eventId: 4004, level: 4, host, data: [['MRKID', keyOf(`root key ${world.organisation.domain}`)]] },
    },
    800,
  );
}

/** 5137 for a group managed service account. Fields: Microsoft Learn, event 5137. */
export function tellGmsaMade({ world, shell }: Eviction): void {
  world.emit(
    {
      ...{ kind: 'other-event', channel: 'Security', provider: AUDITING, eventId: 5137, level: 0, host: shell.on.host },
      data: [
        ['OpCorrelationID', keyOf('operation gmsa')],
        ['AppCorrelationID', '-'],
        ...subjectOf(shell),
        ['DSName', world.organisation.dnsDomain],
        ['DSType', '%%14676'],
        ['ObjectDN', `CN=gmsa-app2,CN=Managed Service Accounts,${domainName(world)}`],
        ['ObjectGUID', keyOf('object gmsa')],
        ['ObjectClass', 'msDS-GroupManagedServiceAccount'],
      ],
    },
    900,
  );
}

/** LAPS 10018: the directory has the new password. Source: Microsoft Learn, Windows LAPS event log. */
export function tellLapsPassword(world: World, host: Host): void {
  world.emit(
    {
      ...{ kind: 'other-event', channel: 'Microsoft-Windows-LAPS/Operational', provider: 'Microsoft-Windows-LAPS' },
      ...{ eventId: 10_018, level: 4, host, data: [['', '']] },
    },
    2000,
  );
}

/** Wininit 12 after the restart: LSASS runs protected, at level 4. Source: Microsoft Learn, added LSA protection. */
export function tellProtectedLsass(world: World, host: Host): void {
  const data = [['Level', '4']] as const;
  const provider = 'Microsoft-Windows-Wininit';
  world.emit({ kind: 'other-event', channel: 'System', provider, eventId: 12, level: 4, host, data }, 3000);
}

function keyOf(what: string): string {
  return guidOf(hexOf(what, 32));
}
