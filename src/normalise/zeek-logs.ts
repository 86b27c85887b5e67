import type { FieldSource } from '../model/index.ts';
import { requestParts } from './web-fields.ts';

/**
 * Zeek's logs by path, with the fields that tell each from the others where a record does not name its path; the
 * stricter ones stand first. Source: Zeek documentation, "Zeek Logs".
 */
export const ZEEK_SIGNS: readonly (readonly [path: string, fields: readonly string[]])[] = [
  ['notice', ['note', 'actions']],
  ['weird', ['name', 'notice', 'peer']],
  ['dce_rpc', ['endpoint', 'operation']],
  ['dns', ['trans_id', 'proto', 'rejected']],
  ['http', ['trans_depth', 'status_code']],
  ['http', ['trans_depth', 'method']],
  ['http', ['trans_depth', 'request_body_len']],
  ['ssl', ['established', 'resumed']],
  ['x509', ['certificate.serial']],
  ['smb_files', ['action', 'path', 'name', 'size']],
  ['smb_files', ['action', 'times.modified']],
  ['smb_mapping', ['path', 'share_type']],
  ['smb_cmd', ['command', 'tree']],
  ['ntlm', ['server_nb_computer_name']],
  ['ntlm', ['hostname', 'domainname', 'success']],
  ['kerberos', ['request_type', 'service']],
  ['rdp', ['cookie', 'security_protocol']],
  ['rdp', ['cookie', 'result']],
  ['ssh', ['version', 'auth_attempts']],
  ['ssh', ['version', 'kex_alg']],
  ['ldap_search', ['base_object']],
  ['ldap', ['message_id', 'opcode']],
  ['ftp', ['user', 'password', 'command']],
  ['smtp', ['helo']],
  ['sip', ['call_id', 'seq']],
  ['snmp', ['community', 'get_requests']],
  ['tunnel', ['tunnel_type', 'action']],
  ['socks', ['request_p', 'bound_p']],
  ['radius', ['mac', 'result']],
  ['dhcp', ['msg_types']],
  ['ntp', ['stratum', 'ref_id']],
  ['rfb', ['share_flag', 'auth']],
  ['syslog', ['facility', 'severity', 'message']],
  ['mysql', ['cmd', 'arg']],
  ['dpd', ['analyzer', 'failure_reason']],
  ['pe', ['machine', 'is_exe']],
  ['files', ['fuid', 'analyzers']],
  ['files', ['fuid', 'seen_bytes']],
  ['software', ['software_type', 'name']],
  ['intel', ['seen.indicator']],
  ['stats', ['pkts_proc', 'mem']],
  ['conn', ['conn_state']],
];

/** Sigma's generic categories that a path of Zeek answers, with the names that their rules use. */
export interface ZeekCategory {
  readonly category: string;
  readonly service: string;
  readonly fields: ReadonlyMap<string, FieldSource>;
}

const HTTP_FIELDS: readonly (readonly [string, FieldSource])[] = [
  ['cs-method', 'method'],
  ['cs-host', 'host'],
  ['c-ip', 'id.orig_h'],
  ['src_ip', 'id.orig_h'],
  ['s-ip', 'id.resp_h'],
  ['dst_ip', 'id.resp_h'],
  ['s-port', 'id.resp_p'],
  ['dst_port', 'id.resp_p'],
  ['cs-referer', 'referrer'],
  ['cs-referrer', 'referrer'],
  ['cs-username', 'username'],
  ['c-useragent', 'user_agent'],
  ['cs-user-agent', 'user_agent'],
  ['sc-status', 'status_code'],
  ['cs-version', 'version'],
  ['cs-bytes', 'request_body_len'],
  ['sc-bytes', 'response_body_len'],
  ...requestParts('uri', 'host'),
];

/** A sensor cannot tell a request that leaves by a proxy from one that a server of the site gets: both are answered. */
export const ZEEK_CATEGORIES: readonly ZeekCategory[] = [
  { category: 'proxy', service: 'http', fields: new Map(HTTP_FIELDS) },
  { category: 'webserver', service: 'http', fields: new Map(HTTP_FIELDS) },
  {
    ...{ category: 'dns', service: 'dns' },
    fields: new Map<string, FieldSource>([
      ['record_type', 'qtype_name'],
      ['answer', 'answers'],
      ['src_ip', 'id.orig_h'],
      ['dst_ip', 'id.resp_h'],
      ['dst_port', 'id.resp_p'],
    ]),
  },
  {
    ...{ category: 'firewall', service: 'conn' },
    fields: new Map<string, FieldSource>([
      ['src_ip', 'id.orig_h'],
      ['src_port', 'id.orig_p'],
      ['dst_ip', 'id.resp_h'],
      ['dst_port', 'id.resp_p'],
    ]),
  },
];
