/** Logsources of the taxonomy as `product|category|service`. Source: Sigma taxonomy appendix 2.1, "Log Sources". */
export const TAXONOMY_LOGSOURCES: ReadonlySet<string> = new Set([
  ...['django', 'python', 'rpc_firewall', 'ruby_on_rails', 'spring', 'sql'].map((product) => `${product}|application|`),
  ...['antivirus', 'database', 'dns', 'firewall', 'proxy', 'webserver'].map((category) => `|${category}|`),
  ...services('aws', ['cloudtrail']),
  ...services('azure', ['activitylogs', 'auditlogs', 'riskdetection', 'pim', 'signinlogs']),
  ...services('bitbucket', ['audit']),
  ...services('cisco', ['duo', 'aaa', 'bgp', 'ldp']),
  ...services('gcp', ['gcp.audit', 'google_workspace.admin']),
  ...services('github', ['audit']),
  ...services('m365', ['audit', 'exchange', 'threat_detection', 'threat_management']),
  ...services('okta', ['okta']),
  ...services('onelogin', ['onelogin.events']),
  ...categories('linux', ['file_event', 'network_connection', 'process_creation']),
  ...services('linux', ['auditd', 'auth', 'clamav', 'cron', 'guacamole', 'sudo', 'sshd', 'syslog', 'vsftpd']),
  ...categories('macos', ['file_event', 'process_creation']),
  ...services('huawei', ['bgp', 'ldp']),
  ...services('juniper', ['bgp', 'ldp']),
  ...services('zeek', ['dce_rpc', 'dns', 'http', 'kerberos', 'rdp', 'smb_files', 'x509']),
  ...services('', ['apache']),
  ...services('apache', ['access', 'error']),
  'modsecurity||',
  'windows||',
  'linux||',
  '|network|connection',
  '|network|dns',
  '|process_creation|',
  ...categories('windows', [
    ...['process_creation', 'file_change', 'network_connection', 'sysmon_status', 'process_termination', 'driver_load'],
    ...['image_load', 'create_remote_thread', 'raw_access_thread', 'process_access', 'file_event', 'registry_event'],
    ...['registry_add', 'registry_delete', 'registry_set', 'registry_rename', 'create_stream_hash', 'pipe_created'],
    ...['wmi_event', 'dns_query', 'file_delete', 'clipboard_capture', 'process_tampering', 'file_delete_detected'],
    ...['file_block_executable', 'file_block_shredding', 'file_executable_detected', 'sysmon_error', 'file_access'],
    ...['ps_classic_start', 'ps_classic_provider_start', 'ps_classic_script', 'ps_module', 'ps_script', 'file_rename'],
  ]),
  ...services('windows', [
    ...['application', 'application-experience', 'applocker', 'appmodel-runtime', 'appxdeployment-server'],
    ...['appxpackaging-om', 'bitlocker', 'bits-client', 'capi2', 'certificateservicesclient-lifecycle-system'],
    ...['codeintegrity-operational', 'dhcp', 'diagnosis-scripted', 'dns-client', 'dns-server', 'dns-server-analytic'],
    ...['dns-server-audit', 'driver-framework', 'firewall-as', 'hyper-v-worker', 'iis-configuration'],
    ...['kernel-event-tracing', 'kernel-shimengine', 'ldap', 'lsa-server', 'msexchange-management', 'ntfs', 'ntlm'],
    ...['openssh', 'powershell', 'powershell-classic', 'printservice-admin', 'printservice-operational', 'security'],
    ...['security-mitigations', 'sense', 'servicebus-client', 'shell-core', 'smbclient-security', 'sysmon', 'system'],
    ...['taskscheduler', 'terminalservices-localsessionmanager', 'vhdmp', 'windefend', 'wmi'],
  ]),
]);

const NETWORK_ENDS = ['source.ip', 'source.port', 'destination.ip', 'destination.port', 'network.community_id'];

/** Fields of generic logsources, by `category|service`. Source: Sigma taxonomy appendix 2.1, "Fields". */
export const TAXONOMY_FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'proxy|',
    [
      ...['c-uri', 'c-uri-extension', 'c-uri-query', 'c-uri-stem', 'c-useragent', 'cs-bytes', 'cs-cookie', 'cs-host'],
      ...['cs-method', 'r-dns', 'cs-referrer', 'cs-version', 'sc-bytes', 'sc-status', 'src_ip', 'dst_ip'],
    ],
  ],
  ['firewall|', ['src_ip', 'src_port', 'dst_ip', 'dst_port', 'username']],
  [
    'webserver|',
    [
      ...['date', 'time', 'c-ip', 'cs-username', 's-sitename', 's-computername', 's-ip', 's-port', 'cs-method'],
      ...['cs-uri-stem', 'cs-uri-query', 'sc-status', 'c-win32-status', 'sc-bytes', 'cs-bytes', 'time-taken'],
      ...['cs-version', 'cs-host', 'cs-user-agent', 'cs-cookie', 'cs-referer'],
    ],
  ],
  ['antivirus|', ['Filename', 'Signature', 'Action']],
  [
    'network|connection',
    [
      ...['event.duration', 'network.type', 'network.transport', 'network.protocol', ...NETWORK_ENDS],
      ...['source.packets', 'destination.packets', 'source.bytes', 'destination.bytes', 'network.state'],
      'network.history',
    ],
  ],
  [
    'network|dns',
    [
      ...[...NETWORK_ENDS, 'dns.id', 'dns.question.name', 'dns.question.type', 'dns.question.class'],
      ...['dns.answers.name', 'dns.answers.type', 'dns.answers.class', 'dns.answers.data', 'dns.answers.ttl'],
      ...['dns.header.flags', 'dns.response.code'],
    ],
  ],
]);

function services(product: string, names: readonly string[]): string[] {
  return names.map((service) => `${product}||${service}`);
}

function categories(product: string, names: readonly string[]): string[] {
  return names.map((category) => `${product}|${category}|`);
}
