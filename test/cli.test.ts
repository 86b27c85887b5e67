import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nestDeep } from '../src/evtx/index.ts';
import { Investigation, loadRules } from '../src/investigate.ts';
import type { Alert, CaseFile } from '../src/model/index.ts';
import { serialiseRules } from '../src/sigma/index.ts';
import { landfallHere } from './in-process.ts';
import { LANDFALL, landfall, temporaryFolder, withoutColor } from './landfall-process.ts';

const CASE = 'fixtures/cases/small-intrusion';
const RULES = `${CASE}/rules`;
const SYSMON = `${CASE}/logs/dc01/Sysmon.evtx`;
const folder = temporaryFolder();

const readJson = (file: string): CaseFile => JSON.parse(readFileSync(file, 'utf8')) as CaseFile;
const readAlerts = (file: string): Alert[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Alert);

function folderWith(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  return path;
}

describe('landfall hunt', () => {
  test('finds the intrusion, and every alert says which record of which file', () => {
    const alerts = join(folder, 'alerts.ndjson');
    const { code, stdout, stderr } = landfall(['hunt', CASE, '--rules', RULES, '--alerts', alerts]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^17 alerts: 4 critical, 10 high, 3 medium\.\n/);
    const cleared = readAlerts(alerts).find(({ rule }) => rule.title === 'Security log cleared');
    expect(cleared).toMatchObject({
      rule: { level: 'high' },
      event: { source: `${CASE}/logs/dc01/Security.evtx`, channel: 'Security', eventId: 1102 },
      timeMs: Date.UTC(2026, 2, 3, 10, 31, 2, new Date(cleared?.timeMs ?? 0).getUTCMilliseconds()),
      host: 'DC01.brookwater.example.test',
    });
    expect(typeof cleared?.event.record).toBe('number');
    expect(cleared?.because).toContainEqual({ field: 'EventID', value: 1102 });
  });

  test('gives the same bytes on one and on three workers', () => {
    const [one, three] = ['1', '3'].map((jobs) => {
      const out = folderWith(`jobs-${jobs}`, {});
      const files = ['a.ndjson', 'c.json', 't.csv'].map((name) => join(out, name));
      const [alerts, json, csv] = files as [string, string, string];
      const results = ['--alerts', alerts, '--json', json, '--csv', csv];
      expect(landfall(['hunt', CASE, '--rules', RULES, '--jobs', jobs, '-q', ...results]).code).toBe(0);
      return files.map((file) => readFileSync(file, 'utf8'));
    });
    expect(one).toEqual(three);
    expect(one?.[1]).toContain('"alerts":[');
  });

  test('results of an earlier run among the logs are no logs, and are written anew', async () => {
    const logs = folderWith('with-results', { 'System.evtx': readFileSync(`${CASE}/logs/dc01/System.evtx`) });
    const [json, alerts, csv] = ['case.json', 'alerts.ndjson', 'table.csv'].map((name) => join(logs, name));
    const args = ['hunt', logs, '--rules', RULES, '-q', '--json', json!, '--alerts', alerts!, '--csv', csv!];
    const run = async () => ({ code: (await landfallHere(args)).code, json: readFileSync(json!, 'utf8') });
    const first = await run();
    expect(await run()).toEqual(first);
    expect(first.code).toBe(0);
    const { stdout } = await landfallHere(['hunt', logs, '--rules', RULES]);
    expect(stdout).toContain('This is a result of Landfall, not a log that Landfall reads.');
  });

  test('lists every file that it left out, with its reason', async () => {
    const mixed = folderWith('mixed', {
      'empty.evtx': '',
      'events.ps': '%!PS-Adobe',
      'logs.zip': 'PK\x03\x04 and so on',
      'named.evtx': 'just a text',
      'Sysmon.log': readFileSync(SYSMON),
    });
    symlinkSync('.', join(mixed, 'round'));
    symlinkSync('nowhere', join(mixed, 'dangling'));
    const json = join(folder, 'mixed.json');
    const { stdout } = await landfallHere(['hunt', mixed, '--rules', RULES, '--json', json, '--verbose']);
    const { sources, problems } = readJson(json);
    expect(sources.map(({ source, format, skipped }) => [source.slice(mixed.length), format, skipped])).toEqual([
      ['/Sysmon.log', 'evtx', undefined],
      ['/dangling', '', 'This link leads to a place that does not exist.'],
      ['/empty.evtx', '', 'The file is empty (0 bytes).'],
      ['/events.ps', '', 'This is a text, not a log that Landfall reads.'],
      [...['/logs.zip', ''], 'The zip archive has no directory at its end: it was cut off, or is still being written.'],
      ['/named.evtx', '', 'This is a text, not a log that Landfall reads.'],
      ['/round', '', `This is the same place as "${mixed}", which was already visited.`],
    ]);
    expect(problems.map(({ code }) => code)).toEqual([
      ...['LINK_SKIPPED', 'FILE_EMPTY', 'FORMAT_UNKNOWN', 'CONTAINER_DAMAGED', 'FORMAT_UNKNOWN', 'LINK_SKIPPED'],
    ]);
    expect(stdout).toContain('Not read: 6 files');
    for (const name of ['dangling', 'empty.evtx', 'events.ps', 'logs.zip', 'named.evtx', 'round']) {
      expect(stdout).toContain(`/mixed/${name}`);
    }
  });

  test('with - as file the standard output is only data', async () => {
    const { code, stdout, stderr } = await landfallHere(['hunt', CASE, '--rules', RULES, '--json', '-']);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as CaseFile).alerts).toHaveLength(17);
    expect(stderr).toContain('17 alerts: 4 critical');
    const quiet = await landfallHere(['hunt', CASE, '--rules', RULES, '--alerts', '-', '--quiet']);
    expect(quiet.stdout.trimEnd().split('\n')).toHaveLength(17);
    expect(quiet.stderr).toBe('');
  });

  test('says honestly that it did not see anything, and where it looked', async () => {
    const { stdout } = await landfallHere([
      'hunt',
      `${CASE}/logs/hist01`,
      '--rules',
      `${RULES}/directory_copied_by_ntdsutil.yml`,
    ]);
    expect(stdout).toMatch(/^We did not see anything that the 1 rule at hand looks for\.\nLooked at \d+ events in/);
    expect(stdout).toContain('Hosts: HIST01.brookwater.example.test.');
    expect(stdout).toContain('That is not proof that nothing happened');
  });

  test('keeps to the width of the terminal', async () => {
    for (const width of [80, 200]) {
      const { stdout } = await landfallHere(['hunt', CASE, '--rules', RULES], { COLUMNS: String(width) });
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  test('prints times in the zone asked for, with the offset', async () => {
    const { stdout } = await landfallHere(['hunt', CASE, '--rules', RULES, '--tz', 'Asia/Manila', '--verbose']);
    expect(stdout).toContain('2026-03-03 18:31:02 +08:00');
    expect(stdout).toContain('(Asia/Manila)');
  });

  test('colours only when asked or on a terminal', async () => {
    const args = ['hunt', CASE, '--rules', RULES, '--verbose'];
    expect((await landfallHere(args)).stdout).not.toContain('\u001b');
    expect((await landfallHere(args, { FORCE_COLOR: '1' })).stdout).toContain('\u001b[1;97;41mCRITICAL\u001b[0m');
    expect((await landfallHere([...args, '--no-color'], { FORCE_COLOR: '1' })).stdout).not.toContain('\u001b');
    expect((await landfallHere(args, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b');
  });

  test('goes on without the rules that cannot be loaded, and names each', async () => {
    const rules = folderWith('bad-rules', {
      'good.yml': readFileSync(`${RULES}/security_log_cleared.yml`),
      'typo.yml': readFileSync(`${RULES}/security_log_cleared.yml`, 'utf8').replace('EventID:', 'EventID|containz:'),
      'broken.yml': 'title: [unclosed',
    });
    const json = join(folder, 'bad-rules.json');
    const { code, stdout, stderr } = await landfallHere(['hunt', CASE, '--rules', rules, '--json', json]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 alert: 1 high\./);
    expect(stderr).toMatch(/bad-rules\/broken\.yml:\d+:\d+: .* \[RULE_YAML\]/);
    expect(stderr).toMatch(/bad-rules\/typo\.yml:\d+:\d+: .*contain.* \[RULE_MODIFIER_UNKNOWN\]/);
    expect(readJson(json).rules.rejected.map(({ code: rejected }) => rejected)).toEqual([
      'RULE_YAML',
      'RULE_MODIFIER_UNKNOWN',
    ]);
    expect((await landfallHere(['hunt', CASE, '--rules', rules, '--strict', '-q'])).code).toBe(2);
  });

  test('reads what is left of a damaged file; --strict says so by its exit code', async () => {
    const bytes = readFileSync(SYSMON);
    const damaged = folderWith('damaged', { 'zeroed.evtx': Buffer.concat([Buffer.alloc(4096), bytes.subarray(4096)]) });
    const json = join(folder, 'damaged.json');
    const { code, stdout } = await landfallHere(['hunt', damaged, '--rules', RULES, '--json', json]);
    expect(code).toBe(0);
    expect(stdout).toContain('EVTX_HEADER_DAMAGED, 1 in 1 file');
    const { events, problems } = readJson(json);
    expect(events).toBeGreaterThan(10);
    expect(problems).toMatchObject([{ code: 'EVTX_HEADER_DAMAGED', byteOffset: 0 }]);
    expect((await landfallHere(['hunt', damaged, '--rules', RULES, '--strict', '-q'])).code).toBe(3);
  });

  test('--fail-on sets the exit code when an alert has the level or a higher one', async () => {
    expect((await landfallHere(['hunt', CASE, '--rules', RULES, '-q', '--fail-on', 'medium'])).code).toBe(10);
    const rule = `${RULES}/security_log_cleared.yml`;
    expect((await landfallHere(['hunt', CASE, '--rules', rule, '-q', '--fail-on', 'critical'])).code).toBe(0);
    expect((await landfallHere(['hunt', CASE, '--rules', rule, '-q', '--fail-on', 'high'])).code).toBe(10);
  });

  test('--min-level leaves less severe rules out', async () => {
    const { stdout } = await landfallHere(['hunt', CASE, '--rules', RULES, '--min-level', 'critical']);
    expect(stdout).toMatch(/^4 alerts: 4 critical\./);
  });
});

describe('one clear sentence for', () => {
  const nothing = folderWith('nothing', {});
  const texts = folderWith('texts', { 'notes.txt': 'hello' });
  const wrong = folderWith('wrong', { 'rule.yml': 'title: x\ndetection:\n  a: { B|contians: c }\n  condition: a\n' });
  test.each<[string, string[], number, string]>([
    ['an unknown command', ['hnut', CASE], 2, 'There is no command "hnut". Did you mean hunt? [COMMAND_UNKNOWN]'],
    [
      'an unknown option',
      ['hunt', CASE, '--rulez', RULES],
      2,
      'has no option --rulez. Did you mean --rules? [OPTION_UNKNOWN]',
    ],
    [
      'an unknown level',
      ['hunt', CASE, '--min-level', 'hihg'],
      2,
      'cannot be "hihg"; it is a level. Did you mean high? [OPTION_VALUE]',
    ],
    ['an unknown zone', ['hunt', CASE, '--tz', 'Mars/Base'], 2, 'does not know the time zone "Mars/Base"'],
    ['a bad number', ['hunt', CASE, '--jobs', '0'], 2, 'Give a whole number from 1 to 256. [OPTION_VALUE]'],
    [
      'an option without its value',
      ['hunt', CASE, '--rules'],
      2,
      '--rules needs a value. Write --rules DIR. [OPTION_VALUE]',
    ],
    ['no path', ['hunt', '--rules', RULES], 2, 'No file or folder was named.'],
    ['a missing path', ['hunt', 'nowhere', '--rules', RULES], 2, 'There is no file or folder "nowhere".'],
    ['a folder without rules', ['hunt', CASE, '--rules', nothing], 2, `There is no Sigma rule in "${nothing}".`],
    ['rules that are all wrong', ['hunt', CASE, '--rules', wrong], 2, 'None of the rules could be loaded.'],
    [
      'an empty folder',
      ['hunt', nothing, '--rules', RULES],
      2,
      `no log that Landfall reads in "${nothing}"; it is empty.`,
    ],
    ['a folder without logs', ['hunt', texts, '--rules', RULES], 2, 'notes.txt: This is a text, not a log'],
    [
      'an output folder that is missing',
      ['hunt', CASE, '--rules', RULES, '--json', 'no/where.json'],
      2,
      'its folder does not exist',
    ],
    [
      'an output that is an input',
      ['hunt', CASE, '--rules', RULES, '--csv', SYSMON],
      2,
      'which is one of the logs to read',
    ],
    [
      'two results in one file',
      ['hunt', CASE, '--rules', RULES, '--csv', '-', '--json', '-'],
      2,
      '--csv and --json both name -',
    ],
    ['a format that dump cannot write', ['dump', SYSMON, '--format', 'xlm'], 2, 'Did you mean xml?'],
    ['a file that dump cannot read', ['dump', 'LICENSE'], 2, 'This is a text'],
  ])('%s', async (_, args, code, sentence) => {
    const run = await landfallHere(args);
    expect(run.stderr).toContain(sentence);
    expect(run.stderr).not.toContain('    at ');
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code, stdout: '' });
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk, and the other results are written', async () => {
    const json = join(folder, 'beside-full.json');
    const run = await landfallHere(['hunt', CASE, '--rules', RULES, '--csv', '/dev/full', '--json', json]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('could not be written to "/dev/full": the disk is full.');
    expect(run.stdout).toMatch(/^17 alerts/);
    expect(readJson(json).alerts).toHaveLength(17);
    const alerts = await landfallHere(['hunt', CASE, '--rules', RULES, '--alerts', '/dev/full']);
    expect(alerts.stderr).toContain('could not be written to "/dev/full": the disk is full.');
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a file without permission', async () => {
    const locked = folderWith('locked', { 'a.evtx': readFileSync(SYSMON) });
    writeFileSync(join(locked, 'b.evtx'), 'x', { mode: 0o000 });
    const { code, stdout } = await landfallHere(['hunt', locked, '--rules', RULES]);
    expect(code).toBe(0);
    expect(stdout).toContain('This could not be opened: permission denied.');
  });
});

test.skipIf(process.platform === 'win32').each(['1', '2'])(
  'Ctrl-C leaves a valid partial result (%s workers)',
  async (jobs) => {
    const many = folderWith(`many-${jobs}`, {});
    for (let copy = 0; copy < 800; copy++) copyFileSync(SYSMON, join(many, `${copy}.evtx`));
    const alerts = join(folder, `partial-${jobs}.ndjson`);
    const json = join(folder, `partial-${jobs}.json`);
    const args = ['hunt', many, '--rules', RULES, '--jobs', jobs, '--alerts', alerts, '--json', json];
    const hunt = spawn(process.execPath, [LANDFALL, ...args], { env: withoutColor() });
    let stdout = '';
    hunt.stdout.on('data', (text: Buffer) => {
      stdout += text.toString();
    });
    const ended = new Promise((resolve) => hunt.on('close', resolve));
    while (!existsSync(alerts) || statSync(alerts).size === 0) await new Promise((resolve) => setImmediate(resolve));
    hunt.kill('SIGINT');
    expect(await ended).toBe(130);
    const result = readJson(json);
    expect(result.complete).toBe(false);
    expect(result.sources.length).toBeLessThan(800);
    expect(result.alerts).toEqual(readAlerts(alerts));
    expect(result.alerts.length).toBeGreaterThan(0);
    expect(stdout).toContain('The hunt was interrupted');
  },
);

test('what a worker throws is a bug and keeps its stack', async () => {
  const { runPieces } = (await import(
    join(process.cwd(), 'dist/src/cli/pool.js')
  )) as typeof import('../src/cli/pool.ts');
  const setup = { carve: false };
  const piece = {
    source: SYSMON,
    format: 'of no kind',
    range: { first: 0 },
    isFirst: true,
    changedMs: 0,
    isLast: true,
    sizeBytes: 1,
  };
  const listener = { onStart: () => {}, onProgress: () => {}, onResult: () => {} };
  const here = new Investigation(loadRules({ ruleTexts: [] }), setup);
  const pool = {
    setup,
    stopFlag: new SharedArrayBuffer(4),
    correlations: { correlations: [], quiet: [] },
    rules: () => serialiseRules([]),
  };
  const run = runPieces([piece, piece], pool, here, 2, listener);
  await expect(run).rejects.toMatchObject({
    stack: expect.stringMatching(/no log format is called of no kind\n.* at .*worker\.js/s),
  });
});

describe('landfall dump', () => {
  test('prints one record a line as JSON, or as XML', async () => {
    const json = await landfallHere(['dump', SYSMON]);
    const xml = await landfallHere(['dump', SYSMON, '--format', 'xml']);
    expect([json.code, xml.code, json.stderr, xml.stderr]).toEqual([0, 0, '', '']);
    const records = json.stdout.trimEnd().split('\n');
    expect(JSON.parse(records[0] ?? '')).toHaveProperty('Event.System.Computer', 'DC01.brookwater.example.test');
    expect(xml.stdout.trimEnd().split('\n')).toHaveLength(records.length);
    expect(xml.stdout).toMatch(/^<Event /);
  });

  test('prints what it could not read on the standard error and goes on', async () => {
    const hostile = folderWith('deep', { 'deep.evtx': nestDeep(), 'good.evtx': readFileSync(SYSMON) });
    const { code, stdout, stderr } = await landfallHere(['dump', hostile]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/deep\.evtx at byte \d+: .* \[EVTX_LIMIT\]\n/);
    expect(stdout.split('\n').length).toBeGreaterThan(10);
  });

  test.skipIf(process.platform === 'win32')('ends quietly when its reader has gone', () => {
    const many = folderWith('dump-many', {});
    for (let copy = 0; copy < 40; copy++) copyFileSync(SYSMON, join(many, `${copy}.evtx`));
    const line = `"${process.execPath}" ${LANDFALL} dump "${many}" 2>&1 | head -n 1`;
    const out = execFileSync('sh', ['-c', line], { encoding: 'utf8', env: withoutColor() });
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    expect(out).toMatch(/^\{"Event":/);
  });
});

describe('help', () => {
  test.each([[['--help']], [['help']], [['-h']]])('landfall %s lists the commands', async (args) => {
    const { code, stdout } = await landfallHere(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Commands:\n {2}demo {2}.*\n {2}hunt {2}[\s\S]*\n {2}dump {2}/);
  });

  test('of a command is the same both ways', async () => {
    const help = await landfallHere(['help', 'hunt']);
    expect(help.stdout).toContain('Usage: landfall hunt PATH... [OPTIONS]');
    expect(await landfallHere(['hunt', '--help'])).toEqual(help);
  });

  test('goes to the standard error when no command was given', async () => {
    expect(await landfallHere([])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Usage: landfall COMMAND'),
    });
  });

  test('--version prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect((await landfallHere(['--version'])).stdout).toBe(`${version}\n`);
  });
});
