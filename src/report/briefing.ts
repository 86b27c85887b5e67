import type { Assessment, EvictionPlan, Incident } from '../model/index.ts';
import type { CaseView } from './case-view.ts';
import { countText } from './summary-layout.ts';

/** One question of a person who has to decide, with sentences that answer it. Texts are not yet escaped for HTML. */
export interface Answer {
  readonly id: 'what' | 'where' | 'first' | 'never' | 'us' | 'unseen';
  readonly question: string;
  readonly sentences: readonly string[];
}

/** ATT&CK's tactics in words for people who do not know them. */
const TACTIC_WORDS: Readonly<Record<string, string>> = {
  reconnaissance: 'looked at the network from outside',
  'resource-development': 'prepared tools',
  'initial-access': 'got in',
  execution: 'ran commands',
  persistence: 'made sure to come back',
  'privilege-escalation': 'gained more rights',
  'defense-evasion': 'hid traces',
  stealth: 'hid traces',
  'defense-impairment': 'weakened protection',
  'credential-access': 'went for passwords',
  discovery: 'looked around',
  'lateral-movement': 'moved to other computers',
  collection: 'gathered data',
  'command-and-control': 'kept a connection',
  exfiltration: 'took data out',
  impact: 'did damage',
};

/** What a tactic means in plain words; the id itself when it is unknown. */
export function tacticWords(tactic: string): string {
  return TACTIC_WORDS[tactic] ?? tactic;
}

/** What the case comes to, as one sentence. */
export function headline({ head }: CaseView): string {
  const { incidents = [], findings = [] } = head;
  const grave = incidents.filter(({ level }) => level === 'critical' || level === 'high').length;
  if (grave > 0) return `${countText(grave, 'incident')} ${grave === 1 ? 'needs' : 'need'} a decision.`;
  if (incidents.length > 0) return `${countText(incidents.length, 'incident')} to look at when you can.`;
  const singles = findings.length === 0 ? '' : ` There ${areText(findings.length, 'single finding')}.`;
  return `We found no incident in what we could read; see what we could not read.${singles}`;
}

/** The six questions about an incident, in the order in which they are asked. */
export function briefing(incident: Incident, view: CaseView): readonly Answer[] {
  const assessment = view.head.assessments?.find(({ incident: id }) => id === incident.id);
  return [
    { id: 'what', question: 'What happened?', sentences: whatHappened(incident, assessment, view) },
    { id: 'where', question: 'Which machine first?', sentences: whichMachine(incident, view) },
    { id: 'first', question: 'What do I do first?', sentences: firstSteps(incident, assessment, view) },
    { id: 'never', question: 'What must I not do?', sentences: notToDo(incident, view) },
    { id: 'us', question: 'Could it be us?', sentences: couldBeUs(incident, assessment, view) },
    { id: 'unseen', question: "What can't we see?", sentences: cannotSee(view, assessment) },
  ];
}

function whatHappened(incident: Incident, assessment: Assessment | undefined, view: CaseView): string[] {
  const { title, firstMs, lastMs, hosts, accounts, stages } = incident;
  const steps = [...new Set(stages.map(({ tactic }) => tacticWords(tactic)))];
  const places = hosts.length === 0 ? '' : ` on ${nameList(hosts, view)}`;
  const by = accounts.length === 0 ? '' : `, with ${nameList(accounts, view)}`;
  // The stages are told in plain words already.
  const reasons = assessment?.evidenceFor.filter(({ text }) => text.key !== 'for.stages') ?? [];
  const sure = reasons.slice(0, 2).map(({ text }) => view.text(text));
  return [
    `${view.text(title)}.`,
    `From ${view.time(firstMs)} to ${view.time(lastMs)}${places}${by}.`,
    ...(steps.length === 0 ? [] : [`Someone ${joined(steps)}.`]),
    ...(assessment === undefined
      ? []
      : [`Our confidence is ${assessment.confidence}. ${sure.map(sentence).join(' ')}`]),
  ];
}

function whichMachine({ hosts, entry, now }: Incident, view: CaseView): string[] {
  const [first, ...others] = hosts;
  const keys = others.filter((id) => rolesOf(id, view).some((role) => KEY_ROLES.has(role)));
  return [
    ...(first === undefined
      ? ['The logs do not name a machine.']
      : [`Look at ${view.nameOf(first)} first: there it begins.`]),
    ...keys.map((id) => `Then at ${view.nameOf(id)}: it is a ${rolesOf(id, view).join(' and ').replaceAll('-', ' ')}.`),
    ...(entry === null ? [] : [sentence(view.text(entry.text))]),
    ...(now === null ? [] : [sentence(view.text(now.text))]),
  ];
}

const KEY_ROLES: ReadonlySet<string> = new Set([
  'domain-controller',
  'ot-adjacent',
  'crown-jewel',
  'jump-host',
  'firewall',
]);

function rolesOf(id: string, { head }: CaseView): readonly string[] {
  return head.entities?.find((entity) => entity.id === id)?.roles ?? [];
}

function firstSteps(incident: Incident, assessment: Assessment | undefined, view: CaseView): string[] {
  const { hosts, accounts } = incident;
  const plan = planOf(incident, view);
  const planned = plan?.steps.filter(({ id }) => plan.first.includes(id)) ?? [];
  if (plan !== undefined && planned.length > 0) {
    return [
      'First ask by telephone or in person whose task it was; mail and chat may be read.',
      ...planned.map(
        ({ title, byHand }) => sentence(view.text(title)) + (byHand === null ? '' : ` ${sentence(byHand)}`),
      ),
      `The other steps, ${plan.steps.length} in all, stand in the plan of ${incident.id} below. ${sentence(view.text(plan.timing))}`,
    ];
  }
  const check = assessment?.wouldSettle[0];
  const secrets = assessment?.accounts.some(({ account }) => account === '*') === true;
  const whose = accounts.length === 0 ? 'the accounts in question' : nameList(accounts, view);
  return [
    `Save the logs of ${hosts.length === 0 ? 'these machines' : nameList(hosts, view)} where none of these accounts can reach them, before they are overwritten.`,
    `Ask by telephone or in person whose task it was; mail and chat may be read.${check === undefined ? '' : ` Then check: ${sentence(view.text(check))}`}`,
    `If nobody did it: name one person who decides, call for help, and plan to lock out ${whose} and cut off the machines above together, at one time.`,
    ...(secrets
      ? [
          'The passwords of all accounts of the directory count as stolen; the plan must change the keys of the directory too.',
        ]
      : []),
  ];
}

function planOf({ id }: Incident, { head }: CaseView): EvictionPlan | undefined {
  return head.plans?.find(({ incident }) => incident === id);
}

function notToDo(incident: Incident, view: CaseView): string[] {
  const { accounts } = incident;
  const one = accounts[0] === undefined ? 'one account' : view.nameOf(accounts[0]);
  const planned = planOf(incident, view)?.notYet ?? [];
  const first =
    planned.length === 0
      ? [`Do not reset ${one} alone or block one address: it warns the intruder, who may have other ways in.`]
      : [...planned.map(sentence), 'T0 is the hour, agreed beforehand, at which everything is cut together.'];
  return [
    ...first,
    'Do not switch off, restart, clean or reinstall the machines: memory and traces would be lost.',
    'Do not cut connections to plant or control systems before those who run them have agreed.',
    'Do not log on to the machines above with an administrator of the domain: its secrets could be taken there.',
  ];
}

function couldBeUs({ usualAlerts, alerts }: Incident, assessment: Assessment | undefined, view: CaseView): string[] {
  if (assessment === undefined) return ['This was not assessed. Ask those who administer the machines above.'];
  const against = assessment.evidenceAgainst.slice(0, 3).map(({ text }) => view.text(text));
  return [
    sentence(view.text(assessment.innocentExplanation)),
    `${usualAlerts.toLocaleString('en-US')} of ${countText(alerts.length, 'alert')} are what these accounts do by habit.`,
    ...(against.length === 0 ? [] : [`What speaks for it: ${against.map(sentence).join(' ')}`]),
  ];
}

const FEW_GAPS = 3;

/** What could not be seen, with its base; for the whole case, and for an incident when its assessment is given. */
export function cannotSee({ head, text, time }: CaseView, assessment?: Assessment): string[] {
  const { sources, problems, visibility, complete } = head;
  const skipped = sources.filter((source) => source.skipped !== undefined).length;
  const blind = visibility?.behaviours.filter(({ sight }) => sight === 'no').length ?? 0;
  const gaps = visibility?.gaps ?? [];
  return [
    ...(complete ? [] : ['The run was interrupted: what is here is right, but not all.']),
    ...(assessment?.startIsOpen === true
      ? [
          `The logs do not reach back before the first sign (${time(assessment.earliestMs)}): it may have begun earlier.`,
        ]
      : []),
    ...(visibility === undefined
      ? ['Which logs are missing was not examined in this run.']
      : [
          `${blind} of ${countText(visibility.behaviours.length, 'known step')} of intruders could not have been seen in these logs.`,
        ]),
    ...gaps.slice(0, FEW_GAPS).map((gap) => sentence(text(gap.message))),
    ...(gaps.length > FEW_GAPS ? [`And ${countText(gaps.length - FEW_GAPS, 'more gap')}, listed below.`] : []),
    ...(assessment?.unseen ?? []).slice(0, FEW_GAPS).map(({ because }) => sentence(text(because))),
    `${countText(skipped, 'file')} of ${sources.length.toLocaleString('en-US')} ${skipped === 1 ? 'was' : 'were'} not read; ${countText(problems.length, 'place')} could not be read inside the others.`,
  ];
}

const MOST_NAMES = 6;

/** Names of entities, the first six and how many more. */
export function nameList(ids: readonly string[], { nameOf }: CaseView): string {
  const more = ids.length - MOST_NAMES;
  const names = ids.slice(0, MOST_NAMES).map(nameOf);
  return more > 0 ? `${names.join(', ')} and ${more} more` : joined(names);
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
