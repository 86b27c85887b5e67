import { ANY_ONE, ANY_RUN, type PatternPart, type Predicate } from './rule.ts';

/** What a test expects, in words that can be joined to sentences. */
export interface Expectation {
  /** `contains` */
  readonly positive: string;
  /** `does not contain` */
  readonly negative: string;
  /** `'portproxy'`; empty when the verb says all */
  readonly object: string;
}

/** Says what a predicate expects of a value. Text from the rule is quoted, not made inert. */
export function describePredicate(predicate: Predicate): Expectation {
  switch (predicate.kind) {
    case 'text':
      return describeText(predicate.parts, predicate.cased);
    case 'regex':
      return expectation('matches', 'does not match', `/${predicate.source}/${predicate.flags}`);
    case 'number':
      return expectation('is', 'is not', String(predicate.value));
    case 'boolean':
      return expectation('is', 'is not', String(predicate.value));
    case 'null':
      return expectation('is absent or has no value', 'has a value', '');
    case 'exists':
      return predicate.expected
        ? expectation('is there', 'is not there', '')
        : expectation('is not there', 'is there', '');
    case 'compare':
      return describeComparison(predicate.operator, String(predicate.value));
    case 'cidr':
      return expectation(
        'is an address of',
        'is no address of',
        networkText(predicate.network, predicate.prefixLength),
      );
    case 'fieldref': {
      const verb = FIELD_VERBS[predicate.position];
      return expectation(
        verb[0],
        verb[1],
        `the value of ${predicate.field}${predicate.cased ? ', with its case' : ''}`,
      );
    }
    case 'timepart':
      return predicate.operator === 'eq'
        ? expectation(`has the ${predicate.part}`, `has not the ${predicate.part}`, String(predicate.value))
        : describeComparison(predicate.operator, String(predicate.value), `a ${predicate.part} `);
  }
}

const FIELD_VERBS = {
  equals: ['is', 'is not'],
  startswith: ['starts with', 'does not start with'],
  endswith: ['ends with', 'does not end with'],
  contains: ['contains', 'does not contain'],
} as const;

const COMPARISONS = { lt: 'less than', lte: 'at most', gt: 'more than', gte: 'at least' } as const;

function describeComparison(operator: keyof typeof COMPARISONS, value: string, what = ''): Expectation {
  const verb = what === '' ? ['is', 'is not'] : ['has', 'has not'];
  return expectation(`${verb[0]} ${what}${COMPARISONS[operator]}`, `${verb[1]} ${what}${COMPARISONS[operator]}`, value);
}

function describeText(parts: readonly PatternPart[], cased: boolean): Expectation {
  const note = cased ? ', with this case' : '';
  const opens = parts[0] === ANY_RUN;
  const closes = parts.length > 1 && parts.at(-1) === ANY_RUN;
  const inner = parts.slice(opens ? 1 : 0, closes ? -1 : undefined);
  if (inner.length === 0) {
    return opens ? expectation('has a value', 'has no value', '') : expectation('is', 'is not', "''");
  }
  const [only] = inner;
  if (inner.length > 1 || typeof only !== 'string') {
    return expectation('fits', 'does not fit', `the pattern '${patternText(parts)}'${note}`);
  }
  const verb = FIELD_VERBS[opens ? (closes ? 'contains' : 'endswith') : closes ? 'startswith' : 'equals'];
  return expectation(verb[0], verb[1], `'${only}'${note}`);
}

function patternText(parts: readonly PatternPart[]): string {
  return parts
    .map((part) => (part === ANY_RUN ? '*' : part === ANY_ONE ? '?' : part.replace(/[*?]/g, '\\$&')))
    .join('');
}

function networkText(network: Uint8Array, prefixLength: number): string {
  if (network.length === 4) return `${network.join('.')}/${prefixLength}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    (network[index * 2]! * 256 + network[index * 2 + 1]!).toString(16),
  );
  return `${groups.join(':')}/${prefixLength}`;
}

function expectation(positive: string, negative: string, object: string): Expectation {
  return { positive, negative, object };
}
