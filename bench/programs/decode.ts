import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type EvtxRecord, readEvtx } from '../../src/evtx/index.ts';

/*
 * Run as a process by the suites: decodes EVTX files to `count`, `fields`, `json` or `xml`, prints how many events.
 * Usage: node decode.js MODE FILE...
 */

const MODES: Readonly<Record<string, (record: EvtxRecord) => number>> = {
  count: () => 1,
  fields: (record) => Array.from(record.entries()).length,
  json: (record) => record.toJson().length,
  xml: (record) => record.toXml().length,
};

const [mode = '', ...files] = process.argv.slice(2);
const use = MODES[mode];
if (use === undefined) throw new Error(`expected one of ${Object.keys(MODES).join(', ')}, found "${mode}"`);
let events = 0;
let size = 0;
for (const file of files) {
  const descriptor = openSync(file, 'r');
  const sizeBytes = fstatSync(descriptor).size;
  const read = (at: number, length: number): Uint8Array => {
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, sizeBytes - at)));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, at));
  };
  for (const item of readEvtx({ sizeBytes, read }, { crc32 })) {
    if (item.kind !== 'record') continue;
    events++;
    size += use(item);
  }
  closeSync(descriptor);
}
// The sum is printed so that nothing can be optimised away.
console.log(JSON.stringify({ events, size }));
