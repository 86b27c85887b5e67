import type { BehaviourSight, Msg, Visibility, VisibilityFix, VisibilityGap } from '../model/index.ts';
import { messageText } from './messages.ts';
import { safeText } from './safe-text.ts';
import {
  bold,
  bounded,
  countText,
  FEW,
  grouped,
  moreNote,
  type SummaryOptions,
  spanText,
  wrap,
} from './summary-layout.ts';

const GAP_WORDS: Readonly<Record<VisibilityGap['kind'], string>> = {
  'log-missing': 'Logs that are not there, or hold nothing',
  'records-missing': 'Records that are not there',
  silent: 'Silent stretches',
  'log-cleared': 'Cleared logs',
  'rolled-over': 'Logs that begin late, because older records were overwritten',
  'setting-off': 'Settings that are off',
  'clock-jump': 'Clocks that went back',
  'clock-off': 'Clocks that are wrong',
};

/** What could be seen and what could not, for a person at a terminal: hours, gaps, behaviours, settings. */
export function visibilityText(visibility: Visibility, options: SummaryOptions): string {
  const sections = [
    headline(visibility, options),
    gridLines(visibility, options),
    gapLines(visibility, options),
    ...(['no', 'partly', 'yes'] as const).map((sight) => sightLines(visibility, sight, options)),
    fixLines(visibility, options),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What could not be seen, in a few lines at the end of a hunt. */
export function visibilitySection(visibility: Visibility, hasAlerts: boolean, options: SummaryOptions): string[] {
  const { gaps, gapsLeftOut, fixes } = visibility;
  const title = hasAlerts
    ? 'What we could not see'
    : 'We found nothing in what we could read; here is what we could not read';
  const kinds = [...grouped(gaps, ({ kind }) => kind)].map(([kind, list]) => {
    const first = list.toSorted((a, b) => b.hides.length - a.hides.length)[0]!;
    return `  ${GAP_WORDS[kind]}: ${list.length.toLocaleString('en-US')}, as ${gapText(first, options)}`;
  });
  const more = gapsLeftOut > 0 ? [`  and ${gapsLeftOut.toLocaleString('en-US')} more gaps`] : [];
  const help = fixes.slice(0, FEW).map(({ title: what }) => what.charAt(0).toLowerCase() + what.slice(1));
  return [
    bold(title, options),
    `  ${countLine(visibility)}`,
    ...kinds,
    ...more,
    ...(help.length > 0 ? [`  What would help most: ${help.join('; ')}.`] : []),
    '  landfall visibility with the same paths says where, since when, and what to set.',
  ].flatMap((line) => wrap(line, options.width));
}

function headline({ firstMs, lastMs, grid, ...visibility }: Visibility, options: SummaryOptions): string[] {
  const hosts = new Set(grid.map(({ host }) => host)).size;
  const span =
    firstMs === null || lastMs === null ? '' : `, ${spanText(firstMs, lastMs, options.timeText)} (${options.zone})`;
  const what = `${countText(grid.length, 'log')} of ${countText(hosts, 'host')}${span}.`;
  return [
    ...wrap(what, options.width).map((line) => bold(line, options)),
    ...wrap(countLine(visibility), options.width),
  ];
}

function countLine({ behaviours }: Pick<Visibility, 'behaviours'>): string {
  const count = (sight: BehaviourSight['sight']): string =>
    behaviours.filter((one) => one.sight === sight).length.toLocaleString('en-US');
  return `Of ${countText(behaviours.length, 'behaviour')} of the catalogue, ${count('yes')} could have been seen, ${count('partly')} in part, ${count('no')} not.`;
}

/** Each log: on how many hosts, and how many of the hours of the whole span; with --verbose host by host. */
function gridLines({ grid }: Visibility, options: SummaryOptions): string[] {
  if (grid.length === 0) return [];
  const rows = options.verbose
    ? grid.map(({ host, log, hoursCovered, hoursInAll }) => `  ${host}, ${log}: ${hoursCovered} of ${hoursInAll}`)
    : [...grouped(grid, ({ log }) => log)]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([log, list]) => {
          const hours = list.map(({ hoursCovered }) => hoursCovered).sort((a, b) => a - b);
          const range = hours[0] === hours.at(-1) ? `${hours[0]}` : `${hours[0]} to ${hours.at(-1)}`;
          return `  ${log}: ${countText(list.length, 'host')}, ${range} of ${list[0]!.hoursInAll}`;
        });
  return [bold('Hours with events, of the hours from the first to the last event', options), ...shown(rows, options)];
}

function gapLines({ gaps, gapsLeftOut }: Visibility, options: SummaryOptions): string[] {
  if (gaps.length === 0) return [bold('We did not find a gap in these logs.', options)];
  const total = gaps.length + gapsLeftOut;
  const lines = [...grouped(gaps, ({ kind }) => kind)].flatMap(([kind, list]) => {
    const sorted = list.toSorted((a, b) => b.hides.length - a.hides.length);
    const rows = few(sorted, options).flatMap((gap) => wrap(`    ${gapText(gap, options)}`, options.width));
    const more = options.verbose ? [] : moreNote(list.length - FEW, '    ');
    return [`  ${GAP_WORDS[kind]}: ${list.length.toLocaleString('en-US')}`, ...rows, ...more];
  });
  return [bold(countText(total, 'gap'), options), ...lines];
}

function gapText({ message, hides }: VisibilityGap, options: SummaryOptions): string {
  const hidden = options.verbose ? hides.join(', ') : countText(hides.length, 'behaviour');
  return `${sentence(message, options)}${hides.length === 0 ? '' : `; hides ${hidden}`}`;
}

const SIGHT_WORDS = {
  yes: 'could have been seen everywhere',
  partly: 'could have been seen in part',
  no: 'could not have been seen',
} as const;

function sightLines({ behaviours }: Visibility, sight: BehaviourSight['sight'], options: SummaryOptions): string[] {
  const list = behaviours.filter((one) => one.sight === sight);
  if (list.length === 0) return [];
  const head = bold(`${countText(list.length, 'behaviour')} ${SIGHT_WORDS[sight]}`, options);
  if (sight === 'yes' && !options.verbose) return [head];
  const rows = few(list, options).flatMap(({ behaviour, title, because }) => [
    ...wrap(`  ${title} (${behaviour})`, options.width),
    ...wrap(`    ${sentence(because, options)}`, options.width),
  ]);
  return [head, ...rows, ...(options.verbose ? [] : moreNote(list.length - FEW, '  '))];
}

function fixLines({ fixes }: Visibility, options: SummaryOptions): string[] {
  if (fixes.length === 0) return [];
  const rows = few(fixes, options).flatMap((fix) => fixText(fix, options));
  return [
    bold('What would close the gaps, the most useful first', options),
    ...rows,
    ...(options.verbose ? [] : moreNote(fixes.length - FEW, '  ')),
  ];
}

/** Settings are not wrapped at words: they are to be copied. */
function fixText(
  { title, product, setting, cost, retention, source, hosts }: VisibilityFix,
  options: SummaryOptions,
): string[] {
  const names = few(hosts, options).map((host) => safeText(bounded(host)));
  const more = hosts.length - names.length;
  const where =
    hosts.length === 0 ? ', where no log comes from' : `, on ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const keep = retention === '' ? '' : ` Keep: ${retention}.`;
  return [
    ...wrap(`  ${title} (${product})${where}`, options.width),
    ...setting.map((line) => `    ${line}`),
    ...wrap(`    Cost: ${cost}.${keep} Source: ${source}.`, options.width),
  ];
}

function few<Item>(items: readonly Item[], { verbose }: SummaryOptions): readonly Item[] {
  return verbose ? items : items.slice(0, FEW);
}

function shown(rows: readonly string[], options: SummaryOptions): string[] {
  const most = FEW * 3;
  const list = options.verbose ? rows : rows.slice(0, most);
  const more = options.verbose ? [] : moreNote(rows.length - most, '  ');
  return [...list.flatMap((row) => wrap(`  ${safeText(bounded(row.trim()))}`, options.width)), ...more];
}

function sentence(message: Msg, { timeText }: SummaryOptions): string {
  return messageText(message, { timeText, safe: (text) => safeText(bounded(text)) });
}
