import { type IncidentAlert, levelRank, msg, type Stage, type Statement } from '../model/index.ts';

// What a reader takes in at once; the timeline has all.
const MOST_STATEMENTS = 12;

/** Tactics in the order in which an intrusion goes through them. Source: ATT&CK Enterprise, order of the matrix. */
export const TACTIC_ORDER: readonly string[] = [
  ...['reconnaissance', 'resource-development', 'initial-access', 'execution', 'persistence', 'privilege-escalation'],
  ...['defense-evasion', 'credential-access', 'discovery', 'lateral-movement', 'collection', 'command-and-control'],
  ...['exfiltration', 'impact'],
];

/** The stages that alerts reached, in the order of the matrix. */
export function stagesOf(alerts: readonly IncidentAlert[]): Stage[] {
  const stages = new Map<string, { techniques: Set<string>; times: number[] }>();
  for (const { tactics, techniques, timeMs } of alerts) {
    for (const tactic of tactics) {
      const stage = stages.get(tactic) ?? { techniques: new Set<string>(), times: [] };
      for (const technique of techniques) stage.techniques.add(technique);
      if (timeMs !== null) stage.times.push(timeMs);
      stages.set(tactic, stage);
    }
  }
  return [...stages]
    .sort((a, b) => TACTIC_ORDER.indexOf(a[0]) - TACTIC_ORDER.indexOf(b[0]))
    .map(([tactic, { techniques, times }]) => ({
      ...{ tactic, techniques: [...techniques].sort() },
      firstMs: times.length === 0 ? null : Math.min(...times),
      lastMs: times.length === 0 ? null : Math.max(...times),
    }));
}

/** The story in a few sentences: the gravest new thing each, in the order of time. */
export function storyOf(alerts: readonly IncidentAlert[]): Statement[] {
  const firsts = new Map<string, IncidentAlert>();
  for (const alert of alerts) {
    const key = `${alert.behaviours[0] ?? alert.ruleId} ${alert.host}`;
    if (!firsts.has(key)) firsts.set(key, alert);
  }
  const chosen = [...firsts.values()]
    .map((alert, index) => ({ alert, index }))
    .sort((a, b) => levelRank(b.alert.raisedLevel) - levelRank(a.alert.raisedLevel) || a.index - b.index)
    .slice(0, MOST_STATEMENTS)
    .sort((a, b) => a.index - b.index);
  return chosen.map(({ alert }) => statementOf(alert, 'story.alert'));
}

/** Where it began, as far as alerts show: the first way in, else the first trace. */
export function entryOf(alerts: readonly IncidentAlert[]): Statement | null {
  const wayIn = alerts.find(({ tactics }) => tactics.includes('initial-access'));
  if (wayIn !== undefined) return statementOf(wayIn, 'entry.way-in');
  return alerts[0] === undefined ? null : statementOf(alerts[0], 'entry.first-trace');
}

/** Where the last traces are. */
export function nowOf(alerts: readonly IncidentAlert[]): Statement | null {
  const last = alerts.findLast(({ timeMs }) => timeMs !== null);
  return last === undefined ? null : statementOf(last, 'now.last-trace');
}

function statementOf(alert: IncidentAlert, key: string): Statement {
  const { title, host, account, timeMs, ref } = alert;
  const text = msg(account === undefined ? `${key}.without-account` : key, {
    ...{ title, host },
    ...(account === undefined ? {} : { account }),
    ...(timeMs === null ? {} : { time: { timeMs } }),
  });
  return { text, timeMs, evidence: [ref] };
}
