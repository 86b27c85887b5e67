import { expect, test } from 'vitest';
import type { LogEvent, Schema } from '../model/index.ts';
import { parseRules } from '../sigma/index.ts';
import { candidateFinder } from './candidates.ts';
import { fastMatchers } from './fast-matcher.ts';
import { plainMatcher, type SchemaMatcher } from './schema-matcher.ts';

const RULES = [
  'sel: {EventID: 1, User: eve}\n  condition: sel',
  'sel: {User|contains: ve}\n  condition: sel',
  "sel: ['needle']\n  other: {EventID: 1}\n  condition: sel and not other",
].map((detection, index) => {
  const text = `title: R${index}\nid: r${index}\nlogsource: {product: p}\ndetection:\n  ${detection}\n`;
  return parseRules(text, 'rule.yml').rules[0]!;
});

function schemaOf(userField: string, eventId: number): Schema {
  const fields = new Map([['User', userField]]);
  return {
    id: `${userField}/${eventId}`,
    product: 'p',
    views: [{ product: 'p', fields }],
    constants: new Map([['EventID', eventId]]),
  };
}

function eventOf(schema: Schema, fields: Readonly<Record<string, string>>): LogEvent {
  return {
    ...{ schema, ref: { source: 'log' }, timeMs: 0, host: 'h' },
    get: (field) => schema.constants?.get(field) ?? fields[field],
    entries: () => Object.entries(fields),
  };
}

test('schemas alike share rules made ready, and differ where their fields or constants do', () => {
  const schemas = [
    schemaOf('Name', 1),
    schemaOf('Name', 1),
    schemaOf('Name', 2),
    schemaOf('Account', 1),
    schemaOf('Name', 2),
  ];
  const find = candidateFinder(RULES);
  const fast = fastMatchers();
  const matchers = schemas.map((schema) => [fast(find(schema), schema), plainMatcher(find(schema), schema)] as const);
  const fieldsOf = [
    { Name: 'eve', Account: 'bob' },
    { Name: 'bob', Account: 'eve' },
    { Name: 'steve', Text: 'a needle' },
  ];
  const ofMatcher = (matcher: SchemaMatcher, event: LogEvent): unknown =>
    matcher.match(event).map(({ rule, because, view }) => [rule.id, because, view.get('User')]);
  let matches = 0;
  for (const fields of fieldsOf) {
    schemas.forEach((schema, index) => {
      const event = eventOf(schema, fields);
      const expected = ofMatcher(matchers[index]![1], event);
      expect(ofMatcher(matchers[index]![0], event)).toEqual(expected);
      matches += (expected as unknown[]).length;
    });
  }
  expect(matches).toBeGreaterThan(8);
});
