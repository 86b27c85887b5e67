import type { Fact, WindowsFact } from '../../facts.ts';
import { isEventLogged } from '../../log-settings.ts';
import type { Host } from '../../organisation.ts';
import {
  accountChangeRecords,
  auditPolicyRecords,
  directoryRecords,
  groupChangeRecords,
  logClearedRecords,
} from './account-records.ts';
import { databaseEngineRecords, shadowCopyRecords } from './application-records.ts';
import type { WindowsRecord } from './event-kind.ts';
import {
  explicitCredentialsRecords,
  kerberosServiceRecords,
  kerberosTgtRecords,
  logoffRecords,
  logonRecords,
  ntlmValidationRecords,
  specialPrivilegesRecords,
} from './logon-records.ts';
import { fileRecords, registryRecords, shareAccessRecords } from './object-records.ts';
import {
  dnsQueryRecords,
  imageLoadRecords,
  pipeRecords,
  processAccessRecords,
  processEndRecords,
  processStartRecords,
} from './process-records.ts';
import { defenderStatusRecords, hostFirewallRecords, malwareDetectionRecords } from './protection-records.ts';
import {
  powerShellCommandRecords,
  powerShellEngineRecords,
  remoteManagementRecords,
  scriptBlockRecords,
  wmiRecords,
} from './script-records.ts';
import {
  powerRecords,
  scheduledTaskRecords,
  serviceInstallRecords,
  serviceStateRecords,
  softwareRecords,
  timeChangeRecords,
} from './service-records.ts';
import { connectionRecords, otherEventRecords, rdpSessionRecords } from './session-records.ts';

type Builders = {
  readonly [Kind in WindowsFact['kind']]: (fact: Extract<WindowsFact, { kind: Kind }>) => readonly WindowsRecord[];
};

const BUILDERS: Builders = {
  logon: logonRecords,
  logoff: logoffRecords,
  'special-privileges': specialPrivilegesRecords,
  'explicit-credentials': explicitCredentialsRecords,
  'kerberos-tgt': kerberosTgtRecords,
  'kerberos-service': kerberosServiceRecords,
  'ntlm-validation': ntlmValidationRecords,
  'rdp-session': rdpSessionRecords,
  'account-change': accountChangeRecords,
  'group-change': groupChangeRecords,
  directory: directoryRecords,
  'log-cleared': logClearedRecords,
  'audit-policy': auditPolicyRecords,
  'process-start': processStartRecords,
  'process-end': processEndRecords,
  'process-access': processAccessRecords,
  'image-load': imageLoadRecords,
  pipe: pipeRecords,
  'dns-query': dnsQueryRecords,
  file: fileRecords,
  registry: registryRecords,
  'share-access': shareAccessRecords,
  'script-block': scriptBlockRecords,
  'powershell-engine': powerShellEngineRecords,
  'powershell-command': powerShellCommandRecords,
  wmi: wmiRecords,
  'remote-management': remoteManagementRecords,
  'service-install': serviceInstallRecords,
  'service-state': serviceStateRecords,
  'scheduled-task': scheduledTaskRecords,
  power: powerRecords,
  'time-change': timeChangeRecords,
  software: softwareRecords,
  'database-engine': databaseEngineRecords,
  'shadow-copy': shadowCopyRecords,
  'malware-detection': malwareDetectionRecords,
  'defender-status': defenderStatusRecords,
  'host-firewall': hostFirewallRecords,
  'other-event': otherEventRecords,
};

/**
 * What Windows hosts write of a fact, in the order in which they write it, each with the host in whose log it stands;
 * by the host's logging that may be nothing.
 */
export function windowsRecords(fact: Fact): readonly (readonly [Host, WindowsRecord])[] {
  return allRecords(fact).filter(([host, { kind }]) => isEventLogged(host.logging, kind));
}

function allRecords(fact: Fact): readonly (readonly [Host, WindowsRecord])[] {
  if (fact.kind === 'flow') return connectionRecords(fact);
  // The table has the builder of just this kind; the compiler cannot follow that through the union.
  const build = (BUILDERS as Readonly<Record<string, (fact: never) => readonly WindowsRecord[]>>)[fact.kind];
  return build === undefined ? [] : build(fact as never).map((record) => [fact.host, record] as const);
}
