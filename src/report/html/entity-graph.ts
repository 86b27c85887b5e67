import type { Incident } from '../../model/index.ts';
import { plain } from '../case-view.ts';
import { cutToColumns } from '../safe-text.ts';
import { type Html, html, isolated, table } from './markup.ts';

/** Two entities that an incident connects. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly what: string;
  times: number;
}

const WIDTH = 960;
const BOX_WIDTH = 250;
const BOX_HEIGHT = 30;
const ROW = 48;
const MARGIN = 20;
const LABEL_COLUMNS = 32;
// A curve reaches half as far as its control point; more would leave the picture.
const MOST_BEND = 700;
// What still fits one page and can be read; the table has all.
const MOST_NODES = 24;

/** Who acted where and from where to where it went, as a picture and as a table that says the same. */
export function entityGraph(incident: Incident): Html {
  const edges = edgesOf(incident);
  const rows = edges.map(({ from, to, what, times }) => [isolated(from), isolated(to), what, times]);
  return html`<h3>Accounts and machines</h3>${picture(incident.id, edges)}
<details><summary>The connections as a table</summary>
${table(`Connections of ${incident.id}`, ['From', 'To', 'What', 'Times'], rows)}</details>`;
}

function edgesOf({ alerts, links }: Incident): Edge[] {
  const edges = new Map<string, Edge>();
  const add = (from: string, to: string, what: string, times: number): void => {
    const key = JSON.stringify([from, to, what]);
    const edge = edges.get(key);
    if (edge === undefined) edges.set(key, { from, to, what, times });
    else edge.times += times;
  };
  const hostOf = new Map(alerts.map(({ id, host }) => [id, plain(host)]));
  for (const { account, host, count } of alerts)
    if (account !== undefined && host !== '') add(plain(account), plain(host), 'acted on', count);
  for (const { from, to, kind } of links) {
    const [one, other] = [hostOf.get(from) ?? '', hostOf.get(to) ?? ''];
    if (one !== '' && other !== '' && one !== other) add(one, other, kind.replaceAll('-', ' '), 1);
  }
  return [...edges.values()];
}

/** Accounts on the left, machines on the right; what goes from machine to machine bends outwards. */
function picture(id: string, edges: readonly Edge[]): Html {
  const accounts = unique(edges.filter(({ what }) => what === 'acted on').map(({ from }) => from));
  const machines = unique(edges.flatMap(({ from, to, what }) => (what === 'acted on' ? [to] : [from, to])));
  if (machines.length === 0) return html`<p>The alerts connect no accounts and machines.</p>`;
  const height = 2 * MARGIN + ROW * Math.max(accounts.length, machines.length);
  const y = (index: number): number => MARGIN + ROW * index + BOX_HEIGHT / 2;
  const lines = edges.flatMap(({ from, to, what, times }) => {
    const end = machines.indexOf(to);
    const start = what === 'acted on' ? accounts.indexOf(from) : machines.indexOf(from);
    if (start < 0 || end < 0) return [];
    const title = html`<title>${from} ${what} ${to}, ${times} times</title>`;
    const right = 340 + BOX_WIDTH;
    const path =
      what === 'acted on'
        ? `M${MARGIN + BOX_WIDTH} ${y(start)}L340 ${y(end)}`
        : `M${right} ${y(start)}Q${right + Math.min(MOST_BEND, 60 + 40 * Math.abs(end - start))} ${(y(start) + y(end)) / 2} ${right} ${y(end)}`;
    return [html`<path class="edge" d="${path}">${title}</path>\n`];
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-graph">
<title id="${id}-graph">${accounts.length} accounts and ${machines.length} machines with their connections; the table below says the same</title>
${lines}${accounts.map((name, index) => box(name, MARGIN, y(index), 15))}${machines.map((name, index) => box(name, 340, y(index), 2))}</svg>`;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].slice(0, MOST_NODES);
}

/** Accounts have round ends, machines have corners. */
function box(name: string, x: number, y: number, radius: number): Html {
  return html`<rect class="node" x="${x}" y="${y - BOX_HEIGHT / 2}" width="${BOX_WIDTH}" height="${BOX_HEIGHT}" rx="${radius}"/><text x="${x + 12}" y="${y + 4}">${cutToColumns(name, LABEL_COLUMNS)}</text>\n`;
}
