import type { Doubts } from '../../src/assess/evidence.ts';
import type { CatalogueRow, EvidenceSource, VisibilityData } from '../../src/assess/index.ts';
import { betterSight } from '../../src/assess/visibility-data.ts';
import type { Sight } from '../../src/model/index.ts';
import { LOG_SETTINGS, type LogSetting } from '../../src/simulate/log-settings.ts';
import { settingsOfSource } from './event-settings.ts';
import {
  type HuntedWorld,
  isFound,
  type Play,
  settingsBehind,
  shortName,
  verdictsOf,
  type WorldObserver,
} from './sights.ts';

/** What is said and found of one row with some settings on. */
export interface Comparison {
  readonly row: string;
  /** those of the varied settings that are on */
  readonly on: ReadonlySet<LogSetting>;
  readonly verdict: Sight;
  /** yes: every step was found; partly: some; no: none */
  readonly found: Sight;
  /** the logs cannot tell what was asked for, so that it says partly; who knew the settings would say what was found */
  readonly isUntold: boolean;
  /** it says what was found, and so would who knew the settings */
  readonly isEqual: boolean;
}

/** Which settings a row has to do with: those behind what the rules found of it, and those behind what it needs. */
export function relevantSettings(
  row: CatalogueRow,
  worlds: readonly HuntedWorld[],
  data: VisibilityData,
): LogSetting[] {
  const found = playsOf(row.id, worlds).flatMap(({ play }) => [...settingsBehind(play)]);
  const needed = sourcesOf(row, data).flatMap(settingsOfSource);
  const relevant = new Set([...found, ...needed]);
  return LOG_SETTINGS.filter((setting) => relevant.has(setting));
}

/** All sources that items of the row name. */
function sourcesOf({ needs = [], partly = [] }: CatalogueRow, { sources }: VisibilityData): readonly EvidenceSource[] {
  return [...needs, ...partly].flat().flatMap((item) => {
    const events = item.split('+')[0]!;
    return sources.filter(({ evidence }) =>
      evidence.endsWith('*') ? events.startsWith(evidence.slice(0, -1)) : evidence.split('+')[0] === events,
    );
  });
}

/**
 * Compares rows in all worlds, for every choice of some settings.
 * @param settings those that are varied; @param others those besides them that are on
 */
export function* compareRows(
  rows: readonly CatalogueRow[],
  settings: readonly LogSetting[],
  others: readonly LogSetting[],
  worlds: readonly HuntedWorld[],
  data: VisibilityData,
): Generator<Comparison> {
  const ofRows = { ...data, rows };
  const logs = new Set(rows.flatMap((row) => sourcesOf(row, data)).flatMap((source) => source.logs));
  const concerned = worlds.filter(({ plays }) => plays.some(({ row }) => rows.some(({ id }) => id === row)));
  const observed = concerned.map((world) => ({
    world,
    sightsWith: sightsOf(world, world.observer(settings, others, logs), ofRows),
  }));
  for (const chosen of choices(settings)) {
    const on = new Set([...chosen, ...others]);
    for (const { id } of rows) {
      const plays = observed.flatMap((one) =>
        one.world.plays.filter(({ row }) => row === id).map((play) => ({ play, sightsWith: one.sightsWith })),
      );
      const found = together(plays.map(({ play }) => (isFound(play, on) ? 'yes' : 'no')));
      const verdictBy = (knows: boolean): Sight =>
        together(plays.map(({ play, sightsWith }) => verdictOf(play, sightsWith(on, knows).get(id) ?? new Map())));
      const verdict = verdictBy(false);
      const isRight = verdictBy(true) === found;
      const isUntold = isRight && verdict === 'partly' && found !== 'partly';
      yield { row: id, on: chosen, verdict, found, isUntold, isEqual: isRight && verdict === found };
    }
  }
}

/** What is said with some settings on, by the logs alone or by somebody who knows what is on besides. */
function sightsOf(
  world: HuntedWorld,
  observer: WorldObserver,
  data: VisibilityData,
): (on: ReadonlySet<LogSetting>, knows: boolean) => ReturnType<typeof verdictsOf> {
  const byLogs = new Map<string, ReturnType<typeof verdictsOf>>();
  let informed: { readonly on: ReadonlySet<LogSetting>; readonly sights: ReturnType<typeof verdictsOf> } | undefined;
  return (on, knows) => {
    if (knows) {
      if (informed?.on !== on) informed = { on, sights: verdictsOf(observer.observed(on), data, doubtsOf(world, on)) };
      return informed.sights;
    }
    // Settings of which no event is there change nothing in what the logs say.
    const key = observer.keyOf(on);
    const sights = byLogs.get(key) ?? verdictsOf(observer.observed(on), data);
    byLogs.set(key, sights);
    return sights;
  };
}

/** What is known to whoever set the settings and the hosts up. */
function doubtsOf({ controllers }: HuntedWorld, on: ReadonlySet<LogSetting>): Doubts {
  return {
    asked: (source) => (settingsOfSource(source).every((setting) => on.has(setting)) ? 'yes' : 'no'),
    isController: ({ name }) => (controllers.has(shortName(name)) ? 'yes' : 'no'),
  };
}

/** Every choice of some of the settings, all on first. */
function* choices(settings: readonly LogSetting[]): Generator<ReadonlySet<LogSetting>> {
  for (let mask = 2 ** settings.length - 1; mask >= 0; mask--) {
    yield new Set(settings.filter((_, index) => (mask & (1 << index)) !== 0));
  }
}

interface PlayIn {
  readonly play: Play;
  readonly world: HuntedWorld;
}

function playsOf(row: string, worlds: readonly HuntedWorld[]): readonly PlayIn[] {
  return worlds.flatMap((world) => world.plays.filter((play) => play.row === row).map((play) => ({ play, world })));
}

/** On the best of the hosts that the step touched, or where none of them is known to be of the row's kind, of those that are. */
function verdictOf(play: Play, sights: ReadonlyMap<string, Sight>): Sight {
  const own = [...play.hosts].flatMap((host) => sights.get(host) ?? []);
  return (own.length > 0 ? own : [...sights.values()]).reduce(betterSight, 'no');
}

function together(sights: readonly Sight[]): Sight {
  if (sights.every((sight) => sight === 'no')) return 'no';
  return sights.every((sight) => sight === 'yes') ? 'yes' : 'partly';
}
