import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { visibilityData } from '../src/cli/visibility-data.ts';
import type { Visibility } from '../src/model/index.ts';
import { type HostLogging, LOG_SETTINGS, type LogSetting } from '../src/simulate/log-settings.ts';
import type { Host } from '../src/simulate/organisation.ts';
import { parseOrganisationFile } from '../src/simulate/organisation-file.ts';
import { createRecordWriter } from '../src/simulate/records/index.ts';
import { prepareWorld, QUIET } from '../src/simulate/simulate.ts';
import { contentBehaviours } from './content-files.ts';
import { temporaryFolder } from './landfall-process.ts';
import { visibilityOfFolder } from './visibility-of-folder.ts';

const ORGANISATION = 'content/organisations/utility.yml';
const ALL_ON = allBut((setting) => setting === 'connection-audit');
const [HEADER_BYTES, CHUNK_BYTES] = [4096, 65_536];

test('every piece of evidence that the catalogue names has a source, and every source a setting', () => {
  const { sources, fixes, logs } = visibilityData();
  const named = new Set(
    contentBehaviours().flatMap(({ needs = [], partly = [] }) =>
      [...needs, ...partly].flat().map((item) => item.split('+')[0]!),
    ),
  );
  const isNamed = (item: string): boolean =>
    sources.some(({ evidence }) =>
      evidence.endsWith('*') ? item.startsWith(evidence.slice(0, -1)) : evidence === item,
    );
  expect([...named].filter((item) => !isNamed(item))).toEqual([]);
  const known = new Set(fixes.map(({ id }) => id));
  expect([...sources, ...logs].filter(({ fix }) => !known.has(fix))).toEqual([]);
  expect(fixes.filter(({ setting, source }) => setting.length === 0 || source === '')).toEqual([]);
});

test('simulated logs that are complete have no gap', async () => {
  const { gaps } = await visibilityOf(simulated());
  expect(gaps.map(({ id }) => id)).toEqual([]);
}, 120_000);

test('gaps that were made in simulated logs are named with host, hours and what they hide, and no others', async () => {
  const files = simulated((host) =>
    host.name === 'CBWEB01'
      ? allBut((setting) => /^(connection-audit|command-lines|sysmon-.*)$/.test(setting))
      : ALL_ON,
  );
  files.delete('windows/CBFS01/Security.evtx');
  files.delete('syslog/EDGE-FW-A/2026-03-03.log');
  files.set('windows/CBDC01/Security.evtx', withoutChunk(files.get('windows/CBDC01/Security.evtx')!, 1));
  const { gaps, behaviours, fixes } = await visibilityOf(files);
  const told = gaps.map(({ kind, host, log }) => `${kind} ${host.split('.')[0]} ${log}`);
  expect(told.sort()).toEqual([
    'log-missing cbfs01 Security',
    'log-missing cbweb01 Microsoft-Windows-Sysmon/Operational',
    'records-missing cbdc01 Security',
    'setting-off cbweb01 Security',
    'silent EDGE-FW-A fortigate/event',
    'silent EDGE-FW-A fortigate/traffic',
  ]);
  const gapOf = (kind: string) => gaps.find((gap) => gap.kind === kind)!;
  expect(gapOf('silent')).toMatchObject({
    fromMs: Date.parse('2026-03-03T05:00Z'),
    toMs: Date.parse('2026-03-04T05:00Z'),
  });
  expect(gapOf('silent').hides).toContain('fgt-new-admin');
  expect(gapOf('setting-off')).toMatchObject({ fix: 'command-lines' });
  expect(gapOf('setting-off').hides).toContain('di-net-group-dom');
  expect(gapOf('records-missing').hides).toContain('lm-rdp-da-dc');
  const sightOf = (id: string) => behaviours.find(({ behaviour }) => behaviour === id);
  expect(sightOf('fgt-new-admin')).toMatchObject({ sight: 'partly', because: { key: 'sight.not-always' } });
  expect(sightOf('de-certutil-decode')).toMatchObject({ sight: 'partly' });
  expect(fixes.map(({ id }) => id)).toContain('command-lines');
}, 120_000);

function allBut(isOff: (setting: LogSetting) => boolean): HostLogging {
  return new Set(LOG_SETTINGS.filter((setting) => !isOff(setting)));
}

/** Logs of three quiet days; the firewall writes a file a day. */
function simulated(loggingOf: (host: Host) => Host['logging'] = () => ALL_ON): Map<string, Buffer> {
  const organisation = parseOrganisationFile(load(readFileSync(ORGANISATION, 'utf8')), ORGANISATION);
  const world = prepareWorld({
    ...{ organisation, scenario: QUIET, hosts: 14, days: 3, seed: 5, startDate: '2026-03-02', noise: 1 },
    hasPenetrationTest: false,
  });
  for (const host of world.organisation.hosts) Object.assign(host, { logging: loggingOf(host) });
  const files = new Map<string, Buffer>();
  const writer = createRecordWriter(world.organisation, (name, byteOffset, bytes) => {
    const old = files.get(name) ?? Buffer.alloc(0);
    const next = Buffer.alloc(Math.max(old.length, byteOffset + bytes.length));
    old.copy(next);
    next.set(bytes, byteOffset);
    files.set(name, next);
  });
  for (const fact of world.play()) writer.write(fact, undefined);
  writer.finish();
  return files;
}

function withoutChunk(bytes: Buffer, index: number): Buffer {
  const from = HEADER_BYTES + index * CHUNK_BYTES;
  expect(bytes.length).toBeGreaterThan(from + 2 * CHUNK_BYTES - 1);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + CHUNK_BYTES)]);
}

async function visibilityOf(files: ReadonlyMap<string, Buffer>): Promise<Visibility> {
  const folder = temporaryFolder();
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return visibilityOfFolder(folder);
}
