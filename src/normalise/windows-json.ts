import type { FieldValue, JsonRecord, RawText } from '../model/index.ts';
import type { WindowsRecord } from './windows.ts';
import { otherShapeOf } from './windows-json-shapes.ts';
import { type ToUtc, writtenTime } from './written-time.ts';

/** A JSON object as it was parsed. */
type JsonObject = JsonRecord['value'];

/**
 * Windows events in the JSON shapes that collectors make: `evtx_dump` (`Event.System`, `Event.EventData`), winlogbeat 7
 * and later (`winlog.event_data`), winlogbeat 6 (`event_data`, `source_name`), and flat ones (NXLog, Security-Datasets,
 * Splunk: `EventID` and `Channel` or `SourceName` beside the payload).
 * @returns undefined when the object is no Windows event in one of them
 */
export function windowsRecordOf({ value, byteOffset, rawText }: JsonRecord): WindowsRecord | undefined {
  const shape = shapeOf(value);
  return shape === undefined ? undefined : new JsonWindowsRecord(shape, byteOffset, rawText);
}

/** A Windows event in one of the many other shapes, which are looked for only in records that nothing else recognises. */
export function otherWindowsRecordOf(value: JsonObject, byteOffset: number, toUtc: ToUtc): WindowsRecord | undefined {
  const parts = otherShapeOf(value);
  if (parts === undefined) return undefined;
  return new JsonWindowsRecord({ ...parts, time: writtenTime(parts.time, toUtc) }, byteOffset, undefined);
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
}

function shapeOf(value: JsonObject): JsonShape | undefined {
  if ('EventID' in value) return NESTED.some((name) => name in value) ? undefined : flatShape(value);
  if ('winlog' in value) return winlogbeatShape(value, objectIn(value, 'winlog'));
  if ('Event' in value) return eventShape(objectIn(value, 'Event'));
  if ('event_id' in value && 'source_name' in value) return oldWinlogbeatShape(value);
  return undefined;
}

/** Members beside `EventID` that hold the payload, so that it is not flat; or that mean other names. */
const NESTED = ['EventData', 'UserData', 'StringInserts', 'EventSourceName', 'RuleTitle'];

function flatShape(value: JsonObject): JsonShape | undefined {
  const provider = value.SourceName ?? value.Provider_Name ?? value.ProviderName ?? value.Provider;
  if (value.Channel === undefined && provider === undefined) return undefined;
  return {
    eventId: value.EventID,
    channel: value.Channel,
    provider,
    computer: value.Hostname ?? value.Computer ?? value.ComputerName ?? value.host,
    recordId: value.RecordNumber ?? value.EventRecordID ?? value.RecordID,
    time: value['@timestamp'] ?? value.TimeCreated ?? value.SystemTime ?? value.UtcTime ?? value.EventTime,
    payloads: [value],
  };
}

function winlogbeatShape(value: JsonObject, winlog: JsonObject): JsonShape {
  return {
    eventId: winlog.event_id ?? objectIn(value, 'event').code,
    channel: winlog.channel,
    provider: winlog.provider_name,
    computer: winlog.computer_name,
    recordId: winlog.record_id,
    time: value['@timestamp'],
    payloads: [objectIn(winlog, 'event_data'), objectIn(winlog, 'user_data')],
  };
}

function oldWinlogbeatShape(value: JsonObject): JsonShape {
  return {
    eventId: value.event_id,
    channel: value.log_name,
    provider: value.source_name,
    computer: value.computer_name,
    recordId: value.record_number,
    time: value['@timestamp'],
    payloads: [objectIn(value, 'event_data'), objectIn(value, 'user_data')],
  };
}

function eventShape(event: JsonObject): JsonShape | undefined {
  const system = objectIn(event, 'System');
  if (!('EventID' in system && '#attributes' in objectIn(system, 'Provider'))) return undefined;
  const userData = Object.values(objectIn(event, 'UserData')).filter(isObject);
  return {
    eventId: textContent(system.EventID),
    channel: system.Channel,
    provider: attributesOf(system.Provider).Name,
    computer: system.Computer,
    recordId: system.EventRecordID,
    time: attributesOf(system.TimeCreated).SystemTime,
    payloads: [objectIn(event, 'EventData'), ...userData],
  };
}

class JsonWindowsRecord implements WindowsRecord {
  readonly byteOffset: number;
  readonly rawText: RawText | undefined;
  readonly #shape: JsonShape;

  constructor(shape: JsonShape, byteOffset: number, rawText: RawText | undefined) {
    this.#shape = shape;
    this.rawText = rawText;
    this.byteOffset = byteOffset;
  }

  get timeMs(): number | undefined {
    const { time } = this.#shape;
    if (typeof time === 'number') return time < 1e11 ? time * 1000 : time;
    if (typeof time !== 'string') return undefined;
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
    for (const payload of this.#shape.payloads) {
      const value = Object.hasOwn(payload, field) ? fieldValue(payload[field]) : undefined;
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

const IDENTITY: readonly string[] = ['EventID', 'Channel', 'Provider_Name', 'Computer', 'EventRecordID'];

/** A scalar or a list of them as it is; of an element with attributes its text; undefined for other objects. */
function fieldValue(value: unknown): FieldValue | undefined {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'object') return value as FieldValue;
  if (Array.isArray(value)) return value.map((one) => fieldValue(one) ?? null);
  const text = (value as JsonObject)['#text'];
  return text === undefined ? undefined : fieldValue(text);
}

/** Collectors write ids as numbers or as text. */
function integerOf(value: unknown): FieldValue | undefined {
  const plain = fieldValue(value);
  return typeof plain === 'string' && /^\d{1,15}$/.test(plain) ? Number(plain) : plain;
}

function textContent(value: unknown): unknown {
  return isObject(value) ? value['#text'] : value;
}

function attributesOf(value: unknown): JsonObject {
  return isObject(value) ? objectIn(value, '#attributes') : {};
}

function objectIn(value: JsonObject, name: string): JsonObject {
  const inner = value[name];
  return isObject(inner) ? inner : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
