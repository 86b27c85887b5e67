import type { Incident } from '../../model/index.ts';
import type { ReadableView } from '../readable-view.ts';
import { cutToColumns } from '../safe-text.ts';
import { countText } from '../summary-layout.ts';
import { folded, framed, type Html, html, isolated, table } from './markup.ts';

/** Two entities that an incident connects. */
interface Edge {
  /** ids of entities */
  readonly from: string;
  readonly to: string;
  readonly what: string;
  times: number;
}

const BOX_WIDTH = 240;
const BOX_HEIGHT = 34;
const ROW = 52;
const MARGIN = 20;
const MACHINES = 400;
const LABEL_COLUMNS = 30;
// More would make the boxes too small to read.
const MOST_BEND = 520;
// What still fits one page and can be read; the table has all.
const MOST_NODES = 24;
const ACTED = 'acted on';

/** Who acted where and from where to where it went, as a picture and as a table that says the same. */
export function entityGraph(incident: Incident, view: ReadableView): Html {
  const edges = edgesOf(incident, view);
  const name = (id: string): Html => isolated(view.nameOf(id));
  const rows = edges.map(({ from, to, what, times }) => [name(from), name(to), what, times]);
  return html`${picture(incident, edges, view)}
${folded('The connections as a table', table(`Connections of ${incident.id}`, ['From', 'To', 'What', 'Times'], rows))}`;
}

function edgesOf({ alerts, links }: Incident, view: ReadableView): Edge[] {
  const edges = new Map<string, Edge>();
  const add = (from: string, to: string, what: string, times: number): void => {
    const key = JSON.stringify([from, to, what]);
    const edge = edges.get(key);
    if (edge === undefined) edges.set(key, { from, to, what, times });
    else edge.times += times;
  };
  const hostOf = new Map(alerts.map(({ id, host }) => [id, view.hostId(host)]));
  for (const { account, host, count } of alerts)
    if (account !== undefined && account !== '' && host !== '')
      add(view.accountId(account), view.hostId(host), ACTED, count);
  for (const { from, to, kind } of links) {
    const [one, other] = [hostOf.get(from) ?? '', hostOf.get(to) ?? ''];
    if (one !== '' && other !== '' && one !== other) add(one, other, kind.replaceAll('-', ' '), 1);
  }
  return [...edges.values()];
}

/** Accounts on the left, machines on the right in the order in which they were reached; what leads on bends outwards. */
function picture({ id, hosts }: Incident, edges: readonly Edge[], view: ReadableView): Html {
  const accounts = firstNodes(edges.filter(({ what }) => what === ACTED).map(({ from }) => from));
  const reached = edges.flatMap(({ from, to, what }) => (what === ACTED ? [to] : [from, to]));
  const machines = firstNodes([...hosts.filter((host) => reached.includes(host)), ...reached]);
  if (machines.length === 0) return html`<p>The alerts connect no accounts and machines.</p>`;
  const height = 2 * MARGIN + ROW * Math.max(accounts.length, machines.length);
  const y = (index: number): number => MARGIN + ROW * index + BOX_HEIGHT / 2;
  const title = `${countText(accounts.length, 'account')} and ${countText(machines.length, 'machine')} with their connections; the table below says the same`;
  const drawn = lines(edges, { accounts, machines, y, arrow: `${id}-arrow` }, view);
  // A curve reaches half as far as its control point.
  const reach = Math.max(0, ...drawn.map(({ bend }) => bend)) / 2;
  const width = MACHINES + BOX_WIDTH + reach + MARGIN;
  const svg = html`<svg class="entities" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-graph">
<title id="${id}-graph">${title}</title>
<defs><marker id="${id}-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
${drawn.map(({ path }) => path)}
${accounts.map((account, index) => box(view.nameOf(account), '', MARGIN, y(index), 17))}
${machines.map((machine, index) => box(`${index + 1}  ${view.nameOf(machine)}`, rolesText(machine, view), MACHINES, y(index), 2))}</svg>`;
  return framed(`Accounts and machines of ${id}`, svg);
}

interface Layout {
  readonly accounts: readonly string[];
  readonly machines: readonly string[];
  readonly y: (index: number) => number;
  readonly arrow: string;
}

/** A line with how far its control point lies from the machines. */
interface Line {
  readonly path: Html;
  readonly bend: number;
}

function lines(edges: readonly Edge[], { accounts, machines, y, arrow }: Layout, view: ReadableView): Line[] {
  return edges.flatMap(({ from, to, what, times }) => {
    const end = machines.indexOf(to);
    const start = what === ACTED ? accounts.indexOf(from) : machines.indexOf(from);
    if (start < 0 || end < 0) return [];
    const title = html`<title>${view.nameOf(from)} ${what} ${view.nameOf(to)}, ${countText(times, 'time')}</title>`;
    const right = MACHINES + BOX_WIDTH;
    const bend = what === ACTED ? 0 : Math.min(MOST_BEND, 50 + 34 * Math.abs(end - start));
    const d =
      what === ACTED
        ? `M${MARGIN + BOX_WIDTH} ${y(start)}L${MACHINES} ${y(end)}`
        : `M${right} ${y(start)}Q${right + bend} ${(y(start) + y(end)) / 2} ${right} ${y(end)}`;
    return [{ bend, path: html`<path class="edge" marker-end="url(#${arrow})" d="${d}">${title}</path>\n` }];
  });
}

function firstNodes(ids: readonly string[]): string[] {
  return [...new Set(ids)].slice(0, MOST_NODES);
}

/** What a machine is for, as far as it is known. */
export function rolesText(id: string, { head }: ReadableView): string {
  const roles = head.entities?.find((entity) => entity.id === id)?.roles ?? [];
  return roles.map((role) => role.replaceAll('-', ' ')).join(', ');
}

/** Accounts have round ends, machines have corners. */
function box(name: string, note: string, x: number, y: number, radius: number): Html {
  const label = html`<text x="${x + 12}" y="${note === '' ? y + 4 : y - 3}">${cutToColumns(name, LABEL_COLUMNS)}</text>`;
  const second = html`<text class="note" x="${x + 12}" y="${y + 11}">${cutToColumns(note, LABEL_COLUMNS)}</text>`;
  return html`<rect class="node" x="${x}" y="${y - BOX_HEIGHT / 2}" width="${BOX_WIDTH}" height="${BOX_HEIGHT}" rx="${radius}"/>${label}${note === '' ? html`` : second}\n`;
}
