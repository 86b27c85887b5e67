import { describe, expect, test } from 'vitest';
import { attackCoverage, navigatorLayer } from './navigator.ts';

const rule = (title: string, ...tags: string[]) => ({ title, tags: tags.map((tag) => `attack.${tag}`) });

describe('coverage of ATT&CK', () => {
  test('a rule counts once for a technique, whichever version its tags are of', () => {
    const rules = [rule('A', 't1562.001', 't1685'), rule('B', 't1685'), rule('C', 'execution')];
    const newer = attackCoverage(rules, '19');
    expect([...newer.techniques]).toEqual([['T1685', ['A', 'B']]]);
    expect(newer.withoutTechnique).toBe(1);
    expect([...attackCoverage(rules, '18').techniques]).toEqual([['T1562.001', ['A', 'B']]]);
  });

  test('the tactics that v19 made of defense evasion are that tactic in v18', () => {
    const rules = [rule('A', 'stealth', 'defense-impairment'), rule('B', 'defense_evasion')];
    expect([...attackCoverage(rules, '18').tactics]).toEqual([['defense-evasion', 2]]);
    expect([...attackCoverage(rules, '19').tactics]).toEqual([
      ['stealth', 1],
      ['defense-impairment', 1],
      ['defense-evasion', 1],
    ]);
  });

  test('a layer opens a technique whose sub-techniques are covered, and cuts long comments', () => {
    const many = Array.from({ length: 12 }, (_, index) => rule(`R${index}`, 't1003'));
    const text = navigatorLayer(attackCoverage([...many, rule('S', 't1003.001')], '19'), '19', 'x');
    const { techniques, gradient } = JSON.parse(text) as {
      techniques: { techniqueID: string; score: number; comment: string; showSubtechniques: boolean }[];
      gradient: { maxValue: number };
    };
    expect(techniques.map((one) => [one.techniqueID, one.score, one.showSubtechniques])).toEqual([
      ['T1003', 12, true],
      ['T1003.001', 1, false],
    ]);
    expect(techniques[0]?.comment).toMatch(/R9\nand 2 more$/);
    expect(gradient.maxValue).toBe(12);
  });
});
