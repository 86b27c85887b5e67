import { type Alert, byCodePoint, type CaseFile, type EventRef, type Level, levelRank } from '../model/index.ts';
import { ruleKey } from './alert-groups.ts';

/** What a simulation says that it played; the part of `ground-truth.json` that a score needs. */
export interface PlayedTruth {
  readonly scenario: string;
  readonly seed: number;
  readonly start: string;
  readonly end: string;
  readonly organisation: { readonly hosts: number };
  readonly steps: readonly {
    readonly id: string;
    readonly behaviours: readonly string[];
    readonly events: readonly { readonly file: string; readonly record: number; readonly byteOffset?: number }[];
  }[];
}

/** What rules made of one simulation. */
export interface RunScore {
  readonly scenario: string;
  readonly seed: number;
  readonly hostDays: number;
  readonly events: number;
  /** steps with a behaviour and a record of it; the others cannot be seen */
  readonly steps: readonly StepScore[];
  /** an incident of level high or above holds a record of a step */
  readonly isFound: boolean;
  readonly rules: readonly RuleOfRun[];
}

export interface StepScore {
  readonly id: string;
  /** of the alerts that refer to one of its records; null when there is none */
  readonly highest: Level | null;
  /** how many behaviours it plays */
  readonly behaviours: number;
  /** those of its behaviours that no rule speaks of which alerted on one of its records */
  readonly unnamed: readonly string[];
}

/** A rule that alerted in a run. */
export interface RuleOfRun {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  /** that refer to no record of any step */
  readonly besides: number;
  /** ids of the steps that it saw, in the order of the scenario */
  readonly steps: readonly string[];
}

/**
 * Compares the result of a hunt with what was really played. An alert sees a step when its event, or one of the events
 * of a correlation's window, is a record of that step.
 * @param fileOf the path of a source as the truth names it, below the folder of the simulation
 */
export function scoreRun(
  truth: PlayedTruth,
  result: Pick<CaseFile, 'alerts' | 'events' | 'incidents' | 'rules'>,
  fileOf: (source: string) => string,
): RunScore {
  const stepsOf = stepIndex(truth);
  const stepsAt = (ref: EventRef): readonly string[] => stepsOf.get(keyOf(fileOf(ref.source), ref)) ?? [];
  const highest = new Map<string, Level>();
  const rules = new Map<string, RuleTally>();
  for (const alert of result.alerts) {
    const seen = new Set([alert.event, ...(alert.correlation?.events ?? [])].flatMap(stepsAt));
    const { level } = alert.rule;
    for (const id of seen) {
      if (levelRank(level) >= levelRank(highest.get(id) ?? level)) highest.set(id, level);
    }
    tally(rules, alert, seen);
  }
  const ids = truth.steps.map(({ id }) => id);
  const named = namedBehaviours(result.rules.alerted, rules);
  const days = (Date.parse(truth.end) - Date.parse(truth.start)) / DAY_MS;
  return {
    scenario: truth.scenario,
    seed: truth.seed,
    hostDays: truth.organisation.hosts * days,
    events: result.events,
    steps: truth.steps.filter(isVisible).map(({ id, behaviours }) => ({
      id,
      highest: highest.get(id) ?? null,
      behaviours: behaviours.length,
      unnamed: behaviours.filter((behaviour) => named.get(id)?.has(behaviour) !== true),
    })),
    isFound: (result.incidents ?? []).some(
      ({ level, alerts }) => levelRank(level) >= levelRank('high') && alerts.some(({ ref }) => stepsAt(ref).length > 0),
    ),
    rules: [...rules.values()]
      .map(({ steps, ...rule }) => ({ ...rule, steps: ids.filter((id) => steps.has(id)) }))
      .sort((a, b) => byCodePoint(a.title, b.title)),
  };
}

const DAY_MS = 86_400_000;

type RuleTally = Omit<RuleOfRun, 'besides' | 'steps'> & { besides: number; readonly steps: Set<string> };

function tally(rules: Map<string, RuleTally>, { rule }: Alert, seen: ReadonlySet<string>): void {
  const { id, title, level } = rule;
  const found = rules.get(ruleKey(rule)) ?? { id, title, level, besides: 0, steps: new Set<string>() };
  rules.set(ruleKey(rule), found);
  if (seen.size === 0) found.besides++;
  for (const step of seen) found.steps.add(step);
}

/** By step: the behaviours of the rules that saw it. */
function namedBehaviours(
  alerted: CaseFile['rules']['alerted'],
  rules: ReadonlyMap<string, RuleTally>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const named = new Map<string, Set<string>>();
  for (const rule of alerted) {
    for (const step of rules.get(ruleKey(rule))?.steps ?? []) {
      const known = named.get(step) ?? new Set();
      named.set(step, known);
      for (const behaviour of rule.notes?.behaviours ?? []) known.add(behaviour);
    }
  }
  return named;
}

/** A step such as leaving shows nothing of the catalogue; one whose logs are missing shows nothing at all. */
function isVisible({ behaviours, events }: PlayedTruth['steps'][number]): boolean {
  return behaviours.length > 0 && events.length > 0;
}

function stepIndex({ steps }: PlayedTruth): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const { id, events } of steps) {
    for (const event of events) {
      const key = keyOf(event.file, event);
      const known = index.get(key);
      if (known === undefined) index.set(key, [id]);
      else known.push(id);
    }
  }
  return index;
}

/** Records of EVTX files are named by their number, those of text logs by their first byte. */
function keyOf(file: string, { record, byteOffset }: Pick<EventRef, 'record' | 'byteOffset'>): string {
  return `${file} ${file.endsWith('.evtx') ? `#${record}` : byteOffset}`;
}

/** All runs of a campaign put together. */
export interface DetectionScore {
  readonly scenarios: readonly ScenarioScore[];
  readonly quiet: QuietScore;
  /** rules that alerted at all, the noisiest first */
  readonly rules: readonly RuleScore[];
}

export interface ScenarioScore {
  readonly scenario: string;
  readonly runs: number;
  /** steps that could be seen, in all runs */
  readonly steps: number;
  readonly seen: number;
  /** of them with an alert of level medium or above */
  readonly seenMedium: number;
  readonly found: number;
  /** `seed step`, of those that no alert refers to */
  readonly missed: readonly string[];
  /** behaviours that the steps play, each as often as it is played */
  readonly behaviours: number;
  /** `seed step behaviour`, of those that no rule named which saw the step */
  readonly unnamed: readonly string[];
}

export interface QuietScore {
  readonly hostDays: number;
  readonly events: number;
  readonly alerts: number;
  readonly high: number;
  readonly critical: number;
}

export interface RuleScore {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  /** alerts in all runs of `quiet` */
  readonly quiet: number;
  /** alerts in the noisiest of them */
  readonly quietMost: number;
  /** scenarios of which it saw a step in every run */
  readonly scenarios: readonly string[];
}

/** The scenario in which nothing is wrong. */
const QUIET = 'quiet';

/** Adds up the runs of a campaign. */
export function detectionScore(runs: readonly RunScore[]): DetectionScore {
  const names = [...new Set(runs.map(({ scenario }) => scenario))].filter((name) => name !== QUIET);
  const quiet = runs.filter(({ scenario }) => scenario === QUIET);
  const noise = quiet.flatMap(({ rules }) => rules);
  const alertsFrom = (least: Level): number =>
    noise.filter(({ level }) => levelRank(level) >= levelRank(least)).reduce((sum, { besides }) => sum + besides, 0);
  return {
    scenarios: names.map((name) => scenarioScore(name, runs)),
    quiet: {
      hostDays: quiet.reduce((sum, { hostDays }) => sum + hostDays, 0),
      events: quiet.reduce((sum, { events }) => sum + events, 0),
      ...{ alerts: alertsFrom('informational'), high: alertsFrom('high'), critical: alertsFrom('critical') },
    },
    rules: ruleScores(names, runs),
  };
}

/** What a campaign must reach: recall of each scenario, intrusions found, and silence where nothing is wrong. */
export const BARS = { recallPercent: 98, highPer100HostDays: 1 } as const;

/** The bars that a score does not reach, one sentence each. */
export function missedBars({ scenarios, quiet }: DetectionScore): string[] {
  const { recallPercent, highPer100HostDays } = BARS;
  return [
    ...scenarios
      .filter(({ seen, steps }) => seen * 100 < recallPercent * steps)
      .map(({ scenario }) => `${scenario}: fewer than ${recallPercent} % of the steps were seen`),
    ...scenarios
      .filter(({ unnamed, behaviours }) => unnamed.length * 100 > (100 - recallPercent) * behaviours)
      .map(
        ({ scenario }) => `${scenario}: fewer than ${recallPercent} % of the behaviours were named by a rule of theirs`,
      ),
    ...scenarios
      .filter(({ found, runs }) => found < runs)
      .map(({ scenario }) => `${scenario}: an intrusion was not found`),
    ...(quiet.high * 100 > highPer100HostDays * quiet.hostDays
      ? [`quiet: more than ${highPer100HostDays} alert of level high or above in 100 host-days`]
      : []),
    ...(quiet.critical > 0 ? ['quiet: a critical alert'] : []),
  ];
}

function scenarioScore(scenario: string, runs: readonly RunScore[]): ScenarioScore {
  const own = runs.filter((run) => run.scenario === scenario);
  const steps = own.flatMap(({ seed, steps: played }) => played.map((step) => ({ ...step, seed })));
  const seen = steps.flatMap(({ highest }) => highest ?? []);
  return {
    scenario,
    runs: own.length,
    steps: steps.length,
    seen: seen.length,
    seenMedium: seen.filter((level) => levelRank(level) >= levelRank('medium')).length,
    found: own.filter(({ isFound }) => isFound).length,
    missed: steps.filter(({ highest }) => highest === null).map(({ seed, id }) => `${seed} ${id}`),
    behaviours: steps.reduce((sum, { behaviours }) => sum + behaviours, 0),
    unnamed: steps.flatMap(({ seed, id, unnamed }) => unnamed.map((behaviour) => `${seed} ${id} ${behaviour}`)),
  };
}

function ruleScores(scenarios: readonly string[], runs: readonly RunScore[]): RuleScore[] {
  const all = new Map(runs.flatMap(({ rules }) => rules.map((rule) => [ruleKey(rule), rule] as const)));
  const sees = (key: string, run: RunScore): boolean =>
    run.rules.some((rule) => ruleKey(rule) === key && rule.steps.length > 0);
  return [...all]
    .map(([key, { id, title, level }]) => {
      const counts = runs
        .filter(({ scenario }) => scenario === QUIET)
        .flatMap(({ rules }) => rules.filter((rule) => ruleKey(rule) === key).map(({ besides }) => besides));
      return {
        ...{ id, title, level },
        quiet: counts.reduce((sum, count) => sum + count, 0),
        quietMost: counts.reduce((most, count) => Math.max(most, count), 0),
        scenarios: scenarios.filter((name) =>
          runs.filter(({ scenario }) => scenario === name).every((run) => sees(key, run)),
        ),
      };
    })
    .sort((a, b) => b.quiet - a.quiet || byCodePoint(a.title, b.title));
}
