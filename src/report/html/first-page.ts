import type { Incident } from '../../model/index.ts';
import { briefing, cannotSee, headline, nameList } from '../briefing.ts';
import type { CaseView } from '../case-view.ts';
import { type Html, html, list, table } from './markup.ts';

/** The page for those who decide: what it comes to, the gravest incident in six answers, and the others. */
export function firstPage(view: CaseView): Html {
  const { incidents = [] } = view.head;
  const [gravest] = incidents;
  return html`<header class="page" id="first-page"><h1>What the logs say</h1>
<p class="headline">${headline(view)}</p>
${gravest === undefined ? nothingFound(view) : html`<h2>The gravest: ${view.text(gravest.title)}</h2>${answers(gravest, view)}`}
${contents(incidents, view)}</header>`;
}

/** The six answers about an incident. */
export function answers(incident: Incident, view: CaseView): Html {
  const sections = briefing(incident, view).map(
    ({ id, question, sentences }) => html`<section class="${id}"><h3>${question}</h3>${list(sentences)}</section>\n`,
  );
  return html`<div class="answers">${sections}</div>`;
}

function nothingFound(view: CaseView): Html {
  return html`<div class="answers"><section class="unseen"><h3>What can't we see?</h3>${list(cannotSee(view))}</section></div>`;
}

function contents(incidents: readonly Incident[], view: CaseView): Html {
  const rows = incidents.map((incident) => {
    const { id, level, title, firstMs, hosts, accounts } = incident;
    const names = [nameList(hosts, view), nameList(accounts, view)];
    return [
      html`<span class="${level}">${level}</span>`,
      html`<a href="#${id}">${view.text(title)}</a>`,
      view.time(firstMs),
      ...names,
    ];
  });
  return html`${table('All incidents, the gravest first', ['Level', 'What', 'Since', 'Machines', 'Accounts'], rows)}
<p><a href="#findings">Single findings</a> · <a href="#unseen">What we could not see</a> · <a href="#method">Method and inputs</a></p>`;
}
