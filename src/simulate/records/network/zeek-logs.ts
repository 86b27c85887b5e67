/** Type of a field, as `#types` names it. */
export type ZeekType =
  | 'time'
  | 'interval'
  | 'string'
  | 'enum'
  | 'addr'
  | 'port'
  | 'count'
  | 'int'
  | 'double'
  | 'bool'
  | 'set[string]'
  | 'set[enum]'
  | 'vector[string]'
  | 'vector[interval]'
  | 'vector[addr]';

/** A log of Zeek 8: its name and its fields in order. Source: baselines of Zeek's own tests. */
export interface ZeekLog<Name extends string = string> {
  readonly path: string;
  readonly fields: readonly (readonly [name: string, type: ZeekType])[];
  /** only for the compiler: the names of `fields` */
  readonly names?: Name;
}

/** Times are UTC ms, intervals ms, sets and vectors lists; undefined is unset. */
export type ZeekValue = string | number | boolean | readonly (string | number)[] | undefined;
export type ZeekRow<Name extends string = string> = Readonly<Partial<Record<Name, ZeekValue>>>;

type FieldName<Text extends string> = Text extends `${infer Name}:${string}` ? Name : Text;
type FieldNames<Text extends string, Found = never> = Text extends `${infer First} ${infer Rest}`
  ? FieldNames<Rest, Found | FieldName<First>>
  : Found | FieldName<Text>;

function zeekLog<Fields extends string>(path: string, fields: Fields): ZeekLog<FieldNames<Fields>> {
  return {
    path,
    fields: fields.split(' ').map((field) => {
      const [name = '', type = 'string'] = field.split(':');
      return [name, type as ZeekType];
    }),
  };
}

const ID = 'id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port';
const HEAD = `ts:time uid ${ID}` as const;

export const ZEEK = {
  conn: zeekLog(
    'conn',
    `${HEAD} proto:enum service duration:interval orig_bytes:count resp_bytes:count conn_state local_orig:bool local_resp:bool missed_bytes:count history orig_pkts:count orig_ip_bytes:count resp_pkts:count resp_ip_bytes:count tunnel_parents:set[string] ip_proto:count`,
  ),
  dns: zeekLog(
    'dns',
    `${HEAD} proto:enum trans_id:count rtt:interval query qclass:count qclass_name qtype:count qtype_name rcode:count rcode_name AA:bool TC:bool RD:bool RA:bool Z:count answers:vector[string] TTLs:vector[interval] rejected:bool opcode:count opcode_name`,
  ),
  http: zeekLog(
    'http',
    `${HEAD} trans_depth:count method host uri referrer version user_agent origin request_body_len:count response_body_len:count status_code:count status_msg info_code:count info_msg tags:set[enum] username password proxied:set[string] orig_fuids:vector[string] orig_filenames:vector[string] orig_mime_types:vector[string] resp_fuids:vector[string] resp_filenames:vector[string] resp_mime_types:vector[string]`,
  ),
  // validation_status comes from the policy script validate-certs, ja3 and ja3s from the package of that name.
  ssl: zeekLog(
    'ssl',
    `${HEAD} version cipher curve server_name resumed:bool last_alert next_protocol established:bool ssl_history cert_chain_fps:vector[string] client_cert_chain_fps:vector[string] sni_matches_cert:bool validation_status ja3 ja3s`,
  ),
  x509: zeekLog(
    'x509',
    'ts:time fingerprint certificate.version:count certificate.serial certificate.subject certificate.issuer certificate.not_valid_before:time certificate.not_valid_after:time certificate.key_alg certificate.sig_alg certificate.key_type certificate.key_length:count certificate.exponent certificate.curve san.dns:vector[string] san.uri:vector[string] san.email:vector[string] san.ip:vector[addr] basic_constraints.ca:bool basic_constraints.path_len:count host_cert:bool client_cert:bool',
  ),
  files: zeekLog(
    'files',
    `ts:time fuid uid ${ID} source depth:count analyzers:set[string] mime_type filename duration:interval local_orig:bool is_orig:bool seen_bytes:count total_bytes:count missing_bytes:count overflow_bytes:count timedout:bool parent_fuid md5 sha1 sha256 extracted extracted_cutoff:bool extracted_size:count`,
  ),
  // Without `uid`: `id` is the file's, as in files.log.
  pe: zeekLog(
    'pe',
    'ts:time id machine compile_ts:time os subsystem is_exe:bool is_64bit:bool uses_aslr:bool uses_dep:bool uses_code_integrity:bool uses_seh:bool has_import_table:bool has_export_table:bool has_cert_table:bool has_debug_data:bool section_names:vector[string]',
  ),
  smbMapping: zeekLog('smb_mapping', `${HEAD} path service native_file_system share_type`),
  smbFiles: zeekLog(
    'smb_files',
    `${HEAD} fuid action:enum path name size:count prev_name times.modified:time times.accessed:time times.created:time times.changed:time`,
  ),
  dceRpc: zeekLog('dce_rpc', `${HEAD} rtt:interval named_pipe endpoint operation`),
  kerberos: zeekLog(
    'kerberos',
    `${HEAD} request_type client service success:bool error_msg from:time till:time cipher forwardable:bool renewable:bool client_cert_subject client_cert_fuid server_cert_subject server_cert_fuid`,
  ),
  ntlm: zeekLog(
    'ntlm',
    `${HEAD} username hostname domainname server_nb_computer_name server_dns_computer_name server_tree_name success:bool`,
  ),
  rdp: zeekLog(
    'rdp',
    `${HEAD} cookie result security_protocol client_channels:vector[string] keyboard_layout client_build client_name client_dig_product_id desktop_width:count desktop_height:count requested_color_depth cert_type cert_count:count cert_permanent:bool encryption_level encryption_method`,
  ),
  ssh: zeekLog(
    'ssh',
    `${HEAD} version:count auth_success:bool auth_attempts:count direction:enum client server cipher_alg mac_alg compression_alg kex_alg host_key_alg host_key_fingerprint`,
  ),
  ldap: zeekLog('ldap', `${HEAD} message_id:int version:int opcode result diagnostic_message object argument`),
  ldapSearch: zeekLog(
    'ldap_search',
    `${HEAD} message_id:int scope deref_aliases base_object result_count:count result diagnostic_message filter attributes:vector[string]`,
  ),
  dhcp: zeekLog(
    'dhcp',
    'ts:time uids:set[string] client_addr:addr server_addr:addr mac host_name client_fqdn domain requested_addr:addr assigned_addr:addr lease_time:interval client_message server_message msg_types:vector[string] duration:interval',
  ),
  notice: zeekLog(
    'notice',
    `${HEAD} fuid file_mime_type file_desc proto:enum note:enum msg sub src:addr dst:addr p:port n:count peer_descr actions:set[enum] email_dest:set[string] suppress_for:interval remote_location.country_code remote_location.region remote_location.city remote_location.latitude:double remote_location.longitude:double`,
  ),
} as const;

/** The lines in front of the first entry of a file. @param openedAt `2026-03-02-00-00-00` */
export function zeekHead({ path, fields }: ZeekLog, openedAt: string): string {
  const names = fields.map(([name]) => name).join('\t');
  const types = fields.map(([, type]) => type).join('\t');
  return `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t${path}\n#open\t${openedAt}\n#fields\t${names}\n#types\t${types}\n`;
}

/** An entry of the log as tab-separated values. */
export function zeekLine({ fields }: ZeekLog, row: ZeekRow): string {
  let line = '';
  for (const [name, type] of fields) {
    const value = row[name];
    if (line !== '') line += '\t';
    line += value === undefined ? '-' : cellText(type, value);
  }
  return line;
}

/** An entry of the log as JSON; fields that are unset are left out. */
export function zeekJson({ fields }: ZeekLog, row: ZeekRow): string {
  const members: string[] = [];
  for (const [name, type] of fields) {
    const value = row[name];
    if (value !== undefined) members.push(`${JSON.stringify(name)}:${jsonText(type, value)}`);
  }
  return `{${members.join(',')}}`;
}

function cellText(type: ZeekType, value: NonNullable<ZeekValue>): string {
  if (typeof value === 'object') {
    if (value.length === 0) return '(empty)';
    const item = type === 'vector[interval]' ? seconds : (part: string | number) => escaped(String(part), true);
    return value.map((part) => item(part)).join(',');
  }
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'number') return type === 'time' || type === 'interval' ? seconds(value) : String(value);
  if (value === '') return '(empty)';
  return value === '-' ? '\\x2d' : escaped(value, false);
}

function jsonText(type: ZeekType, value: NonNullable<ZeekValue>): string {
  if (typeof value === 'object') {
    return type === 'vector[interval]' ? `[${value.map(seconds).join(',')}]` : JSON.stringify(value);
  }
  return type === 'time' || type === 'interval' ? seconds(value as number) : JSON.stringify(value);
}

/** Seconds with six digits behind the point. */
function seconds(ms: string | number): string {
  return (Number(ms) / 1000).toFixed(6);
}

/** Backslashes are doubled, what would end a cell or an element is written as `\xHH` (Zeek's ASCII writer). */
function escaped(text: string, isElement: boolean): string {
  if (!/[\\\x00-\x1f\x7f,]/.test(text)) return text;
  let result = '';
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (character === '\\') result += '\\\\';
    else if (code < 0x20 || code === 0x7f || (isElement && character === ',')) result += hexEscape(code);
    else result += character;
  }
  return result;
}

function hexEscape(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}
