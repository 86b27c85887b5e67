import { describe, expect, test } from 'vitest';
import { ACTIONS } from './actions.ts';
import { ACTIONS_WITH_NEEDS, HARMLESS_ACTIONS } from './needs.ts';

describe('what a scenario makes needed', () => {
  test('is told of every action, and of none that there is not', () => {
    const told = [...ACTIONS_WITH_NEEDS, ...HARMLESS_ACTIONS];
    expect(told.sort()).toEqual(Object.keys(ACTIONS).sort());
  });
});
