import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { GroupData } from './actor-data.ts';
import { compareActors, type SeenTechnique } from './actors.ts';

const DATA = JSON.parse(
  readFileSync(new URL('../../content/actors/groups.json', import.meta.url), 'utf8'),
) as GroupData;
const EVIDENCE = [{ source: 'a.evtx', record: 1 }];

describe('leave one out: what a group is known for, seen again', () => {
  test.each(DATA.groups.map((group) => [group.name, group] as const))(
    '%s comes first, or it is not enough',
    (_, group) => {
      for (const share of [2, 3]) {
        const seen = group.techniques.filter((_technique, index) => index % share === 0).map(seenOnce);
        const [best] = compareActors(seen, DATA);
        const isFirst = best?.actor === group.id || best?.band === 'not-enough' || isNoGroup(best?.actor);
        expect(isFirst, `${best?.name} before ${group.name}`).toBe(true);
      }
    },
  );
});

test('techniques that everybody uses never make a group likely or possible', () => {
  const generic = Object.entries(DATA.groupsUsing).filter(([, using]) => using >= 30);
  const fits = compareActors(
    generic.map(([technique]) => seenOnce(technique)),
    DATA,
  );
  expect(fits.every(({ band }) => band === 'not-enough')).toBe(true);
});

test('the rare methods of one group together make it likely, and say which they are', () => {
  const rare = ['T1654', 'T1003.003', 'T1090.001', 'T1217', 'T1552.004', 'T1584.008', 'T1006'];
  const [best] = compareActors(rare.map(seenOnce), DATA);
  expect(best).toMatchObject({ actor: 'G1017', band: 'likely' });
  expect(best?.reasons.every(({ evidence }) => evidence.length > 0)).toBe(true);
});

function isNoGroup(actor: string | undefined): boolean {
  return actor !== undefined && !actor.startsWith('G');
}

function seenOnce(technique: string): SeenTechnique {
  return { technique, tactic: technique.slice(0, 4), evidence: EVIDENCE };
}
