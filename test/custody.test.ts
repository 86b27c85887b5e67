import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 as Ajv, type AnySchema } from 'ajv/dist/2020.js';
import { zipSync } from 'fflate';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { landfallHere } from './in-process.ts';
import { temporaryFolder } from './landfall-process.ts';

const CASE = 'fixtures/cases/small-intrusion';
const root = temporaryFolder();
const key = join(root, 'key.pem');
const publicKey = join(root, 'key.pub.pem');
let folder = '';
let places = { logs: '', rules: '', caseFile: '', manifest: '' };

beforeAll(async () => {
  expect((await landfallHere(['keys', 'new', key])).code).toBe(0);
});

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  places = {
    ...{ logs: join(folder, 'logs'), rules: join(folder, 'rules') },
    ...{ caseFile: join(folder, 'logs', 'case.json'), manifest: join(folder, 'case.manifest.json') },
  };
  cpSync(join(CASE, 'logs'), places.logs, { recursive: true });
  cpSync(join(CASE, 'rules'), places.rules, { recursive: true });
  writeFileSync(join(places.logs, 'notes.txt'), 'no log, but evidence all the same\n');
});

/** Hunts through the copy, with a manifest; the CaseFile lies among the logs, as people do it. */
async function hunted(...more: string[]): Promise<void> {
  const { logs, rules, caseFile, manifest } = places;
  const words = [
    'hunt',
    logs,
    '--rules',
    rules,
    '--json',
    caseFile,
    '--manifest',
    manifest,
    '--quiet',
    '--no-rules-cache',
  ];
  expect(await landfallHere([...words, ...more])).toMatchObject({ code: 0, stderr: '' });
}

interface Verdict {
  readonly code: number | null;
  readonly signature: string;
  readonly faults: readonly { readonly what: string; readonly file: string; readonly state: string }[];
}

async function verified(...more: string[]): Promise<Verdict> {
  const { code, stdout, stderr } = await landfallHere([
    'verify-evidence',
    places.manifest,
    '--format',
    'json',
    ...more,
  ]);
  expect(stderr).toBe('');
  return { code, ...(JSON.parse(stdout) as Omit<Verdict, 'code'>) };
}

function firstLog(): string {
  const { inputs } = JSON.parse(readFileSync(places.manifest, 'utf8')) as {
    inputs: { file: string; sizeBytes: number }[];
  };
  return inputs.find(({ file }) => file.endsWith('.evtx'))!.file;
}

describe('a manifest', () => {
  test('holds the true SHA-256 of every input, rule and the CaseFile, and nothing is amiss right after the hunt', async () => {
    await hunted('--sign', key);
    const manifest = JSON.parse(readFileSync(places.manifest, 'utf8')) as Record<
      'inputs' | 'rules' | 'settings',
      { file: string; sha256: string; sizeBytes: number }[]
    > & { caseFile: { file: string; sha256: string; sizeBytes: number } };
    const validate = new Ajv({ allErrors: true }).compile(
      JSON.parse(readFileSync('content/schemas/manifest.schema.json', 'utf8')) as AnySchema,
    );
    validate(manifest);
    expect(validate.errors ?? []).toEqual([]);
    const files = [...manifest.inputs, ...manifest.rules, manifest.caseFile];
    expect(manifest.inputs.map(({ file }) => file)).toContain(join(places.logs, 'notes.txt'));
    expect(manifest.inputs.length).toBeGreaterThan(2);
    expect(manifest.rules.length).toBeGreaterThan(0);
    for (const { file, sha256, sizeBytes } of files) {
      expect(sha256, file).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
      expect(sizeBytes, file).toBe(statSync(file).size);
    }
    // Landfall's own feeds are part of the package, wherever that lies.
    expect(manifest.settings.every(({ file }) => file.startsWith('landfall:content/'))).toBe(true);
    expect(await verified('--key', publicKey)).toMatchObject({ code: 0, signature: 'good', faults: [] });
  });

  test('names each file that was changed, is missing or has come, and nothing else', async () => {
    await hunted();
    const log = firstLog();
    const bytes = readFileSync(log);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(log, bytes);
    rmSync(join(places.logs, 'notes.txt'));
    writeFileSync(join(places.logs, 'planted.log'), 'x');
    const [rule] = (JSON.parse(readFileSync(places.manifest, 'utf8')) as { rules: { file: string }[] }).rules;
    appendFileSync(rule!.file, '\n');
    writeFileSync(join(places.rules, 'new.yml'), 'title: x\n');
    appendFileSync(places.caseFile, ' ');
    const { code, signature, faults } = await verified();
    expect({ code, signature }).toEqual({ code: 10, signature: 'not-signed' });
    expect(faults).toHaveLength(6);
    expect(new Set(faults.map(({ what, file, state }) => `${what} ${state} ${file}`))).toEqual(
      new Set([
        `input changed ${log}`,
        `input missing ${join(places.logs, 'notes.txt')}`,
        `input added ${join(places.logs, 'planted.log')}`,
        `rule changed ${rule!.file}`,
        `rule added ${join(places.rules, 'new.yml')}`,
        `case-file changed ${places.caseFile}`,
      ]),
    );
  });

  test('without a signature says so, and is not enough where a key is given', async () => {
    await hunted();
    const { code, stdout } = await landfallHere(['verify-evidence', places.manifest]);
    expect(code).toBe(0);
    expect(stdout).toContain('The manifest is not signed: whoever can change the files can change it too.');
    expect(await verified('--key', publicKey)).toMatchObject({ code: 10, signature: 'not-signed' });
  });

  test('that was changed, or signed by somebody else, is told', async () => {
    await hunted('--sign', key);
    expect(await verified()).toMatchObject({ code: 0, signature: 'not-checked' });
    const other = join(folder, 'other.pem');
    await landfallHere(['keys', 'new', other]);
    expect(await verified('--key', join(folder, 'other.pub.pem'))).toMatchObject({
      code: 10,
      signature: 'wrong-signature',
    });
    const text = readFileSync(places.manifest, 'utf8');
    writeFileSync(places.manifest, text.replace(/"madeAt": "[^"]*"/, '"madeAt": "2030-01-01T00:00:00.000Z"'));
    expect(await verified('--key', publicKey)).toMatchObject({
      code: 10,
      faults: [{ what: 'manifest', state: 'wrong-signature' }],
    });
  });

  test('is the same on another machine, where the paths begin elsewhere', async () => {
    const words = ['--rules', 'rules', '--json', 'case.json', '--manifest', 'm.json', '--quiet', '--no-rules-cache'];
    execFileSync(process.execPath, [join(process.cwd(), 'bin/landfall.js'), 'hunt', 'logs', ...words], { cwd: folder });
    places = { ...places, manifest: join(folder, 'm.json') };
    const other = mkdtempSync(join(root, 'moved-'));
    cpSync(folder, other, { recursive: true });
    rmSync(places.logs, { recursive: true });
    expect(await verified('--in', other)).toMatchObject({ code: 0, faults: [] });
    writeFileSync(join(other, 'logs', 'planted.log'), 'x');
    expect((await verified('--in', other)).faults).toEqual([
      { what: 'input', file: join('logs', 'planted.log'), state: 'added' },
    ]);
  });
});

test('a log that was named in its archive is held by the hash of the archive', async () => {
  const archive = join(folder, 'collected.zip');
  writeFileSync(archive, zipSync({ 'dc01/Security.evtx': readFileSync(join(places.logs, 'dc01', 'Security.evtx')) }));
  places = { ...places, logs: `${archive}/dc01/Security.evtx`, caseFile: join(folder, 'case.json') };
  await hunted();
  const { inputs } = JSON.parse(readFileSync(places.manifest, 'utf8')) as { inputs: { file: string }[] };
  expect(inputs.map(({ file }) => file)).toEqual([archive]);
  expect(await verified()).toMatchObject({ code: 0, faults: [] });
  appendFileSync(archive, 'x');
  expect((await verified()).faults).toEqual([{ what: 'input', file: archive, state: 'changed' }]);
});

test('openssl checks a signature of Landfall, and Landfall one of openssl', async (context) => {
  if (spawnSync('openssl', ['version']).status !== 0) {
    console.log('left out: there is no openssl here');
    return context.skip();
  }
  await hunted('--sign', key);
  const sig = `${places.manifest}.sig`;
  const check = [
    'pkeyutl',
    '-verify',
    '-pubin',
    '-inkey',
    publicKey,
    '-rawin',
    '-in',
    places.manifest,
    '-sigfile',
    sig,
  ];
  expect(execFileSync('openssl', check, { encoding: 'utf8' })).toContain('Verified Successfully');
  const [theirs, theirPublic] = [join(folder, 'o.pem'), join(folder, 'o.pub.pem')];
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', theirs]);
  execFileSync('openssl', ['pkey', '-in', theirs, '-pubout', '-out', theirPublic]);
  execFileSync('openssl', ['pkeyutl', '-sign', '-inkey', theirs, '-rawin', '-in', places.manifest, '-out', sig]);
  expect(await verified('--key', theirPublic)).toMatchObject({ code: 0, signature: 'good' });
});

test('the secret key is for its owner alone, and is never overwritten', async () => {
  if (process.platform !== 'win32') expect(statSync(key).mode & 0o077).toBe(0);
  const before = readFileSync(key);
  expect(await landfallHere(['keys', 'new', key])).toMatchObject({ code: 2 });
  expect(readFileSync(key)).toEqual(before);
});

test.each([
  [['--manifest', 'm.json'], '--manifest needs --json FILE'],
  [['--json', '-', '--manifest', 'm.json'], '--manifest needs --json FILE'],
  [['--json', 'c.json', '--sign', 'package.json'], '--sign needs --manifest FILE'],
  [['--json', 'c.json', '--manifest', 'm.json', '--state', 's'], '--manifest and --state cannot be given together'],
  [['--json', 'c.json', '--manifest', 'm.json', '--sign', 'package.json'], 'is not a secret key of Ed25519'],
  [['--json', 'm.json', '--manifest', 'm.json'], 'both name m.json'],
])('a hunt with %j is refused before any work', async (words, message) => {
  const { code, stderr } = await landfallHere(['hunt', join(CASE, 'logs'), '--rules', join(CASE, 'rules'), ...words]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(['m.json', 'c.json', 's'].filter((file) => existsSync(file))).toEqual([]);
});

test.each([
  ['package.json', 'is no manifest of version 1'],
  ['nowhere.json', 'could not be read'],
  ['fixtures/report/case.json', 'is no manifest of version 1'],
])('%s is no manifest', async (file, message) => {
  const { code, stderr } = await landfallHere(['verify-evidence', file]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('a public key is asked for where evidence is checked', async () => {
  await hunted('--sign', key);
  const { code, stderr } = await landfallHere(['verify-evidence', places.manifest, '--key', key]);
  expect(code).toBe(2);
  expect(stderr).toContain('is not a public key of Ed25519');
});
