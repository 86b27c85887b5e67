import { expect, test } from 'vitest';
import { memorySource } from './container-memory.ts';
import { evtxXmlFormat } from './evtx-xml.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const read = (content: string) => [...evtxXmlFormat.read(memorySource(text(content)), { first: 0 }, { carve: false })];

const EVENT = '<Event xmlns="x"><System><EventID>1</EventID></System></Event>';

test.each<[string, boolean]>([
  [EVENT, true],
  [`<?xml version="1.0"?>\r\n<Events>\r\n${EVENT}`, true],
  [`<!-- a --><Log>${EVENT}`, true],
  ['<Event><System/></Event>', false],
  ['<Event>\n\t<System>', true],
  ['<Events><Event><Name>Concert</Name></Event></Events>', false],
  ['<html><body>&lt;Event&gt;<System></body></html>', false],
  [`The log said ${EVENT}`, false],
])('%j is event XML: %s', (head, isEventXml) => {
  expect(evtxXmlFormat.sniff(text(head))).toBe(isEventXml);
});

test('an element of the name of an attribute of Object is a field like others', () => {
  const names = ['__proto__', 'constructor', 'toString'];
  const data = names.map((name) => `<Data Name="${name}">${name}</Data>`).join('');
  const [event] = read(EVENT.replace('</Event>', `<EventData>${data}</EventData></Event>`));
  expect(event?.kind === 'record' && names.map((name) => event.get(name))).toEqual(names);
  expect(event?.kind === 'record' && event.get('valueOf')).toBeUndefined();
});

test('a name that occurs several times is a list, the payload wins over System, and sections can be named', () => {
  const payload = '<EventData><Data>a</Data><Data>b</Data><Data>c</Data><Data Name="Level">9</Data></EventData>';
  const [event] = read(EVENT.replace('</System>', `<Level>4</Level></System>${payload}`));
  const fields = ['Data', 'Level', 'System.Level', 'EventData.Level', 'UserData.Level'];
  const values = event?.kind === 'record' ? fields.map((field) => event.get(field)) : [];
  expect(values).toEqual([['a', 'b', 'c'], '9', 4, '9', undefined]);
});

// What attackers may write: each would cost seconds for every MiB if time grew with the square of the length.
const REPEATED = 1 << 20;
test.each([
  ['beginnings', '<Event><System>', ''],
  ['beginnings in CDATA that never ends', '<Event><System><![CDATA[', '</Event>'.repeat(7)],
  ['beginnings before one end', '<Event><System/>', '</Event>'],
  ['ends', '</Event>', ''],
  ['ends of System', '</System></Event>', ''],
  ['events in events', '<Event><System></System><a>', '</a></Event>'],
  ['attributes', ' a="b"', ''],
  ['tags that do not end', '<Event <System', ''],
  ['references', '&amp;&#x41;&x;', ''],
])('%s without number are read in time', (_, repeated, end) => {
  const content = `${EVENT}<Event><System>${repeated.repeat(REPEATED / repeated.length)}${end}${EVENT}`;
  const startMs = performance.now();
  const items = read(content);
  expect(performance.now() - startMs).toBeLessThan(10_000);
  expect(items[0]?.kind).toBe('record');
});

test('events that lie across the ends of blocks and ranges are read once', () => {
  const event = (id: number) =>
    EVENT.replace('>1<', `>${id}<`).replace('</System>', `<X>${'x'.repeat(id % 5000)}</X></System>`);
  const content = text(Array.from({ length: 4000 }, (_, id) => event(id)).join(''));
  expect(content.length).toBeGreaterThan(7 << 20);
  const ids = [0, 1_000_003, 2_222_222, 3_000_000].flatMap((first, index, starts) => {
    const next = starts[index + 1];
    const range = next === undefined ? { first } : { first, count: next - first };
    return [...evtxXmlFormat.read(memorySource(content), range, { carve: false })].map((item) =>
      item.kind === 'record' ? item.get('EventID') : item.message,
    );
  });
  expect(ids).toEqual(Array.from({ length: 4000 }, (_, id) => id));
});

test('an event beyond 4 MiB is a Problem, and the next one is read', () => {
  const items = read(`${EVENT.replace('>1<', `>${'1'.repeat(5 << 20)}<`)}${EVENT}`);
  expect(items.map(({ kind }) => kind)).toEqual(['problem', 'record']);
});
