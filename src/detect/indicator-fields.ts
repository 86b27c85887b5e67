import type { ValueKind } from '../indicators/index.ts';
import type { FieldSource, LogsourceView, Schema } from '../model/index.ts';

/** A field of a schema that may hold a published value. */
export interface IndicatorField {
  /** as alerts name it */
  readonly name: string;
  readonly source: FieldSource;
  readonly kind: ValueKind;
}

type FieldKinds = Readonly<Record<string, ValueKind>>;

const FILE_AND_HASHES: FieldKinds = { TargetFilename: 'file', Hashes: 'hashes' };
const WEB: FieldKinds = { 'c-uri': 'url', 'cs-host': 'domain' };

/** Where Sigma's categories have such values, whatever the product. Source: Sigma taxonomy, "Fields". */
const OF_CATEGORY: Readonly<Record<string, FieldKinds>> = {
  process_creation: { Image: 'file', Hashes: 'hashes' },
  image_load: { ImageLoaded: 'file', Hashes: 'hashes' },
  driver_load: { ImageLoaded: 'file', Hashes: 'hashes' },
  file_event: { TargetFilename: 'file' },
  file_delete: FILE_AND_HASHES,
  file_block_executable: FILE_AND_HASHES,
  file_block_shredding: FILE_AND_HASHES,
  file_executable_detected: FILE_AND_HASHES,
  create_stream_hash: { TargetFilename: 'file', Hash: 'hashes' },
  network_connection: { SourceIp: 'address', DestinationIp: 'address', DestinationHostname: 'domain' },
  dns_query: { QueryName: 'domain', QueryResults: 'answer' },
  firewall: { src_ip: 'address', dst_ip: 'address' },
  dns: { query: 'domain', answer: 'answer' },
  proxy: { ...WEB, 'r-dns': 'domain', 'c-useragent': 'user-agent', 'c-ip': 'address', dst_ip: 'address' },
  webserver: { ...WEB, 'cs-uri-stem': 'url', 'cs-user-agent': 'user-agent', 'c-ip': 'address' },
  antivirus: { Filename: 'file' },
};

const LOGON_ADDRESS: FieldKinds = { IpAddress: 'address' };
const SESSION_ADDRESS: FieldKinds = { ClientAddress: 'address' };
const ADDRESS: FieldKinds = { Address: 'address' };
const TERMINAL = 'Microsoft-Windows-TerminalServices';
const RDP_CORE = 'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational';
const BITS = 'Microsoft-Windows-Bits-Client/Operational';

/** Windows events that no category holds, by channel and id. Source: Microsoft's pages of these events. */
const OF_WINDOWS: Readonly<Record<string, FieldKinds>> = {
  ...Object.fromEntries(
    [4624, 4625, 4648, 4768, 4769, 4770, 4771, 5140, 5145].map((id) => [`Security/${id}`, LOGON_ADDRESS]),
  ),
  ...{ 'Security/4778': SESSION_ADDRESS, 'Security/4779': SESSION_ADDRESS },
  ...Object.fromEntries([21, 22, 24, 25].map((id) => [`${TERMINAL}-LocalSessionManager/Operational/${id}`, ADDRESS])),
  [`${TERMINAL}-RemoteConnectionManager/Operational/1149`]: { Param3: 'address' },
  [`${RDP_CORE}/131`]: { ClientIP: 'address' },
  [`${BITS}/59`]: { url: 'url' },
  [`${BITS}/60`]: { url: 'url' },
};

const DEVICE: FieldKinds = { src_ip: 'address', dst_ip: 'address' };
const ZEEK_ENDS: FieldKinds = { 'id.orig_h': 'address', 'id.resp_h': 'address' };

/** Other products, by product or `product/service`, under the names of their own. Source: docs/formats of each. */
const OF_PRODUCT: Readonly<Record<string, FieldKinds>> = {
  zeek: ZEEK_ENDS,
  'zeek/ssl': { server_name: 'domain' },
  'zeek/http': { host: 'domain' },
  'zeek/files': {
    md5: 'hash',
    sha1: 'hash',
    sha256: 'hash',
    filename: 'file',
    tx_hosts: 'address',
    rx_hosts: 'address',
  },
  'zeek/smb_files': { name: 'file' },
  fortigate: { srcip: 'address', dstip: 'address' },
  'fortigate/event': { remip: 'address', tunnelip: 'address' },
  'fortigate/utm': { hostname: 'domain', url: 'url', filename: 'file', filehash: 'hash', agent: 'user-agent' },
  suricata: { src_ip: 'address', dest_ip: 'address' },
  'suricata/tls': { 'tls.sni': 'domain' },
  'suricata/fileinfo': {
    'fileinfo.filename': 'file',
    'fileinfo.sha256': 'hash',
    'fileinfo.sha1': 'hash',
    'fileinfo.md5': 'hash',
  },
  ...{
    cisco: DEVICE,
    juniper: DEVICE,
    paloalto: DEVICE,
    sonicwall: DEVICE,
    ivanti: DEVICE,
    aws: { src_ip: 'address' },
  },
  'linux/sshd': { src_ip: 'address' },
  'linux/auditd': { addr: 'address' },
};

/** The fields of events of a schema that indicators are looked up for, each once. */
export function indicatorFields(schema: Schema): readonly IndicatorField[] {
  const found = new Map<FieldSource, IndicatorField>();
  const add = (kinds: FieldKinds | undefined, view?: LogsourceView): void => {
    for (const [name, kind] of Object.entries(kinds ?? {})) {
      const source = view?.fields.get(name) ?? name;
      if (!found.has(source)) found.set(source, { name: typeof source === 'string' ? source : name, source, kind });
    }
  };
  for (const view of schema.views) {
    if (view.category !== undefined) add(OF_CATEGORY[view.category], view);
    else if (view.product !== undefined) add(OF_PRODUCT[`${view.product}/${view.service ?? ''}`]);
  }
  add(OF_PRODUCT[schema.product]);
  if (schema.product === 'windows') {
    add(OF_WINDOWS[`${String(schema.constants?.get('Channel'))}/${String(schema.constants?.get('EventID'))}`]);
  }
  return [...found.values()];
}
