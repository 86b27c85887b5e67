import type { FieldRecord, FieldSource, FieldValue, LogsourceView } from '../model/index.ts';
import { privateAddress } from './private-address.ts';
import type { EventKind, Product } from './product.ts';
import { timestampMs } from './timestamp.ts';

/**
 * NetFlow and IPFIX as programs export them: nfdump's CSV, JSON and text, ipfixcol2's JSON. Times without an offset are those of
 * the zone that the program ran in.
 */
export const netflow: Product = {
  name: 'netflow',
  knowledge: {
    supplies: [
      { product: 'netflow', fields: 'open' },
      { service: 'netflow', fields: 'open' },
      { category: 'firewall', fields: 'open' },
    ],
    gaps: [],
  },
  recognise: ({ format, fields }) => {
    if (format === 'nfdump') return () => kindOf(TEXT);
    if (fields !== undefined) {
      const names = EXPORTS.find((one) => one.signs.every((sign) => fields.includes(sign)));
      return names === undefined ? undefined : () => kindOf(names);
    }
    return format.startsWith('json') ? kindOfJson : undefined;
  },
};

/** How one program calls what a flow has; where there are two names, one is for IPv4 and one for IPv6. */
interface ExportNames {
  readonly id: string;
  /** fields that tell it from others */
  readonly signs: readonly string[];
  readonly time: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly fromPort: string;
  readonly toPort: string;
  readonly protocol: string;
  readonly bytes: string;
  readonly packets: string;
}

// Sources: nfdump 1.6 and 1.7, nfdump(1) and output_csv.c, output_json.c; ipfixcol2, JSON output plugin, with names of IANA.
const TEXT: ExportNames = {
  ...{ id: 'nfdump', signs: [], time: 'first', from: ['src_addr'], to: ['dst_addr'], fromPort: 'src_port' },
  ...{ toPort: 'dst_port', protocol: 'proto', bytes: 'bytes', packets: 'packets' },
};
const EXPORTS: readonly ExportNames[] = [
  {
    ...{ id: 'nfdump-csv', signs: ['ts', 'sa', 'da', 'sp', 'dp'], time: 'ts', from: ['sa'], to: ['da'] },
    ...{ fromPort: 'sp', toPort: 'dp', protocol: 'pr', bytes: 'ibyt', packets: 'ipkt' },
  },
  {
    ...{ id: 'nfdump-csv', signs: ['firstSeen', 'srcAddr', 'dstAddr'], time: 'firstSeen', from: ['srcAddr'] },
    ...{
      to: ['dstAddr'],
      fromPort: 'srcPort',
      toPort: 'dstPort',
      protocol: 'proto',
      bytes: 'bytes',
      packets: 'packets',
    },
  },
  {
    ...{ id: 'nfdump-json', signs: ['t_first', 'proto'], time: 't_first', from: ['src4_addr', 'src6_addr'] },
    ...{ to: ['dst4_addr', 'dst6_addr'], fromPort: 'src_port', toPort: 'dst_port', protocol: 'proto' },
    ...{ bytes: 'in_bytes', packets: 'in_packets' },
  },
  {
    ...{ id: 'nfdump-json', signs: ['first', 'last', 'in_packets'], time: 'first', from: ['src4_addr', 'src6_addr'] },
    ...{ to: ['dst4_addr', 'dst6_addr'], fromPort: 'src_port', toPort: 'dst_port', protocol: 'proto' },
    ...{ bytes: 'in_bytes', packets: 'in_packets' },
  },
  {
    ...{ id: 'ipfix-json', signs: ['iana:protocolIdentifier'], time: 'iana:flowStartMilliseconds' },
    from: ['iana:sourceIPv4Address', 'iana:sourceIPv6Address'],
    to: ['iana:destinationIPv4Address', 'iana:destinationIPv6Address'],
    ...{ fromPort: 'iana:sourceTransportPort', toPort: 'iana:destinationTransportPort' },
    ...{ protocol: 'iana:protocolIdentifier', bytes: 'iana:octetDeltaCount', packets: 'iana:packetDeltaCount' },
  },
];

function kindOfJson(record: FieldRecord): EventKind | undefined {
  const names = EXPORTS.find(({ signs }) => signs.every((sign) => record.get(sign) !== undefined));
  return names?.from.some((field) => record.get(field) !== undefined) ? kindOf(names) : undefined;
}

const kinds = new Map<ExportNames, EventKind>();

function kindOf(names: ExportNames): EventKind {
  let kind = kinds.get(names);
  if (kind === undefined) {
    kind = {
      schema: { id: `netflow/${names.id}`, product: 'netflow', views: viewsOf(names) },
      timeMs: (record, context) => timestampMs(record.get(names.time), context),
      host: (record) => privateAddress(...[...names.from, ...names.to].map((field) => record.get(field))),
    };
    kinds.set(names, kind);
  }
  return kind;
}

/** Under the names that Sigma rules use for flows, those of ECS, and under those of the category firewall. */
function viewsOf(names: ExportNames): readonly LogsourceView[] {
  const ecs = new Map<string, FieldSource>([
    ['source.ip', sourceOf(names.from)],
    ['source.port', names.fromPort],
    ['destination.ip', sourceOf(names.to)],
    ['destination.port', names.toPort],
    ['network.transport', names.protocol],
    ['network.bytes', names.bytes],
    ['network.packets', names.packets],
  ]);
  const firewall = new Map<string, FieldSource>([
    ['src_ip', sourceOf(names.from)],
    ['src_port', names.fromPort],
    ['dst_ip', sourceOf(names.to)],
    ['dst_port', names.toPort],
  ]);
  return [
    { product: 'netflow', service: 'netflow', fields: ecs },
    { product: 'netflow', category: 'firewall', fields: firewall },
  ];
}

function sourceOf(fields: readonly string[]): FieldSource {
  if (fields.length === 1) return fields[0]!;
  return {
    from: fields,
    derive: (values: readonly (FieldValue | undefined)[]) => values.find((value) => value !== undefined),
  };
}
