import type { AccountScope, Argument, Assessment, CleanStatement, Incident } from '../../model/index.ts';
import { briefing } from '../briefing.ts';
import {
  annex,
  entityGraph,
  folded,
  type Html,
  html,
  isolated,
  list,
  processTree,
  rolesText,
  TECHNIQUE_NAMES,
  table,
  timeline,
} from '../components/index.ts';
import type { ReadableView } from '../readable-view.ts';
import { tacticWords } from '../tactic-words.ts';
import { alertTable, linkTable, places } from './evidence.ts';
import { answers } from './first-page.ts';
import { planSection } from './plan-section.ts';

/** All about one incident: answers, plan, pictures with equal tables, story, machines and accounts, judgement, evidence. */
export function incidentSection(incident: Incident, view: ReadableView): Html {
  const { id, level, title, story } = incident;
  const assessment = view.head.assessments?.find(({ incident: of }) => of === id);
  const tree = processTree(incident, view);
  return html`<article id="${id}"><h2><span class="${level}">${level}</span> ${view.text(title)} <span class="soft">${id}</span></h2>
${laterAnswers(incident, view)}
${planSection(incident, view)}
<h3>Timeline</h3>${timeline(incident, view)}
${alertTable(incident, view)}
<h3>How it went</h3><ol>${story.map((one) => html`<li>${view.text(one.text)} ${places(one.evidence, view)}</li>\n`)}</ol>
${stages(incident, view)}
<h3>Machines and accounts</h3>${entityGraph(incident, view)}
${machineTable(incident, view)}
${assessment === undefined ? html`` : accountTable(assessment.accounts, view)}
${tree.markup === '' ? html`` : html`<h3>What ran</h3>${tree}`}
${assessment === undefined ? html`` : assessed(assessment, view)}
${scored(incident, view)}
${linkTable(incident, view)}
</article>
`;
}

/** The answers stand on the first page for the gravest incident; what not to do and what is unseen hold for all. */
function laterAnswers(incident: Incident, view: ReadableView): Html {
  if (view.head.incidents?.[0] === incident) return html``;
  const own = briefing(incident, view).filter(({ id }) => id !== 'never' && id !== 'unseen');
  return html`${answers(own)}<p>What not to do, and what we cannot see: as on the <a href="#first-page">first page</a>.</p>`;
}

function scored({ score, scoreParts }: Incident, view: ReadableView): Html {
  const parts = scoreParts.map(
    ({ points, reason, evidence }) => html`${points}: ${view.text(reason)} ${places(evidence, view)}`,
  );
  return folded(html`Why it ranks where it does: ${score} points`, annex(list(parts)));
}

function stages({ stages: reached }: Incident, view: ReadableView): Html {
  const rows = reached.map(({ tactic, techniques, firstMs, lastMs }) => [
    html`${tacticWords(tactic)}<br><span class="soft">${tactic}</span>`,
    techniques.map((one) => `${one} ${TECHNIQUE_NAMES.get(one) ?? ''}`.trim()).join(', '),
    view.minute(firstMs),
    view.minute(lastMs),
  ]);
  return table('Stages of an intrusion that it reached', ['Stage', 'Techniques (MITRE ATT&CK)', 'From', 'To'], rows);
}

/** Machines in the order in which the story reaches them, with all their names. */
function machineTable({ hosts }: Incident, view: ReadableView): Html {
  const rows = hosts.map((id, index) => {
    const entity = view.head.entities?.find((one) => one.id === id);
    const names = entity === undefined ? [view.nameOf(id)] : [entity.name, ...entity.aliases];
    return [index + 1, isolated(view.nameOf(id)), isolated(names.join(', ')), rolesText(id, view)];
  });
  return table(
    'Machines, in the order in which it reached them',
    ['No.', 'Machine', 'All names', 'What it is for'],
    rows,
  );
}

function assessed(assessment: Assessment, view: ReadableView): Html {
  const { confidence, evidenceFor, evidenceAgainst, wouldSettle, clean, unseen, impact } = assessment;
  return html`<h3>How sure we are: ${confidence}</h3>
<h4>What speaks for an intrusion</h4>${argumentList(evidenceFor, view)}
<h4>What speaks against</h4>${argumentList(evidenceAgainst, view)}
<p>A harmless explanation would be: ${view.text(assessment.innocentExplanation)}</p>
<h4>What would settle it</h4>${list(wouldSettle.map(view.text))}
${table(
  'Services that could be affected',
  ['Service', 'Why', 'Directly'],
  impact.map(({ service, reason, isDirect, chain = [reason] }) => [
    service,
    chain.map(view.text).join('; '),
    isDirect ? 'yes' : 'no',
  ]),
)}
${folded('How it compares with published patterns', patterns(assessment, view))}
${folded(
  'Steps of the published pattern that could not have been seen here',
  table(
    'Steps that could not have been seen',
    ['Step', 'Why not'],
    unseen.map(({ title, because }) => [title, view.text(because)]),
  ),
)}
${folded('What we could have seen and did not', list(first(clean, MOST_CLEAN, (one) => cleanText(one, view))))}`;
}

// The matrix of techniques has all.
const MOST_CLEAN = 12;

function cleanText({ text, restsOn }: CleanStatement, view: ReadableView): string {
  const grounds = restsOn.length === 0 ? '' : `; rests on ${restsOn.map(view.text).join('; ')}`;
  return `${view.text(text)}${grounds}`;
}

/** The texts of the first few, and how many more there are. */
function first<Item>(items: readonly Item[], most: number, textOf: (item: Item) => string): string[] {
  const more = items.length - most;
  const texts = items.slice(0, most).map(textOf);
  return more > 0 ? [...texts, `and ${more} more`] : texts;
}

function argumentList(all: readonly Argument[], view: ReadableView): Html {
  if (all.length === 0) return html`<p>We did not find any.</p>`;
  return annex(
    list(all.map(({ text, weight, evidence }) => html`${view.text(text)} (${weight}) ${places(evidence, view)}`)),
  );
}

const ACCOUNT_WORDS: Readonly<Record<AccountScope['class'], string>> = {
  used: 'used in the incident',
  exposed: 'its secrets could be read',
  reachable: 'within reach from machines of the incident',
  'no-evidence': 'no evidence in these logs',
};

function accountTable(accounts: readonly AccountScope[], view: ReadableView): Html {
  const rows = accounts.map(({ account, class: kind, reason, evidence }) => [
    account === '*' ? 'all accounts of the directory' : isolated(view.nameOf(account)),
    ACCOUNT_WORDS[kind],
    view.text(reason),
    places(evidence, view),
  ]);
  return table('Accounts', ['Account', 'How it stands', 'Why', 'Records'], rows);
}

const MOST_REASONS = 4;

/** Of groups with too little to compare only the names: their reasons would fill pages and say nothing. */
function patterns({ actors }: Assessment, view: ReadableView): Html {
  const compared = actors.filter(({ band }) => band !== 'not-enough');
  const others = actors.filter(({ band }) => band === 'not-enough').map(({ name }) => name);
  const rows = compared.map(({ name, band, stepsSeen, stepsSeeable, reasons }) => {
    return [
      `fits what was published of ${name} in ${stepsSeen} of ${stepsSeeable} steps`,
      band,
      list(first(reasons, MOST_REASONS, ({ text }) => view.text(text))),
    ];
  });
  return html`${table('Published patterns: a likeness names nobody', ['Comparison', 'Fit', 'Why'], rows)}
${others.length === 0 ? html`` : html`<p>Not enough was seen to compare it with what was published of ${others.join(', ')}.</p>`}`;
}
