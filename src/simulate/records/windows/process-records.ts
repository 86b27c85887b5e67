import type {
  DnsQueryFact,
  FileIdentity,
  ImageLoadFact,
  Integrity,
  PipeFact,
  ProcessAccessFact,
  ProcessEndFact,
  ProcessStartFact,
  RunningProcess,
} from '../../facts.ts';
import { record, type WindowsRecord } from './event-kind.ts';
import {
  accessList,
  imageOf,
  processFields,
  qualified,
  subjectFields,
  sysmonTime,
  targetSession,
} from './field-text.ts';
import { SECURITY } from './security-kinds.ts';
import { SYSMON } from './sysmon-kinds.ts';

/** SIDs of integrity levels ([MS-DTYP] 2.4.2.4). */
const MANDATORY_LABEL: Readonly<Record<Integrity, string>> = {
  Low: 'S-1-16-4096',
  Medium: 'S-1-16-8192',
  High: 'S-1-16-12288',
  System: 'S-1-16-16384',
};

/** TokenElevationType: 1936 not split (services), 1937 the elevated half of a split token, 1938 the limited half. */
const ELEVATION: Readonly<Record<Integrity, string>> = {
  Low: '%%1938',
  Medium: '%%1938',
  High: '%%1937',
  System: '%%1936',
};

/** 4688 and Sysmon 1. */
export function processStartRecords(fact: ProcessStartFact): readonly WindowsRecord[] {
  return [securityStart(fact), sysmonStart(fact)];
}

/** 4689 and Sysmon 5. */
export function processEndRecords({ process, exitCode, timeMs }: ProcessEndFact): readonly WindowsRecord[] {
  const security = { ...subjectFields(process.user), Status: exitCode, ...processFields(process) };
  return [record(SECURITY.processEnded, security), record(SYSMON.processEnded, sysmonHead(timeMs, process))];
}

/** Sysmon 10, and 4663 where the logon service's memory is read: Windows audits that by itself. */
export function processAccessRecords(fact: ProcessAccessFact): readonly WindowsRecord[] {
  const { source, target, accessMask } = fact;
  const isMemoryRead = target.image.toLowerCase().endsWith('\\lsass.exe') && (accessMask & VM_READ) !== 0;
  return [
    ...(isMemoryRead ? [memoryRead(fact)] : []),
    record(SYSMON.processAccess, {
      UtcTime: sysmonTime(fact.timeMs),
      SourceProcessGUID: source.guid,
      SourceProcessId: source.pid,
      // Thread numbers are those of the processes' own numbers: multiples of four, near the process id.
      SourceThreadId: source.pid + 8,
      SourceImage: imageOf(source),
      TargetProcessGUID: target.guid,
      TargetProcessId: target.pid,
      TargetImage: imageOf(target),
      GrantedAccess: fact.accessMask,
      CallTrace: fact.callTrace,
      SourceUser: qualified(source.user),
      TargetUser: qualified(target.user),
    }),
  ];
}

/** PROCESS_VM_READ, message constant 4484. */
const VM_READ = 0x10;

function memoryRead({ id, source, target }: ProcessAccessFact): WindowsRecord {
  return record(SECURITY.objectAccess, {
    ...subjectFields(source.user),
    ObjectServer: 'Security',
    ObjectType: 'Process',
    ObjectName: target.image.replace(/^C:/i, '\\Device\\HarddiskVolume3'),
    HandleId: ((id % 0x400) + 0x10) * 4,
    AccessList: accessList([4484]),
    AccessMask: VM_READ,
    ...processFields(source),
    ResourceAttributes: '-',
  });
}

/** Sysmon 7. */
export function imageLoadRecords({ process, loaded, file, timeMs }: ImageLoadFact): readonly WindowsRecord[] {
  return [
    record(SYSMON.imageLoaded, {
      ...sysmonHead(timeMs, process),
      ImageLoaded: loaded,
      ...versionFields(file),
      Hashes: hashes(file),
      Signed: String(file.isSigned),
      Signature: file.isSigned ? signerOf(file) : '-',
      SignatureStatus: file.isSigned ? 'Valid' : 'Unavailable',
    }),
  ];
}

/** Sysmon 17 or 18. */
export function pipeRecords({ action, pipe, process, timeMs }: PipeFact): readonly WindowsRecord[] {
  const isCreated = action === 'create';
  return [
    record(isCreated ? SYSMON.pipeCreated : SYSMON.pipeConnected, {
      ...sysmonHead(timeMs, process),
      EventType: isCreated ? 'CreatePipe' : 'ConnectPipe',
      PipeName: pipe,
    }),
  ];
}

/** Sysmon 22. */
export function dnsQueryRecords({ name, status, answers, process, timeMs }: DnsQueryFact): readonly WindowsRecord[] {
  return [
    record(SYSMON.dnsQuery, {
      ...sysmonHead(timeMs, process),
      QueryName: name,
      QueryStatus: String(status),
      QueryResults: answers.length === 0 ? '-' : answers.map(queryResult).join(''),
    }),
  ];
}

/** The fields that most Sysmon events share. */
export function sysmonHead(timeMs: number, process: RunningProcess) {
  return {
    UtcTime: sysmonTime(timeMs),
    ProcessGuid: process.guid,
    ProcessId: process.pid,
    Image: imageOf(process),
    User: qualified(process.user),
  };
}

function securityStart({ process, runsAs, host }: ProcessStartFact): WindowsRecord {
  const creator = runsAs === undefined ? process.user : (process.parent?.user ?? process.user);
  return record(SECURITY.processStarted, {
    ...subjectFields(creator),
    NewProcessId: process.pid,
    NewProcessName: process.image,
    TokenElevationType: ELEVATION[process.integrity],
    ProcessId: process.parent?.pid ?? 0,
    CommandLine: host.logging.has('command-lines') ? process.commandLine : '',
    ...(runsAs === undefined ? {} : targetSession(runsAs)),
    ParentProcessName: parentName(process),
    MandatoryLabel: MANDATORY_LABEL[process.integrity],
  });
}

/** What the kernel starts has a parent without a name. */
function parentName({ parent }: RunningProcess): string {
  const image = parent === undefined ? '' : imageOf(parent);
  return image === 'System' ? '' : image;
}

function sysmonStart({ process, timeMs }: ProcessStartFact): WindowsRecord {
  const { parent, file } = process;
  return record(SYSMON.processStarted, {
    ...sysmonHead(timeMs, process),
    ...versionFields(file),
    CommandLine: process.commandLine,
    CurrentDirectory: process.currentDirectory,
    LogonGuid: process.logonGuid,
    LogonId: process.user.logonId,
    TerminalSessionId: process.terminalSession,
    IntegrityLevel: process.integrity,
    Hashes: hashes(file),
    ...(parent === undefined
      ? {}
      : {
          ParentProcessGuid: parent.guid,
          ParentProcessId: parent.pid,
          ParentImage: imageOf(parent),
          ParentCommandLine: parent.commandLine,
          ParentUser: qualified(parent.user),
        }),
  });
}

function versionFields(file: FileIdentity) {
  return {
    FileVersion: file.fileVersion || '-',
    Description: file.description || '-',
    Product: file.product || '-',
    Company: file.company || '-',
    OriginalFileName: file.originalFileName || '-',
  };
}

function hashes({ md5, sha256, imphash }: FileIdentity): string {
  return `MD5=${md5},SHA256=${sha256},IMPHASH=${imphash}`.toUpperCase();
}

/** What Windows ships is signed by the publisher of its own name. */
function signerOf({ company }: FileIdentity): string {
  return company === 'Microsoft Corporation' ? 'Microsoft Windows' : company || '-';
}

function queryResult(answer: string): string {
  return /^[0-9.]+$/.test(answer) ? `::ffff:${answer};` : `${answer};`;
}
