import type { IndicatorKind } from '../model/index.ts';
import type { FeedBuilder } from './feed-builder.ts';
import { type Fields, fields, list, text, timeMs } from './fields.ts';

/** Whether a JSON value is one MISP event, a list of them, or the answer of a search. */
export function isMisp(value: unknown): boolean {
  return eventsOf(value).length > 0;
}

/**
 * Reads the attributes of MISP events that are marked for detection (`to_ids`), also those in objects.
 * Source: MISP core format, draft 20; MISP documentation, "Attributes: types".
 */
export function readMisp(value: unknown, builder: FeedBuilder): void {
  for (const event of eventsOf(value)) readEvent(event, builder);
}

function eventsOf(value: unknown): readonly Fields[] {
  const response = fields(value).response;
  const wrapped = Array.isArray(value) ? value : Array.isArray(response) ? response : [value];
  return wrapped
    .map((one) => fields(fields(one).Event))
    .filter(({ info, Attribute }) => info !== undefined || Attribute !== undefined);
}

function readEvent(event: Fields, builder: FeedBuilder): void {
  const title = text(event.info) ?? '';
  const publisher = text(fields(event.Orgc).name) ?? text(fields(event.Org).name) ?? '';
  const ofEvent = tagNames(event);
  const dateMs = timeMs(event.date) ?? timeMs(event.publish_timestamp);
  const attributes = [
    ...list(event.Attribute),
    ...list(event.Object).flatMap((object) => list(fields(object).Attribute)),
  ];
  attributes.map(fields).forEach((attribute, index) => {
    if (attribute.to_ids !== true && attribute.to_ids !== '1' && attribute.to_ids !== 1) return;
    if (attribute.deleted === true || attribute.deleted === '1') return;
    const where = `attribute ${text(attribute.uuid) ?? index + 1}`;
    const type = text(attribute.type) ?? '';
    const parts = partsOf(type, text(attribute.value) ?? '');
    if (parts === undefined) {
      builder.problem(
        'INDICATOR_UNSUPPORTED',
        `${where}: values of the type "${type.slice(0, 40)}" are not looked for.`,
      );
      return;
    }
    const names = [...ofEvent, ...tagNames(attribute)];
    const source = builder.source({ title, publisher, tags: names.flatMap(attackTag) });
    const [confidencePercent, note] = [confidenceOf(names), text(attribute.comment) ?? title];
    const firstMs = timeMs(attribute.first_seen) ?? dateMs ?? timeMs(attribute.timestamp);
    const lastMs = timeMs(attribute.last_seen) ?? timeMs(attribute.timestamp) ?? dateMs;
    for (const part of parts) builder.add({ ...part, firstMs, lastMs, confidencePercent, note, source }, where);
  });
}

const KIND_OF_TYPE: Readonly<Record<string, IndicatorKind>> = {
  ...{ 'ip-src': 'address', 'ip-dst': 'address', ip: 'address', domain: 'domain', hostname: 'domain' },
  ...{ md5: 'md5', sha1: 'sha1', sha256: 'sha256', imphash: 'imphash', url: 'url', uri: 'url', link: 'url' },
  ...{ filename: 'file-name', 'user-agent': 'user-agent', 'http-user-agent': 'user-agent' },
};
// Values of two parts: of which the first is kept, the second, or both.
const PAIRS: Readonly<Record<string, readonly (IndicatorKind | undefined)[]>> = {
  ...{ 'ip-src|port': ['address'], 'ip-dst|port': ['address'], 'hostname|port': ['domain'] },
  ...{ 'domain|ip': ['domain', 'address'], 'malware-sample': [undefined, 'md5'] },
  // The hash names the file; its name may be anybody's.
  ...{ 'filename|md5': [undefined, 'md5'], 'filename|sha1': [undefined, 'sha1'] },
  ...{ 'filename|sha256': [undefined, 'sha256'], 'filename|imphash': [undefined, 'imphash'] },
};

function partsOf(type: string, value: string): readonly { kind: IndicatorKind; value: string }[] | undefined {
  const kind = Object.hasOwn(KIND_OF_TYPE, type) ? KIND_OF_TYPE[type] : undefined;
  if (kind !== undefined) return [{ kind, value }];
  if (!Object.hasOwn(PAIRS, type)) return undefined;
  const values = value.split('|');
  return PAIRS[type]!.flatMap((one, index) => (one === undefined ? [] : [{ kind: one, value: values[index] ?? '' }]));
}

function tagNames({ Tag }: Fields): readonly string[] {
  return list(Tag).flatMap((tag) => text(fields(tag).name) ?? []);
}

/** `misp-galaxy:mitre-attack-pattern="Proxy - T1090"` as Sigma tags it. */
function attackTag(name: string): readonly string[] {
  const id = /^misp-galaxy:mitre-[a-z-]*attack-pattern="[^"]{0,200}?(T\d{4}(?:\.\d{3})?)"$/.exec(name)?.[1];
  return id === undefined ? [] : [`attack.${id.toLowerCase()}`];
}

// Words of MISP's taxonomy "estimative-language", confidence-in-analytic-judgment; numbers by judgement.
const CONFIDENCE: Readonly<Record<string, number>> = { low: 30, moderate: 55, high: 80 };

function confidenceOf(names: readonly string[]): number | undefined {
  const words = names.map((name) => /^estimative-language:confidence-in-analytic-judgment="(\w+)"$/.exec(name)?.[1]);
  return words.map((word) => CONFIDENCE[word ?? '']).find((percent) => percent !== undefined);
}
