import type { CatalogueRow, EvidenceSource, VisibilityData } from '../../src/assess/index.ts';
import { betterSight } from '../../src/assess/visibility-data.ts';
import type { Sight } from '../../src/model/index.ts';
import { LOG_SETTINGS, type LogSetting } from '../../src/simulate/log-settings.ts';
import { settingsOfSource } from './event-settings.ts';
import { type HuntedWorld, isFound, type Play, settingsBehind, verdictsOf, type WorldObserver } from './sights.ts';

/** What is said and found of one row with some settings on. */
export interface Comparison {
  readonly row: string;
  /** those of the varied settings that are on */
  readonly on: ReadonlySet<LogSetting>;
  readonly verdict: Sight;
  /** yes: every step was found; partly: some; no: none */
  readonly found: Sight;
  /** the logs cannot tell whether something was asked for, and what was found lies between that it was and was not */
  readonly isUntold: boolean;
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
    sightsWith: sightsOf(world.observer(settings, others, logs), ofRows),
  }));
  for (const chosen of choices(settings)) {
    const on = new Set([...chosen, ...others]);
    for (const { id } of rows) {
      const plays = observed.flatMap((one) =>
        one.world.plays.filter(({ row }) => row === id).map((play) => ({ play, sightsWith: one.sightsWith })),
      );
      const found = together(plays.map(({ play }) => (isFound(play, on) ? 'yes' : 'no')));
      const verdictIf = (doubt: Sight): Sight =>
        together(plays.map(({ play, sightsWith }) => verdictOf(play, sightsWith(on, doubt).get(id) ?? new Map())));
      const verdict = verdictIf('partly');
      const isUntold = verdict === 'partly' && found !== 'partly' && verdictIf(found) === found;
      yield { row: id, on: chosen, verdict, found, isUntold };
    }
  }
}

/** What is said with some settings on; asked once where the same events are there. */
function sightsOf(
  observer: WorldObserver,
  data: VisibilityData,
): (on: ReadonlySet<LogSetting>, doubt: Sight) => ReturnType<typeof verdictsOf> {
  const known = new Map<string, ReturnType<typeof verdictsOf>>();
  return (on, doubt) => {
    const key = `${doubt} ${observer.keyOf(on)}`;
    const sights = known.get(key) ?? verdictsOf(observer.observed(on), data, doubt);
    known.set(key, sights);
    return sights;
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
