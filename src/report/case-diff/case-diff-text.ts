import type { CaseFile, Msg } from '../../model/index.ts';
import { caseView, plain, type ReportOptions } from '../case-view.ts';
import { bold, countText, moreNote, type SummaryOptions, spanText, wrap } from '../summary-layout.ts';
import { type CaseBasis, type CaseDiff, isSame, type NameChange } from './case-diff.ts';
import type { IncidentChange } from './incident-changes.ts';

/** Two CaseFiles and what they are called. */
export interface ComparedCases {
  readonly before: CaseFile;
  readonly after: CaseFile;
  readonly names: readonly [before: string, after: string];
}

// What fits on a screen of each kind; --verbose lists all.
const FEW_NAMES = 8;
const FEW_LINES = 10;

const HEADINGS: Readonly<Record<IncidentChange['kind'], string>> = {
  new: 'NEW',
  grown: 'GROWN',
  changed: 'CHANGED',
  gone: 'GONE',
};

/** What changed between two hunts, for a person at a terminal: incidents first. */
export function caseDiffText(diff: CaseDiff, compared: ComparedCases, options: SummaryOptions): string {
  const texts = textsOf(compared, options);
  const sections = [
    basisLines(diff, compared, options),
    ...(isSame(diff) ? [['Nothing else changed.']] : []),
    ...diff.incidents.map((change) => incidentLines(change, texts, options)),
    ...(diff.incidents.length > 0 && diff.incidentsSame > 0
      ? [[`${countText(diff.incidentsSame, 'other incident')} did not change.`]]
      : []),
    namesSection('Hosts in incidents', diff.hosts, options),
    namesSection('Accounts in incidents', diff.accounts, options),
    alertSection(diff, options),
    visibilitySection(diff, texts, options),
    ruleSection(diff, options),
    namesSection('Logs', diff.sources, options),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What stands first, and what follows it and is wrapped below itself. */
type Line = readonly [head: string, text: string];

interface Texts {
  text(message: Msg): string;
  nameOf(entity: string): string;
}

/** Names of entities as the later CaseFile has them, else the earlier one. */
function textsOf({ before, after }: ComparedCases, options: ReportOptions): Texts {
  const entities = [...(before.entities ?? []), ...(after.entities ?? [])];
  return caseView({ ...after, entities }, [], options);
}

function basisLines(diff: CaseDiff, { names }: ComparedCases, options: SummaryOptions): string[] {
  const line = (label: string, name: string, basis: CaseBasis): string[] =>
    hanging(label.padEnd(8), `${plain(name)}: ${basisText(basis, options)}`, options);
  return [...line('Before', names[0], diff.before), ...line('After', names[1], diff.after)];
}

function basisText(
  { version, complete, events, alerts, incidents, firstMs, lastMs }: CaseBasis,
  options: SummaryOptions,
) {
  const span = firstMs === null || lastMs === null ? 'no time' : spanText(firstMs, lastMs, options.timeText);
  const counts = `${countText(events, 'event')}, ${countText(alerts, 'alert')}, ${countText(incidents, 'incident')}`;
  return `${counts}, ${span}, Landfall ${plain(version)}${complete ? '' : ', interrupted'}`;
}

function incidentLines(change: IncidentChange, texts: Texts, options: SummaryOptions): string[] {
  const { kind, before, after, level, levelBefore, title } = change;
  const rank = levelBefore === null || levelBefore === level ? level : `${levelBefore} → ${level}`;
  const ids = before !== null && after !== null && before !== after ? `${before} → ${after}` : (after ?? before);
  const text = `${ids}  ${rank.toUpperCase()}  ${texts.text(title)}`;
  const lines = hanging(`${HEADINGS[kind].padEnd(7)} `, text, options);
  const fields: Line[] = [
    ...field('Alerts', countChange(change.alertsAdded, change.alertsGone)),
    ...field('Hosts', nameChange({ added: change.hostsAdded, gone: change.hostsGone }, texts)),
    ...field('Accounts', nameChange({ added: change.accountsAdded, gone: change.accountsGone }, texts)),
    ...field('Stages', change.stagesAdded.length === 0 ? '' : `+ ${change.stagesAdded.map(plain).join(', ')}`),
    ...field('Sure', sureText(change)),
    ...change.reasonsAdded.flatMap((reason) => field('', `+ ${texts.text(reason)}`)),
    ...change.reasonsGone.flatMap((reason) => field('', `- ${texts.text(reason)}`)),
    ...field('Score', change.scoreBefore === null || change.scoreBefore === change.score ? '' : scoreText(change)),
    ...field('Holds', change.merged.length === 0 ? '' : `what was ${change.merged.join(', ')} before`),
    ...field('Left', change.split.length === 0 ? '' : `parts are in ${change.split.join(', ')} now`),
  ];
  return [bold(lines[0] ?? '', options), ...lines.slice(1), ...fields.flatMap((one) => fieldLines(one, options))];
}

function field(label: string, text: string): Line[] {
  return text === '' ? [] : [[label, text]];
}

function fieldLines([label, text]: Line, options: SummaryOptions): string[] {
  return hanging(`  ${label.padEnd(9)} `, text, options);
}

/** A line whose continuation stands below its text. */
function hanging(head: string, text: string, { width }: SummaryOptions): string[] {
  const [first = '', ...rest] = wrap(text, width - head.length);
  return [`${head}${first}`, ...rest.map((line) => ' '.repeat(head.length) + line)];
}

function sureText({ confidence, confidenceBefore, kind }: IncidentChange): string {
  if (kind === 'gone') return '';
  if (confidenceBefore === null || kind === 'new') return confidence ?? '';
  return confidence === confidenceBefore ? '' : `${confidenceBefore} → ${confidence ?? 'not judged'}`;
}

function scoreText({ score, scoreBefore }: IncidentChange): string {
  return `${scoreBefore} → ${score}`;
}

function countChange(added: number, gone: number): string {
  const parts = [...(added > 0 ? [`+${added.toLocaleString('en-US')}`] : []), ...(gone > 0 ? [`-${gone}`] : [])];
  return parts.join(' ');
}

function nameChange({ added, gone }: NameChange, texts: Texts): string {
  const some = (sign: string, ids: readonly string[]): string[] =>
    ids.length === 0 ? [] : [`${sign} ${fewNames(ids.map(texts.nameOf), false)}`];
  return [...some('+', added), ...some('-', gone)].join('  ');
}

function fewNames(names: readonly string[], verbose: boolean): string {
  const shown = verbose ? names : names.slice(0, FEW_NAMES);
  return shown.join(', ') + (names.length > shown.length ? ` and ${names.length - shown.length} more` : '');
}

function namesSection(label: string, { added, gone }: NameChange, options: SummaryOptions): string[] {
  if (added.length === 0 && gone.length === 0) return [];
  const line = (sign: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : hanging(`  ${sign} `, fewNames(names.map(plain), options.verbose), options);
  return [bold(`${label}: +${added.length} -${gone.length}`, options), ...line('+', added), ...line('-', gone)];
}

function alertSection({ alerts }: CaseDiff, options: SummaryOptions): string[] {
  if (alerts.length === 0) return [];
  const sum = (side: 'added' | 'gone'): string =>
    alerts.reduce((total, one) => total + one[side], 0).toLocaleString('en-US');
  const lines = alerts.map(({ rule, added, gone }): Line => {
    const counts = countChange(added, gone).padEnd(10);
    return [`  ${counts} ${rule.level.toUpperCase().padEnd(13)} `, plain(rule.title)];
  });
  return [bold(`Alerts: +${sum('added')} -${sum('gone')}`, options), ...few(lines, options)];
}

function visibilitySection(
  { gapsOpened, gapsClosed, sights }: CaseDiff,
  texts: Texts,
  options: SummaryOptions,
): string[] {
  const lines: Line[] = [
    ...gapsOpened.map(({ message }): Line => ['  + ', texts.text(message)]),
    ...gapsClosed.map(({ message }): Line => ['  - ', texts.text(message)]),
    ...sights.map(({ title, before, after }): Line => [`  ${before} → ${after}  `, plain(title)]),
  ];
  if (lines.length === 0) return [];
  const heading = `What could not be seen: +${gapsOpened.length} -${gapsClosed.length} gaps, ${countText(sights.length, 'behaviour')} better or worse`;
  return [bold(heading, options), ...few(lines, options)];
}

function ruleSection({ rules, before, after }: CaseDiff, options: SummaryOptions): string[] {
  const { added, gone, changed, isKnown } = rules;
  const isOther = before.version !== after.version;
  const lines: Line[] = [
    ...(isOther ? [['  ', `Landfall ${plain(before.version)} → ${plain(after.version)}`] as const] : []),
    ...(isKnown ? [] : [['  ', 'One of the CaseFiles does not say which rules were tried.'] as const]),
    ...added.map((title): Line => ['  + ', plain(title)]),
    ...gone.map((title): Line => ['  - ', plain(title)]),
    ...changed.map((title): Line => ['  ~ ', plain(title)]),
  ];
  if (lines.length === 0) return [];
  return [bold(`Rules: +${added.length} -${gone.length} ~${changed.length} changed`, options), ...few(lines, options)];
}

function few(lines: readonly Line[], options: SummaryOptions): string[] {
  const shown = options.verbose ? lines : lines.slice(0, FEW_LINES);
  return [
    ...shown.flatMap(([head, text]) => hanging(head, text, options)),
    ...moreNote(lines.length - shown.length, '  '),
  ];
}
