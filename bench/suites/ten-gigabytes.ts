import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { huntLines, type LineFile } from '../beside-rsigma.ts';
import type { BenchContext, BenchSuite } from '../suite.ts';
import { firewallLine, sensorLine } from '../unlike-lines.ts';

// Issue 4, "bounded memory on 10 GB".
const WHOLE_BYTES = 10e9;
const QUICK_BYTES = 100e6;
// A tenth of the lines fills every table that lines of its kinds can fill.
const PARTS = 10;
const FILES = 40;
const LINES_AT_ONCE = 2000;

/** What a hunt holds in memory when there is ten times as much to read, and no line is like another. */
export const tenGigabytes: BenchSuite = {
  name: 'ten-gigabytes',
  run: async (context) => {
    const folder = join(context.workFolder, 'unlike');
    mkdirSync(folder);
    const written: LineFile[] = [];
    const write = (files: number): void => {
      while (written.length < files) written.push(writeLog(context, folder, written.length));
    };
    write(FILES / PARTS);
    const part = await huntLines(context, together(folder, written), 1, { note: ', a tenth' });
    write(FILES);
    const whole = await huntLines(context, together(folder, written), 1, { note: ', all' });
    return {
      title: 'Ten gigabytes',
      intro: [
        `Corpus: ${FILES} files of invented lines, by turns traffic and tunnels of a FortiGate and connections, names and requests of Zeek (JSON); every other pair of files is packed with gzip. No two lines share an address, account, session or name. MB are of text. Rules: every rule below ${context.rulesFolder}.`,
        'Each row is one process, from start to end: hashes, rules, observing, incidents and what could not be seen included.',
      ],
      rows: [part.row, whole.row],
      findings: [
        ...[part, whole].map(({ row, alerts }) => `${row.what}: ${alerts} alerts.`),
        growth(part.row.peakBytes, whole.row.peakBytes),
      ],
    };
  },
};

/** Writes the next file; its sizes are those of its text. */
function writeLog({ isQuick, say }: BenchContext, folder: string, index: number): LineFile {
  const wanted = (isQuick ? QUICK_BYTES : WHOLE_BYTES) / FILES;
  const lineOf = index % 2 === 0 ? firewallLine : sensorLine;
  const isPacked = (index >> 1) % 2 === 1;
  const name = `${index}.log${isPacked ? '.gz' : ''}`;
  say(name);
  const file = join(folder, name);
  const out = openSync(file, 'w');
  let [bytes, events] = [0, 0];
  while (bytes < wanted) {
    let text = '';
    for (let line = 0; line < LINES_AT_ONCE; line++) text += lineOf(index * 1e6 + events++);
    bytes += text.length;
    // Members of gzip that stand one behind the other are one file (RFC 1952, section 2.2).
    writeSync(out, isPacked ? gzipSync(text, { level: 1 }) : Buffer.from(text, 'latin1'));
  }
  closeSync(out);
  return { file, bytes, events };
}

function together(folder: string, files: readonly LineFile[]): LineFile {
  return {
    file: folder,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    events: files.reduce((sum, { events }) => sum + events, 0),
  };
}

function growth(partBytes: number | undefined, wholeBytes: number | undefined): string {
  if (partBytes === undefined || wholeBytes === undefined)
    return 'This system does not tell how much memory a process takes.';
  return `Ten times the lines take ${(wholeBytes / partBytes).toFixed(2)} times the memory.`;
}
