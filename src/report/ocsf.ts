import { type Alert, type Assessment, type Incident, type Level, levelRank } from '../model/index.ts';
import { jsonText } from './alerts-ndjson.ts';
import type { CaseView } from './case-view.ts';
import { becauseText } from './field-text.ts';
import { tacticsOf, techniquesOf } from './navigator.ts';

const OCSF_VERSION = '1.8.0';
const INCIDENT_FINDING = 2005;
const DETECTION_FINDING = 2004;
const CREATE = 1;
const NEW = 1;
const RULE = 1;
const CONFIDENCE_IDS: Readonly<Record<Assessment['confidence'], number>> = { low: 1, moderate: 2, high: 3 };

/**
 * Incidents and then alerts as NDJSON of OCSF 1.8: Incident Finding (2005) and Detection Finding (2004). `time` is
 * mandatory there: what has none gets 0.
 */
export function* ocsfLines(view: CaseView, alerts: Iterable<Alert>): Generator<string> {
  for (const incident of view.head.incidents ?? []) yield `${jsonText(incidentFinding(incident, view))}\n`;
  for (const alert of alerts) yield `${jsonText(detectionFinding(alert, view))}\n`;
}

function incidentFinding(incident: Incident, view: CaseView): object {
  const { id, title, level, firstMs, lastMs, stages } = incident;
  const assessment = view.head.assessments?.find(({ incident: of }) => of === id);
  const attacks = stages.flatMap(({ tactic, techniques }) => techniques.map((uid) => attack(uid, tactic)));
  return {
    ...base(INCIDENT_FINDING, 'Incident Finding', lastMs, level, view),
    ...(firstMs === null ? {} : { start_time: firstMs }),
    ...(lastMs === null ? {} : { end_time: lastMs }),
    status_id: NEW,
    ...(assessment === undefined ? {} : { confidence_id: CONFIDENCE_IDS[assessment.confidence] }),
    // OCSF demands one to whom it is assigned; a person takes it over.
    assignee_group: { name: 'unassigned' },
    finding_info_list: [{ uid: id, title: view.text(title), attacks }],
  };
}

function detectionFinding(alert: Alert, view: CaseView): object {
  const { rule, event, host, timeMs, because } = alert;
  const incident = view.incidentOf(alert);
  const [tactic] = tacticsOf(rule.tags, '19');
  return {
    ...base(DETECTION_FINDING, 'Detection Finding', timeMs, rule.level, view),
    status_id: NEW,
    is_alert: true,
    message: `${rule.title}: ${becauseText(because)}`,
    finding_info: {
      uid: JSON.stringify([rule.id, event.source, event.record ?? null, event.byteOffset ?? null]),
      title: rule.title,
      analytic: { type_id: RULE, type: 'Rule', name: rule.title, uid: rule.id },
      attacks: techniquesOf(rule.tags, '19').map((uid) => attack(uid, tactic)),
      ...(incident === undefined ? {} : { related_events: [{ uid: incident, type: 'Incident Finding' }] }),
    },
    evidences: [{ data: { ...event, because } }],
    ...(host === '' ? {} : { resources: [{ name: host, type: 'host' }] }),
  };
}

function base(classUid: number, className: string, timeMs: number | null, level: Level, { head }: CaseView): object {
  return {
    ...{ activity_id: CREATE, activity_name: 'Create', category_uid: 2, category_name: 'Findings' },
    ...{ class_uid: classUid, class_name: className, type_uid: classUid * 100 + CREATE },
    time: timeMs ?? 0,
    severity_id: levelRank(level) + 1,
    metadata: {
      version: OCSF_VERSION,
      product: { name: 'Landfall', vendor_name: 'Landfall', version: head.tool.version },
    },
  };
}

function attack(uid: string, tactic: string | undefined): object {
  const [technique = uid] = uid.split('.');
  return {
    version: '19',
    technique: { uid: technique },
    ...(uid.includes('.') ? { sub_technique: { uid } } : {}),
    ...(tactic === undefined ? {} : { tactic: { name: tactic } }),
  };
}
