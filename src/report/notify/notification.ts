import { type Alert, type CaseFile, type Incident, levelRank, type Msg, msg } from '../../model/index.ts';
import { addressKind } from '../ip-address.ts';
import { concealer } from '../redact/index.ts';
import { tacticWords } from '../tactic-words.ts';
import type { Tlp } from '../tlp.ts';
import { type Membership, membershipOf, type NotifiedOrganisation } from './organisation.ts';

/** One part of a notification, with what its reader may do with it. */
export interface NotificationPart {
  readonly title: Msg;
  /** of the Traffic Light Protocol 2.0 */
  readonly tlp: Tlp;
  readonly isOrdered: boolean;
  readonly lines: readonly Msg[];
}

/** What a notified organisation needs to act, and nothing of others. */
export interface Notification {
  readonly organisation: string;
  /** of the whole: no part may go further than its own label */
  readonly tlp: Tlp;
  readonly to: readonly string[];
  readonly subject: Msg;
  readonly parts: readonly NotificationPart[];
  /** hides what belongs to others; for every text of a log */
  readonly conceal: (text: string) => string;
}

/** Labels of a notification: it names systems and accounts, so that it is never for everybody. */
export const NOTIFICATION_TLPS = ['amber', 'amber+strict', 'red'] as const;

export type NotificationTlp = (typeof NOTIFICATION_TLPS)[number];

/** Whom it is for, and from whom it comes. */
export interface NotificationWish {
  readonly organisation: NotifiedOrganisation;
  readonly tlp: NotificationTlp;
  /** whom to call at the sender's, one line each */
  readonly callers: readonly string[];
  /** other organisations: nothing of them is told */
  readonly others: readonly NotifiedOrganisation[];
  /** what else is not to be told */
  readonly hidden: readonly string[];
}

const MAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;
const MOST_SIGNS = 15;
const MOST_COMMANDS = 10;
const MOST_INDICATORS = 50;

/**
 * Makes the notification of one organisation from a case that may hold others too: only alerts on its own hosts, its own
 * accounts, and addresses that belong to nobody here.
 * @returns undefined when no incident touches it
 */
export function notificationFor(caseFile: CaseFile, wish: NotificationWish): Notification | undefined {
  const { organisation, tlp } = wish;
  const hidden = [...wish.hidden, ...wish.others.flatMap((other) => wordsOf(other, caseFile))];
  const membership = membershipOf(organisation, caseFile);
  const touched = touchedBy(caseFile, membership);
  if (touched.alerts.length === 0) return undefined;
  const isHidden = new Set(hidden.map((word) => word.toLowerCase()));
  const asked = wish.hidden.map((word) => word.toLowerCase());
  const conceal = concealer(caseFile, hidden, (kind, text) => {
    const lower = text.toLowerCase();
    // A short name of another's host may begin one of ours; a word that was asked to be hidden is hidden in any name.
    if (isHidden.has(lower) || asked.some((word) => lower.includes(word))) return false;
    if (kind === 'host') return membership.hasHost(text);
    if (kind === 'account') return membership.hasAccount(text);
    if (kind === 'domain') return membership.hasDomain(text);
    return kind === 'address' && membership.hasAddress(text);
  });
  const parts = [
    part(msg('notify.what'), 'amber', whatWeSaw(touched, organisation)),
    part(msg('notify.systems'), 'amber', systems(touched, membership)),
    part(msg('notify.commands'), 'amber', commands(touched)),
    part(msg('notify.addresses'), 'green', addresses(touched, membership, isHidden)),
    part(msg('notify.techniques'), 'clear', techniques(touched)),
    part(msg('notify.first'), 'amber', firstSteps(touched, membership), true),
    part(msg('notify.never'), 'amber', neverDo(touched)),
    part(msg('notify.unseen'), 'amber', unseen(touched, membership)),
    part(msg('notify.call'), 'amber', whomToCall(wish), true),
  ];
  return {
    ...{
      organisation: organisation.name,
      tlp,
      conceal,
      subject: msg('notify.subject', { organisation: organisation.name }),
    },
    to: organisation.contacts.flatMap(({ reach }) => reach.match(MAIL) ?? []),
    parts: parts.filter(({ lines }) => lines.length > 0).map((one) => ({ ...one, tlp: stricter(one.tlp, tlp) })),
  };
}

const ADDRESS = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g;

/** What names another organisation, and its addresses that stand in the case. */
function wordsOf(other: NotifiedOrganisation, { alerts }: CaseFile): string[] {
  const { hasAddress } = membershipOf(other, { alerts: [], sources: [] });
  const seen = alerts.flatMap(({ context }) => [
    ...(context?.addresses ?? []),
    ...(context?.commandLine?.match(ADDRESS) ?? []),
  ]);
  const names = [other.name, ...(other.domains ?? []), ...other.hosts.map(({ name }) => name)];
  return [...new Set([...names, ...seen.filter(hasAddress)])].filter((word) => word !== '');
}

function part(title: Msg, tlp: Tlp, lines: readonly Msg[], isOrdered = false): NotificationPart {
  return { title, tlp, isOrdered, lines };
}

/** What may go further in itself may not when the whole is for few. */
function stricter(own: Tlp, whole: NotificationTlp): Tlp {
  return whole === 'amber' ? own : whole;
}

/** The part of a case that is the organisation's. */
interface Touched {
  readonly caseFile: CaseFile;
  readonly incidents: readonly Incident[];
  /** on its hosts, parts of incidents, dated ones in the order of time */
  readonly alerts: readonly Alert[];
}

function touchedBy(caseFile: CaseFile, membership: Membership): Touched {
  const keyOf = (ruleId: string, { source, record, byteOffset }: Alert['event']): string =>
    JSON.stringify([ruleId, source, record, byteOffset]);
  const all = new Map(caseFile.alerts.map((alert) => [keyOf(alert.rule.id, alert.event), alert]));
  const incidents: Incident[] = [];
  const alerts = new Set<Alert>();
  for (const incident of caseFile.incidents ?? []) {
    const ours = incident.alerts.flatMap(({ ruleId, ref }) => {
      const alert = all.get(keyOf(ruleId, ref));
      return alert !== undefined && membership.hasHost(alert.host) ? [alert] : [];
    });
    if (ours.length > 0) incidents.push(incident);
    for (const alert of ours) alerts.add(alert);
  }
  const sorted = [...alerts].sort((left, right) => (left.timeMs ?? Infinity) - (right.timeMs ?? Infinity));
  return { caseFile, incidents, alerts: sorted };
}

function whatWeSaw({ caseFile, incidents, alerts }: Touched, { name }: NotifiedOrganisation): Msg[] {
  const hosts = new Set(alerts.map(({ host }) => host.toLowerCase()));
  const span = { organisation: name, hosts: hosts.size, ...spanOf(alerts) };
  const confidences = incidents.map(
    ({ id }) => caseFile.assessments?.find(({ incident }) => incident === id)?.confidence,
  );
  const best = (['high', 'moderate', 'low'] as const).find((one) => confidences.includes(one));
  const tactics = incidents.flatMap(({ stages }) => stages.map(({ tactic }) => tactic));
  const seen = new Set(
    alerts.flatMap(({ rule }) => rule.tags.map((tag) => tag.replace(/^attack\./i, '').toLowerCase())),
  );
  const words = [...new Set(tactics)].filter((tactic) => seen.has(tactic)).map(tacticWords);
  const grave = [...firstOfEach(alerts, ({ rule, host }) => `${rule.id} ${host}`)].sort(byLevel);
  const shown = new Set(grave.slice(0, MOST_SIGNS));
  return [
    msg('notify.span', span),
    ...(best === undefined ? [] : [msg('notify.confidence', { confidence: best })]),
    ...(words.length === 0 ? [] : [msg('notify.stages', { stages: [...new Set(words)].join(', ') })]),
    ...alerts.filter((alert) => shown.has(alert)).map(signMessage),
    ...(grave.length > MOST_SIGNS ? [msg('notify.more-signs', { count: grave.length - MOST_SIGNS })] : []),
  ];
}

function signMessage({ timeMs, rule, host, context }: Alert): Msg {
  const args = { time: timeOf(timeMs), title: rule.title, level: rule.level, host };
  const { account = '' } = context ?? {};
  return account === '' ? msg('notify.sign', args) : msg('notify.sign.by', { ...args, account });
}

function systems({ alerts }: Touched, membership: Membership): Msg[] {
  const hosts = groupedBy(alerts, ({ host }) => [host]);
  const accounts = groupedBy(alerts, ({ context }) =>
    // Machines stand among the hosts.
    [context?.account, context?.targetAccount].filter(
      (name) => name !== undefined && !name.endsWith('$') && membership.hasAccount(name),
    ),
  );
  return [
    ...hosts.map(([host, seen]) => msg('notify.system', { host, count: seen.length, ...spanOf(seen) })),
    ...accounts.map(([account, seen]) => msg('notify.account', { account, count: seen.length, ...spanOf(seen) })),
  ];
}

function commands({ alerts }: Touched): Msg[] {
  const grave = alerts.filter(({ rule, context }) => levelRank(rule.level) >= 3 && context?.commandLine !== undefined);
  const gravest = [...firstOfEach(grave, ({ context }) => context?.commandLine ?? '')].sort(byLevel);
  return gravest
    .slice(0, MOST_COMMANDS)
    .map(({ timeMs, host, context }) =>
      msg('notify.command', { time: timeOf(timeMs), host, command: context?.commandLine ?? '' }),
    );
}

function addresses({ alerts }: Touched, membership: Membership, hidden: ReadonlySet<string>): Msg[] {
  const seen = groupedBy(alerts, ({ context }) =>
    (context?.addresses ?? []).filter((address) => {
      const isTheirs = membership.hasAddress(address) || hidden.has(address.toLowerCase());
      return addressKind(address) !== undefined && !isTheirs && !LOCAL_ADDRESS.test(address);
    }),
  );
  return seen
    .slice(0, MOST_INDICATORS)
    .map(([address, of]) => msg('notify.address', { address: defanged(address), ...spanOf(of) }));
}

// RFC 1918, 6598, 3927, 1122 (loopback, this network), 5771 (multicast); RFC 4193 and 4291 for IPv6.
const LOCAL_ADDRESS =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|127\.|0\.|2(?:2[4-9]|[3-5]\d)\.|f[cdf]|fe[89ab]|::)/i;

/** So that nobody's mail program makes a link of it. */
function defanged(address: string): string {
  return address.replace(/([.:])(?=[^.:]*$)/, '[$1]');
}

function techniques({ alerts }: Touched): Msg[] {
  const ids = alerts.flatMap(({ rule }) =>
    rule.tags.flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1] ?? []),
  );
  const unique = [...new Set(ids.map((id) => id.toUpperCase()))].sort();
  return unique.length === 0 ? [] : [msg('notify.technique', { techniques: unique.join(', ') })];
}

function firstSteps({ caseFile, incidents, alerts }: Touched, { hasHost, hasAccount }: Membership): Msg[] {
  const names = new Map((caseFile.entities ?? []).map(({ id, name }) => [id, name]));
  const planned = incidents.flatMap(({ id }) => {
    const plan = caseFile.plans?.find(({ incident }) => incident === id);
    return (plan?.steps ?? []).filter((step) => plan?.first.includes(step.id) === true);
  });
  // A step without a target speaks of the whole incident, whoever's it is.
  const unique = new Map(planned.map((step) => [step.id, step]));
  const ours = [...unique.values()].flatMap(({ title, target }) => {
    const name = target === null ? undefined : (names.get(target.entity) ?? target.name);
    if (name === undefined || !(target?.kind === 'account' ? hasAccount(name) : hasHost(name))) return [];
    const { text } = title.args;
    return typeof text === 'string' ? [msg('notify.step', { target: name, text })] : [];
  });
  const hosts = [...new Set(alerts.map(({ host }) => host))];
  return [
    msg('notify.first.talk'),
    msg('notify.first.save', { hosts: hosts.slice(0, 6).join(', ') }),
    ...ours,
    msg('notify.first.decide'),
    msg('notify.first.together'),
  ];
}

function neverDo({ caseFile, incidents }: Touched): Msg[] {
  const planned = incidents.flatMap(({ id }) => caseFile.plans?.find(({ incident }) => incident === id)?.notYet ?? []);
  return [
    ...[...new Set(planned)].map((text) => msg('notify.text', { text })),
    ...(planned.some((text) => /\bT0\b/.test(text)) ? [msg('notify.never.t0')] : []),
    msg('notify.never.off'),
    msg('notify.never.plant'),
  ];
}

function unseen({ caseFile }: Touched, { hasHost }: Membership): Msg[] {
  const sources = caseFile.sources.filter(({ hosts }) => hosts.some(hasHost));
  const hosts = new Set(sources.flatMap(({ hosts: names }) => names.filter(hasHost).map((name) => name.toLowerCase())));
  const times = sources.flatMap(({ firstMs, lastMs }) => [firstMs, lastMs].filter((time) => time !== null));
  const from = times.length === 0 ? 'time unknown' : { timeMs: Math.min(...times) };
  const to = times.length === 0 ? 'time unknown' : { timeMs: Math.max(...times) };
  return [
    msg('notify.unseen.logs', { logs: sources.length, hosts: hosts.size, from, to }),
    msg('notify.unseen.others'),
  ];
}

function whomToCall({ callers, organisation }: NotificationWish): Msg[] {
  return [
    ...callers.map((text) => msg('notify.call.us', { text })),
    ...(callers.length === 0 ? [msg('notify.call.sender')] : []),
    ...organisation.contacts.map(({ name, for: what, reach }) => msg('notify.call.own', { name, what, reach })),
    msg('notify.call.authority'),
  ];
}

/** The gravest first; equal ones stay in the order of time. */
function byLevel(left: Alert, right: Alert): number {
  return levelRank(right.rule.level) - levelRank(left.rule.level);
}

function timeOf(timeMs: number | null): string | { readonly timeMs: number } {
  return timeMs === null ? 'time unknown' : { timeMs };
}

function spanOf(alerts: readonly Alert[]): { readonly from: Msg['args'][string]; readonly to: Msg['args'][string] } {
  const times = alerts.flatMap(({ timeMs }) => (timeMs === null ? [] : [timeMs]));
  const [from = null, to = null] = times.length === 0 ? [] : [times[0], times.at(-1)];
  return { from: timeOf(from), to: timeOf(to) };
}

function firstOfEach(alerts: readonly Alert[], keyOf: (alert: Alert) => string): Iterable<Alert> {
  const firsts = new Map<string, Alert>();
  for (const alert of alerts) if (!firsts.has(keyOf(alert))) firsts.set(keyOf(alert), alert);
  return firsts.values();
}

function groupedBy(
  alerts: readonly Alert[],
  keysOf: (alert: Alert) => readonly (string | undefined)[],
): [string, readonly Alert[]][] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    for (const key of new Set(keysOf(alert))) {
      if (key === undefined || key === '') continue;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [alert]);
      else known.push(alert);
    }
  }
  return [...groups];
}
