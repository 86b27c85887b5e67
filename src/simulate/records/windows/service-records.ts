import type {
  PowerFact,
  ScheduledTaskFact,
  ServiceInstallFact,
  ServiceStateFact,
  SoftwareFact,
  TimeChangeFact,
} from '../../facts.ts';
import type { Host } from '../../organisation.ts';
import { guidOf, hexOf } from '../../random.ts';
import { localIso } from '../local-time.ts';
import { APPLICATION } from './application-kinds.ts';
import { listRecord, record, type WindowsRecord } from './event-kind.ts';
import { processFields, qualified, subjectFields } from './field-text.ts';
import { TASK_SCHEDULER } from './operational-kinds.ts';
import { SECURITY } from './security-kinds.ts';
import { SYSTEM } from './system-kinds.ts';
import { taskXml } from './task-xml.ts';

/** SERVICE_WIN32_OWN_PROCESS, SERVICE_KERNEL_DRIVER; start types as the service manager numbers them. */
const SERVICE_TYPE = { 'user mode service': 0x10, 'kernel mode driver': 0x1 } as const;
const START_TYPE = { 'boot start': 0, 'auto start': 2, 'demand start': 3, disabled: 4 } as const;

/** System 7045 and Security 4697. */
export function serviceInstallRecords(fact: ServiceInstallFact): readonly WindowsRecord[] {
  const { service, filePath, serviceType, startType, runsAs, subject } = fact;
  const installed = record(
    SYSTEM.serviceInstalled,
    {
      ServiceName: service,
      ImagePath: filePath,
      ServiceType: serviceType,
      StartType: startType,
      AccountName: serviceType === 'kernel mode driver' ? '' : runsAs,
    },
    { userSid: subject.sid },
  );
  const audited = record(SECURITY.serviceInstalled, {
    ...subjectFields(subject),
    ServiceName: service,
    ServiceFileName: filePath,
    ServiceType: SERVICE_TYPE[serviceType],
    ServiceStartType: START_TYPE[startType],
    ServiceAccount: runsAs,
  });
  return [audited, installed];
}

/** System 7036. */
export function serviceStateRecords({ displayName, service, state }: ServiceStateFact): readonly WindowsRecord[] {
  // The service manager adds its short name and the number of the state.
  const binary = utf16Hex(`${service}/${state === 'running' ? 4 : 1}\0`);
  return [record(SYSTEM.serviceState, { param1: displayName, param2: state }, { binary })];
}

/** 4698, 4699, 4702 and the scheduler's own log. */
export function scheduledTaskRecords(fact: ScheduledTaskFact): readonly WindowsRecord[] {
  const { task, subject, host } = fact;
  const own = { TaskName: task, UserName: qualified(subject) };
  const content = (): string => taskXml(fact, localIso(host, fact.timeMs).slice(0, 19));
  const who = { ...subjectFields(subject), TaskName: task };
  switch (fact.action) {
    case 'create':
      return [
        record(SECURITY.taskCreated, { ...who, TaskContent: content() }),
        record(TASK_SCHEDULER.registered, { TaskName: task, UserContext: qualified(subject) }),
      ];
    case 'update':
      return [record(SECURITY.taskUpdated, { ...who, TaskContentNew: content() }), record(TASK_SCHEDULER.updated, own)];
    case 'delete':
      return [record(SECURITY.taskDeleted, { ...who, TaskContent: '' }), record(TASK_SCHEDULER.deleted, own)];
    case 'start':
      return taskStart(fact);
    case 'finish':
      return taskFinish(fact);
  }
}

function taskStart({ task, runsAs, instanceGuid, command, process }: ScheduledTaskFact): readonly WindowsRecord[] {
  const pid = process?.pid ?? 0;
  const created = { TaskName: task, Path: command, ProcessID: pid, Priority: NORMAL_PRIORITY };
  const started = { TaskName: task, ActionName: command, TaskInstanceId: instanceGuid, EnginePID: pid };
  return [
    ...(process === undefined ? [] : [record(TASK_SCHEDULER.processCreated, created)]),
    record(TASK_SCHEDULER.started, { TaskName: task, UserContext: qualified(runsAs), InstanceId: instanceGuid }),
    record(TASK_SCHEDULER.actionStarted, started),
  ];
}

/** Priority class of a task of priority 7, as 129 shows it. */
const NORMAL_PRIORITY = 16384;

function taskFinish({ task, runsAs, instanceGuid, command, process }: ScheduledTaskFact): readonly WindowsRecord[] {
  const finished = { TaskName: task, ActionName: command, TaskInstanceId: instanceGuid, EnginePID: process?.pid ?? 0 };
  return [
    record(TASK_SCHEDULER.actionFinished, finished),
    record(TASK_SCHEDULER.finished, { TaskName: task, UserContext: qualified(runsAs), InstanceId: instanceGuid }),
  ];
}

/** What a host writes when it starts and stops. */
export function powerRecords(fact: PowerFact): readonly WindowsRecord[] {
  const { action, timeMs, host } = fact;
  switch (action) {
    case 'boot':
      return bootRecords(fact);
    case 'shutdown':
      return [
        record(SECURITY.serviceStopped, {}),
        listRecord(SYSTEM.eventLogStopped, [], { binary: '0100000000000000' }),
        record(SYSTEM.systemStopped, { StopTime: timeMs }),
      ];
    case 'unexpected-shutdown':
      return [listRecord(SYSTEM.unexpectedShutdown, unexpected(fact), { binary: systemTimeHex(timeMs) })];
    case 'uptime': {
      const zone = `${-host.utcOffsetMinutes} ${ZONE_NAME[host.utcOffsetMinutes] ?? 'UTC'}`;
      const values = ['', '', '', '', String(fact.uptimeSeconds), '60', zone];
      return [listRecord(SYSTEM.uptime, values, { binary: utf16Hex(systemText(host)) })];
    }
    case 'shutdown-asked':
      return [shutdownAsked(fact)];
  }
}

/** Windows' names of some zones, by minutes ahead of UTC in winter. */
const ZONE_NAME: Readonly<Record<number, string>> = {
  [-480]: 'Pacific Standard Time',
  [-360]: 'Central Standard Time',
  [-300]: 'Eastern Standard Time',
  0: 'GMT Standard Time',
  60: 'W. Europe Standard Time',
  600: 'AUS Eastern Standard Time',
};

/** What 6013 adds about the system, each part ended by a NUL. */
function systemText({ system, version }: Host): string {
  const build = version.split('.')[2] ?? '0';
  return ['1.1', '0', system, `${version} Build ${build}  `, 'Multiprocessor Free', `${build}.1`, ''].join('\0');
}

function bootRecords({ timeMs, host }: PowerFact): readonly WindowsRecord[] {
  const [major = '10', minor = '0', build = '0'] = host.version.split('.');
  return [
    record(SYSTEM.systemStarted, {
      MajorVersion: Number(major),
      MinorVersion: Number(minor),
      BuildVersion: Number(build),
      ServiceVersion: 0,
      StartTime: timeMs,
    }),
    listRecord(SYSTEM.systemVersion, [`${major}.${minor.padStart(2, '0')}.`, build, '', 'Multiprocessor Free', '0']),
    listRecord(SYSTEM.eventLogStarted, [], { binary: systemTimeHex(timeMs) }),
    record(SECURITY.started, {}),
  ];
}

function unexpected({ timeMs, uptimeSeconds, host }: PowerFact): readonly string[] {
  const local = localIso(host, timeMs);
  return [local.slice(11, 19), local.slice(0, 10), '', '', String(uptimeSeconds), '', ''];
}

function shutdownAsked({ user, reason, process, host }: PowerFact): WindowsRecord {
  const path = process?.image ?? 'C:\\Windows\\System32\\shutdown.exe';
  return record(
    SYSTEM.shutdownAsked,
    {
      param1: `${path} (${host.name})`,
      param2: host.name,
      param3: reason,
      param4: '0x80020010',
      param5: 'restart',
      param6: '',
      param7: qualified(user),
    },
    { userSid: user.sid, processId: process?.pid ?? 0 },
  );
}

/** Security 4616 and Kernel-General 1. */
export function timeChangeRecords(fact: TimeChangeFact): readonly WindowsRecord[] {
  const { subject, previousMs, timeMs, process } = fact;
  const times = { PreviousTime: previousMs, NewTime: timeMs };
  return [
    record(SECURITY.timeChanged, { ...subjectFields(subject), ...times, ...processFields(process) }),
    record(SYSTEM.timeChanged, { NewTime: timeMs, OldTime: previousMs, Reason: 1 }, { userSid: subject.sid }),
  ];
}

/** Windows Update's 19, 43, 44; MsiInstaller's 1033 and 11707, or 1034 and 11724. */
export function softwareRecords(fact: SoftwareFact): readonly WindowsRecord[] {
  const { action, title, version, vendor, user } = fact;
  const update = { updateTitle: title, updateGuid: guidOf(hexOf(title, 32)), updateRevisionNumber: 1 };
  switch (action) {
    case 'download-update':
      return [record(SYSTEM.updateDownloading, update)];
    case 'install-update':
      return [record(SYSTEM.updateStarted, update)];
    case 'updated':
      return [record(SYSTEM.updateInstalled, { ...update, serviceGuid: MICROSOFT_UPDATE })];
    case 'install':
    case 'remove': {
      const isInstall = action === 'install';
      const sentence = isInstall ? 'Installation completed successfully.' : 'Removal completed successfully.';
      const nothing = ['(NULL)', '(NULL)', '(NULL)', '(NULL)', '(NULL)', ''];
      const product = [title, version, '1033', '0', vendor, '(NULL)', ''];
      const extras = { userSid: user.sid };
      return [
        listRecord(isInstall ? APPLICATION.productInstalled : APPLICATION.productRemoved, product, extras),
        listRecord(
          isInstall ? APPLICATION.installationDone : APPLICATION.removalDone,
          [`Product: ${title} -- ${sentence}`, ...nothing],
          extras,
        ),
      ];
    }
  }
}

/** Service id of Microsoft Update. */
const MICROSOFT_UPDATE = '{7971f918-a847-4430-9279-4a52d1efe18d}';

/** A SYSTEMTIME ([MS-DTYP] 2.3.13) and eight bytes of zeros, as the event log notes its start. */
function systemTimeHex(timeMs: number): string {
  const date = new Date(timeMs);
  const words = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDay(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCMilliseconds(),
  ];
  return `${words.map(wordHex).join('')}0000000000000000`;
}

function utf16Hex(text: string): string {
  let hex = '';
  for (let index = 0; index < text.length; index++) hex += wordHex(text.charCodeAt(index));
  return hex;
}

/** Two bytes, the low one first. */
function wordHex(word: number): string {
  return ((word & 0xff) * 0x100 + (word >>> 8)).toString(16).padStart(4, '0').toUpperCase();
}
