import { levelRank } from '../../model/index.ts';
import { cannotSee } from '../briefing.ts';
import { attackMatrix, code, folded, type Html, html, isolated, leftOut, list, table } from '../components/index.ts';
import type { ReadableView } from '../readable-view.ts';
import { countText } from '../summary-layout.ts';

const MOST_FINDINGS = 100;
const MOST_GAPS = 200;
const MOST_PROBLEMS = 100;
const TOLD = levelRank('medium');

/** What belongs to no incident, by rule and machine. */
export function findingSection(view: ReadableView): Html {
  const { findings = [] } = view.head;
  const shown = findings.slice(0, MOST_FINDINGS);
  const told = shown.filter(({ level }) => levelRank(level) >= TOLD);
  const others = shown.filter(({ level }) => levelRank(level) < TOLD);
  return html`<section id="findings"><h2>Single findings</h2>
${findings.length === 0 ? html`<p>We did not see any.</p>` : html`<p>Alerts that belong to no incident, by rule and machine. Most are everyday work; look at them when there is time.</p>`}
${leftOut(findings.length, shown.length, 'finding')}
${findingTable('Findings of level medium and above', told, view)}
${folded(`${countText(others.length, 'finding')} of lower levels`, findingTable('Findings of lower levels', others, view))}</section>
`;
}

function findingTable(
  caption: string,
  findings: NonNullable<ReadableView['head']['findings']>,
  view: ReadableView,
): Html {
  const rows = findings.map(({ level, title, host, alerts, firstMs, usual, examples }) => [
    html`<span class="${level}">${level}</span>`,
    html`${title}${usual.map((one) => html`<br><span class="soft">Usual here: ${view.text(one)}</span>`)}`,
    isolated(host === '' ? '(not named)' : view.hostName(host)),
    alerts,
    view.minute(firstMs),
    code(examples.slice(0, 1).map(view.place).join('')),
  ]);
  return table(caption, ['Level', 'What', 'Machine', 'Alerts', 'Since', 'An example'], rows);
}

/** What could not be seen, and the settings that would show it. */
export function visibilitySection(view: ReadableView): Html {
  const { visibility, sources, problems } = view.head;
  const skipped = sources.filter((source) => source.skipped !== undefined);
  const broken = problems.slice(0, MOST_PROBLEMS);
  const matrix = attackMatrix(view);
  return html`<section id="unseen"><h2>What we could not see</h2>${list(cannotSee(view))}
${visibility === undefined ? html`` : gapTables(view)}
${matrix.markup === '' ? html`` : html`<h3>Known techniques of intruders: seen, and not to be seen</h3>${matrix}`}
${visibility === undefined ? html`` : behaviourTable(view)}
${table(
  'Files that were not read',
  ['File', 'Why'],
  skipped.map(({ source, skipped: why }) => [code(view.file(source)), why ?? '']),
)}
${leftOut(problems.length, broken.length, 'problem')}
${table(
  'What could not be read',
  ['File', 'Byte', 'Code', 'What'],
  broken.map(({ source, byteOffset, code: name, message }) => [
    code(view.file(source)),
    byteOffset ?? '',
    name,
    message,
  ]),
)}</section>
`;
}

function gapTables(view: ReadableView): Html {
  const { gaps, fixes, gapsLeftOut } = view.head.visibility!;
  const shown = gaps.slice(0, MOST_GAPS);
  const moment = (timeMs: number | null): string => (timeMs === null ? 'all the time' : view.minute(timeMs));
  return html`${leftOut(gaps.length + gapsLeftOut, shown.length, 'gap')}
${table(
  'Gaps in the logs',
  ['Machine', 'Log', 'From', 'To', 'What'],
  shown.map(({ host, log, fromMs, toMs, message }) => [
    isolated(view.hostName(host)),
    log,
    moment(fromMs),
    moment(toMs),
    view.text(message),
  ]),
)}
${table(
  'Settings that would show more',
  ['Setting', 'Product', 'How', 'What it costs', 'Source'],
  fixes.map(({ title, product, setting, cost, source }) => [
    ...[title, product, html`${setting.map((line) => html`${code(line)}<br>`)}`, cost, source],
  ]),
)}`;
}

function behaviourTable({ head, text }: ReadableView): Html {
  const blind = (head.visibility?.behaviours ?? []).filter(({ sight }) => sight !== 'yes');
  const rows = blind.map(({ title, techniques, hostsSeeing, hostsInAll, because }) => [
    ...[title, techniques.join(', '), `${hostsSeeing} of ${hostsInAll}`, text(because)],
  ]);
  return folded(
    html`Steps of intruders that could be seen only in part or not at all: ${blind.length}`,
    table('Steps seen in part or not at all', ['Step', 'Techniques', 'Machines where it could be seen', 'Why'], rows),
  );
}
