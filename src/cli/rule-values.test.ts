import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parsePlaceholders } from '../sigma/index.ts';
import { organisationOption } from './organisation-option.ts';
import { ruleValues } from './rule-values.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-values-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const organisationFile = fileWith(
  'organisation.yml',
  'name: N\nnetworks:\n  - { name: office, range: 10.1.0.0/16 }\n  - { name: plant, range: 10.5.0.0/16, ot: true }\n',
);
const organisation = organisationOption(organisationFile);

function valuesOf(placeholdersFile: string | undefined, given = organisation): Record<string, unknown> | undefined {
  const text = ruleValues({ placeholdersFile, organisation: given });
  return text && Object.fromEntries(parsePlaceholders(text.text, text.file));
}

test('the networks of the plant come from the organisation file', () => {
  expect(valuesOf(undefined)).toEqual({ plant_networks: ['10.5.0.0/16'] });
});

test('values of a file of placeholders count besides', () => {
  const file = fileWith('values.yml', 'plant_networks: 10.9.0.0/16\nvpn_networks: [10.8.0.0/16]');
  expect(valuesOf(file)).toEqual({ plant_networks: ['10.9.0.0/16', '10.5.0.0/16'], vpn_networks: ['10.8.0.0/16'] });
});

test('without either there are none, and rules keep their own', () => {
  expect(ruleValues({ placeholdersFile: undefined, organisation: undefined })).toBeUndefined();
});

test('an organisation without a plant leaves what was given', () => {
  const bare = organisationOption(fileWith('bare.yml', 'name: N\n'));
  const file = fileWith('only.yml', 'vpn_networks: [10.8.0.0/16]');
  expect(valuesOf(file, bare)).toEqual({ vpn_networks: ['10.8.0.0/16'] });
});
