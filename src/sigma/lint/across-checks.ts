import { type AcrossCheck, type LintFault, SOURCES } from './check.ts';
import { type LintDocument, mapAt, scalarAt, scalarsAt } from './document.ts';

/** Checks that compare the documents of several files. */
export const ACROSS_CHECKS: readonly AcrossCheck[] = [
  repeated('id-repeated', 'id', 'error', 'No two rules have the same id.', `${SOURCES.rules}, "Identification"`),
  repeated('name-repeated', 'name', 'error', 'No two rules have the same name.', `${SOURCES.rules}, "Name"`),
  repeated('title-repeated', 'title', 'warning', 'No two rules have the same title.', SOURCES.sigmaHq),
  {
    id: 'reference-to-missing-rule',
    severity: 'warning',
    says: 'The rules that a correlation or filter names are among the given files.',
    source: `${SOURCES.correlations}, "Related rules"; ${SOURCES.filters}, "Relative rules"`,
    *findAcross(documents) {
      const known = new Set(documents.flatMap((document) => namesOf(document)));
      for (const document of documents) {
        for (const reference of referencesOf(document)) {
          if (known.has(reference.text.toLowerCase()) || reference.text === 'any') continue;
          const message = `No rule of the given files has the id or name "${reference.text}".`;
          yield { document, fault: { offset: reference.offset, message } };
        }
      }
    },
  },
  {
    id: 'correlation-circle',
    severity: 'error',
    says: 'A correlation does not refer to itself, also not through others.',
    source: `${SOURCES.correlations}, "Related rules"`,
    *findAcross(documents) {
      const correlations = documents.filter(({ kind }) => kind === 'correlation');
      const byName = new Map(correlations.flatMap((document) => namesOf(document).map((name) => [name, document])));
      for (const document of correlations) {
        const reference = referencesOf(document).find(({ text }) => leadsTo(text, document, byName));
        if (reference === undefined) continue;
        yield {
          document,
          fault: { offset: reference.offset, message: 'From here the correlation leads back to itself.' },
        };
      }
    },
  },
];

function repeated(
  id: string,
  key: string,
  severity: AcrossCheck['severity'],
  says: string,
  source: string,
): AcrossCheck {
  return {
    ...{ id, severity, says, source },
    *findAcross(documents) {
      const first = new Map<string, LintDocument>();
      for (const document of documents) {
        const value = scalarAt(document.map, key);
        if (value === undefined) continue;
        const name = value.text.trim().toLowerCase();
        const other = first.get(name);
        if (other === undefined) first.set(name, document);
        else yield { document, fault: repeatedFault(key, value.offset, other) };
      }
    },
  };
}

function repeatedFault(key: string, offset: number, other: LintDocument): LintFault {
  const { line } = other.lines.at(scalarAt(other.map, key)?.offset ?? 0);
  return { offset, message: `The rule at ${other.file}:${line} has the same ${key}.` };
}

function namesOf({ map }: LintDocument): string[] {
  return ['id', 'name'].flatMap((key) => scalarAt(map, key)?.text.toLowerCase() ?? []);
}

function referencesOf({ kind, map }: LintDocument) {
  return kind === 'rule' ? [] : scalarsAt(mapAt(map, kind), 'rules');
}

function leadsTo(name: string, goal: LintDocument, byName: ReadonlyMap<string, LintDocument>): boolean {
  const visited = new Set<LintDocument>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const document = byName.get(next.toLowerCase());
    if (document === goal) return true;
    if (document === undefined || visited.has(document)) continue;
    visited.add(document);
    pending.push(...referencesOf(document).map(({ text }) => text));
  }
  return false;
}
