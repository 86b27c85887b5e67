import { type HostRole, type IncidentAlert, type Level, levelRank, type Msg, msg } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';

const MAX_SUMMARY = 400;

/** The level of an alert that is no more than practice here. */
export interface Lowered {
  readonly level: Level;
  readonly because: Msg;
}

/**
 * A point as it stands in an incident, its level raised where its host makes it more serious.
 * @param sentTo keys of other hosts on which its command was to run
 */
export function incidentAlert(
  point: AlertPoint,
  roles: readonly HostRole[],
  lowered: Lowered | undefined,
  sentTo: readonly string[],
): IncidentAlert {
  const { alert, notes, count, targetAccounts } = point;
  const { level, because } = levelOf(point, roles, lowered);
  const { techniques, tactics } = attackOf(alert.rule.tags);
  const account = alert.context?.account ?? alert.context?.targetAccount;
  return {
    id: point.id,
    ruleId: alert.rule.id,
    title: alert.rule.title,
    level: alert.rule.level,
    raisedLevel: level,
    raisedBecause: because,
    timeMs: alert.timeMs,
    // What the log does not say may be told by the folder it lies in.
    host: alert.host === '' ? point.host : alert.host,
    ...(account === undefined ? {} : { account }),
    ...(targetAccounts.size === 0 ? {} : { targetAccounts: [...targetAccounts] }),
    ...(sentTo.length === 0 ? {} : { sentTo: sentTo.map((host) => `host:${host}`) }),
    behaviours: notes?.behaviours ?? [],
    techniques,
    tactics,
    ref: alert.event,
    summary: summaryOf(point),
    count,
  };
}

/** The level of a point on a host of some roles, and why it is another than that of its rule. */
export function levelOf(
  point: AlertPoint,
  roles: readonly HostRole[],
  lowered: Lowered | undefined,
): { readonly level: Level; readonly because: readonly Msg[] } {
  return lowered === undefined ? raised(point, roles) : { level: lowered.level, because: [lowered.because] };
}

const known = new WeakMap<readonly string[], Pick<IncidentAlert, 'techniques' | 'tactics'>>();

/** Alerts of one rule share what its tags say. */
function attackOf(tags: readonly string[]): Pick<IncidentAlert, 'techniques' | 'tactics'> {
  const attack = known.get(tags) ?? { techniques: techniquesOf(tags), tactics: tacticsOf(tags) };
  known.set(tags, attack);
  return attack;
}

/** Techniques as rules tag them, `T1003.003`. */
export function techniquesOf(tags: readonly string[]): string[] {
  return tags.filter((tag) => /^attack\.t\d{4}/i.test(tag)).map((tag) => tag.slice('attack.'.length).toUpperCase());
}

/** Tactics of ATT&CK as rules tag them, `credential-access`; v19 has two for what v18 called defense evasion. */
export function tacticsOf(tags: readonly string[]): string[] {
  const tactics = tags
    .filter((tag) => /^attack\.[a-z_-]+$/i.test(tag) && !/^attack\.[gst]\d/i.test(tag))
    .map((tag) => tag.slice('attack.'.length).toLowerCase().replaceAll('_', '-'));
  return [...new Set(tactics.map((tactic) => (V19.has(tactic) ? 'defense-evasion' : tactic)))];
}

const V19: ReadonlySet<string> = new Set(['stealth', 'defense-impairment']);

function raised(
  { alert, notes }: AlertPoint,
  roles: readonly HostRole[],
): { readonly level: Level; readonly because: readonly Msg[] } {
  let { level } = alert.rule;
  const because: Msg[] = [];
  for (const rise of notes?.rises ?? []) {
    if (!roles.some((role) => role === rise.when) || levelRank(rise.level) <= levelRank(level)) continue;
    level = rise.level;
    because.push(msg('raised.role', { host: alert.host, role: rise.when, level: rise.level }));
  }
  return { level, because };
}

function summaryOf({ alert: { because, context } }: AlertPoint): string {
  const text = context?.commandLine ?? because.map(({ field, value }) => `${field}=${String(value)}`).join('; ');
  return text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY)}…` : text;
}
