import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { landfallHere } from './in-process.ts';
import { type Finished, landfall, temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const logs = join(folder, 'logs');
const caseFile = join(folder, 'case.json');

/** Two organisations whose logs lie in one case; nothing of one is the other's. */
const SIDES = [
  {
    side: 'west',
    name: 'Calder Bay Power and Water',
    domain: 'calderbay',
    hosts: /\bcb[a-z]+\d+/gi,
    net: /\b10\.2[0-2]\.\d+\.\d+/g,
  },
  { side: 'east', name: 'Nordmere Grid', domain: 'nordmere', hosts: /\bnm[a-z]+\d+/gi, net: /\b10\.4[0-2]\.\d+\.\d+/g },
] as const;

beforeAll(() => {
  const west = readFileSync('content/organisations/utility.yml', 'utf8');
  const east = west
    .replaceAll('Calder Bay Power and Water', 'Nordmere Grid')
    .replace(/calderbay/gi, (word) => (word === 'CALDERBAY' ? 'NORDMERE' : 'nordmere'))
    .replace(/\bCB(?=[A-Z])/g, 'NM')
    .replace(/\b10\.2([012])\./g, '10.4$1.')
    .replace('192.0.2.10', '192.0.2.77')
    .replaceAll('EDGE-FW', 'NM-GATE')
    .replaceAll('ZEEK01', 'NMSENS01');
  writeFileSync(join(folder, 'west.yml'), west);
  writeFileSync(join(folder, 'east.yml'), east);
  for (const [index, { side }] of SIDES.entries()) {
    const words = [
      '--days',
      '3',
      '--hosts',
      '12',
      '--seed',
      String(index + 1),
      '--organisation',
      join(folder, `${side}.yml`),
    ];
    run(['simulate', '--scenario', 'ransomware-crew', ...words, '--out', join(logs, side)]);
  }
  run(['hunt', logs, '--json', caseFile, '--quiet']);
}, 400_000);

function run(words: readonly string[]): void {
  const { code, stderr } = landfall(words);
  if (code !== 0) throw new Error(`landfall ${words.join(' ')} ended with ${code}: ${stderr}`);
}

function notify(side: string, ...more: string[]): Promise<Finished> {
  const file = (one: string): string => join(logs, one, 'organisation.yml');
  const others = SIDES.filter((one) => one.side !== side).flatMap((one) => ['--other', file(one.side)]);
  return landfallHere(['notify', caseFile, '--organisation', file(side), ...others, ...more]);
}

describe.each(SIDES)('the notification of $name', ({ side, name, domain, hosts }) => {
  const [other] = SIDES.filter((one) => one.side !== side);

  test.each(['mail', 'markdown'])('names its own systems and nothing of the other, as %s', async (format) => {
    const { code, stdout, stderr } = await notify(side, '--to', format);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(name);
    expect(new Set(stdout.match(hosts)).size).toBeGreaterThan(2);
    expect(stdout.toLowerCase()).toContain(domain);
    expect(stdout.match(other!.hosts) ?? []).toEqual([]);
    expect(stdout.match(other!.net) ?? []).toEqual([]);
    expect(stdout.toLowerCase()).not.toContain(other!.domain);
    expect(stdout).not.toContain(other!.name);
  });

  test('known by its domain only, it still gets nothing of the other', async () => {
    const words = ['notify', caseFile, '--organisation', `corp.${domain}.example`, '--domain', domain.toUpperCase()];
    const { code, stdout } = await landfallHere(words);
    expect(code).toBe(0);
    expect(new Set(stdout.match(hosts)).size).toBeGreaterThan(2);
    expect(stdout.match(other!.hosts) ?? []).toEqual([]);
    expect(stdout.match(other!.net) ?? []).toEqual([]);
    expect(stdout.toLowerCase()).not.toContain(other!.domain);
  });
});

describe('a notification', () => {
  test('says what, when, where, what to do and whom to call, each part with its label', async () => {
    const { stdout } = await notify('west', '--contact', 'CERT desk, +1 555 0100', '--to', 'markdown');
    const titles = stdout.split('\n').filter((line) => line.startsWith('## '));
    expect(titles.map((title) => title.replace(/^## | \\\(.*$/g, ''))).toEqual([
      'What we saw',
      'Which of your systems and accounts',
      'What was run there',
      'Addresses to look for',
      'Techniques of MITRE ATT&CK'.replace('&', '\\&'),
      'What to do first',
      'What not to do yet',
      'What we did not see',
      'Whom to call',
    ]);
    const labels = titles.map((title) => /TLP:([A-Z+]+)/.exec(title)?.[1]);
    expect(labels).toEqual(['AMBER', 'AMBER', 'AMBER', 'GREEN', 'CLEAR', 'AMBER', 'AMBER', 'AMBER', 'AMBER']);
    expect(stdout).toContain('1. Us: CERT desk, \\+1 555 0100');
    expect(stdout).toMatch(/^\*\*TLP:AMBER\*\*\n/);
  });

  test('is a mail that no log can bend: headers first, lines of at most 78 characters, no link', async () => {
    const { stdout } = await notify('west');
    const [head = '', ...body] = stdout.split('\r\n\r\n');
    expect(head.split(/\r\n(?! )/).map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['Subject', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding']),
    );
    expect(head.replaceAll('\r\n ', ' ')).toContain(
      'Subject: [TLP:AMBER] Signs of an intruder in the network of Calder Bay Power and Water',
    );
    expect(stdout.split('\r\n').filter((line) => line.length > 78)).toEqual([]);
    expect(stdout.replaceAll('\r\n', '')).not.toMatch(/[\r\n]|https?:\/\//);
    expect(body.join('\n')).not.toMatch(/\b198\.1[89]\.\d+\.\d+/);
    expect(body.join('\n')).toMatch(/\b198\.1[89]\.\d+\[\.\]\d+/);
  });

  test('of a stricter label is strict in every part', async () => {
    const { stdout } = await notify('west', '--tlp', 'red');
    expect(new Set(stdout.match(/TLP:[A-Z]+/g))).toEqual(new Set(['TLP:RED']));
  });

  test('hides a further word', async () => {
    const plain = (await notify('west')).stdout;
    expect(plain).toContain('cbjump01');
    expect((await notify('west', '--hide', 'cbjump01')).stdout.toLowerCase()).not.toContain('cbjump01');
  });
});

test.each([
  [[], 'One CaseFile and an organisation must be named.'],
  [['--organisation', 'elsewhere.example'], 'No incident of the case touches a host of elsewhere.example.'],
  [['--organisation', 'corp.example', '--tlp', 'clear'], '--tlp cannot be "clear".'],
  [['--organisation', 'nowhere.yml'], 'nowhere.yml could not be read.'],
])('%j is refused', async (words, message) => {
  const { code, stderr } = await landfallHere(['notify', 'fixtures/report/case.json', ...words]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
