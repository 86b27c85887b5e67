import type { Finding, Incident, Level } from '../model/index.ts';
import type { CaseFileHead } from './case-file-json.ts';
import { messageText } from './messages.ts';
import { cutToColumns, safeText } from './safe-text.ts';
import { impactFields } from './summary-impact.ts';
import {
  bold,
  bounded,
  countText,
  FEW,
  fewLines,
  moreNote,
  paint,
  type SummaryOptions,
  spanText,
  wrap,
} from './summary-layout.ts';
import { firstSteps } from './summary-plan.ts';

// SGR: bold red, red, yellow, none.
const COLORS: Readonly<Record<Level, string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '0',
  informational: '2',
};

/** The gravest findings, a line each; all that belongs to no incident. */
export function findingSection({ findings: all = [] }: CaseFileHead, options: SummaryOptions): string[] {
  const findings = all.filter(isOpen);
  if (findings.length === 0) return [];
  const lines = findings.map(({ level, title, host, alerts }) => {
    const count = alerts === 1 ? '' : ` (${alerts.toLocaleString('en-US')})`;
    return `  ${level.toUpperCase().padEnd(13)} ${safeText(bounded(title))}, ${safeText(bounded(host))}${count}`;
  });
  return [bold(`Single findings: ${findings.length.toLocaleString('en-US')}`, options), ...fewLines(lines, options)];
}

/** The incidents, gravest first: what, when, where, how it is told, and how to look further. */
export function incidentSections(head: CaseFileHead, options: SummaryOptions): string[][] {
  const [incidents, findings] = [(head.incidents ?? []).filter(isOpen), (head.findings ?? []).filter(isOpen)];
  if (incidents.length === 0) return [];
  const shown = options.verbose ? incidents : incidents.slice(0, FEW);
  return [
    [bold(headline(incidents, findings), options)],
    ...shown.map((incident) => incidentLines(incident, head, options)),
    moreNote(incidents.length - shown.length, ''),
  ];
}

/** What people suppressed has a section of its own. */
function isOpen({ suppressedBy }: Incident | Finding): boolean {
  return suppressedBy === undefined;
}

function headline(incidents: readonly Incident[], findings: readonly Finding[]): string {
  const grave = incidents.filter(({ level }) => level === 'critical' || level === 'high').length;
  const others = incidents.length - grave;
  const parts = [
    ...(grave === 0 ? [] : [`${grave} ${grave === 1 ? 'INCIDENT needs' : 'INCIDENTS need'} a decision`]),
    ...(others === 0 ? [] : [`${others.toLocaleString('en-US')} to look at when you can`]),
    ...(findings.length === 0 ? [] : [countText(findings.length, 'single finding')]),
  ];
  return parts.join('    ');
}

function incidentLines(incident: Incident, head: CaseFileHead, options: SummaryOptions): string[] {
  const { width, timeText, zone } = options;
  const { id, level, title, firstMs, lastMs, hosts, accounts, story, score, links, linksLeftOut = 0 } = incident;
  const names = new Map((head.entities ?? []).map((entity) => [entity.id, entity.name]));
  const nameOf = (entity: string): string => names.get(entity) ?? entity.slice(entity.indexOf(':') + 1);
  const texts = { timeText, safe: (text: string) => safeText(bounded(text)), entityName: nameOf };
  const word = paint(level.toUpperCase().padEnd(8), COLORS[level], options);
  const heading = cutToColumns(messageText(title, texts), Math.max(20, width - id.length - 12));
  const lines = [`${word}  ${bold(heading, options)}  ${id}`];
  const field = (label: string, text: string): void => {
    const [first = '', ...rest] = wrap(text, width - 12);
    lines.push(`  ${label.padEnd(9)} ${first}`, ...rest.map((line) => `${' '.repeat(12)}${line}`));
  };
  if (firstMs !== null && lastMs !== null) field('When', `${spanText(firstMs, lastMs, timeText)} (${zone})`);
  field('Where', few(hosts.map(nameOf), ' → '));
  if (accounts.length > 0) field('Accounts', few(accounts.map(nameOf), ', '));
  for (const [index, statement] of story.slice(0, options.verbose ? story.length : FEW).entries()) {
    field(index === 0 ? 'Story' : '', messageText(statement.text, texts));
  }
  if (!options.verbose && story.length > FEW) field('', `and ${countText(story.length - FEW, 'more step')}`);
  const assessment = head.assessments?.find(({ incident: of }) => of === id);
  if (assessment !== undefined) {
    const { confidence, evidenceFor, evidenceAgainst, innocentExplanation } = assessment;
    // Where nothing speaks for it, what speaks against it says why.
    const told = evidenceFor.length > 0 ? evidenceFor : evidenceAgainst;
    const reasons = told.slice(0, 2).map(({ text }) => messageText(text, texts));
    field('Sure', `${confidence}: ${reasons.join('. ')}.`);
    field('Could be', messageText(innocentExplanation, texts));
  }
  for (const [label, text] of impactFields(assessment, head)) field(label, text);
  if (level === 'critical' || level === 'high') {
    const plan = head.plans?.find(({ incident: of }) => of === id);
    for (const [label, text] of firstSteps(plan, texts)) field(label, text);
    if (plan !== undefined) field('Plan', `landfall plan CASE.json ${id} (CASE.json: what hunt --json writes)`);
  }
  field('Open', `landfall explain ${id} --case CASE.json`);
  field(
    'Rests on',
    `${countText(incident.alerts.length, 'alert')}, ${countText(links.length + linksLeftOut, 'link')}, score ${score}`,
  );
  return lines;
}

const MOST_NAMES = 8;

function few(names: readonly string[], separator: string): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => safeText(bounded(name)));
  return shown.join(separator) + (names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '');
}
