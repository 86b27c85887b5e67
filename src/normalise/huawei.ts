import type { EventKind, Product } from './product.ts';
import { syslogHost, syslogTime } from './syslog-fields.ts';

const PRODUCT = 'huawei';

/** Huawei routers and switches (VRP): mnemonics as `%%01BGP/4/BGP_AUTH_FAILED(l)`. */
export const huawei: Product = {
  name: PRODUCT,
  knowledge: { supplies: [{ product: PRODUCT, service: 'bgp', fields: 'open' }], gaps: [] },
  recognise: ({ format, kind }) => {
    if (format !== 'syslog' || !kind.startsWith('%%')) return undefined;
    const made = kind.includes('BGP') ? BGP : OTHER;
    return () => made;
  },
};

const BGP: EventKind = {
  schema: { id: `${PRODUCT}/bgp`, product: PRODUCT, views: [{ product: PRODUCT, service: 'bgp', fields: new Map() }] },
  ...{ timeMs: syslogTime, host: syslogHost },
};

const OTHER: EventKind = {
  schema: { id: PRODUCT, product: PRODUCT, views: [] },
  ...{ timeMs: syslogTime, host: syslogHost },
};
