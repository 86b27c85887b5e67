import { cannotSee } from '../briefing.ts';
import type { CaseView } from '../case-view.ts';
import { placeText } from '../case-view.ts';
import { leftOut } from './evidence.ts';
import { type Html, html, list, table } from './markup.ts';

const MOST_FINDINGS = 200;
const MOST_GAPS = 200;
const MOST_PROBLEMS = 100;

/** What belongs to no incident, by rule and machine. */
export function findingSection(view: CaseView): Html {
  const { findings = [] } = view.head;
  const shown = findings.slice(0, MOST_FINDINGS);
  const rows = shown.map(({ level, title, host, alerts, firstMs, usual, examples }) => [
    html`<span class="${level}">${level}</span>`,
    title,
    html`<bdi>${host}</bdi>`,
    alerts,
    view.time(firstMs),
    usual.map(view.text).join('; '),
    html`<code><bdi>${examples.slice(0, 1).map(placeText)}</bdi></code>`,
  ]);
  const columns = ['Level', 'What', 'Machine', 'Alerts', 'Since', 'What is usual here', 'An example'];
  return html`<section id="findings"><h2>Single findings</h2>
${findings.length === 0 ? html`<p>We did not see any.</p>` : leftOut(findings.length, shown.length, 'finding')}
${table('Findings that belong to no incident', columns, rows)}</section>
`;
}

/** What could not be seen, and the settings that would show it. */
export function visibilitySection(view: CaseView): Html {
  const { visibility, sources, problems } = view.head;
  const skipped = sources.filter((source) => source.skipped !== undefined);
  const broken = problems.slice(0, MOST_PROBLEMS);
  return html`<section id="unseen"><h2>What we could not see</h2>${list(cannotSee(view))}
${visibility === undefined ? html`` : gapTables(view)}
${table(
  'Files that were not read',
  ['File', 'Why'],
  skipped.map(({ source, skipped: why }) => [html`<bdi>${source}</bdi>`, why ?? '']),
)}
${leftOut(problems.length, broken.length, 'problem')}
${table(
  'What could not be read',
  ['File', 'Byte', 'Code', 'What'],
  broken.map(({ source, byteOffset, code, message }) => [html`<bdi>${source}</bdi>`, byteOffset ?? '', code, message]),
)}</section>
`;
}

function gapTables({ head, text, time }: CaseView): Html {
  const { gaps, behaviours, fixes } = head.visibility!;
  const shown = gaps.slice(0, MOST_GAPS);
  const blind = behaviours.filter(({ sight }) => sight !== 'yes');
  return html`${leftOut(gaps.length, shown.length, 'gap')}
${table(
  'Gaps in the logs',
  ['Machine', 'Log', 'From', 'To', 'What'],
  shown.map(({ host, log, fromMs, toMs, message }) => [
    host,
    log,
    gapTime(fromMs, time),
    gapTime(toMs, time),
    text(message),
  ]),
)}
${table(
  'Steps of intruders that could be seen only in part or not at all',
  ['Step', 'Techniques', 'Machines where it could be seen', 'Why'],
  blind.map(({ title, techniques, hostsSeeing, hostsInAll, because }) => [
    ...[title, techniques.join(', '), `${hostsSeeing} of ${hostsInAll}`, text(because)],
  ]),
)}
${table(
  'Settings that would show it',
  ['Setting', 'Product', 'How', 'What it costs', 'Source'],
  fixes.map(({ title, product, setting, cost, source }) => [
    ...[title, product, html`<code>${setting.map((line) => html`${line}<br>`)}</code>`, cost, source],
  ]),
)}`;
}

function gapTime(timeMs: number | null, time: CaseView['time']): string {
  return timeMs === null ? 'all the time' : time(timeMs);
}
