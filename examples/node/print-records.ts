import { readFileSync } from 'node:fs';
import { readEvtx } from 'landfall/evtx';

/*
 * Prints who started which program, from a Sysmon log.
 * node examples/node/print-records.ts Sysmon.evtx   (Node 22.18 and newer run TypeScript as it is)
 */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('expected the path of an .evtx file');
const bytes = readFileSync(file);
const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
for (const item of readEvtx(source)) {
  if (item.kind === 'problem') console.error(`byte ${item.byteOffset}: ${item.message}`);
  else if (item.get('EventID') === 1) {
    const time = new Date(item.timeMs ?? item.writtenMs).toISOString();
    console.log(time, JSON.stringify(item.get('User')), JSON.stringify(item.get('CommandLine')));
  }
}
