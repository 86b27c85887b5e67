import type { Alert, Argument, Incident } from '../model/index.ts';
import { type Answer, briefing, cannotSee, headline } from './briefing.ts';
import type { CaseFileHead } from './case-file-json.ts';
import { caseView, placeText, type ReportOptions } from './case-view.ts';
import { becauseText } from './field-text.ts';
import { markdownText } from './markdown-text.ts';
import { type ReadableView, readableView } from './readable-view.ts';
import { countText } from './summary-layout.ts';

const MOST_ALERTS = 100;
const MOST_FINDINGS = 100;

/** The case as Markdown (GitHub's), for tickets and mail. Log text is escaped: it makes no markup, link or picture. */
export function* markdownReport(
  head: CaseFileHead,
  alerts: Iterable<Alert>,
  options: ReportOptions,
): Generator<string> {
  const view = readableView(caseView(head, alerts, options));
  yield `# What the logs say\n\n**${markdownText(headline(view))}**\n`;
  for (const incident of head.incidents ?? []) yield incidentText(incident, view);
  yield findingText(view);
  yield `\n## What we could not see\n\n${bullets(cannotSee(view))}`;
  yield methodText(view);
}

function incidentText(incident: Incident, view: ReadableView): string {
  const { id, level, title, story, score, scoreParts, alerts } = incident;
  const assessment = view.head.assessments?.find(({ incident: of }) => of === id);
  const shown = alerts.slice(0, MOST_ALERTS);
  const rows = shown.map((alert) => {
    const whole = view.alertOf(alert);
    const matched = whole === undefined ? alert.summary : becauseText(whole.because);
    return [view.time(alert.timeMs), alert.host, alert.title, matched, placeText(alert.ref)];
  });
  return [
    `\n## ${markdownText(`${level.toUpperCase()}: ${view.text(title)}`)} \\(${markdownText(id)}\\)\n`,
    ...briefing(incident, view).map(answerText),
    ...planLines(incident, view),
    `### How it went\n\n${bullets(story.map(({ text }) => view.text(text)))}`,
    `### Why it ranks: ${score} points\n\n${bullets(scoreParts.map(({ points, reason }) => `${points}: ${view.text(reason)}`))}`,
    ...(assessment === undefined ? [] : [argumentText(assessment.evidenceFor, assessment.evidenceAgainst, view)]),
    `### Evidence: ${shown.length} of ${countText(alerts.length, 'alert')}\n`,
    tableText(['Time', 'Machine', 'Rule', 'What matched', 'Where it stands'], rows),
  ].join('\n');
}

/** The steps of the plan as boxes to tick; their commands stand in the HTML report and in `landfall plan`. */
function planLines({ id }: Incident, view: ReadableView): string[] {
  const plan = view.head.plans?.find(({ incident }) => incident === id);
  if (plan === undefined) return [];
  const steps = plan.steps.map(({ title, together, approver }) => {
    const when = together === null ? '' : ', together at T0';
    return `- [ ] ${markdownText(`${view.text(title)} (approves: ${approver}${when})`)}\n`;
  });
  return [`### What to do: ${countText(steps.length, 'step')}\n\n${steps.join('')}`];
}

function answerText({ question, sentences }: Answer): string {
  return `### ${question}\n\n${bullets(sentences)}`;
}

function argumentText(ours: readonly Argument[], against: readonly Argument[], view: ReadableView): string {
  const texts = (all: readonly Argument[]): string =>
    bullets(
      all.length === 0 ? ['We did not find any.'] : all.map(({ text, weight }) => `${view.text(text)} (${weight})`),
    );
  return `### For an intrusion\n\n${texts(ours)}\n### Against\n\n${texts(against)}`;
}

function findingText(view: ReadableView): string {
  const { findings = [] } = view.head;
  const rows = findings
    .slice(0, MOST_FINDINGS)
    .map(({ level, title, host, alerts, firstMs }) => [level, title, host, String(alerts), view.time(firstMs)]);
  const title = `\n## Single findings: ${rows.length} of ${findings.length}\n`;
  return rows.length === 0
    ? `${title}\nWe did not see any.\n`
    : `${title}\n${tableText(['Level', 'What', 'Machine', 'Alerts', 'Since'], rows)}`;
}

function methodText({ head, zone }: ReadableView): string {
  const { tool, events, sources, rules } = head;
  return `\n## Method\n\n${bullets([
    `Made by ${tool.name} ${tool.version}; times are of the zone ${zone}.`,
    `${countText(events, 'event')} from ${countText(sources.length, 'file')}; ${countText(rules.loaded, 'rule')}.`,
  ])}`;
}

function bullets(sentences: readonly string[]): string {
  return sentences.map((one) => `- ${markdownText(one)}\n`).join('');
}

function tableText(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(columns) + line(columns.map(() => '---')) + rows.map((cells) => line(cells.map(markdownText))).join('');
}
