import { readdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { EcsFlat } from '@elastic/ecs';
import { Ajv2020 as Ajv, type AnySchema } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import { huntedCase } from './hunted-case.ts';
import { landfallHere } from './in-process.ts';
import { temporaryFolder } from './landfall-process.ts';

const SCHEMAS = 'fixtures/schemas';
const folder = temporaryFolder();

/** The CaseFiles whose exports are checked: a small one written by hand, and hunts through simulated logs. */
const CASES: Record<string, string> = { 'written by hand': 'fixtures/report/case.json' };
const SCENARIOS = ['volt-typhoon', 'ransomware-crew'];
const REDACTED = 'ransomware-crew, redacted';
const NAMES = ['written by hand', ...SCENARIOS, REDACTED];

beforeAll(() => {
  for (const scenario of SCENARIOS) CASES[scenario] = huntedCase(scenario, folder).file;
  CASES[REDACTED] = CASES['ransomware-crew']!;
}, 300_000);

/** What `landfall report` makes of a case. */
async function exported(name: string, format: string, ...options: string[]): Promise<string> {
  const redact = name === REDACTED ? ['--redact', join(folder, 'case.key.json')] : [];
  const words = ['report', CASES[name]!, '--to', format, ...redact, ...options];
  const { code, stdout, stderr } = await landfallHere(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

function lines(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
}

function schema(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as Record<string, unknown>;
}

function ajv(...schemas: readonly AnySchema[]): Ajv {
  // The published schemas have patterns without a type, and escapes that only expressions without `u` allow.
  const formats = { 'idn-hostname': true } as const;
  const validator = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, formats, schemas: [...schemas] });
  addFormats.default(validator);
  return validator;
}

/** What is wrong with a value, as text. */
function faults(validator: Ajv, id: string, value: unknown): string[] {
  const validate = validator.getSchema(id);
  if (validate === undefined) throw new Error(`there is no schema ${id}`);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const STIX_ID = 'http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas';
const STIX = ajv(
  ...readdirSync(join(SCHEMAS, 'stix-2.1'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => schema(join('stix-2.1', file))),
);
const STIX_FOLDERS: Readonly<Record<string, string>> = {
  ...{ sighting: 'sros', relationship: 'sros', 'marking-definition': 'common', 'extension-definition': 'common' },
  ...{ 'user-account': 'observables', 'ipv4-addr': 'observables', 'ipv6-addr': 'observables' },
};

describe.each(NAMES)('the case %s', (name) => {
  test('is a CaseFile by its published schema', () => {
    const validator = ajv({ ...schema('../../content/schemas/case-file.schema.json'), $id: 'case' });
    expect(faults(validator, 'case', JSON.parse(readFileSync(CASES[name]!, 'utf8'))).slice(0, 20)).toEqual([]);
  });

  test.each(['clear', 'green', 'amber', 'amber+strict', 'red'])('is a valid STIX 2.1 bundle, TLP %s', async (tlp) => {
    const bundle = JSON.parse(await exported(name, 'stix', '--tlp', tlp)) as {
      objects: { type: string; id: string }[];
    };
    expect(bundle.objects.length).toBeGreaterThan(5);
    expect(faults(STIX, `${STIX_ID}/common/bundle.json`, bundle)).toEqual([]);
    // The schema of bundles also allows objects of unknown types, so each is checked as what it says it is.
    const wrong = bundle.objects.flatMap((one) =>
      faults(STIX, `${STIX_ID}/${STIX_FOLDERS[one.type] ?? 'sdos'}/${one.type}.json`, one).map(
        (fault) => `${one.id} ${fault}`,
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('has each kind of step of its plans as a course of action in STIX, and what it mitigates', async () => {
    const bundle = JSON.parse(await exported(name, 'stix')) as { objects: Record<string, unknown>[] };
    const { plans = [] } = JSON.parse(readFileSync(CASES[name]!, 'utf8')) as CaseFile;
    const kinds = plans.flatMap(({ steps, incident }) => steps.map(({ id }) => `${incident} ${id.split('/', 1)[0]}`));
    const ids = (type: string): unknown[] => bundle.objects.filter((one) => one.type === type).map(({ id }) => id);
    const actions = ids('course-of-action');
    expect(actions).toHaveLength(new Set(kinds).size);
    const inReports = bundle.objects.flatMap(({ type, object_refs: refs }) => (type === 'report' ? refs : []));
    expect(actions.filter((id) => !(inReports as unknown[]).includes(id))).toEqual([]);
    const mitigates = bundle.objects.filter(({ type }) => type === 'relationship');
    // The case that is written by hand has no alert under its steps.
    const isAsked = plans.some(({ steps }) =>
      steps.some(({ evidence, phase }) => evidence.length > 0 && !['prepare', 'scope', 'watch'].includes(phase)),
    );
    expect(mitigates.length > 0).toBe(isAsked);
    const techniques = ids('attack-pattern');
    const loose = mitigates.filter(
      ({ relationship_type: kind, source_ref: from, target_ref: to }) =>
        kind !== 'mitigates' || !actions.includes(from) || !techniques.includes(to),
    );
    expect(loose).toEqual([]);
  });

  test('is valid OCSF 1.8', async () => {
    const classes: Record<number, string> = { 2004: 'detection_finding', 2005: 'incident_finding' };
    const schemas = Object.values(classes).map((file) => schema(`ocsf-1.8.0/${file}.schema.json`));
    const validator = ajv(...schemas);
    const findings = lines(await exported(name, 'ocsf'));
    expect(new Set(findings.map(({ class_uid }) => class_uid))).toEqual(new Set([2004, 2005]));
    const wrong = findings.flatMap((finding, index) =>
      faults(
        validator,
        `https://schema.ocsf.io/schema/1.8.0/classes/${classes[Number(finding.class_uid)]}`,
        finding,
      ).map((fault) => `line ${index + 1}: ${fault}`),
    );
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  test('has only fields of ECS 9.4, with their types', async () => {
    const alerts = lines(await exported(name, 'ecs'));
    expect(alerts.length).toBeGreaterThan(2);
    expect([...new Set(alerts.flatMap(ecsFaults))]).toEqual([]);
  });

  test('is valid MISP, with types that their categories allow', async () => {
    const { $schema: _draft4, id: _, ...event } = schema('misp/event.schema.json');
    const validator = ajv({ ...event, $id: 'event' });
    const { category_type_mappings: types } = schema('misp/categories.json') as {
      category_type_mappings: Record<string, string[]>;
    };
    const { response } = JSON.parse(await exported(name, 'misp')) as { response: { Event: MispEvent }[] };
    expect(response.length).toBeGreaterThan(0);
    for (const one of response) {
      expect(faults(validator, 'event', one)).toEqual([]);
      const { Event } = one;
      for (const must of MISP_MUST) expect(Object.keys(Event), must).toContain(must);
      expect(Event.info.length).toBeLessThanOrEqual(256);
      expect(Event.Attribute.filter(({ category, type }) => !types[category]?.includes(type))).toEqual([]);
      expect(new Set(Event.Attribute.map(({ uuid }) => uuid)).size).toBe(Event.Attribute.length);
    }
  });

  test('is a valid Navigator layer 4.5', async () => {
    const validator = ajv({ ...schema('navigator-4.5/layer.schema.json'), $id: 'layer' });
    const layer = JSON.parse(await exported(name, 'navigator')) as { gradient: { minValue: number; maxValue: number } };
    expect(faults(validator, 'layer', layer)).toEqual([]);
    expect(layer.gradient.maxValue).toBeGreaterThan(layer.gradient.minValue);
  });

  test('has what Timesketch demands of every line, none too long for its search', async () => {
    const rows = lines(await exported(name, 'timesketch'));
    expect(rows.length).toBeGreaterThan(2);
    for (const { message, datetime, timestamp, timestamp_desc: what, tag } of rows) {
      expect([typeof message, typeof what, Array.isArray(tag)]).toEqual(['string', 'string', true]);
      expect(String(message).length * String(what).length).toBeGreaterThan(0);
      expect(Number.isInteger(timestamp)).toBe(true);
      expect(new Date(String(datetime)).getTime() * 1000).toBe(timestamp);
      expect(Buffer.byteLength(String(message))).toBeLessThanOrEqual(32_766);
    }
  });
});

interface MispEvent {
  readonly info: string;
  readonly Attribute: readonly { readonly uuid: string; readonly type: string; readonly category: string }[];
}

// MISP core format, draft 20, section 2.2: what "MUST be present".
const MISP_MUST = [
  ...['uuid', 'published', 'info', 'date', 'timestamp', 'publish_timestamp', 'org_id', 'orgc_id', 'distribution'],
];

/** What is wrong with an alert by the fields' table of ECS: unknown names, types, lists where one value is meant. */
function ecsFaults(alert: object): string[] {
  return leaves(alert).flatMap(([path, value]) => {
    const field = (EcsFlat as Record<string, { type: string; normalize: readonly string[] } | undefined>)[path];
    // `labels` is an object whose keys are free and whose values are keywords.
    if (field === undefined) return /^labels\.\w+$/.test(path) && typeof value === 'string' ? [] : [`${path}: unknown`];
    const isList = field.normalize.includes('array');
    if (isList !== Array.isArray(value)) return [`${path}: ${isList ? 'a list' : 'one value'} is meant`];
    const isFine = ECS_TYPES[field.type];
    if (isFine === undefined) return [`${path}: no check for the type ${field.type}`];
    return [value].flat().every(isFine) ? [] : [`${path}: no ${field.type}`];
  });
}

const isText = (value: unknown): boolean => typeof value === 'string';
const ECS_TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...{ keyword: isText, match_only_text: isText, wildcard: isText, constant_keyword: isText },
  date: (value) => isText(value) && !Number.isNaN(Date.parse(String(value))),
  long: Number.isSafeInteger,
  float: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  // Elasticsearch refuses the whole document for an `ip` that is none.
  ip: (value) => isText(value) && isIP(String(value)) !== 0,
};

function leaves(value: object, path: readonly string[] = []): [string, unknown][] {
  return Object.entries(value).flatMap(([key, part]): [string, unknown][] => {
    const place = [...path, key];
    const isObject = typeof part === 'object' && part !== null && !Array.isArray(part);
    return isObject ? leaves(part as object, place) : [[place.join('.'), part]];
  });
}
