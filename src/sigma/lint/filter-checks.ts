import { entryOf } from '../yaml.ts';
import { type LintCheck, SOURCES } from './check.ts';
import { firstRepeated, mapAt, scalarsAt } from './document.ts';

/** Checks of filters that conditions and values do not have in common with rules. */
export const FILTER_CHECKS: readonly LintCheck[] = [
  {
    ...{ id: 'filter-map', severity: 'error', kinds: ['filter'], source: `${SOURCES.filters}, "Global Filter"` },
    says: 'A filter is a map with rules, search identifiers and a condition.',
    *find({ map }) {
      if (mapAt(map, 'filter') !== undefined) return;
      yield { offset: entryOf(map, 'filter')?.value.offset ?? map.offset, message: '"filter" is no map.' };
    },
  },
  {
    ...{ id: 'filter-rules', severity: 'error', kinds: ['filter'], source: `${SOURCES.filters}, "Relative rules"` },
    says: 'A filter names the rules it is for, each once.',
    *find({ map }) {
      const filter = mapAt(map, 'filter');
      const rules = scalarsAt(filter, 'rules');
      if (filter !== undefined && rules.length === 0) {
        yield { offset: filter.offset, message: 'The filter names no rules.', hint: 'Add "rules:" with their ids.' };
      }
      const repeated = firstRepeated(rules);
      if (repeated !== undefined) yield { offset: repeated.offset, message: 'This rule was named before.' };
    },
  },
  {
    ...{
      id: 'filter-selection',
      severity: 'error',
      kinds: ['filter'],
      source: `${SOURCES.filters}, "filter selection"`,
    },
    says: 'A filter has at least one search identifier.',
    *find({ map, identifiers }) {
      const filter = mapAt(map, 'filter');
      if (filter === undefined || identifiers.length > 0) return;
      yield { offset: filter.offset, message: 'The filter selects nothing.', hint: 'Add "selection:".' };
    },
  },
  {
    ...{ id: 'filter-level', severity: 'warning', kinds: ['filter'], source: `${SOURCES.filters}, "Syntax"` },
    says: 'A filter has no level and no status.',
    *find({ map }) {
      for (const key of ['level', 'status']) {
        const entry = entryOf(map, key);
        if (entry !== undefined) yield { offset: entry.keyOffset, message: `A filter has no "${key}".` };
      }
    },
  },
];
