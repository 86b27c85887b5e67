import type { EventRef, Incident, IncidentAlert } from '../../model/index.ts';
import { plain } from '../case-view.ts';
import {
  code,
  folded,
  type Html,
  type HtmlValue,
  html,
  isolated,
  leftOut,
  list,
  moment,
  table,
} from '../components/index.ts';
import { valueText } from '../field-text.ts';
import type { ReadableView } from '../readable-view.ts';
import { countText } from '../summary-layout.ts';

// A file of a few megabytes opens on any machine; the CaseFile holds all.
const MOST_ALERTS = 300;
const MOST_LINKS = 40;
const MOST_PLACES = 3;
const HASH_DIGITS = 16;

/** Every alert with time, machine, account, rule, matched values, file, record and byte: what the timeline shows. */
export function alertTable(incident: Incident, view: ReadableView): Html {
  const { id, alerts } = incident;
  const shown = alerts.slice(0, MOST_ALERTS);
  const hashes = new Map(
    view.head.sources.flatMap(({ source, sha256 }) => (sha256 === undefined ? [] : [[source, sha256]])),
  );
  const rows = shown.map((alert) => [
    html`<span id="${id}-${alert.id}">${moment(view.time(alert.timeMs))}</span>`,
    html`${isolated(alert.host === '' ? '(not named)' : view.hostName(alert.host))}${
      alert.account === undefined ? '' : html`<br>${isolated(view.accountName(alert.account))}`
    }`,
    html`${alert.title}${alert.count > 1 ? ` (${alert.count} times)` : ''}${raised(alert, view)}`,
    html`${matched(alert, view)}<span class="soft">rule ${code(alert.ruleId)}</span>`,
    html`${code(view.place(alert.ref))}${hashText(hashes.get(alert.ref.source))}`,
  ]);
  const columns = ['Time', 'Machine and account', 'What', 'What matched', 'Where it stands'];
  return folded(
    html`Evidence, in order of time: ${countText(alerts.length, 'alert')} with matched values, file and record`,
    leftOut(alerts.length, shown.length, 'alert'),
    table(`Evidence of ${id}`, columns, rows),
    fileTable(incident, hashes, view),
  );
}

function raised({ level, raisedLevel, raisedBecause }: IncidentAlert, view: ReadableView): Html {
  const why = raisedBecause.length === 0 ? '' : `: ${raisedBecause.map(view.text).join('; ')}`;
  return html`<br><span class="${raisedLevel}">${raisedLevel}</span>${level === raisedLevel ? '' : ` (was ${level})`}${why}`;
}

function matched(alert: IncidentAlert, view: ReadableView): HtmlValue {
  const whole = view.alertOf(alert);
  if (whole === undefined) return code(alert.summary);
  return list(
    whole.because.map(({ field, value }) => {
      const text = code(valueText(value));
      return field === '' ? text : html`${plain(field)} = ${text}`;
    }),
  );
}

function hashText(sha256: string | undefined): Html {
  return sha256 === undefined
    ? html``
    : html`<br><span class="soft">SHA-256 ${code(`${sha256.slice(0, HASH_DIGITS)}…`)}</span>`;
}

/** The files in which the records lie, each with its whole hash. */
function fileTable({ id, alerts }: Incident, hashes: ReadonlyMap<string, string>, view: ReadableView): Html {
  const counts = new Map<string, number>();
  for (const { ref } of alerts) counts.set(ref.source, (counts.get(ref.source) ?? 0) + 1);
  const rows = [...counts].map(([source, count]) => [
    code(view.file(source)),
    count,
    code(hashes.get(source) ?? 'not taken'),
  ]);
  return table(`Files of the evidence of ${id}`, ['File', 'Alerts', 'SHA-256'], rows);
}

/** Why the alerts are one incident: the strongest links with their reasons. */
export function linkTable(incident: Incident, view: ReadableView): Html {
  const { id, links, alerts } = incident;
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const end = (alertId: string): string => {
    const alert = byId.get(alertId);
    return alert === undefined ? alertId : `${view.minute(alert.timeMs)}, ${view.hostName(alert.host)}: ${alert.title}`;
  };
  const shown = links.toSorted((a, b) => b.weight - a.weight).slice(0, MOST_LINKS);
  const rows = shown.map(({ from, to, reason, weight, evidence }) => [
    end(from),
    end(to),
    view.text(reason),
    weight.toFixed(2),
    html`${code(evidence.slice(0, 2).map(view.place).join('; '))}`,
  ]);
  return folded(
    html`Why these belong together: ${countText(links.length, 'link')}`,
    leftOut(links.length, shown.length, 'link'),
    table(`Links of ${id}, the strongest first`, ['One', 'Other', 'Reason', 'Weight 0 to 1', 'Records'], rows),
  );
}

/** The first records that something rests on. */
export function places(evidence: readonly EventRef[], view: ReadableView): Html {
  if (evidence.length === 0) return html``;
  const texts = [...new Set(evidence.map(view.place))];
  const more = texts.length - MOST_PLACES;
  const shown = texts.slice(0, MOST_PLACES).join('; ') + (more > 0 ? `; and ${more} more` : '');
  return html`<span class="soft">[<bdi>${shown}</bdi>]</span>`;
}
