import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { load } from 'js-yaml';
import type { EventDataItem, EventDefinition, EventScalar, EventValueType } from '../src/evtx/write/index.ts';
import { writeEvtx } from '../src/evtx/write/index.ts';
import { makeReadFixtures } from './make-read-fixtures.ts';
import { READ_FIXTURES } from './read-fixtures.ts';

/** One field of an event: its name (empty: positional), its BinXML type (default `string`) and its text (default: the variable of its name). */
type FieldDefinition = readonly [name: string, type?: EventValueType, text?: string];

const CASES = 'fixtures/cases';

type Variable = string | number | boolean | readonly (string | number | boolean)[] | Counter;
type Variables = Readonly<Record<string, Variable>>;

/** In a repeated entry: a number that grows by `step`. */
interface Counter {
  readonly from: number;
  readonly step: number;
}

/** What all events of a kind have in common. */
interface KindDefinition {
  readonly log: string;
  readonly channel: string;
  readonly provider: EventDefinition['provider'];
  readonly eventId: number;
  readonly qualifiers?: number;
  readonly version?: number;
  readonly level: number;
  readonly task: number;
  readonly opcode?: number;
  readonly keywords: string;
  readonly user?: string;
  readonly userData?: { readonly name: string; readonly namespace: string };
  /** values of one single unnamed Data element, as classic providers write them */
  readonly strings?: readonly string[];
  readonly fields?: readonly FieldDefinition[];
}

interface TimelineEntry {
  /** UTC, without zone */
  readonly at: string;
  readonly host: string;
  readonly as?: string;
  readonly kinds: readonly string[];
  readonly times?: number;
  readonly everySeconds?: number;
  /** repeated only so often a day, then again from the same time on the next */
  readonly perDay?: number;
  /** variables; a list is gone through round and round */
  readonly with?: Variables;
}

/** `events.yml` of a case. Our own file, so its shape is taken on trust; missing variables and kinds are reported. */
interface CaseDefinition {
  readonly hosts: Readonly<
    Record<string, { readonly computer: string; readonly logs: Readonly<Record<string, number>> } & Variables>
  >;
  readonly accounts: Readonly<Record<string, Variables>>;
  readonly kinds: Readonly<Record<string, KindDefinition>>;
  readonly defaults: Variables;
  readonly timeline: readonly TimelineEntry[];
}

/**
 * Makes the log files of a case from its definition.
 * @param yaml text of the case's `events.yml`
 * @returns bytes by path below the case's folder, as `host/Log.evtx`
 * @throws Error when the definition names a kind, log or variable that it does not define
 */
export function makeCase(yaml: string): ReadonlyMap<string, Uint8Array> {
  return new Map(
    [...caseLogs(yaml)].map(([path, { events, firstRecordId }]) => [path, writeEvtx(events, { firstRecordId })]),
  );
}

/** The events of one log, in its order. */
export interface CaseLog {
  readonly events: readonly EventDefinition[];
  /** number of the first */
  readonly firstRecordId: number;
}

/** The events of a case by the path of their log, as `makeCase`. */
export function caseLogs(yaml: string): ReadonlyMap<string, CaseLog> {
  const definition = load(yaml) as CaseDefinition;
  const logs = new Map<string, EventDefinition[]>();
  for (const entry of definition.timeline) {
    for (let index = 0; index < (entry.times ?? 1); index++) {
      entry.kinds.forEach((kind, position) => {
        const [path, event] = makeEvent(definition, entry, kind, index, position);
        logs.set(path, [...(logs.get(path) ?? []), event]);
      });
    }
  }
  return new Map([...logs].map(([path, events]) => [path, caseLog(definition, path, events)]));
}

function caseLog(definition: CaseDefinition, path: string, events: readonly EventDefinition[]): CaseLog {
  const [host = '', file = ''] = path.split('/');
  const firstRecordId = definition.hosts[host]?.logs[file.replace('.evtx', '')];
  if (firstRecordId === undefined)
    throw new Error(`${path}: host ${host} defines no first record number for this log.`);
  return { events: events.toSorted((left, right) => left.timeMs - right.timeMs), firstRecordId };
}

function makeEvent(
  definition: CaseDefinition,
  entry: TimelineEntry,
  kindName: string,
  index: number,
  position: number,
): readonly [path: string, EventDefinition] {
  const kind = definition.kinds[kindName];
  const host = definition.hosts[entry.host];
  if (kind === undefined || host === undefined)
    throw new Error(`${entry.at}: no kind ${kindName} or host ${entry.host}.`);
  const timeMs = timeOf(entry, index) + position * 3;
  const { logs, ...hostVariables } = host;
  const account = definition.accounts[entry.as ?? 'system'] ?? {};
  const chosen = { ...definition.defaults, ...hostVariables, ...account, ...entry.with };
  const variables = new Map(Object.entries(chosen).map(([name, value]) => [name, textAt(value, index)]));
  variables.set('host', entry.host);
  variables.set('time', new Date(timeMs).toISOString().replace('T', ' ').slice(0, 23));
  const fill = (text: string): string => fillIn(text, variables, `${entry.at} ${kindName}`);
  const { log, keywords, user, userData, strings, fields, ...same } = kind;
  return [
    `${entry.host}/${log}.evtx`,
    {
      ...same,
      keywords: BigInt(keywords),
      timeMs,
      computer: host.computer,
      execution: { processId: Number(fill('{LoggerProcessId}')), threadId: 1200 + ((index * 4) % 64) },
      ...(user === undefined ? {} : { securityUserId: fill(user) }),
      ...payloadOf(kind, fill),
    },
  ];
}

/** Repeated entries drift, so that they do not look like clockwork where they are people. */
function timeOf(entry: TimelineEntry, index: number): number {
  const perDay = entry.perDay ?? Number.POSITIVE_INFINITY;
  const turn = index % perDay;
  const day = Math.floor(index / perDay);
  const everyMs = (entry.everySeconds ?? 0) * 1000;
  const driftMs = turn === 0 ? 0 : ((index * 7919) % 97) * Math.floor(everyMs / 400);
  return Date.parse(`${entry.at}Z`) + day * 86_400_000 + turn * everyMs + driftMs + ((index * 313) % 1000);
}

function payloadOf(
  kind: KindDefinition,
  fill: (text: string) => string,
): Pick<EventDefinition, 'eventData' | 'userData'> {
  if (kind.strings !== undefined) return { eventData: [{ value: kind.strings.map(fill), type: 'string[]' }] };
  const items = (kind.fields ?? []).map((field) => itemOf(field, fill));
  if (kind.userData === undefined) return { eventData: items };
  const children = items.map(({ name = '', ...value }) => ({ name, children: [value] }));
  return { userData: { ...kind.userData, children } };
}

function itemOf(
  [name, type = 'string', text = `{${name}}`]: FieldDefinition,
  fill: (text: string) => string,
): EventDataItem {
  const filled = fill(text);
  const value: EventScalar =
    type === 'bool' ? filled === 'true' : type.startsWith('file') ? `${filled.replace(' ', 'T')}Z` : filled;
  return { ...(name === '' ? {} : { name }), type, value };
}

function textAt(value: Variable, index: number): string {
  if (typeof value !== 'object') return String(value);
  if ('from' in value) return String(value.from + index * value.step);
  return String(value[index % value.length]);
}

/** Replaces `{Variable}`, then `{function:text}`. */
function fillIn(text: string, variables: ReadonlyMap<string, string>, place: string): string {
  const withValues = text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = variables.get(name);
    if (value === undefined) throw new Error(`${place}: no value for {${name}}.`);
    return value.replace(/\{(\w+)\}/g, (whole, inner: string) => variables.get(inner) ?? whole);
  });
  return withValues.replace(/\{(guid|hash|file|base64):([^{}]*)\}/g, (_, name: string, argument: string) => {
    if (name === 'guid') return `{${dashed(digits(argument, 32))}}`;
    if (name === 'hash') return digits(argument, 64).toUpperCase();
    if (name === 'file') return argument.split('\\').at(-1) ?? '';
    return Buffer.from(argument, 'utf16le').toString('base64');
  });
}

function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Hexadecimal digits that depend on the text alone (FNV-1a, started differently for each group of eight). */
function digits(text: string, count: number): string {
  let hex = '';
  for (let group = 0; hex.length < count; group++) {
    let hash = 0x811c9dc5 ^ (group * 0x9e3779b1);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hex += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return hex.slice(0, count);
}

function main(): void {
  for (const story of readdirSync(CASES)) {
    const logs = makeCase(readFileSync(join(CASES, story, 'events.yml'), 'utf8'));
    for (const [path, bytes] of logs) write(join(CASES, story, 'logs', path), bytes);
  }
  for (const [path, bytes] of makeReadFixtures()) write(join(READ_FIXTURES, path), bytes);
}

function write(target: string, bytes: Uint8Array): void {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
  console.log(`${target}: ${bytes.length} bytes`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) main();
