import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert, CaseFile } from '../../model/index.ts';
import { secretsIn } from './command-secrets.ts';
import { nameReplacer } from './name-finder.ts';
import { redactCase } from './redact-case.ts';

const CASE = JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')) as CaseFile;
const [FIRST] = CASE.alerts as readonly [Alert];

/** Seconds of a processor's time: those of the clock say more of the neighbours. */
function secondsOf(action: () => unknown): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

describe('a secret in a command line', () => {
  test.each([
    ['net user helper Summer-2026 /add', ['Summer-2026']],
    ['C:\\Windows\\System32\\net1.exe user helper Summer-2026 /add /domain', ['Summer-2026']],
    ['cmd.exe /c "net use Z: \\\\fs01\\c$ Winter!77 /user:CORP\\op1"', ['Winter!77']],
    ['net use \\\\fs01\\c$ /user:CORP\\op1 Winter!77', ['Winter!77']],
    ['net use \\\\fs01\\c$ *', []],
    ['net user /domain', []],
    ['wmic /node:dc01 /user:CORP\\op1 /password:Winter!77 process list', ['Winter!77']],
    ['psexec.exe \\\\dc01 -u CORP\\op1 -p Winter!77 cmd', ['Winter!77']],
    ['schtasks /create /s dc01 /ru op1 /rp Winter!77 /tn t', ['Winter!77']],
    ['ssh -p 2222 root@203.0.113.7', []],
    ['7z.exe a -pSt4ging! C:\\Windows\\Temp\\o.7z C:\\data', ['St4ging!']],
    ['rar a -hpSt4ging! o.rar data', ['St4ging!']],
    ['cmdkey /add:fs01 /user:op1 /pass:"two words"', ['two words']],
    ["ConvertTo-SecureString 'Winter!77' -AsPlainText -Force", ['Winter!77']],
    ['ConvertTo-SecureString -String Winter!77 -AsPlainText -Force', ['Winter!77']],
    ['sqlcmd "Server=db01;User Id=sa;Password=Winter!77;"', ['Winter!77']],
    ['curl https://op1:Winter!77@intranet.corp.example/x', ['Winter!77']],
    ['curl -H "X: 1" https://203.0.113.7/?token=abcd1234&x=1', ['abcd1234']],
    ['tool --password Winter!77 --port 445', ['Winter!77']],
    ['powershell -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA', ['SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA']],
    ['powershell -File C:\\Scripts\\report.ps1', []],
    ['reg save HKLM\\SAM C:\\Windows\\Temp\\sam.save', []],
  ])('%s', (commandLine, secrets) => {
    expect(secretsIn(commandLine)).toEqual(secrets);
  });

  test('is looked for in time linear in the length, whatever the text', () => {
    const parts = ['net user ', '-p ', '"', "'", '//a:', 'password=', ' /c "', 'A'.repeat(59), '7z ', '\\\\'];
    for (const part of parts) {
      const text = part.repeat(Math.ceil(200_000 / part.length));
      expect(
        secondsOf(() => secretsIn(text)),
        part,
      ).toBeLessThan(3);
    }
  });
});

describe('a name in a text', () => {
  test.each([
    ['stands in a longer word', ['dc-alpha', 'X'], 'backup_dc-alpha2.zip', 'backup_X2.zip'],
    ['is written in other letters', ['dc-alpha', 'X'], 'on DC-ALPHA.', 'on X.'],
    ['is short and stands alone', ['fs1', 'X'], 'to fs1, from FS1$', 'to X, from X$'],
    ['is short and part of a word', ['sa', 'X'], 'a message', 'a message'],
  ])('that %s', (_, [text, replacement], before, after) => {
    expect(nameReplacer([{ text: text!, replacement: replacement! }])(before)).toBe(after);
  });

  test('is the longest that stands there', () => {
    const replace = nameReplacer([
      { text: 'alpha', replacement: '1' },
      { text: 'alpha.corp.example', replacement: '2' },
    ]);
    expect(replace('alpha.corp.example alpha.corp')).toBe('2 1.corp');
  });

  test('that is very long goes whole, and costs no more than a short one', () => {
    const long = (letter: string): string => `${'Ab1'.repeat(10_000)}${letter}`;
    const replace = nameReplacer(['x', 'y'].map((letter) => ({ text: long(letter), replacement: '#' })));
    expect(replace(`-enc ${long('x')} and ${long('y')}z end`)).toBe('-enc # and # end');
    const nearly = nameReplacer([{ text: `${'a'.repeat(30_000)}b`, replacement: '#' }]);
    const text = 'a'.repeat(63).concat(' ').repeat(3200);
    expect(secondsOf(() => nearly(text))).toBeLessThan(3);
  });

  test('of five characters or more never stays, in any text', () => {
    const name = fc.string({ minLength: 5, maxLength: 12, unit: fc.constantFrom('a', 'B', '1', '-', 'İ', 'ß', 'é') });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), fc.array(fc.string()), (names, others) => {
        const text = others.flatMap((other, index) => [other, names[index] ?? '']).join('');
        const redacted = nameReplacer(names.map((one) => ({ text: one, replacement: '#' })))(text);
        for (const one of names) expect(redacted.includes(one), one).toBe(false);
      }),
    );
  });
});

/** The small case with an alert in which every kind of private value stands. */
const PRIVATE_CASE: CaseFile = {
  ...CASE,
  sources: CASE.sources.map((source) => ({ ...source, source: `/cases/north-water/${source.source}` })),
  alerts: [
    ...CASE.alerts,
    {
      ...FIRST,
      host: 'histor-9.plant.north-water.example',
      because: [
        { field: 'TargetUserName', value: 'm.lindqvist' },
        {
          field: 'Message',
          value: 'sent by o.brandt@north-water.example from 10.4.5.6 and fd00:4::17, 00-15-5d-01-02-03',
        },
        { field: 'SubjectUserSid', value: 'S-1-5-21-1111111111-2222222222-3333333333-1107' },
        { field: 'Image', value: 'C:\\Users\\t.ekholm\\tool.exe' },
      ],
      context: {
        account: 'NWATER\\svc-export',
        commandLine: 'net use \\\\share-7\\c$ Midsommar!26 /user:NWATER\\svc-export',
        addresses: ['192.168.44.2', '203.0.113.7'],
        targets: ['share-7'],
      },
    },
  ],
};
const PRIVATE_WORDS = [
  ...['histor-9', 'plant.north-water.example', 'north-water', 'm.lindqvist', 'o.brandt', 't.ekholm', 'nwater'],
  ...['svc-export', 'svc_backup', 'jump01', 'dc01', 'share-7', '10.4.5.6', 'fd00:4::17', '192.168.44.2'],
  ...['00-15-5d-01-02-03', '1111111111-2222222222', 'midsommar', '/cases/'],
];

describe('a redacted case', () => {
  const { caseFile, key } = redactCase(PRIVATE_CASE, undefined);
  const text = JSON.stringify(caseFile);

  test('holds none of the private values', () => {
    expect(PRIVATE_WORDS.filter((word) => text.toLowerCase().includes(word))).toEqual([]);
    expect(PRIVATE_WORDS.filter((word) => !JSON.stringify(PRIVATE_CASE).toLowerCase().includes(word))).toEqual([]);
  });

  test('keeps what others look for: public addresses, programs, rules, times', () => {
    expect(text).toContain('203.0.113.7');
    expect(text).toContain('ntdsutil');
    expect(caseFile.alerts.map(({ rule, timeMs }) => [rule, timeMs])).toEqual(
      PRIVATE_CASE.alerts.map(({ rule, timeMs }) => [rule, timeMs]),
    );
    expect(caseFile.incidents?.map(({ stages }) => stages)).toEqual(CASE.incidents?.map(({ stages }) => stages));
  });

  test('calls one thing by one name, wherever it stands and however it is written', () => {
    const [{ context } = FIRST] = caseFile.alerts.slice(-1);
    expect(context?.commandLine).toContain(`/user:${context?.account}`);
    expect(context?.commandLine).toContain(`\\\\${context?.targets?.[0]}\\c$`);
    const ids = new Set(caseFile.entities?.map(({ id }) => id));
    for (const incident of caseFile.incidents ?? []) for (const id of incident.hosts) expect([...ids]).toContain(id);
  });

  test('is mapped back by its key', () => {
    const [{ context, host } = FIRST] = caseFile.alerts.slice(-1);
    expect(key.names[context?.account ?? '']).toEqual(['NWATER\\svc-export', 'svc-export']);
    expect(key.names[host]).toEqual(['histor-9.plant.north-water.example', 'histor-9']);
    expect(Object.values(key.names).flat()).toContain('Midsommar!26');
  });

  test('has the pseudonyms of an earlier key, also for what came in other cases', () => {
    const small = redactCase({ ...CASE, alerts: [], incidents: [], entities: [] }, key);
    expect(small.key.names).toMatchObject(key.names);
    expect(redactCase(PRIVATE_CASE, small.key).caseFile).toEqual(caseFile);
  });

  test('hides further words', () => {
    expect(JSON.stringify(redactCase(PRIVATE_CASE, undefined, ['203.0.113.7']).caseFile)).not.toContain('203.0.113.7');
  });
});
