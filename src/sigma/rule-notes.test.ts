import { describe, expect, test } from 'vitest';
import { compileRule, parseRule } from './index.ts';

const RULE = `
title: R
logsource: { product: zeek }
detection:
  plant: { 'id.resp_h|expand|cidr': '%plant%' }
  condition: plant
landfall:
  defaults: { plant: [10.5.0.0/16, 10.7.1.0/24] }
`;

describe('placeholders of a rule that brings values', () => {
  const isPlant = (address: string, placeholders?: ReadonlyMap<string, readonly string[]>): boolean => {
    const rule = parseRule(RULE, 'r.yml', placeholders === undefined ? {} : { placeholders });
    const fields = new Map([['id.resp_h', address]]);
    return compileRule(rule).matches({ get: (field) => fields.get(field), entries: () => fields.entries() });
  };

  test('have these when nobody gives others', () => {
    expect([isPlant('10.5.1.1'), isPlant('10.7.1.9'), isPlant('10.9.1.1')]).toEqual([true, true, false]);
  });

  test('have those that are given', () => {
    const given = new Map([['plant', ['10.9.0.0/16']]]);
    expect([isPlant('10.5.1.1', given), isPlant('10.9.1.1', given)]).toEqual([false, true]);
  });

  test('keep these when others are given values', () => {
    expect(isPlant('10.5.1.1', new Map([['office', ['10.9.0.0/16']]]))).toBe(true);
  });
});

test('a rule that brings none for a placeholder tells which it lacks', () => {
  const rule = parseRule(RULE.replace(/defaults: .*/, 'defaults: 7'), 'r.yml');
  expect(rule.missingPlaceholders).toEqual(['plant']);
});
