import { isSelected } from '../condition.ts';
import { nearest } from '../nearest.ts';
import { entryOf } from '../yaml.ts';
import { type LintCheck, SOURCES } from './check.ts';
import { type ConditionToken, type DetectionItem, type LintDocument, mapAt } from './document.ts';

const KINDS = ['rule', 'filter'] as const;
const SOURCE = `${SOURCES.rules}, "Condition"`;

/** Checks of conditions and of the search identifiers that they name. */
export const CONDITION_CHECKS: readonly LintCheck[] = [
  {
    ...{ id: 'condition-missing', severity: 'error', kinds: KINDS, source: SOURCE },
    says: 'A detection has a condition.',
    *find({ kind, map, conditions, isPart }) {
      const section = mapAt(map, kind === 'rule' ? 'detection' : 'filter');
      if (section === undefined || conditions.length > 0 || isPart) return;
      yield { offset: section.offset, message: 'There is no condition.', hint: 'Add "condition:".' };
    },
  },
  {
    ...{ id: 'condition-name-missing', severity: 'error', kinds: KINDS, source: SOURCE },
    says: 'A condition names search identifiers that the rule has.',
    *find(document) {
      if (document.isPart) return;
      const known = document.identifiers.map(({ key }) => key);
      const names = new Set(known);
      for (const { text, offset } of namedIn(document)) {
        if (names.has(text)) continue;
        const meant = nearest(text, known);
        const hint =
          meant === undefined ? `The rule has ${known.slice(0, 20).join(', ')}.` : `Did you mean "${meant}"?`;
        yield { offset, message: `There is no search identifier "${text}".`, hint };
      }
    },
  },
  {
    ...{ id: 'condition-selects-nothing', severity: 'error', kinds: KINDS, source: SOURCE },
    says: 'A pattern behind "of" fits at least one search identifier.',
    *find(document) {
      if (document.isPart) return;
      for (const pattern of patternsIn(document)) {
        if (selectedBy(pattern.text, document).length > 0) continue;
        yield { offset: pattern.offset, message: `No search identifier fits "${pattern.text}".` };
      }
    },
  },
  {
    ...{ id: 'condition-pipe', severity: 'error', kinds: KINDS, source: `${SOURCES.correlations}, "Introduction"` },
    says: 'A condition has no aggregation behind "|"; correlations replaced them.',
    *find({ conditions }) {
      const pipe = conditions.flat().find(({ text }) => text === '|');
      if (pipe !== undefined) {
        const hint = 'Write a correlation rule that refers to this one.';
        yield { offset: pipe.offset, message: 'The condition has a pipe "|".', hint };
      }
    },
  },
  {
    ...{ id: 'timeframe', severity: 'warning', kinds: KINDS, source: `${SOURCES.correlations}, "Introduction"` },
    says: 'A detection has no timeframe; it belonged to aggregations.',
    *find({ map }) {
      const entry = entryOf(mapAt(map, 'detection') ?? map, 'timeframe');
      if (entry !== undefined) yield { offset: entry.keyOffset, message: '"timeframe" has no effect.' };
    },
  },
  {
    ...{ id: 'identifier-unused', severity: 'warning', kinds: KINDS, source: SOURCE },
    says: 'Every search identifier is used by the condition.',
    *find(document) {
      if (document.isPart || document.conditions.length === 0) return;
      const used = new Set(namedIn(document).map(({ text }) => text));
      for (const { text } of patternsIn(document)) for (const name of selectedBy(text, document)) used.add(name);
      for (const { key, keyOffset } of document.identifiers) {
        if (!used.has(key)) yield { offset: keyOffset, message: `The condition does not use "${key}".` };
      }
    },
  },
  {
    ...{ id: 'identifier-repeated', severity: 'warning', kinds: KINDS, source: SOURCES.landfall },
    says: 'No two search identifiers ask for the same.',
    *find(document) {
      const seen = new Map<string, string>();
      const itemsByIdentifier = new Map<string, DetectionItem[]>(document.identifiers.map(({ key }) => [key, []]));
      for (const item of document.items) itemsByIdentifier.get(item.identifier)?.push(item);
      for (const { key, keyOffset } of document.identifiers) {
        const content = contentOf(itemsByIdentifier.get(key) ?? []);
        const other = seen.get(content);
        if (other !== undefined) yield { offset: keyOffset, message: `"${key}" asks for the same as "${other}".` };
        seen.set(content, key);
      }
    },
  },
  {
    ...{ id: 'identifier-format', severity: 'warning', kinds: KINDS, source: SOURCE },
    says: 'Search identifiers consist of letters, digits, "_", "-" and ".", and are no words of conditions.',
    *find({ identifiers }) {
      for (const { key, keyOffset } of identifiers) {
        if (/^[\w.-]+$/.test(key) && !/^(?:and|or|not|of|them|all|any)$/i.test(key)) continue;
        yield { offset: keyOffset, message: `"${key}" cannot be named in every condition.` };
      }
    },
  },
  {
    ...{ id: 'condition-them-single', severity: 'warning', kinds: KINDS, source: SOURCE },
    says: '"of them" is for several search identifiers.',
    *find(document) {
      for (const { text, offset } of patternsIn(document)) {
        const [only, ...others] = selectedBy(text, document);
        if (text !== 'them' || only === undefined || others.length > 0) continue;
        yield { offset, message: 'There is only one search identifier.', hint: `Write "${only}".` };
      }
    },
  },
  {
    ...{ id: 'condition-all-of-them', severity: 'note', kinds: KINDS, source: SOURCE },
    says: '"all of them" is discouraged: nobody can add a filter to such a rule.',
    *find({ conditions }) {
      for (const tokens of conditions) {
        for (const [index, { text, offset }] of tokens.entries()) {
          if (text.toLowerCase() !== 'all' || tokens[index + 2]?.text !== 'them') continue;
          yield { offset, message: 'The condition has "all of them".', hint: 'Write "all of selection_*".' };
        }
      }
    },
  },
  {
    ...{ id: 'condition-pattern-plain', severity: 'note', kinds: KINDS, source: SOURCE },
    says: 'A pattern behind "of" has a "*".',
    *find(document) {
      for (const { text, offset } of patternsIn(document)) {
        if (text === 'them' || text.includes('*')) continue;
        yield { offset, message: `"${text}" is one search identifier.`, hint: `Write "${text}" alone, or "${text}*".` };
      }
    },
  },
  {
    ...{ id: 'condition-case', severity: 'note', kinds: KINDS, source: SOURCE },
    says: 'Words of conditions are written in lower case.',
    *find({ conditions }) {
      for (const { text, offset } of conditions.flat()) {
        if (/^(?:and|or|not|of|them|all|any)$/i.test(text) && text !== text.toLowerCase()) {
          yield { offset, message: `"${text}" has capitals.`, hint: `Write "${text.toLowerCase()}".` };
        }
      }
    },
  },
  {
    ...{ id: 'condition-filter-name', severity: 'note', kinds: ['rule'], source: `${SOURCES.sigmaHq}, "Condition"` },
    says: 'What a condition excludes is called filter_main_* or filter_optional_*.',
    *find({ conditions }) {
      for (const tokens of conditions) {
        for (const [index, { text }] of tokens.entries()) {
          if (text.toLowerCase() !== 'not') continue;
          const isSelector = tokens[index + 2]?.text.toLowerCase() === 'of';
          const excluded = tokens[index + (isSelector ? 3 : 1)];
          if (excluded === undefined || !/^[\w.*-]+$/.test(excluded.text) || excluded.text.startsWith('filter'))
            continue;
          yield { offset: excluded.offset, message: `"${excluded.text}" is excluded, but is not called a filter.` };
        }
      }
    },
  },
];

const WORDS = new Set(['and', 'or', 'not', 'of', '(', ')']);

/** Words that stand for a search identifier; what stands behind a pipe is no condition. */
function namedIn({ conditions }: LintDocument): readonly ConditionToken[] {
  return conditions.flatMap((tokens) => {
    const pipe = tokens.findIndex(({ text }) => text === '|');
    return tokens.slice(0, pipe === -1 ? undefined : pipe).filter(({ text }, index) => {
      const isSelector = isWord(tokens[index + 1], 'of') || isWord(tokens[index - 1], 'of');
      return !isSelector && !WORDS.has(text.toLowerCase()) && /^[\p{L}\p{N}_.-]+$/u.test(text);
    });
  });
}

/** What stands behind "of". */
function patternsIn({ conditions }: LintDocument): readonly ConditionToken[] {
  return conditions.flatMap((tokens) =>
    tokens.filter(({ text }, index) => isWord(tokens[index - 1], 'of') && /^[\p{L}\p{N}_.*-]+$/u.test(text)),
  );
}

function isWord(token: ConditionToken | undefined, word: string): boolean {
  return token?.text.toLowerCase() === word;
}

function selectedBy(pattern: string, { identifiers }: LintDocument): readonly string[] {
  return identifiers.map(({ key }) => key).filter((name) => isSelected(name, pattern));
}

/** What an identifier asks for, as a text that is equal for equal questions. */
function contentOf(items: readonly DetectionItem[]): string {
  return JSON.stringify(
    items.map((item) => [
      item.field,
      item.modifiers,
      item.values.map((node) => (node.kind === 'scalar' ? [typeof node.value, node.text] : [])),
    ]),
  );
}
