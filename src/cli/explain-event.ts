import { existsSync } from 'node:fs';
import { describeLogsource, eventView, fitsLogsource } from '../detect/index.ts';
import { type EventRef, type FieldValue, type LogEvent, type LogsourceView, UsageError } from '../model/index.ts';
import { createWindowsNormaliser } from '../normalise/index.ts';
import { evtxFormat, identify, isProblem, openFile } from '../read/index.ts';
import {
  type Explanation,
  explain,
  type MatchableEvent,
  parseTestEvents,
  type SigmaRule,
  type TestEvent,
} from '../sigma/index.ts';
import { readTextFile } from './rule-files.ts';

/** An event that was asked for, copied out of its file. */
export interface FoundEvent {
  readonly ref: EventRef;
  readonly timeMs: number | undefined;
  readonly host: string;
  /** undefined for an event without Channel: nothing says which logsource it is */
  readonly logEvent: LogEvent | undefined;
  readonly fields: MatchableEvent;
}

/** What became of the logsource of a rule on an event. */
export interface LogsourceDecision {
  /** the rule's, `category=process_creation product=windows` */
  readonly wanted: string;
  /** which view of the event the rule is tried on; null when none fits or the event does not say what it is */
  readonly view: string | null;
  /** the logsources that the event answers */
  readonly offered: readonly string[];
  readonly isTried: boolean;
}

/** A rule on an event: which logsource decided, and why it matches or not. */
export interface ExplainedEvent {
  readonly logsource: LogsourceDecision;
  readonly explanation: Explanation;
}

/**
 * Finds the event that `FILE.evtx:NUMBER` or a file with one event names.
 * @throws UsageError INPUT_MISSING, EVENTS_INVALID
 */
export function findEvent(name: string): FoundEvent {
  const [, file, number] = /^(.+):(\d{1,20})$/.exec(name) ?? [];
  if (file !== undefined && number !== undefined && existsSync(file)) return logRecord(file, number);
  const events = parseTestEvents(readTextFile(name).text, name);
  const [event] = events;
  if (event !== undefined && events.length === 1) return testedEvent(event, name);
  throw new UsageError('EVENTS_INVALID', `"${name}" holds ${events.length} events; one can be explained.`, {
    hint: 'Name a file with one event, or a record of a log as FILE.evtx:NUMBER.',
  });
}

/** A hand-written event: with `Channel` it is read as that log, without it only its fields count. */
export function testedEvent(event: TestEvent, file: string): FoundEvent {
  const ref = { source: file };
  if (event.get('Channel') === undefined)
    return { ref, timeMs: undefined, host: '', logEvent: undefined, fields: event };
  const record = { timeMs: undefined, get: event.get, entries: event.entries };
  const logEvent = createWindowsNormaliser().toLogEvent(record, file);
  return { ref, timeMs: undefined, host: logEvent.host, logEvent, fields: event };
}

/**
 * Explains a rule on an event through the view that a hunt would use. Where none fits, the detection is tried on the
 * log's own names all the same, so that its part of the answer is seen too.
 */
export function explainEvent(rule: SigmaRule, event: FoundEvent): ExplainedEvent {
  const wanted = describeLogsource(rule.logsource);
  const { logEvent } = event;
  if (logEvent === undefined) {
    const logsource = { wanted, view: null, offered: [], isTried: true };
    return { logsource, explanation: explain(rule, event.fields) };
  }
  const { views } = logEvent.schema;
  const offered = views.map(describeLogsource);
  const tries = views
    .filter((view) => fitsLogsource(rule.logsource, view))
    .map((view) => ({ view: describeLogsource(view), explanation: explain(rule, throughView(logEvent, view)) }));
  const best = tries.find(({ explanation }) => explanation.isMatch) ?? tries[0];
  if (best !== undefined) {
    const logsource = { wanted, view: best.view, offered, isTried: true };
    return { logsource, explanation: best.explanation };
  }
  const explanation = explain(rule, logEvent);
  const otherwise = explanation.isMatch ? '; but for that, the rule would match' : '';
  const because = [`the event is not of the logsource ${wanted}${otherwise}`];
  const logsource = { wanted, view: null, offered, isTried: false };
  return { logsource, explanation: { ...explanation, isMatch: false, because } };
}

function throughView(event: LogEvent, view: LogsourceView): LogEvent {
  const seen = eventView(view);
  seen.show(event, new Map());
  return seen;
}

function logRecord(file: string, number: string): FoundEvent {
  const bytes = openFile(file);
  if (isProblem(bytes)) throw new UsageError('INPUT_MISSING', bytes.message, { file });
  try {
    const format = identify(file, bytes);
    if (isProblem(format)) throw new UsageError('INPUT_NO_LOGS', format.message, { file });
    if (format.name !== evtxFormat.name) {
      const hint = 'Put the event into a file of its own, as a flat map of field names to values.';
      throw new UsageError('INPUT_NO_LOGS', `Only records of EVTX files have numbers; this is ${format.name}.`, {
        file,
        hint,
      });
    }
    const normaliser = createWindowsNormaliser();
    for (const item of evtxFormat.read(bytes, { first: 0 }, { carve: false })) {
      if (item.kind === 'problem' || String(item.get('EventRecordID') ?? item.recordId) !== number) continue;
      return copied(normaliser.toLogEvent(item, file));
    }
  } finally {
    bytes.close();
  }
  throw new UsageError('INPUT_MISSING', `"${file}" has no record ${number}.`, {
    hint: 'Alerts name records by their EventRecordID; landfall dump shows them.',
  });
}

/** A record is valid only until its reader moves on or its file is closed. */
function copied(event: LogEvent): FoundEvent {
  const { schema, ref, timeMs, host } = event;
  const known = new Map<string, FieldValue | undefined>(event.entries());
  // Header fields are no entries, but rules may name them.
  for (const name of [...HEADER_FIELDS, ...fieldSources(event)]) if (!known.has(name)) known.set(name, event.get(name));
  const entries = [...event.entries()];
  const copy: LogEvent = { schema, ref, timeMs, host, get: (field) => known.get(field), entries: () => entries };
  return { ref, timeMs, host, logEvent: copy, fields: copy };
}

const HEADER_FIELDS = [
  ...['Provider_Name', 'Provider_Guid', 'EventID', 'EventID_Qualifiers', 'Version', 'Level', 'Task', 'Opcode'],
  ...['Keywords', 'TimeCreated_SystemTime', 'EventRecordID', 'Correlation_ActivityID', 'Execution_ProcessID'],
  ...['Execution_ThreadID', 'Channel', 'Computer', 'Security_UserID'],
];

function fieldSources({ schema }: LogEvent): string[] {
  return schema.views.flatMap(({ fields }) =>
    [...fields.values()].flatMap((source) => (typeof source === 'string' ? [source] : source.from)),
  );
}
