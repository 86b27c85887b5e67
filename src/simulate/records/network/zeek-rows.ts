import type {
  Certificate,
  DceRpcDetail,
  DhcpDetail,
  DnsDetail,
  FlowDetail,
  FlowFact,
  HttpDetail,
  KerberosDetail,
  LdapDetail,
  NtlmDetail,
  RdpDetail,
  SmbFileDetail,
  SmbMappingDetail,
  SshDetail,
  TlsDetail,
} from '../../facts.ts';
import { hash32, hexOf } from '../../random.ts';
import { ZEEK, type ZeekLog, type ZeekRow, type ZeekValue } from './zeek-logs.ts';

/** One entry of one log. */
export interface ZeekEntry {
  readonly log: ZeekLog;
  readonly row: ZeekRow;
  /** a certificate, which is told only once in a while */
  readonly certificate?: string;
}

/** IANA protocol numbers, and bytes that headers add to each packet. */
const PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;
const HEADER_BYTES = { icmp: 28, tcp: 40, udp: 28 } as const;

/** The connection, told at its end. */
export function connEntry(fact: FlowFact): ZeekEntry {
  const { protocol, state, sentBytes, receivedBytes, sentPackets, receivedPackets } = fact;
  // Of a single packet without an answer there is neither a duration nor a size.
  const isUnanswered = fact.durationMs === 0 && receivedPackets === 0;
  return entry(ZEEK.conn, {
    ...headOf(fact, withMicroseconds(fact, fact.timeMs)),
    proto: protocol,
    service: fact.service === '' ? undefined : fact.service,
    duration: isUnanswered ? undefined : fact.durationMs + (hash32(`${fact.uid} duration`) % 1000) / 1000,
    orig_bytes: isUnanswered ? undefined : sentBytes,
    resp_bytes: isUnanswered ? undefined : receivedBytes,
    conn_state: state,
    local_orig: isLocal(fact.sourceAddress),
    local_resp: isLocal(fact.destinationAddress),
    missed_bytes: 0,
    history: fact.history === '' ? undefined : fact.history,
    orig_pkts: sentPackets,
    orig_ip_bytes: sentBytes + sentPackets * HEADER_BYTES[protocol],
    resp_pkts: receivedPackets,
    resp_ip_bytes: receivedBytes + receivedPackets * HEADER_BYTES[protocol],
    ip_proto: PROTOCOL[protocol],
  });
}

/** What an analyser says of a flow, in one or more logs. @param index position among the flow's details */
export function detailEntries(fact: FlowFact, detail: FlowDetail, index: number): readonly ZeekEntry[] {
  switch (detail.protocol) {
    case 'dns':
      return [dnsEntry(fact, detail)];
    case 'http':
      return httpEntries(fact, detail, index);
    case 'tls':
      return tlsEntries(fact, detail);
    case 'smb-mapping':
      return [smbMappingEntry(fact, detail)];
    case 'smb-file':
      return smbFileEntries(fact, detail, index);
    case 'dce-rpc':
      return [dceRpcEntry(fact, detail)];
    case 'kerberos':
      return [kerberosEntry(fact, detail)];
    case 'ntlm':
      return [ntlmEntry(fact, detail)];
    case 'rdp':
      return [rdpEntry(fact, detail)];
    case 'ssh':
      return [sshEntry(fact, detail)];
    case 'ldap':
      return [ldapEntry(fact, detail, index)];
    case 'dhcp':
      return [dhcpEntry(fact, detail)];
  }
}

function entry<Name extends string>(log: ZeekLog<Name>, row: { readonly [Key in Name]?: ZeekValue }): ZeekEntry {
  return { log, row };
}

function headOf(fact: FlowFact, timeMs: number) {
  return { ts: timeMs, uid: fact.uid, ...idOf(fact) };
}

/** Zeek tells microseconds, which no fact knows; those of a flow are all as late. */
function withMicroseconds(fact: FlowFact, timeMs: number): number {
  return timeMs + (hash32(fact.uid) % 1000) / 1000;
}

function idOf(fact: FlowFact) {
  return {
    'id.orig_h': fact.sourceAddress,
    'id.orig_p': fact.sourcePort,
    'id.resp_h': fact.destinationAddress,
    'id.resp_p': fact.destinationPort,
  };
}

function at(fact: FlowFact, detail: { readonly afterMs: number }): number {
  return withMicroseconds(fact, fact.timeMs + detail.afterMs);
}

/** DNS numbers (RFC 1035, 3596, 2782). */
const QUERY_TYPE = { A: 1, AAAA: 28, PTR: 12, SRV: 33, TXT: 16 } as const;
const RESPONSE_CODE: Readonly<Record<string, number>> = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

function dnsEntry(fact: FlowFact, detail: DnsDetail): ZeekEntry {
  const { answers, responseCode, ttlSeconds } = detail;
  const hasAnswers = answers.length > 0;
  return entry(ZEEK.dns, {
    ...headOf(fact, at(fact, detail)),
    proto: fact.protocol,
    trans_id: hash32(fact.uid) & 0xffff,
    rtt: detail.roundTripMs,
    query: detail.query,
    qclass: 1,
    qclass_name: 'C_INTERNET',
    qtype: QUERY_TYPE[detail.queryType],
    qtype_name: detail.queryType,
    rcode: RESPONSE_CODE[responseCode] ?? 0,
    rcode_name: responseCode,
    AA: false,
    TC: false,
    RD: true,
    RA: true,
    Z: 0,
    answers: hasAnswers ? answers : undefined,
    TTLs: hasAnswers ? answers.map(() => ttlSeconds * 1000) : undefined,
    rejected: responseCode === 'REFUSED',
    opcode: 0,
    opcode_name: 'query',
  });
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

function httpEntries(fact: FlowFact, detail: HttpDetail, index: number): readonly ZeekEntry[] {
  const hasFile = detail.responseBytes > 0 && detail.mimeType !== '';
  const fuid = hasFile ? fuidOf(fact, index) : undefined;
  const timeMs = at(fact, detail);
  const request = entry(ZEEK.http, {
    ...headOf(fact, timeMs),
    trans_depth: index + 1,
    method: detail.method,
    host: detail.hostName === '' ? undefined : detail.hostName,
    uri: detail.uri,
    referrer: detail.referrer === '' || detail.referrer === '-' ? undefined : detail.referrer,
    version: '1.1',
    user_agent: detail.userAgent === '' || detail.userAgent === '-' ? undefined : detail.userAgent,
    request_body_len: detail.requestBytes,
    response_body_len: detail.responseBytes,
    status_code: detail.status,
    status_msg: STATUS_TEXT[detail.status],
    tags: [],
    resp_fuids: fuid === undefined ? undefined : [fuid],
    resp_mime_types: fuid === undefined ? undefined : [detail.mimeType],
  });
  if (fuid === undefined) return [request];
  const file = { source: 'HTTP', mimeType: detail.mimeType, bytes: detail.responseBytes, isOrigin: false };
  return [request, fileEntry(fact, timeMs, fuid, file)];
}

interface SeenFile {
  readonly source: string;
  readonly mimeType?: string;
  readonly name?: string;
  readonly bytes: number;
  /** the side that opened the connection sent it */
  readonly isOrigin: boolean;
}

function fileEntry(fact: FlowFact, timeMs: number, fuid: string, file: SeenFile): ZeekEntry {
  return entry(ZEEK.files, {
    ts: timeMs,
    fuid,
    uid: fact.uid,
    ...idOf(fact),
    source: file.source,
    depth: 0,
    analyzers: ['MD5', 'SHA1'],
    mime_type: file.mimeType,
    filename: file.name,
    duration: 0,
    local_orig: isLocal(file.isOrigin ? fact.sourceAddress : fact.destinationAddress),
    is_orig: file.isOrigin,
    seen_bytes: file.bytes,
    total_bytes: file.bytes,
    missing_bytes: 0,
    overflow_bytes: 0,
    timedout: false,
    md5: hexOf(`md5 ${fuid}`, 32),
    sha1: hexOf(`sha1 ${fuid}`, 40),
  });
}

function tlsEntries(fact: FlowFact, detail: TlsDetail): readonly ZeekEntry[] {
  const { certificate, version, serverName, isEstablished } = detail;
  const timeMs = at(fact, detail);
  const handshake = entry(ZEEK.ssl, {
    ...headOf(fact, timeMs),
    version,
    cipher: detail.cipher,
    curve: version === 'TLSv13' ? 'x25519' : 'secp256r1',
    server_name: serverName === '' ? undefined : serverName,
    resumed: false,
    established: isEstablished,
    ssl_history: version === 'TLSv13' ? 'CsiI' : 'CsxknGIi',
    cert_chain_fps: certificate === undefined ? undefined : [certificate.fingerprint],
    client_cert_chain_fps: certificate === undefined ? undefined : [],
    sni_matches_cert:
      certificate === undefined ? undefined : certificate.names.some((name) => covers(name, serverName)),
    validation_status: certificate === undefined ? undefined : validation(certificate),
    ja3: detail.ja3 === '' ? undefined : detail.ja3,
    ja3s: detail.ja3s === '' ? undefined : detail.ja3s,
  });
  if (certificate === undefined) return [handshake];
  const notices = certificate.isValid ? [] : [invalidCertificate(fact, timeMs, certificate)];
  return [handshake, certificateEntry(timeMs, certificate), ...notices];
}

function certificateEntry(timeMs: number, certificate: Certificate): ZeekEntry {
  const told = entry(ZEEK.x509, {
    ts: timeMs,
    fingerprint: certificate.fingerprint,
    'certificate.version': 3,
    'certificate.serial': certificate.serial,
    'certificate.subject': certificate.subject,
    'certificate.issuer': certificate.issuer,
    'certificate.not_valid_before': certificate.notBeforeMs,
    'certificate.not_valid_after': certificate.notAfterMs,
    'certificate.key_alg': 'rsaEncryption',
    'certificate.sig_alg': 'sha256WithRSAEncryption',
    'certificate.key_type': 'rsa',
    'certificate.key_length': 2048,
    'certificate.exponent': '65537',
    'san.dns': certificate.names.length === 0 ? undefined : certificate.names,
    'basic_constraints.ca': false,
    host_cert: true,
    client_cert: false,
  });
  return { ...told, certificate: certificate.fingerprint };
}

/** The notice of the policy script validate-certs. */
function invalidCertificate(fact: FlowFact, timeMs: number, certificate: Certificate): ZeekEntry {
  const told = entry(ZEEK.notice, {
    ...headOf(fact, timeMs),
    proto: fact.protocol,
    note: 'SSL::Invalid_Server_Cert',
    msg: `SSL certificate validation failed with (${validation(certificate)})`,
    sub: certificate.subject,
    src: fact.sourceAddress,
    dst: fact.destinationAddress,
    p: fact.destinationPort,
    actions: ['Notice::ACTION_LOG'],
    email_dest: [],
    suppress_for: 3_600_000,
  });
  return { ...told, certificate: `notice ${fact.destinationAddress} ${certificate.fingerprint}` };
}

function validation({ isValid, subject, issuer }: Certificate): string {
  if (isValid) return 'ok';
  return subject === issuer ? 'self-signed certificate' : 'unable to get local issuer certificate';
}

function covers(name: string, serverName: string): boolean {
  return name.startsWith('*.') ? serverName.slice(serverName.indexOf('.')) === name.slice(1) : name === serverName;
}

function smbMappingEntry(fact: FlowFact, detail: SmbMappingDetail): ZeekEntry {
  return entry(ZEEK.smbMapping, {
    ...headOf(fact, at(fact, detail)),
    path: detail.path,
    share_type: detail.shareType,
  });
}

const SMB_ACTION = {
  open: 'SMB::FILE_OPEN',
  read: 'SMB::FILE_READ',
  write: 'SMB::FILE_WRITE',
  delete: 'SMB::FILE_DELETE',
  rename: 'SMB::FILE_RENAME',
} as const;

function smbFileEntries(fact: FlowFact, detail: SmbFileDetail, index: number): readonly ZeekEntry[] {
  const timeMs = at(fact, detail);
  const isTransfer = (detail.action === 'read' || detail.action === 'write') && detail.sizeBytes > 0;
  const fuid = isTransfer ? fuidOf(fact, index) : undefined;
  const touched = entry(ZEEK.smbFiles, {
    ...headOf(fact, timeMs),
    fuid,
    action: SMB_ACTION[detail.action],
    path: detail.path,
    name: detail.name,
    size: detail.sizeBytes,
    prev_name: detail.previousName,
    'times.modified': timeMs,
    'times.accessed': timeMs,
    'times.created': timeMs,
    'times.changed': timeMs,
  });
  if (fuid === undefined) return [touched];
  const file = { source: 'SMB', name: detail.name, bytes: detail.sizeBytes, isOrigin: detail.action === 'write' };
  const told = [touched, fileEntry(fact, timeMs, fuid, file)];
  return PROGRAM_FILE.test(detail.name) ? [...told, programEntry(timeMs, fuid, detail)] : told;
}

const PROGRAM_FILE = /\.(exe|dll|sys)$/i;
/** Sections that Microsoft's linker makes. */
const USUAL_SECTIONS = ['.text', '.rdata', '.data', '.pdata', '.rsrc', '.reloc'];
/** Programs of nobody in particular are some years old: 2015 to 2024. */
const FIRST_BUILD_MS = Date.UTC(2015, 0, 1);
const BUILD_SPAN_DAYS = 3650;

/** What the file analyser for programs says. */
function programEntry(timeMs: number, fuid: string, { name, sections = USUAL_SECTIONS }: SmbFileDetail): ZeekEntry {
  const isSmall = sections !== USUAL_SECTIONS;
  return entry(ZEEK.pe, {
    ts: timeMs,
    id: fuid,
    machine: isSmall ? 'I386' : 'AMD64',
    compile_ts: FIRST_BUILD_MS + (hash32(`build ${name}`) % BUILD_SPAN_DAYS) * 86_400_000,
    os: isSmall ? 'Windows 95 or NT 4.0' : 'Windows Vista or Server 2008',
    subsystem: 'WINDOWS_CUI',
    is_exe: true,
    is_64bit: !isSmall,
    uses_aslr: !isSmall,
    uses_dep: !isSmall,
    uses_code_integrity: false,
    uses_seh: true,
    has_import_table: true,
    has_export_table: /\.dll$/i.test(name),
    has_cert_table: !isSmall,
    has_debug_data: !isSmall,
    section_names: sections,
  });
}

function dceRpcEntry(fact: FlowFact, detail: DceRpcDetail): ZeekEntry {
  return entry(ZEEK.dceRpc, {
    ...headOf(fact, at(fact, detail)),
    rtt: detail.roundTripMs,
    named_pipe: detail.namedPipe === '' ? String(fact.destinationPort) : detail.namedPipe,
    endpoint: detail.endpoint,
    operation: detail.operation,
  });
}

/** 2037-09-13 02:48:05 UTC: the end that Windows asks for in each ticket. */
const WINDOWS_TICKET_END_MS = 2_136_422_885_000;

function kerberosEntry(fact: FlowFact, detail: KerberosDetail): ZeekEntry {
  const isKnown = detail.isSuccess;
  return entry(ZEEK.kerberos, {
    ...headOf(fact, at(fact, detail)),
    request_type: detail.request,
    client: detail.client,
    service: detail.service,
    success: detail.isSuccess,
    error_msg: detail.error === '' ? undefined : detail.error,
    till: WINDOWS_TICKET_END_MS,
    cipher: isKnown && detail.cipher !== '' ? detail.cipher : undefined,
    forwardable: true,
    renewable: true,
  });
}

function ntlmEntry(fact: FlowFact, detail: NtlmDetail): ZeekEntry {
  const [computer = '', ...domain] = detail.serverName.split('.');
  return entry(ZEEK.ntlm, {
    ...headOf(fact, at(fact, detail)),
    username: detail.user,
    hostname: detail.workstation,
    domainname: detail.domain,
    server_nb_computer_name: computer.toUpperCase(),
    server_dns_computer_name: detail.serverName,
    server_tree_name: domain.length === 0 ? undefined : domain.join('.'),
    success: detail.isSuccess,
  });
}

function rdpEntry(fact: FlowFact, detail: RdpDetail): ZeekEntry {
  // With network level authentication the client speaks encrypted after its cookie.
  const isReadable = detail.securityProtocol === 'RDP';
  return entry(ZEEK.rdp, {
    ...headOf(fact, at(fact, detail)),
    cookie: detail.cookie === '' ? undefined : detail.cookie,
    result: detail.result === '' ? undefined : detail.result,
    security_protocol: detail.securityProtocol,
    client_channels: isReadable ? ['rdpdr', 'rdpsnd', 'cliprdr', 'drdynvc'] : undefined,
    keyboard_layout: isReadable ? 'English - United States' : undefined,
    client_build: isReadable ? 'RDP 10.7' : undefined,
    client_name: detail.clientName === '' ? undefined : detail.clientName,
    desktop_width: isReadable ? 1920 : undefined,
    desktop_height: isReadable ? 1080 : undefined,
    requested_color_depth: isReadable ? '32bit' : undefined,
    cert_count: 0,
  });
}

function sshEntry(fact: FlowFact, detail: SshDetail): ZeekEntry {
  const [isFromInside, isToInside] = [isLocal(fact.sourceAddress), isLocal(fact.destinationAddress)];
  return entry(ZEEK.ssh, {
    ...headOf(fact, at(fact, detail)),
    version: 2,
    auth_success: detail.isSuccess,
    auth_attempts: detail.attempts,
    direction: isFromInside === isToInside ? undefined : isToInside ? 'INBOUND' : 'OUTBOUND',
    client: detail.client,
    server: detail.server,
    cipher_alg: 'chacha20-poly1305@openssh.com',
    mac_alg: 'umac-64-etm@openssh.com',
    compression_alg: 'none',
    kex_alg: 'curve25519-sha256',
    host_key_alg: 'ssh-ed25519',
    host_key_fingerprint: hexOf(`host key ${fact.destinationAddress}`, 32),
  });
}

function ldapEntry(fact: FlowFact, detail: LdapDetail, index: number): ZeekEntry {
  const head = { ...headOf(fact, at(fact, detail)), message_id: index + 1 };
  if (detail.operation === 'bind') {
    return entry(ZEEK.ldap, {
      ...head,
      version: 3,
      opcode: 'bind SASL',
      result: 'success',
      object: detail.object === '' ? undefined : detail.object,
      argument: 'GSS-SPNEGO',
    });
  }
  return entry(ZEEK.ldapSearch, {
    ...head,
    scope: detail.scope,
    deref_aliases: 'never',
    base_object: detail.object,
    result_count: detail.results,
    result: 'success',
    filter: detail.filter,
  });
}

function dhcpEntry(fact: FlowFact, detail: DhcpDetail): ZeekEntry {
  const isNew = fact.sourceAddress === '0.0.0.0';
  return entry(ZEEK.dhcp, {
    ts: at(fact, detail),
    uids: [fact.uid],
    client_addr: isNew ? undefined : fact.sourceAddress,
    server_addr: fact.destinationAddress,
    mac: detail.mac,
    host_name: detail.hostName,
    requested_addr: isNew ? detail.assignedAddress : undefined,
    assigned_addr: detail.assignedAddress,
    lease_time: detail.leaseSeconds * 1000,
    msg_types: isNew ? ['DISCOVER', 'OFFER', 'REQUEST', 'ACK'] : ['REQUEST', 'ACK'],
    duration: fact.durationMs,
  });
}

/** A file's id: `F` and digits that the flow and the place in it decide. */
function fuidOf(fact: FlowFact, index: number): string {
  return `F${hexOf(`file ${fact.uid} ${index}`, 17)}`;
}

/** Zeek's default local networks: private addresses (RFC 1918, 6598, 3927, 4193). */
function isLocal(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|127\.|f[cd]|fe80:)/.test(
    address,
  );
}
