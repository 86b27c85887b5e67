import { type Incident, type IncidentAlert, levelRank } from '../../model/index.ts';
import { type CaseView, plain } from '../case-view.ts';
import { cutToColumns } from '../safe-text.ts';
import { leftOut, shownAlerts } from './evidence.ts';
import { type Html, html, isolated, table } from './markup.ts';

const WIDTH = 960;
const LABELS = 250;
const LANE = 28;
const MARGIN = 16;
const MOST_LANES = 30;
const LABEL_COLUMNS = 30;

/** When what happened on which host, as a picture and as a table that says the same. */
export function timeline(incident: Incident, view: CaseView): Html {
  const shown = shownAlerts(incident);
  const rows = shown.map((alert) => [
    html`<a href="#${incident.id}-${alert.id}">${view.time(alert.timeMs)}</a>`,
    isolated(alert.host),
    isolated(alert.account ?? ''),
    html`${alert.title}<br><code><bdi>${alert.summary}</bdi></code>`,
    html`<span class="${alert.raisedLevel}">${alert.raisedLevel}</span>${alert.count > 1 ? ` ×${alert.count}` : ''}`,
  ]);
  return html`<h3>Timeline</h3>${picture(incident.id, shown, view)}
<details><summary>The timeline as a table</summary>${leftOut(incident.alerts.length, shown.length, 'alert')}
${table(`Timeline of ${incident.id}`, ['Time', 'Machine', 'Account', 'What', 'Level'], rows)}</details>`;
}

function picture(id: string, alerts: readonly IncidentAlert[], view: CaseView): Html {
  // The graver ones last, so that they lie on top.
  const dated = alerts
    .filter((alert) => alert.timeMs !== null)
    .toSorted((a, b) => levelRank(a.raisedLevel) - levelRank(b.raisedLevel));
  const times = dated.map(({ timeMs }) => timeMs!);
  if (times.length === 0) return html`<p>No alert has a time.</p>`;
  const [firstMs, lastMs] = [Math.min(...times), Math.max(...times)];
  const hosts = [...new Set(alerts.map(({ host }) => host))].slice(0, MOST_LANES);
  const height = 2 * MARGIN + LANE * hosts.length + 20;
  const x = (timeMs: number): number => {
    const share = lastMs === firstMs ? 0.5 : (timeMs - firstMs) / (lastMs - firstMs);
    return Math.round(LABELS + share * (WIDTH - LABELS - 2 * MARGIN));
  };
  const y = (host: string): number => MARGIN + LANE * hosts.indexOf(host) + LANE / 2;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-time">
<title id="${id}-time">Alerts on ${hosts.length} machines from ${view.time(firstMs)} to ${view.time(lastMs)}; the table below says the same</title>
${hosts.map((host) => html`<text x="8" y="${y(host) + 4}">${cutToColumns(host === '' ? '(not named)' : plain(host), LABEL_COLUMNS)}</text><line class="axis" x1="${LABELS}" x2="${WIDTH - MARGIN}" y1="${y(host)}" y2="${y(host)}"/>\n`)}
${dated.filter(({ host }) => hosts.includes(host)).map((alert) => mark(alert, x(alert.timeMs!), y(alert.host), view))}
<text x="${LABELS}" y="${height - 8}">${view.time(firstMs)}</text><text x="${WIDTH - MARGIN}" y="${height - 8}" text-anchor="end">${view.time(lastMs)}</text>
</svg>`;
}

/** Grave alerts are squares and the others are dots, so that colour is not alone in saying it. */
function mark(alert: IncidentAlert, x: number, y: number, view: CaseView): Html {
  const title = html`<title>${view.time(alert.timeMs)}: ${alert.title} (${alert.raisedLevel})</title>`;
  const isGrave = alert.raisedLevel === 'critical' || alert.raisedLevel === 'high';
  return isGrave
    ? html`<rect class="dot ${alert.raisedLevel}" x="${x - 6}" y="${y - 6}" width="12" height="12">${title}</rect>\n`
    : html`<circle class="dot ${alert.raisedLevel}" cx="${x}" cy="${y}" r="5">${title}</circle>\n`;
}
