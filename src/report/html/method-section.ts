import type { CaseView } from '../case-view.ts';
import { countText } from '../summary-layout.ts';
import { leftOut } from './evidence.ts';
import { type Html, html, list, table } from './markup.ts';

const MOST_SOURCES = 500;

/** With what, with which rules and from which inputs this was made. */
export function methodSection({ head, zone, time }: CaseView): Html {
  const { tool, events, sources, rules, sinceMs, untilMs, caseFileVersion } = head;
  const read = sources.filter(({ skipped }) => skipped === undefined);
  const shown = read.slice(0, MOST_SOURCES);
  const range = [
    ...(sinceMs === undefined ? [] : [`Only events from ${time(sinceMs)} on.`]),
    ...(untilMs === undefined ? [] : [`Only events before ${time(untilMs)}.`]),
  ];
  const facts = [
    `Made by ${tool.name} ${tool.version} from a CaseFile of version ${caseFileVersion}; times are of the zone ${zone}.`,
    `${countText(events, 'event')} read from ${countText(read.length, 'file')}.`,
    `${countText(rules.loaded, 'rule')} loaded, ${rules.bound.toLocaleString('en-US')} of them can match these logs, ${rules.rejected.length} could not be loaded.`,
    ...range,
    'The same logs and rules give the same report. Every alert names the file and the record or byte that it came from.',
  ];
  return html`<section id="method"><h2>Method and inputs</h2>${list(facts)}
<details><summary>Rules that alerted</summary>
${table(
  'Rules that alerted',
  ['Level', 'Rule', 'Id', 'Alerts'],
  rules.alerted.map(({ level, title, id, alerts }) => [level, title, html`<code>${id}</code>`, alerts]),
)}</details>
<details><summary>Inputs: ${countText(read.length, 'file')}</summary>${leftOut(read.length, shown.length, 'file')}
${table(
  'Inputs',
  ['File', 'Format', 'Bytes', 'Events', 'From', 'To'],
  shown.map(({ source, format, sizeBytes, events: count, firstMs, lastMs }) => [
    ...[html`<bdi>${source}</bdi>`, format, sizeBytes, count, time(firstMs), time(lastMs)],
  ]),
)}</details></section>
`;
}
