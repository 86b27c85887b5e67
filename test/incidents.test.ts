import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { judge } from '../scripts/incidents/judge.ts';
import { missedBars } from '../scripts/incidents/page.ts';
import { partOf } from '../scripts/incidents/played-together.ts';
import { seeVisibility } from '../src/assess/index.ts';
import { visibilityData } from '../src/cli/visibility-data.ts';
import { type Alert, type EventRef, LEVELS, type Link, levelRank, type Observations } from '../src/model/index.ts';
import { temporaryFolder } from './landfall-process.ts';
import { judged, type SimulatedHunt, simulatedHunt } from './simulated-hunt.ts';

const folder = temporaryFolder();
const CONFIDENCE = ['low', 'moderate', 'high'];
const VOLT_TYPHOON = 'G1017';
const MINUTES = 60_000;
// Where the simulation puts the log of the firewall.
const FIREWALL = /edge-fw/i;
// What an administrator does daily in the organisation of three weeks.
const ROUND = { at: '06:40', command: 'cmd /c quser' };

describe('three intrusions in one organisation', () => {
  let hunt: SimulatedHunt;
  let found: ReturnType<typeof judged>;

  // Eight days of a small company: some 60,000 events.
  beforeAll(async () => {
    const played = ['volt-typhoon:other-paths', 'ransomware-crew', 'red-team'].map(partOf);
    hunt = await simulatedHunt(played, { hosts: 40, days: 8, seed: 2 }, join(folder, 'three'));
    found = judged(hunt);
  }, 10 * MINUTES);

  test('each is one incident with nearly all of its steps and little else, the gravest first, and nothing is lost', () => {
    const result = judge(found, hunt.truth, hunt.logs);
    expect(result.scenarios.map(({ scenario }) => scenario)).toEqual(['volt-typhoon', 'ransomware-crew', 'red-team']);
    expect(missedBars([result])).toEqual([]);
  });

  test('every link, score and sentence names records, and links lead to alerts of their incident', () => {
    for (const { alerts, links, scoreParts, story, entry, now } of found.incidents) {
      const ids = new Set(alerts.map(({ id }) => id));
      expect(links.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
      const grounded = [...links, ...scoreParts, ...story, ...[entry, now].filter((one) => one !== null)];
      expect(grounded.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
    }
    for (const { evidenceFor, evidenceAgainst, actors, accounts } of found.assessments) {
      const grounded = [...evidenceFor, ...evidenceAgainst, ...actors.flatMap(({ reasons }) => reasons), ...accounts];
      expect(grounded.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
    }
  });

  test('without the records that show it, a link is gone', () => {
    const tried = linksOfEachKind(found.incidents.flatMap(({ links }) => links));
    expect(new Set(tried.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(5);
    for (const link of tried) {
      const removed = shownOnlyBy(link);
      const left = judged(withoutRecords(hunt, removed)).incidents.flatMap(({ links }) => links);
      const again = left.find(({ id }) => id === link.id);
      const rest = (again?.evidence ?? []).filter((ref) => removed.has(placeOf(ref)));
      expect(rest, `${link.kind}: ${link.reason.key}`).toEqual([]);
    }
  });

  test('with the gravest evidence removed level by level, confidence falls and the reasons change', () => {
    const rounds = LEVELS.toReversed().map((most) => {
      const alerts = hunt.alerts.filter(({ rule }) => levelRank(rule.level) <= levelRank(most));
      const { incidents, assessments } = judged({ ...hunt, alerts });
      const own = incidents.findIndex(({ hosts }) => hosts.includes('host:edge-fw-a'));
      return assessments[own] ?? assessments[0];
    });
    const ranks = rounds.map((one) => (one === undefined ? -1 : CONFIDENCE.indexOf(one.confidence)));
    expect(ranks[0]).toBe(2);
    expect(ranks.at(-1)).toBeLessThan(1);
    expect(ranks.every((rank, index) => index === 0 || rank <= ranks[index - 1]!)).toBe(true);
    const reasons = rounds.map((one) => JSON.stringify(one?.evidenceFor ?? []));
    expect(new Set(reasons).size).toBeGreaterThanOrEqual(3);
  });

  test('only the intrusion that follows the published pattern fits it, and no group is more than likely', () => {
    const bands = found.assessments.map(({ actors }) => actors.find(({ actor }) => actor === VOLT_TYPHOON)?.band);
    expect(bands.slice(0, 1)).toEqual(['likely']);
    expect(bands.slice(1).every((band) => band === 'unlikely' || band === 'not-enough')).toBe(true);
  });

  test('without the logs of the firewall, the way in is named as a step that could not be seen', () => {
    const isKept = ({ host }: { readonly host: string }): boolean => !host.toLowerCase().startsWith('edge-fw');
    const coverage = hunt.observations.coverage.filter(isKept);
    const stays = (alert: Alert): boolean =>
      isKept(alert) && alert.correlation?.events.some(({ source }) => FIREWALL.test(source)) !== true;
    const leases = hunt.observations.leases.filter(({ kind }) => kind !== 'vpn');
    const observations = { ...hunt.observations, coverage, leases };
    const visibility = seeVisibility(observations, visibilityData());
    const without = judged({ ...hunt, observations, visibility, alerts: hunt.alerts.filter(stays) });
    expect(unseenOf(found)).not.toContain('edge');
    expect(unseenOf(without)).toContain('edge');
  });
});

describe('logs with holes', () => {
  test(
    'the intrusion is still one incident, and what could have happened unseen is named, not called clear',
    async () => {
      const hunt = await simulatedHunt([partOf('gaps')], { hosts: 30, days: 7, seed: 1 }, join(folder, 'holes'));
      const found = judged(hunt);
      const [result] = judge(found, hunt.truth, hunt.logs).scenarios;
      expect(result).toMatchObject({ rank: 1, pieces: 1, level: 'critical' });
      const { unseen, clean } = found.assessments[0]!;
      expect(unseen.length).toBeGreaterThan(0);
      const blind = new Set(
        hunt.visibility.behaviours.filter(({ sight }) => sight !== 'yes').map(({ title }) => title),
      );
      expect(clean.filter(({ text }) => blind.has(String(text.args.title)))).toEqual([]);
    },
    10 * MINUTES,
  );
});

describe('three weeks of administrators and an intruder in the last', () => {
  test(
    'the weekly copy of the directory and the daily round with PsExec are known after two weeks; an intruder’s first ones rank',
    async () => {
      const played = ['volt-typhoon@15', 'ransomware-crew:psexec@15'].map(partOf);
      const size = { hosts: 24, days: 22, seed: 3, routines: { remoteRound: ROUND } };
      const hunt = await simulatedHunt(played, size, join(folder, 'weeks'));
      const found = judged(hunt);
      const inIncidents = new Set(found.incidents.flatMap(({ alerts }) => alerts.map(({ ref }) => placeOf(ref))));
      const isBackup = ({ context }: Alert): boolean => /ntdsutil.*Backup/i.test(context?.commandLine ?? '');
      const lastSunday = Date.parse('2026-03-22T00:00:00Z');
      const known = hunt.alerts.filter((alert) => isBackup(alert) && (alert.timeMs ?? 0) > lastSunday);
      expect(known.length).toBeGreaterThan(0);
      expect(known.filter(({ event }) => inIncidents.has(placeOf(event)))).toEqual([]);
      expect(found.findings.some(({ usual, title }) => usual.length > 0 && /directory/i.test(title))).toBe(true);
      const own = found.incidents[0]!.alerts.filter(({ behaviours }) => behaviours.includes('ca-ntdsutil-ifm'));
      expect(own.some(({ raisedLevel }) => levelRank(raisedLevel) >= levelRank('high'))).toBe(true);

      const isRound = ({ context }: Alert): boolean => context?.commandLine?.includes(ROUND.command) === true;
      const rounds = hunt.alerts.filter((alert) => isRound(alert) && (alert.timeMs ?? 0) > lastSunday);
      expect(rounds.length).toBeGreaterThan(0);
      expect(rounds.filter(({ event }) => inIncidents.has(placeOf(event)))).toEqual([]);
      const psExec = found.findings.filter(({ ruleId }) => rounds.some(({ rule }) => rule.id === ruleId));
      expect(psExec.some(({ usual }) => usual.length > 0)).toBe(true);
      const steps = hunt.truth.steps.filter(({ behaviours }) => behaviours.includes('ex-psexec'));
      const places = steps.flatMap(({ events }) =>
        events.map(({ file, record, byteOffset }) => `${hunt.logs}/${file} ${record ?? `@${byteOffset}`}`),
      );
      expect(places.some((place) => inIncidents.has(place))).toBe(true);
    },
    10 * MINUTES,
  );
});

/** Steps that could not be seen, of the incident in which the directory was copied. */
function unseenOf({ incidents, assessments }: ReturnType<typeof judged>): readonly string[] {
  const own = incidents.findIndex(({ alerts }) =>
    alerts.some(({ behaviours, raisedLevel }) => behaviours.includes('ca-ntdsutil-ifm') && raisedLevel === 'critical'),
  );
  return assessments[own]?.unseen.map(({ behaviour }) => behaviour) ?? ['no incident'];
}

/** Two links of each kind and way of telling. */
function linksOfEachKind(links: readonly Link[]): Link[] {
  const byReason = new Map<string, Link[]>();
  for (const link of links) {
    const key = `${link.kind} ${link.reason.key}`;
    byReason.set(key, [...(byReason.get(key) ?? []), link].slice(0, 2));
  }
  return [...byReason.values()].flat();
}

/** Records that show a link beside those of the two alerts; else that of the later one. */
function shownOnlyBy({ evidence }: Link): ReadonlySet<string> {
  const beside = evidence.slice(1, -1);
  return new Set((beside.length > 0 ? beside : evidence.slice(-1)).map(placeOf));
}

function withoutRecords(hunt: SimulatedHunt, removed: ReadonlySet<string>): SimulatedHunt {
  const { observations } = hunt;
  const isLeft = (ref: EventRef): boolean => !removed.has(placeOf(ref));
  const left: Observations = {
    ...observations,
    sessions: observations.sessions.filter(({ ref }) => isLeft(ref)),
    leases: observations.leases.filter(({ ref }) => isLeft(ref)),
    processes: observations.processes.map((one) => (isLeft(one.ref) ? one : { ...one, pid: -1, logonId: '' })),
    logons: observations.logons.filter(({ firstRef }) => isLeft(firstRef)),
    relays: observations.relays.filter(({ firstRef }) => isLeft(firstRef)),
    flows: [...observations.flows].filter(({ firstRef }) => isLeft(firstRef)),
  };
  return { ...hunt, observations: left, alerts: hunt.alerts.filter(({ event }) => isLeft(event)) };
}

function placeOf({ source, record, byteOffset }: EventRef): string {
  return `${source} ${record ?? `@${byteOffset}`}`;
}
