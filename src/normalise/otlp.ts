import type { EventKind, Product } from './product.ts';
import { writtenTime } from './written-time.ts';

/**
 * Log records of OpenTelemetry that hold no event of a product that is known: dated and placed, so that they count as
 * evidence of when a host was seen.
 */
export const otlp: Product = {
  name: 'otlp',
  knowledge: { supplies: [{ product: 'opentelemetry', fields: 'open' }], gaps: [] },
  recognise: ({ kind }) => (kind === 'otlp' ? () => LOG_RECORD : undefined),
};

const LOG_RECORD: EventKind = {
  schema: { id: 'otlp/log', product: 'otlp', views: [{ product: 'opentelemetry', fields: new Map() }] },
  timeMs: (record, context) =>
    writtenTime(record.get('timeUnixNano'), context) ?? writtenTime(record.get('observedTimeUnixNano'), context),
  host: (record) => {
    const name = record.get('resource.host.name') ?? record.get('attributes.host.name');
    return typeof name === 'string' ? name : '';
  },
};
