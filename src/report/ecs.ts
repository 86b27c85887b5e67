import { type Alert, levelRank } from '../model/index.ts';
import { jsonText } from './alerts-ndjson.ts';
import type { CaseView } from './case-view.ts';
import { becauseText } from './field-text.ts';
import { addressKind } from './ip-address.ts';
import { tacticsOf, techniquesOf } from './navigator.ts';

const ECS_VERSION = '9.4.0';
// Elastic's own detection rules: 21 low, 47 medium, 73 high, 99 critical.
const RISK = [0, 21, 47, 73, 99];

/** Alerts as NDJSON with the names of the Elastic Common Schema 9.4. Alerts without a time have no `@timestamp`. */
export function* ecsLines(view: CaseView, alerts: Iterable<Alert>): Generator<string> {
  for (const alert of alerts) yield `${jsonText(ecsAlert(alert, view))}\n`;
}

function ecsAlert(alert: Alert, view: CaseView): object {
  const { rule, event, host, timeMs, because, context } = alert;
  const incident = view.incidentOf(alert);
  const techniques = techniquesOf(rule.tags, '19');
  const accounts = [context?.account, context?.targetAccount].filter((name) => name !== undefined);
  // Elasticsearch refuses a whole document for an `ip` that is none.
  const addresses = (context?.addresses ?? []).filter((address) => addressKind(address) !== undefined);
  const rank = levelRank(rule.level);
  return {
    ...(timeMs === null ? {} : { '@timestamp': new Date(timeMs).toISOString() }),
    ecs: { version: ECS_VERSION },
    message: `${rule.title}: ${becauseText(because)}`,
    event: {
      ...{
        kind: 'alert',
        category: ['intrusion_detection'],
        type: ['info'],
        module: 'landfall',
        dataset: 'landfall.alert',
      },
      ...{ severity: rank, risk_score: RISK[rank] },
      ...(event.eventId === undefined ? {} : { code: String(event.eventId) }),
    },
    rule: { id: rule.id, name: rule.title },
    threat: {
      framework: 'MITRE ATT&CK',
      tactic: { name: tacticsOf(rule.tags, '19') },
      technique: {
        id: [...new Set(techniques.map((id) => id.slice(0, 5)))],
        subtechnique: { id: techniques.filter((id) => id.includes('.')) },
      },
    },
    ...(host === '' ? {} : { host: { name: host } }),
    ...(context?.account === undefined ? {} : { user: { name: context.account } }),
    ...(context?.commandLine === undefined ? {} : { process: { command_line: context.commandLine } }),
    related: { hosts: host === '' ? [] : [host], user: accounts, ip: addresses },
    log: { file: { path: event.source } },
    labels: labelsOf(event, incident),
  };
}

/** Where the record stands and what it belongs to: ECS has no fields for these, and labels are texts. */
function labelsOf({ record, byteOffset }: Alert['event'], incident: string | undefined): object {
  const labels = { incident, record, byte_offset: byteOffset };
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
