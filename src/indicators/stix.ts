import type { FeedBuilder } from './feed-builder.ts';
import { type Fields, fields, list, numberBetween, text, texts, timeMs } from './fields.ts';
import { readPattern } from './stix-pattern.ts';

/** Whether a JSON value is a STIX bundle, a TAXII envelope, or a list of STIX objects. */
export function isStix(value: unknown): boolean {
  return objectsOf(value).some((object) => /^[a-z][a-z0-9-]+--[\da-f-]{36}$/i.test(text(fields(object).id) ?? ''));
}

/**
 * Reads the indicators of a STIX 2.0 or 2.1 bundle. What is revoked, or marked as harmless, is no indicator; sightings,
 * relationships and all other objects are passed over.
 * Source: STIX 2.1, section 4.7 "Indicator".
 */
export function readStix(value: unknown, builder: FeedBuilder): void {
  const objects = objectsOf(value).map(fields);
  const names = new Map(
    objects.filter(({ type }) => type === 'identity').map((object) => [text(object.id), text(object.name)]),
  );
  const title = objects.map(({ type, name }) => (type === 'report' ? text(name) : undefined)).find(Boolean) ?? '';
  for (const object of objects) {
    if (object.type !== 'indicator' || object.revoked === true || isHarmless(object)) continue;
    readIndicator(object, { title, publisher: names.get(text(object.created_by_ref)) ?? '' }, builder);
  }
}

function objectsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : list(fields(value).objects);
}

function isHarmless({ indicator_types: types, labels }: Fields): boolean {
  return [...texts(types ?? []), ...texts(labels ?? [])].some((label) => label.toLowerCase() === 'benign');
}

function readIndicator(object: Fields, from: { title: string; publisher: string }, builder: FeedBuilder): void {
  const where = `indicator ${text(object.id) ?? 'without id'}`;
  const language = text(object.pattern_type) ?? 'stix';
  const pattern = text(object.pattern);
  if (language !== 'stix' || pattern === undefined) {
    builder.problem(
      'INDICATOR_UNSUPPORTED',
      `${where}: its pattern is ${pattern === undefined ? 'missing' : `of the language "${language}"`}.`,
    );
    return;
  }
  const read = readPattern(pattern);
  if ('unsupported' in read) {
    builder.problem(
      'INDICATOR_UNSUPPORTED',
      `${where}: its pattern cannot be read as a list of values: ${read.unsupported}.`,
    );
    return;
  }
  const [first, until] = [timeMs(object.valid_from), timeMs(object.valid_until)];
  const last = timeMs(object.modified);
  const reference = list(object.external_references)
    .map((one) => text(fields(one).url))
    .find(Boolean);
  const source = builder.source({ ...from, ...(reference === undefined ? {} : { reference }), tags: tagsOf(object) });
  const [confidencePercent, note] = [
    numberBetween(object.confidence, 0, 100),
    text(object.name) ?? text(object.description),
  ];
  for (const { kind, value } of read.values) {
    builder.add({ kind, value, firstMs: first, lastMs: last, untilMs: until, confidencePercent, note, source }, where);
  }
}

/** Tactics of ATT&CK; techniques stand in relationships, which say of whom, not of what. */
function tagsOf({ kill_chain_phases: phases }: Fields): readonly string[] {
  return list(phases)
    .map(fields)
    .filter(({ kill_chain_name: name }) => name === 'mitre-attack')
    .map(({ phase_name: phase }) => `attack.${text(phase) ?? ''}`);
}
