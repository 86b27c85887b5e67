import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const logs = 'fixtures/cases/small-intrusion/logs';
const [, example = ''] = /```yaml\n([\s\S]*?)\n```/.exec(readFileSync('docs/organisation.md', 'utf8')) ?? [];
const file = join(folder, 'organisation.yml');
writeFileSync(file, example);

test.each([80, 200])(
  'the example of the documentation says what the intrusion could affect, in %i columns',
  (columns) => {
    const { code, stdout } = hunt([], columns);
    expect(code).toBe(0);
    expect(stdout).toContain('  Affects   DC01.brookwater.example.test, Pumping (critical); Plant history;');
    expect(stdout.replace(/\s+/g, ' ')).toContain('at partners: Dialysis ward (Town hospital)');
    expect(stdout).toContain('  Tell      Shift leader (whether the plant can be run by hand): 555-0100');
    expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
  },
);

test('the CaseFile holds the chains, the roles and whom to ask', () => {
  const caseFile = join(folder, 'case.json');
  hunt(['--json', caseFile, '-q'], 100);
  const { organisation, assessments, entities } = JSON.parse(readFileSync(caseFile, 'utf8')) as CaseFile;
  expect(organisation).toMatchObject({ file, name: 'Brookwater', problems: [] });
  const ward = assessments?.[0]?.impact.find(({ service }) => service === 'Dialysis ward');
  expect(ward).toMatchObject({ isDirect: false, isCritical: true, partner: 'Town hospital' });
  expect(ward?.chain?.map(({ key }) => key)).toEqual(['impact.direct.at', 'impact.through', 'impact.through.partner']);
  expect(assessments?.[0]?.wouldSettle[0]).toEqual({
    ...{ key: 'settle.ask', args: { accounts: { entities: ['account:m.okafor'] } } },
  });
  expect(entities?.find(({ id }) => id === 'host:hist01')?.roles).toContain('ot-adjacent');
  const opened = landfall(['explain', 'INC-', '--case', caseFile, '--verbose']).stdout;
  expect(opened).toContain('Services it could affect (4)');
  const shared = landfall(['report', caseFile, '--to', 'markdown', '--redact', join(folder, 'key.json')]);
  expect(shared.code).toBe(0);
  expect(shared.stdout).not.toMatch(/Brookwater|Town hospital|Pumping/);
});

test('what is wrong with the file is said in the summary, and what it is not ends the hunt', () => {
  writeFileSync(join(folder, 'other.yml'), `${example.replace('HIST01, roles', 'NOWHERE, roles')}\nother: 1\n`);
  const refused = hunt([], 80, join(folder, 'other.yml'));
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('other is not known here; possible: name, sector');
  const circle = example.replace('dependsOn: [HIST01]', 'dependsOn: [Pumping, WSX99]');
  writeFileSync(join(folder, 'other.yml'), circle);
  const { code, stdout } = hunt([], 80, join(folder, 'other.yml'));
  expect(code).toBe(0);
  expect(stdout).toContain('other.yml: 2 problems\n');
  expect(stdout).toContain('  These services depend on each other in a circle: Pumping → Plant history →\n  Pumping.');
  expect(stdout.replace(/\s+/g, ' ')).toContain('"Plant history" depends on "WSX99", which is no service or host');
  expect(hunt([], 80, join(folder, 'none.yml')).stderr).toContain('[INPUT_MISSING]');
});

test('a simulation writes the organisation.yml of its organisation, which fits its logs', () => {
  const out = join(folder, 'invented');
  expect(landfall(['simulate', '--hosts', '20', '--days', '1', '--out', out, '-q']).code).toBe(0);
  const own = join(out, 'organisation.yml');
  const caseFile = join(folder, 'invented.json');
  const { code, stderr } = landfall(['hunt', out, '--organisation', own, '--json', caseFile, '-q', '--no-progress']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { organisation, sources } = JSON.parse(readFileSync(caseFile, 'utf8')) as CaseFile;
  expect(organisation?.name).toBe('Calder Bay Power and Water');
  expect(organisation?.problems.filter(({ message }) => !message.startsWith('No log mentions'))).toEqual([]);
  expect(sources.filter(({ source }) => source.endsWith('organisation.yml'))).toEqual([]);
});

function hunt(words: readonly string[], columns: number, organisation = file) {
  return landfall(['hunt', logs, '--organisation', organisation, '--no-progress', ...words], {
    COLUMNS: String(columns),
  });
}
