import { plain } from '../case-view.ts';

/** Text that is HTML already; made only by `html`. */
export interface Html {
  readonly markup: string;
}

export type HtmlValue = string | number | Html | readonly HtmlValue[];

/** Markup with values in it: texts are escaped and show invisible characters, so that log text stays text. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: parts.reduce((text, part, index) => text + markupOf(values[index - 1]!) + part) };
}

function markupOf(value: HtmlValue): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(plain(value));
  return 'markup' in value ? value.markup : value.map(markupOf).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A text from a log: set apart from the direction of the text around it. */
export function isolated(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A text of machines (a command, a path, a hash): letters of one width, read from left to right. */
export function code(text: string): Html {
  return html`<code><bdi dir="ltr">${text}</bdi></code>`;
}

/** A moment as a table shows it: day above time, so that the column stays narrow. */
export function moment(text: string): Html {
  const [day = '', time = '', offset = ''] = text.split(' ');
  return html`<span class="moment">${day} ${time}</span> <span class="soft">${offset}</span>`;
}

/** A picture in a frame of its own, which scrolls sideways where the screen is narrow. */
export function framed(label: string, picture: Html): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${label}">${picture}</div>`;
}

/** A table with a caption and one header row; scrolls sideways by itself where it is wide. */
export function table(caption: string, columns: readonly string[], rows: readonly (readonly HtmlValue[])[]): Html {
  if (rows.length === 0) return html``;
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`;
}

/** A list of sentences. */
export function list(sentences: readonly HtmlValue[]): Html {
  return sentences.length === 0 ? html`` : html`<ul>${sentences.map((one) => html`<li>${one}</li>`)}</ul>`;
}

/** What is there for those who look closer: shut on the screen, open on paper. Nothing when `inside` is empty. */
export function folded(summary: HtmlValue, ...inside: readonly Html[]): Html {
  if (inside.every(({ markup }) => markup === '')) return html``;
  return html`<details><summary>${summary}</summary>\n${inside}</details>\n`;
}

/** Tables for those who look closer: in small letters. */
export function annex(...inside: readonly Html[]): Html {
  return html`<div class="annex">${inside}</div>`;
}

/** Says how many of something are shown, and where all are; nothing when all are shown. */
export function leftOut(inAll: number, shown: number, noun: string): Html {
  if (inAll === shown) return html``;
  const [some, all] = [shown, inAll].map((count) => count.toLocaleString('en-US'));
  return html`<p>${some!} of ${all!} ${noun}s are shown here; the CaseFile holds all (landfall hunt --json FILE).</p>`;
}
