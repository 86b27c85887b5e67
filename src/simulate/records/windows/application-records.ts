import type { DatabaseEngineFact, ShadowCopyFact } from '../../facts.ts';
import { guidOf, hexOf } from '../../random.ts';
import { APPLICATION, ENGINE } from './application-kinds.ts';
import { listRecord, type WindowsRecord } from './event-kind.ts';
import { qualified } from './field-text.ts';

/** The provider of shadow copies that Windows brings. */
const SOFTWARE_PROVIDER = '{b5946137-7b9f-4925-af80-51abd60b20d5}';

/**
 * ESENT and NTDS ISAM. Strings in the order of the messages: program, process, instance, then what the event tells.
 * Source: records of ntdsutil's copy, and esent.dll's message table as Windows shows it.
 */
export function databaseEngineRecords(fact: DatabaseEngineFact): readonly WindowsRecord[] {
  const { provider, eventId, processName, pid, instance } = fact;
  const head = [processName, String(pid), instance];
  return [listRecord(ENGINE[provider][eventId], [...head, ...engineStrings(fact)])];
}

/** Security 8222 (VSSAudit) for a new copy, Application 8224 when the service goes idle. */
export function shadowCopyRecords(fact: ShadowCopyFact): readonly WindowsRecord[] {
  const { action, process, host } = fact;
  if (action === 'service-stopped') return [serviceIdle(fact)];
  if (action === 'delete') return [];
  const volume = `\\\\?\\Volume${guidOf(hexOf(`${host.name} ${fact.volume}`, 32)).toLowerCase()}\\`;
  return [
    listRecord(APPLICATION.shadowCopyCreated, [
      fact.user.sid,
      qualified(fact.user),
      `0x${process.pid.toString(16).padStart(16, '0')}`,
      process.image,
      fact.setGuid.toLowerCase(),
      fact.shadowGuid.toLowerCase(),
      SOFTWARE_PROVIDER,
      host.fqdn,
      volume,
      fact.device,
    ]),
  ];
}

function engineStrings({ eventId, database, oldDatabase, host }: DatabaseEngineFact): readonly string[] {
  const [major = '10', minor = '0', build = '0'] = host.version.split('.');
  switch (eventId) {
    case 102:
      return ['0', major, minor.padStart(2, '0'), build, '0000'];
    case 103:
      return ['0', '0', timings(15)];
    case 105:
      return ['0', '0', timings(17), ''];
    case 216:
      return [oldDatabase, database];
    case 300:
    case 302:
      return [];
    case 301:
      return [database, timings(13)];
    case 325:
      return ['2', database, '0', timings(11)];
    case 326:
      return ['1', database, '0', timings(12), '1 0'];
    case 327:
      return ['2', database, '0', timings(12), '0 0'];
    case 330:
      return [database, '1568.20.0', '1568.20.0', '1568.230.1270'];
  }
}

/** The stages of an operation with their seconds. */
function timings(stages: number): string {
  const parts = Array.from({ length: stages }, (_, index) => `[${index + 1}] 0.000`);
  return `${parts.join(', ')}.`;
}

function serviceIdle({ process }: ShadowCopyFact): WindowsRecord {
  const text = `- Code:  CORSVCC00000772- Call:  CORSVCC00000754- PID:  ${eight(process.pid)}- TID:  ${eight(process.pid + 52)}- CMD:  C:\\Windows\\system32\\vssvc.exe   - User: Name: NT AUTHORITY\\SYSTEM, SID:S-1-5-18 `;
  const binary = [...text].map((character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return listRecord(APPLICATION.shadowServiceIdle, [''], { binary: binary.toUpperCase() });
}

function eight(number: number): string {
  return String(number).padStart(8, '0');
}
