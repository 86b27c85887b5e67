import { coveredHosts } from '../../src/assess/covered-hosts.ts';
import type { Doubts } from '../../src/assess/evidence.ts';
import { sightsOnHosts, type VisibilityData } from '../../src/assess/index.ts';
import { type CorrelationMatches, createCorrelator, type LoadedRules } from '../../src/detect/index.ts';
import type { Alert, EventRef, LogCoverage, Observations, Sight } from '../../src/model/index.ts';
import { createObserver } from '../../src/observe/index.ts';
import { planCorrelations } from '../../src/sigma/index.ts';
import type { GroundTruth } from '../../src/simulate/index.ts';
import type { LogSetting } from '../../src/simulate/log-settings.ts';
import { allBut, type EventGroup, isThere } from './event-settings.ts';
import type { GroupFindings } from './grouped-hunt.ts';

/** A step of a scenario that plays a row of the catalogue. */
export interface Play {
  readonly row: string;
  /** `SCENARIO/STEP` */
  readonly name: string;
  /** names of the hosts that its records speak of, in lower case */
  readonly hosts: ReadonlySet<string>;
  /** the groups of events of which one alert each tells of it */
  readonly alone: readonly EventGroup[];
  /** correlations that speak of the row, as they find it among what is there */
  readonly together: readonly CorrelatedFind[];
}

/** Whether a correlation finds a step in some of the groups that it counts. */
export interface CorrelatedFind {
  readonly groups: readonly EventGroup[];
  isFound(on: ReadonlySet<LogSetting>): boolean;
}

/** A hunted simulation, ready to be asked what any combination of settings would have shown. */
export interface HuntedWorld {
  readonly plays: readonly Play[];
  /** short names of the domain controllers, as they are known when everything is logged */
  readonly controllers: ReadonlySet<string>;
  /**
   * What would be known of the logs if only these settings were on; quick for many choices of few settings.
   * @param varied the settings that will be asked for in different ways
   * @param others the settings besides them that are on
   * @param logs those that are told one by one; of the others only when they speak
   */
  observer(varied: readonly LogSetting[], others: readonly LogSetting[], logs: ReadonlySet<string>): WorldObserver;
}

/** What is observed with some of the varied settings on. */
export interface WorldObserver {
  /** the same for choices by which the same events are there */
  keyOf(on: ReadonlySet<LogSetting>): string;
  observed(on: ReadonlySet<LogSetting>): Pick<Observations, 'coverage' | 'addresses'>;
}

/**
 * Gathers which groups of events tell of which steps.
 * @param fileOf the path of a source as the truth names it
 */
export function huntedWorld(
  truth: GroundTruth,
  findings: readonly GroupFindings[],
  rules: LoadedRules,
  fileOf: (source: string) => string,
): HuntedWorld {
  const rowsOf = rowsByRule(rules);
  const numberless = findings.map(withoutRecordNumbers);
  const correlate = correlateGroups(findings, rules, Date.parse(truth.end));
  const plays = truth.steps.flatMap(({ id, behaviours, events, hosts }) => {
    const keys = new Set(events.map((event) => keyOf(event.file, event)));
    const isOfStep = (alert: Alert): boolean =>
      [alert.event, ...(alert.correlation?.events ?? [])].some((ref) => keys.has(keyOf(fileOf(ref.source), ref)));
    return behaviours.map((row): Play => {
      const alone = findings
        .filter(({ alerts }) => alerts.some((alert) => rowsOf(alert.rule).includes(row) && isOfStep(alert)))
        .map(({ group }) => group);
      const speaks = (rule: RuleId): boolean => rowsOf(rule).includes(row);
      return {
        ...{ row, name: `${truth.scenario}/${id}`, hosts: new Set(hosts.map((host) => host.toLowerCase())) },
        alone,
        together: rules.correlations
          .filter(speaks)
          .map((rule) => correlate(rule.id ?? rule.title, isOfStep))
          .filter((find) => findsMore(find, alone)),
      };
    });
  });
  const coverage = findings.flatMap(({ observations }) => observations.coverage);
  const { hosts } = coveredHosts(coverage, []);
  return {
    plays,
    controllers: new Set(hosts.filter(({ classes }) => classes.has('controllers')).map(({ name }) => shortName(name))),
    observer: (varied, others, logs) => observerOf(numberless, varied, others, logs),
  };
}

/** Groups that are there with the same choices, together. */
interface ThereTogether {
  readonly group: EventGroup;
  readonly observations: Pick<Observations, 'coverage' | 'addresses'>;
}

function observerOf(
  findings: readonly GroupFindings[],
  varied: readonly LogSetting[],
  others: readonly LogSetting[],
  logs: ReadonlySet<string>,
): WorldObserver {
  const all = new Set([...varied, ...others]);
  const possible = findings.filter(({ group: { needs } }) => needs.every((setting) => all.has(setting)));
  const bySettings = new Map<string, GroupFindings[]>();
  for (const one of possible) {
    const { needs, lacks } = one.group;
    const key = [...needs.filter((setting) => varied.includes(setting)), lacks ?? ''].join();
    bySettings.set(key, [...(bySettings.get(key) ?? []), one]);
  }
  const parts = [...bySettings.values()].map((group) => together(group, varied, logs));
  const thereWith = (on: ReadonlySet<LogSetting>): readonly ThereTogether[] =>
    parts.filter(({ group }) => isThere(group, on));
  return {
    keyOf: (on) =>
      thereWith(on)
        .map(({ group }) => group.name)
        .join(),
    observed: (on) => {
      const there = thereWith(on);
      return {
        coverage: there.flatMap(({ observations }) => observations.coverage),
        addresses: there.flatMap(({ observations }) => observations.addresses),
      };
    },
  };
}

function together(
  findings: readonly GroupFindings[],
  varied: readonly LogSetting[],
  logs: ReadonlySet<string>,
): ThereTogether {
  const { needs, lacks } = findings[0]!.group;
  const own = needs.filter((setting) => varied.includes(setting));
  const group = { name: [...own, lacks ?? ''].join(), needs: own, ...(lacks === undefined ? {} : { lacks }) };
  const coverage = findings.flatMap(({ observations }) => observations.coverage.map((log) => condensed(log, logs)));
  return {
    group,
    observations: {
      coverage: merged(coverage),
      addresses: findings.flatMap(({ observations }) => observations.addresses),
    },
  };
}

/** Of a log that no row in question looks at only the hours count, by which its host is known to be on. */
function condensed(coverage: LogCoverage, logs: ReadonlySet<string>): LogCoverage {
  const { log, product } = coverage;
  if (log === 'Security' || log === 'Directory Service' || log.startsWith('windows-')) return coverage;
  if ([...logs].some((name) => log === name || (name.endsWith('/') && log.startsWith(name)))) return coverage;
  return { ...coverage, log: `${product}/others`, kinds: [] };
}

const NOTHING = createObserver().part();

/** One entry for each log of each host. */
function merged(coverage: readonly LogCoverage[]): readonly LogCoverage[] {
  const observer = createObserver();
  observer.absorb({ ...NOTHING, coverage });
  return observer.observations().coverage.map(withoutNumbers);
}

/** Whether a correlation finds a step where no event alone tells of it: one that never does changes nothing. */
function findsMore({ isFound: finds }: CorrelatedFind, alone: readonly EventGroup[]): boolean {
  // Of each group one of its settings is off, in every way.
  let choices: readonly (readonly LogSetting[])[] = [[]];
  for (const { needs } of alone) {
    choices = choices.flatMap((off) =>
      needs.some((setting) => off.includes(setting)) ? [off] : needs.map((setting) => [...off, setting]),
    );
  }
  return choices.some((off) => finds(allBut(off)));
}

/** Whether the rules find a step among the events that are there. */
export function isFound({ alone, together }: Play, on: ReadonlySet<LogSetting>): boolean {
  return alone.some((group) => isThere(group, on)) || together.some((find) => find.isFound(on));
}

/** The settings on which it depends whether a step is found. */
export function settingsBehind({ alone, together }: Play): ReadonlySet<LogSetting> {
  const groups = [...alone, ...together.flatMap((find) => find.groups)];
  return new Set(groups.flatMap(({ needs, lacks }) => (lacks === undefined ? needs : [...needs, lacks])));
}

/**
 * Of each row on each host, by the short names of hosts in lower case, whether it could be seen with what was observed.
 * @param doubts what is said where the logs cannot tell
 */
export function verdictsOf(
  observed: Pick<Observations, 'coverage' | 'addresses'>,
  data: VisibilityData,
  doubts?: Doubts,
): ReadonlyMap<string, ReadonlyMap<string, Sight>> {
  const sights = sightsOnHosts(observed, data, doubts);
  return new Map(
    [...sights].map(([row, hosts]) => [row, new Map([...hosts].map(([host, sight]) => [shortName(host), sight]))]),
  );
}

/** Logs name hosts with and without their domain. */
export function shortName(host: string): string {
  return host.toLowerCase().split('.')[0]!;
}

interface RuleId {
  readonly id?: string;
  readonly title: string;
}

function rowsByRule({ bound, correlations }: LoadedRules): (rule: RuleId) => readonly string[] {
  const keyOfRule = ({ id, title }: RuleId): string => id || title;
  const rows = new Map([...bound, ...correlations].map((rule) => [keyOfRule(rule), rule.notes?.behaviours ?? []]));
  return (rule) => rows.get(keyOfRule(rule)) ?? [];
}

/** Records of groups that are left out would not have had a number. */
function withoutRecordNumbers({ observations: { coverage, addresses }, ...findings }: GroupFindings): GroupFindings {
  return { ...findings, observations: { coverage: coverage.map(withoutNumbers), addresses } };
}

function withoutNumbers(coverage: LogCoverage): LogCoverage {
  return { ...coverage, records: [], clockJumps: [] };
}

function keyOf(file: string, { record, byteOffset }: Pick<EventRef, 'record' | 'byteOffset'>): string {
  return `${file} ${file.endsWith('.evtx') ? `#${record}` : byteOffset}`;
}

/** What correlations find in the matches of some groups; each is asked once for each choice of groups that matter to it. */
function correlateGroups(
  findings: readonly GroupFindings[],
  rules: LoadedRules,
  untilMs: number,
): (id: string, isOfStep: (alert: Alert) => boolean) => CorrelatedFind {
  const { plan } = planCorrelations(rules.bound, rules.correlations);
  const alertsOf = new Map<string, readonly Alert[]>();
  const correlated = (id: string, matches: readonly CorrelationMatches[], key: string): readonly Alert[] => {
    const known = alertsOf.get(key);
    if (known !== undefined) return known;
    const correlator = createCorrelator(rules);
    for (const one of matches) correlator.add(one);
    const alerts = correlator.correlate(untilMs).alerts.filter(({ rule }) => rule.id === id);
    alertsOf.set(key, alerts);
    return alerts;
  };
  return (id, isOfStep) => {
    const bases = baseIndexes(plan, id);
    const inputs = findings.filter(({ matches }) => matches?.inputs.ruleIndices.some((index) => bases.has(index)));
    return {
      groups: inputs.map(({ group }) => group),
      isFound: (on) => {
        const there = inputs.filter(({ group }) => isThere(group, on));
        const key = [id, ...there.map(({ group }) => group.name)].join('\n');
        return correlated(
          id,
          there.flatMap(({ matches }) => matches ?? []),
          key,
        ).some(isOfStep);
      },
    };
  };
}

type Plan = ReturnType<typeof planCorrelations>['plan'];

/** Numbers of the rules that a correlation counts, also through others. */
function baseIndexes({ baseRules, correlations }: Plan, id: string): ReadonlySet<number> {
  const nodes = correlations.filter(({ rule }) => rule.id === id).map(({ node }) => node);
  for (const node of nodes) {
    const inner = correlations.find((one) => one.node === node)?.sources ?? [];
    nodes.push(...inner.map((source) => source.node).filter((one) => !nodes.includes(one)));
  }
  return new Set(nodes.filter((node) => node < baseRules.length));
}
