import { type EventFamily, eventKind } from './event-kind.ts';

/** Events of the System log. Names, order and types: records that Windows wrote. */

const CLASSIC = 0x0080000000000000n;
const base = { channel: 'System', level: 4, opcode: 0, version: 0, payload: 'named' } as const;

const serviceControl: EventFamily = {
  ...base,
  provider: {
    name: 'Service Control Manager',
    guid: '{555908d1-a6d7-4695-8e1e-26931d2012f4}',
    eventSourceName: 'Service Control Manager',
  },
  qualifiers: 16384,
  keywords: 0x8080000000000000n,
  writer: 'services',
};
const kernelGeneral: EventFamily = {
  ...base,
  provider: { name: 'Microsoft-Windows-Kernel-General', guid: '{a68ca8b7-004f-d7b6-a698-07e2de0f1f5d}' },
  keywords: 0x8000000000000080n,
  writer: 'kernel',
};
const eventLog: EventFamily = {
  ...base,
  provider: { name: 'EventLog' },
  qualifiers: 32768,
  keywords: CLASSIC,
  writer: 'eventlog',
  payload: 'list',
};
const update: EventFamily = {
  ...base,
  provider: { name: 'Microsoft-Windows-WindowsUpdateClient', guid: '{945a8954-c147-4acd-923f-40c45405a658}' },
  version: 1,
  keywords: 0x8000000000000018n,
  writer: 'update',
  userSid: 'S-1-5-18',
};

export const SYSTEM = {
  serviceState: eventKind(serviceControl, 7036, {}, 'param1 param2'),
  serviceInstalled: eventKind(serviceControl, 7045, {}, 'ServiceName ImagePath ServiceType StartType AccountName'),
  logCleared: eventKind(
    {
      ...base,
      provider: { name: 'Microsoft-Windows-Eventlog', guid: '{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}' },
      keywords: 0x8000000000000000n,
      writer: 'eventlog',
      payload: {
        element: 'LogFileCleared',
        namespace: 'http://manifests.microsoft.com/win/2004/08/windows/eventlog',
      },
    },
    104,
    { task: 104 },
    'SubjectUserName SubjectDomainName Channel BackupPath',
  ),
  eventLogStarted: eventKind(eventLog, 6005, {}, ''),
  eventLogStopped: eventKind(eventLog, 6006, {}, ''),
  unexpectedShutdown: eventKind(eventLog, 6008, { level: 2 }, ''),
  systemVersion: eventKind(eventLog, 6009, {}, ''),
  uptime: eventKind(eventLog, 6013, {}, ''),
  timeChanged: eventKind(
    kernelGeneral,
    1,
    { version: 1, task: 5, keywords: 0x8000000000000010n, userSid: 'S-1-5-18' },
    'NewTime:filetime OldTime:filetime Reason:uint32',
  ),
  systemStarted: eventKind(
    kernelGeneral,
    12,
    { task: 1, userSid: 'S-1-5-18' },
    'MajorVersion:uint32 MinorVersion:uint32 BuildVersion:uint32 QfeVersion:uint32 ServiceVersion:uint16 BootMode:uint32 StartTime:filetime',
  ),
  systemStopped: eventKind(kernelGeneral, 13, { task: 2 }, 'StopTime:filetime'),
  shutdownAsked: eventKind(
    {
      ...base,
      provider: { name: 'User32', guid: '{b0aa8734-56f7-41cc-b2f4-de228e98b946}', eventSourceName: 'User32' },
      qualifiers: 32768,
      keywords: 0x8080000000000000n,
      writer: 'acting',
    },
    1074,
    {},
    'param1 param2 param3 param4 param5 param6 param7',
  ),
  updateInstalled: eventKind(
    update,
    19,
    { task: 1, opcode: 13 },
    'updateTitle updateGuid:guid updateRevisionNumber:uint32 serviceGuid:guid',
  ),
  updateStarted: eventKind(
    update,
    43,
    { task: 1, opcode: 13, keywords: 0x8000000000002008n },
    'updateTitle updateGuid:guid updateRevisionNumber:uint32',
  ),
  updateDownloading: eventKind(
    update,
    44,
    { task: 1, opcode: 12, keywords: 0x8000000000002004n },
    'updateTitle updateGuid:guid updateRevisionNumber:uint32',
  ),
} as const;
