import type { LogEvent, NameAnswer, Observations, Schema } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { BoundedTable } from './bounded-table.ts';
import { Recurrence } from './day-runs.ts';
import { categoryView, OWN_FIELDS } from './view.ts';

const MAX_NAMES = 200_000;
const MAX_CLIENTS = 16;
type OpenName = Omit<NameAnswer, 'count' | 'firstMs' | 'lastMs' | 'clients'> & {
  readonly seen: Recurrence;
  readonly clients: Set<string>;
};

/** Which names had which addresses. */
export function createNames(): Aspect<readonly NameAnswer[], Pick<Observations, 'names'>> {
  const names = new BoundedTable<OpenName>(MAX_NAMES);
  const nameOf = ({
    query,
    answer,
    firstRef,
  }: Pick<NameAnswer, 'query' | 'answer' | 'firstRef'>): OpenName | undefined =>
    names.at(`${query}\n${answer}`, () => ({ query, answer, firstRef, seen: new Recurrence(), clients: new Set() }));
  const part = (): NameAnswer[] =>
    [...names.values()].map(({ seen, clients, ...one }) => {
      const { days: _, ...when } = seen.data();
      return { ...one, ...when, clients: [...clients] };
    });
  return {
    bind: (schema) => {
      const read = nameReader(schema);
      if (read === undefined) return undefined;
      return (event) => {
        for (const { query, answer, client } of read(event)) {
          const name = nameOf({ query, answer, firstRef: event.ref });
          name?.seen.add(event.timeMs);
          if (name !== undefined && name.clients.size < MAX_CLIENTS) name.clients.add(client);
        }
      };
    },
    absorb: (given) => {
      for (const { count, firstMs, lastMs, clients, ...one } of given) {
        const name = nameOf(one);
        name?.seen.absorb({ count, firstMs, lastMs, days: [] });
        for (const client of clients)
          if (name !== undefined && name.clients.size < MAX_CLIENTS) name.clients.add(client);
      }
    },
    part,
    result: () => ({ names: part() }),
    get dropped() {
      return names.dropped;
    },
  };
}

interface Answer {
  readonly query: string;
  readonly answer: string;
  readonly client: string;
}

function nameReader(schema: Schema): ((event: LogEvent) => readonly Answer[]) | undefined {
  if (schema.product === 'zeek' && schema.views.some(({ service }) => service === 'dns')) return zeekAnswers;
  const view = categoryView(schema, 'dns_query');
  if (view === undefined) return undefined;
  return (event) => {
    const query = view.text(event, 'QueryName');
    const results = view.text(event, 'QueryResults')?.split(';') ?? [];
    if (query === undefined) return [];
    return answersOf(
      query,
      results.map((result) => result.replace(/^::ffff:/, '')),
      event.host,
    );
  };
}

function zeekAnswers(event: LogEvent): readonly Answer[] {
  const query = OWN_FIELDS.text(event, 'query');
  const answers = event.get('answers');
  if (query === undefined || !Array.isArray(answers)) return [];
  return answersOf(
    query,
    answers.filter((answer) => typeof answer === 'string'),
    OWN_FIELDS.text(event, 'id.orig_h') ?? '',
  );
}

// A reply holds a handful of addresses.
const MAX_ANSWERS = 8;

function answersOf(query: string, answers: readonly string[], client: string): readonly Answer[] {
  const addresses = answers.filter((answer) => /^[\d.]{7,15}$|^[\da-f:]{3,39}$/i.test(answer)).slice(0, MAX_ANSWERS);
  return addresses.map((answer) => ({ query: query.toLowerCase(), answer, client }));
}
