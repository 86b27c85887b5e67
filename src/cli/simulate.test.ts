import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { landfallHere, type Ran } from '../../test/in-process.ts';
import { openOutputFolder } from './output-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-simulate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const landfall = (...argv: readonly string[]): Promise<Ran> => landfallHere(['simulate', ...argv]);

describe('landfall simulate', () => {
  it('writes logs and the truth about them into a new folder', async () => {
    const out = join(folder, 'new', 'logs');
    const { code, stdout } = await landfall('--out', out, '--hosts', '20', '--days', '1', '--seed', '5');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Calder Bay Power and Water: \d+ hosts, \d+ people, 2026-03-02 to 2026-03-03\nScenario quiet: 0 steps/,
    );
    expect(readdirSync(out).sort()).toEqual(expect.arrayContaining(['ground-truth.json', 'syslog', 'windows', 'zeek']));
    const truth = JSON.parse(readFileSync(join(out, 'ground-truth.json'), 'utf8')) as {
      scenario: string;
      seed: number;
    };
    expect([truth.scenario, truth.seed]).toEqual(['quiet', 5]);
    expect(
      readFileSync(join(out, 'windows', 'CBDC01', 'Security.evtx'))
        .subarray(0, 7)
        .toString(),
    ).toBe('ElfFile');
  });

  it('refuses a folder that holds something', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const { code, stderr } = await landfall('--out', folder);
    expect(code).toBe(2);
    expect(stderr).toContain('is not empty');
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });

  it.each([
    [['--scenario', 'quite'], /There is no scenario "quite".*quiet/s],
    [['--start', '2026-02-30'], /--start cannot be "2026-02-30"/],
    [['--days', '0'], /--days cannot be "0"/],
    [['--after-eviction', 'krbtgt-first,disable-acount'], /no step "disable-acount".*disable-account/s],
    [['--organisation', 'nowhere.yml'], /nowhere\.yml could not be read/],
  ])('says what is wrong with %j', async (argv, message) => {
    const { code, stderr } = await landfall('--out', join(folder, 'x'), ...argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('writes only what comes after, when an eviction follows', async () => {
    const out = join(folder, 'after');
    const size = ['--hosts', '14', '--days', '1', '--start', '2026-03-02', '--quiet'];
    const steps = 'krbtgt-first,krbtgt-second';
    expect((await landfall('--out', out, ...size, '--after-eviction', steps)).code).toBe(0);
    const truth = JSON.parse(readFileSync(join(out, 'ground-truth.json'), 'utf8')) as Record<string, unknown>;
    expect(truth).toMatchObject({ evicted: ['krbtgt-first', 'krbtgt-second'], end: '2026-03-05T05:00:00.000Z' });
    const [firewall = ''] = readdirSync(join(out, 'syslog'));
    expect(readdirSync(join(out, 'syslog', firewall)).sort()).toEqual(['2026-03-03.log', '2026-03-04.log']);
  });

  it('shows the line of an organisation file that is no YAML', async () => {
    const file = join(folder, 'mine.yml');
    writeFileSync(file, 'name: Mine\nzones: [\n');
    const { code, stderr } = await landfall('--out', join(folder, 'x'), '--organisation', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/mine\.yml:\d/);
  });

  it('needs a folder', async () => {
    expect((await landfall()).stderr).toContain('Write --out DIR.');
  });
});

describe('an output folder', () => {
  it('takes more files at once than may be open, piece by piece', () => {
    const output = openOutputFolder(join(folder, 'many'));
    const names = Array.from({ length: 300 }, (_, index) => `host${index}/a.log`);
    for (const round of [0, 1]) {
      for (const name of names) output.put(name, 4 * round, Buffer.from(`${round}${round}${round}\n`));
    }
    output.put('host0/a.log', 0, Buffer.from('9'));
    output.close();
    expect(readFileSync(join(folder, 'many', 'host0/a.log'), 'utf8')).toBe('900\n111\n');
    expect(
      names.every(
        (name) => readFileSync(join(folder, 'many', name), 'utf8').endsWith('000\n111\n') || name === 'host0/a.log',
      ),
    ).toBe(true);
    expect([output.files, output.sizeBytes]).toEqual([300, 2400]);
  });
});
