import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { formatNamed } from '../../src/read/index.ts';
import { huntLines, huntsBesideRsigma, type LineFile, lineFile, SAME_WORK } from '../beside-rsigma.ts';
import type { BenchContext, BenchSuite } from '../suite.ts';

// The bar of the project: at least twice rsigma's rate on one core.
const BAR = 2;

// What takes less than some seconds says nothing: the same day, so often, with other times and connections.
const DAYS = 12;
const DAY_SECONDS = 86_400;

/** A hunt through Zeek logs, as JSON beside rsigma (Rust) on the same lines and rules, and as Zeek's own text. */
export const zeekHunt: BenchSuite = {
  name: 'zeek-hunt',
  run: async (context) => {
    const { folder, json, name } = zeekLogs(context);
    const lines = await lineFile(context, json);
    const measured = await huntsBesideRsigma(context, lines, 'json', BAR);
    const own = await huntLines(context, textFiles(folder), 1, { note: ", Zeek's text" });
    return {
      title: 'Hunting through Zeek logs',
      intro: [
        `Corpus: ${name}; as one file of JSON lines with \`_path\`, ${DAYS} times with \`ts\` a day later and another \`uid\` each time, and once as the files that Zeek wrote. Rules: every rule below ${context.rulesFolder}.`,
        ...SAME_WORK,
        "rsigma reads Zeek's JSON only, and tries every rule on every line, so its alerts are others.",
      ],
      rows: [...measured.rows, own.row],
      findings: [...measured.findings, `${own.row.what}: ${own.alerts} alerts.`],
    };
  },
};

interface ZeekLogs {
  /** with the logs as text */
  readonly folder: string;
  /** with the same events as JSON lines */
  readonly json: string;
  readonly name: string;
}

function zeekLogs({ root, workFolder }: BenchContext): ZeekLogs {
  const [folder, json] = [join(workFolder, 'zeek'), join(workFolder, 'zeek.ndjson')];
  mkdirSync(folder);
  const corpus = root === undefined ? '' : join(root, 'zeek');
  const isThere = existsSync(corpus);
  if (isThere) unpack(corpus, folder);
  else writeFileSync(join(folder, 'conn.log'), inventedLog());
  writeAsJson(folder, json);
  return {
    folder,
    json,
    name: isThere ? 'the Zeek logs of make-perf-corpus.sh' : `${INVENTED_ROWS} invented connections`,
  };
}

/** Only what says its path: Zeek writes reports for people beside its logs. */
function unpack(corpus: string, folder: string): void {
  const packed = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.log.gz'));
  packed.sort().forEach((path, index) => {
    const bytes = gunzipSync(readFileSync(join(corpus, path)));
    if (bytes.includes('\n#path\t')) writeFileSync(join(folder, `${index}.log`), bytes);
  });
}

function writeAsJson(folder: string, json: string): void {
  const out = openSync(json, 'w');
  for (const file of readdirSync(folder).sort()) {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
    const records = [];
    for (const item of formatNamed('zeek').read(source, { first: 0 }, { carve: false })) {
      if (item.kind !== 'record' || !('structure' in item)) continue;
      records.push({ _path: item.structure.kind, ...Object.fromEntries(item.entries()) });
    }
    for (let day = 0; day < DAYS; day++) {
      for (const record of records) writeSync(out, `${JSON.stringify(onDay(record, day))}\n`);
    }
  }
  closeSync(out);
}

function onDay(record: Readonly<Record<string, unknown>>, day: number): Readonly<Record<string, unknown>> {
  const { ts, uid } = record;
  return {
    ...record,
    ...(typeof ts === 'number' ? { ts: ts + day * DAY_SECONDS } : {}),
    ...(typeof uid === 'string' ? { uid: `${uid}${day}` } : {}),
  };
}

function textFiles(folder: string): LineFile {
  const files = readdirSync(folder).map((file) => join(folder, file));
  return {
    file: folder,
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
    events: files.reduce((sum, file) => sum + eventsIn(readFileSync(file, 'latin1')), 0),
  };
}

function eventsIn(log: string): number {
  return log.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}

const INVENTED_ROWS = 50_000;

function inventedLog(): string {
  const head = [
    ['#separator \\x09', '#set_separator\t,', '#empty_field\t(empty)', '#unset_field\t-', '#path\tconn'],
    ['#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes'],
    ['#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount'],
  ].flat();
  const rows = Array.from({ length: INVENTED_ROWS }, (_, index) =>
    [
      ...[`${1_717_200_000 + index}.000000`, `C${index}`, `10.0.${index % 250}.5`, 20_000 + (index % 30_000)],
      ...[`203.0.113.${index % 200}`, 443, 'tcp', 'ssl', '1.5', index % 90_000, index % 900_000],
    ].join('\t'),
  );
  return `${[...head, ...rows].join('\n')}\n`;
}
