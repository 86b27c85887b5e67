import type { Alert, EventRef, IncidentAlert, Msg } from '../model/index.ts';
import type { CaseFileHead } from './case-file-json.ts';
import type { TimeText } from './clock.ts';
import { messageText } from './messages.ts';
import { safeText } from './safe-text.ts';

/** How a report writes times. */
export interface ReportOptions {
  readonly timeText: TimeText;
  /** name of the zone of `timeText` */
  readonly zone: string;
}

/** A CaseFile with what every report looks up in it. All texts it gives are one line and show invisible characters. */
export interface CaseView {
  readonly head: CaseFileHead;
  readonly zone: string;
  /** the name shown for an entity's id */
  nameOf(entity: string): string;
  text(message: Msg): string;
  /** with offset, without milliseconds; `time unknown` for null */
  time(timeMs: number | null): string;
  /** the alert behind a part of an incident, with the values that matched; undefined when the CaseFile lacks it */
  alertOf(alert: IncidentAlert): Alert | undefined;
  /** id of the incident that an alert is part of; undefined for a single finding */
  incidentOf(alert: Alert): string | undefined;
}

// A command line of Windows is at most 32,767 characters; a report shows its start, the CaseFile keeps all.
const MOST_CHARACTERS = 2000;

/**
 * Makes a view.
 * @param alerts those of the CaseFile, read once; only those of incidents are kept
 */
export function caseView(head: CaseFileHead, alerts: Iterable<Alert>, { timeText, zone }: ReportOptions): CaseView {
  const names = new Map((head.entities ?? []).map(({ id, name }) => [id, name]));
  const nameOf = (entity: string): string => plain(names.get(entity) ?? entity.slice(entity.indexOf(':') + 1));
  const withoutMs: TimeText = (timeMs) => timeText(timeMs).replace(/\.\d{3}/, '');
  const incidentIds = new Map(
    (head.incidents ?? []).flatMap(({ id, alerts: parts }) =>
      parts.map(({ ruleId, ref }) => [alertKey(ruleId, ref), id] as const),
    ),
  );
  const kept = new Map<string, Alert>();
  for (const alert of alerts) {
    const key = alertKey(alert.rule.id, alert.event);
    if (incidentIds.has(key)) kept.set(key, alert);
  }
  return {
    head,
    zone,
    nameOf,
    text: (message) =>
      messageText(message, {
        timeText: withoutMs,
        safe: (text) => (text === '' ? '(not named)' : plain(text)),
        entityName: nameOf,
      }),
    time: (timeMs) => (timeMs === null ? 'time unknown' : withoutMs(timeMs)),
    incidentOf: ({ rule, event }) => incidentIds.get(alertKey(rule.id, event)),
    alertOf: ({ ruleId, ref }) => kept.get(alertKey(ruleId, ref)),
  };
}

/** Text of a log as one harmless line; what is too long is cut with a note of how much. */
export function plain(text: string): string {
  if (text.length <= MOST_CHARACTERS) return safeText(text);
  const more = (text.length - MOST_CHARACTERS).toLocaleString('en-US');
  return `${safeText(text.slice(0, MOST_CHARACTERS))}… (${more} characters more)`;
}

/** Where a record lies: `Security.evtx, record 17, byte 4096`. */
export function placeText({ source, record, byteOffset, isCarved }: EventRef): string {
  const parts = [
    ...(record === undefined ? [] : [`record ${plain(String(record))}`]),
    ...(byteOffset === undefined ? [] : [`byte ${byteOffset}`]),
    ...(isCarved ? ['carved'] : []),
  ];
  return [plain(source), ...parts].join(', ');
}

function alertKey(ruleId: string, { source, record, byteOffset }: EventRef): string {
  return JSON.stringify([ruleId, source, record, byteOffset]);
}
