import { type EventDefinition, writeEvtx } from '../src/evtx/write/index.ts';

/** Inputs of fixtures/read that are not text: bytes by path below it. */
export function makeReadFixtures(): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ['evtx/small.evtx', writeEvtx(SMALL_LOG, { firstRecordId: 4711 })],
    ['evtx/forwarded.evtx', writeEvtx(SMALL_LOG.map(forwarded), { firstRecordId: 90, inline: true })],
  ]);
}

const SMALL_LOG: readonly EventDefinition[] = [
  {
    provider: { name: 'Microsoft-Windows-Security-Auditing', guid: '54849625-5478-4994-A5BA-3E3B0328C30D' },
    ...{ eventId: 4688, version: 2, level: 0, task: 13312, opcode: 0, keywords: 0x8020000000000000n },
    ...{ timeMs: Date.UTC(2026, 2, 2, 9, 14, 7, 250), ticks: 1234n },
    execution: { processId: 4, threadId: 312 },
    ...{ channel: 'Security', computer: 'dc01.isabela-power.test' },
    eventData: [
      { name: 'SubjectUserSid', type: 'sid', value: 'S-1-5-21-1004336348-1177238915-682003330-1113' },
      { name: 'SubjectUserName', value: 'svc-backup' },
      { name: 'NewProcessId', type: 'hexInt64', value: 0x1a4 },
      { name: 'NewProcessName', value: 'C:\\Windows\\System32\\ntdsutil.exe' },
      { name: 'CommandLine', value: 'ntdsutil "ac i ntds" ifm "create full C:\\Windows\\Temp\\<größe> & co"' },
      { name: 'ParentProcessName', value: null },
    ],
  },
  {
    provider: { name: 'Service Control Manager', eventSourceName: 'Service Control Manager' },
    ...{ eventId: 7045, qualifiers: 16384, level: 4, task: 0, keywords: 0x8080000000000000n },
    timeMs: Date.UTC(2026, 2, 2, 9, 14, 9),
    ...{ channel: 'System', computer: 'dc01.isabela-power.test', securityUserId: 'S-1-5-18' },
    eventData: [
      { name: 'ServiceName', value: 'pulse-helper' },
      { name: 'ImagePath', value: '%SystemRoot%\\Temp\\p.exe' },
    ],
  },
  {
    provider: { name: 'Microsoft-Windows-Eventlog', guid: 'FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148' },
    ...{ eventId: 1102, version: 0, level: 4, task: 104, opcode: 0, keywords: 0x4020000000000000n },
    timeMs: Date.UTC(2026, 2, 2, 9, 20, 0),
    ...{ channel: 'Security', computer: 'dc01.isabela-power.test' },
    userData: {
      name: 'LogFileCleared',
      namespace: 'http://manifests.microsoft.com/win/2004/08/windows/eventlog',
      children: [
        { name: 'SubjectUserName', children: [{ value: 'svc-backup' }] },
        { name: 'SubjectLogonId', children: [{ value: 0x3e7, type: 'hexInt64' }] },
      ],
    },
  },
];

/** As a collector keeps it: a number of its own, and the texts that the sender's computer has for it. */
function forwarded(event: EventDefinition, index: number): EventDefinition {
  return {
    ...event,
    eventRecordId: 4711 + index,
    renderingInfo: { culture: 'en-US', message: 'A text.', level: 'Information', channel: event.channel, keywords: [] },
  };
}
