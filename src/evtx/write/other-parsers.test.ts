import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { EventDefinition, EventScalar, EventScalarType } from './index.ts';
import { writeEvtx } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-evtx-'));
afterAll(() => rmSync(folder, { recursive: true }));

const base: EventDefinition = {
  provider: { name: 'Landfall-Test', guid: '{5770385F-C22A-43E0-BF4C-06F5698FFBD9}' },
  eventId: 1,
  version: 2,
  level: 4,
  task: 3,
  opcode: 1,
  keywords: 0x8000000000000000n,
  timeMs: Date.UTC(2024, 1, 3, 4, 5, 6, 789),
  ticks: 1234n,
  execution: { processId: 4, threadId: 8 },
  channel: 'Test/Operational',
  computer: 'pc.example.test',
  securityUserId: 'S-1-5-18',
};
const GUID = '{00112233-4455-6677-8899-aabbccddeeff}';

/** Each type: a value, and how evtx_dump, evtxexport and python-evtx print it; undefined where a known fault of that parser stands in the way. */
const VALUES: readonly (readonly [EventScalarType, EventScalar, string, string | undefined, string | undefined])[] = [
  ['string', 'häß <&> "q"', 'häß <&> "q"', 'häß <&> "q"', 'häß <&> "q"'],
  // libevtx 20181227 decodes surrogate pairs wrongly.
  ['string', 'face 😀', 'face 😀', undefined, 'face 😀'],
  ['string', '', '', '', ''],
  ['ansi', 'plain', 'plain', 'plain', 'plain'],
  // libevtx 20181227 prints the magnitude of negative numbers wrongly.
  ['int8', -5, '-5', undefined, '-5'],
  ['uint8', 200, '200', '200', '200'],
  ['int16', -300, '-300', undefined, '-300'],
  ['uint16', 65000, '65000', '65000', '65000'],
  ['int32', -70000, '-70000', undefined, '-70000'],
  ['uint32', 4000000000, '4000000000', '4000000000', '4000000000'],
  ['int64', -5000000000n, '-5000000000', undefined, '-5000000000'],
  ['uint64', 18446744073709551615n, '18446744073709551615', '18446744073709551615', '18446744073709551615'],
  ['float', 1.5, '1.5', '1.500000e+000', '1.5'],
  ['double', -2.25, '-2.25', '-2.250000e+000', '-2.25'],
  ['bool', true, 'true', 'true', 'True'],
  ['bool', false, 'false', 'false', 'False'],
  ['binary', '00ff10', '00FF10', '00FF10', 'AP8Q'],
  ['guid', GUID, GUID, GUID.toUpperCase(), GUID],
  ['sizeT', 4096, '0x1000', '4096', '4096'],
  [
    'filetime',
    1700000000125,
    '2023-11-14T22:13:20.1250000Z',
    '2023-11-14T22:13:20.125000000Z',
    '2023-11-14 22:13:20.125000',
  ],
  // python-evtx takes the milliseconds of a SYSTEMTIME for microseconds.
  ['systemtime', 1700000000125, '2023-11-14T22:13:20.1250000Z', '2023-11-14T22:13:20.125Z', undefined],
  ['sid', 'S-1-5-21-1-2-3-500', 'S-1-5-21-1-2-3-500', 'S-1-5-21-1-2-3-500', 'S-1-5-21-1-2-3-500'],
  ['hexInt32', 255, '0xff', '0x000000ff', '0x000000ff'],
  ['hexInt64', 0xffffffffffn, '0xffffffffff', '0x000000ffffffffff', '0x000000ffffffffff'],
];

const allValues: EventDefinition = {
  ...base,
  eventData: VALUES.map(([type, value], index) => ({ name: `V${index}`, type, value })),
};
const manyEvents = Array.from({ length: 1500 }, (_, index) => ({
  ...base,
  eventId: index % 7,
  eventData: [{ name: `Name${index % 5}`, value: `value ${index}` }],
}));
const logCleared: EventDefinition = {
  ...base,
  eventId: 1102,
  userData: {
    name: 'LogFileCleared',
    namespace: 'http://example.test/log',
    children: [{ name: 'SubjectUserName', children: [{ value: 'op.meyer' }] }, { name: 'Empty' }],
  },
};
const classic: EventDefinition = {
  provider: { name: 'Classic', eventSourceName: 'Source' },
  eventId: 6,
  qualifiers: 16384,
  level: 4,
  task: 0,
  keywords: 0x80000000000000n,
  timeMs: base.timeMs,
  channel: 'System',
  computer: base.computer,
  eventData: [{ value: 'first' }, { value: null }, { value: '', type: 'null' }, { value: 'second' }],
};

function fileOf(name: string, events: readonly EventDefinition[]): string {
  const path = join(folder, `${name}.evtx`);
  writeFileSync(path, writeEvtx(events));
  return path;
}

function run(command: string, args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status, stdout };
}

function isMissing(tool: string, isThere: boolean): boolean {
  if (!isThere) console.log(`left out: written files are not checked with ${tool}, which is not installed`);
  return !isThere;
}

const evtxDump = join(homedir(), '.cargo/bin/evtx_dump');

describe.skipIf(isMissing('evtx_dump', existsSync(evtxDump)))('evtx_dump reads', () => {
  function dump(
    name: string,
    events: readonly EventDefinition[],
  ): readonly { readonly Event: Record<string, Record<string, unknown>> }[] {
    const { status, stdout } = run(evtxDump, ['-o', 'jsonl', fileOf(name, events)]);
    expect(status).toBe(0);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
  function xml(name: string, events: readonly EventDefinition[]): string {
    return run(evtxDump, [fileOf(name, events)]).stdout;
  }

  test('a value of every type', () => {
    const text = xml('values', [allValues]);
    const printed = [...text.matchAll(/<Data Name="V\d+">(.*)<\/Data>/g)].map((match) => unescapeXml(match[1]!));
    expect(printed).toEqual(VALUES.map(([, , expected]) => expected));
  });

  test('an array of every type that it knows', () => {
    const arrays = VALUES.filter(([type, value]) => type !== 'binary' && type !== 'sizeT' && value !== '');
    const text = xml('arrays', [
      {
        ...base,
        eventData: arrays.map(([type, value], index) => ({
          name: `A${index}`,
          type: `${type}[]` as const,
          value: [value, value],
        })),
      },
    ]);
    const printed = [...text.matchAll(/<Data Name="A(\d+)">(.*)<\/Data>/g)].map(
      (match) => `${match[1]} ${unescapeXml(match[2]!)}`,
    );
    expect(printed).toEqual(arrays.flatMap(([, , value], index) => [`${index} ${value}`, `${index} ${value}`]));
  });

  test('System', () => {
    const system = dump('system', [
      { ...base, qualifiers: 7, correlation: { activityId: GUID }, eventData: [{ value: 'x' }] },
    ])[0]!.Event.System;
    expect(system).toMatchObject({
      Provider: { '#attributes': { Name: 'Landfall-Test', Guid: '{5770385f-c22a-43e0-bf4c-06f5698ffbd9}' } },
      EventID: { '#attributes': { Qualifiers: 7 }, '#text': 1 },
      Version: 2,
      Level: 4,
      Task: 3,
      Opcode: 1,
      Keywords: '0x8000000000000000',
      TimeCreated: { '#attributes': { SystemTime: '2024-02-03T04:05:06.7891234Z' } },
      EventRecordID: 1,
      Correlation: { '#attributes': { ActivityID: GUID } },
      Execution: { '#attributes': { ProcessID: 4, ThreadID: 8 } },
      Channel: 'Test/Operational',
      Computer: 'pc.example.test',
      Security: { '#attributes': { UserID: 'S-1-5-18' } },
    });
  });

  test('several chunks', () => {
    const read = dump('many', manyEvents);
    expect(read).toHaveLength(1500);
    expect(read.map(({ Event }) => Event.EventData)).toEqual(
      manyEvents.map(({ eventData }) => ({ [eventData[0]!.name]: eventData[0]!.value })),
    );
  });

  test('UserData, unnamed data, absent values and every kind of content', () => {
    const mixed: EventDefinition = {
      ...base,
      userData: {
        name: 'M',
        attributes: [{ name: 'a', value: 5 }],
        children: [
          { text: 'x' },
          { cdata: '<c>' },
          { entity: 'amp' },
          { character: 65 },
          { value: 't' },
          { instruction: 'pi', data: 'data' },
        ],
      },
    };
    const text = xml('content', [logCleared, classic, mixed]).replaceAll(/>\s+</g, '><');
    expect(text).toContain(
      '<LogFileCleared xmlns="http://example.test/log"><SubjectUserName>op.meyer</SubjectUserName><Empty/></LogFileCleared>',
    );
    expect(text).toContain('<EventData><Data>first</Data><Data></Data><Data></Data><Data>second</Data></EventData>');
    expect(text).toContain(
      '<Provider Name="Classic" EventSourceName="Source"/><EventID Qualifiers="16384">6</EventID><Level>',
    );
    expect(text).toMatch(/<M a="5">x<!\[CDATA\[<c>]]>&amp;&#65;t<\?pi data\?><\/M>/);
  });

  test('records without a template, with RenderingInfo', () => {
    const inline: EventDefinition = {
      ...allValues,
      inline: true,
      eventRecordId: 77,
      renderingInfo: { culture: 'en-US', message: 'Said so', keywords: ['Audit Success'] },
    };
    const [first, second] = dump('inline', [inline, inline]);
    expect(first!.Event.System).toMatchObject({ EventRecordID: '77', Keywords: '0x8000000000000000' });
    expect(first!.Event.EventData).toMatchObject({ V1: 'face 😀', V5: '200', V17: GUID.toUpperCase() });
    expect(first!.Event.RenderingInfo).toMatchObject({ Message: 'Said so', Keywords: { Keyword: 'Audit Success' } });
    expect(second!.Event).toEqual(first!.Event);
  });
});

describe.skipIf(isMissing('evtxexport', run('evtxexport', ['-V']).status === 0))('evtxexport (libevtx) reads', () => {
  function strings(name: string, events: readonly EventDefinition[]): readonly string[] {
    const { status, stdout } = run('evtxexport', [fileOf(name, events)]);
    expect(status).toBe(0);
    return [...stdout.matchAll(/^String: \d+\s+: (.*)$/gm)].map((match) => match[1]!);
  }

  test('a value of every type', () => {
    const printed = strings('lib-values', [allValues]);
    VALUES.forEach(([type, , , expected], index) => {
      if (expected !== undefined) expect([type, printed[index]]).toEqual([type, expected]);
    });
  });

  test('several chunks', () => {
    expect(strings('lib-many', manyEvents)).toEqual(manyEvents.map(({ eventData }) => eventData[0]!.value));
  });

  test('a chunk as full as it can be', () => {
    const withText = (length: number): EventDefinition => ({
      ...base,
      eventData: [{ name: 'Text', value: 'x'.repeat(length) }],
    });
    const filling = Array.from({ length: 20 }, () => withText(1400));
    let longest = 0;
    while (writeEvtx([...filling, withText(longest + 1)]).length === 4096 + 65536) longest++;
    const events = [...filling, withText(longest)];
    expect(strings('lib-full', events)).toHaveLength(events.length);
  });

  test('UserData and classic events', () => {
    // It leaves out values that are absent.
    expect(strings('lib-user', [logCleared, classic])).toEqual(['op.meyer', 'first', 'second']);
  });
});

const PRINT_XML = `
import sys
from Evtx.Evtx import Evtx
with Evtx(sys.argv[1]) as log:
    assert log.get_file_header().verify()
    assert all(chunk.verify() for chunk in log.chunks())
    for record in log.records():
        print(record.xml())
`;
const python = '/usr/bin/python3';

describe.skipIf(isMissing('python-evtx', run(python, ['-c', 'import Evtx']).status === 0))('python-evtx reads', () => {
  function data(name: string, events: readonly EventDefinition[]): readonly string[] {
    const { status, stdout } = run(python, ['-c', PRINT_XML, fileOf(name, events)]);
    expect(status).toBe(0);
    return [...stdout.matchAll(/<(?:Data(?: Name="\w+")?|SubjectUserName)>(.*)<\//g)].map((match) =>
      unescapeXml(match[1]!),
    );
  }

  test('a value of every type, with correct checksums', () => {
    const printed = data('py-values', [allValues]);
    VALUES.forEach(([type, , , , expected], index) => {
      if (expected !== undefined) expect([type, printed[index]]).toEqual([type, expected]);
    });
  });

  test('several chunks', () => {
    expect(data('py-many', manyEvents)).toEqual(manyEvents.map(({ eventData }) => eventData[0]!.value));
  }, 60_000);

  test('UserData and classic events', () => {
    expect(data('py-user', [logCleared, classic])).toEqual(['op.meyer', 'first', '', '', 'second']);
  });
});

function unescapeXml(text: string): string {
  return text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
