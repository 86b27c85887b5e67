import { type EventRef, type Incident, type IncidentAlert, levelRank } from '../../model/index.ts';
import { plain } from '../case-view.ts';
import {
  annex,
  code,
  folded,
  type Html,
  type HtmlValue,
  html,
  isolated,
  leftOut,
  moment,
  table,
} from '../components/index.ts';
import { valueText } from '../field-text.ts';
import type { ReadableView } from '../readable-view.ts';
import { countText, grouped } from '../summary-layout.ts';

// What somebody reads on paper, some eight pages; CaseFile and CSV hold all.
const MOST_RECORDS = 100;
const MOST_LINKS = 20;
const MOST_PLACES = 3;
const MOST_VALUE = 240;

/** Alerts of several rules on one record: one thing that happened. */
interface Sighting {
  readonly first: IncidentAlert;
  readonly alerts: readonly IncidentAlert[];
  readonly gravest: IncidentAlert;
}

/**
 * What the timeline shows, each record once: time, machine, account, what the rules say of it, matched values, file, record and
 * byte. The gravest where there are many.
 */
export function alertTable(incident: Incident, view: ReadableView): Html {
  const { id, alerts } = incident;
  const all = sightingsOf(alerts);
  const shown = all.length <= MOST_RECORDS ? all : gravestOf(all);
  const hashes = new Map(
    view.head.sources.flatMap(({ source, sha256 }) => (sha256 === undefined ? [] : [[source, sha256]])),
  );
  const rows = shown.map(({ first, alerts: told, gravest }) => [
    html`${told.map(({ id: of }) => html`<span id="${id}-${of}"></span>`)}${moment(view.time(first.timeMs))}`,
    html`${isolated(first.host === '' ? '(not named)' : view.hostName(first.host))}${
      first.account === undefined ? '' : html`<br>${isolated(view.accountName(first.account))}`
    }`,
    told.map(
      (alert) =>
        html`<div>${alert.title}${alert.count > 1 ? ` (${alert.count} times)` : ''}${raised(alert, view)}</div>`,
    ),
    matched(gravest, view),
    code(view.place(first.ref)),
  ]);
  const columns = ['Time', 'Machine and account', 'What', 'What matched', 'Where it stands'];
  const what = `${countText(alerts.length, 'alert')} on ${countText(all.length, 'record')}`;
  return folded(
    html`Evidence, in order of time: ${what}, with matched values and file`,
    all.length === shown.length
      ? html``
      : html`<p>The ${shown.length} gravest of ${all.length} records are shown here; the CaseFile holds all (landfall hunt --json FILE), and so does a table (landfall report CASE --to csv).</p>`,
    annex(table(`Evidence of ${id}`, columns, rows), fileTable(incident, hashes, view)),
  );
}

/** By record, in the order of their first alert. */
function sightingsOf(alerts: readonly IncidentAlert[]): Sighting[] {
  const byRecord = grouped(alerts, ({ ref }) => `${ref.source}\n${ref.record ?? `@${ref.byteOffset}`}`);
  return Array.from(byRecord.values(), (told) => {
    const gravest = told.reduce((best, one) => (rankOf(one) > rankOf(best) ? one : best));
    return { first: told[0]!, alerts: told, gravest };
  });
}

function gravestOf(all: readonly Sighting[]): Sighting[] {
  const kept = new Set(all.toSorted((a, b) => rankOf(b.gravest) - rankOf(a.gravest)).slice(0, MOST_RECORDS));
  return all.filter((sighting) => kept.has(sighting));
}

function rankOf({ raisedLevel }: IncidentAlert): number {
  return levelRank(raisedLevel);
}

function raised({ level, raisedLevel, raisedBecause }: IncidentAlert, view: ReadableView): Html {
  const why = raisedBecause.length === 0 ? '' : `: ${raisedBecause.map(view.text).join('; ')}`;
  return html` <span class="${raisedLevel}">${raisedLevel}</span>${level === raisedLevel ? '' : ` (was ${level})`}${why}`;
}

function matched(alert: IncidentAlert, view: ReadableView): HtmlValue {
  const whole = view.alertOf(alert);
  if (whole === undefined) return code(alert.summary);
  return whole.because.map(({ field, value }) => {
    const text = code(cutTo(valueText(value), MOST_VALUE));
    return field === '' ? html`<div>${text}</div>` : html`<div>${plain(field)} = ${text}</div>`;
  });
}

function cutTo(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
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
  const { id, links, linksLeftOut = 0, alerts } = incident;
  const count = links.length + linksLeftOut;
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
    html`Why these belong together: ${countText(count, 'link')}`,
    leftOut(count, shown.length, 'link'),
    annex(table(`Links of ${id}, the strongest first`, ['One', 'Other', 'Reason', 'Weight 0 to 1', 'Records'], rows)),
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
