import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { huntedCase } from './hunted-case.ts';
import { landfallHere } from './in-process.ts';
import { temporaryFolder } from './landfall-process.ts';

const FORMATS = ['html', 'markdown', 'csv', 'timesketch', 'navigator', 'stix', 'misp', 'ocsf', 'ecs'];
const folder = temporaryFolder();
const key = join(folder, 'case.key.json');
let file = '';
let names: string[] = [];
let passwords: string[] = [];

beforeAll(() => {
  const hunted = huntedCase('volt-typhoon', folder);
  file = hunted.file;
  const truth = JSON.parse(readFileSync(join(hunted.logs, 'ground-truth.json'), 'utf8')) as {
    organisation: { domain: string; roles: Record<string, string> };
    steps: { accounts: string[]; hosts: string[] }[];
  };
  const accounts = truth.steps.flatMap((step) => step.accounts.map((account) => account.replace(/^.*\\/, '')));
  const { domain, roles } = truth.organisation;
  const all = [domain, ...Object.keys(roles), ...truth.steps.flatMap((step) => step.hosts), ...accounts];
  names = [...new Set(all.map((name) => name.toLowerCase()))].filter(
    (name) => !/^(?:admin|administrator|system)$/.test(name),
  );
  // What the scenario archives with, as `content/scenarios/volt-typhoon.yml` has it.
  passwords = ['qw3rty!9z', 'a8k-lmnop22'];
}, 300_000);

async function redacted(format: string): Promise<string> {
  const { code, stdout, stderr } = await landfallHere([
    ...['report', file, '--to', format, '--tlp', 'green', '--redact', key, '--redact-word', 'Calder Bay'],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe.each(FORMATS)('the redacted case as %s', (format) => {
  test('has no name of the organisation in its bytes: no host, account, domain, private address or password', async () => {
    const text = (await redacted(format)).toLowerCase();
    expect(names.length).toBeGreaterThan(20);
    expect([...names, ...passwords, 'calder bay', 'calderbay'].filter((name) => text.includes(name))).toEqual([]);
    expect(
      text.match(/(?<![\d.])(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+(?:\.\d+)?(?![\d.])/g) ?? [],
    ).toEqual([]);
  });
});

test('the same key gives the same bytes', async () => {
  expect(await redacted('stix')).toBe(await redacted('stix'));
});

test('the names were in the case, and the key maps them back; it is for its owner alone', async () => {
  await redacted('csv');
  const text = readFileSync(file, 'utf8').toLowerCase();
  const known = names.filter((name) => text.includes(name));
  expect(known.length).toBeGreaterThan(15);
  const { names: mapped } = JSON.parse(readFileSync(key, 'utf8')) as { names: Record<string, string[]> };
  const hidden = Object.values(mapped)
    .flat()
    .map((name) => name.toLowerCase());
  expect(known.filter((name) => !hidden.some((one) => one.includes(name)))).toEqual([]);
  if (process.platform !== 'win32') expect(statSync(key).mode & 0o077).toBe(0);
});

test.each([
  [['--redact-word', 'x'], 'Pseudonyms need a file that maps them back.'],
  [['--redact', '-'], 'Pseudonyms need a file that maps them back.'],
  [['--redact', 'package.json'], '"package.json" is not what was expected here.'],
  [['--redact', 'same', '-o', 'same'], '--redact and --output both name same.'],
])('%j is refused', async (words, message) => {
  const before = readFileSync('package.json', 'utf8');
  const { code, stderr } = await landfallHere(['report', 'fixtures/report/case.json', '--to', 'stix', ...words]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(readFileSync('package.json', 'utf8')).toBe(before);
  expect(existsSync('same')).toBe(false);
});

test('Markdown bears its TLP label at the top and at the bottom, when one is named', async () => {
  const words = ['report', 'fixtures/report/case.json', '--to', 'markdown'];
  const { stdout } = await landfallHere([...words, '--tlp', 'amber+strict']);
  expect(stdout).toMatch(/^\*\*TLP:AMBER\+STRICT\*\*\n\n# /);
  expect(stdout).toMatch(/\n\*\*TLP:AMBER\+STRICT\*\*\n$/);
  expect((await landfallHere(words)).stdout).not.toContain('TLP');
});
