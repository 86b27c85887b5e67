import type { LogsourceSupply } from '../../model/index.ts';
import { nearest } from '../nearest.ts';
import { type LintCheck, type LintFault, type LintOptions, SOURCES } from './check.ts';
import { type LintDocument, mapAt, scalarAt } from './document.ts';
import { TAXONOMY_FIELDS, TAXONOMY_LOGSOURCES } from './taxonomy.ts';

const KINDS = ['rule', 'filter'] as const;
const KEYS = ['product', 'category', 'service', 'definition'];
const SOURCE = `${SOURCES.rules}, "LogSource"`;

/** Checks of logsources, and of fields against them. */
export const LOGSOURCE_CHECKS: readonly LintCheck[] = [
  {
    ...{ id: 'logsource-missing', severity: 'error', kinds: KINDS, source: SOURCE },
    says: 'A rule has a logsource with product, category or service.',
    *find({ map, isPart }) {
      const logsource = mapAt(map, 'logsource');
      if (isPart || KEYS.slice(0, 3).some((key) => scalarAt(logsource, key) !== undefined)) return;
      const message = logsource === undefined ? 'There is no logsource.' : 'The logsource names nothing.';
      yield { offset: (logsource ?? map).offset, message, hint: 'Name a product, category or service.' };
    },
  },
  {
    ...{ id: 'logsource-key', severity: 'note', kinds: KINDS, source: SOURCE },
    says: `A logsource has ${KEYS.join(', ')}; tools ignore the rest.`,
    *find({ map }) {
      for (const { key, keyOffset } of mapAt(map, 'logsource')?.entries ?? []) {
        if (KEYS.includes(key)) continue;
        const meant = nearest(key, KEYS);
        const hint = meant === undefined ? {} : { hint: `Did you mean "${meant}"?` };
        yield { offset: keyOffset, message: `Tools ignore "${key}" in a logsource.`, ...hint };
      }
    },
  },
  {
    ...{ id: 'logsource-format', severity: 'warning', kinds: KINDS, source: SOURCE },
    says: 'Values of a logsource are in lower case, with "_" for spaces; "." and "-" are allowed.',
    *find({ map }) {
      for (const key of KEYS.slice(0, 3)) {
        const value = scalarAt(mapAt(map, 'logsource'), key);
        if (value === undefined || /^[a-z0-9_.-]+$/.test(value.text)) continue;
        const hint = `Write "${value.text.toLowerCase().replace(/\s+/g, '_')}".`;
        yield { offset: value.offset, message: `"${value.text}" is not written like that.`, hint };
      }
    },
  },
  {
    ...{ id: 'logsource-taxonomy', severity: 'note', kinds: KINDS, source: `${SOURCES.taxonomy}, "Log Sources"` },
    says: 'A logsource is one of the taxonomy, so that others have it too.',
    *find({ map }) {
      const logsource = mapAt(map, 'logsource');
      if (logsource === undefined || scalarAt(map, 'taxonomy') !== undefined) return;
      const [product, category, service] = KEYS.slice(0, 3).map((key) => scalarAt(logsource, key)?.text ?? '');
      if (`${product}${category}${service}` === '') return;
      if (TAXONOMY_LOGSOURCES.has(`${product}|${category}|${service}`)) return;
      yield { offset: logsource.offset, message: 'The taxonomy does not have this logsource.' };
    },
  },
  {
    ...{ id: 'field-taxonomy', severity: 'note', kinds: KINDS, source: `${SOURCES.taxonomy}, "Fields"` },
    says: 'Fields of generic logsources are those of the taxonomy.',
    *find(document) {
      const logsource = mapAt(document.map, 'logsource');
      const [category, service] = ['category', 'service'].map((key) => scalarAt(logsource, key)?.text ?? '');
      const fields = TAXONOMY_FIELDS.get(`${category}|${service}`);
      if (fields !== undefined) yield* unknownFields(document, fields, 'The taxonomy does not have');
    },
  },
  {
    ...{ id: 'field-not-supplied', severity: 'warning', kinds: KINDS, source: SOURCES.landfall },
    says: 'Fields are those that logs of the logsource hold.',
    *find(document, options) {
      const supplies = suppliesFor(document, options);
      if (supplies.length === 0 || supplies.some(({ fields }) => fields === 'open')) return;
      const known = supplies.flatMap(({ fields }) => (fields === 'open' ? [] : [...fields]));
      yield* unknownFields(document, known, 'No log of this logsource holds');
    },
  },
];

function* unknownFields(document: LintDocument, known: readonly string[], says: string): Iterable<LintFault> {
  const reported = new Set<string>(['', ...known]);
  for (const { field, offset } of document.items) {
    // `EventData.X` says where in the record a field stands.
    const name = field.replace(/^(?:System|EventData|UserData|RenderingInfo)\./, '');
    if (reported.has(name)) continue;
    reported.add(name);
    const meant = nearest(name, known);
    const hint = meant === undefined ? {} : { hint: `Did you mean "${meant}"?` };
    yield { offset, message: `${says} a field "${name}".`, ...hint };
  }
}

function suppliesFor({ map }: LintDocument, { knowledge }: LintOptions): readonly LogsourceSupply[] {
  const logsource = mapAt(map, 'logsource');
  const [product, category, service] = KEYS.slice(0, 3).map((key) => scalarAt(logsource, key)?.text);
  return (knowledge?.supplies ?? []).filter(
    (supply) =>
      supply.category === category &&
      (product === undefined || product === supply.product) &&
      (service === undefined || service === supply.service),
  );
}
