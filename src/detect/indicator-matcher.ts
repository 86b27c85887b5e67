import { createIndicatorSet, decayed, type IndicatorSet, indicatorLevel } from '../indicators/index.ts';
import type { Alert, Because, FieldSource, FieldValue, Indicator, Level, LogEvent, Schema } from '../model/index.ts';
import { levelRank } from '../model/index.ts';
import { alertPlace, eventAlert } from './event-alert.ts';
import { type IndicatorField, indicatorFields } from './indicator-fields.ts';
import { gateMaker, type IndicatorGate } from './indicator-gate.ts';

/** What published values are looked for, and from which level on they alert. Plain data. */
export interface IndicatorOptions {
  readonly indicators?: readonly Indicator[];
  /** alerts below it are left out */
  readonly minLevel?: Level;
}

/** Finds published values in one event after another. */
export interface IndicatorMatcher {
  /** The alerts of an event, each value once, in the order of the event's fields. */
  match(event: LogEvent): readonly Alert[];
}

const NO_ALERTS: readonly Alert[] = [];

/**
 * Looks up the few fields of each schema that may hold a published value; others are not touched.
 * @returns undefined when there is nothing to look for
 */
export function createIndicatorMatcher({ indicators = [], minLevel }: IndicatorOptions): IndicatorMatcher | undefined {
  if (indicators.length === 0) return undefined;
  const set = createIndicatorSet(indicators);
  const gateFor = gateMaker(indicators);
  const bound = new WeakMap<Schema, BoundSchema>();
  return {
    match: (event) => {
      let schema = bound.get(event.schema);
      if (schema === undefined) {
        const fields = indicatorFields(event.schema).filter(({ kind }) => set.has(kind));
        schema = { fields, gate: fields.length === 0 ? undefined : gateFor?.(fields) };
        bound.set(event.schema, schema);
      }
      const { fields, gate } = schema;
      if (fields.length === 0 || gate?.isClosed(event) === true) return NO_ALERTS;
      const matches = matchesOf(event, fields, set);
      if (matches.length === 0) return NO_ALERTS;
      const alerts = matches.map((match) => toAlert(match, event));
      return minLevel === undefined
        ? alerts
        : alerts.filter(({ rule }) => levelRank(rule.level) >= levelRank(minLevel));
    },
  };
}

interface BoundSchema {
  readonly fields: readonly IndicatorField[];
  readonly gate: IndicatorGate | undefined;
}

/** A value of an event, and the indicators that it matches, of several feeds perhaps. */
interface Match {
  readonly field: string;
  readonly value: string;
  readonly found: readonly Indicator[];
}

const NO_MATCHES: readonly Match[] = [];

function matchesOf(event: LogEvent, fields: readonly IndicatorField[], set: IndicatorSet): readonly Match[] {
  let matches: Match[] | undefined;
  for (const { name, source, kind } of fields) {
    const value = fieldValue(event, source);
    if (value === undefined || value === null) continue;
    for (const text of textsOf(value, kind)) {
      const found = set.find(kind, text);
      if (found.length === 0 || matches?.some((one) => one.found[0] === found[0])) continue;
      matches ??= [];
      matches.push({ field: name, value: text, found });
    }
  }
  return matches ?? NO_MATCHES;
}

function fieldValue(event: LogEvent, source: FieldSource): FieldValue | undefined {
  return typeof source === 'string' ? event.get(source) : source.derive(source.from.map((name) => event.get(name)));
}

// A reply of a name server or a list of a sensor holds a handful.
const MOST_VALUES = 64;

function textsOf(value: FieldValue, kind: IndicatorField['kind']): readonly string[] {
  if (typeof value === 'string') return kind === 'answer' ? answersIn(value) : [value];
  if (!Array.isArray(value)) return [];
  const texts = (value as readonly FieldValue[]).slice(0, MOST_VALUES).filter((one) => typeof one === 'string');
  return kind === 'answer' ? texts.flatMap(answersIn) : texts;
}

/** Windows writes `type:  5 name;::ffff:192.0.2.1;`, others commas. */
function answersIn(text: string): readonly string[] {
  const parts = text.split(/[;,]/, MOST_VALUES);
  return parts.map((part) => part.replace(/^\s*type:\s*\d+\s+/, '').trim()).filter((part) => part !== '');
}

function toAlert({ field, value, found }: Match, event: LogEvent): Alert {
  const weighed = found.map((indicator) => ({ indicator, decay: decayed(indicator, event.timeMs) }));
  const { indicator, decay } = weighed.reduce((best, one) =>
    one.decay.weightPercent > best.decay.weightPercent ? one : best,
  );
  return eventAlert(
    alertPlace(event),
    {
      id: `indicator:${indicator.kind}:${indicator.value}`,
      title: titleOf(indicator),
      level: indicatorLevel(decay),
      tags: indicator.source.tags,
    },
    [{ field, value }, ...reasonsOf(indicator, decay, value)],
  );
}

/** One title for one value, whatever the age, so that its alerts stay together. */
function titleOf({ kind, value, note, source: { publisher } }: Indicator): string {
  const what = note ?? `${kind} ${value}`;
  return `Published indicator: ${what}${publisher === '' ? '' : ` (${publisher})`}`;
}

function reasonsOf(indicator: Indicator, decay: ReturnType<typeof decayed>, value: string): readonly Because[] {
  const { kind, firstMs, lastMs, source } = indicator;
  const days = [...new Set([firstMs, lastMs].flatMap((ms) => (ms === null ? [] : dayOf(ms))))].join(' to ');
  const named = indicator.value.toLowerCase() === value.toLowerCase();
  return [
    {
      field: 'indicator.published',
      value: `${days || 'undated'}${source.publisher === '' ? '' : ` by ${source.publisher}`}`,
    },
    { field: 'indicator.ageDays', value: decay.ageDays ?? 'unknown' },
    { field: 'indicator.weightPercent', value: decay.weightPercent },
    ...(named ? [] : [{ field: `indicator.${kind}`, value: indicator.value }]),
    {
      field: 'indicator.feed',
      value: [source.title, source.reference ?? source.file].filter((part) => part !== '').join(', '),
    },
  ];
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
