import type {
  AccountChangeFact,
  AuditPolicyFact,
  DirectoryFact,
  GroupChangeFact,
  LogClearedFact,
} from '../../facts.ts';
import type { Principal } from '../../organisation.ts';
import { guidOf, hexOf } from '../../random.ts';
import { record, type WindowsRecord } from './event-kind.ts';
import { accessList, subjectFields } from './field-text.ts';
import { SECURITY } from './security-kinds.ts';
import { SYSTEM } from './system-kinds.ts';

/** Message constants of account attributes: not set, never, all hours. */
const NOT_SET = '%%1793';
const NEVER = '%%1794';
const ALL_HOURS = '%%1797';

/** RIDs of primary groups: Domain Users, Domain Computers. */
const USERS_RID = '513';
const COMPUTERS_RID = '515';

/** 4720 to 4743, 4767, 4781. */
export function accountChangeRecords(fact: AccountChangeFact): readonly WindowsRecord[] {
  const { action, target, subject } = fact;
  const who = { ...targetAccount(target), ...subjectFields(subject) };
  switch (action) {
    case 'create':
      return created(fact);
    case 'create-computer':
      return [record(SECURITY.computerCreated, { ...who, ...newAttributes(fact, COMPUTERS_RID, '0x80', [2087]) })];
    case 'enable':
      return [record(SECURITY.accountEnabled, who)];
    case 'disable':
      return [record(SECURITY.accountDisabled, who)];
    case 'delete':
      return [record(SECURITY.accountDeleted, who)];
    case 'delete-computer':
      return [record(SECURITY.computerDeleted, who)];
    case 'change-password':
      return [record(SECURITY.passwordChanged, who)];
    case 'reset-password':
      return [record(SECURITY.passwordReset, who)];
    case 'change':
      return [record(SECURITY.accountChanged, who)];
    case 'unlock':
      return [record(SECURITY.accountUnlocked, who)];
    case 'lock-out':
      return [record(SECURITY.accountLockedOut, { ...who, TargetDomainName: fact.callerComputer ?? '' })];
    case 'rename':
      return [
        record(SECURITY.accountRenamed, {
          OldTargetUserName: target.user,
          NewTargetUserName: fact.displayName ?? target.user,
          TargetDomainName: target.domain,
          TargetSid: target.sid,
          ...subjectFields(subject),
        }),
      ];
  }
}

/** 4728 to 4757; 4799 when a group was listed, 4798 when the groups of a user were. */
export function groupChangeRecords(fact: GroupChangeFact): readonly WindowsRecord[] {
  const { action, scope, group, member, subject, process } = fact;
  const who = { ...targetAccount(group), ...subjectFields(subject) };
  if (action === 'list') {
    const caller = { CallerProcessId: process?.pid ?? 0, CallerProcessName: process?.image ?? '-' };
    return member === undefined
      ? [record(SECURITY.groupListed, { ...who, ...caller })]
      : [record(SECURITY.userGroupsListed, { ...targetAccount(member), ...subjectFields(subject), ...caller })];
  }
  const [added, removed] = MEMBERSHIP[scope];
  return [
    record(action === 'add' ? added : removed, {
      MemberName: member?.distinguishedName ?? '-',
      MemberSid: member?.sid ?? 'S-1-0-0',
      ...who,
    }),
  ];
}

const MEMBERSHIP = {
  global: [SECURITY.globalMemberAdded, SECURITY.globalMemberRemoved],
  local: [SECURITY.localMemberAdded, SECURITY.localMemberRemoved],
  universal: [SECURITY.universalMemberAdded, SECURITY.universalMemberRemoved],
} as const;

/** 4662 for a read, 5136 for a change. */
export function directoryRecords(fact: DirectoryFact): readonly WindowsRecord[] {
  return [fact.action === 'read' ? directoryRead(fact) : directoryChanged(fact)];
}

/** 1102 for the Security log, System 104 for all others. */
export function logClearedRecords({ channel, subject, backupPath }: LogClearedFact): readonly WindowsRecord[] {
  if (channel === 'Security') return [record(SECURITY.logCleared, subjectFields(subject))];
  const values = {
    SubjectUserName: subject.user,
    SubjectDomainName: subject.domain,
    Channel: channel,
    BackupPath: backupPath,
  };
  return [record(SYSTEM.logCleared, values, { userSid: subject.sid })];
}

const POLICY_CHANGE: Readonly<Record<AuditPolicyFact['change'], string>> = {
  'success-removed': '%%8448',
  'success-added': '%%8449',
  'failure-removed': '%%8450',
  'failure-added': '%%8451',
};

/** 4719. */
export function auditPolicyRecords({ subject, subcategoryGuid, change }: AuditPolicyFact): readonly WindowsRecord[] {
  const subcategory = subcategoryGuid.toLowerCase();
  return [
    record(SECURITY.auditPolicyChanged, {
      ...subjectFields(subject),
      ...auditCategory(subcategory),
      SubcategoryGuid: subcategory,
      AuditPolicyChanges: POLICY_CHANGE[change],
    }),
  ];
}

/**
 * Message constants of a subcategory. Its GUID counts on from 0CCE9210 with the constants 12288, 12289 ...; each category
 * starts anew at the next multiple of 256 ([MS-GPAC] 2.2.1.2, msobjs.dll).
 */
function auditCategory(guid: string): { readonly CategoryId: string; readonly SubcategoryId: string } {
  const number = Number.parseInt(guid.slice(1, 9), 16) - 0x0cce9210;
  const later = LATER_SUBCATEGORIES[number];
  if (later !== undefined) return { CategoryId: `%%${later[0]}`, SubcategoryId: `%%${later[1]}` };
  const category = FIRST_SUBCATEGORY.findLastIndex((first) => first <= number);
  const within = number - (FIRST_SUBCATEGORY[category] ?? 0);
  return { CategoryId: `%%${8272 + category}`, SubcategoryId: `%%${12288 + category * 256 + within}` };
}

/** System, Logon/Logoff, Object Access, Privilege Use, Detailed Tracking, Policy Change, Account Management, DS Access, Account Logon. */
const FIRST_SUBCATEGORY = [0x00, 0x05, 0x0d, 0x18, 0x1b, 0x1f, 0x25, 0x2b, 0x2f];

/** Subcategories that came with later versions and stand behind the others. */
const LATER_SUBCATEGORIES: Readonly<Record<number, readonly [category: number, subcategory: number]>> = {
  51: [8273, 12552],
  52: [8274, 12811],
  53: [8274, 12812],
  54: [8274, 12813],
  55: [8273, 12553],
  56: [8276, 13316],
  57: [8273, 12554],
  58: [8276, 13317],
};

function created(fact: AccountChangeFact): readonly WindowsRecord[] {
  const who = { ...targetAccount(fact.target), ...subjectFields(fact.subject) };
  return [record(SECURITY.accountCreated, { ...who, ...newAttributes(fact, USERS_RID, '0x15', [2080, 2082, 2084]) })];
}

function newAttributes(fact: AccountChangeFact, primaryGroup: string, uac: string, flags: readonly number[]) {
  return {
    SamAccountName: fact.target.user,
    DisplayName: fact.displayName ?? NOT_SET,
    HomeDirectory: NOT_SET,
    HomePath: NOT_SET,
    ScriptPath: NOT_SET,
    ProfilePath: NOT_SET,
    UserWorkstations: NOT_SET,
    PasswordLastSet: NEVER,
    AccountExpires: NEVER,
    PrimaryGroupId: primaryGroup,
    OldUacValue: '0x0',
    NewUacValue: uac,
    UserAccountControl: flags.map((flag) => `\r\n\t\t%%${flag}`).join(''),
    UserParameters: NOT_SET,
    LogonHours: ALL_HOURS,
  };
}

/** A right that needs no object of its own: control access, as replication asks for it. */
const CONTROL_ACCESS = 0x100;

function directoryRead({ subject, objectName, objectClass, properties }: DirectoryFact): WindowsRecord {
  const lines = ['%%7688', ...properties.map((guid) => `\t\t${guid}`)];
  return record(SECURITY.directoryAccess, {
    ...subjectFields(subject),
    ObjectServer: 'DS',
    ObjectType: `%${objectClass.startsWith('{') ? objectClass : classGuid(objectClass)}`,
    ObjectName: `%${objectName.startsWith('{') ? objectName : guidOf(hexOf(objectName, 32)).toLowerCase()}`,
    OperationType: 'Object Access',
    AccessList: accessList([7688]),
    AccessMask: CONTROL_ACCESS,
    Properties: `${lines.join('\r\n')}\r\n`,
    AdditionalInfo2: '',
  });
}

/** schemaIDGUID of the classes that matter most ([MS-ADSC]). */
const CLASS_GUID: Readonly<Record<string, string>> = {
  domainDNS: '{19195a5b-6da0-11d0-afd3-00c04fd930c9}',
  user: '{bf967aba-0de6-11d0-a285-00aa003049e2}',
  computer: '{bf967a86-0de6-11d0-a285-00aa003049e2}',
  group: '{bf967a9c-0de6-11d0-a285-00aa003049e2}',
  groupPolicyContainer: '{f30e3bc2-9ff0-11d1-b603-0000f80367c1}',
};

function classGuid(name: string): string {
  return CLASS_GUID[name] ?? CLASS_GUID.domainDNS!;
}

function directoryChanged(fact: DirectoryFact): WindowsRecord {
  return record(SECURITY.directoryChanged, {
    OpCorrelationID: guidOf(hexOf(`operation ${fact.id}`, 32)),
    ...subjectFields(fact.subject),
    DSName: domainOf(fact.objectName),
    DSType: '%%14676',
    ObjectDN: fact.objectName,
    ObjectGUID: guidOf(hexOf(fact.objectName, 32)),
    ObjectClass: fact.objectClass,
    AttributeLDAPDisplayName: fact.attribute ?? '-',
    AttributeSyntaxOID: '2.5.5.12',
    AttributeValue: fact.value ?? '-',
    OperationType: '%%14674',
  });
}

function domainOf(distinguishedName: string): string {
  return [...distinguishedName.matchAll(/DC=([^,]+)/gi)].map((match) => match[1]!).join('.');
}

function targetAccount(target: Principal) {
  return { TargetUserName: target.user, TargetDomainName: target.domain, TargetSid: target.sid };
}
