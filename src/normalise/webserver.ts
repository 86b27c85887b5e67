import type { FieldRecord, FieldSource } from '../model/index.ts';
import { accessLogTime } from './access-log-time.ts';
import type { EventKind, Product } from './product.ts';
import { extensionField, queryField } from './web-fields.ts';

/** Apache, nginx, Tomcat and what embeds them, by their access logs, which do not say which of them wrote them. */
export const webserver: Product = {
  name: 'webserver',
  knowledge: {
    supplies: [{ category: 'webserver', fields: 'open' }],
    gaps: ['apache', 'nginx'].map((service) => ({
      service,
      reason: 'its rules are about the error log, of which Landfall reads only what was sent by syslog',
    })),
  },
  recognise: ({ format }) => (format === 'access-log' ? () => KIND : undefined),
};

const KIND: EventKind = {
  schema: {
    ...{ id: 'webserver', product: 'webserver' },
    views: [
      {
        category: 'webserver',
        fields: new Map<string, FieldSource>([
          ['cs-uri-query', queryField('cs-uri-stem', 'cs-uri-query')],
          ['c-uri-query', 'cs-uri-query'],
          ['c-uri', 'cs-uri'],
          ['c-uri-extension', extensionField('cs-uri-stem')],
          ['c-useragent', 'cs-user-agent'],
          ['cs-referrer', 'cs-referer'],
          ['src_ip', 'c-ip'],
        ]),
      },
    ],
  },
  timeMs: (record, context) => accessLogTime(record.get('date'), context),
  host,
};

/** The virtual host without its port. */
function host(record: FieldRecord): string {
  const name = record.get('cs-host');
  return typeof name === 'string' ? name.replace(/:\d{1,5}$/, '') : '';
}
