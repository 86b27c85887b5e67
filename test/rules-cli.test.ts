import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { landfallHere } from './in-process.ts';
import { temporaryFolder } from './landfall-process.ts';

const CASE = 'fixtures/cases/small-intrusion';
const RULES = `${CASE}/rules`;
const NETSH = `${RULES}/port_forward_by_netsh.yml`;
const NETSH_ID = 'b6a1f3d2-0c77-4a51-9e4f-7d1a6e2c5b90';
// The record of the case's story at 10:16 on HIST01, and the near miss of WSOPS07.
const NETSH_RECORD = `${CASE}/logs/hist01/Security.evtx:88133`;
const SHOW_RECORD = `${CASE}/logs/wsops07/Security.evtx:41227`;
const folder = temporaryFolder();

function folderWith(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  return path;
}

function netshWith(name: string, events: Readonly<Record<string, string>>): string {
  const path = folderWith(name, events);
  copyFileSync(NETSH, join(path, 'netsh.yml'));
  return path;
}

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number; readonly startColumn: number };
        };
      }[];
    }[];
  }[];
}

describe('landfall rules lint', () => {
  const bad = folderWith('bad', {
    'bad rule#1.yml':
      'title: x\nlevel: hgih\nlogsource: { product: windows }\ndetection: { a: { B: c }, condition: a }\n',
  });

  test('finds no error in the rules of the small intrusion', async () => {
    const { code, stdout, stderr } = await landfallHere(['rules', 'lint', RULES, '--min-severity', 'warning']);
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: '10 files checked: 0 errors, 0 warnings, 0 notes\n',
    });
  });

  test('prints each finding with place and advice, and fails at errors', async () => {
    const { code, stdout } = await landfallHere(['rules', 'lint', bad]);
    expect(code).toBe(10);
    expect(stdout).toContain(
      `${bad}/bad rule#1.yml:2:8: error: There is no level "hgih". Did you mean "high"? [level-value]\n`,
    );
    expect(stdout).toMatch(/1 file checked: 1 error, 0 warnings, \d+ notes\n$/);
  });

  test('fails at what --fail-on says, whatever is shown, and leaves out what --ignore names', async () => {
    const args = ['rules', 'lint', RULES, '--min-severity', 'error'];
    expect((await landfallHere([...args, '--fail-on', 'note'])).code).toBe(10);
    expect(
      (await landfallHere(['rules', 'lint', bad, '--ignore', 'level-value', '--min-severity', 'error'])).code,
    ).toBe(0);
    const unknown = await landfallHere(['rules', 'lint', bad, '--ignore', 'level-vlaue']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Did you mean level-value?');
  });

  test('writes SARIF whose results name their check and a place in a valid URI', async () => {
    const { stdout } = await landfallHere(['rules', 'lint', bad, '--format', 'sarif']);
    const { version, runs } = JSON.parse(stdout) as Sarif;
    const [run] = runs;
    expect({ version, name: run?.tool.driver.name }).toEqual({ version: '2.1.0', name: 'landfall' });
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    const level = run?.results.find(({ ruleId }) => ruleId === 'level-value');
    expect(level).toMatchObject({
      level: 'error',
      message: { text: 'There is no level "hgih". Did you mean "high"?' },
    });
    const { artifactLocation, region } = level!.locations[0]!.physicalLocation;
    expect(artifactLocation.uri).toMatch(/\/bad%20rule%231\.yml$/);
    expect(region).toEqual({ startLine: 2, startColumn: 8 });
  });

  test('makes text from rules inert', async () => {
    const hostile = folderWith('hostile', { 'h.yml': 'title: x\nstatus: "\\e[2Jx\\u202e"\n' });
    for (const format of ['text', 'json', 'sarif']) {
      const { stdout } = await landfallHere(['rules', 'lint', hostile, '--format', format]);
      expect(stdout).toMatch(/status/);
      expect(stdout).not.toMatch(/[\u001b\u202e]/);
    }
  });
});

describe('landfall rules test', () => {
  const hit = '{"Image": "C:\\\\x\\\\netsh.exe", "CommandLine": "netsh interface portproxy add v4tov4"}\n';
  const miss = '- { Image: C:\\x\\netsh.exe, CommandLine: netsh interface portproxy show v4tov4 }\n';

  test('passes when each hit alerts and no miss does', async () => {
    const { code, stdout } = await landfallHere([
      'rules',
      'test',
      netshWith('good', { 'netsh.hits': hit, 'netsh.misses': miss }),
    ]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '1 rule files tested with 1 hits, 1 misses and 0 cases: 0 failures\n',
    });
  });

  test('fails with the reason when a hit does not alert and a miss does', async () => {
    const path = netshWith('swapped', { 'netsh.hits': miss, 'netsh.misses': hit });
    const { code, stdout } = await landfallHere(['rules', 'test', path]);
    expect(code).toBe(10);
    expect(stdout).toContain(`${path}/netsh.hits:1: this event must alert and does not\n`);
    expect(stdout).toContain("it does not contain 'add'");
    expect(stdout).toContain(`${path}/netsh.misses:1: this event must not alert and does\n`);
  });

  test('reads an event with Channel as that log, whose logsource must fit', async () => {
    const security = { Channel: 'Security', EventID: 4688, Provider_Name: 'Microsoft-Windows-Security-Auditing' };
    const fields = { NewProcessName: 'C:\\x\\netsh.exe', CommandLine: 'netsh portproxy add v4tov4' };
    const path = netshWith('channel', {
      'netsh.hits': JSON.stringify({ ...security, ...fields }),
      'netsh.misses': JSON.stringify({ ...security, EventID: 4689, ...fields }),
    });
    expect((await landfallHere(['rules', 'test', path])).code).toBe(0);
  });

  const burst = [
    'title: Two in a minute',
    'id: 11111111-1111-4111-8111-111111111111',
    'correlation: { type: event_count, rules: [netsh_relay], group-by: [Computer], timespan: 1m, condition: { gte: 2 } }',
    'level: high',
  ].join('\n');
  const netshNamed = (text: string): string => text.replace(/^title:/m, 'name: netsh_relay\ntitle:');
  const start = (at: number): string =>
    `{ at: ${at}, Channel: Security, EventID: 4688, Provider_Name: Microsoft-Windows-Security-Auditing, Computer: ws1, NewProcessName: 'C:\\x\\netsh.exe', CommandLine: netsh portproxy add v4tov4 }`;
  const burstWith = (name: string, cases: string): string => {
    const path = netshWith(name, { 'burst.yml': burst, 'burst.cases': cases });
    const file = join(path, 'netsh.yml');
    writeFileSync(file, netshNamed(readFileSync(file, 'utf8')));
    return path;
  };

  test('tries correlations on the sequences of events beside them', async () => {
    const cases = [
      `- { case: together, alerts: 1, events: [${start(0)}, ${start(30)}] }`,
      `- { case: apart, alerts: 0, events: [${start(0)}, ${start(90)}] }`,
    ].join('\n');
    const { code, stdout } = await landfallHere(['rules', 'test', burstWith('cases', cases)]);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain('with 0 hits, 0 misses and 2 cases: 0 failures');
  });

  test('tries events of a case that name no log on what the rules ask of fields', async () => {
    const event = (at: number): string =>
      `{ at: ${at}, Computer: ws1, Image: 'C:\\x\\netsh.exe', CommandLine: netsh portproxy add v4tov4 }`;
    const cases = `- { case: late first, alerts: 1, events: [${event(30)}, ${event(0)}] }`;
    const { code, stdout } = await landfallHere(['rules', 'test', burstWith('no-log', cases)]);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('1 cases: 0 failures') });
  });

  test('fails with the place of a case that makes another number of alerts, or that no correlation is beside', async () => {
    const cases = `- { case: together, alerts: 1, events: [${start(0)}, ${start(30)}] }\n- { case: apart, alerts: 1, events: [${start(0)}, ${start(90)}] }`;
    const path = burstWith('wrong-cases', cases);
    writeFileSync(join(path, 'netsh.cases'), cases);
    const { code, stdout } = await landfallHere(['rules', 'test', path]);
    expect(code).toBe(10);
    expect(stdout).toContain(`${path}/burst.cases:2: "apart" must make 1 alert and makes 0\n`);
    expect(stdout).toContain(`${path}/netsh.cases:1: "together" has no correlation to be tried on\n`);
  });

  test('fails when a correlation refers to a rule that is not in the given folders, and refuses cases that are none', async () => {
    const path = folderWith('alone', { 'burst.yml': burst, 'burst.cases': '- { case: x, alerts: 0, events: [] }' });
    const { code, stdout } = await landfallHere(['rules', 'test', path]);
    expect({ code, stdout }).toMatchObject({ code: 10, stdout: expect.stringContaining('netsh_relay') });
    const broken = await landfallHere([
      'rules',
      'test',
      burstWith('no-cases', '- { case: x, alerts: 0, events: [{ EventID: 1 }] }'),
    ]);
    expect(broken.code).toBe(2);
    expect(broken.stderr).toMatch(/burst\.cases:1: This is no case.*\[EVENTS_INVALID\]/);
  });

  test('counts and lists rules without events, and refuses events that are not flat', async () => {
    const { code, stdout } = await landfallHere(['rules', 'test', RULES]);
    expect(code).toBe(0);
    expect(stdout).toContain('10 rule files have no events beside them:\n');
    const broken = await landfallHere(['rules', 'test', netshWith('broken', { 'netsh.hits': '{"A": {"B": 1}}' })]);
    expect(broken.code).toBe(2);
    expect(broken.stderr).toMatch(/netsh\.hits:1:1: The field "A" holds a map; events are flat\..*\[EVENTS_INVALID\]/);
  });
});

test('landfall rules list says which rules something can match, and why others cannot', async () => {
  const path = folderWith('unbound', {
    'a.yml': 'title: A\nid: 1\nlogsource: { product: mars }\ndetection: { a: { B: c }, condition: a }\n',
  });
  const { stdout } = await landfallHere(['rules', 'list', RULES, path]);
  expect(stdout).toContain(
    `${NETSH_ID}  high  product=windows category=process_creation  Port forwarded with netsh  bound\n`,
  );
  expect(stdout).toContain('1  medium  product=mars  A  not bound: logsource product=mars: no reader supplies it\n');
  expect(stdout).toMatch(/11 rules, 10 bound, 1 not bound\n$/);
  const { rules } = JSON.parse((await landfallHere(['rules', 'list', RULES, '--format', 'json'])).stdout) as {
    rules: object[];
  };
  expect(rules).toContainEqual(expect.objectContaining({ id: NETSH_ID, isBound: true, file: NETSH }));
});

test('landfall rules fields counts the rules that read each field', async () => {
  const { stdout } = await landfallHere(['rules', 'fields', RULES]);
  expect(stdout).toMatch(/^product=windows category=process_creation: 4 rules\n {7}4 {2}CommandLine\n/);
});

test('correlations are listed and count for coverage, and the fields that they need are read', async () => {
  const tags = 'tags: [attack.t1110]';
  const rule =
    'title: B\nname: b\nid: 2\nlogsource: { product: mars }\ndetection: { a: { B: c }, condition: a }\nlevel: low\n';
  const correlation = `title: A\nid: 1\n${tags}\ncorrelation: { type: event_count, rules: [b], group-by: [Host], timespan: 1m, condition: { gte: 2 } }\n`;
  const path = folderWith('correlated', { 'a.yml': `${correlation}---\n${rule}` });
  const { stdout } = await landfallHere(['rules', 'list', path]);
  expect(stdout).toContain(
    '1  low  correlation=event_count  A  not bound: correlation: none of the rules it refers to can match\n',
  );
  expect(stdout).toMatch(/2 rules, 0 bound, 2 not bound\n$/);
  expect((await landfallHere(['rules', 'fields', path])).stdout).toContain('       1  Host\n');
  const layer = JSON.parse((await landfallHere(['rules', 'coverage', path, '-o', '-'])).stdout) as {
    techniques: object[];
  };
  expect(layer.techniques).toMatchObject([{ techniqueID: 'T1110', score: 1 }]);
  expect((await landfallHere(['rules', 'coverage', path, '--bound'])).stdout).toMatch(/^0 rules speak of 0 techniques/);
});

describe('landfall rules coverage', () => {
  const tagged = folderWith('tagged', {
    'a.yml': `title: A\ntags: [attack.defense-evasion, attack.t1562.002]\n${readFileSync(NETSH, 'utf8').slice(readFileSync(NETSH, 'utf8').indexOf('logsource:'))}`,
    'b.yml': `title: B\ntags: [attack.stealth, attack.t1685.001, attack.t1685.001]\n${readFileSync(NETSH, 'utf8').slice(readFileSync(NETSH, 'utf8').indexOf('logsource:'))}`,
  });

  test.each([
    ['19', 'T1685.001'],
    ['18', 'T1562.002'],
  ])('counts tags of both versions under the ids of ATT&CK v%s', async (version, id) => {
    const { stdout } = await landfallHere(['rules', 'coverage', tagged, '--attack', version, '-o', '-']);
    const layer = JSON.parse(stdout) as { versions: object; techniques: object[]; gradient: { maxValue: number } };
    expect(layer.versions).toMatchObject({ attack: version, layer: '4.5' });
    expect(layer.techniques).toEqual([expect.objectContaining({ techniqueID: id, score: 2, comment: 'A\nB' })]);
    expect(layer.gradient.maxValue).toBe(2);
  });

  test('writes a layer and says what it holds', async () => {
    const file = join(folder, 'layer.json');
    const { stdout } = await landfallHere(['rules', 'coverage', RULES, '--bound', '-o', file]);
    expect(stdout).toMatch(/^10 rules speak of 9 techniques of ATT&CK v19; 0 name none\n/);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ domain: 'enterprise-attack' });
  });
});

describe('landfall explain', () => {
  test('says why a record of a log matches', async () => {
    const { code, stdout } = await landfallHere(['explain', NETSH, NETSH_RECORD]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ yes The rule matches this event\.\n/);
    expect(stdout).toContain('the event is read as product=windows category=process_creation service=security\n');
    expect(stdout).toContain("it contains 'portproxy', 'add' and 'v4tov4'\n");
    expect(stdout).toContain('  ✓ yes selection: all of\n');
  });

  test('says what a near miss lacks, for a rule given by its id', async () => {
    const { stdout } = await landfallHere(['explain', NETSH_ID, SHOW_RECORD, '--rules', RULES]);
    expect(stdout).toMatch(/^✗ no {2}The rule does not match this event\.\n/);
    expect(stdout).toMatch(/Because:\n {2}- CommandLine is '.*show all.*'; it does not contain 'add'/);
  });

  test('says when the logsource does not fit', async () => {
    const { stdout } = await landfallHere([
      'explain',
      `${RULES}/security_log_cleared.yml`,
      `${CASE}/logs/hist01/Sysmon.evtx:260387`,
    ]);
    expect(stdout).toContain(
      'product=windows service=security: does not fit, the event is product=windows service=sysmon',
    );
    expect(stdout).toContain('  - the event is not of the logsource product=windows service=security\n');
  });

  test('takes an event from a file, shows it inert, and gives JSON', async () => {
    const event = join(
      folderWith('events', { 'e.json': '{"CommandLine": "\\u001b[2J\\u202e", "Image": "\\\\netsh.exe"}' }),
      'e.json',
    );
    const text = (await landfallHere(['explain', NETSH, event])).stdout;
    expect(text).toContain('\\u{1b}[2J\\u{202e}');
    expect(text).not.toMatch(/[\u001b\u202e]/);
    const { explanation, logsource } = JSON.parse(
      (await landfallHere(['explain', NETSH, event, '--format', 'json'])).stdout,
    ) as {
      explanation: { isMatch: boolean };
      logsource: object;
    };
    expect(explanation.isMatch).toBe(false);
    expect(logsource).toMatchObject({ view: null, isTried: true });
  });

  test.each([
    [[NETSH, `${CASE}/logs/hist01/Security.evtx:1`], 'has no record 1'],
    [[NETSH], 'An id, or a rule and an event, must be named'],
    [['nothing', NETSH_RECORD, '--rules', RULES], '"nothing" names 0 detection rules'],
    [[NETSH, NETSH], 'holds a map'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await landfallHere(['explain', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('asks the filters in the given folders too, by their titles', async () => {
    const path = folderWith('filtered', {
      'netsh.yml': readFileSync(NETSH, 'utf8'),
      'filter.yml': `title: Not by hand\nlogsource: { product: windows }\nfilter: { rules: [${NETSH_ID}], own: { CommandLine|contains: portproxy }, condition: not own }\n`,
    });
    const { code, stdout } = await landfallHere(['explain', NETSH_ID, NETSH_RECORD, '--rules', path]);
    expect(code).toBe(0);
    expect(stdout).toContain('The rule does not match this event.');
    expect(stdout).toContain('filter "Not by hand": not');
  });

  test('refuses a correlation, and names the rules that can be explained', async () => {
    const path = folderWith('one-correlation', {
      'a.yml':
        'title: Many\nid: 7\ncorrelation: { type: event_count, rules: [b, c], timespan: 1m, condition: { gte: 2 } }\n',
    });
    for (const rule of [[join(path, 'a.yml')], ['7', '--rules', path]]) {
      const { code, stderr } = await landfallHere(['explain', rule[0]!, NETSH_RECORD, ...rule.slice(1)]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/a\.yml:1:1: "Many" is a correlation/);
      expect(stderr).toContain('(b, c)');
    }
  });
});

test('help shows the commands about rules, alone and together', async () => {
  expect((await landfallHere(['help'])).stdout).toContain('rules coverage');
  expect((await landfallHere(['rules', 'test', '--help'])).stdout).toContain('RULE.hits');
  const group = await landfallHere(['rules']);
  expect(group.code).toBe(2);
  expect(group.stderr).toContain('Possible: rules lint, rules test,');
  expect((await landfallHere(['rules', 'lnit', RULES])).stderr).toContain('Did you mean rules lint?');
});
