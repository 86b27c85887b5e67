import {
  type Alert,
  type AlertContext,
  alertId,
  byCodePoint,
  type EventRef,
  fileName,
  type RuleNotes,
} from '../model/index.ts';
import { actorOf } from './account-names.ts';
import type { Names } from './names.ts';

/** One alert as it takes part in correlation: twins (one thing in two logs) and repetitions are one. */
export interface AlertPoint {
  readonly index: number;
  /** that of its first alert */
  readonly id: string;
  readonly alert: Alert;
  readonly notes: RuleNotes | undefined;
  /** keys of `Names` */
  readonly host: string;
  readonly account: string | undefined;
  /** `account`, or `system` for the host itself under any of its names */
  readonly actor: string | undefined;
  /** what was done, without what varies from time to time; empty when the event does not say */
  readonly pattern: string;
  /** how many alerts it stands for, and the records of the first of them */
  count: number;
  twins: readonly Alert[];
  /** as logged, to whom or with whom it was done in any of them; 1,000 at most */
  targetAccounts: ReadonlySet<string>;
  lastMs: number | null;
}

// Sysmon and Security write one process start within a second or two; the same tool run again within ten minutes says
// nothing new.
const TWIN_MS = 10 * 60_000;
const MOST_TWINS = 8;
// One tool may ask for the tickets of all services of a domain.
const MOST_TARGETS = 1_000;

/**
 * Sorts alerts by time and puts together those of one rule by one account on one host with the same program that are
 * minutes apart.
 */
export function alertPoints(
  alerts: readonly Alert[],
  notesOf: (rule: Alert['rule']) => RuleNotes | undefined,
  names: Names,
): AlertPoint[] {
  const points: AlertPoint[] = [];
  const open = new Map<string, AlertPoint>();
  const named = accountNamer(names);
  for (const logged of alerts.toSorted(byTime)) {
    const alert = named(logged);
    const { rule, context } = alert;
    const host = alert.host === '' ? names.hostOfSource(alert.event.source) : names.host(alert.host);
    const account = context?.account === undefined ? undefined : names.account(context.account);
    const actor = context?.account === undefined ? undefined : actorOf(context.account, host, names);
    const key = [rule.id, rule.title, host, actor ?? '', subject(alert)].join('\n');
    const known = open.get(key);
    if (known !== undefined && isClose(known.lastMs, alert.timeMs)) {
      known.count++;
      known.lastMs = alert.timeMs ?? known.lastMs;
      addTarget(known, alert);
      if (known.twins.length < MOST_TWINS) known.twins = [...known.twins, alert];
      continue;
    }
    const [id, index, notes, pattern] = [alertId(alert), points.length, notesOf(rule), patternOf(alert)];
    const [count, twins, targetAccounts, lastMs] = [1, NO_TWINS, NO_TARGETS, alert.timeMs];
    // There are a hundred thousand: written out they take less room than put together from parts.
    const point = { index, id, alert, notes, host, account, actor, pattern, count, twins, targetAccounts, lastMs };
    addTarget(point, alert);
    points.push(point);
    open.set(key, point);
  }
  return points;
}

const NO_TWINS: readonly Alert[] = [];
const NO_TARGETS: ReadonlySet<string> = new Set();

/** Readers know accounts by their names. Alerts with one context get one again. */
function accountNamer(names: Names): (alert: Alert) => Alert {
  const known = new Map<AlertContext, AlertContext>();
  const namedIn = (context: AlertContext): AlertContext => {
    const account = names.accountName(context.account!);
    return account === context.account ? context : { ...context, account };
  };
  return (alert) => {
    const { context } = alert;
    if (context?.account === undefined) return alert;
    const named = known.get(context) ?? namedIn(context);
    known.set(context, named);
    return named === context ? alert : { ...alert, context: named };
  };
}

function addTarget(point: Pick<AlertPoint, 'targetAccounts'>, { context }: Alert): void {
  const { targetAccounts } = point;
  if (context?.targetAccount === undefined) return;
  if (targetAccounts.size === 0) point.targetAccounts = new Set([context.targetAccount]);
  else if (targetAccounts.size < MOST_TARGETS) (targetAccounts as Set<string>).add(context.targetAccount);
}

function byTime(a: Alert, b: Alert): number {
  return (
    (a.timeMs ?? Number.POSITIVE_INFINITY) - (b.timeMs ?? Number.POSITIVE_INFINITY) || byCodePoint(a.rule.id, b.rule.id)
  );
}

function subject({ context }: Alert): string {
  const text = context?.commandLine ?? context?.image ?? context?.addresses?.[0] ?? '';
  return text
    .toLowerCase()
    .replace(/["^\s]+/g, ' ')
    .slice(0, 200);
}

function patternOf({ context }: Alert): string {
  const program = context?.image === undefined ? '' : fileName(context.image);
  const what = context?.shape ?? context?.files?.[0] ?? context?.targets?.[0] ?? '';
  return `${program} ${what.replace(/\d+/g, '<n>')}`.trim();
}

function isClose(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : b - a <= TWIN_MS;
}

/** Points by their records; those of correlations are left out, which stand on a record of another rule. */
export function pointsByRecord(points: readonly AlertPoint[]): ReadonlyMap<string, readonly AlertPoint[]> {
  const byRecord = new Map<string, AlertPoint[]>();
  for (const point of points) {
    if (point.alert.correlation !== undefined) continue;
    for (const { event } of [point.alert, ...point.twins]) {
      const list = byRecord.get(placeOf(event));
      if (list === undefined) byRecord.set(placeOf(event), [point]);
      else list.push(point);
    }
  }
  return byRecord;
}

/** One record of one log. */
export function placeOf({ source, record, byteOffset }: EventRef): string {
  return `${source}\n${record ?? `@${byteOffset}`}`;
}
