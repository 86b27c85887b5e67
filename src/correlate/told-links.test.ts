import { expect, test } from 'vitest';
import { type LinkKind, msg } from '../model/index.ts';
import { Forest } from './clusters.ts';
import type { PointLink } from './point-link.ts';
import { toldLinks } from './told-links.ts';

function link(from: number, to: number, kind: LinkKind = 'same-session', weight = 0.9): PointLink {
  return { from, to, kind, weight, key: undefined, explain: () => ({ reason: msg('link.same-record', {}) }) };
}

/** Each point tied to the three before it. */
function chain(points: number, kind: LinkKind): PointLink[] {
  const all = Array.from({ length: points }, (_, index) => index);
  return all.flatMap((to) => [1, 2, 3].filter((back) => back <= to).map((back) => link(to - back, to, kind)));
}

function setsOf(links: readonly PointLink[], kinds: readonly LinkKind[], points: number): number[] {
  const forest = new Forest(points);
  for (const one of links) if (kinds.includes(one.kind)) forest.join(one.from, one.to);
  return Array.from({ length: points }, (_, index) => forest.root(index));
}

test('tells all links of an incident that has few', () => {
  const links = chain(300, 'same-session');
  expect(toldLinks(links)).toEqual(links);
});

test('of many leaves out those that add nothing, and what hangs together still does', () => {
  const [sessions, trees] = [chain(400, 'same-session'), chain(600, 'same-process-tree').slice(900)];
  const links = [...sessions, ...trees, ...chain(700, 'same-account')];
  const told = toldLinks(links);
  expect(told.length).toBeLessThan(links.length / 3);
  const certain = ['same-session', 'same-process-tree'] as const;
  for (const kinds of [certain, [...certain, 'same-account' as const]]) {
    expect(setsOf(told, kinds, 700)).toEqual(setsOf(links, kinds, 700));
  }
  expect(told).toEqual(links.filter((one) => told.includes(one)));
});

test('keeps the stronger of two that tie the same', () => {
  const weak = link(1000, 1001, 'same-account', 0.2);
  const strong = [link(1001, 1002, 'same-account', 0.6), link(1000, 1002, 'same-account', 0.6)];
  const told = toldLinks([weak, ...strong, ...chain(600, 'same-session')]);
  expect(told).toEqual(expect.arrayContaining(strong));
  expect(told).not.toContain(weak);
});

test('keeps what commands, addresses, connections and correlations say', () => {
  const own = [
    link(0, 1, 'remote-target'),
    link(0, 1, 'counted-in'),
    link(0, 2, 'counted-in'),
    link(1, 2, 'counted-in'),
  ];
  expect(toldLinks([...own, ...chain(600, 'same-session')])).toEqual(expect.arrayContaining(own));
});
