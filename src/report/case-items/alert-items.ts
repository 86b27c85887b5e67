import { type Alert, alertId, type CaseFile, type Finding, type IncidentAlert } from '../../model/index.ts';
import { type CaseView, plain } from '../case-view.ts';
import { valueText } from '../field-text.ts';
import { fact, type ItemSource, part, type UnopenedItem } from './case-item.ts';

/** The alerts of incidents, the findings, and all other alerts of a CaseFile. */
export function alertItems(source: ItemSource): UnopenedItem[] {
  const { caseFile, alerts } = source;
  const links = linksByAlert(caseFile);
  const ofIncidents = (caseFile.incidents ?? []).flatMap((incident) =>
    incident.alerts.map((alert) => incidentAlertItem(alert, incident.id, links.get(alert.id) ?? [], source)),
  );
  const shown = new Set(ofIncidents.map(({ id }) => id));
  const others = [...alerts].filter(([id]) => !shown.has(id));
  return [
    ...ofIncidents,
    ...(caseFile.findings ?? []).map((finding) => findingItem(finding, source)),
    ...others.map(([id, alert]) => otherAlertItem(id, alert, source)),
  ];
}

function incidentAlertItem(
  alert: IncidentAlert,
  incident: string,
  links: readonly string[],
  source: ItemSource,
): UnopenedItem {
  const { view } = source;
  const { id, ruleId, title, raisedLevel, timeMs, host, account, count, ref } = alert;
  const raw = source.alerts.get(id);
  return {
    ...{ id, kind: 'alert', title: () => alertTitle(raisedLevel, timeMs, title, host, view) },
    open: () => ({
      facts: [
        ...fact('Level', levelText(alert, source)),
        ...fact('Account', account && plain(account)),
        ...(count === 1 ? [] : fact('Stands for', `${count} alerts of this rule, minutes apart`)),
        ...fact('Techniques', alert.techniques.map(plain).join(', ')),
        ...becauseFacts(raw, alert.summary),
        ...contextFacts(raw),
      ],
      parts: [
        ...part('Incident', [incident]),
        ...part('Rule', [ruleId]),
        ...part('Suppressed by', alert.suppressedBy === undefined ? [] : [alert.suppressedBy]),
        ...part('Behaviours', alert.behaviours),
        ...part('Links', links),
      ],
      evidence: [ref, ...(raw?.correlation?.events ?? [])],
    }),
  };
}

/** The level, and what raised it above that of the rule. */
function levelText({ level, raisedLevel, raisedBecause }: IncidentAlert, { view }: ItemSource): string {
  if (level === raisedLevel) return level;
  return `${raisedLevel}, by its rule ${level}: ${raisedBecause.map(view.text).join('; ')}`;
}

function otherAlertItem(id: string, alert: Alert, { caseFile, view }: ItemSource): UnopenedItem {
  const { rule, timeMs, host, event, correlation, suppressedBy } = alert;
  return {
    ...{ id, kind: 'alert' },
    title: () => alertTitle(rule.level, timeMs, rule.title, host, view),
    open: () => ({
      facts: [...fact('Level', rule.level), ...becauseFacts(alert, ''), ...contextFacts(alert)],
      parts: [
        ...part('Rule', [rule.id]),
        ...part('Suppressed by', suppressedBy === undefined ? [] : [suppressedBy]),
        ...part('Told by', tellersOf(alert, caseFile)),
      ],
      evidence: [event, ...(correlation?.events ?? [])],
    }),
  };
}

function alertTitle(level: string, timeMs: number | null, title: string, host: string, view: CaseView): string {
  return `${view.time(timeMs)} ${level}: ${plain(title)}, ${plain(host) || 'host unknown'}`;
}

/** What tells of an alert that is shown nowhere by itself: an incident shows repetitions once, a finding a few examples. */
function tellersOf({ rule, host }: Alert, { incidents = [], findings = [] }: CaseFile): string[] {
  const isAlike = (other: Pick<Finding, 'ruleId' | 'title' | 'host'>): boolean =>
    other.ruleId === rule.id && other.title === rule.title && other.host === host;
  return [
    ...incidents.flatMap(({ alerts }) => alerts.filter((one) => one.count > 1 && isAlike(one)).map(({ id }) => id)),
    ...findings.filter(isAlike).map(({ id }) => id),
  ];
}

function findingItem({ id, ruleId, title, level, host, ...rest }: Finding, source: ItemSource): UnopenedItem {
  const { firstMs, lastMs, alerts, usual, examples, suppressedBy } = rest;
  const { view } = source;
  return {
    ...{ id, kind: 'finding' },
    title: () => `${level}: ${plain(title)}, ${plain(host) || 'host unknown'} (${alerts.toLocaleString('en-US')})`,
    open: () => ({
      facts: [
        ['When', firstMs === lastMs ? view.time(firstMs) : `${view.time(firstMs)} to ${view.time(lastMs)}`],
        ...usual.flatMap((reason) => fact('Usual', view.text(reason))),
      ],
      parts: [
        ...part('Rule', [ruleId]),
        ...part('Suppressed by', suppressedBy === undefined ? [] : [suppressedBy]),
        ...part('Alerts', alertsOfFinding(ruleId, title, host, source)),
      ],
      evidence: examples,
    }),
  };
}

function alertsOfFinding(ruleId: string, title: string, host: string, { caseFile }: ItemSource): string[] {
  return caseFile.alerts
    .filter(({ rule, host: of }) => rule.id === ruleId && rule.title === title && of === host)
    .map(alertId);
}

function becauseFacts(alert: Alert | undefined, summary: string): [label: string, text: string][] {
  if (alert === undefined) return fact('Because', plain(summary));
  return alert.because.map(({ field, value }) => [
    'Because',
    `${field === '' ? 'any value' : plain(field)} is ${plain(valueText(value))}`,
  ]);
}

function contextFacts(alert: Alert | undefined): [label: string, text: string][] {
  const { image, commandLine, parentImage, targetAccount, targets = [] } = alert?.context ?? {};
  const { correlation } = alert ?? {};
  return [
    ...fact('Program', image && plain(image)),
    ...fact('Command', commandLine && plain(commandLine)),
    ...fact('Started by', parentImage && plain(parentImage)),
    ...fact('Target', targetAccount && plain(targetAccount)),
    ...fact('Names', targets.map(plain).join(', ')),
    ...fact('Correlation', correlation && `${correlation.type}, ${correlation.matches} matches`),
  ];
}

function linksByAlert({ incidents = [] }: CaseFile): ReadonlyMap<string, readonly string[]> {
  const byAlert = new Map<string, string[]>();
  for (const { links } of incidents) {
    for (const { id, from, to } of links) {
      for (const end of [from, to]) {
        const list = byAlert.get(end);
        if (list === undefined) byAlert.set(end, [id]);
        else list.push(id);
      }
    }
  }
  return byAlert;
}
