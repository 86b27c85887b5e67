import type { Incident } from '../../model/index.ts';
import { type Answer, briefing, cannotSee, headline, nameList } from '../briefing.ts';
import { type Html, html, list } from '../components/index.ts';
import type { ReadableView } from '../readable-view.ts';
import { countText } from '../summary-layout.ts';

/** The page for those who decide: what it comes to, the gravest incident in six answers, and the others. */
export function firstPage(view: ReadableView): Html {
  const { incidents = [] } = view.head;
  const [gravest] = incidents;
  const which = incidents.length > 1 ? 'The gravest: ' : '';
  return html`<header class="page" id="first-page"><h1>${headline(view)}</h1>
<p class="soft">${basis(view)}</p>
${gravest === undefined ? nothingFound(view) : html`<h2>${which}${view.text(gravest.title)}</h2>${answers(briefing(gravest, view))}`}
${contents(incidents, view)}</header>
`;
}

/** On what all of this rests, in one line. */
function basis(view: ReadableView): string {
  const { events, sources, tool } = view.head;
  const hosts = new Set(sources.flatMap((source) => source.hosts.map(view.hostId))).size;
  const read = sources.filter(({ skipped }) => skipped === undefined);
  const times = read.flatMap(({ firstMs, lastMs }) => (firstMs === null || lastMs === null ? [] : [firstMs, lastMs]));
  // Not Math.min(...times): a call cannot have as many arguments as there may be files.
  const span =
    times.length === 0
      ? ''
      : `, from ${view.minute(times.reduce((least, one) => Math.min(least, one)))} to ${view.minute(times.reduce((most, one) => Math.max(most, one)))}`;
  return `A report of Landfall ${tool.version} from ${countText(events, 'event')} of ${countText(hosts, 'machine')} in ${countText(read.length, 'log file')}${span}. Times are of the zone ${view.zone}; landfall report --tz gives another.`;
}

/** Answers about an incident, each in a box. */
export function answers(all: readonly Answer[]): Html {
  const sections = all.map(({ id, question, sentences, isOrdered }) => {
    const items = html`${sentences.map((one) => html`<li>${one}</li>\n`)}`;
    const body = isOrdered === true ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    return html`<section class="${id}" data-answer="${id}"><h3>${question}</h3>${body}</section>\n`;
  });
  return html`<div class="answers">${sections}</div>`;
}

function nothingFound(view: ReadableView): Html {
  const first = [
    'Nothing has to be done at once.',
    'Read below what could not be seen, and set the first of the settings named there; then the next hunt sees more.',
  ];
  const never = ['Do not take this for proof that nobody was here: it says only what these logs show.'];
  const section = (id: Answer['id'], question: string, sentences: readonly string[]): Html =>
    html`<section class="${id}" data-answer="${id}"><h3>${question}</h3>${list(sentences)}</section>\n`;
  return html`<div class="answers">${section('what', 'What happened?', ['We did not see an intrusion in what we could read.'])}
${section('first', 'What do I do first?', first)}${section('never', 'What must I not do?', never)}
${section('unseen', "What can't we see?", cannotSee(view))}</div>`;
}

function contents(incidents: readonly Incident[], view: ReadableView): Html {
  const items = incidents.map((incident) => {
    const { id, level, title, firstMs, hosts, accounts } = incident;
    const who = accounts.length === 0 ? '' : `; accounts: ${nameList(accounts, view)}`;
    return html`<li><span class="${level}">${level}</span> <a href="#${id}">${view.text(title)}</a><br>
<span class="soft">since ${view.minute(firstMs)}; machines: ${hosts.length === 0 ? 'not named' : nameList(hosts, view)}${who}</span></li>\n`;
  });
  const planned = incidents.filter(({ id }) =>
    view.head.plans?.some(({ incident, steps }) => incident === id && steps.length > 0),
  );
  const links = [
    ...(incidents.length === 1 ? [html`<a href="#${incidents[0]!.id}">The incident in full</a>`] : []),
    ...planned.slice(0, 1).map(({ id }) => html`<a href="#${id}-plan">What to do, step by step</a>`),
    html`<a href="#findings">Single findings</a>`,
    html`<a href="#unseen">What we could not see</a>`,
    html`<a href="#method">Method and inputs</a>`,
  ];
  return html`${items.length < 2 ? html`` : html`<h3>All incidents, the gravest first</h3><ol class="incidents">${items}</ol>`}
<nav aria-label="Parts of this report">${list(links)}</nav>`;
}
