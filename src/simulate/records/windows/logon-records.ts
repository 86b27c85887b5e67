import type {
  ExplicitCredentialsFact,
  KerberosServiceFact,
  KerberosTgtFact,
  LogoffFact,
  LogonFact,
  NtlmValidationFact,
  SpecialPrivilegesFact,
} from '../../facts.ts';
import { record, type WindowsRecord } from './event-kind.ts';
import { addressFields, processFields, siblingSid, subjectFields, targetSession } from './field-text.ts';
import { AUDIT_FAILURE, SECURITY } from './security-kinds.ts';

/** Message constants of the Security log: yes, no, and the usual impersonation level. */
const YES = '%%1842';
const NO = '%%1843';
const IMPERSONATION = '%%1833';

/** Kerberos error of a wrong password, which 4771 tells; all others come in 4768 (RFC 4120, 7.5.9). */
const PREAUTH_FAILED = 0x18;
const UNKNOWN_CLIENT = 0x6;
/** Written where no ticket was made. */
const NO_ENCRYPTION = 0xffffffff;
const KRBTGT_RID = 502;

/** Logon processes register names of eight characters, which 4624 shows with their padding. */
const PADDED: Readonly<Record<string, string>> = { User32: 'User32 ', NtLmSsp: 'NtLmSsp ', Advapi: 'Advapi  ' };

const ticketRefused = { ...SECURITY.ticketGranted, keywords: AUDIT_FAILURE };
const serviceTicketRefused = { ...SECURITY.serviceTicket, keywords: AUDIT_FAILURE };
const credentialsRefused = { ...SECURITY.credentialsValidated, keywords: AUDIT_FAILURE };

/** 4624 or 4625. */
export function logonRecords(fact: LogonFact): readonly WindowsRecord[] {
  return fact.outcome === 'success' ? [loggedOn(fact)] : [logonFailed(fact)];
}

/** 4634 or 4647. */
export function logoffRecords({ account, logonType, isByUser }: LogoffFact): readonly WindowsRecord[] {
  return isByUser
    ? [record(SECURITY.userLoggedOff, targetSession(account))]
    : [record(SECURITY.loggedOff, { ...targetSession(account), LogonType: logonType })];
}

/** 4672. */
export function specialPrivilegesRecords({ account, privileges }: SpecialPrivilegesFact): readonly WindowsRecord[] {
  return [
    record(SECURITY.specialPrivileges, { ...subjectFields(account), PrivilegeList: privileges.join('\r\n\t\t\t') }),
  ];
}

/** 4648. */
export function explicitCredentialsRecords(fact: ExplicitCredentialsFact): readonly WindowsRecord[] {
  return [
    record(SECURITY.explicitCredentials, {
      ...subjectFields(fact.subject),
      TargetUserName: fact.used.user,
      TargetDomainName: fact.used.domain,
      TargetServerName: fact.targetServer,
      TargetInfo: fact.targetInfo,
      ...processFields(fact.process),
      ...addressFields(fact.sourceAddress, fact.sourcePort),
    }),
  ];
}

/** 4768, or 4771 when the password was wrong. */
export function kerberosTgtRecords(fact: KerberosTgtFact): readonly WindowsRecord[] {
  const { account, realm, status, ticketOptions, preAuthType } = fact;
  const common = {
    TargetUserName: account.user,
    TicketOptions: ticketOptions,
    Status: status,
    IpAddress: mapped(fact.clientAddress),
    IpPort: String(fact.clientPort),
    CertIssuerName: '',
    CertSerialNumber: '',
    CertThumbprint: '',
  };
  const serviceOfRealm = `krbtgt/${realm}`;
  if (status === PREAUTH_FAILED) {
    const extra = { TargetSid: account.sid, ServiceName: serviceOfRealm, PreAuthType: String(preAuthType) };
    return [record(SECURITY.preAuthFailed, { ...common, ...extra })];
  }
  if (status !== 0) {
    return [
      record(ticketRefused, {
        ...common,
        TargetDomainName: realm,
        TargetSid: status === UNKNOWN_CLIENT ? 'S-1-0-0' : account.sid,
        ServiceName: serviceOfRealm,
        TicketEncryptionType: NO_ENCRYPTION,
      }),
    ];
  }
  return [
    record(SECURITY.ticketGranted, {
      ...common,
      TargetDomainName: realm,
      TargetSid: account.sid,
      ServiceName: 'krbtgt',
      ServiceSid: siblingSid(account.sid, KRBTGT_RID),
      TicketEncryptionType: fact.encryption,
      PreAuthType: String(preAuthType),
    }),
  ];
}

/** 4769. */
export function kerberosServiceRecords(fact: KerberosServiceFact): readonly WindowsRecord[] {
  const { account, realm, service, status } = fact;
  return [
    record(status === 0 ? SECURITY.serviceTicket : serviceTicketRefused, {
      TargetUserName: `${account.user}@${realm.toUpperCase()}`,
      TargetDomainName: realm.toUpperCase(),
      ServiceName: service.user,
      ServiceSid: status === 0 ? service.sid : 'S-1-0-0',
      TicketOptions: fact.ticketOptions,
      TicketEncryptionType: status === 0 ? fact.encryption : NO_ENCRYPTION,
      IpAddress: mapped(fact.clientAddress),
      IpPort: String(fact.clientPort),
      Status: status,
      LogonGuid: fact.logonGuid,
    }),
  ];
}

/** 4776. */
export function ntlmValidationRecords({ account, workstation, status }: NtlmValidationFact): readonly WindowsRecord[] {
  return [
    record(status === 0 ? SECURITY.credentialsValidated : credentialsRefused, {
      PackageName: 'MICROSOFT_AUTHENTICATION_PACKAGE_V1_0',
      TargetUserName: account.user,
      Workstation: workstation,
      Status: status,
    }),
  ];
}

function loggedOn(fact: LogonFact): WindowsRecord {
  return record(SECURITY.loggedOn, {
    ...subjectFields(fact.subject),
    ...targetSession(fact.account),
    ...authentication(fact),
    LogonGuid: fact.logonGuid,
    ImpersonationLevel: IMPERSONATION,
    RestrictedAdminMode: fact.logonType === 10 ? NO : '-',
    TargetOutboundUserName: fact.networkAccount?.user ?? '-',
    TargetOutboundDomainName: fact.networkAccount?.domain ?? '-',
    VirtualAccount: NO,
    TargetLinkedLogonId: fact.linkedLogonId,
    ElevatedToken: fact.isElevated ? YES : NO,
  });
}

function logonFailed(fact: LogonFact): WindowsRecord {
  return record(SECURITY.logonFailed, {
    ...subjectFields(fact.subject),
    ...authentication(fact),
    TargetUserName: fact.account.user,
    TargetDomainName: fact.account.domain,
    Status: fact.failure?.status ?? 0,
    FailureReason: fact.failure?.reason ?? '-',
    SubStatus: fact.failure?.subStatus ?? 0,
  });
}

function authentication(fact: LogonFact) {
  const isNtlmSession = fact.ntlmVersion !== '-' && fact.outcome === 'success';
  return {
    LogonType: fact.logonType,
    LogonProcessName: PADDED[fact.logonProcess] ?? fact.logonProcess,
    AuthenticationPackageName: fact.authPackage,
    WorkstationName: fact.workstation,
    LmPackageName: fact.ntlmVersion,
    KeyLength: isNtlmSession ? 128 : 0,
    ...processFields(fact.process),
    ...addressFields(fact.sourceAddress, fact.sourcePort),
  };
}

/** The directory service shows IPv4 addresses mapped into IPv6. */
function mapped(address: string): string {
  return address.includes('.') ? `::ffff:${address}` : address;
}
