import type { FieldValue } from '../model/index.ts';
import type { WindowsParts } from './windows-parts.ts';

/** The payload of an event while its XML is read. */
interface Reading {
  readonly system: Map<string, string>;
  readonly payload: Map<string, FieldValue>;
  readonly unnamed: string[];
}

// Windows nests some levels; only a forged text nests more.
const MAX_DEPTH = 32;
const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;
const EXCLAMATION_MARK = 0x21;
const NAME_END = /[\s/]/;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Reads one Windows event as XML, as `wevtutil` and forwarders render it, inside another record.
 * @param xml from `<Event` on; what stands behind `</Event>` is left out
 * @returns undefined when it is no such event; a damaged one is read as far as it goes
 */
export function partsOfXml(xml: string): WindowsParts | undefined {
  const reading: Reading = { system: new Map(), payload: new Map(), unnamed: [] };
  readElements(xml, reading);
  const { system, payload, unnamed } = reading;
  if (!system.has('EventID')) return undefined;
  if (unnamed.length > 0) payload.set('Data', unnamed.length === 1 ? unnamed[0]! : unnamed);
  return {
    eventId: system.get('EventID'),
    channel: system.get('Channel'),
    provider: system.get('Provider Name'),
    computer: system.get('Computer'),
    recordId: system.get('EventRecordID'),
    time: system.get('TimeCreated SystemTime'),
    payloads: [Object.fromEntries(payload)],
  };
}

function readElements(xml: string, reading: Reading): void {
  const path: string[] = [];
  const attributes: string[] = [];
  let text = '';
  for (let at = xml.indexOf('<'); at >= 0; ) {
    const close = xml.indexOf('>', at);
    if (close < 0) return;
    const tag = xml.slice(at + 1, close);
    const first = tag.charCodeAt(0);
    if (first === SLASH) {
      keep(path, attributes.pop() ?? '', text, reading);
      path.pop();
      if (path.length === 0) return;
    } else if (first !== QUESTION_MARK && first !== EXCLAMATION_MARK) {
      const isEmpty = tag.endsWith('/');
      const end = tag.search(NAME_END);
      const name = end < 0 ? tag : tag.slice(0, end);
      path.push(name.slice(name.indexOf(':') + 1));
      attributes.push(end < 0 ? '' : tag.slice(end, isEmpty ? -1 : undefined));
      if (path.length > MAX_DEPTH) return;
      if (isEmpty) {
        keep(path, attributes.pop()!, '', reading);
        path.pop();
      }
    }
    const next = xml.indexOf('<', close);
    text = next < 0 ? '' : xml.slice(close + 1, next);
    at = next;
  }
}

function keep(path: readonly string[], attributes: string, written: string, reading: Reading): void {
  const name = path.at(-1)!;
  const text = decoded(written);
  if (path[1] === 'System') {
    if (text.trim() !== '') reading.system.set(name, text);
    const [attribute, pattern] = name === 'Provider' ? NAME : SYSTEM_TIME;
    const value = attributes === '' ? undefined : attributeOf(attributes, pattern);
    if (value !== undefined) reading.system.set(`${name} ${attribute}`, value);
  } else if (path[1] === 'EventData' && path.length === 3 && name === 'Data') {
    const field = attributeOf(attributes, NAME[1]);
    if (field === undefined) reading.unnamed.push(text);
    else reading.payload.set(field, text);
  } else if (path[1] === 'RenderingInfo' && path.length === 3) reading.payload.set(`RenderingInfo.${name}`, text);
  else if (path.length >= 3 && (text.trim() !== '' || path.length === 4)) reading.payload.set(name, text);
}

const NAME = ['Name', /\sName\s?=\s?(?:"([^"]*)"|'([^']*)')/] as const;
const SYSTEM_TIME = ['SystemTime', /\sSystemTime\s?=\s?(?:"([^"]*)"|'([^']*)')/] as const;

function attributeOf(attributes: string, pattern: RegExp): string | undefined {
  const match = pattern.exec(attributes);
  return match === null ? undefined : decoded(match[1] ?? match[2] ?? '');
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
