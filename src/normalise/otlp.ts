import { treeOf } from './cloud-fields.ts';
import type { EventKind, Product } from './product.ts';
import { otherShapeOf } from './windows-json-shapes.ts';
import { isObject } from './windows-parts.ts';
import { writtenTime } from './written-time.ts';

/**
 * Log records of OpenTelemetry that hold no event of a product that is known: dated and placed, so that they count as
 * evidence of when a host was seen. Windows events in them are found by their own shape.
 */
export const otlp: Product = {
  name: 'otlp',
  knowledge: { supplies: [{ product: 'opentelemetry', fields: 'open' }], gaps: [] },
  recognise: ({ kind }) =>
    kind === 'otlp' ? (record) => (isWindowsEvent(treeOf(record)) ? undefined : LOG_RECORD) : undefined,
};

/** Looked at closely only where the body has what every Windows event has. */
function isWindowsEvent(value: Readonly<Record<string, unknown>>): boolean {
  const { body } = value;
  const mayBe = isObject(body)
    ? 'event_id' in body || 'EventID' in body
    : /<Event|^\s*\{/.test(String(body).slice(0, 256));
  return mayBe && otherShapeOf(value) !== undefined;
}

const LOG_RECORD: EventKind = {
  schema: { id: 'otlp/log', product: 'otlp', views: [{ product: 'opentelemetry', fields: new Map() }] },
  timeMs: (record, context) =>
    writtenTime(record.get('timeUnixNano'), context) ?? writtenTime(record.get('observedTimeUnixNano'), context),
  host: (record) => {
    const name = record.get('resource.host.name') ?? record.get('attributes.host.name');
    return typeof name === 'string' ? name : '';
  },
};
