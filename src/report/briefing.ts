import type {
  Assessment,
  Confidence,
  EvictionPlan,
  HostRole,
  Incident,
  IncidentAlert,
  PlanStep,
  VisibilityGap,
} from '../model/index.ts';
import { levelRank } from '../model/index.ts';
import { type CaseView, plain } from './case-view.ts';
import { notKept } from './not-kept.ts';
import type { ReadableView } from './readable-view.ts';
import { countText, grouped } from './summary-layout.ts';
import { tacticWords } from './tactic-words.ts';

/** One question of a person who has to decide, with sentences that answer it. Texts are not yet escaped for HTML. */
export interface Answer {
  readonly id: 'what' | 'where' | 'first' | 'never' | 'us' | 'unseen';
  readonly question: string;
  readonly sentences: readonly string[];
  /** they are to be done one after another */
  readonly isOrdered?: true;
}

/** What the case comes to, as one sentence. */
export function headline({ head }: CaseView): string {
  const { incidents = [], findings = [] } = head;
  const grave = incidents.filter(({ level }) => level === 'critical' || level === 'high').length;
  if (grave > 0) return `${countText(grave, 'incident')} ${grave === 1 ? 'needs' : 'need'} a decision.`;
  if (incidents.length > 0)
    return `Nothing needs a decision tonight; ${countText(incidents.length, 'incident')} to look at when you can.`;
  const singles = findings.length === 0 ? '' : ` There ${areText(findings.length, 'single finding')}.`;
  return `We found no incident in what we could read; see what we could not read.${singles}`;
}

/** The six questions about an incident, in the order in which they are asked. */
export function briefing(incident: Incident, view: ReadableView): readonly Answer[] {
  const assessment = view.head.assessments?.find(({ incident: id }) => id === incident.id);
  return [
    { id: 'what', question: 'What happened?', sentences: whatHappened(incident, assessment, view) },
    { id: 'where', question: 'Which machine first?', sentences: whichMachine(incident, view) },
    {
      id: 'first',
      question: 'What do I do first?',
      sentences: firstSteps(incident, assessment, view),
      isOrdered: true,
    },
    { id: 'never', question: 'What must I not do?', sentences: notToDo(incident, view) },
    { id: 'us', question: 'Could it be us?', sentences: couldBeUs(incident, assessment, view) },
    { id: 'unseen', question: "What can't we see?", sentences: cannotSee(view, incident) },
  ];
}

const MOST_SIGNS = 4;

function whatHappened(incident: Incident, assessment: Assessment | undefined, view: ReadableView): string[] {
  const { firstMs, lastMs, hosts, accounts, stages } = incident;
  const steps = [...new Set(stages.map(({ tactic }) => tacticWords(tactic)))];
  const places = hosts.length === 0 ? '' : ` on ${nameList(hosts, view)}`;
  const by =
    accounts.length === 0
      ? ''
      : `, with ${accounts.length === 1 ? 'the account' : 'the accounts'} ${nameList(accounts, view)}`;
  const { addresses } = incident;
  const sureness =
    assessment === undefined || assessment.confidence === 'high' ? 'Somebody' : 'It looks as if somebody';
  const services = assessment?.impact.map(({ service }) => service) ?? [];
  return [
    `${spanText(firstMs, lastMs, view)}${places}${by}.`,
    ...(steps.length === 0 ? [] : [`${sureness} ${joined(steps)}.`]),
    ...gravestSigns(incident, view).map(
      ({ title, host, timeMs }) =>
        `${view.minute(timeMs)}${host === '' ? '' : `, ${view.hostName(host)}`}: ${sentence(title)}`,
    ),
    ...(addresses.length === 0 ? [] : [`Addresses outside that are part of it: ${few(addresses.map(addressText))}.`]),
    ...(services.length === 0
      ? []
      : [`These services run on or depend on machines that it reached: ${joined(services)}.`]),
    ...(assessment === undefined ? [] : [`Our confidence that this is an intrusion is ${assessment.confidence}.`]),
  ];
}

function spanText(firstMs: number | null, lastMs: number | null, { minute }: ReadableView): string {
  const [first, last] = [minute(firstMs), minute(lastMs)];
  return first === last ? first : `From ${first} to ${last}`;
}

/** The gravest alert of each of the machines that matter most, in order of time. */
function gravestSigns({ alerts }: Incident, view: ReadableView): IncidentAlert[] {
  const gravest = new Map<string, IncidentAlert>();
  for (const alert of alerts.toSorted(byTime)) {
    const host = view.hostId(alert.host);
    const known = gravest.get(host);
    if (known === undefined || levelRank(alert.raisedLevel) > levelRank(known.raisedLevel)) gravest.set(host, alert);
  }
  const isKey = (host: string): number => (rolesOf(host, view).some((role) => KEY_ROLES.has(role)) ? 1 : 0);
  return [...gravest]
    .sort(
      ([hostA, a], [hostB, b]) =>
        levelRank(b.raisedLevel) - levelRank(a.raisedLevel) || isKey(hostB) - isKey(hostA) || byTime(a, b),
    )
    .slice(0, MOST_SIGNS)
    .map(([, alert]) => alert)
    .sort(byTime);
}

function byTime(a: IncidentAlert, b: IncidentAlert): number {
  return (a.timeMs ?? Number.POSITIVE_INFINITY) - (b.timeMs ?? Number.POSITIVE_INFINITY) || 0;
}

function whichMachine({ hosts, entry, now }: Incident, view: ReadableView): string[] {
  const [first, ...others] = hosts;
  const keys = others.filter((id) => rolesOf(id, view).some((role) => KEY_ROLES.has(role)));
  return [
    ...(first === undefined
      ? ['The logs do not name a machine.']
      : [`Look at ${view.nameOf(first)} first${roleText(first, view)}: the first sign is there.`]),
    ...[...grouped(keys, (id) => roleText(id, view))].map(
      ([role, ids]) => `Then look at ${nameList(ids, view)}${role}.`,
    ),
    ...(entry === null ? [] : [sentence(view.text(entry.text))]),
    ...(now === null ? [] : [sentence(view.text(now.text))]),
  ];
}

/** Machines that are asked about by themselves, and what they are for people who do not know. */
const KEY_ROLES: ReadonlyMap<HostRole, string> = new Map<HostRole, string>([
  ['domain-controller', 'a domain controller: it holds the passwords of everybody'],
  ['ot-adjacent', 'next to the control of the plant'],
  ['crown-jewel', 'one of those you depend on most'],
  ['jump-host', 'a jump host: the way to other networks'],
  ['firewall', 'a firewall: the door to the internet'],
]);

function rolesOf(id: string, { head }: CaseView): readonly HostRole[] {
  return head.entities?.find((entity) => entity.id === id)?.roles ?? [];
}

function roleText(id: string, view: CaseView): string {
  const words = rolesOf(id, view).flatMap((role) => KEY_ROLES.get(role) ?? []);
  return words.length === 0 ? '' : ` (${words.join('; ')})`;
}

// Accounts behind which no one person stands: those of the system, of services and machines, and groups.
const NOBODY = /^(?:NT AUTHORITY|NT SERVICE|IIS APPPOOL)\\|\$$|^(?:domain |enterprise |schema )?admin(?:istrator)?s$/i;

function firstSteps(incident: Incident, assessment: Assessment | undefined, view: ReadableView): string[] {
  const { hosts, accounts } = incident;
  const plan = planOf(incident, view);
  const check = assessment?.wouldSettle[0];
  const people = accounts.filter((id) => !NOBODY.test(view.nameOf(id)));
  const who =
    people.length === 0 ? 'those who administer the machines above' : `whoever works as ${nameList(people, view)}`;
  const ask = `Ask ${who}, by telephone or in person, whether it was their task; mail and chat may be read by others.`;
  const steps = plan?.steps.filter(({ id }) => plan.first.includes(id)) ?? [];
  if (plan !== undefined && steps.length > 0) {
    // Whoever is alarmed by everyday work does not read the next report.
    if (assessment?.confidence === 'low' && levelRank(incident.level) < levelRank('high')) {
      return [
        `${ask}${check === undefined ? '' : ` ${sentence(view.text(check))}`}`,
        'If it was their task, note who said so and when, and leave it at that.',
        `Only if nobody knows of it, begin with the plan below, ${countText(plan.steps.length, 'step')}.`,
      ];
    }
    return explained([
      ask,
      ...steps.map((step) => plannedStep(step, plan, view)),
      `If nobody knows of it, go on with the plan below, ${countText(plan.steps.length, 'step')}. ${sentence(view.text(plan.timing))}`,
    ]);
  }
  const secrets = assessment?.accounts.some(({ account }) => account === '*') === true;
  const cut = accounts.length === 0 ? 'the accounts in question' : nameList(accounts, view);
  return [
    `${ask}${check === undefined ? '' : ` Then check: ${sentence(view.text(check))}`}`,
    `Save the logs of ${hosts.length === 0 ? 'these machines' : nameList(hosts, view)} where none of these accounts can reach them, before they are overwritten.`,
    `If nobody did it: name one person who decides, call for help, and plan to lock out ${cut} and cut off the machines above together, at one time.`,
    ...(secrets
      ? [
          'The passwords of all accounts of the directory count as stolen; the plan must change the keys of the directory too.',
        ]
      : []),
  ];
}

/** Words of plans that not everybody knows, each explained where it stands first. */
const GLOSSARY: readonly (readonly [RegExp, string])[] = [
  [/\b(?<!\()T0\b/, 'T0 (the hour, agreed beforehand, at which everything is cut together)'],
  [/\bCSIRT\b/, 'CSIRT (the state’s team for computer emergencies)'],
  [/\bhash them\b/, 'hash them (note the SHA-256 of each file)'],
];

/** Sentences in which the first use of each rare word is explained. */
function explained(sentences: readonly string[]): string[] {
  const told = new Set<RegExp>();
  return sentences.map((text) => {
    let shown = text;
    for (const [word, explanation] of GLOSSARY) {
      if (told.has(word) || !word.test(shown)) continue;
      told.add(word);
      shown = shown.replace(word, explanation);
    }
    return shown;
  });
}

/** A step with its place in the plan, and how many others do the same to other targets. */
function plannedStep(step: PlanStep, plan: EvictionPlan, view: ReadableView): string {
  const { text } = step.title.args;
  const same = plan.steps.filter(({ title, phase }) => title.args.text === text && phase === step.phase).length - 1;
  const others = same === 0 ? '' : `; do the same on ${countText(same, 'other machine')} that it names`;
  const how = step.byHand === null ? '' : ` ${sentence(step.byHand)}`;
  return `${sentence(view.text(step.title))}${how} This is step ${plan.steps.indexOf(step) + 1} of the plan${others}.`;
}

function planOf({ id }: Incident, { head }: CaseView): EvictionPlan | undefined {
  return head.plans?.find(({ incident }) => incident === id);
}

function notToDo(incident: Incident, view: ReadableView): string[] {
  const { accounts } = incident;
  const one = accounts[0] === undefined ? 'one account' : view.nameOf(accounts[0]);
  const planned = planOf(incident, view)?.notYet ?? [];
  const first =
    planned.length === 0
      ? [`Do not reset ${one} alone or block one address: it warns the intruder, who may have other ways in.`]
      : explained(planned.map(sentence));
  return [
    ...first,
    'Do not switch off, restart, clean or reinstall the machines: memory and traces would be lost.',
    'Do not cut connections to plant or control systems before those who run them have agreed.',
    'Do not log on to the machines above with an administrator of the domain: its secrets could be taken there.',
  ];
}

const LIKELY: Readonly<Record<Confidence, string>> = {
  high: 'Hardly, by what we saw; but only your people know.',
  moderate: 'It may be: ask before you decide.',
  low: 'Quite possibly: ask before anything else.',
};

function couldBeUs(incident: Incident, assessment: Assessment | undefined, view: ReadableView): string[] {
  if (assessment === undefined) return ['This was not assessed. Ask those who administer the machines above.'];
  const { usualAlerts, alerts } = incident;
  const against = assessment.evidenceAgainst.slice(0, 3).map(({ text }) => view.text(text));
  const [check] = assessment.wouldSettle;
  return [
    LIKELY[assessment.confidence],
    `A harmless explanation: ${sentence(view.text(assessment.innocentExplanation))}`,
    ...(check === undefined ? [] : [`To find out: ${sentence(view.text(check))}`]),
    usualAlerts === 0
      ? `None of its ${countText(alerts.length, 'alert')} is what these accounts do by habit.`
      : `${usualAlerts.toLocaleString('en-US')} of ${countText(alerts.length, 'alert')} are what these accounts do by habit.`,
    ...(against.length === 0 ? [] : [`What speaks for it: ${against.map(sentence).join(' ')}`]),
  ];
}

const FEW_GAPS = 3;

/** What could not be seen, with its base; for the whole case, or from where one of its incidents stands. */
export function cannotSee(view: ReadableView, incident?: Incident): string[] {
  const { head, text, minute } = view;
  const { visibility, complete } = head;
  const assessment = head.assessments?.find(({ incident: id }) => id === incident?.id);
  const blind = visibility?.behaviours.filter(({ sight }) => sight === 'no').length ?? 0;
  const partly = visibility?.behaviours.filter(({ sight }) => sight === 'partly').length ?? 0;
  const near = (gap: VisibilityGap): number => nearness(gap, incident, view);
  const gaps = (visibility?.gaps ?? []).toSorted((a, b) => near(b) - near(a));
  return [
    ...(complete ? [] : ['The run was interrupted: what is here is right, but not all.']),
    ...(assessment?.startIsOpen === true
      ? [
          `The logs do not reach back before the first sign (${minute(assessment.earliestMs)}): it may have begun earlier.`,
        ]
      : []),
    ...(visibility === undefined
      ? ['Which logs are missing was not examined in this run.']
      : [
          `Of ${countText(visibility.behaviours.length, 'known step')} of intruders, ${blind} could not have been seen in these logs, and ${partly} only on some machines.`,
        ]),
    ...gaps.slice(0, FEW_GAPS).map((gap) => sentence(text(gap.message))),
    ...(gaps.length > FEW_GAPS ? [`And ${countText(gaps.length - FEW_GAPS, 'more gap')}, listed below.`] : []),
    ...unseenSteps(assessment),
    ...notKept(head),
    unread(view),
  ];
}

/** How much a gap matters for an incident: on its machines, in its time, made on purpose. */
function nearness(
  { kind, host, fromMs, toMs }: VisibilityGap,
  incident: Incident | undefined,
  view: ReadableView,
): number {
  if (incident === undefined) return 0;
  const { hosts, firstMs, lastMs } = incident;
  const isThen = (fromMs ?? firstMs ?? 0) <= (lastMs ?? 0) && (toMs ?? lastMs ?? 0) >= (firstMs ?? 0);
  const isThere = hosts.includes(view.hostId(host));
  return (kind === 'log-cleared' ? 4 : 0) + (isThere ? 2 : 0) + (isThen ? 1 : 0);
}

/** Steps of a published pattern that would have left no trace here, which is why an incident may be larger. */
function unseenSteps(assessment: Assessment | undefined): string[] {
  const titles = [...new Set((assessment?.unseen ?? []).map(({ title }) => title))];
  if (titles.length === 0) return [];
  const more = titles.length - FEW_GAPS;
  const few = titles.slice(0, FEW_GAPS).join('; ') + (more > 0 ? `; and ${more} more` : '');
  return [`Not to be seen everywhere, so it may have happened: ${few}.`];
}

function unread({ head: { sources, problems } }: CaseView): string {
  const skipped = sources.filter((source) => source.skipped !== undefined).length;
  if (skipped + problems.length === 0) return `All ${countText(sources.length, 'file')} that were given could be read.`;
  return `${countText(skipped, 'file')} of ${sources.length.toLocaleString('en-US')} ${skipped === 1 ? 'was' : 'were'} not read; ${countText(problems.length, 'place')} could not be read inside the others.`;
}

const MOST_NAMES = 6;

/** Names of entities, the first six and how many more. */
export function nameList(ids: readonly string[], { nameOf }: CaseView): string {
  return few(ids.slice(0, MOST_NAMES).map(nameOf), ids.length);
}

function few(names: readonly string[], inAll = names.length): string {
  const shown = names.slice(0, MOST_NAMES);
  const more = inAll - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : joined(shown);
}

/** Incidents name an address by itself or as the id of an entity. */
function addressText(address: string): string {
  return plain(address.replace(/^address:/, ''));
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function areText(count: number, noun: string): string {
  return `${count === 1 ? 'is' : 'are'} ${countText(count, noun)}`;
}
