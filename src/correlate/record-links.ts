import { msg } from '../model/index.ts';
import { type AlertPoint, pointsByRecord } from './alert-points.ts';
import { type PointLink, pair } from './point-link.ts';

/** Ties what several rules say of one record: it is one thing. */
export function* onRecord({ points }: { readonly points: readonly AlertPoint[] }): Generator<PointLink> {
  for (const list of pointsByRecord(points).values()) {
    for (const [index, point] of list.entries()) {
      const before = list[index - 1];
      if (before === undefined || before === point) continue;
      yield pair(before, point, 'same-record', () => ({ reason: msg('link.same-record', {}) }));
    }
  }
}
