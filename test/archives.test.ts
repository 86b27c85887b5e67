import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, type Zippable, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Alert, CaseFile } from '../src/model/index.ts';
import { LANDFALL, landfall, temporaryFolder, withoutColor } from './landfall-process.ts';

const CASE = 'fixtures/cases/small-intrusion';
const RULES = `${CASE}/rules`;
const folder = temporaryFolder();
const TMPDIR = join(folder, 'tmp');
mkdirSync(TMPDIR);

/** The logs of the case as a collection, as collectors of evidence pack them. */
const collection = join(folder, 'collection.zip');
writeFileSync(collection, zipSync(caseLogs(), { level: 6 }));

function caseLogs(): Zippable {
  const logs: Zippable = {};
  for (const path of readdirSync(`${CASE}/logs`, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.evtx')) logs[path] = new Uint8Array(readFileSync(join(`${CASE}/logs`, path)));
  }
  return logs;
}

describe('a collection in a zip archive', () => {
  test.each(['1', '2'])('gives the alerts of the folder that it was made of, on %s threads', (jobs) => {
    const alerts = alertsOf(collection, jobs);
    expect(alerts.length).toBeGreaterThan(10);
    expect(alerts).toEqual(alertsOf(`${CASE}/logs`, jobs));
  });

  test('leaves nothing in the folder for temporary files', () => {
    alertsOf(collection, '1');
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  test('a record that an alert names is explained and dumped', () => {
    const name = `${collection}/dc01/Security.evtx`;
    const [first] = landfall(['dump', name], { TMPDIR }).stdout.split('\n');
    const record = (JSON.parse(first!) as { Event: { System: { EventRecordID: number } } }).Event.System.EventRecordID;
    const rule = `${RULES}/directory_copied_by_ntdsutil.yml`;
    const run = landfall(['explain', rule, `${name}:${record}`], { TMPDIR });
    expect(run.stdout).toContain(`${name}, record ${record}`);
  });

  test('a path may end at a folder in it, however it is written', () => {
    const folders = ['dc01', 'dc01/', '/dc01'].map(
      (path) => landfall(['dump', `${collection}/${path}`], { TMPDIR }).stdout,
    );
    expect(folders[0]!.split('\n').length).toBeGreaterThan(20);
    expect(new Set(folders).size).toBe(1);
  });

  test('a path into it that leads nowhere is bad use', () => {
    const { code, stderr } = landfall(['dump', `${collection}/dc01/None.evtx`], { TMPDIR });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no "dc01/None.evtx" in'),
    });
  });
});

test('an interrupt while archives are opened removes what was taken out of them', async () => {
  const large = join(folder, 'large.json.gz');
  writeFileSync(
    large,
    gzipSync(new TextEncoder().encode('{"EventID":1,"Channel":"x"}\n'.repeat(2_000_000)), { level: 1 }),
  );
  const { FORCE_COLOR: _, ...environment } = withoutColor();
  const process_ = spawn(
    process.execPath,
    [LANDFALL, 'hunt', ...Array.from({ length: 9 }, () => large), '--rules', RULES],
    {
      env: { ...environment, TMPDIR },
    },
  );
  while (readdirSync(TMPDIR).length === 0) await new Promise((resolve) => setImmediate(resolve));
  process_.kill('SIGTERM');
  await once(process_, 'exit');
  expect(readdirSync(TMPDIR)).toEqual([]);
});

test('a decompression bomb is a Problem, and the rest of the folder is read', () => {
  const bombs = join(folder, 'bombs');
  mkdirSync(bombs);
  writeFileSync(join(bombs, 'bomb.gz'), bomb());
  writeFileSync(join(bombs, 'log.evtx'), readFileSync(`${CASE}/logs/dc01/System.evtx`));
  const json = join(folder, 'bombs.json');
  landfall(['hunt', bombs, '--rules', RULES, '--json', json, '-q'], { TMPDIR });
  const { problems, sources } = JSON.parse(readFileSync(json, 'utf8')) as CaseFile;
  expect(problems.map(({ code, source }) => [code, source])).toEqual([['CONTAINER_LIMIT', `${bombs}/bomb.gz`]]);
  expect(sources.map(({ format }) => format)).toEqual(['evtx', '']);
});

/** 280 MB of one line, twice compressed. */
function bomb(): Uint8Array {
  const line = gzipSync(new TextEncoder().encode('{"EventID":1}\n'.repeat(5_000_000)));
  const parts = new Uint8Array(line.length * 4);
  for (let part = 0; part < 4; part++) parts.set(line, part * line.length);
  return gzipSync(parts);
}

function alertsOf(path: string, jobs: string): string[] {
  const file = join(
    folder,
    `${createHash('md5')
      .update(path + jobs)
      .digest('hex')}.ndjson`,
  );
  expect(landfall(['hunt', path, '--rules', RULES, '--jobs', jobs, '--alerts', file, '-q'], { TMPDIR }).code).toBe(0);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const alerts = lines.map((line) => JSON.parse(line) as Alert);
  return alerts.map((alert) =>
    JSON.stringify({ ...alert, event: { ...alert.event, source: alert.event.source.slice(path.length) } }),
  );
}
