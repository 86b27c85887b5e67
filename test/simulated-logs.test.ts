import { describe, expect, test } from 'vitest';
import { readAsHunt } from '../scripts/read-fixtures.ts';
import type { Fact } from '../src/simulate/facts.ts';
import type { RecordPlace } from '../src/simulate/log-writer.ts';
import { createRecordWriter } from '../src/simulate/records/index.ts';
import { MemoryFiles } from '../src/simulate/records/memory-files.ts';
import { SAMPLE_FACTS } from '../src/simulate/records/sample-facts.ts';
import { ORGANISATION } from '../src/simulate/records/sample-organisation.ts';

/** Folder of a simulated log, and the format that a hunt reads it as. */
const FORMATS: Readonly<Record<string, string>> = {
  windows: 'evtx',
  syslog: 'syslog',
  zeek: 'zeek',
  iis: 'w3c',
  tomcat: 'access-log',
  dhcp: 'windows-dhcp',
  auditd: 'auditd',
  entra: 'jsonl',
};

/** Lines tell whole seconds, and an exchange within a flow comes a little later than its fact. */
const TOLERANCE_MS = 1100;

const files = new MemoryFiles();
/** which fact is told at a place: `file record` for event logs, `file byteOffset` for lines */
const factAt = new Map<string, Fact>();

const writer = createRecordWriter(ORGANISATION, files.put);
const told: (readonly [Fact, RecordPlace[]])[] = SAMPLE_FACTS.map((fact) => [fact, []]);
for (const [fact, places] of told) writer.write(fact, places);
writer.finish();
for (const [fact, places] of told) {
  for (const { file, record, byteOffset } of places) factAt.set(`${file} ${byteOffset ?? record}`, fact);
}

describe('a hunt reads a simulated log', () => {
  test.each(files.names)('%s: every record, at its place and time', (file) => {
    const seen: string[] = [];
    for (const item of readAsHunt(file, files.bytes(file))) {
      if (item.kind === 'problem') throw new Error(item.problem.message);
      if (item.kind === 'file') {
        expect(item.format).toBe(FORMATS[file.split('/')[0]!]);
        continue;
      }
      const { ref, timeMs } = item.event;
      const place = `${file} ${ref.record ?? ref.byteOffset}`;
      seen.push(place);
      // The DHCP server's times do not say their zone.
      const zoneMs = file.startsWith('dhcp/') ? ORGANISATION.utcOffsetMinutes * 60_000 : 0;
      expect(Math.abs(timeMs! - zoneMs - factAt.get(place)!.timeMs)).toBeLessThan(TOLERANCE_MS);
    }
    const places = [...factAt.keys()].filter((place) => place.startsWith(`${file} `));
    expect(seen.sort()).toEqual(places.sort());
  });
});
