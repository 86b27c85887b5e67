import type { Fact } from '../facts.ts';
import { type LogDamage, UNDAMAGED } from '../log-damage.ts';
import type { PutBytes, RecordPlace, RecordWriter } from '../log-writer.ts';
import { createAuditWriter } from './linux-audit-writer.ts';
import type { LogSources } from './log-sources.ts';
import { createCloudWriter } from './network/cloud-writer.ts';
import { createFortiGateWriter } from './network/fortigate-writer.ts';
import { createServiceLogWriter } from './network/service-log-writer.ts';
import { createZeekWriter, type ZeekOptions } from './network/zeek-writer.ts';
import { createWindowsLogWriter } from './windows/windows-log-writer.ts';

/** How the logs are written. */
export interface RecordOptions {
  readonly zeek?: ZeekOptions;
  readonly damage?: LogDamage;
}

/**
 * Writes every log of an organisation: event logs, Linux audit logs, FortiGate syslog, Zeek, IIS, Tomcat, DHCP and cloud sign-ins. Facts come in order of
 * time. Places of a fact may be added to its list until `finish`: Zeek tells a connection when it has ended.
 * @param put gets the bytes of each file in order, but for the header of an EVTX file, which comes last
 * @example
 * const writer = createRecordWriter(organisation, (file, byteOffset, bytes) => files.write(file, byteOffset, bytes));
 * for (const fact of facts) writer.write(fact);
 * writer.finish();
 */
export function createRecordWriter(organisation: LogSources, put: PutBytes, options: RecordOptions = {}): RecordWriter {
  const { damage = UNDAMAGED, zeek } = options;
  const windows = createWindowsLogWriter(put, damage);
  const writersByHostClock = [
    createAuditWriter(put),
    createFortiGateWriter(organisation, put),
    createServiceLogWriter(put),
  ];
  const writers = [windows, createZeekWriter(organisation, put, zeek), createCloudWriter(put)];
  return {
    write(fact: Fact, places?: RecordPlace[]): void {
      for (const writer of writers) writer.write(fact, places);
      const clockMs = damage.clockMs(fact.host, fact.timeMs);
      const told = clockMs === 0 ? fact : { ...fact, timeMs: fact.timeMs + clockMs };
      for (const writer of writersByHostClock) writer.write(told, places);
    },
    finish(): void {
      for (const writer of [...writers, ...writersByHostClock]) writer.finish();
    },
    isGone: (place) => windows.isGone(place),
  };
}
