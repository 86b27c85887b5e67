import type { FieldRecord, FieldSource } from '../model/index.ts';
import type { EventKind, Product } from './product.ts';
import { writtenTime } from './written-time.ts';

/** The debug log of the Windows DNS server. Its times are local, its dates as the server's language writes them. */
export const windowsDns: Product = {
  name: 'windows-dns',
  knowledge: { supplies: [{ product: 'windows', category: 'dns', fields: 'open' }], gaps: [] },
  recognise: ({ format, kind }) => {
    if (format !== 'windows-dns-debug') return undefined;
    return kind === 'packet' ? () => PACKET : () => NOTE;
  },
};

const PACKET: EventKind = kindOf('packet', [
  {
    ...{ product: 'windows', category: 'dns' },
    fields: new Map<string, FieldSource>([
      ['query', 'name'],
      ['record_type', 'type'],
      ['src_ip', 'remote'],
    ]),
  },
]);
const NOTE: EventKind = kindOf('note', []);

function kindOf(what: string, views: EventKind['schema']['views']): EventKind {
  return {
    schema: { id: `windows-dns/${what}`, product: 'windows', views },
    timeMs: (record, context) => writtenTime(record.get('date'), context),
    host,
  };
}

/** The computer that asked: it sent a query to the server, or was sent the answer. */
function host(record: FieldRecord): string {
  const isOfClient = (record.get('direction') === 'Rcv') === (record.get('response') === 'false');
  const remote = record.get('remote');
  return isOfClient && typeof remote === 'string' ? remote : '';
}
