import type { MessagePattern } from './message-fields.ts';

const IP = '[0-9A-Fa-f.:]+';
const PORT = '\\d{1,5}';

/** The beginning of a message, from its mnemonic to its text. */
const HEAD = '^%[^ ]+: +';

function pattern(text: string, implies?: MessagePattern['implies']): MessagePattern {
  const source = HEAD + text.replaceAll('{ip}', IP).replaceAll('{port}', PORT);
  return implies === undefined ? { pattern: new RegExp(source) } : { pattern: new RegExp(source), implies };
}

const SESSION = 'Group <(?<group>[^>]*)> User <(?<user>[^>]*)> IP <(?<src_ip>[^>]*)>';
const FLOW =
  'src (?<src_interface>[^:]+):(?<src_ip>{ip})(?:/(?<src_port>{port}))? dst (?<dst_interface>[^:]+):(?<dst_ip>{ip})(?:/(?<dst_port>{port}))?';
const FROM_TO = 'from (?<src_ip>{ip})(?:/(?<src_port>{port}))? to (?<dst_ip>{ip})(?:/(?<dst_port>{port}))?';
const NAT = '(?: ?\\([^)]*\\))*';

const COMMAND = [
  pattern("User '(?<user>[^']*)' executed the '(?<command>.*)' command"),
  pattern("User '(?<user>[^']*)' executed cmd: (?<command>.*)"),
  pattern("User '(?<user>[^']*)', running '(?<application>[^']*)' from IP (?<src_ip>{ip}), executed '(?<command>.*)'"),
];

/**
 * Messages of ASA and Firepower by number. Source: Cisco Secure Firewall ASA Series Syslog Messages, one chapter for each
 * hundred thousand.
 */
export const ASA_MESSAGES: ReadonlyMap<string, readonly MessagePattern[]> = new Map<string, readonly MessagePattern[]>([
  ...same('302013 302015', [
    pattern(
      `Built inbound (?<protocol>\\w+) connection (?<connection_id>\\d+) for (?<src_interface>[^:]+):(?<src_ip>{ip})/(?<src_port>{port})${NAT} to (?<dst_interface>[^:]+):(?<dst_ip>{ip})/(?<dst_port>{port})`,
      { action: 'accept' },
    ),
    // Who opens an outbound connection stands second.
    pattern(
      `Built outbound (?<protocol>\\w+) connection (?<connection_id>\\d+) for (?<dst_interface>[^:]+):(?<dst_ip>{ip})/(?<dst_port>{port})${NAT} to (?<src_interface>[^:]+):(?<src_ip>{ip})/(?<src_port>{port})`,
      { action: 'accept' },
    ),
  ]),
  ...same('302014 302016', [
    pattern(
      `Teardown (?<protocol>\\w+) connection (?<connection_id>\\d+) for (?<first_interface>[^:]+):(?<first_ip>{ip})/(?<first_port>{port})${NAT} to (?<second_interface>[^:]+):(?<second_ip>{ip})/(?<second_port>{port})${NAT} duration (?<duration>[\\d:]+) bytes (?<bytes>\\d+)(?: (?<reason>[^()]+))?`,
      { action: 'close' },
    ),
  ]),
  ...same('106023', [
    pattern(`Deny (?:protocol )?(?<protocol>\\S+) ${FLOW}.*? by access-group "?(?<rule>[^" ]+)`, { action: 'deny' }),
  ]),
  ...same('106100', [
    pattern(
      'access-list (?<rule>\\S+) (?<action>permitted|denied|est-allowed) (?<protocol>\\S+) (?<src_interface>[^/ ]+)/(?<src_ip>{ip})\\((?<src_port>{port})\\)\\S* -> (?<dst_interface>[^/ ]+)/(?<dst_ip>{ip})\\((?<dst_port>{port})\\)',
    ),
  ]),
  ...same('106001', [pattern(`Inbound (?<protocol>\\w+) connection denied ${FROM_TO}`, { action: 'deny' })]),
  ...same('106006 106007 106015 106021', [
    pattern(`Deny (?:inbound )?(?<protocol>\\w+) (?:\\([^)]*\\) |reverse path check )?${FROM_TO}`, { action: 'deny' }),
  ]),
  ...same('710003', [
    pattern(
      '(?<protocol>\\w+) access denied by ACL from (?<src_ip>{ip})/(?<src_port>{port}) to (?<dst_interface>[^:]+):(?<dst_ip>{ip})/(?<dst_port>\\w+)',
      { action: 'deny' },
    ),
  ]),
  ...same('113004 113012', [
    pattern('AAA user \\w+ Successful : (?:server = +(?<server>[^ ]+)|local database) : user = (?<user>[^:]*?)$', {
      outcome: 'success',
    }),
  ]),
  ...same('113005 113015', [
    pattern(
      'AAA user \\w+ Rejected : reason = (?<reason>[^:]*?) : (?:server = +(?<server>[^ ]+)|local database) : user = (?<user>[^:]*?)(?: : user IP = (?<src_ip>{ip}))?$',
      { outcome: 'failure' },
    ),
  ]),
  ...same('113008', [pattern('AAA transaction status (?<outcome>\\w+) : user = (?<user>.*)$')]),
  ...same('113019', [
    pattern(
      'Group = (?<group>[^,]*), Username = (?<user>[^,]*), IP = (?<src_ip>[^,]*), Session disconnected\\. Session Type: (?<session_type>[^,]*), Duration: (?<duration>[^,]*), Bytes xmt: (?<bytes_sent>\\d+), Bytes rcv: (?<bytes_received>\\d+), Reason: (?<reason>.*)',
      { action: 'session-end' },
    ),
  ]),
  ...same('113039 716001 722022 722033 722034', [
    pattern(`${SESSION} (?<event>.*?)\\.?$`, { action: 'session-start' }),
  ]),
  ...same('722051', [
    pattern(
      `${SESSION} (?:IPv4 )?Address <(?<assigned_ip>[^>]*)>(?: IPv6 address <(?<assigned_ipv6>[^>]*)>)? assigned`,
      { action: 'session-start' },
    ),
  ]),
  ...same('716002 722023 722012 722037', [pattern(`${SESSION} (?<event>.*?)\\.?$`, { action: 'session-end' })]),
  ...same('716038', [
    pattern(`${SESSION} Authentication: successful, Session Type: (?<session_type>[^.]*)`, { outcome: 'success' }),
  ]),
  ...same('716039', [
    pattern(`${SESSION} Authentication: rejected, Session Type: (?<session_type>[^.]*)`, { outcome: 'failure' }),
  ]),
  ...same('722055', [pattern(`${SESSION} Client Type: (?<client>.*)`)]),
  ...same('734001', [pattern('DAP: User (?<user>[^,]*), Addr (?<src_ip>{ip}), Connection (?<session_type>[^:]*):')]),
  ...same('605004', [
    pattern(
      'Login denied from (?<src_ip>{ip})/(?<src_port>\\w+) to (?<dst_interface>[^:]+):(?<dst_ip>{ip})/(?<service>\\S+) for user "(?<user>[^"]*)"',
      { outcome: 'failure' },
    ),
  ]),
  ...same('605005', [
    pattern(
      'Login permitted from (?<src_ip>{ip})/(?<src_port>\\w+) to (?<dst_interface>[^:]+):(?<dst_ip>{ip})/(?<service>\\S+) for user "(?<user>[^"]*)"',
      { outcome: 'success' },
    ),
  ]),
  ...same('611101', [
    pattern('User authentication succeeded: (?:IP address: (?<src_ip>{ip}), )?Uname: (?<user>.*)$', {
      outcome: 'success',
    }),
  ]),
  ...same('611102', [
    pattern(
      'User authentication failed: (?:IP = (?<src_ip>{ip}), |IP address: (?<address>{ip}), )?Uname: (?<user>.*)$',
      { outcome: 'failure' },
    ),
  ]),
  ...same('502103', [
    pattern('User priv level changed: Uname: (?<user>\\S+) From: (?<before>\\d+) To: (?<after>\\d+)'),
  ]),
  ...same('111008 111009 111010', COMMAND),
]);

function same(ids: string, patterns: readonly MessagePattern[]): [string, readonly MessagePattern[]][] {
  return ids.split(' ').map((id) => [id, patterns]);
}

const LOGIN =
  '\\[user: (?<user>[^\\]]*)\\] \\[Source: (?<src_ip>[^\\]]*)\\](?: \\[localport: (?<dst_port>\\d+)\\])?(?: \\[Reason: (?<reason>[^\\]]*)\\])?';

/** Messages of IOS, IOS XE and NX-OS by mnemonic without severity. Source: Cisco IOS XE System Messages Guide. */
export const IOS_MESSAGES: ReadonlyMap<string, readonly MessagePattern[]> = new Map<string, readonly MessagePattern[]>([
  ...same('SEC_LOGIN/LOGIN_SUCCESS SEC_LOGIN/WEBLOGIN_SUCCESS', [
    pattern(`Login Success ${LOGIN}`, { outcome: 'success' }),
  ]),
  ...same('SEC_LOGIN/LOGIN_FAILED SEC_LOGIN/WEBLOGIN_FAILED', [
    pattern(`Login failed ${LOGIN}`, { outcome: 'failure' }),
  ]),
  ...same('SYS/CONFIG_I', [
    pattern('Configured from (?<from>.+?) by (?<user>\\S+)(?: on (?<line>\\S+))?(?: \\((?<src_ip>{ip})\\))?'),
  ]),
  ...same('SYS/CONFIG_P', [
    pattern(
      'Configured programmatically by process (?<process>.+?) from (?<from>\\S+) as (?<user>\\S+) on (?<line>\\S+)',
    ),
  ]),
  ...same('PARSER/CFGLOG_LOGGEDCMD PARSER/CFGLOG_LOGGEDCMD_PID', [
    pattern('User:(?<user>\\S*) +logged command:(?<command>.*)'),
  ]),
  ...same('WEBUI/INSTALL_OPERATION_INFO', [
    pattern('User: (?<user>[^,]*), Install Operation: (?<operation>\\S+) ?(?<file>.*)'),
  ]),
  ...same('SEC/IPACCESSLOGP SEC/IPACCESSLOGDP', [
    pattern(
      'list (?<rule>\\S+) (?<action>permitted|denied) (?<protocol>\\S+) (?<src_ip>{ip})(?:\\((?<src_port>{port})\\))?(?: \\([^)]*\\))? -> (?<dst_ip>{ip})(?:\\((?<dst_port>{port})\\))?',
    ),
  ]),
  ...same('SSH/SSH2_USERAUTH SSH/SSH_USERAUTH', [
    pattern(
      "User '(?<user>[^']*)' authentication for SSH2? Session from (?<src_ip>{ip}).* (?<outcome>Succeeded|Failed)",
    ),
  ]),
  ...same('AAA/AAA_ACCOUNTING_MESSAGE', [
    pattern('(?<operation>\\w+):(?<src_ip>[^@:]*)@(?<line>[^:]*):(?<user>[^:]*):(?<command>.*)'),
  ]),
  ...same('HA_EM/LOG', [pattern('(?<policy>[^:]+): (?<command>.*)')]),
]);
