import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeEvtx } from '../src/evtx/index.ts';
import type { CaseFile } from '../src/model/index.ts';
import { caseItems, timeTextIn } from '../src/report/index.ts';
import { landfallHere } from './in-process.ts';
import { temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const logs = 'fixtures/cases/small-intrusion/logs';
const file = join(folder, 'case.json');
const found = await hunted(logs, file);
const [incident] = found.incidents!;
const ITEMS = caseItems(found, { timeText: timeTextIn('UTC'), zone: 'UTC' });

test('every link, part of a score, sentence and argument of an incident has an id that opens to a record', () => {
  const kinds = new Set(['link', 'score', 'statement', 'argument', 'alert', 'account']);
  const items = [...ITEMS.ids()].flatMap((id) => ITEMS.find(id)).filter(({ kind }) => kinds.has(kind));
  const { links, scoreParts, story, alerts } = incident!;
  expect(items.length).toBeGreaterThan(links.length + scoreParts.length + story.length + alerts.length);
  expect(items.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
});

test('every part of an item is an item itself, or names a rule or behaviour of the catalogue', () => {
  const parts = [...ITEMS.ids()].flatMap((id) => ITEMS.find(id)).flatMap((item) => item.parts);
  expect(parts.length).toBeGreaterThan(500);
  expect(parts.flatMap(({ ids }) => ids).filter((id) => ITEMS.title(id) === undefined)).toEqual([]);
});

test('the same logs have the same ids in another place', async () => {
  cpSync(logs, join(folder, 'elsewhere'), { recursive: true });
  const again = await hunted(join(folder, 'elsewhere'), join(folder, 'again.json'));
  const ids = [...caseItems(again, { timeText: timeTextIn('UTC'), zone: 'UTC' }).ids()];
  expect(ids).toEqual([...ITEMS.ids()]);
});

test.each([80, 200])('an incident leads to its parts, in %i columns', async (columns) => {
  const { code, stdout } = await explain([incident!.id.slice(0, 8).toLowerCase()], columns);
  expect(code).toBe(0);
  expect(stdout.startsWith(`${incident!.id}  incident\nCRITICAL  `)).toBe(true);
  const { story, hosts, alerts } = incident!;
  const counted = [`Story (${story.length})`, `Hosts (${hosts.length})`, `Alerts (${alerts.length})`];
  for (const label of [...counted, 'Score (', 'For and against (', 'Links (', 'Plan (']) {
    expect(stdout).toContain(`\n${label}`);
  }
  expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
});

test('an alert opens down to the record as it stands in a log that has moved', async () => {
  const alert = incident!.alerts.find(
    ({ title }) => title.includes('ntdsutil') || title.includes('directory database'),
  )!;
  cpSync(logs, join(folder, 'moved', 'logs'), { recursive: true });
  const { stdout } = await explain([alert.id, '--logs', join(folder, 'moved')], 80);
  expect(stdout).toContain(`${alert.id}  alert\n`);
  expect(stdout).toContain(`Incident\n  ${incident!.id}  CRITICAL`);
  expect(stdout).toContain(`, record ${alert.ref.record}, byte ${alert.ref.byteOffset}\n`);
  expect(stdout).toMatch(new RegExp(`\\n {4}EventRecordID +${alert.ref.record}\\n`));
  const [json] = JSON.parse((await explain([alert.id, '--logs', logs, '--format', 'json'], 80)).stdout) as [
    { evidence: { fields: Record<string, unknown> }[] },
  ];
  expect(json.evidence[0]?.fields.EventRecordID).toBe(alert.ref.record);
});

test('a record leads to the alerts on it, and says when another stands there now', async () => {
  const { ref } = incident!.alerts.find(({ ref: { channel } }) => channel === 'Security')! as {
    ref: { source: string; record: number };
  };
  const place = `${ref.source.split('/').slice(-2).join('/')}:${ref.record}`;
  expect((await explain([place], 80)).stdout).toContain(`, record ${ref.record}, byte `);
  writeFileSync(join(folder, 'Security.evtx'), writeEvtx([]));
  const lost = (await explain([place, '--logs', join(folder, 'Security.evtx')], 80)).stdout;
  expect(lost).toMatch(/There is no such record in|None of the given logs is called/);
});

test('a link names both of its alerts, the reason and the weight', async () => {
  const link = incident!.links[0]!;
  const { stdout } = await explain([link.id], 80);
  expect(stdout).toContain(`Between (2)\n  ${link.from}  `);
  expect(stdout).toContain(`  Weight         ${link.weight} (0 is chance, 1 is certain)`);
});

test('what a log says is inert', async () => {
  const hostile = structuredClone(found) as unknown as {
    incidents: { story: { text: { args: Record<string, unknown> } }[] }[];
  };
  hostile.incidents[0]!.story[0]!.text.args.title = 'a\u001b[2Jb\u202e\nc';
  const other = join(folder, 'hostile.json');
  writeFileSync(other, JSON.stringify(hostile));
  const { stdout } = await landfallHere(['explain', incident!.id, '--case', other]);
  expect(stdout).toContain('a\\u{1b}[2Jb\\u{202e}\\u{a}c');
});

test('ids that are not there are answered with the nearest one, or with what there is', async () => {
  const { id } = incident!.alerts[0]!;
  const wrong = (id.endsWith('0') ? id.slice(0, -1).concat('1') : id.slice(0, -1).concat('0')) as string;
  expect(await explain([wrong], 80)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(`Did you mean ${id}?`),
  });
  const { stderr } = await explain(['nothing-like-it-at-all'], 80);
  expect(stderr).toMatch(/It has ids of these kinds: incident \(\d+\), .*alert \(\d+\).*\[ID_UNKNOWN\]/);
  expect(stderr).toContain(`Begin with ${incident!.id}, which leads to the others.`);
  const many = await landfallHere(['explain', 'ca-', '--case', file]);
  expect(many.stderr).toContain('has nothing with the id "ca-"');
});

test('both forms say how they are called when they are called otherwise', async () => {
  expect((await landfallHere(['explain'])).stderr).toContain('An id, or a rule and an event, must be named.');
  expect((await landfallHere(['explain', 'x', '--case', join(folder, 'none.json')])).stderr).toContain(
    '[INPUT_MISSING]',
  );
  expect((await landfallHere(['explain', 'x'])).stderr).toContain(
    'No CaseFile was named, and there is no "case.json" here.',
  );
  expect((await landfallHere(['explain', 'a', 'b', '--case', file])).stderr).toContain(
    '--case and --logs go with the id',
  );
  expect((await landfallHere(['explain', incident!.id, '--case', 'package.json'])).stderr).toContain('[CASE_INVALID]');
});

async function hunted(path: string, caseFile: string): Promise<CaseFile> {
  const { code, stderr } = await landfallHere(['hunt', path, '--json', caseFile, '-q', '--no-progress']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(readFileSync(caseFile, 'utf8')) as CaseFile;
}

function explain(words: readonly string[], columns: number) {
  return landfallHere(['explain', ...words, '--case', file], { COLUMNS: String(columns) });
}
