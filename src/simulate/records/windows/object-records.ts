import type { FileFact, RegistryFact, ShareAccessFact } from '../../facts.ts';
import { hexOf } from '../../random.ts';
import { record, type WindowsRecord } from './event-kind.ts';
import { accessList, addressFields, processFields, subjectFields, sysmonTime } from './field-text.ts';
import { sysmonHead } from './process-records.ts';
import { AUDIT_FAILURE, SECURITY } from './security-kinds.ts';
import { SYSMON } from './sysmon-kinds.ts';

/** Rights on files, by bit: the message constants that 4663, 5140 and 5145 list ([MS-DTYP] 2.4.3, msobjs.dll). */
const FILE_RIGHTS: readonly (readonly [bit: number, code: number])[] = [
  [0x10000, 1537],
  [0x20000, 1538],
  [0x40000, 1539],
  [0x80000, 1540],
  [0x100000, 1541],
  [0x1, 4416],
  [0x2, 4417],
  [0x4, 4418],
  [0x8, 4419],
  [0x10, 4420],
  [0x20, 4421],
  [0x40, 4422],
  [0x80, 4423],
  [0x100, 4424],
];

/** What an action asks for: read data, write data, delete, write attributes. */
const ACCESS_MASK: Readonly<Record<FileFact['action'], number>> = {
  read: 0x1,
  create: 0x2,
  delete: 0x10000,
  rename: 0x10000,
  'change-time': 0x100,
};

/** Places that a careful administrator audits: the directory's database, registry hives, browsers' secrets, SSH keys, drawings. */
const AUDITED_FILES =
  /\\windows\\ntds\\|\\system32\\config\\(sam|security|system)$|\\(local state|login data|cookies|history)$|\\\.ssh\\|\\shares\\projects\\/i;
const AUDITED_KEYS = /\\(services|policies|run|runonce|lsa|portproxy|terminal server|simontatham)(\\|$)/i;

/** Sysmon keeps deleted programs and scripts; of all else it only tells that they went. */
const KEPT_FILE = /\.(exe|dll|sys|ps1|bat|vbs|js|jspx?|aspx?|zip|7z|rar|dmp)$/i;

const shareRefused = { ...SECURITY.shareAccess, keywords: AUDIT_FAILURE };
const shareFileRefused = { ...SECURITY.shareFileAccess, keywords: AUDIT_FAILURE };

/** Sysmon 11, 2, 23 or 26, and 4663 where it is audited. */
export function fileRecords(fact: FileFact): readonly WindowsRecord[] {
  return [...sysmonFile(fact), ...(AUDITED_FILES.test(fact.path) ? [audited(fact)] : [])];
}

/** Sysmon 12 or 13, and 4657 where it is audited; 4663 of a read. */
export function registryRecords(fact: RegistryFact): readonly WindowsRecord[] {
  if (fact.action === 'read') return AUDITED_KEYS.test(fact.target) ? [keyRead(fact)] : [];
  const isValue = fact.action === 'set' || fact.action === 'delete-value';
  return [sysmonRegistry(fact), ...(isValue && AUDITED_KEYS.test(fact.target) ? [registryAudited(fact)] : [])];
}

/** 5140 for the share, 5145 for what was opened in it. */
export function shareAccessRecords(fact: ShareAccessFact): readonly WindowsRecord[] {
  const { account, accessMask, isGranted, relativeTarget } = fact;
  const common = {
    ...subjectFields(account),
    ObjectType: 'File',
    ...addressFields(fact.sourceAddress, fact.sourcePort),
    ShareName: fact.share,
    ShareLocalPath: fact.localPath,
    AccessMask: accessMask,
    AccessList: accessList(rightsOf(accessMask)),
  };
  return relativeTarget === ''
    ? [record(isGranted ? SECURITY.shareAccess : shareRefused, common)]
    : [
        record(isGranted ? SECURITY.shareFileAccess : shareFileRefused, {
          ...common,
          RelativeTargetName: relativeTarget,
        }),
      ];
}

function sysmonFile(fact: FileFact): readonly WindowsRecord[] {
  const { action, path, timeMs, process } = fact;
  const head = { ...sysmonHead(timeMs, process), TargetFilename: path };
  switch (action) {
    case 'create':
      return [record(SYSMON.fileCreated, { ...head, CreationUtcTime: sysmonTime(timeMs) })];
    case 'change-time': {
      const times = {
        CreationUtcTime: sysmonTime(fact.claimedTimeMs ?? timeMs),
        PreviousCreationUtcTime: sysmonTime(timeMs),
      };
      return [record(SYSMON.fileTimeChanged, { ...head, ...times })];
    }
    case 'delete': {
      const deleted = { ...head, Hashes: hashesOf(path), IsExecutable: /\.(exe|dll|sys)$/i.test(path) };
      return KEPT_FILE.test(path)
        ? [record(SYSMON.fileDeletedKept, { ...deleted, Archived: 'true' })]
        : [record(SYSMON.fileDeleted, deleted)];
    }
    case 'rename':
    case 'read':
      return [];
  }
}

/** Of a file only its path is known, which stands for its bytes. */
function hashesOf(path: string): string {
  const hashes = `MD5=${hexOf(`md5 ${path}`, 32)},SHA256=${hexOf(`sha256 ${path}`, 64)},IMPHASH=${'0'.repeat(32)}`;
  return hashes.toUpperCase();
}

function audited(fact: FileFact): WindowsRecord {
  const mask = ACCESS_MASK[fact.action];
  return record(SECURITY.objectAccess, {
    ...subjectFields(fact.process.user),
    ObjectServer: 'Security',
    ObjectType: 'File',
    ObjectName: fact.path,
    HandleId: handleOf(fact.id),
    AccessList: accessList(rightsOf(mask)),
    AccessMask: mask,
    ...processFields(fact.process),
    ResourceAttributes: 'S:AI',
  });
}

const REGISTRY_EVENT: Readonly<Record<Exclude<RegistryFact['action'], 'read'>, string>> = {
  set: 'SetValue',
  'create-key': 'CreateKey',
  'delete-value': 'DeleteValue',
  'delete-key': 'DeleteKey',
};

function sysmonRegistry({ action, target, details, process, timeMs }: RegistryFact): WindowsRecord {
  const eventType = action === 'read' ? '' : REGISTRY_EVENT[action];
  const values = { ...sysmonHead(timeMs, process), EventType: eventType, TargetObject: target };
  return action === 'set'
    ? record(SYSMON.registryValue, { ...values, Details: details })
    : record(SYSMON.registryKey, values);
}

/** KEY_QUERY_VALUE, message constant 4432. */
function keyRead({ id, target, process }: RegistryFact): WindowsRecord {
  return record(SECURITY.objectAccess, {
    ...subjectFields(process.user),
    ObjectServer: 'Security',
    ObjectType: 'Key',
    ObjectName: kernelKey(target),
    HandleId: handleOf(id),
    AccessList: accessList([4432]),
    AccessMask: 0x1,
    ...processFields(process),
    ResourceAttributes: '-',
  });
}

/** Operation and value types: 1905 an existing value was changed, 1906 deleted; 1873 REG_SZ, 1875 binary, 1876 DWORD. */
function registryAudited({ id, action, target, details, process }: RegistryFact): WindowsRecord {
  const cut = target.lastIndexOf('\\');
  const isSet = action === 'set';
  return record(SECURITY.registryValueChanged, {
    ...subjectFields(process.user),
    ObjectName: kernelKey(target.slice(0, cut)),
    ObjectValueName: target.slice(cut + 1),
    HandleId: handleOf(id),
    OperationType: isSet ? '%%1905' : '%%1906',
    NewValueType: isSet ? valueType(details) : '-',
    NewValue: isSet ? details.replace(/^DWORD \(0x0*([0-9a-f]+)\)$/i, dwordText) : '-',
    ...processFields(process),
  });
}

function dwordText(_: string, digits: string): string {
  return String(Number.parseInt(digits, 16));
}

function valueType(details: string): string {
  if (details.startsWith('DWORD')) return '%%1876';
  return details === 'Binary Data' ? '%%1875' : '%%1873';
}

function kernelKey(key: string): string {
  return key
    .replace(/^HKLM\\SYSTEM\\CurrentControlSet/i, '\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001')
    .replace(/^HKLM/i, '\\REGISTRY\\MACHINE')
    .replace(/^HKU/i, '\\REGISTRY\\USER');
}

function rightsOf(mask: number): readonly number[] {
  return FILE_RIGHTS.filter(([bit]) => (mask & bit) !== 0).map(([, code]) => code);
}

/** Handles are small multiples of four. */
function handleOf(id: number): number {
  return ((id % 0x400) + 0x10) * 4;
}
