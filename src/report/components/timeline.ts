import { type Incident, type IncidentAlert, type Level, levelRank } from '../../model/index.ts';
import type { ReadableView } from '../readable-view.ts';
import { cutToColumns } from '../safe-text.ts';
import { countText, grouped } from '../summary-layout.ts';
import { framed, type Html, html } from './markup.ts';

const WIDTH = 960;
const LABELS = 190;
const LANE = 30;
const MARGIN = 16;
const FOOT = 28;
const LABEL_COLUMNS = 24;
// What still fits one page; the table has all.
const MOST_LANES = 30;
// Marks nearer than this, and their numbers, could not be told apart.
const LEAST_APART = 24;
const HOUR_MS = 3_600_000;
const TICK_HOURS = [1, 3, 6, 12, 24, 48, 168, 720];
const MOST_TICKS = 9;

/** Several alerts of one host that lie too near each other to be drawn apart. */
interface Mark {
  readonly host: string;
  readonly x: number;
  readonly alerts: readonly IncidentAlert[];
  readonly level: Level;
}

interface Scale {
  readonly firstMs: number;
  readonly lastMs: number;
  x(timeMs: number): number;
}

/**
 * When what happened on which host: one lane a host in the order in which the story reaches them, one mark for the alerts
 * of about one moment, and hatched stretches in which a log is missing. A picture beside a table that says the same.
 */
export function timeline({ id, alerts }: Incident, view: ReadableView): Html {
  const dated = alerts.filter(({ timeMs }) => timeMs !== null);
  const scale = scaleOf(dated.map(({ timeMs }) => timeMs!));
  if (scale === undefined) return html`<p>No alert has a time.</p>`;
  const hosts = [...new Set(alerts.map(({ host }) => view.hostId(host)))].slice(0, MOST_LANES);
  const height = 2 * MARGIN + LANE * hosts.length + FOOT;
  const y = (host: string): number => MARGIN + LANE * hosts.indexOf(host) + LANE / 2;
  const marks = marksOf(dated, scale, view).filter(({ host }) => hosts.includes(host));
  const title = `Alerts on ${countText(hosts.length, 'machine')} from ${view.minute(scale.firstMs)} to ${view.minute(scale.lastMs)}; the table below says the same`;
  const svg = html`<svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-time">
<title id="${id}-time">${title}</title>
${ticks(scale, height, view)}${gaps(hosts, scale, y, view)}
${hosts.map((host) => lane(host, y(host), view))}
${marks.map((mark) => picture(mark, y(mark.host), view))}</svg>`;
  return framed(`Timeline of ${id}`, svg);
}

function scaleOf(times: readonly number[]): Scale | undefined {
  if (times.length === 0) return undefined;
  // Not Math.min(...times): an incident may have more alerts than a call can have arguments.
  const firstMs = times.reduce((least, one) => Math.min(least, one));
  const lastMs = times.reduce((most, one) => Math.max(most, one));
  const x = (timeMs: number): number => {
    const share = lastMs === firstMs ? 0.5 : Math.min(1, Math.max(0, (timeMs - firstMs) / (lastMs - firstMs)));
    return Math.round(LABELS + MARGIN + share * (WIDTH - LABELS - 3 * MARGIN));
  };
  return { firstMs, lastMs, x };
}

function lane(host: string, y: number, { nameOf }: ReadableView): Html {
  const name = cutToColumns(host === '' ? '(not named)' : nameOf(host), LABEL_COLUMNS);
  return html`<text x="8" y="${y + 4}">${name}</text><line class="axis" x1="${LABELS}" x2="${WIDTH - MARGIN}" y1="${y}" y2="${y}"/>\n`;
}

/** The graver ones last, so that they lie on top. */
function marksOf(alerts: readonly IncidentAlert[], { x }: Scale, { hostId }: ReadableView): Mark[] {
  const marks: Mark[] = [];
  for (const [host, ofHost] of grouped(alerts, (alert) => hostId(alert.host))) {
    let near: IncidentAlert[] = [];
    for (const alert of ofHost.toSorted((a, b) => a.timeMs! - b.timeMs!)) {
      if (near.length > 0 && x(alert.timeMs!) - x(near[0]!.timeMs!) > LEAST_APART) {
        marks.push(markOf(host, near, x));
        near = [];
      }
      near.push(alert);
    }
    marks.push(markOf(host, near, x));
  }
  return marks.sort((a, b) => levelRank(a.level) - levelRank(b.level));
}

function markOf(host: string, alerts: readonly IncidentAlert[], x: Scale['x']): Mark {
  const middle = alerts.reduce((sum, { timeMs }) => sum + x(timeMs!), 0) / alerts.length;
  const level = alerts.reduce<Level>(
    (gravest, { raisedLevel }) => (levelRank(raisedLevel) > levelRank(gravest) ? raisedLevel : gravest),
    'informational',
  );
  return { host, x: Math.round(middle), alerts, level };
}

const MOST_TITLES = 4;

/** Grave alerts are squares and the others are dots, so that colour is not alone in saying it. */
function picture({ x, alerts, level }: Mark, y: number, view: ReadableView): Html {
  const titles = [...new Set(alerts.map(({ title }) => title))];
  const more = titles.length - MOST_TITLES;
  const text = titles.slice(0, MOST_TITLES).join('; ') + (more > 0 ? `; and ${more} more` : '');
  const title = html`<title>${view.minute(alerts[0]!.timeMs)}, ${countText(alerts.length, 'alert')} (${level}): ${text}</title>`;
  const many = alerts.length > 1 ? html`<text class="many" x="${x}" y="${y - 8}">${alerts.length}</text>` : html``;
  const shape =
    levelRank(level) >= levelRank('high')
      ? html`<rect class="dot ${level}" data-alerts="${alerts.length}" x="${x - 6}" y="${y - 6}" width="12" height="12">${title}</rect>`
      : html`<circle class="dot ${level}" data-alerts="${alerts.length}" cx="${x}" cy="${y}" r="5">${title}</circle>`;
  return html`${shape}${many}\n`;
}

/** Lines of the hours or days between first and last, with their times. */
function ticks(scale: Scale, height: number, view: ReadableView): Html {
  const { firstMs, lastMs, x } = scale;
  const hours = TICK_HOURS.find((one) => (lastMs - firstMs) / (one * HOUR_MS) <= MOST_TICKS) ?? 24 * 365;
  const step = hours * HOUR_MS;
  const lines: Html[] = [];
  const top = height - FOOT;
  for (
    let timeMs = Math.ceil(firstMs / step) * step;
    timeMs <= lastMs && lines.length < 2 * MOST_TICKS;
    timeMs += step
  ) {
    const [day = '', hour = ''] = view.minute(timeMs).split(' ');
    const label = hours < 24 && hour !== '00:00' ? hour : dayText(day);
    lines.push(
      html`<line class="tick" x1="${x(timeMs)}" x2="${x(timeMs)}" y1="${MARGIN / 2}" y2="${top}"/><text class="when" x="${x(timeMs)}" y="${height - 12}">${label}</text>\n`,
    );
  }
  // So short a stretch has no round hour in it.
  if (lines.length === 0)
    return html`<text class="when" x="${x(firstMs)}" y="${height - 12}">${view.minute(firstMs)}</text>`;
  return html`${lines}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `3 Mar` of `2026-03-03`: figures alone are read in two ways. */
function dayText(day: string): string {
  const [, month = '', date = ''] = day.split('-');
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? month}`;
}

/** Where a log of a host in the picture is missing for a time. */
function gaps(
  hosts: readonly string[],
  { firstMs, lastMs, x }: Scale,
  y: (host: string) => number,
  view: ReadableView,
): Html {
  const missing = (view.head.visibility?.gaps ?? []).filter(
    ({ host, fromMs, toMs }) =>
      hosts.includes(view.hostId(host)) && fromMs !== null && toMs !== null && fromMs < lastMs && toMs > firstMs,
  );
  return html`${missing.map(({ host, fromMs, toMs, message }) => {
    const [left, right] = [x(fromMs!), x(toMs!)];
    return html`<rect class="hole" x="${left}" y="${y(view.hostId(host)) - 11}" width="${Math.max(2, right - left)}" height="22"><title>Not visible: ${view.text(message)}</title></rect>\n`;
  })}`;
}
