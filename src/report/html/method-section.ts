import { levelRank } from '../../model/index.ts';
import { annex, code, folded, type Html, html, leftOut, list, table } from '../components/index.ts';
import { feedsText } from '../feed-text.ts';
import type { ReadableView } from '../readable-view.ts';
import { countText } from '../summary-layout.ts';

// Files with evidence stand with it, each with its hash; these are for whoever compares what was read, so a few pages do.
const MOST_SOURCES = 100;
const MOST_RULES = 80;

/** With what, with which rules and from which inputs this was made. */
export function methodSection({ head, zone, time, folder, file }: ReadableView): Html {
  const { tool, events, sources, rules, feeds, sinceMs, untilMs, caseFileVersion } = head;
  const read = sources.filter(({ skipped }) => skipped === undefined);
  const shown = read.slice(0, MOST_SOURCES);
  const alerted = rules.alerted.toSorted((a, b) => levelRank(b.level) - levelRank(a.level)).slice(0, MOST_RULES);
  const hashed = read.filter(({ sha256 }) => sha256 !== undefined).length;
  const facts = [
    `Made by ${tool.name} ${tool.version} from a CaseFile of version ${caseFileVersion}; times are of the zone ${zone}.`,
    `${countText(events, 'event')} read from ${countText(read.length, 'file')}${folder === '' ? '' : ` below ${folder}; paths in this report are relative to it`}.`,
    `${countText(rules.loaded, 'rule')} loaded, ${rules.bound.toLocaleString('en-US')} of them can match these logs, ${rules.rejected.length} could not be loaded.`,
    ...(feeds === undefined ? [] : [feedsText(feeds)]),
    ...(sinceMs === undefined ? [] : [`Only events from ${time(sinceMs)} on.`]),
    ...(untilMs === undefined ? [] : [`Only events before ${time(untilMs)}.`]),
    hashed === read.length
      ? `${hashed === shown.length ? 'Each input is named below with' : 'The CaseFile has for each input'} the SHA-256 of its bytes: a file with another one is not the file that was read.`
      : `The SHA-256 of ${countText(hashed, 'input')} of ${read.length.toLocaleString('en-US')} was taken.`,
    'The same logs and rules give the same report. Every alert names the file and the record or byte that it came from.',
  ];
  return html`<section id="method"><h2>Method and inputs</h2>${list(facts)}
${folded(
  html`Rules that alerted: ${rules.alerted.length}`,
  leftOut(rules.alerted.length, alerted.length, 'rule'),
  table(
    'Rules that alerted, the gravest first',
    ['Level', 'Rule', 'Id', 'Alerts'],
    alerted.map(({ level, title, id, alerts }) => [level, title, code(id), alerts]),
  ),
)}
${folded(
  html`Inputs: ${countText(read.length, 'file')}`,
  leftOut(read.length, shown.length, 'file'),
  html`<p>Formats, sizes and times stand in the CaseFile.</p>`,
  annex(
    table(
      'Inputs',
      ['File', 'Events', 'SHA-256'],
      shown.map(({ source, events: count, sha256 }) => [code(file(source)), count, code(sha256 ?? 'not taken')]),
    ),
  ),
)}</section>
`;
}
