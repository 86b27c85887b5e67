import { MINUTE_MS } from '../calendar.ts';
import type { Fact } from '../facts.ts';
import { dayOf, isMeant, logDamage } from '../log-damage.ts';
import { NeedsKeeper } from '../needed-actions.ts';
import type { Scenario } from '../simulate.ts';
import type { Activity, World } from '../world/index.ts';
import { ACTIONS } from './actions.ts';
import { Cast } from './cast.ts';
import { EFFECTS } from './effects.ts';
import { needsOf } from './needs.ts';
import type {
  MissingLogs,
  ScenarioAction,
  ScenarioFile,
  ScenarioFileStep,
  ScenarioVariant,
  ScenarioVisit,
} from './scenario-file.ts';
import { Given, type Stage } from './stage.ts';
import { unplayable } from './unplayable.ts';

const USUAL_WAIT = [1, 6] as const;

/**
 * A scenario file, in one of its variants, as something that can be simulated.
 * @throws UsageError SCENARIO_INVALID for an action or effect that there is not; also while it is played, for what it lacks
 */
export function playable(file: ScenarioFile, variant?: ScenarioVariant): Scenario {
  for (const step of file.steps) checkStep(step);
  let startMs = 0;
  let needs = new NeedsKeeper();
  const left = new Set(variant?.without ?? []);
  const steps = file.steps.filter(({ id }) => !left.has(id));
  return {
    name: variant === undefined ? file.name : `${file.name}:${variant.name}`,
    steps: steps.map(({ id, title, techniques, behaviours }) => ({ id, title, techniques, behaviours })),
    start: (world) => {
      startMs = world.startMs;
      needs = new NeedsKeeper();
      const cast = new Cast(world, file, variant);
      for (const visit of file.visits) {
        const ofVisit = steps.filter((step) => step.visit === visit.id);
        if (ofVisit.length > 0) world.start(stay({ world, cast, needs }, variant, visit, ofVisit));
      }
    },
    needed: () => needs.all(),
    ...(file.missing === undefined ? {} : { isLogged: keeper(file.missing, () => startMs) }),
    ...(file.damage === undefined ? {} : { damage: logDamage(file.damage, () => startMs) }),
  };
}

function checkStep({ id, do: actions }: ScenarioFileStep): void {
  for (const action of actions) {
    const [key = ''] = Object.keys(action);
    if (!Object.hasOwn(ACTIONS, key)) throw unplayable(`in step ${id} there is no action "${key}"`);
    const effects = Array.isArray(action.effects) ? (action.effects as readonly ScenarioAction[]) : [];
    const unknown = effects.map((effect) => Object.keys(effect)[0] ?? '').find((name) => !Object.hasOwn(EFFECTS, name));
    if (unknown !== undefined) throw unplayable(`in step ${id} there is no effect "${unknown}"`);
  }
}

/** What all visits of an intruder share. */
interface Play {
  readonly world: World;
  readonly cast: Cast;
  readonly needs: NeedsKeeper;
}

function* stay(
  { world, cast, needs }: Play,
  variant: ScenarioVariant | undefined,
  visit: ScenarioVisit,
  steps: readonly ScenarioFileStep[],
): Activity {
  const random = world.random.fork(`scenario/visit/${visit.id}`);
  const [from, to] = variant?.hours ?? visit.hours;
  while (world.nowMs < world.startMs) yield world.untilTomorrow();
  for (let day = 1; day < visit.day; day++) yield world.untilTomorrow();
  yield Math.max(0, world.untilMinute(Math.round(random.integer(from * 60, Math.max(from * 60, to * 60 - 60)))));
  const stage: Stage = {
    ...{ world, cast, firewall: undefined, vpn: undefined, sessions: [], shell: undefined, process: undefined },
  };
  for (const step of steps) {
    const [least, most] = step.wait ?? USUAL_WAIT;
    yield (least + random.next() * (most - least)) * MINUTE_MS;
    world.truth = step.id;
    for (const action of step.do) {
      world.truth = step.id;
      yield* act(stage, action);
      for (const needed of needsOf(stage, action)) needs.add(step.id, needed);
    }
    world.truth = undefined;
  }
}

function* act(stage: Stage, action: ScenarioFileStep['do'][number]): Activity {
  const key = Object.keys(action)[0] ?? '';
  const run = ACTIONS[key];
  if (run === undefined) throw unplayable(`there is no action "${key}"`);
  const label = stage.world.truth;
  for (const pause of run(stage, new Given(key, action, stage))) {
    yield pause;
    stage.world.truth = label;
  }
}

/** Whether the record of a fact was kept. */
function keeper(missing: readonly MissingLogs[], startMs: () => number): (fact: Fact) => boolean {
  return (fact) => {
    const day = dayOf(fact.timeMs, startMs());
    return !missing.some(
      ({ kinds, days, ...hosts }) =>
        isMeant(fact.host, hosts) &&
        (kinds === undefined || kinds.includes(fact.kind)) &&
        (days === undefined || (day >= days[0] && day <= days[1])),
    );
  };
}
