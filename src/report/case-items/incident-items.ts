import type {
  Assessment,
  EventRef,
  EvictionPlan,
  Incident,
  Link,
  Msg,
  ScorePart,
  Statement,
} from '../../model/index.ts';
import { plain } from '../case-view.ts';
import { assessmentItems } from './assessment-items.ts';
import { fact, type ItemSource, part, refKey, sentenceIds, type UnopenedItem } from './case-item.ts';

/** An incident, and its sentences, parts of the score, links and steps of the plan. Its alerts are items of their own. */
export function incidentItems(incident: Incident, source: ItemSource): UnopenedItem[] {
  const { id, story, entry, now, scoreParts, links } = incident;
  const assessment = source.caseFile.assessments?.find((one) => one.incident === id);
  const plan = source.caseFile.plans?.find((one) => one.incident === id);
  const alertsAt = alertsByRecord(incident);
  const rests = (evidence: readonly EventRef[]) => part('Alerts', [...new Set(evidence.flatMap(alertsAt))]);
  const storyIds = idsOf(`${id}/story`, story);
  const scoreIds = sentenceIds(
    `${id}/score`,
    scoreParts.map(({ reason }) => reason),
  );
  const told = [
    ...story.map((statement, index) => statementItem(storyIds[index]!, statement)),
    ...(entry === null ? [] : [statementItem(`${id}/entry`, entry)]),
    ...(now === null ? [] : [statementItem(`${id}/now`, now)]),
  ];
  const assessed = assessment === undefined ? [] : assessmentItems(assessment, source.view, rests);
  const steps = (plan?.steps ?? []).map((step) => stepItem(id, step));
  const sections = {
    ...{ story: storyIds, score: scoreIds, ends: [entry && `${id}/entry`, now && `${id}/now`].filter(isText) },
    assessed,
    steps: steps.map((step) => step.id),
  };
  return [
    { ...{ id, kind: 'incident' }, title: () => headline(incident), open: () => opened(sections, assessment) },
    ...told,
    ...scoreParts.map((one, index) => scoreItem(scoreIds[index]!, one)),
    ...assessed,
    ...links.map((link) => linkItem(link)),
    ...steps,
  ];

  function headline({ level, title }: Incident): string {
    return `${level.toUpperCase()}  ${source.view.text(title)}`;
  }

  function opened(lists: Sections, judged: Assessment | undefined) {
    return openIncident(incident, judged, lists, source);
  }

  function statementItem(statementId: string, { text, evidence }: Statement): UnopenedItem {
    const title = (): string => source.view.text(text);
    return sentence(statementId, 'statement', title, evidence);
  }

  function scoreItem(scoreId: string, { points, reason, evidence }: ScorePart): UnopenedItem {
    const title = (): string => `${points} of ${incident.score} points: ${source.view.text(reason)}`;
    return sentence(scoreId, 'score', title, evidence);
  }

  function sentence(itsId: string, kind: UnopenedItem['kind'], title: () => string, evidence: readonly EventRef[]) {
    const open = () => ({ facts: [], parts: [...part('Incident', [id]), ...rests(evidence)], evidence });
    return { id: itsId, kind, title, open };
  }

  function linkItem({ id: linkId, from, to, kind, reason, weight, evidence }: Link): UnopenedItem {
    return {
      ...{ id: linkId, kind: 'link', title: () => source.view.text(reason) },
      open: () => ({
        facts: [
          ['Kind', kind],
          ['Weight', `${weight} (0 is chance, 1 is certain)`],
        ],
        parts: [...part('Between', [from, to]), ...part('Incident', [id])],
        evidence,
      }),
    };
  }

  function stepItem(incidentId: string, step: EvictionPlan['steps'][number]): UnopenedItem {
    const { because, phase, approver, evidence } = step;
    return {
      ...{ id: `${incidentId}/plan/${step.id}`, kind: 'step', title: () => source.view.text(step.title) },
      open: () => ({
        facts: [['Phase', phase], ...fact('Because', source.view.text(because)), ...fact('Approver', plain(approver))],
        parts: [...part('Incident', [incidentId]), ...rests(evidence)],
        evidence,
      }),
    };
  }
}

interface Sections {
  readonly story: readonly string[];
  readonly ends: readonly string[];
  readonly score: readonly string[];
  readonly assessed: readonly UnopenedItem[];
  readonly steps: readonly string[];
}

function openIncident(
  incident: Incident,
  assessment: Assessment | undefined,
  { story, ends, score, assessed, steps }: Sections,
  { view }: ItemSource,
): ReturnType<UnopenedItem['open']> {
  const { firstMs, lastMs, stages, usualAlerts, alerts, links, hosts, accounts } = incident;
  const ofKind = (kind: UnopenedItem['kind']): string[] =>
    assessed.filter((item) => item.kind === kind).map((item) => item.id);
  return {
    facts: [
      ['When', firstMs === lastMs ? view.time(firstMs) : `${view.time(firstMs)} to ${view.time(lastMs)}`],
      ...fact('Stages', stages.map(({ tactic }) => plain(tactic)).join(', ')),
      ...fact('Sure', assessment?.confidence),
      ...fact('Could be', assessment && view.text(assessment.innocentExplanation)),
      ...(assessment?.wouldSettle ?? []).flatMap((text) => fact('Settles it', view.text(text))),
      ...fact('Score', String(incident.score)),
      ...(usualAlerts === 0 ? [] : fact('By habit', `${usualAlerts} of ${alerts.length} alerts`)),
    ],
    parts: [
      ...part('Story', story),
      ...part('First and last', ends),
      ...part('Score', score),
      ...part('For and against', ofKind('argument')),
      ...part('Who it could be', ofKind('actor')),
      ...part('Hosts', hosts),
      ...part('Accounts', accounts),
      ...part('What it means for accounts', ofKind('account')),
      ...part('Services it could affect', ofKind('service')),
      ...part('Not seen, or seen nowhere', ofKind('sight')),
      ...part(
        'Alerts',
        alerts.map((alert) => alert.id),
      ),
      ...part(
        'Links',
        links.map((link) => link.id),
      ),
      ...part('Plan', steps),
    ],
    evidence: [],
  };
}

function alertsByRecord({ alerts }: Incident): (ref: EventRef) => readonly string[] {
  const byRecord = new Map<string, string[]>();
  for (const { id, ref } of alerts) {
    const list = byRecord.get(refKey(ref));
    if (list === undefined) byRecord.set(refKey(ref), [id]);
    else list.push(id);
  }
  return (ref) => byRecord.get(refKey(ref)) ?? [];
}

function idsOf(section: string, statements: readonly { readonly text: Msg }[]): string[] {
  return sentenceIds(
    section,
    statements.map(({ text }) => text),
  );
}

function isText(value: string | null): value is string {
  return value !== null;
}
