import { describeLogsource, eventView, fitsLogsource } from '../detect/index.ts';
import { type EventRef, type FieldValue, type LogEvent, type LogsourceView, UsageError } from '../model/index.ts';
import { createNormaliser, createWindowsNormaliser, recordContext } from '../normalise/index.ts';
import { type FilePlace, type FoundLog, isProblem, openFile } from '../read/index.ts';
import {
  type Explanation,
  explain,
  type MatchableEvent,
  parseTestEvents,
  type SigmaRule,
  type TestEvent,
} from '../sigma/index.ts';
import { type FoundItem, findLogs, leadsToFile } from './find-logs.ts';
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
 * Finds the event that a file with one event names, or the record of a log: `FILE:NUMBER` by its record number or, where
 * records have none, by its byte offset; `FILE:@OFFSET` always by its byte offset.
 * @throws UsageError INPUT_MISSING, EVENTS_INVALID
 */
export async function findEvent(name: string): Promise<FoundEvent> {
  const [, file, number] = /^(.+):(@?\d{1,20})$/.exec(name) ?? [];
  if (file !== undefined && number !== undefined && leadsToFile(file)) return logRecord(file, number);
  const events = parseTestEvents(readTextFile(name).text, name);
  const [event] = events;
  if (event !== undefined && events.length === 1) return testedEvent(event, name);
  throw new UsageError('EVENTS_INVALID', `"${name}" holds ${events.length} events; one can be explained.`, {
    hint: 'Name a file with one event, or a record of a log as FILE:NUMBER.',
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

async function logRecord(file: string, number: string): Promise<FoundEvent> {
  const { source, place, format, changedMs } = await onlyLog(file);
  const bytes = openFile(source, place);
  if (isProblem(bytes)) throw new UsageError('INPUT_MISSING', bytes.message, { file });
  try {
    const normaliser = createNormaliser();
    const context = recordContext({ source, changedMs });
    for (const item of format.read(bytes, { first: 0 }, { carve: false })) {
      if (item.kind === 'problem') continue;
      const event = normaliser.toLogEvent(item, context);
      if (isNamed(event.ref, number)) return copied(event);
    }
  } finally {
    bytes.close();
  }
  throw new UsageError('INPUT_MISSING', `"${file}" has no record ${number}.`, {
    hint: 'Alerts name records by their number or byte offset; landfall dump shows them.',
  });
}

function isNamed({ record, byteOffset }: EventRef, number: string): boolean {
  if (number.startsWith('@')) return `@${byteOffset}` === number;
  return String(record ?? byteOffset) === number;
}

async function onlyLog(file: string): Promise<FoundLog<FilePlace>> {
  const found: FoundItem[] = [];
  for await (const item of findLogs([file])) found.push(item);
  const logs = found.filter((item) => item.kind === 'log');
  const [log] = logs;
  if (log !== undefined && logs.length === 1) return log;
  const [skipped] = found.filter((item) => item.kind === 'skipped');
  if (log === undefined && skipped !== undefined)
    throw new UsageError('INPUT_NO_LOGS', skipped.problem.message, { file });
  throw new UsageError('INPUT_NO_LOGS', `"${file}" holds ${logs.length} logs; one can be looked into.`, {
    ...(log === undefined ? {} : { hint: `Name one of them, as ${log.source}:NUMBER.` }),
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

/** Fields of a Windows event's header, which are no entries of the event. */
export const HEADER_FIELDS: readonly string[] = [
  ...['Provider_Name', 'Provider_Guid', 'EventID', 'EventID_Qualifiers', 'Version', 'Level', 'Task', 'Opcode'],
  ...['Keywords', 'TimeCreated_SystemTime', 'EventRecordID', 'Correlation_ActivityID', 'Execution_ProcessID'],
  ...['Execution_ThreadID', 'Channel', 'Computer', 'Security_UserID'],
];

function fieldSources({ schema }: LogEvent): string[] {
  return schema.views.flatMap(({ fields }) =>
    [...fields.values()].flatMap((source) => (typeof source === 'string' ? [source] : source.from)),
  );
}
