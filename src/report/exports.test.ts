import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CaseFile } from '../model/index.ts';
import { type CaseView, caseView } from './case-view.ts';
import { timeTextIn } from './clock.ts';
import { ecsLines } from './ecs.ts';
import { htmlReport } from './html/index.ts';
import { markdownReport } from './markdown.ts';
import { mispEvents } from './misp.ts';
import { ocsfLines } from './ocsf.ts';
import { stixBundle } from './stix.ts';
import { timesketchLines } from './timesketch.ts';
import { uuidV5 } from './uuid-v5.ts';

const OPTIONS = { timeText: timeTextIn('UTC'), zone: 'UTC' };
const CASE = JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')) as CaseFile;
const HOSTILE = JSON.parse(readFileSync('fixtures/hostile/texts.json', 'utf8')) as { name: string; text: string }[];

type Json = Record<string, unknown>;

function viewOf(caseFile: CaseFile): CaseView {
  return caseView(caseFile, caseFile.alerts, OPTIONS);
}

function parsed(lines: Iterable<string>): Json[] {
  return [...lines].map((line) => JSON.parse(line) as Json);
}

const STIX = JSON.parse(stixBundle(viewOf(CASE), 'amber')) as { type: string; id: string; objects: Json[] };
const MISP = JSON.parse(mispEvents(viewOf(CASE), 'green')) as { response: { Event: Json & { Attribute: Json[] } }[] };

describe('an id of version 5', () => {
  test.each([0, 1, 38, 39, 40, 47, 48, 103, 104, 1000])(
    'is the SHA-1 of namespace and a name of %d bytes',
    (length) => {
      const space = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
      const name = 'é'.repeat(Math.floor(length / 2)) + 'x'.repeat(length % 2);
      const hash = createHash('sha1')
        .update(Buffer.from(space.replaceAll('-', ''), 'hex'))
        .update(name)
        .digest('hex');
      const id = uuidV5(space, name).replaceAll('-', '');
      expect(id.slice(0, 12) + id.slice(13, 16) + id.slice(17)).toBe(
        hash.slice(0, 12) + hash.slice(13, 16) + hash.slice(17, 32),
      );
      expect(id).toMatch(/^.{12}5.{3}[89ab]/);
    },
  );

  test('is the one that the Python documentation gives', () => {
    expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'python.org')).toBe('886313e1-3b8a-5372-9b90-0c9aee199e5d');
  });
});

describe('STIX', () => {
  const byType = (type: string): Json[] => STIX.objects.filter((one) => one.type === type);

  test('has what STIX 2.1 demands of every object', () => {
    expect(STIX.type).toBe('bundle');
    for (const one of STIX.objects) {
      expect(one.id).toMatch(
        new RegExp(`^${String(one.type)}--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-`),
      );
      expect(one.spec_version).toBe('2.1');
    }
    for (const one of STIX.objects.filter(({ type }) => !['user-account', 'ipv4-addr'].includes(String(type))))
      expect(one.created).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test('refers only to objects of the bundle', () => {
    const ids = new Set(STIX.objects.map(({ id }) => id));
    const refs = STIX.objects.flatMap((one) =>
      Object.entries(one).flatMap(([name, value]) => (/_refs?$/.test(name) ? [value].flat() : [])),
    );
    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((ref) => !ids.has(ref))).toEqual([]);
  });

  test('tells the incident as a report, sightings and observed data, without an indicator', () => {
    expect(byType('report')).toMatchObject([{ name: 'The directory database was copied on dc01; traces on 2 hosts' }]);
    expect(byType('attack-pattern').map(({ name }) => name)).toEqual(['T1047', 'T1003.003']);
    expect(byType('sighting')).toHaveLength(2);
    expect(byType('user-account')).toMatchObject([{ account_login: 'CORP\\svc_backup' }]);
    expect(byType('ipv4-addr')).toMatchObject([{ value: '203.0.113.7' }]);
    expect(byType('observed-data')).toMatchObject([{ number_observed: 1 }]);
    expect(byType('indicator')).toEqual([]);
  });

  test('marks every object with the TLP 2.0 label that was asked for', () => {
    const [marking] = byType('marking-definition');
    expect(marking).toMatchObject({
      name: 'TLP:AMBER',
      id: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
    });
    const others = STIX.objects.filter((one) => one !== marking);
    expect(others.every(({ object_marking_refs: refs }) => (refs as string[])[0] === marking?.id)).toBe(true);
  });

  test('the id of an address is the one that STIX prescribes', () => {
    const space = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');
    const hash = createHash('sha1').update(space).update('{"value":"203.0.113.7"}').digest('hex');
    expect(byType('ipv4-addr')[0]?.id).toContain(`ipv4-addr--${hash.slice(0, 8)}-${hash.slice(8, 12)}-5`);
  });
});

test('MISP: an unpublished event with the mandatory fields, and nothing marked for detection', () => {
  const { Event } = MISP.response[0]!;
  expect(Event).toMatchObject({
    date: '2026-03-03',
    published: false,
    distribution: '0',
    Tag: [{ name: 'tlp:green' }],
  });
  expect(Event.uuid).toMatch(/^[0-9a-f-]{36}$/);
  const values = Event.Attribute.map(({ type, value }) => [type, value]);
  expect(values).toContainEqual(['filename', 'C:\\Windows\\System32\\ntdsutil.exe']);
  expect(values).toContainEqual(['ip-src', '203.0.113.7']);
  expect(Event.Attribute.every((one) => one.to_ids === false && one.uuid && one.category && one.type)).toBe(true);
});

test('OCSF: the incident as 2005 and each alert as 2004, with the mandatory fields', () => {
  const lines = parsed(ocsfLines(viewOf(CASE), CASE.alerts));
  expect(lines.map(({ class_uid }) => class_uid)).toEqual([2005, 2004, 2004, 2004]);
  for (const line of lines) {
    expect(line).toMatchObject({ activity_id: 1, category_uid: 2, metadata: { version: '1.8.0' }, status_id: 1 });
    expect(line.type_uid).toBe(Number(line.class_uid) * 100 + 1);
    expect([line.time, line.severity_id].every(Number.isInteger)).toBe(true);
  }
  expect(lines[0]).toMatchObject({ severity_id: 5, confidence_id: 3, finding_info_list: [{ uid: 'INC-7F3A' }] });
  expect(lines[2]).toMatchObject({
    finding_info: { title: 'The directory database was copied', attacks: [{ sub_technique: { uid: 'T1003.003' } }] },
  });
});

test('ECS: each alert with its incident, technique and file', () => {
  const lines = parsed(ecsLines(viewOf(CASE), CASE.alerts));
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatchObject({
    '@timestamp': '2026-03-03T02:31:05.000Z',
    ecs: { version: '9.4.0' },
    event: { kind: 'alert', category: ['intrusion_detection'], risk_score: 99, code: '4688' },
    threat: { technique: { id: ['T1003'], subtechnique: { id: ['T1003.003'] } } },
    host: { name: 'dc01' },
    labels: { incident: 'INC-7F3A' },
  });
});

test('Timesketch: the mandatory three in each line, alerts without a time left out', () => {
  const alerts = [...CASE.alerts, { ...CASE.alerts[0]!, timeMs: null }];
  const lines = parsed(timesketchLines(viewOf(CASE), alerts));
  expect(lines).toHaveLength(3);
  for (const { message, datetime, timestamp_desc: what } of lines) {
    expect(String(message)).not.toBe('');
    expect(datetime).toMatch(/^2026-03-03T\d\d:\d\d:\d\d\.000Z$/);
    expect(what).toBe('Event Logged');
  }
  expect(lines.map(({ tag }) => tag)).toEqual([['high', 'INC-7F3A'], ['critical', 'INC-7F3A'], ['low']]);
});

test('Timesketch: a message is never too long for its search', () => {
  const [alert] = CASE.alerts;
  const alerts = [{ ...alert!, because: [{ field: 'CommandLine', value: '€'.repeat(40_000) }] }];
  const [line] = parsed(timesketchLines(viewOf(CASE), alerts));
  expect(Buffer.byteLength(String(line?.message))).toBeLessThanOrEqual(32_766);
  expect(Buffer.byteLength(String(line?.message))).toBeGreaterThan(32_000);
});

test('Markdown has the six questions, the evidence and what could not be seen', () => {
  const text = [...markdownReport(CASE, CASE.alerts, OPTIONS)].join('');
  const titles = text.split('\n').filter((line) => line.startsWith('##'));
  expect(titles).toContain('### What must I not do?');
  expect(titles).toContain('## What we could not see');
  expect(text).toContain('| 2026-03-03 02:31:05 \\+00:00 | dc01 | The directory database was copied |');
});

// What acts on a terminal or hides from the eye, beside the line feeds that end our lines.
const ACTIVE = /[^\P{C}\n\p{Cn}\p{Co}]|[\p{Zl}\p{Zp}]/u;
const MARKUP =
  '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\' onload="x" ![a](http://x.example) |a| `b`';

describe.each([...HOSTILE, { name: 'makes markup', text: MARKUP }])('a text that $name', ({ text }) => {
  const caseFile = withText(CASE, text);
  const view = viewOf(caseFile);

  test('brings no tag into the HTML report and no character that acts', () => {
    const page = [...htmlReport(caseFile, caseFile.alerts, OPTIONS)].join('');
    const benign = [...htmlReport(withText(CASE, 'x'), withText(CASE, 'x').alerts, OPTIONS)].join('');
    expect(tags(page)).toEqual(tags(benign));
    expect(page.match(ACTIVE)).toBeNull();
  });

  test('makes neither a link nor a line in Markdown', () => {
    const page = [...markdownReport(caseFile, caseFile.alerts, OPTIONS)].join('');
    const benign = [...markdownReport(withText(CASE, 'x'), withText(CASE, 'x').alerts, OPTIONS)].join('');
    expect(page.split('\n')).toHaveLength(benign.split('\n').length);
    expect(page).not.toMatch(/(?<!\\)<|https?:\/\/|(?<!\\)\]\(/);
    expect(page.match(ACTIVE)).toBeNull();
  });

  test('stays text in JSON: unchanged there, inert in the file', () => {
    const files = [
      stixBundle(view, 'red'),
      mispEvents(view, 'red'),
      ...ocsfLines(view, caseFile.alerts),
      ...ecsLines(view, caseFile.alerts),
      ...timesketchLines(view, caseFile.alerts),
    ];
    for (const file of files) {
      expect(file.match(ACTIVE)).toBeNull();
      expect(() => JSON.parse(file) as unknown).not.toThrow();
    }
    const [, alert] = parsed(ecsLines(view, caseFile.alerts));
    expect(alert).toMatchObject({ process: { command_line: text }, host: { name: text } });
  });
});

/** The case with a text in every place that a log fills. */
function withText(caseFile: CaseFile, text: string): CaseFile {
  const places = /^(?:commandLine|image|account|summary|host|source|value|message|skipped|name|hosts)$/;
  const filled = JSON.parse(
    JSON.stringify(caseFile, (key: string, value: unknown) => {
      return places.test(key) && typeof value === 'string' ? text : value;
    }),
  ) as CaseFile;
  return { ...filled, tool: CASE.tool, assessments: CASE.assessments! };
}

/** The tags with the names of their attributes, without the places that differ with the text. */
function tags(page: string): string[] {
  return (page.match(/<\/?[a-z][^>]*>/gi) ?? []).map((tag) => tag.replace(/="[^"]*"/g, ''));
}
