import { LEVELS } from '../../model/index.ts';
import { nearest } from '../nearest.ts';
import { entryOf, type YamlScalar } from '../yaml.ts';
import { type LintCheck, type LintFault, SOURCES } from './check.ts';
import { type DocumentKind, type LintDocument, scalarAt, scalarsAt } from './document.ts';

const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];
const RELATIONS = ['derived', 'obsolete', 'merged', 'renamed', 'similar'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 65_535;

const COMMON_KEYS = ['title', 'id', 'description', 'author', 'references', 'date', 'modified', 'name', 'license'];
// SigmaHQ's own additions, which its repository uses throughout.
const SIGMA_HQ_KEYS = ['regression_tests_path', 'simulation'];
const KNOWN_KEYS: Readonly<Record<DocumentKind, readonly string[]>> = {
  rule: [
    ...[...COMMON_KEYS, ...SIGMA_HQ_KEYS, 'related', 'taxonomy', 'status', 'logsource', 'detection', 'fields'],
    ...['falsepositives', 'level', 'tags', 'scope', 'action'],
  ],
  correlation: [
    ...[...COMMON_KEYS, ...SIGMA_HQ_KEYS, 'related', 'taxonomy', 'status', 'correlation', 'falsepositives', 'level'],
    ...['tags', 'generate', 'fields', 'scope'],
  ],
  filter: [...COMMON_KEYS, 'related', 'taxonomy', 'logsource', 'filter', 'tags', 'status', 'level'],
};

const TEXT_KEYS = [
  ...['title', 'id', 'name', 'taxonomy', 'status', 'description', 'license', 'author', 'date', 'modified', 'level'],
];
const LIST_KEYS = ['references', 'tags', 'fields', 'scope', 'related'];

/** Checks of everything in a rule that is not its detection. */
export const METADATA_CHECKS: readonly LintCheck[] = [
  {
    id: 'title-missing',
    severity: 'error',
    says: 'Every rule has a title.',
    source: `${SOURCES.rules}, "Title"`,
    *find(document) {
      if (document.isPart || (scalarAt(document.map, 'title')?.text.trim() ?? '') !== '') return;
      const offset = entryOf(document.map, 'title')?.keyOffset ?? document.map.offset;
      yield { offset, message: 'The rule has no title.', hint: 'Add "title:".' };
    },
  },
  maximum('title-length', 'title', MAX_TITLE, `${SOURCES.rules}, "Title"`),
  maximum('name-length', 'name', MAX_TITLE, SOURCES.ruleSchema),
  maximum('taxonomy-length', 'taxonomy', MAX_TITLE, SOURCES.ruleSchema),
  maximum('description-length', 'description', MAX_DESCRIPTION, `${SOURCES.rules}, "Description"`),
  {
    id: 'text-expected',
    severity: 'error',
    says: `${TEXT_KEYS.join(', ')} are text.`,
    source: SOURCES.ruleSchema,
    *find({ map }) {
      for (const { key, value } of map.entries) {
        if (!TEXT_KEYS.includes(key) || (value.kind === 'scalar' && typeof value.value === 'string')) continue;
        // `title-missing` and its like speak of empty ones.
        if (value.kind === 'scalar' && value.value === null) continue;
        yield { offset: value.offset, message: `"${key}" must be text.`, hint: 'Put it in quotes, as one value.' };
      }
    },
  },
  {
    id: 'list-expected',
    severity: 'error',
    says: `${LIST_KEYS.join(', ')} are lists.`,
    source: SOURCES.ruleSchema,
    *find({ map }) {
      for (const { key, value } of map.entries) {
        if (!LIST_KEYS.includes(key) || value.kind === 'list') continue;
        yield { offset: value.offset, message: `"${key}" must be a list.`, hint: 'Write each item behind a "-".' };
      }
    },
  },
  {
    id: 'item-text-expected',
    severity: 'error',
    says: 'Items of references, tags, fields, scope and falsepositives are text.',
    source: SOURCES.ruleSchema,
    *find({ map }) {
      for (const { key, value } of map.entries) {
        if (key === 'related' || (!LIST_KEYS.includes(key) && key !== 'falsepositives') || value.kind !== 'list')
          continue;
        for (const item of value.items) {
          if (item.kind === 'scalar' && typeof item.value === 'string') continue;
          yield { offset: item.offset, message: `An item of "${key}" is no text.`, hint: 'Put it in quotes.' };
        }
      }
    },
  },
  {
    id: 'id-format',
    severity: 'error',
    says: 'An id is a UUID.',
    source: `${SOURCES.rules}, "Identification"; ${SOURCES.ruleSchema}`,
    *find({ map }) {
      const id = scalarAt(map, 'id');
      if (id === undefined || typeof id.value !== 'string' || UUID.test(id.text)) return;
      yield { offset: id.offset, message: `The id "${id.text}" is no UUID.`, hint: 'Make one with "uuidgen".' };
    },
  },
  {
    id: 'id-version',
    severity: 'note',
    says: 'An id is a random UUID (version 4), so that no two authors choose the same.',
    source: `${SOURCES.rules}, "Identification"`,
    *find({ map }) {
      const id = scalarAt(map, 'id');
      if (id === undefined || !UUID.test(id.text) || /^.{14}4.{4}[89ab]/i.test(id.text)) return;
      yield { offset: id.offset, message: `The id is no UUID of version 4.`, hint: 'Keep it if others refer to it.' };
    },
  },
  {
    id: 'related-type',
    severity: 'error',
    says: `A relation has a type: ${RELATIONS.join(', ')}.`,
    source: `${SOURCES.rules}, "Identification"`,
    *find({ map }) {
      for (const relation of relationsOf(map)) {
        const type = scalarAt(relation, 'type');
        if (type !== undefined && RELATIONS.includes(type.text)) continue;
        const { offset } = type ?? relation;
        yield type === undefined
          ? { offset, message: 'A relation has no type.', hint: `Known are ${RELATIONS.join(', ')}.` }
          : unknownWord('relation type', type, RELATIONS);
      }
    },
  },
  {
    id: 'related-id',
    severity: 'error',
    says: 'A relation names the other rule by its id.',
    source: `${SOURCES.rules}, "Identification"`,
    *find({ map }) {
      for (const relation of relationsOf(map)) {
        const id = scalarAt(relation, 'id');
        if (id !== undefined && UUID.test(id.text)) continue;
        yield { offset: (id ?? relation).offset, message: 'A relation has no UUID of another rule as id.' };
      }
    },
  },
  {
    id: 'related-self',
    severity: 'warning',
    says: 'A rule is related to other rules, not to itself, and to each once.',
    source: `${SOURCES.rules}, "Identification"`,
    *find({ map }) {
      const seen = new Set([scalarAt(map, 'id')?.text.toLowerCase()]);
      for (const relation of relationsOf(map)) {
        const id = scalarAt(relation, 'id');
        if (id === undefined) continue;
        if (seen.has(id.text.toLowerCase())) {
          yield { offset: id.offset, message: 'This relation names the rule itself, or a rule named before.' };
        }
        seen.add(id.text.toLowerCase());
      }
    },
  },
  {
    id: 'status-value',
    severity: 'error',
    says: `A status is ${STATUSES.join(', ')}.`,
    source: `${SOURCES.rules}, "Status"`,
    *find({ map }) {
      const status = scalarAt(map, 'status');
      if (status !== undefined && !STATUSES.includes(status.text)) yield unknownWord('status', status, STATUSES);
    },
  },
  {
    id: 'status-replacement',
    severity: 'warning',
    says: 'A deprecated rule names in "related" what replaces it.',
    source: `${SOURCES.rules}, "Status"`,
    *find({ map }) {
      const status = scalarAt(map, 'status');
      if (status?.text !== 'deprecated' || relationsOf(map).length > 0) return;
      yield { offset: status.offset, message: 'The rule is deprecated, but "related" names no other rule.' };
    },
  },
  {
    id: 'level-value',
    severity: 'error',
    says: `A level is ${LEVELS.join(', ')}.`,
    source: `${SOURCES.rules}, "Level"`,
    *find({ map }) {
      const level = scalarAt(map, 'level');
      if (level !== undefined && !(LEVELS as readonly string[]).includes(level.text)) {
        yield unknownWord('level', level, LEVELS);
      }
    },
  },
  dateCheck('date-format', 'date', `${SOURCES.rules}, "Date"`),
  dateCheck('modified-format', 'modified', `${SOURCES.rules}, "Modified"`),
  {
    id: 'modified-order',
    severity: 'warning',
    says: 'A rule was not modified before it was made.',
    source: `${SOURCES.rules}, "Modified"`,
    *find({ map }) {
      const date = scalarAt(map, 'date')?.text ?? '';
      const modified = scalarAt(map, 'modified');
      if (modified === undefined || !isDate(date) || !isDate(modified.text) || modified.text >= date) return;
      yield { offset: modified.offset, message: `"modified" lies before "date", ${date}.` };
    },
  },
  unique('references-unique', 'references', 'error', SOURCES.ruleSchema),
  unique('tags-unique', 'tags', 'error', SOURCES.ruleSchema),
  unique('fields-unique', 'fields', 'error', SOURCES.ruleSchema),
  unique('falsepositives-unique', 'falsepositives', 'error', SOURCES.ruleSchema),
  minimum('falsepositives-length', 'falsepositives'),
  minimum('scope-length', 'scope'),
  {
    id: 'license-format',
    severity: 'note',
    says: 'A license is an SPDX identifier or an expression of some.',
    source: `${SOURCES.rules}, "License"`,
    *find({ map }) {
      const license = scalarAt(map, 'license');
      if (license === undefined || /^[\w.+-]+(?: (?:AND|OR|WITH) [\w.+-]+)*$/.test(license.text)) return;
      yield { offset: license.offset, message: `"${license.text}" is no SPDX license identifier.` };
    },
  },
  {
    id: 'taxonomy-custom',
    severity: 'warning',
    says: 'A rule of another taxonomy than "sigma" must be translated before it is used.',
    source: `${SOURCES.rules}, "Taxonomy"`,
    *find({ map }) {
      const taxonomy = scalarAt(map, 'taxonomy');
      if (taxonomy === undefined || taxonomy.text === 'sigma') return;
      yield {
        offset: taxonomy.offset,
        message: `The rule uses the names of the taxonomy "${taxonomy.text}".`,
        hint: 'Translate them with a processing pipeline.',
      };
    },
  },
  {
    id: 'key-case',
    severity: 'warning',
    says: 'Keys are written in lower case.',
    source: `${SOURCES.rules}, "Yaml File"`,
    *find({ map }) {
      for (const { key, keyOffset } of map.entries) {
        if (key !== key.toLowerCase()) yield { offset: keyOffset, message: `The key "${key}" has capitals.` };
      }
    },
  },
  {
    id: 'key-misspelt',
    severity: 'warning',
    says: 'Keys are spelt as the specification spells them.',
    source: `${SOURCES.rules}, "File Structure"`,
    *find({ kind, map }) {
      for (const { key, keyOffset } of map.entries) {
        if (KNOWN_KEYS[kind].includes(key)) continue;
        const meant = nearest(key, KNOWN_KEYS[kind]);
        if (meant === undefined) continue;
        yield { offset: keyOffset, message: `There is no key "${key}".`, hint: `Did you mean "${meant}"?` };
      }
    },
  },
  {
    id: 'key-custom',
    severity: 'note',
    says: 'Keys that the specification does not name are custom; tools ignore them.',
    source: `${SOURCES.rules}, "File Structure"`,
    *find({ kind, map }) {
      for (const { key, keyOffset } of map.entries) {
        if (KNOWN_KEYS[kind].includes(key) || nearest(key, KNOWN_KEYS[kind]) !== undefined) continue;
        yield { offset: keyOffset, message: `"${key}" is a custom key; tools ignore it.` };
      }
    },
  },
];

/** A fault for a word that is none of a list. */
export function unknownWord(what: string, { text, offset }: YamlScalar, known: readonly string[]): LintFault {
  const meant = nearest(text, known);
  const hint = meant === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${meant}"?`;
  return { offset, message: `There is no ${what} "${text}".`, hint };
}

function relationsOf(map: LintDocument['map']) {
  const related = entryOf(map, 'related')?.value;
  return related?.kind === 'list' ? related.items : [];
}

// Not toLocaleString: its first use takes 20 ms of every start.
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function maximum(id: string, key: string, most: number, source: string): LintCheck {
  return {
    ...{ id, source, severity: 'error', says: `"${key}" has at most ${grouped(most)} characters.` },
    *find({ map }) {
      const value = scalarAt(map, key);
      if (value === undefined || value.text.length <= most) return;
      yield { offset: value.offset, message: `"${key}" has ${value.text.length.toLocaleString('en-US')} characters.` };
    },
  };
}

function minimum(id: string, key: string): LintCheck {
  return {
    ...{ id, severity: 'error', says: `Items of "${key}" have at least two characters.`, source: SOURCES.ruleSchema },
    *find({ map }) {
      for (const item of scalarsAt(map, key)) {
        if (item.text.length < 2) yield { offset: item.offset, message: `An item of "${key}" is shorter than that.` };
      }
    },
  };
}

function unique(id: string, key: string, severity: LintCheck['severity'], source: string): LintCheck {
  return {
    ...{ id, severity, says: `No item of "${key}" occurs twice.`, source },
    *find({ map }) {
      const seen = new Set<string>();
      for (const item of scalarsAt(map, key)) {
        if (seen.has(item.text)) yield { offset: item.offset, message: `This item of "${key}" was listed before.` };
        seen.add(item.text);
      }
    },
  };
}

function dateCheck(id: string, key: string, source: string): LintCheck {
  return {
    ...{ id, severity: 'error', says: `"${key}" is a day of the calendar as YYYY-MM-DD.`, source },
    *find({ map }) {
      const date = scalarAt(map, key);
      if (date === undefined || isDate(date.text)) return;
      const swapped = /^(\d{4})[/.](\d{2})[/.](\d{2})$/.exec(date.text);
      const hint = swapped === null ? 'Write it like 2026-03-09.' : `Write ${swapped.slice(1).join('-')}.`;
      yield { offset: date.offset, message: `"${date.text}" is no date of that form.`, hint };
    },
  };
}

/** ISO 8601, extended format, and a day that exists. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A check that a key is there, which only a convention asks for. */
export function recommended(id: string, key: string, kinds: readonly DocumentKind[]): LintCheck {
  return {
    ...{ id, kinds, severity: 'note', says: `A shared rule has "${key}".`, source: `${SOURCES.sigmaHq}, "Structure"` },
    *find(document) {
      if (document.isPart || entryOf(document.map, key) !== undefined) return;
      yield { offset: document.map.offset, message: `The rule has no "${key}".` };
    },
  };
}
