import type { CatalogueRow, VisibilityData } from '../../src/assess/index.ts';
import { LOG_SETTINGS, type LogSetting } from '../../src/simulate/log-settings.ts';
import { randomOf } from '../../src/simulate/random.ts';
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

/** What all rows that are played come to with settings that were drawn by chance from all there are. */
export interface ChanceResult {
  readonly draws: number;
  readonly comparisons: number;
  readonly equal: number;
  readonly untold: number;
  readonly differing: readonly Comparison[];
}

// How many of the settings are on: nearly none, some, half, most, nearly all.
const SHARES = [0.15, 0.35, 0.5, 0.65, 0.85];

/** Compares all rows with settings that are drawn from all, also from those that a row has nothing to do with. */
export function compareByChance(worlds: readonly HuntedWorld[], data: VisibilityData, draws: number): ChanceResult {
  const rows = playedRows(worlds, data);
  const compared = Array.from({ length: draws }, (_, index) => {
    const random = randomOf(`visibility by chance ${index}`);
    const on = LOG_SETTINGS.filter(() => random.chance(SHARES[index % SHARES.length]!));
    return [...compareRows(rows, [], on, worlds, data)].map((one) => ({ ...one, on: new Set(on) }));
  }).flat();
  return { draws, comparisons: compared.length, ...countsOf(compared) };
}

function playedRows(worlds: readonly HuntedWorld[], { rows }: VisibilityData): readonly CatalogueRow[] {
  const played = new Set(worlds.flatMap(({ plays }) => plays.map(({ row }) => row)));
  return rows.filter(({ id }) => played.has(id));
}

function countsOf(compared: readonly Comparison[]): Pick<ChanceResult, 'equal' | 'untold' | 'differing'> {
  return {
    equal: compared.filter(({ isEqual }) => isEqual).length,
    untold: compared.filter(({ isUntold }) => isUntold).length,
    differing: compared.filter(({ isEqual, isUntold }) => !isEqual && !isUntold),
  };
}

function resultOf(
  row: string,
  settings: readonly LogSetting[],
  compared: readonly Comparison[],
  worlds: readonly HuntedWorld[],
): RowResult {
  const plays = worlds.flatMap((world) => world.plays.filter((play) => play.row === row)).length;
  return { row, settings, plays, combinations: compared.length, ...countsOf(compared) };
}

interface RowGroup {
  readonly settings: readonly LogSetting[];
  readonly rows: CatalogueRow[];
}

/** Rows that have to do with the same settings are asked for together. */
function rowGroups(worlds: readonly HuntedWorld[], data: VisibilityData): readonly RowGroup[] {
  const groups = new Map<string, RowGroup>();
  for (const row of playedRows(worlds, data)) {
    const settings = relevantSettings(row, worlds, data);
    const group = groups.get(settings.join()) ?? { settings, rows: [] };
    groups.set(settings.join(), group);
    group.rows.push(row);
  }
  return [...groups.values()];
}
