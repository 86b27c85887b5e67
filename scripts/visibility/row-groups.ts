import type { CatalogueRow, VisibilityData } from '../../src/assess/index.ts';
import { LOG_SETTINGS, type LogSetting } from '../../src/simulate/log-settings.ts';
import { type Comparison, compareRows, relevantSettings } from './compare.ts';
import type { HuntedWorld } from './sights.ts';

/** How often what is said of a row is what is found. */
export interface RowResult {
  readonly row: string;
  readonly plays: number;
  /** those that were switched on and off in every way */
  readonly settings: readonly LogSetting[];
  readonly combinations: number;
  readonly equal: number;
  readonly untold: number;
  readonly differing: readonly Comparison[];
}

/**
 * Compares every row that is played with every combination of the settings that it has to do with, once with all other
 * settings on and once with all of them off.
 * @param most rows with more settings than this are left out
 */
export function* compareAll(
  worlds: readonly HuntedWorld[],
  data: VisibilityData,
  most = Number.POSITIVE_INFINITY,
): Generator<RowResult> {
  for (const { settings, rows } of rowGroups(worlds, data)) {
    if (settings.length > most) continue;
    const rest = LOG_SETTINGS.filter((setting) => !settings.includes(setting));
    const all = [rest, []].flatMap((others) => [...compareRows(rows, settings, others, worlds, data)]);
    for (const { id } of rows)
      yield resultOf(
        id,
        settings,
        all.filter(({ row }) => row === id),
        worlds,
      );
  }
}

function resultOf(
  row: string,
  settings: readonly LogSetting[],
  compared: readonly Comparison[],
  worlds: readonly HuntedWorld[],
): RowResult {
  const isEqual = ({ verdict, found }: Comparison): boolean => verdict === found;
  return {
    ...{ row, settings, combinations: compared.length },
    plays: worlds.flatMap(({ plays }) => plays.filter((play) => play.row === row)).length,
    equal: compared.filter(isEqual).length,
    untold: compared.filter(({ isUntold }) => isUntold).length,
    differing: compared.filter((one) => !isEqual(one) && !one.isUntold),
  };
}

interface RowGroup {
  readonly settings: readonly LogSetting[];
  readonly rows: CatalogueRow[];
}

/** Rows that have to do with the same settings are asked for together. */
function rowGroups(worlds: readonly HuntedWorld[], data: VisibilityData): readonly RowGroup[] {
  const groups = new Map<string, RowGroup>();
  const played = new Set(worlds.flatMap(({ plays }) => plays.map(({ row }) => row)));
  for (const row of data.rows.filter(({ id }) => played.has(id))) {
    const settings = relevantSettings(row, worlds, data);
    const group = groups.get(settings.join()) ?? { settings, rows: [] };
    groups.set(settings.join(), group);
    group.rows.push(row);
  }
  return [...groups.values()];
}
