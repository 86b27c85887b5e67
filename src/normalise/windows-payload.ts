import { firstIn, isObject, type JsonObject, objectIn, parsedObject } from './windows-parts.ts';
import { partsOfXml } from './windows-xml.ts';

/** `EventData` and `UserData` in each of the forms of XML converters, then what stands beside them. */
export function payloadsOf(event: JsonObject): readonly JsonObject[] {
  const nested = ['EventData', 'event_data', 'UserData', 'user_data'].flatMap((name) => {
    const data = isObject(event[name]) ? event[name] : parsedPayload(event[name]);
    if (data === undefined) return [];
    return [named(data), ...Object.values(data).filter(isObject)];
  });
  return [...nested, event];
}

/** Sentinel keeps the payload's XML or JSON as text. */
function parsedPayload(text: unknown): JsonObject | undefined {
  if (typeof text !== 'string') return undefined;
  if (!text.includes('<EventData')) return parsedObject(text);
  return partsOfXml(`<Event><System><EventID>0</EventID></System>${text.slice(text.indexOf('<EventData'))}</Event>`)
    ?.payloads[0];
}

/** `Data` as a list of names and values becomes members; anything else stays as it is. */
function named(data: JsonObject): JsonObject {
  const items = data.Data ?? data.data;
  if (!Array.isArray(items) && !(isObject(items) && nameOf(items) !== undefined)) return data;
  const list: readonly unknown[] = Array.isArray(items) ? items : [items];
  if (!list.every(isObject)) return data;
  const members = list.flatMap((item) => {
    const name = nameOf(item);
    if (name !== undefined)
      return [[name, item['#text'] ?? item.text ?? item.Value ?? item.value ?? item.content ?? '']];
    return Object.entries(item);
  });
  const { Data: _, data: __, ...others } = data;
  return { ...others, ...(Object.fromEntries(members) as JsonObject) };
}

function nameOf(item: JsonObject): string | undefined {
  const name = item['@Name'] ?? item.Name ?? item['-Name'] ?? item.$Name ?? objectIn(item, '#attributes').Name;
  return typeof name === 'string' ? name : undefined;
}

/** An attribute of an element below `System`, wherever a converter puts it. */
export function attributeOf(system: JsonObject, element: string, name: string): unknown {
  const inner = { ...objectIn(system, element), ...objectIn(objectIn(system, element), '#attributes') };
  return firstIn({ ...objectIn(system, `${element}_attributes`), ...inner }, [name, `@${name}`, `-${name}`]);
}

/** An element that may have attributes: `4624`, `{"Value": 4624}`, `{"#text": "4624", "@Qualifiers": ""}`. */
export function elementText(value: unknown): unknown {
  return isObject(value) ? firstIn(value, ['#text', 'Value', 'text', '$', 'id']) : value;
}

/** Event ids as numbers, as text, or with their qualifiers beside them (OpenTelemetry). */
export function plainId(value: unknown): number | undefined {
  const plain = single(isObject(value) ? (value.id ?? value.Value ?? value['#text']) : value);
  if (typeof plain === 'number') return Number.isSafeInteger(plain) ? plain : undefined;
  return typeof plain === 'string' && /^\d{1,9}$/.test(plain) ? Number(plain) : undefined;
}

/** Wazuh writes the first letter small and each backslash twice. */
export function wazuhPayload(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      const own = /^param\d+$/.test(name) ? name : name.charAt(0).toUpperCase() + name.slice(1);
      return [own, typeof value === 'string' ? withSingleBackslashes(value) : value];
    }),
  );
}

function withSingleBackslashes(text: string): string {
  const runs = text.match(/\\+/g) ?? [];
  return runs.length > 0 && runs.every((run) => run.length % 2 === 0) ? text.replaceAll('\\\\', '\\') : text;
}

/** The members whose dotted names begin with a prefix, under the rest of their names. */
export function membersBelow(value: JsonObject, prefix: string): JsonObject {
  const members = Object.entries(value).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(members.map(([name, member]) => [name.slice(prefix.length), single(member)]));
}

/** Kibana and `_search` with `fields` write every value as a list. */
export function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}
