import { createCorrelator, createDetector, describeLogsource } from '../detect/index.ts';
import { type FieldValue, type LogEvent, type Schema, UsageError } from '../model/index.ts';
import { createNormaliser, type Normaliser, recordContext } from '../normalise/index.ts';
import { type CorrelationRule, planCorrelations, type SigmaRule } from '../sigma/index.ts';
import { readTextFile } from './rule-files.ts';
import { readYamlFile } from './yaml-file.ts';

/** A sequence of events and how often a correlation must alert on it. */
export interface RuleCase {
  readonly name: string;
  /** where it stands in its file, counted from 1 */
  readonly line: number;
  readonly alerts: number;
  readonly events: readonly CaseEvent[];
}

/** `at` in seconds since the case begins; the rest are fields. */
export type CaseEvent = Readonly<Record<string, FieldValue>> & { readonly at: number };

/** Counts the alerts of a correlation on the events of a case. */
export type CaseTrial = (correlation: CorrelationRule, events: readonly CaseEvent[]) => number;

/**
 * Reads a file of cases: a YAML list of maps `case`, `alerts`, `events`.
 * @throws UsageError INPUT_MISSING, EVENTS_INVALID
 */
export function readRuleCases(file: string): readonly RuleCase[] {
  const value = readYamlFile(file, 'EVENTS_INVALID');
  if (!Array.isArray(value)) throw invalid(file, 1);
  const lines = linesOfCases(readTextFile(file).text);
  return value.map((item: unknown, index) => {
    const line = lines[index] ?? 1;
    const { case: name, alerts, events } = mapOf(item);
    if (typeof name !== 'string' || !isCount(alerts) || !Array.isArray(events)) throw invalid(file, line);
    const maps = events.map(mapOf);
    if (!maps.every(isCaseEvent)) throw invalid(file, line);
    return { name, line, alerts, events: maps };
  });
}

function linesOfCases(text: string): readonly number[] {
  return text.split('\n').flatMap((line, index) => (/^- /.test(line) ? [index + 1] : []));
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCaseEvent(map: Readonly<Record<string, unknown>>): map is CaseEvent {
  return Number.isFinite(map.at) && Object.values(map).every(isFieldValue);
}

function isFieldValue(value: unknown): boolean {
  return value === null || typeof value !== 'object' || (Array.isArray(value) && value.every(isFieldValue));
}

function invalid(file: string, line: number): UsageError {
  const hint =
    'Write a list of maps: case (a name), alerts (a number), events (maps of fields, each with at: SECONDS).';
  return new UsageError('EVENTS_INVALID', 'This is no case to try a correlation on.', { file, line, hint });
}

/**
 * Prepares trials of correlations, for which all rules are needed that they refer to.
 * @returns the trial, and what is wrong with correlations that cannot be tried
 */
export function caseTrial(
  rules: readonly SigmaRule[],
  correlations: readonly CorrelationRule[],
): { readonly trial: CaseTrial; readonly errors: readonly UsageError[] } {
  const { plan, errors } = planCorrelations(rules, correlations);
  const bound = plan.baseRules.map(({ rule }) => rule);
  const normaliser = createNormaliser();
  const schemas = new Map<string | undefined, Schema>([[undefined, schemaOfAll(bound)]]);
  const trial: CaseTrial = (correlation, events) => {
    const correlator = createCorrelator({ bound, correlations, quiet: [] });
    const detector = createDetector(bound, correlator);
    for (const event of events) detector.detect(logEventOf(event, normaliser, schemas));
    correlator.add(correlator.take().matches);
    const lastMs = events.reduce((last, { at }) => Math.max(last, caseMs(at)), 0);
    const { alerts } = correlator.correlate(lastMs + LOGS_GO_ON_MS);
    return alerts.filter(({ rule }) => rule.id === correlation.id && rule.title === correlation.title).length;
  };
  return { trial, errors };
}

// As if the logs went on for a day, so that windows that wait for an absence are judged.
const LOGS_GO_ON_MS = 86_400_000;
const CASES_BEGIN_MS = Date.UTC(2026, 0, 1);

function caseMs(at: number): number {
  return CASES_BEGIN_MS + at * 1000;
}

/**
 * An event of a case: of Windows when it has a Channel, of the `Log` that it names, as `zeek/conn`, else of every log that
 * a rule wants. What looks like a line of the named log is read as one, so that it has the names that we give its fields.
 */
function logEventOf(
  { at, ...fields }: CaseEvent,
  normaliser: Normaliser,
  schemas: Map<string | undefined, Schema>,
): LogEvent {
  const values = new Map(Object.entries(fields as Readonly<Record<string, FieldValue>>));
  const record = { timeMs: caseMs(at), get: (field: string) => values.get(field), entries: () => values.entries() };
  if (values.has('Channel')) return normaliser.windows.toLogEvent(record, 'case');
  const log = values.has('Log') ? String(values.get('Log')) : undefined;
  const asLine = { kind: 'record', structure: LINE, byteOffset: 0, ...record } as const;
  const { schema: known } = normaliser.toLogEvent(asLine, CASE_CONTEXT);
  if (log !== undefined && isOfLog(known, log)) return { ...record, schema: known, ref: { source: 'case' }, host: '' };
  const schema = schemas.get(log) ?? schemaOf(log ?? '');
  schemas.set(log, schema);
  return { ...record, schema, ref: { source: 'case' }, host: '' };
}

function schemaOf(log: string): Schema {
  const [product = '', service] = log.split('/');
  // `webserver` is a category, of any product.
  const view = service === undefined ? { category: product } : { product, service };
  return { id: log, product, views: [{ ...view, fields: new Map() }] };
}

/** What answers the logsource of every rule, under the names that rules use. */
function schemaOfAll(rules: readonly SigmaRule[]): Schema {
  const sources = new Map(rules.map(({ logsource }) => [describeLogsource(logsource), logsource]));
  return { id: 'any', product: '', views: [...sources.values()].map((source) => ({ ...source, fields: new Map() })) };
}

const LINE = { format: 'key-value', kind: '' } as const;
const CASE_CONTEXT = recordContext({ source: 'case' });

function isOfLog({ views }: Schema, log: string): boolean {
  return views.some(({ product, service }) => `${product}/${service}` === log);
}
