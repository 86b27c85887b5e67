import type { Incident, IncidentAlert } from '../../model/index.ts';
import { type CaseView, placeText, plain } from '../case-view.ts';
import { valueText } from '../field-text.ts';
import { countText } from '../summary-layout.ts';
import { type Html, html, isolated, list, table } from './markup.ts';

// A file of a few megabytes opens on any machine; the CaseFile holds all.
const MOST_ALERTS = 300;
const MOST_LINKS = 100;

/** The alerts of an incident in the order in which all its tables and pictures show them. */
export function shownAlerts({ alerts }: Incident): readonly IncidentAlert[] {
  return alerts.slice(0, MOST_ALERTS);
}

/** Every alert with rule, matched values, file, record and byte. */
export function evidenceTable(incident: Incident, view: CaseView): Html {
  const shown = shownAlerts(incident);
  const rows = shown.map((alert) => [
    html`<span id="${incident.id}-${alert.id}">${view.time(alert.timeMs)}</span>`,
    html`${alert.title}<br><code>${alert.ruleId}</code>${raised(alert, view)}`,
    matched(alert, view),
    html`<code><bdi>${placeText(alert.ref)}</bdi></code>`,
  ]);
  return html`<details><summary>Evidence: ${countText(incident.alerts.length, 'alert')} with file, record and matched values</summary>
${leftOut(incident.alerts.length, shown.length, 'alert')}
${table(`Evidence of ${incident.id}`, ['Time', 'Rule', 'What matched', 'Where it stands'], rows)}</details>`;
}

function raised({ level, raisedLevel, raisedBecause }: IncidentAlert, view: CaseView): Html {
  const why = raisedBecause.length === 0 ? '' : `: ${raisedBecause.map(view.text).join('; ')}`;
  return html`<br><span class="${raisedLevel}">${raisedLevel}</span>${level === raisedLevel ? '' : ` (was ${level})`}${why}`;
}

function matched(alert: IncidentAlert, view: CaseView): Html {
  const whole = view.alertOf(alert);
  if (whole === undefined) return isolated(alert.summary);
  return list(
    whole.because.map(({ field, value }) => {
      const text = html`<code><bdi>${valueText(value)}</bdi></code>`;
      return field === '' ? text : html`${plain(field)} = ${text}`;
    }),
  );
}

/** Why the alerts are one incident: the strongest links with their reasons. */
export function linkTable(incident: Incident, view: CaseView): Html {
  const { links, alerts } = incident;
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const end = (id: string): string => {
    const alert = byId.get(id);
    return alert === undefined ? id : `${view.time(alert.timeMs)}: ${alert.title}, ${alert.host}`;
  };
  const shown = links.toSorted((a, b) => b.weight - a.weight).slice(0, MOST_LINKS);
  const rows = shown.map(({ from, to, reason, weight, evidence }) => [
    end(from),
    end(to),
    view.text(reason),
    weight.toFixed(2),
    html`<code><bdi>${evidence.slice(0, 2).map(placeText).join('; ')}</bdi></code>`,
  ]);
  return html`<details><summary>Why these belong together: ${countText(links.length, 'link')}</summary>
${leftOut(links.length, shown.length, 'link')}
${table(`Links of ${incident.id}, the strongest first`, ['One', 'Other', 'Reason', 'Weight 0 to 1', 'Records'], rows)}</details>`;
}

/** Says how many of something are shown; nothing when all are. */
export function leftOut(inAll: number, shown: number, noun: string): Html {
  if (inAll === shown) return html``;
  return html`<p>${shown} of ${countText(inAll, noun)} are shown; the CaseFile holds all.</p>`;
}
