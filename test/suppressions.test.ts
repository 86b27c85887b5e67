import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import { landfallHere } from './in-process.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const logs = 'fixtures/cases/small-intrusion/logs';
const rules = 'fixtures/cases/small-intrusion/rules';
const file = join(folder, 'suppressions.yml');
const caseFile = join(folder, 'case.json');
const [, example = ''] = /```yaml\n([\s\S]*?)\n```/.exec(readFileSync('docs/suppressions.md', 'utf8')) ?? [];

const DC = join(logs, 'dc01');
/** A hunt within this process. */
const HERE = ['--jobs', '1'];
const OF_DC = ['Copy of the directory database *', 'D*atabase *', 'Security log cleared'];

test('what is suppressed makes no incident, stays in all results, and the summary says what it would have been', async () => {
  const bare = (await hunt(DC, undefined)).found;
  const { found, stdout, code } = await hunt(DC, suppression({ hosts: ['DC01'], rules: OF_DC }), ['--fail-on', 'low']);
  expect(code, 'nothing that is left fails').toBe(0);
  expect(found.incidents).toEqual([]);
  expect(found.alerts.map(({ suppressedBy }) => suppressedBy)).toEqual(bare.alerts.map(() => 'known'));
  expect(found.findings?.reduce((sum, { alerts }) => sum + alerts, 0)).toBe(found.alerts.length);
  expect(found.findings?.every(({ suppressedBy }) => suppressedBy === 'known')).toBe(true);
  const [use] = found.suppressions!.uses;
  expect(use).toMatchObject({ alerts: found.alerts.length, hidden: found.alerts.length, outsideTime: 0, shownIn: [] });
  expect(use?.wouldBe.map(({ id, level }) => [id, level])).toEqual(bare.incidents!.map(({ id, level }) => [id, level]));
  expect(use?.examples[0]).toMatchObject({ level: 'critical', host: 'DC01.brookwater.example.test' });
  expect(stdout).toContain(`${found.alerts.length} of them are suppressed.`);
  expect(stdout).toContain('known: 6 alerts; ops until 2026-04-01: weekly');
  expect(stdout.replace(/\s+/g, ' ')).toContain(`without it there would be ${bare.incidents![0]!.id}, critical:`);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('a chain of which more is left than a single alert is shown whole, and that is said', async () => {
  const { found, stdout, code } = await hunt(DC, suppression({ hosts: ['DC01'], rules: OF_DC.slice(0, 1) }), [
    ...['--fail-on', 'critical'],
  ]);
  const bare = (await hunt(DC, undefined)).found;
  expect(found.incidents?.map(({ id, level, alerts }) => [id, level, alerts.length])).toEqual(
    bare.incidents?.map(({ id, level, alerts }) => [id, level, alerts.length]),
  );
  const marked = found.incidents![0]!.alerts.filter(({ suppressedBy }) => suppressedBy === 'known');
  expect(marked.map(({ level }) => level)).toEqual(['critical', 'critical']);
  expect(code, 'what is shown counts').toBe(10);
  expect(found.suppressions!.uses[0]).toMatchObject({ hidden: 0, wouldBe: [], shownIn: [found.incidents![0]!.id] });
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    `shown all the same in ${found.incidents![0]!.id}, to which more belongs`,
  );
});

test('an incident that people suppressed stays, marked and last, and asks for nothing', async () => {
  const { found: bare } = await hunt(logs, undefined);
  const { id } = bare.incidents![0]!;
  const { found, stdout } = await hunt(logs, suppression({ incidents: [id] }));
  expect(found.incidents?.at(-1)).toMatchObject({ id, suppressedBy: 'known' });
  expect(found.incidents).toHaveLength(bare.incidents!.length);
  expect(stdout).not.toContain('needs a decision');
  expect(stdout.replace(/\s+/g, ' ')).toContain(`${id}, critical, is suppressed by known (ops until 2026-04-01)`);
  const late = await hunt(logs, suppression({ incidents: [id] }, '2026-03-03T10:00Z'));
  expect(late.found.incidents?.[0], 'it went on after the end').not.toHaveProperty('suppressedBy');
  expect(late.stdout).toContain('1 INCIDENT needs a decision');
});

test('one that has ended shows what is later, and says so', async () => {
  const { found, stdout } = await hunt(DC, suppression({ hosts: ['DC01'], rules: OF_DC }, '2026-03-03T10:00:00Z'));
  expect(found.incidents).not.toEqual([]);
  expect(found.suppressions!.uses[0]).toMatchObject({ alerts: 0, outsideTime: found.alerts.length });
  expect(found.suppressions!.problems).toEqual([
    {
      code: 'SUPPRESSION_EXPIRED',
      source: file,
      message: expect.stringMatching(/^known ended 2026-03-03 10:00, before/),
    },
  ]);
  expect(stdout.replace(/\s+/g, ' ')).toContain('6 alerts outside its time are shown');
});

test('rules that were not tried and suppressions that fit too much are said', async () => {
  const other = (await hunt(DC, suppression({ hosts: ['DC01'], rules: ['No such rule'] }))).found.suppressions!;
  expect(other.problems.map(({ code, message }) => [code, message])).toEqual([
    ['SUPPRESSION_INEFFECTIVE', 'known names the rule "No such rule", which was not tried.'],
  ]);
  const words = ['--json', caseFile, '-q', '--no-progress', ...HERE, '--suppressions', file];
  writeFileSync(file, suppression({ hosts: ['DC01', 'WSOPS07'], rules: ['The *', 'A *', '*installation*'] }));
  expect((await landfallHere(['hunt', logs, ...words])).code).toBe(0);
  expect(read().suppressions!.problems.map(({ code }) => code)).toEqual(['SUPPRESSION_TOO_BROAD']);
});

test('the example of the documentation is sound, and any number of threads marks the same', async () => {
  writeFileSync(file, example);
  const check = await landfallHere(['suppressions', 'check', file]);
  expect(check.stdout).toMatch(/2 suppressions can be used/);
  const results = ['1', '2'].map((jobs) => {
    const words = ['--suppressions', file, '--json', caseFile, '--jobs', jobs, '--no-progress', '-q'];
    expect(landfall(['hunt', logs, ...words]).code).toBe(0);
    return readFileSync(caseFile, 'utf8');
  });
  expect(results[1] === results[0]).toBe(true);
  const [use] = read().suppressions!.uses;
  expect(use).toMatchObject({ id: 'forwarding-on-the-workstation', alerts: 2 });
  const opened = (await landfallHere(['explain', 'forwarding-on-the-workstation', '--case', caseFile])).stdout;
  expect(opened).toContain('suppression of J. Weber, IT security: Test of the new terminal server, change CHG-1042');
});

test('the check names what is wrong, and what would be fitted', async () => {
  writeFileSync(file, suppression({ hosts: ['DC01'] }));
  expect(await landfallHere(['suppressions', 'check', file])).toMatchObject({
    code: 10,
    stdout: expect.stringContaining('known must name rules, commands or fields and one thing more'),
  });
  await hunt(DC, undefined);
  writeFileSync(file, suppression({ hosts: ['DC01'], rules: OF_DC }));
  expect((await landfallHere(['suppressions', 'check', file, '--case', caseFile])).stdout).toContain(
    'known: fits 6 alerts',
  );
  writeFileSync(file, 'suppressions: [{ id: known }]\n');
  const refused = await landfallHere(['hunt', DC, '--suppressions', file]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('suppressions[0].reason is missing');
});

function suppression(where: object, until = '2026-04-01'): string {
  const one = { id: 'known', reason: 'weekly', by: 'ops', since: '2026-03-01', until, where };
  return JSON.stringify({ suppressions: [one] });
}

async function hunt(path: string, suppressions: string | undefined, words: readonly string[] = []) {
  const given = suppressions === undefined ? [] : ['--suppressions', file];
  if (suppressions !== undefined) writeFileSync(file, suppressions);
  const all = ['hunt', path, '--rules', rules, '--json', caseFile, '--no-progress', ...HERE, ...given, ...words];
  const finished = await landfallHere(all, { COLUMNS: '80' });
  expect(finished.stderr).toBe('');
  return { ...finished, found: read() };
}

function read(): CaseFile {
  return JSON.parse(readFileSync(caseFile, 'utf8')) as CaseFile;
}
