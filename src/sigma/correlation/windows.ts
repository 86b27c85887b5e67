import { EventWindow, type GroupWindow, type Judgement, type WindowInput } from './group-window.ts';
import { holdsBounds } from './judge.ts';
import type { GroupKey } from './key-space.ts';
import { OrderedWindow } from './ordered-window.ts';
import type { PlannedCorrelation } from './plan.ts';
import { TemporalWindow } from './temporal-window.ts';
import { DistinctWindow, RankWindow, ShareWindow, SumWindow } from './value-windows.ts';

/** Makes the window of a new group. */
export type WindowMaker = (key: GroupKey, first: WindowInput, source: number) => GroupWindow;

/** How the groups of a correlation are measured. */
export function windowMaker(correlation: PlannedCorrelation): WindowMaker {
  const { type, condition } = correlation.rule;
  const ofType = {
    event_count: CountWindow,
    value_count: DistinctWindow,
    temporal: TemporalWindow,
    temporal_ordered: OrderedWindow,
    value_sum: SumWindow,
    value_avg: SumWindow,
    value_percentile: condition.kind === 'compare' && condition.percentile === undefined ? ShareWindow : RankWindow,
    value_median: RankWindow,
  };
  const Window = ofType[type];
  return (key, first, source) => new Window(correlation, key, first, source);
}

/** Whether a match plays a part only when its field holds a number. */
export function needsNumber({ rule: { type, condition } }: PlannedCorrelation): boolean {
  if (type === 'value_percentile') return condition.kind === 'compare' && condition.percentile !== undefined;
  return type === 'value_sum' || type === 'value_avg' || type === 'value_median';
}

class CountWindow extends EventWindow {
  protected enter(): void {}

  protected leave(): void {}

  judge(): Judgement {
    const { condition } = this.correlation.rule;
    return { value: this.size, holds: condition.kind === 'compare' && holdsBounds(condition.bounds, this.size) };
  }
}
