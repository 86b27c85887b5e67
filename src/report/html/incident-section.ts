import type { AccountScope, Argument, Assessment, EventRef, Incident } from '../../model/index.ts';
import { tacticWords } from '../briefing.ts';
import { type CaseView, placeText } from '../case-view.ts';
import { entityGraph } from './entity-graph.ts';
import { evidenceTable, linkTable } from './evidence.ts';
import { answers } from './first-page.ts';
import { type Html, html, isolated, list, table } from './markup.ts';
import { planSection } from './plan-section.ts';
import { timeline } from './timeline.ts';

/** All about one incident: answers, story, pictures with equal tables, score, assessment, accounts, evidence. */
export function incidentSection(incident: Incident, view: CaseView): Html {
  const { id, level, title, score } = incident;
  const assessment = view.head.assessments?.find(({ incident: of }) => of === id);
  const isFirst = view.head.incidents?.[0] === incident;
  return html`<article id="${id}"><h2><span class="${level}">${level}</span> ${view.text(title)} <span class="soft">${id}</span></h2>
${isFirst ? html`` : answers(incident, view)}
${planSection(incident, view)}
<h3>How it went</h3><ol>${incident.story.map((one) => html`<li>${view.text(one.text)} ${places(one.evidence)}</li>\n`)}</ol>
${stages(incident, view)}
${timeline(incident, view)}
${entityGraph(incident)}
<h3>Why it ranks: ${score} points</h3>
${list(incident.scoreParts.map(({ points, reason, evidence }) => html`${points}: ${view.text(reason)} ${places(evidence)}`))}
${assessment === undefined ? html`` : assessed(assessment, view)}
${linkTable(incident, view)}
${evidenceTable(incident, view)}
</article>
`;
}

function stages({ stages: reached }: Incident, view: CaseView): Html {
  const rows = reached.map(({ tactic, techniques, firstMs, lastMs }) => [
    `${tacticWords(tactic)} (${tactic})`,
    techniques.join(', '),
    view.time(firstMs),
    view.time(lastMs),
  ]);
  return table('Stages of an intrusion that it reached', ['Stage', 'ATT&CK techniques', 'From', 'To'], rows);
}

function assessed(assessment: Assessment, view: CaseView): Html {
  const { confidence, evidenceFor, evidenceAgainst, wouldSettle, clean, unseen, impact } = assessment;
  return html`<h3>How sure we are: ${confidence}</h3>
<h4>For an intrusion</h4>${argumentList(evidenceFor, view)}
<h4>Against</h4>${argumentList(evidenceAgainst, view)}
<p>Innocent explanation: ${view.text(assessment.innocentExplanation)}</p>
<h4>What would settle it</h4>${list(wouldSettle.map(view.text))}
${accountTable(assessment.accounts, view)}
${table(
  'Services that could be affected',
  ['Service', 'Why', 'Directly'],
  impact.map(({ service, reason, isDirect }) => [service, view.text(reason), isDirect ? 'yes' : 'no']),
)}
${patterns(assessment, view)}
${table(
  'Steps of the published pattern that could not have been seen here',
  ['Step', 'Why not'],
  unseen.map(({ title, because }) => [title, view.text(because)]),
)}
${clean.length === 0 ? html`` : html`<h4>What we could have seen and did not</h4>`}
${list(clean.map(({ text, restsOn }) => `${view.text(text)}${restsOn.length === 0 ? '' : `; rests on ${restsOn.map(view.text).join('; ')}`}`))}`;
}

function argumentList(all: readonly Argument[], view: CaseView): Html {
  if (all.length === 0) return html`<p>We did not find any.</p>`;
  return list(all.map(({ text, weight, evidence }) => html`${view.text(text)} (${weight}) ${places(evidence)}`));
}

const ACCOUNT_WORDS: Readonly<Record<AccountScope['class'], string>> = {
  used: 'used in the incident',
  exposed: 'its secrets could be read',
  reachable: 'within reach from machines of the incident',
  'no-evidence': 'no evidence in these logs',
};

function accountTable(accounts: readonly AccountScope[], view: CaseView): Html {
  const rows = accounts.map(({ account, class: kind, reason, evidence }) => [
    account === '*' ? 'all accounts of the directory' : isolated(view.nameOf(account)),
    ACCOUNT_WORDS[kind],
    view.text(reason),
    places(evidence),
  ]);
  return table('Accounts', ['Account', 'How it stands', 'Why', 'Records'], rows);
}

function patterns({ actors }: Assessment, view: CaseView): Html {
  const rows = actors.map(({ name, band, stepsSeen, stepsSeeable, reasons }) => [
    `fits what was published of ${name} in ${stepsSeen} of ${stepsSeeable} steps`,
    band === 'not-enough' ? 'not enough to say' : band,
    list(reasons.map(({ text }) => view.text(text))),
  ]);
  return html`${table('Published patterns: a likeness names nobody', ['Comparison', 'Fit', 'Why'], rows)}`;
}

const MOST_PLACES = 3;

/** The first records that something rests on. */
function places(evidence: readonly EventRef[]): Html {
  if (evidence.length === 0) return html``;
  const texts = [...new Set(evidence.map(placeText))];
  const more = texts.length - MOST_PLACES;
  const shown = texts.slice(0, MOST_PLACES).join('; ') + (more > 0 ? `; and ${more} more` : '');
  return html`<span class="soft">[<bdi>${shown}</bdi>]</span>`;
}
