import {
  type FieldBytes,
  type FieldValue,
  type GatheredBytes,
  type JsonMembers,
  type JsonRecord,
  membersOf,
  type RawText,
} from '../model/index.ts';
import { commonTimeMs } from './common-time.ts';
import type { RecordContext } from './product.ts';
import type { WindowsRecord } from './windows.ts';
import { SYSMON } from './windows-identity.ts';
import { otherShapeOf } from './windows-json-shapes.ts';
import { ecsReader, sysmonFieldsOfEcs } from './winlogbeat-ecs.ts';
import { writtenTime } from './written-time.ts';

/** A JSON object as it was parsed. */
type JsonObject = JsonRecord['value'];

/**
 * Windows events in the JSON shapes that collectors make: `evtx_dump` (`Event.System`, `Event.EventData`), winlogbeat 7
 * and later (`winlog.event_data`, of Sysmon also ECS), winlogbeat 6 (`event_data`, `source_name`), and flat ones (NXLog, Security-Datasets,
 * Splunk: `EventID` and `Channel` or `SourceName` beside the payload).
 * @returns undefined when the object is no Windows event in one of them
 */
export function windowsRecordOf(record: JsonRecord): WindowsRecord | undefined {
  const shape = shapeOf(record);
  if (shape === undefined) return undefined;
  // Fields that were put together stand in no bytes.
  const rawText = shape instanceof WinlogbeatShape && shape.isPutTogether ? undefined : record.rawText;
  return new JsonWindowsRecord(shape, record.byteOffset, rawText);
}

/** A Windows event in one of the many other shapes, which are looked for only in records that nothing else recognises. */
export function otherWindowsRecordOf(
  value: JsonObject,
  byteOffset: number,
  context: RecordContext,
): WindowsRecord | undefined {
  const parts = otherShapeOf(value);
  if (parts === undefined) return undefined;
  return new JsonWindowsRecord({ ...parts, time: writtenTime(parts.time, context) }, byteOffset, undefined);
}

/** Where a shape keeps what every Windows event has, and where its payload. */
interface JsonShape {
  readonly eventId: unknown;
  readonly channel: unknown;
  readonly provider: unknown;
  readonly computer: unknown;
  readonly recordId: unknown;
  readonly time: unknown;
  /** searched in this order */
  readonly payloads: readonly JsonObject[];
  /** the fields of the only payload, where they can be had without it */
  readonly members?: JsonMembers | undefined;
}

// What is not asked for here is not parsed: `value` is made when it is named.
function shapeOf(record: JsonRecord): JsonShape | undefined {
  const members = record.members ?? membersOf(record.value);
  if (members.has('EventID')) return NESTED.some((name) => members.has(name)) ? undefined : flatShape(record, members);
  if (members.has('winlog')) return winlogbeatShape(members);
  if (members.has('Event')) return eventShape(members.within('Event') ?? NO_MEMBERS);
  if (members.has('event_id') && members.has('source_name')) return oldWinlogbeatShape(members);
  return undefined;
}

/** Members beside `EventID` that hold the payload, so that it is not flat; or that mean other names. */
const NESTED = ['EventData', 'UserData', 'StringInserts', 'EventSourceName', 'RuleTitle'];

const NO_MEMBERS = membersOf({});

function flatShape(record: JsonRecord, members: JsonMembers): JsonShape | undefined {
  const channel = members.get('Channel');
  const provider = firstOf(members, PROVIDER);
  if (channel === undefined && provider === undefined) return undefined;
  return new FlatShape(record, members, channel, provider);
}

/** A flat record has what every event has beside its payload; the rest of it is looked at when it is asked for. */
class FlatShape implements JsonShape {
  readonly eventId: unknown;
  readonly channel: unknown;
  readonly provider: unknown;
  readonly members: JsonMembers;
  readonly #record: JsonRecord;

  constructor(record: JsonRecord, members: JsonMembers, channel: unknown, provider: unknown) {
    this.eventId = members.get('EventID');
    this.channel = channel;
    this.provider = provider;
    this.members = members;
    this.#record = record;
  }

  get computer(): unknown {
    return firstOf(this.members, COMPUTER);
  }

  get recordId(): unknown {
    return firstOf(this.members, RECORD_ID);
  }

  get time(): unknown {
    return firstOf(this.members, TIME);
  }

  get payloads(): readonly JsonObject[] {
    return [this.#record.value];
  }
}

const PROVIDER = ['SourceName', 'Provider_Name', 'ProviderName', 'Provider'];
const COMPUTER = ['Hostname', 'Computer', 'ComputerName', 'host'];
const RECORD_ID = ['RecordNumber', 'EventRecordID', 'RecordID'];
const TIME = ['@timestamp', 'TimeCreated', 'SystemTime', 'UtcTime', 'EventTime'];

/** The first that is there and has a value; else the last. */
function firstOf(members: JsonMembers, names: readonly string[]): unknown {
  let value: unknown;
  for (const name of names) {
    value = members.get(name);
    if (value !== undefined && value !== null) break;
  }
  return value;
}

/** Fields of ECS beside a `winlog` that names no log are of programs other than winlogbeat. */
function winlogbeatShape(members: JsonMembers): JsonShape | undefined {
  const shape = new WinlogbeatShape(members);
  return shape.channel === undefined && shape.provider === undefined ? undefined : shape;
}

/** The module for Sysmon leaves in `event_data` only what has no place in ECS. */
class WinlogbeatShape implements JsonShape {
  readonly #members: JsonMembers;
  readonly #winlog: JsonMembers;
  readonly #data: Payloads;
  readonly channel: unknown;
  readonly provider: unknown;
  /** some of what Sysmon wrote stands in fields of ECS alone */
  readonly isPutTogether: boolean;

  constructor(members: JsonMembers) {
    this.#members = members;
    this.#winlog = members.within('winlog') ?? NO_MEMBERS;
    this.provider = this.#winlog.get('provider_name') ?? providerIn(members.within('event') ?? NO_MEMBERS);
    const isSysmon = this.provider === SYSMON.provider;
    this.channel = this.#winlog.get('channel') ?? (isSysmon ? SYSMON.channel : undefined);
    this.#data = new Payloads(this.#winlog, ['event_data', 'user_data'], () => this.#movedFields());
    const { first } = this.#data;
    this.isPutTogether = isSysmon && !SYSMON_IMAGES.some((name) => first?.has(name));
  }

  get eventId(): unknown {
    return this.#winlog.get('event_id') ?? this.#members.within('event')?.get('code');
  }

  get computer(): unknown {
    return this.#winlog.get('computer_name');
  }

  get recordId(): unknown {
    return this.#winlog.get('record_id');
  }

  get time(): unknown {
    return this.#members.get('@timestamp');
  }

  get members(): JsonMembers | undefined {
    return this.isPutTogether ? undefined : this.#data.only;
  }

  get payloads(): readonly JsonObject[] {
    return this.#data.values;
  }

  #movedFields(): readonly JsonObject[] {
    const read = ecsReader((name) => this.#members.get(name));
    return this.isPutTogether ? [sysmonFieldsOfEcs(this.eventId, read)] : [];
  }
}

/** The objects that are some members of an object; made when they are asked for. */
class Payloads {
  /** the members of the first */
  readonly first: JsonMembers | undefined;
  readonly #around: JsonMembers;
  readonly #names: readonly string[];
  readonly #more: () => readonly JsonObject[];
  #values: readonly JsonObject[] | undefined;

  /** @param more what else holds fields, searched last */
  constructor(around: JsonMembers, names: readonly string[], more: () => readonly JsonObject[] = () => []) {
    this.#around = around;
    this.#names = names;
    this.#more = more;
    this.first = around.within(names[0] ?? '');
  }

  /** the members of the first, when the others are not there */
  get only(): JsonMembers | undefined {
    return this.#names.some((name, index) => index > 0 && this.#around.has(name)) ? undefined : this.first;
  }

  get values(): readonly JsonObject[] {
    this.#values ??= [...this.#names.map((name) => asObject(this.#around.get(name))), ...this.#more()];
    return this.#values;
  }
}

function providerIn(event: JsonMembers): unknown {
  return event.get('provider') ?? (event.get('module') === 'sysmon' ? SYSMON.provider : undefined);
}

// Nearly every event of Sysmon has one of them, unless a module has moved it.
const SYSMON_IMAGES = ['Image', 'SourceImage', 'ImageLoaded'];

function oldWinlogbeatShape(members: JsonMembers): JsonShape {
  const data = new Payloads(members, ['event_data', 'user_data']);
  return {
    eventId: members.get('event_id'),
    channel: members.get('log_name'),
    provider: members.get('source_name'),
    computer: members.get('computer_name'),
    recordId: members.get('record_number'),
    time: members.get('@timestamp'),
    members: data.only,
    get payloads() {
      return data.values;
    },
  };
}

function eventShape(event: JsonMembers): JsonShape | undefined {
  const system = event.within('System');
  const provider = system?.within('Provider');
  if (system === undefined || provider === undefined || !system.has('EventID') || !provider.has('#attributes'))
    return undefined;
  const userData = (): readonly JsonObject[] => Object.values(asObject(event.get('UserData'))).filter(isObject);
  const data = new Payloads(event, ['EventData'], userData);
  return {
    eventId: textContent(system.get('EventID')),
    channel: system.get('Channel'),
    provider: provider.within('#attributes')?.get('Name'),
    computer: system.get('Computer'),
    recordId: system.get('EventRecordID'),
    time: system.within('TimeCreated')?.within('#attributes')?.get('SystemTime'),
    members: event.has('UserData') ? undefined : data.only,
    get payloads() {
      return data.values;
    },
  };
}

class JsonWindowsRecord implements WindowsRecord, FieldBytes {
  readonly byteOffset: number;
  readonly rawText: RawText | undefined;
  readonly #shape: JsonShape;

  constructor(shape: JsonShape, byteOffset: number, rawText: RawText | undefined) {
    this.#shape = shape;
    this.rawText = rawText;
    this.byteOffset = byteOffset;
  }

  get fieldBytes(): FieldBytes | undefined {
    return this.#shape.members?.fieldBytes === undefined ? undefined : this;
  }

  /** What identifies an event stands under several names. */
  gather(fields: readonly string[]): GatheredBytes | undefined {
    return namesIdentity(fields) ? undefined : this.#shape.members?.fieldBytes?.gather(fields);
  }

  get timeMs(): number | undefined {
    const { time } = this.#shape;
    if (typeof time === 'number') return time < 1e11 ? time * 1000 : time;
    if (typeof time !== 'string') return undefined;
    const common = commonTimeMs(time);
    if (common !== undefined) return common;
    // A time without offset is taken as UTC, as collectors write it.
    const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(time);
    const ms = Date.parse(hasZone ? time : `${time.replace(' ', 'T')}Z`);
    return Number.isNaN(ms) ? undefined : ms;
  }

  get(field: string): FieldValue | undefined {
    switch (field) {
      case 'EventID':
        return integerOf(this.#shape.eventId);
      case 'Channel':
        return fieldValue(this.#shape.channel);
      case 'Provider_Name':
        return fieldValue(this.#shape.provider);
      case 'Computer':
        return fieldValue(this.#shape.computer);
      case 'EventRecordID':
        return integerOf(this.#shape.recordId);
      default:
        return this.#payloadValue(field);
    }
  }

  *entries(): Generator<readonly [string, FieldValue]> {
    for (const name of IDENTITY) {
      const value = this.get(name);
      if (value !== undefined) yield [name, value];
    }
    for (const payload of this.#shape.payloads) {
      for (const name of Object.keys(payload)) {
        const value = IDENTITY.includes(name) ? undefined : fieldValue(payload[name]);
        if (value !== undefined) yield [name, value];
      }
    }
  }

  #payloadValue(field: string): FieldValue | undefined {
    const { members } = this.#shape;
    if (members !== undefined) return fieldValue(members.get(field));
    for (const payload of this.#shape.payloads) {
      const value = Object.hasOwn(payload, field) ? fieldValue(payload[field]) : undefined;
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

const IDENTITY: readonly string[] = ['EventID', 'Channel', 'Provider_Name', 'Computer', 'EventRecordID'];

const withIdentity = new WeakMap<readonly string[], boolean>();

function namesIdentity(fields: readonly string[]): boolean {
  let names = withIdentity.get(fields);
  if (names === undefined) {
    names = fields.some((field) => IDENTITY.includes(field));
    withIdentity.set(fields, names);
  }
  return names;
}

// Collectors nest a list in a list at most; JSON.parse itself bounds nothing.
const MAX_DEPTH = 16;

/** A scalar or a list of them as it is; of an element with attributes its text; undefined for other objects. */
function fieldValue(value: unknown, depth = 0): FieldValue | undefined {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'object') return value as FieldValue;
  if (depth === MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((one) => fieldValue(one, depth + 1) ?? null);
  const text = (value as JsonObject)['#text'];
  return text === undefined ? undefined : fieldValue(text, depth + 1);
}

/** Collectors write ids as numbers or as text. */
function integerOf(value: unknown): FieldValue | undefined {
  const plain = fieldValue(value);
  return typeof plain === 'string' && /^\d{1,15}$/.test(plain) ? Number(plain) : plain;
}

function textContent(value: unknown): unknown {
  return isObject(value) ? value['#text'] : value;
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
