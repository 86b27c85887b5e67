import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { GroupData } from './actor-data.ts';
import { compareActors, type SeenStep, type SeenTechnique } from './actors.ts';

const DATA = JSON.parse(
  readFileSync(new URL('../../content/actors/groups.json', import.meta.url), 'utf8'),
) as GroupData;
const EVIDENCE = [{ source: 'a.evtx', record: 1 }];

describe('leave one out: what a group is known for, seen again', () => {
  test.each(DATA.groups.map((group) => [group.name, group] as const))(
    '%s comes first of all groups, or it is not enough',
    (_, group) => {
      for (const every of [2, 3, 5]) {
        for (let offset = 0; offset < every; offset++) {
          // What was done before the first contact is in no log.
          const inLogs = group.techniques.filter((technique) => !/^T1(?:58[3-9]|59\d|608|650)/.test(technique));
          const seen = inLogs.filter((_technique, index) => index % every === offset).map(seenOnce);
          const [best] = compareActors(seen, DATA);
          const isFirst = best?.actor === group.id || best?.band === 'not-enough' || isNoGroup(best?.actor);
          expect(isFirst, `${best?.name} before ${group.name}, one in ${every} from ${offset}`).toBe(true);
        }
      }
    },
  );

  test('half of what is known of a group names it in nearly all cases', () => {
    const first = DATA.groups.filter((group) => {
      const seen = group.techniques.filter((_technique, index) => index % 2 === 0).map(seenOnce);
      return compareActors(seen, DATA).find(({ actor }) => !isNoGroup(actor))?.actor === group.id;
    });
    expect(first.length).toBeGreaterThanOrEqual(DATA.groups.length - 1);
  });
});

test('techniques that everybody uses never make a group likely or possible', () => {
  const generic = Object.entries(DATA.groupsUsing).filter(([, using]) => using >= 30);
  const fits = compareActors(
    generic.map(([technique]) => seenOnce(technique)),
    DATA,
  );
  expect(fits.every(({ band }) => band === 'not-enough')).toBe(true);
});

test('common techniques in any number make no group more than unlikely, well studied or not', () => {
  const common = Object.entries(DATA.groupsUsing).filter(([, using]) => using > 17);
  const rare = Object.entries(DATA.groupsUsing).filter(([, using]) => using <= 15);
  for (const [first, second] of [rare.slice(0, 2), rare.slice(20, 22), rare.slice(-2)]) {
    const seen = [...common, first!, second!].map(([technique]) => seenOnce(technique));
    const groups = compareActors(seen, DATA).filter(({ actor }) => !isNoGroup(actor) && actor !== 'G1017');
    expect(groups.filter(({ band }) => band === 'likely')).toEqual([]);
  }
});

test('the rare methods of one group put it first, and say which they are', () => {
  const rare = ['T1654', 'T1003.003', 'T1090.001', 'T1217', 'T1552.004', 'T1070.007', 'T1006', 'T1010', 'T1614'];
  const [best] = compareActors(rare.map(seenOnce), DATA).filter(({ actor }) => !isNoGroup(actor));
  expect(best?.actor).toBe('G1017');
  expect(best?.reasons[0]?.text.key).toBe('actor.technique');
  expect(best?.reasons.every(({ evidence }) => evidence.length > 0)).toBe(true);
});

describe('published ways of doing things', () => {
  const known = DATA.groups.find(({ id }) => id === 'G1017')?.techniques ?? [];
  const seen = known
    .filter((technique, index) => index % 7 === 0 && !/^T1(?:58[3-9]|59)/.test(technique))
    .map(seenOnce);
  const steps = (distinctiveness: 'D' | 'S' | 'G'): readonly SeenStep[] =>
    Array.from({ length: 9 }, (_, step) => ({ title: `step ${step}`, distinctiveness, evidence: EVIDENCE }));
  const rankOf = (distinctiveness: 'D' | 'S' | 'G', yearsPublic: number): number => {
    const order = ['not-enough', 'unlikely', 'possible', 'likely'];
    const pattern = { actor: 'G1017', steps: steps(distinctiveness), yearsPublic };
    const fit = compareActors(seen, DATA, pattern).find(({ actor }) => actor === 'G1017');
    return order.indexOf(fit?.band ?? 'not-enough');
  };

  test('count for the group that they are published of, generic ways do not', () => {
    expect(rankOf('D', 0)).toBeGreaterThan(rankOf('G', 0));
    expect(rankOf('D', 0)).toBeLessThanOrEqual(3);
  });

  test('count less from year to year, and the reasons say so', () => {
    const pattern = { actor: 'G1017', steps: steps('D'), yearsPublic: 3 };
    const fit = compareActors(seen, DATA, pattern).find(({ actor }) => actor === 'G1017');
    expect(fit?.reasons.map(({ text }) => text.key)).toContain('actor.copied');
    expect(rankOf('D', 6)).toBeLessThanOrEqual(rankOf('D', 0));
  });
});

test('what is done for ransom speaks for a crew that wants it', () => {
  const seen = ['T1486', 'T1490', 'T1654', 'T1217', 'T1021.002', 'T1569.002'].map(seenOnce);
  const [best] = compareActors(seen, DATA);
  expect(best).toMatchObject({ actor: 'ransomware', band: 'likely' });
  expect(best?.reasons.length).toBe(2);
});

function isNoGroup(actor: string | undefined): boolean {
  return actor !== undefined && !actor.startsWith('G');
}

function seenOnce(technique: string): SeenTechnique {
  return { technique, tactic: technique.slice(0, 4), evidence: EVIDENCE };
}
